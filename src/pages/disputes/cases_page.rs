//! `/admin/sengketa`: the cases, the most urgent first.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::json;

use super::words;
use crate::base::clock::Timestamp;
use crate::base::error::AppResult;
use crate::base::http::UrlQuery;
use crate::base::i18n::Text;
use crate::base::view::Badge;
use crate::care::disputes::{self, CaseFilter, CaseRow, CasesQuery, StaffDeps};
use crate::web::{Page, SignedIn};

/// A case in the list.
#[derive(Debug, Serialize)]
struct CaseRowView {
    url: String,
    code: String,
    reason: Text,
    badge: Badge,
    parties: String,
    /// Whole rupiah; none without money.
    amount: Option<i64>,
    deadline: Option<Timestamp>,
    opened_at: Timestamp,
    mediator: Option<String>,
}

impl From<CaseRow> for CaseRowView {
    fn from(row: CaseRow) -> Self {
        Self {
            url: format!("/admin/sengketa/{}", row.code),
            reason: words::reason(row.reason),
            badge: words::badge(row.status),
            parties: format!("{} · {}", row.seller, row.buyer),
            amount: Some(row.amount).filter(|amount| *amount > 0),
            deadline: row.deadline_at,
            opened_at: row.opened_at,
            mediator: row.mediator,
            code: row.code,
        }
    }
}

/// A tab of the list.
#[derive(Debug, Serialize)]
struct TabView {
    url: String,
    label: Text,
    present: bool,
}

fn tabs(present: CaseFilter) -> Vec<TabView> {
    let tab = |filter: &CaseFilter| TabView {
        url: format!("/admin/sengketa?filter={filter}"),
        label: Text::composed("cases-filter-", filter.word()),
        present: *filter == present,
    };
    CaseFilter::ALL.iter().map(tab).collect()
}

/// `GET /admin/sengketa?filter=&page=`.
pub async fn cases(
    page: Page,
    me: SignedIn,
    deps: StaffDeps,
    query: UrlQuery<CasesQuery>,
) -> AppResult<HttpResponse> {
    let wanted = query.0.page(me.id)?;
    let (rows, total) = deps.db().read(move |conn| disputes::cases(conn, wanted)).await?;
    let rows: Vec<CaseRowView> = rows.into_iter().map(CaseRowView::from).collect();
    let pages = (total + wanted.size - 1) / wanted.size;
    let at = |number: i64| format!("/admin/sengketa?filter={}&page={number}", wanted.filter);
    page.render(
        "disputes/cases.html",
        &json!({
            "cases": rows,
            "tabs": tabs(wanted.filter),
            "total": total,
            "earlier": (wanted.number > 1).then(|| at(wanted.number - 1)),
            "later": (wanted.number < pages).then(|| at(wanted.number + 1)),
        }),
    )
}
