//! What every move of a deal works with, and what higher wings pass in.

use std::sync::Arc;

use super::machine::Moment;
use super::model::Deal;
use super::sheets::SheetSite;
use super::wanted::Answer;
use crate::base::clock::{Timestamp, Zone};
use crate::base::crypto::SecretKey;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;
use crate::base::ids::UserId;
use crate::chat::live::Event;
use crate::chat::rooms::{Announcement, Room};
use crate::market::listings::Listing;
use crate::people::accounts;
use crate::trade::working_days::WorkingDays;

/// What a higher wing wrote when a deal ended without a hand-over, in the same transaction.
pub struct FollowUp {
    /// The deal's room. It was locked together with every other room that messages were appended to, in the order of ids.
    pub room: Room,
    /// Events that are sent with the deal's system message, before the deal's own event.
    pub events: Vec<Event>,
    /// The messages appended to other rooms.
    pub announcements: Vec<Announcement>,
}

/// Reopens the negotiations of a deal that ended without a hand-over; it gets the listings as they are then.
pub type Reopen = fn(&mut Conn, &Encryption, &Deal, &[Listing], Timestamp) -> AppResult<FollowUp>;

/// Answers the offer behind a pending order, and returns what is to be sent after the commit.
pub type AnswerOrder =
    Arc<dyn Fn(&mut Conn, &Deal, Answer, Timestamp) -> AppResult<Vec<Announcement>> + Send + Sync>;

/// What every move works with; cloning shares it.
#[derive(Clone)]
pub struct DealContext {
    /// For the messages and the addresses.
    pub encryption: Encryption,
    /// Hand-over codes derive from it.
    pub secret: SecretKey,
    pub calendar: Arc<WorkingDays>,
    /// For the deal sheets.
    pub site: Arc<SheetSite>,
    pub reopen: Reopen,
    pub answer_order: AnswerOrder,
}

/// The time zones of both parties.
#[derive(Debug, Clone, Copy)]
pub struct Zones {
    pub buyer: Zone,
    pub seller: Zone,
}

/// The deadlines that follow from a time. Both parties get the time of the one whose zone is further west: nobody less than
/// the law gives.
pub fn moment(calendar: &WorkingDays, zones: Zones, now: Timestamp) -> Moment {
    let later = |at: &dyn Fn(Zone) -> Timestamp| at(zones.buyer).max(at(zones.seller));
    Moment {
        now,
        ship_by: later(&|zone| calendar.ship_by(now, zone)),
        inspect_until: later(&|zone| calendar.inspection_deadline(now, zone)),
    }
}

/// The zones in which the parties live; WIB when they do not say.
///
/// # Errors
/// The database's errors.
pub(super) fn zones_of(conn: &mut Conn, buyer: UserId, seller: UserId) -> AppResult<Zones> {
    let mut zone = |user| -> AppResult<Zone> {
        let profile = accounts::profile(conn, user)?;
        Ok(profile.region.as_deref().map_or(Zone::Wib, Zone::of_region))
    };
    Ok(Zones { buyer: zone(buyer)?, seller: zone(seller)? })
}
