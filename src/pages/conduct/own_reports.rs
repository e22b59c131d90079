//! `/akun/laporan`: what one reported, and what came of it.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::json;

use crate::base::clock::Timestamp;
use crate::base::error::AppResult;
use crate::base::i18n::Text;
use crate::base::view::Badge;
use crate::care::CareDeps;
use crate::care::reports::{self, CaseStatus, ReportCase, TargetShown};
use crate::web::{Page, SignedIn};

/// Reports of the list.
const LIMIT: i64 = 50;

#[derive(Debug, Serialize)]
struct RowView {
    target: Text,
    label: String,
    badge: Badge,
    /// What came of it, in a sentence.
    outcome: Text,
    at: Timestamp,
}

impl RowView {
    fn of(at: Timestamp, case: &ReportCase, about: TargetShown) -> Self {
        let (class, icon, outcome) = match case.status {
            CaseStatus::Pending => ("tag-wait", "fa-hourglass-half", "report-outcome-pending"),
            CaseStatus::Reviewed => ("", "fa-check", "report-outcome-reviewed"),
            CaseStatus::Actioned => ("tag-good", "fa-check", "report-outcome-actioned"),
        };
        let text = Text::composed("report-status-", case.status.word());
        Self {
            target: Text::composed("report-target-", case.target.word()),
            label: if about.label.is_empty() { about.owner } else { about.label },
            badge: Badge { class, icon, text },
            outcome: Text::new(outcome),
            at,
        }
    }
}

/// `GET /akun/laporan`.
pub async fn own_reports(page: Page, me: SignedIn, deps: CareDeps) -> AppResult<HttpResponse> {
    let reporter = me.id;
    let rows = deps
        .db()
        .read(move |conn| {
            let rows = reports::of_reporter(conn, reporter, LIMIT)?;
            let cases: Vec<ReportCase> = rows.iter().map(|(_, case)| case.clone()).collect();
            let about = reports::shown(conn, &cases)?;
            Ok(rows.into_iter().zip(about).collect::<Vec<_>>())
        })
        .await?;
    let rows: Vec<RowView> =
        rows.into_iter().map(|((at, case), about)| RowView::of(at, &case, about)).collect();
    page.render("conduct/reports.html", &json!({ "rows": rows }))
}
