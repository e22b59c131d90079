//! `/saldo`: what a person has received, what the provider still holds for them, and what was paid out.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::OrderDeps;
use super::payout_view::PayoutPanel;
use crate::base::db::{Conn, Db};
use crate::base::error::AppResult;
use crate::base::http::{Pagination, UrlQuery, number};
use crate::base::ids::UserId;
use crate::trade::deals;
use crate::trade::ledger::{self, Account, StatementRow};
use crate::trade::payouts::{PageOf, Payouts, PayoutsOut};
use crate::web::{Page, SignedIn};

/// Rows of a page, and of the file.
const PER_PAGE: i64 = 50;
const MOST_ROWS: i64 = 10_000;
/// The payouts that are shown.
const NEWEST: PageOf = PageOf { limit: 20, offset: 0 };

/// A movement of a balance; amounts are whole rupiah.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EntryOut {
    /// `release`: the money of a deal; `payout` and `payout_return`: paid out, and come back.
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
    /// The newest payouts, and the account that they go to; null on a site without money.
    payouts: Option<PayoutsOut>,
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
        payouts: None,
    })
}

/// The caller's balance with its movements, the newest first.
#[utoipa::path(get, path = "/api/users/me/balance", params(StatementQuery), responses((status = 200, body = BalanceOut)))]
pub async fn balance_api(
    me: SignedIn,
    db: web::Data<Db>,
    payouts: web::Data<Payouts>,
    query: UrlQuery<StatementQuery>,
) -> AppResult<HttpResponse> {
    let (page, limit) =
        (query.0.page.unwrap_or(1).clamp(1, 1000), query.0.limit.unwrap_or(20).clamp(1, 100));
    let user = me.id;
    let balance = db.read(move |conn| load(conn, user, page, limit)).await?;
    let seen = payouts.overview(user, NEWEST).await?;
    let payouts = seen.as_ref().map(PayoutsOut::of);
    Ok(HttpResponse::Ok().json(BalanceOut { payouts, ..balance }))
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
    let seen = deps.payouts.overview(user, NEWEST).await?;
    let practice = deps.payouts.is_practice();
    let panel = seen.map(|seen| PayoutPanel::of(&seen, practice, deps.payouts.now()));
    page.render(
        "deals/balance.html",
        &json!({"balance": balance, "older_url": older_url, "payouts": panel}),
    )
}

/// `GET /saldo.csv`.
pub async fn balance_csv(me: SignedIn, db: web::Data<Db>) -> AppResult<HttpResponse> {
    let user = me.id;
    let all = db.read(move |conn| load(conn, user, 1, MOST_ROWS)).await?;
    let mut file = csv::Writer::from_writer(Vec::new());
    let head = ["time", "kind", "order", "in", "out", "balance"];
    let failed = |err: csv::Error| anyhow::Error::new(err).context("statement");
    file.write_record(head).map_err(failed)?;
    for entry in &all.entries {
        let order = entry.order.clone().unwrap_or_default();
        // Two columns: a spreadsheet would take what begins with a minus for a formula.
        let column = |amount: i64| if amount > 0 { amount.to_string() } else { String::new() };
        let (gained, spent) = (column(entry.amount), column(entry.amount.saturating_neg()));
        let time = entry.at.to_rfc3339();
        let row = [time, entry.kind.to_string(), order, gained, spent, entry.balance.to_string()];
        file.write_record(row.map(harmless)).map_err(failed)?;
    }
    let bytes = file.into_inner().map_err(|err| anyhow::anyhow!("statement: {}", err.error()))?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("Content-Disposition", "attachment; filename=\"saldo.csv\""))
        .body(bytes))
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: String) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+62", "'+62"),
            ("-5", "'-5"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("ORD-20261130-X7K2", "ORD-20261130-X7K2"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell.into()), written);
        }
    }
}
