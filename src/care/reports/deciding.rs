//! Use cases of the staff: opening a case, and deciding it. Each is the whole of a transaction.

use chrono::Duration;
use serde_json::json;

use super::model::{CaseStatus, Decision, Quote, ReportCase, ReportRow, TargetKind};
use super::{policy, store};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::i18n::Text;
use crate::base::ids::{ListingId, ReportCaseId, ReviewId, UserId};
use crate::care::audit::{self, Act};
use crate::care::sanctions::{self, CareContext, NewSanction, Rung, SanctionKind, SanctionReason};
use crate::care::takedowns::{self, NewTakedown};
use crate::chat::rooms::{self, Announcement};
use crate::people::accounts::{self, Note};
use crate::people::sessions;
use crate::trade::deals;
use crate::trade::promotions::Fault;
use crate::trade::reviews;
use crate::web::Role;

/// Records that somebody of the staff opens a case.
///
/// # Errors
/// `Forbidden` for who answers for the target: they do not learn who reported it.
pub fn look(conn: &mut Conn, case: &ReportCase, by: UserId, now: Timestamp) -> AppResult<()> {
    if sessions::linked_accounts(conn, by, now)?.contains(&case.owner_id) {
        return Err(AppError::forbidden("report-involved"));
    }
    let act = Act {
        actor: Some(by),
        action: "looked_at_report",
        subject: format!("report {} {}", case.target, case.target_id),
        subject_id: case.id.0,
        detail: String::new(),
    };
    audit::record(conn, &act, now)
}

/// What somebody of the staff decides.
#[derive(Debug, Clone)]
pub struct DecisionWish {
    pub case: ReportCaseId,
    pub by: UserId,
    pub decision: Decision,
    /// Of a mute and a suspension: 1 to 365.
    pub days: Option<i64>,
    /// What the owner of the target reads; the reporters read only what was decided.
    pub message: String,
    /// The version that was seen; another one is refused.
    pub seen: Option<i32>,
}

/// Decides a case: carries the decision out and answers the reporters. Returns what rooms are told.
///
/// # Errors
/// `NotFound` without the case; `Forbidden` for who is involved; `Conflict` when it is decided already, or changed since it was
/// seen; as [`takedowns::take_down`] and [`sanctions::impose`].
pub fn decide(
    conn: &mut Conn,
    context: &CareContext,
    wish: &DecisionWish,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let mut case = store::lock(conn, wish.case)?;
    let rows = store::rows_of(conn, case.id)?;
    must_not_be_involved(conn, wish.by, &case, &rows, now)?;
    if case.decided_at.is_some() || wish.seen.is_some_and(|seen| seen != case.version) {
        return Err(AppError::conflict("report-decided"));
    }
    if !policy::permitted(case.target, case.status).contains(&wish.decision) {
        return Err(FieldErrors::one("action", "report-decision-unknown"));
    }
    let reason = rows.first().map_or(SanctionReason::Other, |row| row.reason.into());
    let announcements =
        carry_out(conn, context, &Carrying { case: &case, rows: &rows, wish, reason }, now)?;
    case.status = policy::status_after(wish.decision);
    case.decided_at = Some(now);
    case.decided_by = Some(wish.by);
    case.decision = Some(wish.decision);
    case.version += 1;
    store::save(conn, &case)?;
    for row in &rows {
        answer(conn, context, row.reporter_id, &case, now)?;
    }
    record(conn, wish, &case, now)?;
    Ok(announcements)
}

/// Who answers for the target, who reported it, and who seems to be one of them, does not decide.
fn must_not_be_involved(
    conn: &mut Conn,
    by: UserId,
    case: &ReportCase,
    rows: &[ReportRow],
    now: Timestamp,
) -> AppResult<()> {
    let linked = sessions::linked_accounts(conn, by, now)?;
    let involved = |user: &UserId| linked.contains(user);
    match involved(&case.owner_id) || rows.iter().any(|row| involved(&row.reporter_id)) {
        true => Err(AppError::forbidden("report-involved")),
        false => Ok(()),
    }
}

/// A decision that is carried out.
struct Carrying<'a> {
    case: &'a ReportCase,
    rows: &'a [ReportRow],
    wish: &'a DecisionWish,
    reason: SanctionReason,
}

