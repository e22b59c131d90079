//! The chain of hashes over the rows of the log. Pure.

use sha2::{Digest, Sha256};

use super::model::AuditRow;

/// A row that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The first such row, or where one is missing.
    pub seq: i64,
}

/// The hash of a row after `before`, which is empty for the first.
pub(super) fn link(before: &[u8], row: &AuditRow) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(row.seq.to_be_bytes());
    hash.update(row.at.timestamp_micros().to_be_bytes());
    for id in [row.actor_id.map(|user| user.0), row.subject_id] {
        hash.update(id.unwrap_or_default().as_bytes());
    }
    for text in [&row.action, &row.subject, &row.detail] {
        // With its length, so that no text can lend letters to the next.
        hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().to_vec()
}

/// Follows the chain over rows in order; returns the hash of the last.
///
/// # Errors
/// The first row that is not as it was written.
pub(super) fn follow(
    mut before: Vec<u8>,
    first: i64,
    rows: &[AuditRow],
) -> Result<Vec<u8>, Broken> {
    for (expected, row) in (first..).zip(rows) {
        if row.seq != expected || link(&before, row) != row.hash {
            return Err(Broken { seq: expected });
        }
        before.clone_from(&row.hash);
    }
    Ok(before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Timestamp;
    use uuid::Uuid;

    fn rows(count: i64) -> Vec<AuditRow> {
        let mut before = Vec::new();
        let mut rows = Vec::new();
        for seq in 1..=count {
            let mut row = AuditRow {
                seq,
                at: Timestamp::UNIX_EPOCH,
                actor_id: None,
                action: "looked".into(),
                subject: format!("dispute {seq}"),
                subject_id: Some(Uuid::nil()),
                detail: String::new(),
                hash: Vec::new(),
            };
            row.hash = link(&before, &row);
            before.clone_from(&row.hash);
            rows.push(row);
        }
        rows
    }

    #[test]
    fn a_changed_a_missing_and_a_moved_row_are_found() {
        let whole = rows(4);
        assert!(follow(Vec::new(), 1, &whole).is_ok());
        let broken = |change: &dyn Fn(&mut Vec<AuditRow>)| {
            let mut rows = whole.clone();
            change(&mut rows);
            follow(Vec::new(), 1, &rows).unwrap_err().seq
        };
        assert_eq!(broken(&|rows| rows[2].action = "ruled".into()), 3);
        assert_eq!(broken(&|rows| drop(rows.remove(1))), 2);
        assert_eq!(broken(&|rows| rows.swap(0, 1)), 1);
        // A letter moved from one text to the next.
        assert_eq!(
            broken(&|rows| {
                rows[3].action = "lookedd".into();
                rows[3].subject = "ispute 4".into();
            }),
            4
        );
    }
}
