//! Integrity checks of what Postgres and the search index store: every count, every hash of a chain, every pair of rows
//! that must agree. They only read, in one snapshot of Postgres; `tawar check` and an hourly job run them. A check has a
//! name and prints one line; a finding names the row.

mod chains;
mod check;
mod index;
mod ledger;
mod points;
mod reviews;
mod store;

use crate::base::crypto::SecretKey;
use crate::base::db::{Db, blocking};
use crate::base::error::AppResult;
use crate::market::search::Index;
pub use check::{Check, Outcome};

/// Runs every check.
///
/// # Errors
/// The database's errors, and `Internal` when `secret` is not the one of the encryption keys; an index that does not answer
/// is a skipped check.
pub async fn examine(db: &Db, secret: &SecretKey, index: Option<&Index>) -> AppResult<Vec<Check>> {
    let (database, secret) = (db.clone(), secret.clone());
    let mut checks = blocking(move || {
        let mut conn = store::connect(&database)?;
        store::in_snapshot(&mut conn, |conn| {
            let mut checks = store::check_all(conn, store::FACTS)?;
            checks.extend(store::check_all(conn, ledger::FACTS)?);
            checks.extend(store::check_all(conn, reviews::FACTS)?);
            checks.extend(store::check_all(conn, points::FACTS)?);
            checks.push(points::examine(conn)?);
            checks.extend(chains::examine(conn, &secret)?);
            checks.push(chains::examine_audit(conn)?);
            Ok(checks)
        })
    })
    .await?;
    checks.push(index::examine(db, index).await?);
    Ok(checks)
}

/// The number of findings of all checks.
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

/// Logs each named finding and sets the gauge `tawar_check_findings`.
pub fn publish(checks: &[Check]) {
    for check in checks {
        match &check.outcome {
            Outcome::Failed { count, first } => {
                for finding in first {
                    tracing::error!(check = check.what, count, "check {}: {finding}", check.what);
                }
            }
            Outcome::Skipped(why) => tracing::info!(check = check.what, "skipped: {why}"),
            Outcome::Passed(_) => {}
        }
    }
    let count = u32::try_from(findings(checks)).unwrap_or(u32::MAX);
    metrics::gauge!("tawar_check_findings").set(f64::from(count));
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn a_report_names_passed_failed_and_skipped_checks() {
        let failed = Check::of("places", "", 22, (0..22).map(|n| format!("room {n}")).collect());
        let checks = [
            Check::of("chains", "7 messages", 0, vec![]),
            Check { what: "index", outcome: Outcome::Skipped("there is no Meilisearch".into()) },
            failed,
        ];
        let text = report(&checks);
        assert!(text.contains("ok  chains         7 messages\n"), "{text}");
        assert!(text.contains("--  index          skipped: there is no Meilisearch\n"), "{text}");
        assert!(text.contains("      → room 19\n      … and 2 more\n"), "{text}");
        assert!(text.contains("\n22 findings"), "{text}");
        assert!(report(&checks[..2]).ends_with("Everything is whole.\n"));
    }

    /// A log in memory.
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn findings_are_logged_one_by_one_and_counted_in_the_metric() {
        let recorder = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder();
        let (handle, log) = (recorder.handle(), Log::default());
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).finish();
        let rendered = tracing::subscriber::with_default(subscriber, || {
            metrics::with_local_recorder(&recorder, || {
                [3, 0].map(|count| {
                    let findings = (0..count).map(|n| format!("room {n}")).collect();
                    let checks = [
                        Check::of("chains", "7 messages", 0, vec![]),
                        Check::of("places", "", count, findings),
                    ];
                    publish(&checks);
                    handle.render()
                })
            })
        });
        for (rendered, wanted) in
            rendered.iter().zip(["tawar_check_findings 3", "tawar_check_findings 0"])
        {
            assert!(rendered.lines().any(|line| line == wanted), "{wanted}: {rendered}");
        }
        let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        let errors: Vec<&str> = log.lines().filter(|line| line.contains("ERROR")).collect();
        assert_eq!(errors.len(), 3, "{log}");
        for (n, line) in errors.iter().enumerate() {
            assert!(line.contains(&format!("check places: room {n}")), "{line}");
        }
    }
}
