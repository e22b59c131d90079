//! What an inspection found.

use std::fmt;

/// The state of an inspected subject, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// The site runs, with a feature less.
    Degraded,
    /// The site cannot start.
    Broken,
}

/// The result of one inspection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was inspected, as it is printed.
    pub subject: &'static str,
    /// Its state.
    pub verdict: Verdict,
    /// What was observed.
    pub observed: String,
    /// What to do about it; `None` exactly when the verdict is good.
    pub remedy: Option<String>,
}

impl Finding {
    pub(super) fn good(subject: &'static str, observed: impl Into<String>) -> Finding {
        Finding { subject, verdict: Verdict::Good, observed: observed.into(), remedy: None }
    }

    pub(super) fn degraded(
        subject: &'static str,
        observed: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Finding {
        let (observed, remedy) = (observed.into(), Some(remedy.into()));
        Finding { subject, verdict: Verdict::Degraded, observed, remedy }
    }

    pub(super) fn broken(
        subject: &'static str,
        observed: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Finding {
        Finding { verdict: Verdict::Broken, ..Finding::degraded(subject, observed, remedy) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.verdict {
            Verdict::Good => "ok",
            Verdict::Degraded => "--",
            Verdict::Broken => "!!",
        };
        write!(f, "{mark}  {:<22} {}", self.subject, self.observed)?;
        self.remedy.iter().try_for_each(|remedy| write!(f, "\n      → {remedy}"))
    }
}
