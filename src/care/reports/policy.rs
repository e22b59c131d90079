//! The rules of reports. Pure.

use chrono::Duration;

use super::model::{CaseStatus, Decision, ReportReason, TargetKind};
use crate::base::clock::Timestamp;

/// What harms people at once is looked at within this time.
const URGENT: Duration = Duration::hours(4);
/// Everything else.
const ORDINARY: Duration = Duration::hours(24);
/// So many decided reports of a person are needed to judge them by.
const ENOUGH: i64 = 5;

/// When a report should be decided.
pub(super) fn due_at(reason: ReportReason, doubtful: bool, now: Timestamp) -> Timestamp {
    let urgent = matches!(reason, ReportReason::Fraud | ReportReason::Prohibited);
    now + if urgent && !doubtful { URGENT } else { ORDINARY }
}

/// Whether most of what somebody reported lately was dismissed: at least five reports, four fifths of them.
pub(super) fn is_doubtful(decided: i64, dismissed: i64) -> bool {
    decided >= ENOUGH && dismissed * 5 >= decided * 4
}

/// What can be decided about a target in this state.
pub fn permitted(target: TargetKind, status: CaseStatus) -> Vec<Decision> {
    if status != CaseStatus::Pending {
        return Vec::new();
    }
    let fits = |decision: &&Decision| **decision != Decision::Remove || target != TargetKind::User;
    Decision::ALL.iter().filter(fits).copied().collect()
}

/// The status of a case after a decision.
pub(super) fn status_after(decision: Decision) -> CaseStatus {
    match decision {
        Decision::Dismiss => CaseStatus::Reviewed,
        _ => CaseStatus::Actioned,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn what_harms_at_once_is_due_in_four_hours_unless_its_reporter_is_mostly_wrong() {
        let now = DateTime::from_timestamp(1_796_000_000, 0).unwrap();
        let hours = |reason, doubtful| (due_at(reason, doubtful, now) - now).num_hours();
        assert_eq!(hours(ReportReason::Fraud, false), 4);
        assert_eq!(hours(ReportReason::Prohibited, false), 4);
        assert_eq!(hours(ReportReason::Fake, false), 24);
        assert_eq!(hours(ReportReason::Fraud, true), 24);
    }

    #[test]
    fn a_reporter_is_doubted_only_after_enough_of_their_reports_were_dismissed() {
        assert!(!is_doubtful(4, 4));
        assert!(is_doubtful(5, 4));
        assert!(!is_doubtful(10, 7));
        assert!(is_doubtful(10, 8));
    }

    #[test]
    fn a_person_cannot_be_removed_and_what_is_decided_stays_decided() {
        assert!(!permitted(TargetKind::User, CaseStatus::Pending).contains(&Decision::Remove));
        assert!(permitted(TargetKind::Review, CaseStatus::Pending).contains(&Decision::Remove));
        assert_eq!(permitted(TargetKind::Listing, CaseStatus::Actioned), []);
    }
}
