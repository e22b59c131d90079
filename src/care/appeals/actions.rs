//! Use cases. Each is the whole of a transaction.

use chrono::Duration;
use serde_json::json;

use super::model::{Appeal, AppealSubject};
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::i18n::Text;
use crate::base::ids::{AppealId, UserId};
use crate::base::lengths;
use crate::base::text::{clean_block, length};
use crate::care::audit::{self, Act};
use crate::care::sanctions::{self, CareContext, SanctionKind};
use crate::care::takedowns;
use crate::people::accounts::{self, Note};
use crate::people::sessions;
use crate::web::Role;

/// The staff answers within this time.
const PATIENCE: Duration = Duration::hours(72);

/// Whom a subject concerns, and who imposed it.
struct Imposed {
    on: UserId,
    by: Option<UserId>,
    in_force: bool,
}

fn look_up(conn: &mut Conn, subject: AppealSubject, now: Timestamp) -> AppResult<Imposed> {
    Ok(match subject {
        AppealSubject::Sanction(id) => {
            let sanction = sanctions::by_id(conn, id)?;
            let in_force = sanction.in_force(now) && sanction.kind != SanctionKind::Note;
            Imposed { on: sanction.user_id, by: sanction.by_id, in_force }
        }
        AppealSubject::Takedown(id) => {
            let takedown = takedowns::by_id(conn, id)?;
            let in_force = takedown.undone_at.is_none();
            Imposed { on: takedown.owner_id, by: takedown.by_id, in_force }
        }
    })
}

/// Somebody asks to look again at what was imposed on them.
///
/// # Errors
/// `NotFound` for what concerns somebody else; `Conflict` when it is not in force any more, or was appealed before; `Invalid` for
/// a text that is too short or too long.
pub fn appeal(
    conn: &mut Conn,
    user: UserId,
    subject: AppealSubject,
    text: &str,
    now: Timestamp,
) -> AppResult<Appeal> {
    let imposed = look_up(conn, subject, now)?;
    if imposed.on != user {
        return Err(AppError::NotFound);
    }
    if !imposed.in_force {
        return Err(AppError::conflict("appeal-over"));
    }
    let text = clean("text", text)?;
    let (sanction_id, takedown_id) = match subject {
        AppealSubject::Sanction(id) => (Some(id), None),
        AppealSubject::Takedown(id) => (None, Some(id)),
    };
    let appeal = Appeal {
        id: AppealId::fresh(),
        sanction_id,
        takedown_id,
        user_id: user,
        text,
        created_at: now,
        due_at: now + PATIENCE,
        decided_at: None,
        decided_by: None,
        granted: None,
        answer: String::new(),
    };
    match store::insert(conn, &appeal)? {
        true => Ok(appeal),
        false => Err(AppError::conflict("appeal-once")),
    }
}

fn clean(field: &str, text: &str) -> AppResult<String> {
    let text = clean_block(text);
    let fits = (lengths::RULING_MIN..=lengths::RULING).contains(&length(&text));
    let wrong = Text::new("appeal-text-length")
        .with("min", lengths::RULING_MIN)
        .with("max", lengths::RULING);
    if fits { Ok(text) } else { Err(FieldErrors::one(field, wrong)) }
}

/// What somebody of the staff decides about an appeal.
#[derive(Debug, Clone)]
pub struct AppealDecision {
    pub appeal: AppealId,
    pub by: UserId,
    /// Whether what was imposed is undone.
    pub grant: bool,
    /// What the person reads: 10 to 1,000 characters.
    pub answer: String,
}

/// Somebody of the staff decides an appeal.
///
/// # Errors
/// `NotFound` without the appeal; `Forbidden` for who imposed it, where the site has others, and as [`sanctions::may_act_on`];
/// `Conflict` when it is decided already; `Invalid` for an answer that is too short or too long.
pub fn decide(
    conn: &mut Conn,
    context: &CareContext,
    decision: &AppealDecision,
    now: Timestamp,
) -> AppResult<()> {
    let AppealDecision { by, grant, .. } = *decision;
    let mut appeal = store::lock(conn, decision.appeal)?;
    let subject = appeal.subject().ok_or(AppError::NotFound)?;
    let imposed = look_up(conn, subject, now)?;
    let user = accounts::by_id(conn, appeal.user_id)?;
    sanctions::may_act_on(conn, by, &user, now)?;
    // What is imposed on staff only the owner can decide.
    let mut beside = sessions::linked_accounts(conn, user.id, now)?;
    beside.push(by);
    let others = user.role == Role::Member && store::has_other_staff(conn, &beside, now)?;
    if imposed.by == Some(by) && others {
        return Err(AppError::forbidden("appeal-other"));
    }
    if appeal.decided_at.is_some() {
        return Err(AppError::conflict("appeal-decided"));
    }
    appeal.answer = clean("answer", &decision.answer)?;
    appeal.decided_at = Some(now);
    appeal.decided_by = Some(by);
    appeal.granted = Some(grant);
    store::save_decision(conn, &appeal)?;
    // Also one that has ended: it would count for the next step of the ladder.
    if grant {
        match subject {
            AppealSubject::Sanction(id) => sanctions::lift(conn, context, id, Some(by), now)?,
            AppealSubject::Takedown(id) => takedowns::undo(conn, context, id, Some(by), now)?,
        };
    }
    accounts::set_unread_ruling(conn, appeal.user_id, true)?;
    tell(conn, context, &appeal, now)?;
    record(conn, &appeal, by, now)
}

fn tell(conn: &mut Conn, context: &CareContext, appeal: &Appeal, now: Timestamp) -> AppResult<()> {
    let body = match appeal.granted {
        Some(true) => "mail-appeal-granted-body",
        _ => "mail-appeal-denied-body",
    };
    let body = Text::new(body).with("answer", &appeal.answer);
    let path = accounts::rulings_path(&context.secret, appeal.user_id, now + PATIENCE);
    let note = Note { subject: "mail-appeal-subject", body, path };
    accounts::send_note(conn, &context.site, appeal.user_id, note, now)
}

fn record(conn: &mut Conn, appeal: &Appeal, by: UserId, now: Timestamp) -> AppResult<()> {
    let detail = json!({
        "sanction": appeal.sanction_id, "takedown": appeal.takedown_id, "granted": appeal.granted,
    });
    let act = Act {
        actor: Some(by),
        action: "decided_appeal",
        subject: format!("appeal {}", appeal.id),
        subject_id: appeal.id.0,
        detail: detail.to_string(),
    };
    audit::record(conn, &act, now)
}
