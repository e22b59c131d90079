//! Whether what Postgres and the index hold is whole: every count, every link, every pair that must agree. Reads only,
//! at one moment of Postgres; the command line and an hourly job call it. Each check is a named unit with one line to
//! show; a finding names the row.

mod chains;
mod index;
mod store;

use std::fmt;

use crate::base::crypto::SecretKey;
use crate::base::db::{Db, blocking};
use crate::base::error::AppResult;
use crate::market::search::Index;

/// Findings of one check that are named; the others are counted.
const NAMED: usize = 20;

/// How one check came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was looked at.
    pub what: &'static str,
    /// How it stands.
    pub outcome: Outcome,
}

/// How things stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// As it should be; what was seen.
    Fine(String),
    /// Something does not hold.
    Wrong {
        /// How many findings.
        many: usize,
        /// The first of them.
        first: Vec<String>,
    },
    /// It could not be looked at; why.
    Skipped(String),
}

impl Check {
    /// Fine when there are no findings, of which there may be more than are named.
    fn of(
        what: &'static str,
        fine: impl Into<String>,
        many: usize,
        mut first: Vec<String>,
    ) -> Self {
        first.truncate(NAMED);
        let outcome =
            if many == 0 { Outcome::Fine(fine.into()) } else { Outcome::Wrong { many, first } };
        Self { what, outcome }
    }

    /// How many findings.
    pub fn findings(&self) -> usize {
        match self.outcome {
            Outcome::Wrong { many, .. } => many,
            Outcome::Fine(_) | Outcome::Skipped(_) => 0,
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Outcome::Fine(seen) => write!(f, "ok  {:<14} {seen}", self.what),
            Outcome::Skipped(why) => write!(f, "--  {:<14} skipped: {why}", self.what),
            Outcome::Wrong { many, first } => {
                write!(f, "!!  {:<14} {many} found", self.what)?;
                first.iter().try_for_each(|finding| write!(f, "\n      → {finding}"))?;
                let more = many - first.len().min(*many);
                if more > 0 { write!(f, "\n      … and {more} more") } else { Ok(()) }
            }
        }
    }
}

/// Looks at everything.
pub async fn examine(db: &Db, secret: &SecretKey, index: Option<&Index>) -> AppResult<Vec<Check>> {
    let (own, secret) = (db.clone(), secret.clone());
    let mut checks = blocking(move || {
        let mut conn = store::open(&own)?;
        store::at_one_moment(&mut conn, |conn| {
            let mut checks = store::facts(conn)?;
            checks.extend(chains::examine(conn, &secret)?);
            Ok(checks)
        })
    })
    .await?;
    checks.push(index::examine(db, index).await?);
    Ok(checks)
}

/// Findings of all checks.
pub fn findings(checks: &[Check]) -> usize {
    checks.iter().map(Check::findings).sum()
}

/// The checks as text, and a closing line.
pub fn report(checks: &[Check]) -> String {
    let lines: String = checks.iter().map(|check| format!("{check}\n")).collect();
    match findings(checks) {
        0 => format!("{lines}\nEverything is whole.\n"),
        n => format!("{lines}\n{n} findings: docs/operations.md says what to do.\n"),
    }
}

/// Logs each finding and sets the gauge.
pub fn tell(checks: &[Check]) {
    for check in checks {
        match &check.outcome {
            Outcome::Wrong { many, first } => {
                for finding in first {
                    tracing::error!(check = check.what, many, "check {}: {finding}", check.what);
                }
            }
            Outcome::Skipped(why) => tracing::info!(check = check.what, "skipped: {why}"),
            Outcome::Fine(_) => {}
        }
    }
    let found = u32::try_from(findings(checks)).unwrap_or(u32::MAX);
    metrics::gauge!("tawar_check_findings").set(f64::from(found));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_what_holds_what_does_not_and_what_was_not_seen() {
        let wrong = Check::of("places", "", 22, (0..22).map(|n| format!("room {n}")).collect());
        let checks = [
            Check::of("chains", "7 messages", 0, vec![]),
            Check { what: "index", outcome: Outcome::Skipped("there is no Meilisearch".into()) },
            wrong,
        ];
        let text = report(&checks);
        assert!(text.contains("ok  chains         7 messages\n"), "{text}");
        assert!(text.contains("--  index          skipped: there is no Meilisearch\n"), "{text}");
        assert!(text.contains("      → room 19\n      … and 2 more\n"), "{text}");
        assert!(text.contains("\n22 findings"), "{text}");
        assert!(report(&checks[..2]).ends_with("Everything is whole.\n"));
    }
}