fn carry_out(
    conn: &mut Conn,
    context: &CareContext,
    carrying: &Carrying<'_>,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let wish = carrying.wish;
    let kind = match wish.decision {
        Decision::Dismiss => {
            // What is reported about a moderator the owner decides.
            let owner = accounts::by_id(conn, carrying.case.owner_id)?;
            if owner.role == Role::Moderator {
                sanctions::may_act_on(conn, wish.by, &owner, now)?;
            }
            return Ok(Vec::new());
        }
        Decision::Remove => return remove(conn, context, carrying, now),
        Decision::Warn => SanctionKind::Warning,
        Decision::Mute => SanctionKind::Mute,
        Decision::Suspend => SanctionKind::Suspend,
        Decision::Ban => SanctionKind::Ban,
    };
    let ends = matches!(kind, SanctionKind::Mute | SanctionKind::Suspend);
    let days = wish.days.filter(|days| ends && (1..=365).contains(days));
    impose(conn, context, carrying, Rung { kind, days }, now)
}

fn impose(
    conn: &mut Conn,
    context: &CareContext,
    carrying: &Carrying<'_>,
    Rung { kind, days }: Rung,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let new = NewSanction {
        user: carrying.case.owner_id,
        kind,
        reason: carrying.reason,
        message: carrying.wish.message.clone(),
        until: days.map(|days| now + Duration::days(days)),
        by: Some(carrying.wish.by),
    };
    Ok(sanctions::impose(conn, context, new, now)?.announcements)
}

/// Removes the target; its owner gets the next step of the ladder.
fn remove(
    conn: &mut Conn,
    context: &CareContext,
    carrying: &Carrying<'_>,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let Carrying { case, rows, wish, reason } = *carrying;
    // A person is locked before rooms.
    accounts::lock(conn, case.owner_id)?;
    let mut announcements = match case.target {
        TargetKind::Listing => {
            let new = NewTakedown {
                listing: ListingId(case.target_id),
                reason,
                message: wish.message.clone(),
                fault: Fault::Owner,
                by: Some(wish.by),
            };
            let done = takedowns::take_down(conn, context, new, now)?;
            return Ok(done.map(|done| done.announcements).unwrap_or_default());
        }
        TargetKind::Message => {
            let quote = quote_of(context, rows)?;
            // What a live deal may need as evidence stays; its sender can be sanctioned all the same.
            if !deals::may_delete_messages(conn, quote.room)? {
                return Err(AppError::conflict("message-evidence"));
            }
            let removed = rooms::remove(conn, &context.encryption, quote.room, quote.seq, now)?;
            removed.into_iter().collect()
        }
        TargetKind::Review => {
            reviews::remove(conn, ReviewId(case.target_id), now)?;
            Vec::new()
        }
        TargetKind::User => return Err(FieldErrors::one("action", "report-decision-unknown")),
    };
    let history = sanctions::of_person(conn, case.owner_id)?;
    let rung = sanctions::ladder(&history, now);
    announcements.extend(impose(conn, context, carrying, rung, now)?);
    Ok(announcements)
}

/// Where the reported message is.
fn quote_of(context: &CareContext, rows: &[ReportRow]) -> AppResult<Quote> {
    let row = rows.first().ok_or(AppError::NotFound)?;
    row.words(&context.encryption)?.quote.ok_or(AppError::NotFound)
}

/// Mails a reporter what came of it.
fn answer(
    conn: &mut Conn,
    context: &CareContext,
    reporter: UserId,
    case: &ReportCase,
    now: Timestamp,
) -> AppResult<()> {
    let body = match case.status {
        CaseStatus::Actioned => "mail-report-actioned-body",
        CaseStatus::Pending | CaseStatus::Reviewed => "mail-report-reviewed-body",
    };
    let path = "/akun/laporan".to_owned();
    let note = Note { subject: "mail-report-subject", body: Text::new(body), path };
    accounts::send_note(conn, &context.site, reporter, note, now)
}

fn record(
    conn: &mut Conn,
    wish: &DecisionWish,
    case: &ReportCase,
    now: Timestamp,
) -> AppResult<()> {
    let detail = json!({
        "case": case.id, "target": case.target, "id": case.target_id, "decision": wish.decision,
        "days": wish.days,
    });
    let act = Act {
        actor: Some(wish.by),
        action: "decided_report",
        subject: format!("report {} {}", case.target, case.target_id),
        subject_id: case.id.0,
        detail: detail.to_string(),
    };
    audit::record(conn, &act, now)
}
