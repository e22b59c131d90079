//! Use cases. Each is a piece of the caller's transaction.

use chrono::Duration;
use serde_json::json;

use super::model::{NewSanction, Sanction, SanctionKind};
use super::{policy, store};
use crate::base::clock::{Timestamp, Zone, full_moment};
use crate::base::crypto::SecretKey;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::i18n::{Lang, Text};
use crate::base::ids::{SanctionId, UserId};
use crate::care::audit::{self, Act};
use crate::chat::rooms::{self, Announcement, MessageWithEvents, SystemMessage};
use crate::config::SiteAddress;
use crate::market::listings;
use crate::people::accounts::{self, Note, User};
use crate::people::sessions;
use crate::trade::deals;
use crate::web::Role;

/// How long the link in a mail shows the rulings.
const LINK_LIFE: Duration = Duration::days(30);

/// What care's decisions are carried out with.
#[derive(Clone)]
pub struct CareContext {
    pub encryption: Encryption,
    pub secret: SecretKey,
    pub site: SiteAddress,
}

/// What was imposed, and what the rooms of the person's open deals are told.
#[derive(Debug)]
pub struct Imposed {
    pub sanction: Sanction,
    pub announcements: Vec<Announcement>,
}

/// Checks that somebody of the staff may act on a person.
///
/// # Errors
/// `Forbidden` for oneself, for an account that shares a browser with one's own, and for staff that only the owner may sanction.
pub fn may_act_on(conn: &mut Conn, by: UserId, user: &User, now: Timestamp) -> AppResult<()> {
    let role = accounts::by_id(conn, by)?.role;
    let linked = sessions::linked_accounts(conn, by, now)?;
    if linked.contains(&user.id) || !policy::may_act(role, user.role) {
        return Err(AppError::forbidden("staff-not-on-these"));
    }
    Ok(())
}

/// Imposes a sanction: what it forbids is forbidden when the transaction commits, on every node.
///
/// # Errors
/// `Invalid` for a message or an end that does not fit; `Forbidden` as [`may_act_on`], and for staff by the clock.
pub fn impose(
    conn: &mut Conn,
    context: &CareContext,
    new: NewSanction,
    now: Timestamp,
) -> AppResult<Imposed> {
    let new = policy::check(new, now)?;
    accounts::lock(conn, new.user)?;
    let user = accounts::by_id(conn, new.user)?;
    match new.by {
        Some(by) => may_act_on(conn, by, &user, now)?,
        None if user.role == Role::Owner => return Err(AppError::forbidden("staff-not-on-these")),
        None => {}
    }
    let history = store::of_person(conn, new.user)?;
    if let Some(same) = history.into_iter().find(|one| policy::is_repetition(one, &new, now)) {
        return Ok(Imposed { sanction: same, announcements: Vec::new() });
    }
    let sanction = Sanction {
        id: SanctionId::fresh(),
        user_id: new.user,
        kind: new.kind,
        reason: new.reason,
        message: new.message,
        by_id: new.by,
        created_at: now,
        ends_at: new.until,
        read_at: None,
        lifted_at: None,
        lifted_by: None,
    };
    store::insert(conn, &sanction)?;
    apply(conn, new.user, now)?;
    if sanction.kind != SanctionKind::Note {
        accounts::set_unread_ruling(conn, new.user, true)?;
        accounts::send_note(
            conn,
            &context.site,
            new.user,
            note_of(context, &user, &sanction, now),
            now,
        )?;
    }
    let suspends = matches!(sanction.kind, SanctionKind::Suspend | SanctionKind::Ban);
    let announcements = match suspends {
        true => tell_counterparts(conn, context, &user, &suspended_text(&user, &sanction), now)?,
        false => Vec::new(),
    };
    record(conn, new.by, "sanctioned", &user, &sanction, now)?;
    Ok(Imposed { sanction, announcements })
}

