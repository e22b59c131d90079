//! Use cases: reporting. Each is the whole of a transaction.

use chrono::Duration;

use super::model::{CaseStatus, REPORT_TABLE, ReportCase, ReportReason, ReportRow, Words};
use super::target::{self, Target, TargetWish};
use super::{policy, store};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Sealed;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::i18n::Text;
use crate::base::ids::{ReportCaseId, ReportId, UserId};
use crate::base::lengths;
use crate::base::text::{block_fits, clean_block};
use crate::care::sanctions::CareContext;

/// What is longer ago does not count against a reporter.
const MEMORY: Duration = Duration::days(90);

/// What somebody reports.
#[derive(Debug, Clone)]
pub struct ReportWish {
    pub reporter: UserId,
    pub target: TargetWish,
    pub reason: ReportReason,
    /// May be empty, except for the reason `lainnya`.
    pub text: String,
}

/// Records a report; one person's report of a target is recorded once while its case waits. Returns the case, and whether the
/// report is new.
///
/// # Errors
/// `NotFound` for what the reporter may not see; `Forbidden` for what is their own; `Invalid` for a text that does not fit.
pub fn report(
    conn: &mut Conn,
    context: &CareContext,
    wish: &ReportWish,
    now: Timestamp,
) -> AppResult<(ReportCase, bool)> {
    let target = target::find(conn, &context.encryption, &wish.target, wish.reporter)?;
    if target.owner == wish.reporter {
        return Err(AppError::forbidden("report-own"));
    }
    let text = clean_text(wish)?;
    let (decided, dismissed) = store::record_of(conn, wish.reporter, now - MEMORY)?;
    let doubtful = policy::is_doubtful(decided, dismissed);
    let due_at = policy::due_at(wish.reason, doubtful, now);
    let mut case = open_case(conn, &target, due_at, now)?;
    let id = ReportId::fresh();
    let words = serde_json::to_vec(&Words { text, quote: target.quote })?;
    let Sealed { key_id, ciphertext } =
        REPORT_TABLE.seal(&context.encryption, id.0, &words, now)?;
    let row = ReportRow {
        id,
        case_id: case.id,
        reporter_id: wish.reporter,
        reason: wish.reason,
        key_id,
        ciphertext,
        doubtful,
        created_at: now,
    };
    let fresh = store::insert_report(conn, &row)?;
    if fresh {
        // Whoever decides has to have seen it.
        case.version += 1;
        case.due_at = case.due_at.min(due_at);
        store::save(conn, &case)?;
    }
    Ok((case, fresh))
}

fn clean_text(wish: &ReportWish) -> AppResult<String> {
    let text = clean_block(&wish.text);
    let mut errors = FieldErrors::default();
    let too_long = Text::new("report-text-length").with("max", lengths::REPORT);
    errors.check(block_fits(&wish.text, lengths::REPORT), "text", too_long);
    let explained = wish.reason != ReportReason::Other || !text.is_empty();
    errors.check(explained, "text", "report-text-missing");
    errors.into_result()?;
    Ok(text)
}

/// The open case of a target, locked; a new one when there is none.
fn open_case(
    conn: &mut Conn,
    target: &Target,
    due_at: Timestamp,
    now: Timestamp,
) -> AppResult<ReportCase> {
    if let Some(case) = store::lock_open(conn, target.kind, target.id)? {
        return Ok(case);
    }
    let case = ReportCase {
        id: ReportCaseId::fresh(),
        target: target.kind,
        target_id: target.id,
        owner_id: target.owner,
        status: CaseStatus::Pending,
        opened_at: now,
        due_at,
        decided_at: None,
        decided_by: None,
        decision: None,
        version: 0,
    };
    match store::insert_case(conn, &case)? {
        true => Ok(case),
        // Somebody else opened it in the same moment.
        false => store::lock_open(conn, target.kind, target.id)?
            .ok_or_else(|| AppError::conflict("report-decided")),
    }
}
