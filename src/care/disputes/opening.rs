//! Opening a dispute: the deal stands still from then on.

use super::effects::{Acting, Written};
use super::machine::{Actor, State};
use super::messages::About;
use super::model::{Dispute, EntryKind, sum_of};
use super::policy::{self, Wish};
use super::reasons::DisputeReason;
use super::store;
use crate::base::clock::{Timestamp, Zone};
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::{DealId, PhotoId, SessionId, UserId};
use crate::chat::rooms::{self, Announcement};
use crate::people::accounts;
use crate::trade::deals::{self, Command, DealContext, Move, Mover, Step};

/// A complaint, as a party makes it.
#[derive(Debug, Clone)]
pub struct Complaint {
    pub deal: DealId,
    pub user: UserId,
    pub session: SessionId,
    pub reason: DisputeReason,
    pub wish: Wish,
    pub text: String,
    /// Photos that the party uploaded.
    pub photos: Vec<PhotoId>,
}

/// Opens a dispute and freezes the deal.
///
/// # Errors
/// `NotFound` for who is no party; `Invalid` for a reason, a wish, a text or photos that do not fit; `Conflict` when the deal
/// cannot be complained about.
pub(super) fn open(
    conn: &mut Conn,
    context: &DealContext,
    complaint: &Complaint,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let deal = deals::lock_with_listings(conn, complaint.deal)?.ok_or(AppError::NotFound)?;
    let claimant = deal.party(complaint.user).ok_or(AppError::NotFound)?;
    if !DisputeReason::of(deal.mode, claimant).contains(&complaint.reason) {
        return Err(FieldErrors::one("reason", "dispute-reason-unknown"));
    }
    // Who complains and withdraws could hold the money for ever.
    if store::complaints_of(conn, deal.id, claimant)? >= policy::MAX_COMPLAINTS {
        return Err(AppError::conflict("dispute-again"));
    }
    let written = Written {
        text: policy::statement(&complaint.text)?,
        photos: policy::photos(&complaint.photos)?,
    };
    for photo in &written.photos {
        rooms::photo_of(conn, complaint.user, *photo)?;
    }
    let wants = complaint.wish.verdict(&deal, claimant, context.site.has_money())?;
    let freeze = Move {
        deal: deal.id,
        by: Mover::Member(complaint.user, complaint.session),
        seen: None,
        step: Step::Plain(Command::Dispute),
    };
    let done = deals::make_move(conn, context, &freeze, now)?;
    if deals::course(conn, &done.deal)?.allows(wants).is_err() {
        return Err(FieldErrors::one("outcome", "dispute-not-this-outcome"));
    }
    let state = State::open(claimant, wants, now);
    let dispute = Dispute::fresh(deal.id, complaint.reason, state, now);
    store::insert(conn, &dispute)?;
    let count = i16::try_from(written.photos.len()).unwrap_or(i16::MAX);
    let text = written.text.clone();
    let mut acting = Acting {
        context,
        deal: done.deal,
        dispute,
        by: Actor::Party(claimant),
        written,
        now,
        announcements: done.announcements,
    };
    let name = accounts::profile(conn, complaint.user)?.name;
    let code = acting.deal.code.clone();
    let about = About { code: &code, name: &name, asked: "", text: &text, zone: Zone::Wib };
    let seq = acting.say(conn, &about.opened())?;
    let mut entry = acting.entry(conn, EntryKind::Opened)?;
    (entry.seq, entry.photos) = (seq, count);
    (entry.outcome, entry.sum) = (Some(wants.kind()), sum_of(wants));
    store::insert_entry(conn, &entry)?;
    Ok(acting.announcements)
}