/// Lifts a sanction before its end; false when it was lifted before.
///
/// # Errors
/// `NotFound` without it; `Forbidden` as [`may_act_on`].
pub fn lift(
    conn: &mut Conn,
    context: &CareContext,
    id: SanctionId,
    by: Option<UserId>,
    now: Timestamp,
) -> AppResult<bool> {
    let sanction = store::by_id(conn, id)?;
    accounts::lock(conn, sanction.user_id)?;
    let user = accounts::by_id(conn, sanction.user_id)?;
    if let Some(by) = by {
        may_act_on(conn, by, &user, now)?;
    }
    if !store::lift(conn, id, by, now)? {
        return Ok(false);
    }
    apply(conn, user.id, now)?;
    if sanction.kind != SanctionKind::Note {
        let body = Text::new("mail-sanction-lifted-body");
        let note =
            Note { subject: "mail-sanction-lifted-subject", body, path: "/akun/keputusan".into() };
        accounts::send_note(conn, &context.site, user.id, note, now)?;
    }
    record(conn, by, "lifted", &user, &sanction, now)?;
    Ok(true)
}

/// The person confirms to have read what was decided about them.
///
/// # Errors
/// The database's errors.
pub fn mark_read(conn: &mut Conn, user: UserId, now: Timestamp) -> AppResult<()> {
    store::mark_read(conn, user, now)?;
    accounts::set_unread_ruling(conn, user, false)
}

/// Makes what the sanctions of a person come to binding.
fn apply(conn: &mut Conn, user: UserId, now: Timestamp) -> AppResult<()> {
    let all = store::of_person(conn, user)?;
    let restrictions = policy::restrictions(&all, now);
    accounts::suspend(conn, user, restrictions.suspended_until, now)?;
    accounts::mute(conn, user, restrictions.muted_until)?;
    listings::apply_suspensions(conn, now)?;
    Ok(())
}

/// The mail of a sanction. Who cannot sign in reads it, and appeals, by a link of their own.
fn note_of(context: &CareContext, user: &User, sanction: &Sanction, now: Timestamp) -> Note {
    let (subject, body) = match sanction.kind {
        SanctionKind::Note | SanctionKind::Warning => {
            ("mail-sanction-warning-subject", "mail-sanction-warning-body")
        }
        SanctionKind::Mute => ("mail-sanction-mute-subject", "mail-sanction-mute-body"),
        SanctionKind::Suspend => ("mail-sanction-suspend-subject", "mail-sanction-suspend-body"),
        SanctionKind::Ban => ("mail-sanction-ban-subject", "mail-sanction-ban-body"),
    };
    let lang = Lang::parse(&user.lang);
    let end = sanction.ends_at.map(|end| full_moment(Zone::Wib, end, lang)).unwrap_or_default();
    let body = Text::new(body).with("message", &sanction.message).with("end", end);
    let path = match sanction.kind {
        SanctionKind::Suspend | SanctionKind::Ban => {
            accounts::rulings_path(&context.secret, user.id, now + LINK_LIFE)
        }
        _ => "/akun/keputusan".to_owned(),
    };
    Note { subject, body, path }
}

fn suspended_text(user: &User, sanction: &Sanction) -> SystemMessage {
    match sanction.ends_at {
        Some(end) => {
            SystemMessage::new("said-suspended").with("name", &user.name).with_time(Zone::Wib, end)
        }
        None => SystemMessage::new("said-banned").with("name", &user.name),
    }
}

/// A message in the room of each open deal of a person.
fn tell_counterparts(
    conn: &mut Conn,
    context: &CareContext,
    user: &User,
    text: &SystemMessage,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let ids = deals::open_rooms_of(conn, user.id)?;
    let mut locked = rooms::lock_many(conn, &ids)?;
    let new = ids
        .into_iter()
        .map(|room| {
            let message = rooms::system_message(text);
            (room, MessageWithEvents { message, events: Vec::new() })
        })
        .collect();
    rooms::announce_all(conn, &context.encryption, &mut locked, new, now)
}

fn record(
    conn: &mut Conn,
    by: Option<UserId>,
    action: &str,
    user: &User,
    sanction: &Sanction,
    now: Timestamp,
) -> AppResult<()> {
    let detail = json!({
        "sanction": sanction.id, "kind": sanction.kind, "reason": sanction.reason, "until": sanction.ends_at,
    });
    let act = Act {
        actor: by,
        action,
        subject: format!("user {}", user.handle),
        subject_id: user.id.0,
        detail: detail.to_string(),
    };
    audit::record(conn, &act, now)
}
