//! `/admin/laporan`: what people reported, the most urgent first.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::json;

use super::words;
use crate::base::clock::Timestamp;
use crate::base::error::AppResult;
use crate::base::http::UrlQuery;
use crate::base::i18n::Text;
use crate::base::view::Badge;
use crate::care::CareDeps;
use crate::care::reports::{ReportCase, ReportsQuery, TargetShown, page_of};
use crate::web::{Page, SignedIn};

/// A case in the list.
#[derive(Debug, Serialize)]
struct RowView {
    url: String,
    target: Text,
    label: String,
    owner: String,
    badge: Badge,
    count: Text,
    due_at: Option<Timestamp>,
    decided_at: Option<Timestamp>,
}

impl RowView {
    fn of((case, reports, about): (ReportCase, i64, TargetShown)) -> Self {
        Self {
            url: format!("/admin/laporan/{}", case.id),
            target: words::target(case.target),
            label: about.label,
            owner: about.owner,
            badge: words::case_badge(case.status),
            count: Text::new("report-count").with("n", reports),
            due_at: case.decided_at.is_none().then_some(case.due_at),
            decided_at: case.decided_at,
        }
    }
}

/// A tab of the list.
#[derive(Debug, Serialize)]
struct TabView {
    url: &'static str,
    label: Text,
    present: bool,
}

fn tabs(waiting: bool) -> [TabView; 2] {
    [
        TabView { url: "/admin/laporan", label: Text::new("reports-waiting"), present: waiting },
        TabView {
            url: "/admin/laporan?filter=decided",
            label: Text::new("reports-decided"),
            present: !waiting,
        },
    ]
}

/// `GET /admin/laporan?filter=&page=`.
pub async fn reports(
    page: Page,
    me: SignedIn,
    deps: CareDeps,
    query: UrlQuery<ReportsQuery>,
) -> AppResult<HttpResponse> {
    let (rows, pagination) = page_of(&deps, me.id, &query.0).await?;
    let rows: Vec<RowView> = rows.into_iter().map(RowView::of).collect();
    let filter = if query.0.waiting() { "" } else { "filter=decided&" };
    let number = query.0.number();
    let at = |number: i64| format!("/admin/laporan?{filter}page={number}");
    page.render(
        "admin/reports.html",
        &json!({
            "rows": rows,
            "tabs": tabs(query.0.waiting()),
            "earlier": (number > 1).then(|| at(number - 1)),
            "later": (!pagination.is_last()).then(|| at(number + 1)),
        }),
    )
}
