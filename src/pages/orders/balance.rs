//! `/saldo`: what a person has received, and what the provider still holds for them.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::OrderDeps;
use crate::base::db::{Conn, Db};
use crate::base::error::AppResult;
use crate::base::http::{Pagination, UrlQuery, number};
use crate::base::ids::UserId;
use crate::trade::deals;
use crate::trade::ledger::{self, Account, StatementRow};
use crate::web::{Page, SignedIn};

/// Rows of a page, and of the file.
const PER_PAGE: i64 = 50;
const MOST_ROWS: i64 = 10_000;

/// A movement of a balance; amounts are whole rupiah.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EntryOut {
    /// `release`: the money of a deal.
    kind: ledger::Kind,
    /// The deal's code.
    order: Option<String>,
    amount: i64,
    /// The balance after it.
    balance: i64,
    at: DateTime<Utc>,
}

/// A person's balance; amounts are whole rupiah.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BalanceOut {
    balance: i64,
    /// What the provider holds for deals in which the person sells, after the fee.
    held: i64,
    entries: Vec<EntryOut>,
    pagination: Pagination,
}

/// The page of a statement.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct StatementQuery {
    #[serde(default, deserialize_with = "number")]
    page: Option<i64>,
    #[serde(default, deserialize_with = "number")]
    limit: Option<i64>,
}

fn load(conn: &mut Conn, user: UserId, page: i64, limit: i64) -> AppResult<BalanceOut> {
    let wanted = ledger::Page { number: page, size: limit };
    let (rows, total) = ledger::statement(conn, user, wanted)?;
    let ids: Vec<_> = rows.iter().filter_map(|row| row.deal).collect();
    let codes = deals::codes_of(conn, &ids)?;
    let entry = |row: StatementRow| EntryOut {
        kind: row.kind,
        order: row.deal.and_then(|deal| codes.get(&deal).cloned()),
        amount: row.amount,
        balance: row.balance_after,
        at: row.at,
    };
    Ok(BalanceOut {
        balance: ledger::balance(conn, Account::User(user))?,
        held: deals::held_for(conn, user)?,
        entries: rows.into_iter().map(entry).collect(),
        pagination: Pagination::new(page, limit, total),
    })
}

/// The caller's balance with its movements, the newest first.
#[utoipa::path(get, path = "/api/users/me/balance", params(StatementQuery), responses((status = 200, body = BalanceOut)))]
pub async fn balance_api(
    me: SignedIn,
    db: web::Data<Db>,
    query: UrlQuery<StatementQuery>,
) -> AppResult<HttpResponse> {
    let (page, limit) =
        (query.0.page.unwrap_or(1).clamp(1, 1000), query.0.limit.unwrap_or(20).clamp(1, 100));
    let user = me.id;
    let balance = db.read(move |conn| load(conn, user, page, limit)).await?;
    Ok(HttpResponse::Ok().json(balance))
}

/// `GET /saldo`.
pub async fn balance(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    query: UrlQuery<StatementQuery>,
) -> AppResult<HttpResponse> {
    let (user, number) = (me.id, query.0.page.unwrap_or(1).clamp(1, 1000));
    let balance = deps.db.read(move |conn| load(conn, user, number, PER_PAGE)).await?;
    let last = balance.pagination.is_last();
    let older_url = (!last).then(|| format!("/saldo?page={}", number + 1));
    page.render("deals/balance.html", &json!({"balance": balance, "older_url": older_url}))
}

/// `GET /saldo.csv`.
pub async fn balance_csv(me: SignedIn, db: web::Data<Db>) -> AppResult<HttpResponse> {
    let user = me.id;
    let all = db.read(move |conn| load(conn, user, 1, MOST_ROWS)).await?;
    let mut file = csv::Writer::from_writer(Vec::new());
    let head = ["time", "kind", "order", "amount", "balance"];
    let failed = |err: csv::Error| anyhow::Error::new(err).context("statement");
    file.write_record(head).map_err(failed)?;
    for entry in &all.entries {
        let order = entry.order.clone().unwrap_or_default();
        let (amount, balance) = (entry.amount.to_string(), entry.balance.to_string());
        let row = [entry.at.to_rfc3339(), entry.kind.to_string(), order, amount, balance];
        file.write_record(&row).map_err(failed)?;
    }
    let bytes = file.into_inner().map_err(|err| anyhow::anyhow!("statement: {}", err.error()))?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("Content-Disposition", "attachment; filename=\"saldo.csv\""))
        .body(bytes))
}
