//! The two roles of Postgres: the owner of the schema, who migrates it and grants the rights, and the role that serves, which
//! may not change the schema, nor any row of the ledger. One role may be both.

use std::collections::HashSet;

use anyhow::Context;
use diesel::connection::{Connection, SimpleConnection};
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::Db;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// The rights of the serving role, for the name `{role}`.
const GRANTS: &str = include_str!("../../../migrations/grants.sql");

/// The same database as two roles.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrls {
    /// For the role that serves.
    pub serving: String,
    /// For the role that owns the schema.
    pub owner: String,
}

impl DatabaseUrls {
    /// The owner's URL is the serving one when no other is given.
    #[must_use]
    pub fn new(serving: String, owner: Option<String>) -> Self {
        Self { owner: owner.unwrap_or_else(|| serving.clone()), serving }
    }
}

/// Without the URLs, which may contain passwords.
impl std::fmt::Debug for DatabaseUrls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let roles = if self.owner == self.serving { 1 } else { 2 };
        write!(f, "DatabaseUrls({roles} roles)")
    }
}

impl Db {
    /// Opens a pool of up to `size` connections of the serving role, after the owner has applied the pending migrations
    /// and granted the rights. An advisory lock makes a second node wait meanwhile.
    ///
    /// # Errors
    /// A role cannot connect; a migration fails or cannot get a lock in time, and is rolled back; migrations are pending
    /// and only a role without the right to migrate is known.
    pub fn open(urls: &DatabaseUrls, size: u32) -> anyhow::Result<Self> {
        let mut owner = PgConnection::establish(&urls.owner).context("connecting as the owner")?;
        if !may_migrate(&mut owner)? {
            let pending = pending(&mut owner)?;
            anyhow::ensure!(
                pending.is_empty(),
                "migrations are pending ({}), and this role may not apply them: run `tawar migrate` with DATABASE_OWNER_URL",
                pending.join(", ")
            );
            return Db::connect(&urls.serving, size);
        }
        // Statements have no time limit here; waiting for a lock fails after 30 seconds.
        owner.batch_execute("set statement_timeout = 0; set lock_timeout = '30s'")?;
        // Nodes that start at the same time must not migrate at the same time; closing the connection unlocks.
        owner.batch_execute("select pg_advisory_lock(7413821)")?;
        owner
            .run_pending_migrations(MIGRATIONS)
            .map_err(|err| anyhow::anyhow!("migrate: {err}"))?;
        let db = Db::connect(&urls.serving, size)?;
        grant(&mut owner, &mut *db.pool.get()?)?;
        Ok(db)
    }
}

/// Grants the rights to the role of `serving`, unless it is the owner itself.
fn grant(owner: &mut PgConnection, serving: &mut PgConnection) -> anyhow::Result<()> {
    let database = "select current_database()::text as value";
    anyhow::ensure!(
        text(serving, database)? == text(owner, database)?,
        "DATABASE_URL and DATABASE_OWNER_URL name two databases"
    );
    let role = text(serving, "select quote_ident(current_user) as value")?;
    if role == text(owner, "select quote_ident(current_user) as value")? {
        return Ok(());
    }
    let grants = GRANTS.replace("{role}", &role);
    owner
        .transaction(|conn| conn.batch_execute(&grants))
        .with_context(|| format!("granting the rights of the role {role}"))?;
    if may_change_ledger(serving)? {
        tracing::warn!(
            role,
            "the serving role may change the ledger: it is a superuser or a member of the owner"
        );
    }
    Ok(())
}

/// Whether the role may make tables: the owner, or any role on a database that nobody else has migrated.
fn may_migrate(conn: &mut PgConnection) -> anyhow::Result<bool> {
    is(conn, "select coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) as value")
}

/// Whether the role of this URL could change an entry of the ledger, as the owner and a superuser can; true also for a
/// database that was never migrated.
///
/// # Errors
/// The role cannot connect.
pub fn role_may_change_ledger(url: &str) -> anyhow::Result<bool> {
    may_change_ledger(&mut PgConnection::establish(url)?)
}

fn may_change_ledger(conn: &mut PgConnection) -> anyhow::Result<bool> {
    let sql = "select coalesce(has_table_privilege(to_regclass('ledger_entries'), 'UPDATE, DELETE, TRUNCATE'), true) as value";
    is(conn, sql)
}

/// The versions that the database does not have. Only reads: the role may not make the table of versions.
fn pending(conn: &mut PgConnection) -> anyhow::Result<Vec<String>> {
    let known = MigrationSource::<Pg>::migrations(&MIGRATIONS)
        .map_err(|err| anyhow::anyhow!("the built-in migrations: {err}"))?;
    let exists = "select to_regclass('__diesel_schema_migrations') is not null as value";
    let mut applied = HashSet::new();
    if is(conn, exists)? {
        let rows: Vec<Value> =
            diesel::sql_query("select version as value from __diesel_schema_migrations")
                .load(conn)?;
        applied.extend(rows.into_iter().map(|row| row.value));
    }
    let versions = known.iter().map(|migration| migration.name().version().to_string());
    Ok(versions.filter(|version| !applied.contains(version)).collect())
}

#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = Text)]
    value: String,
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    value: bool,
}

fn text(conn: &mut PgConnection, sql: &str) -> QueryResult<String> {
    Ok(diesel::sql_query(sql).get_result::<Value>(conn)?.value)
}

fn is(conn: &mut PgConnection, sql: &str) -> anyhow::Result<bool> {
    Ok(diesel::sql_query(sql).get_result::<Answer>(conn)?.value)
}
