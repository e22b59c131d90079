//! A check, its outcome, and how they are printed.

use std::fmt;

/// The most findings of one check that are named; the others are only counted.
pub(super) const NAMED: usize = 20;

/// A check and its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The check's name.
    pub what: &'static str,
    pub outcome: Outcome,
}

/// The outcome of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// There is no finding; what was checked.
    Passed(String),
    /// There are findings.
    Failed {
        /// The number of findings.
        count: usize,
        /// The first of them, up to 20.
        first: Vec<String>,
    },
    /// It could not run; why.
    Skipped(String),
}

impl Check {
    /// Passed when `count` is 0; `first` names the first of the findings.
    pub(super) fn of(
        what: &'static str,
        passed: impl Into<String>,
        count: usize,
        mut first: Vec<String>,
    ) -> Self {
        first.truncate(NAMED);
        let outcome = if count == 0 {
            Outcome::Passed(passed.into())
        } else {
            Outcome::Failed { count, first }
        };
        Self { what, outcome }
    }

    /// The number of findings.
    pub fn findings(&self) -> usize {
        match self.outcome {
            Outcome::Failed { count, .. } => count,
            Outcome::Passed(_) | Outcome::Skipped(_) => 0,
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Outcome::Passed(checked) => write!(f, "ok  {:<14} {checked}", self.what),
            Outcome::Skipped(why) => write!(f, "--  {:<14} skipped: {why}", self.what),
            Outcome::Failed { count, first } => {
                write!(f, "!!  {:<14} {count} found", self.what)?;
                first.iter().try_for_each(|finding| write!(f, "\n      → {finding}"))?;
                let more = count - first.len().min(*count);
                if more > 0 { write!(f, "\n      … and {more} more") } else { Ok(()) }
            }
        }
    }
}
