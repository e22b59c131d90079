//! Inspects the machine and the configuration, and names a remedy for each problem it finds.
//! Changes nothing. Used by the command line only; every function blocks.

mod checkout;
mod finding;
mod holidays;
mod machine;
mod servers;

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::base::clock::Clock;
use crate::base::db::DatabaseUrls;
use crate::trade::working_days::WorkingDays;
pub use finding::{Finding, Verdict};

/// The configuration to inspect.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The data folder (`TAWAR_DATA`).
    pub data_dir: PathBuf,
    /// The address to listen on (`BIND`).
    pub bind: String,
    /// The configured database (`DATABASE_URL`, `DATABASE_OWNER_URL`); `None` with a private Postgres.
    pub database: Option<DatabaseUrls>,
    /// Whether a private Meilisearch is used (no `MEILI_URL`).
    pub private_meilisearch: bool,
    /// The table of holidays (`TAWAR_HOLIDAYS`); `None` for the one in the binary.
    pub holidays: Option<PathBuf>,
}

/// Runs every inspection; those without which the site cannot start come first.
#[must_use]
pub fn examine(setup: &Setup) -> Vec<Finding> {
    vec![
        servers::postgres(setup.database.is_none()),
        servers::database_roles(setup.database.as_ref()),
        servers::meilisearch(setup.private_meilisearch),
        machine::data_folder(&setup.data_dir),
        machine::disk(&setup.data_dir),
        servers::port(&setup.bind, &setup.data_dir),
        holidays::holidays(
            WorkingDays::load(setup.holidays.as_deref()),
            Clock::default().now().date_naive(),
        ),
        checkout::front_end_files(),
        checkout::node_modules(),
        machine::util_linux(),
        checkout::browser(),
    ]
}

/// The findings as text, and a closing line.
#[must_use]
pub fn report(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        writeln!(text, "{finding}").unwrap_or_default();
    }
    let closing = match worst(findings) {
        Verdict::Good => "Everything is there.",
        Verdict::Degraded => "The site runs; what is marked -- would make it better.",
        Verdict::Broken => "The site cannot start before what is marked !! is mended.",
    };
    text + "\n" + closing + "\n"
}

/// The worst verdict among the findings: `Broken` makes the command fail.
#[must_use]
pub fn worst(findings: &[Finding]) -> Verdict {
    findings.iter().map(|finding| finding.verdict).max().unwrap_or(Verdict::Good)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finding_that_is_not_good_has_a_remedy_and_the_worst_decides_the_report() {
        let findings = examine(&Setup {
            data_dir: std::env::temp_dir().join("tawar-doctor-does-not-exist"),
            bind: "203.0.113.1:1".to_owned(),
            database: Some(DatabaseUrls::new("postgres://127.0.0.1:1/tawar".to_owned(), None)),
            private_meilisearch: false,
            holidays: None,
        });
        assert!(findings.iter().all(|f| f.remedy.is_some() == (f.verdict != Verdict::Good)));
        assert_eq!(worst(&findings), Verdict::Broken);
        assert!(report(&findings).ends_with("marked !! is mended.\n"));
    }
}
