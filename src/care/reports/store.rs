//! Cases and reports in Postgres.

use diesel::prelude::*;
use uuid::Uuid;

use super::model::{CaseStatus, Decision, FiledReport, ReportCase, ReportRow, TargetKind};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;
use crate::base::ids::{ReportCaseId, UserId};
use crate::base::schema::{report_cases, reports};

/// Locks the open case of a target.
pub(super) fn lock_open(
    conn: &mut Conn,
    target: TargetKind,
    id: Uuid,
) -> AppResult<Option<ReportCase>> {
    Ok(report_cases::table
        .filter(report_cases::target.eq(target))
        .filter(report_cases::target_id.eq(id))
        .filter(report_cases::status.eq(CaseStatus::Pending))
        .select(ReportCase::as_select())
        .for_update()
        .first(conn)
        .optional()?)
}

/// Inserts a case; false when another transaction opened one about the target in the same moment.
pub(super) fn insert_case(conn: &mut Conn, case: &ReportCase) -> AppResult<bool> {
    let inserted = diesel::insert_into(report_cases::table).values(case).on_conflict_do_nothing();
    Ok(inserted.execute(conn)? == 1)
}

pub(super) fn lock(conn: &mut Conn, id: ReportCaseId) -> AppResult<ReportCase> {
    let row = report_cases::table.find(id).select(ReportCase::as_select()).for_update();
    Ok(row.first(conn)?)
}

pub(super) fn save(conn: &mut Conn, case: &ReportCase) -> AppResult<()> {
    diesel::update(report_cases::table.find(case.id)).set(case).execute(conn)?;
    Ok(())
}

/// Inserts a report; false when the person reported the target before.
pub(super) fn insert_report(conn: &mut Conn, report: &ReportRow) -> AppResult<bool> {
    let inserted = diesel::insert_into(reports::table)
        .values(report)
        .on_conflict((reports::case_id, reports::reporter_id))
        .do_nothing();
    Ok(inserted.execute(conn)? == 1)
}

/// How many reports of a person were decided since `since`, and how many of them dismissed.
pub(super) fn record_of(
    conn: &mut Conn,
    reporter: UserId,
    since: Timestamp,
) -> AppResult<(i64, i64)> {
    let decided = || {
        reports::table
            .inner_join(report_cases::table.on(report_cases::id.eq(reports::case_id)))
            .filter(reports::reporter_id.eq(reporter))
            .filter(report_cases::decided_at.gt(since))
    };
    let dismissed = decided().filter(report_cases::decision.eq(Decision::Dismiss));
    Ok((decided().count().get_result(conn)?, dismissed.count().get_result(conn)?))
}

/// A case.
///
/// # Errors
/// `NotFound` without one of this id.
pub fn case_by_id(conn: &mut Conn, id: ReportCaseId) -> AppResult<ReportCase> {
    Ok(report_cases::table.find(id).select(ReportCase::as_select()).first(conn)?)
}

/// Which cases a page has.
#[derive(Debug, Clone)]
pub struct CasesWanted {
    pub waiting: bool,
    /// The accounts of the reader, who does not see what is reported about them.
    pub hidden_owners: Vec<UserId>,
    pub offset: i64,
    pub limit: i64,
}

/// The cases that wait, the most urgent first, or those that were decided, the latest first; each with its number of reports.
///
/// # Errors
/// The database's errors.
pub fn cases(conn: &mut Conn, wanted: &CasesWanted) -> AppResult<(Vec<(ReportCase, i64)>, i64)> {
    let CasesWanted { waiting, offset, limit, .. } = *wanted;
    let filtered = || {
        let beside = report_cases::owner_id.ne_all(&wanted.hidden_owners);
        let query = report_cases::table.filter(beside).into_boxed();
        match waiting {
            true => query.filter(report_cases::decided_at.is_null()),
            false => query.filter(report_cases::decided_at.is_not_null()),
        }
    };
    let ordered = match waiting {
        true => filtered().order((report_cases::due_at, report_cases::id)),
        false => filtered().order((report_cases::decided_at.desc(), report_cases::id)),
    };
    let rows: Vec<ReportCase> =
        ordered.offset(offset).limit(limit).select(ReportCase::as_select()).load(conn)?;
    let ids: Vec<ReportCaseId> = rows.iter().map(|row| row.id).collect();
    let counts: Vec<(ReportCaseId, i64)> = reports::table
        .filter(reports::case_id.eq_any(&ids))
        .group_by(reports::case_id)
        .select((reports::case_id, diesel::dsl::count_star()))
        .load(conn)?;
    let count = |id| counts.iter().find(|(case, _)| *case == id).map_or(0, |(_, n)| *n);
    let total = filtered().count().get_result(conn)?;
    Ok((rows.into_iter().map(|row| (row.clone(), count(row.id))).collect(), total))
}

/// The reports of a case, the first first.
///
/// # Errors
/// The database's errors; `Unavailable` for a key that this node has not loaded.
pub fn reports_of(
    conn: &mut Conn,
    encryption: &Encryption,
    case: ReportCaseId,
) -> AppResult<Vec<FiledReport>> {
    let rows: Vec<ReportRow> = reports::table
        .filter(reports::case_id.eq(case))
        .order(reports::id)
        .select(ReportRow::as_select())
        .load(conn)?;
    rows.into_iter().map(|row| row.filed(encryption)).collect()
}

pub(super) fn rows_of(conn: &mut Conn, case: ReportCaseId) -> AppResult<Vec<ReportRow>> {
    Ok(reports::table
        .filter(reports::case_id.eq(case))
        .order(reports::id)
        .select(ReportRow::as_select())
        .load(conn)?)
}

/// What a person reported, the latest first, with its case.
///
/// # Errors
/// The database's errors.
pub fn of_reporter(
    conn: &mut Conn,
    reporter: UserId,
    limit: i64,
) -> AppResult<Vec<(Timestamp, ReportCase)>> {
    Ok(reports::table
        .inner_join(report_cases::table.on(report_cases::id.eq(reports::case_id)))
        .filter(reports::reporter_id.eq(reporter))
        .order(reports::id.desc())
        .limit(limit)
        .select((reports::created_at, ReportCase::as_select()))
        .load(conn)?)
}

/// The latest cases about what a person answers for.
///
/// # Errors
/// The database's errors.
pub fn about_person(conn: &mut Conn, owner: UserId, limit: i64) -> AppResult<Vec<ReportCase>> {
    Ok(report_cases::table
        .filter(report_cases::owner_id.eq(owner))
        .order(report_cases::id.desc())
        .limit(limit)
        .select(ReportCase::as_select())
        .load(conn)?)
}

/// How many cases wait, and when the first is due.
///
/// # Errors
/// The database's errors.
pub fn pending(conn: &mut Conn) -> AppResult<(i64, Option<Timestamp>)> {
    Ok(report_cases::table
        .filter(report_cases::decided_at.is_null())
        .select((diesel::dsl::count_star(), diesel::dsl::min(report_cases::due_at)))
        .first(conn)?)
}
