//! The words of the panel, and the choices of its forms.

use serde::Serialize;

use crate::base::error::AppResult;
use crate::base::i18n::Text;
use crate::base::view::Badge;
use crate::care::reports::{CaseStatus, Decision, ReportReason, TargetKind};
use crate::care::sanctions::{SanctionKind, SanctionReason};
use crate::web::{Flash, Tone, refusal};

/// A choice of a form.
#[derive(Debug, Serialize)]
pub(super) struct Choice {
    pub value: &'static str,
    pub label: Text,
    pub checked: bool,
}

/// What is reported.
pub(super) fn target(kind: TargetKind) -> Text {
    Text::composed("report-target-", kind.word())
}

/// Why it is reported.
pub(super) fn reason(reason: ReportReason) -> Text {
    Text::composed("report-reason-", reason.word())
}

/// Why something is imposed.
pub(super) fn sanction_reason(reason: SanctionReason) -> Text {
    Text::composed("report-reason-", reason.word())
}

/// What is imposed.
pub(super) fn sanction(kind: SanctionKind) -> Text {
    Text::composed("sanction-", kind.word())
}

/// What is decided about a report.
pub(super) fn decision(decision: Decision) -> Text {
    Text::composed("report-decision-", decision.word())
}

/// How a case stands.
pub(super) fn case_badge(status: CaseStatus) -> Badge {
    let (class, icon) = match status {
        CaseStatus::Pending => ("tag-wait", "fa-hourglass-half"),
        CaseStatus::Reviewed => ("", "fa-check"),
        CaseStatus::Actioned => ("tag-bad", "fa-gavel"),
    };
    Badge { class, icon, text: Text::composed("report-status-", status.word()) }
}

/// The choices of reasons for a sanction.
pub(super) fn sanction_reasons(present: SanctionReason) -> Vec<Choice> {
    SanctionReason::ALL
        .iter()
        .map(|one| Choice {
            value: one.word(),
            label: sanction_reason(*one),
            checked: *one == present,
        })
        .collect()
}

/// The message after a form of the panel.
///
/// # Errors
/// What is no refusal of the input.
pub(super) fn flash(done: AppResult<&'static str>) -> AppResult<Flash> {
    match done {
        Ok(said) => Ok((Tone::Ok, Text::new(said))),
        Err(crate::base::error::AppError::Forbidden(text)) => Ok((Tone::Bad, text)),
        Err(err) => refusal(err),
    }
}
