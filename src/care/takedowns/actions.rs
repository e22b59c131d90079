//! Use cases. Each is a piece of the caller's transaction.

use chrono::Duration;
use serde_json::json;

use super::model::Takedown;
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::i18n::Text;
use crate::base::ids::{ListingId, SanctionId, TakedownId, UserId};
use crate::care::audit::{self, Act};
use crate::care::sanctions::{self, CareContext, NewSanction, SanctionReason};
use crate::chat::rooms::Announcement;
use crate::market::listings::{self, Listing, Status};
use crate::people::accounts::{self, Note};
use crate::trade::promotions::{self, Fault};

/// What is to be taken down.
#[derive(Debug, Clone)]
pub struct NewTakedown {
    pub listing: ListingId,
    pub reason: SanctionReason,
    /// What the owner reads: 10 to 1,000 characters.
    pub message: String,
    pub fault: Fault,
    /// `None` for the command line.
    pub by: Option<UserId>,
}

/// What was taken down, and what rooms are told.
#[derive(Debug)]
pub struct TakenDown {
    pub takedown: Takedown,
    pub announcements: Vec<Announcement>,
}

/// Takes a listing down; `None` when it was before, and nothing changed. The owner's fault is followed by the next step of the
/// ladder of sanctions.
///
/// # Errors
/// `NotFound` without such a listing; `Conflict` while a deal holds it, which a dispute decides; as [`sanctions::impose`].
pub fn take_down(
    conn: &mut Conn,
    context: &CareContext,
    mut new: NewTakedown,
    now: Timestamp,
) -> AppResult<Option<TakenDown>> {
    new.message = sanctions::checked_message(&new.message)?;
    let owner = listings::by_id(conn, new.listing)?.ok_or(AppError::NotFound)?.seller_id;
    // A person is locked before their listings.
    accounts::lock(conn, owner)?;
    let row = listings::lock(conn, new.listing)?.ok_or(AppError::NotFound)?;
    match row.status {
        Status::Removed => return Ok(None),
        Status::Reserved | Status::Sold => return Err(AppError::conflict("listing-held")),
        Status::Active
        | Status::BarterOnly
        | Status::Inactive
        | Status::Expired
        | Status::Draft => {}
    }
    if let Some(by) = new.by {
        let user = accounts::by_id(conn, owner)?;
        sanctions::may_act_on(conn, by, &user, now)?;
    }
    let was = match listings::is_withheld(conn, row.id)? {
        true => Status::Active,
        false => row.status,
    };
    listings::set_status(conn, row.id, Status::Removed, now)?;
    listings::announce_change(conn, row.id)?;
    promotions::taken_down(conn, row.id, new.fault, now)?;
    let step = follow_up(conn, context, &new, &row, now)?;
    let takedown = Takedown {
        id: TakedownId::fresh(),
        listing_id: row.id,
        owner_id: owner,
        reason: new.reason,
        message: new.message,
        owner_at_fault: new.fault == Fault::Owner,
        was,
        by_id: new.by,
        sanction_id: step.sanction,
        created_at: now,
        read_at: None,
        undone_at: None,
        undone_by: None,
    };
    store::insert(conn, &takedown)?;
    tell_owner(conn, context, &takedown, &row, now)?;
    record(conn, takedown.by_id, "took_down", &row, takedown.owner_at_fault, now)?;
    Ok(Some(TakenDown { takedown, announcements: step.announcements }))
}

/// What followed from the owner's fault.
#[derive(Default)]
struct Step {
    sanction: Option<SanctionId>,
    announcements: Vec<Announcement>,
}

/// The next step of the ladder, where the owner is at fault.
fn follow_up(
    conn: &mut Conn,
    context: &CareContext,
    new: &NewTakedown,
    listing: &Listing,
    now: Timestamp,
) -> AppResult<Step> {
    if new.fault == Fault::Nobody {
        return Ok(Step::default());
    }
    let history = sanctions::of_person(conn, listing.seller_id)?;
    let rung = sanctions::ladder(&history, now);
    let imposed = sanctions::impose(
        conn,
        context,
        NewSanction {
            user: listing.seller_id,
            kind: rung.kind,
            reason: new.reason,
            message: new.message.clone(),
            until: rung.days.map(|days| now + Duration::days(days)),
            by: new.by,
        },
        now,
    )?;
    let sanction = Some(imposed.sanction.id);
    Ok(Step { sanction, announcements: imposed.announcements })
}

fn tell_owner(
    conn: &mut Conn,
    context: &CareContext,
    takedown: &Takedown,
    listing: &Listing,
    now: Timestamp,
) -> AppResult<()> {
    accounts::set_unread_ruling(conn, takedown.owner_id, true)?;
    let body = Text::new("mail-takedown-body")
        .with("title", &listing.content.title)
        .with("message", &takedown.message);
    let path = "/akun/keputusan".to_owned();
    let note = Note { subject: "mail-takedown-subject", body, path };
    accounts::send_note(conn, &context.site, takedown.owner_id, note, now)
}

/// Undoes a takedown: the listing is again what it was, for as long as it would have been shown, and the step of the ladder is
/// lifted; false when it was undone before.
///
/// # Errors
/// `NotFound` without it; `Forbidden` as [`sanctions::may_act_on`].
pub fn undo(
    conn: &mut Conn,
    context: &CareContext,
    id: TakedownId,
    by: Option<UserId>,
    now: Timestamp,
) -> AppResult<bool> {
    let takedown = store::by_id(conn, id)?;
    accounts::lock(conn, takedown.owner_id)?;
    if let Some(by) = by {
        let owner = accounts::by_id(conn, takedown.owner_id)?;
        sanctions::may_act_on(conn, by, &owner, now)?;
    }
    let row = listings::lock(conn, takedown.listing_id)?.ok_or(AppError::NotFound)?;
    if !store::undo(conn, id, by, now)? {
        return Ok(false);
    }
    // What its owner has withdrawn meanwhile stays withdrawn.
    if row.status == Status::Removed {
        listings::set_status(conn, row.id, takedown.was, now)?;
        listings::keep_until(conn, row.id, now + (row.expires_at - takedown.created_at))?;
    }
    // Of an owner who is suspended for something else it is withheld like every other.
    listings::apply_suspensions(conn, now)?;
    if let Some(sanction) = takedown.sanction_id {
        sanctions::lift(conn, context, sanction, by, now)?;
    }
    record(conn, by, "restored", &row, takedown.owner_at_fault, now)?;
    Ok(true)
}

/// The owner confirms to have read what was taken down.
///
/// # Errors
/// The database's errors.
pub fn mark_read(conn: &mut Conn, owner: UserId, now: Timestamp) -> AppResult<()> {
    store::mark_read(conn, owner, now)
}

fn record(
    conn: &mut Conn,
    by: Option<UserId>,
    action: &str,
    listing: &Listing,
    owner_at_fault: bool,
    now: Timestamp,
) -> AppResult<()> {
    let act = Act {
        actor: by,
        action,
        subject: format!("listing {}", listing.slug),
        subject_id: listing.id.0,
        detail: json!({"was": listing.status, "owner_at_fault": owner_at_fault}).to_string(),
    };
    audit::record(conn, &act, now)
}
