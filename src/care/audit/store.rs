//! The log in Postgres.

use diesel::prelude::*;
use diesel::sql_query;
use uuid::Uuid;

use super::chain::{Broken, follow, link};
use super::model::{Act, AuditRow};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::UserId;
use crate::base::schema::audit_log;

/// Rows of a page.
pub const PAGE: i64 = 50;
/// Rows that are verified at a time.
const BATCH: i64 = 1000;

/// Which rows a page has.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// What the reader is involved in, and therefore does not see.
    pub hidden: Vec<Uuid>,
    pub actor: Option<UserId>,
    pub subject: Option<Uuid>,
    /// Only rows before this one.
    pub before: Option<i64>,
}

/// Adds a row. Whoever adds one waits for the transaction that adds another: call it last.
///
/// # Errors
/// The database's errors.
pub fn record(conn: &mut Conn, act: &Act<'_>, now: Timestamp) -> AppResult<()> {
    sql_query("select pg_advisory_xact_lock(7413831)").execute(conn)?;
    let last: Option<(i64, Vec<u8>)> = audit_log::table
        .order(audit_log::seq.desc())
        .select((audit_log::seq, audit_log::hash))
        .first(conn)
        .optional()?;
    let (seq, before) = last.unwrap_or_default();
    let mut row = AuditRow {
        seq: seq + 1,
        at: now,
        actor_id: act.actor,
        action: act.action.to_owned(),
        subject: act.subject.clone(),
        subject_id: Some(act.subject_id),
        detail: act.detail.clone(),
        hash: Vec::new(),
    };
    row.hash = link(&before, &row);
    diesel::insert_into(audit_log::table).values(&row).execute(conn)?;
    Ok(())
}

/// The newest rows first, at most [`PAGE`].
///
/// # Errors
/// The database's errors.
pub fn page(conn: &mut Conn, filter: AuditFilter) -> AppResult<Vec<AuditRow>> {
    let mut rows = audit_log::table.order(audit_log::seq.desc()).limit(PAGE).into_boxed();
    if !filter.hidden.is_empty() {
        let hidden = audit_log::subject_id.eq_any(filter.hidden);
        rows = rows.filter(audit_log::subject_id.is_null().or(diesel::dsl::not(hidden)));
    }
    if let Some(actor) = filter.actor {
        rows = rows.filter(audit_log::actor_id.eq(actor));
    }
    if let Some(subject) = filter.subject {
        rows = rows.filter(audit_log::subject_id.eq(subject));
    }
    if let Some(before) = filter.before {
        rows = rows.filter(audit_log::seq.lt(before));
    }
    Ok(rows.select(AuditRow::as_select()).load(conn)?)
}

/// What was done to a subject, in order; of these actions, since `since`.
///
/// # Errors
/// The database's errors.
pub fn of_subject(
    conn: &mut Conn,
    subject: Uuid,
    actions: &[&str],
    since: Timestamp,
) -> AppResult<Vec<AuditRow>> {
    Ok(audit_log::table
        .filter(audit_log::subject_id.eq(subject))
        .filter(audit_log::action.eq_any(actions))
        .filter(audit_log::at.ge(since))
        .order(audit_log::seq)
        .select(AuditRow::as_select())
        .load(conn)?)
}

/// Follows the whole chain; the first row that is not as it was written.
///
/// # Errors
/// The database's errors.
pub fn verify(conn: &mut Conn) -> AppResult<Option<Broken>> {
    let (mut before, mut first) = (Vec::new(), 1);
    loop {
        let rows: Vec<AuditRow> = audit_log::table
            .filter(audit_log::seq.ge(first))
            .order(audit_log::seq)
            .limit(BATCH)
            .select(AuditRow::as_select())
            .load(conn)?;
        if rows.is_empty() {
            return Ok(None);
        }
        before = match follow(before, first, &rows) {
            Ok(hash) => hash,
            Err(broken) => return Ok(Some(broken)),
        };
        first += BATCH;
    }
}
