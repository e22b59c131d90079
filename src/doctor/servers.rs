//! The servers that the site needs, and the address it listens on.

use std::io;
use std::net::TcpListener;
use std::path::Path;

use super::finding::Finding;
use crate::base::db::{self, DatabaseUrls};
use crate::base::embedded::{
    EmbeddedError, MEILISEARCH_REMEDY, POSTGRES_REMEDY, Postgres, find_meilisearch, find_postgres,
};

/// Whether the programs of a private Postgres are installed.
pub(super) fn postgres(private: bool) -> Finding {
    const SUBJECT: &str = "Postgres";
    if !private {
        return Finding::good(SUBJECT, "the server of DATABASE_URL");
    }
    match find_postgres() {
        Err(EmbeddedError::PostgresMissing) => Finding::broken(SUBJECT, "none", POSTGRES_REMEDY),
        Err(error) => Finding::broken(SUBJECT, error.to_string(), POSTGRES_REMEDY),
        Ok(found) => {
            let list =
                found.iter().map(|found| format!("{} in {}", found.major, found.dir.display()));
            Finding::good(SUBJECT, list.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Whether the role that serves is another one than the owner of the schema, so that it cannot change the ledger.
pub(super) fn database_roles(configured: Option<&DatabaseUrls>) -> Finding {
    const SUBJECT: &str = "database roles";
    const REMEDY: &str =
        "make two roles and set DATABASE_OWNER_URL (docs/operations.md, Two database roles)";
    let Some(urls) = configured else {
        return Finding::good(SUBJECT, "the owner and the one that serves");
    };
    match db::role_may_change_ledger(&urls.serving) {
        Ok(false) => Finding::good(SUBJECT, "the one that serves cannot change the ledger"),
        Ok(true) if urls.serving == urls.owner => Finding::degraded(
            SUBJECT,
            "one role owns the schema and serves: only triggers protect the ledger",
            REMEDY,
        ),
        Ok(true) => {
            Finding::degraded(SUBJECT, "the role of DATABASE_URL may change the ledger", REMEDY)
        }
        Err(error) if urls.serving == urls.owner => {
            Finding::degraded(SUBJECT, format!("one role, and not inspected: {error}"), REMEDY)
        }
        Err(error) => Finding::degraded(
            SUBJECT,
            format!("not inspected: {error}"),
            "start the server of DATABASE_URL",
        ),
    }
}

/// Whether the program of a private Meilisearch is installed.
pub(super) fn meilisearch(private: bool) -> Finding {
    const SUBJECT: &str = "Meilisearch";
    if !private {
        return Finding::good(SUBJECT, "the server of MEILI_URL");
    }
    match find_meilisearch() {
        Ok(program) => Finding::good(SUBJECT, program.display().to_string()),
        Err(EmbeddedError::MeilisearchMissing) => {
            Finding::degraded(SUBJECT, "none: Postgres answers searches", MEILISEARCH_REMEDY)
        }
        Err(error) => Finding::degraded(SUBJECT, error.to_string(), MEILISEARCH_REMEDY),
    }
}

/// Whether the address is free, or the site of this data folder already listens on it.
pub(super) fn port(bind: &str, data_dir: &Path) -> Finding {
    const SUBJECT: &str = "address";
    match TcpListener::bind(bind) {
        Ok(_) => Finding::good(SUBJECT, format!("{bind} is free")),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            if Postgres::running_at(data_dir).is_some() {
                return Finding::good(SUBJECT, format!("{bind} is in use: the site runs"));
            }
            let remedy = "stop the program that holds it, or set BIND, such as BIND=127.0.0.1:8081";
            Finding::broken(SUBJECT, format!("{bind} is in use by another program"), remedy)
        }
        Err(error) => Finding::broken(
            SUBJECT,
            format!("{bind}: {error}"),
            "set BIND to an address of this machine, such as BIND=127.0.0.1:8080",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::Verdict;
    use super::*;

    #[test]
    fn one_role_for_everything_is_reported() {
        let nowhere = "postgres://127.0.0.1:1/tawar?connect_timeout=1".to_owned();
        assert_eq!(database_roles(None).verdict, Verdict::Good);
        let one = database_roles(Some(&DatabaseUrls::new(nowhere.clone(), None)));
        assert_eq!(one.verdict, Verdict::Degraded);
        assert!(one.observed.starts_with("one role") && one.remedy.is_some(), "{one}");
        let two = DatabaseUrls::new(nowhere, Some("postgres://127.0.0.1:1/owner".to_owned()));
        assert!(database_roles(Some(&two)).observed.starts_with("not inspected"));
    }

    #[test]
    fn an_address_in_use_is_broken_and_the_remedy_names_the_variable() {
        let other = TcpListener::bind("127.0.0.1:0").unwrap();
        let bind = other.local_addr().unwrap().to_string();
        let finding = port(&bind, &std::env::temp_dir().join("tawar-doctor-does-not-exist"));
        assert_eq!(finding.verdict, Verdict::Broken);
        assert!(finding.remedy.unwrap().contains("BIND="));
    }
}
