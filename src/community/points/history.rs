//! A person's own history of points.

use serde::Serialize;

use super::model::Reason;
use super::policy::Verdict;
use super::store::{self, EntryRow};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::i18n::Text;
use crate::base::ids::UserId;

/// A line of the history.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct HistoryRow {
    /// The deal's code.
    code: String,
    title: Text,
    /// Why it is less than all, if it is.
    why: Option<Text>,
    /// With its sign: `+10`, `−5`, `0`.
    amount: String,
    at: Timestamp,
}

/// The last entries of a person, the newest first.
///
/// # Errors
/// The database's errors.
pub fn history(conn: &mut Conn, user: UserId, limit: i64) -> AppResult<Vec<HistoryRow>> {
    Ok(store::entries_of(conn, user, limit)?.into_iter().map(row).collect())
}

fn row(entry: EntryRow) -> HistoryRow {
    let title = match entry.reason {
        Reason::Deal => "points-reason-deal",
        Reason::Undone => "points-reason-undone",
        Reason::Circle => "points-reason-circle",
        Reason::Opened => "points-reason-opened",
        Reason::Milestone => "points-reason-milestone",
        Reason::MilestoneUndone => "points-reason-milestone-undone",
    };
    let why = (entry.reason == Reason::Deal).then(|| why(Verdict::of(&entry.facts))).flatten();
    HistoryRow {
        code: entry.code,
        title: Text::new(title),
        why,
        amount: signed(entry.amount),
        at: entry.at,
    }
}

/// Which accounts seem to be one person's is not said.
fn why(verdict: Verdict) -> Option<Text> {
    match verdict {
        Verdict::Full => None,
        Verdict::Repeat(_) => Some(Text::new("points-why-repeat")),
        Verdict::TooOften => Some(Text::new("points-why-often")),
        Verdict::Linked | Verdict::Hollow => Some(Text::new("points-why-none")),
    }
}

fn signed(amount: i16) -> String {
    match amount {
        0 => "0".to_owned(),
        1.. => format!("+{amount}"),
        _ => format!("−{}", amount.unsigned_abs()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_its_sign() {
        assert_eq!([10, -5, 0].map(signed), ["+10", "−5", "0"]);
    }

    #[test]
    fn a_linked_account_and_a_hollow_deal_get_the_same_words() {
        assert_eq!(why(Verdict::Linked), why(Verdict::Hollow));
        assert_eq!(why(Verdict::Full), None);
    }
}
