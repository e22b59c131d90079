//! `/admin/laporan/{id}`: a case, and deciding it.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::words::{self, Choice};
use crate::base::clock::Timestamp;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{UrlForm, number};
use crate::base::i18n::Text;
use crate::base::ids::{ReportCaseId, UserId};
use crate::care::CareDeps;
use crate::care::reports::{
    self, Decision, DecisionIn, FiledReport, ReportCase, TargetShown, carry, permitted,
};
use crate::care::sanctions::{self, Rung, Sanction};
use crate::people::accounts::{self, Profile};
use crate::web::{Page, SignedIn};

/// One report of the case.
#[derive(Debug, Serialize)]
struct ReportView {
    name: String,
    handle: String,
    reason: Text,
    text: String,
    quote: Option<String>,
    /// Most of what this person reported lately was dismissed.
    doubtful: bool,
    at: Timestamp,
}

impl ReportView {
    fn of(report: FiledReport, people: &[Profile]) -> Self {
        let person = people.iter().find(|person| person.id == report.reporter_id);
        Self {
            name: person.map(|person| person.name.clone()).unwrap_or_default(),
            handle: person.map(|person| person.handle.clone()).unwrap_or_default(),
            reason: words::reason(report.reason),
            text: report.text,
            quote: report.quote,
            doubtful: report.doubtful,
            at: report.created_at,
        }
    }
}

/// The form of the decision.
#[derive(Debug, Serialize)]
struct DecisionForm {
    choices: Vec<Choice>,
    version: i32,
    /// What the owner would read, to begin with.
    message: Text,
    /// What the next step of the ladder would be.
    ladder: Text,
}

/// What is known about a case.
struct Known {
    case: ReportCase,
    about: TargetShown,
    reports: Vec<FiledReport>,
    people: Vec<Profile>,
    earlier: Vec<Sanction>,
}

/// What is known about a case; that it was opened is recorded.
async fn known(deps: &CareDeps, id: ReportCaseId, reader: UserId) -> AppResult<Known> {
    let (context, now) = (deps.context(), deps.now());
    deps.db()
        .transaction(move |conn| {
            let case = reports::case_by_id(conn, id)?;
            reports::look(conn, &case, reader, now)?;
            let about = reports::shown(conn, std::slice::from_ref(&case))?.pop();
            let filed = reports::reports_of(conn, &context.encryption, id)?;
            let ids: Vec<_> = filed.iter().map(|report| report.reporter_id).collect();
            let people = accounts::profiles(conn, &ids)?;
            let earlier = sanctions::of_person(conn, case.owner_id)?;
            let about = about.ok_or(AppError::NotFound)?;
            Ok(Known { case, about, reports: filed, people, earlier })
        })
        .await
}

/// The next step of the ladder, in words.
pub(super) fn rung(rung: Rung) -> Text {
    match rung.days {
        Some(days) => Text::composed("ladder-", rung.kind.word()).with("days", days),
        None => Text::composed("ladder-", rung.kind.word()),
    }
}

fn form(known: &Known, now: Timestamp) -> Option<DecisionForm> {
    let choices: Vec<Choice> = permitted(known.case.target, known.case.status)
        .into_iter()
        .map(|decision| Choice {
            value: decision.word(),
            label: words::decision(decision),
            checked: decision == Decision::Dismiss,
        })
        .collect();
    let first = known.reports.first()?;
    (!choices.is_empty()).then(|| DecisionForm {
        choices,
        version: known.case.version,
        message: Text::composed("report-message-", first.reason.word()),
        ladder: rung(sanctions::ladder(&known.earlier, now)),
    })
}

/// `GET /admin/laporan/{report}`.
pub async fn report(
    page: Page,
    me: SignedIn,
    deps: CareDeps,
    report: web::Path<String>,
) -> AppResult<HttpResponse> {
    let id = report.parse().map_err(|_no_id| AppError::NotFound)?;
    let known = known(&deps, id, me.id).await?;
    let form = form(&known, page.now);
    let Known { case, about, reports, people, earlier } = known;
    let reports: Vec<ReportView> =
        reports.into_iter().map(|report| ReportView::of(report, &people)).collect();
    page.render(
        "admin/report.html",
        &json!({
            "id": case.id,
            "target": words::target(case.target),
            "about": about,
            "badge": words::case_badge(case.status),
            "due_at": case.decided_at.is_none().then_some(case.due_at),
            "decided_at": case.decided_at,
            "decision": case.decision.map(words::decision),
            "reports": reports,
            "earlier": Text::new("report-earlier").with("n", earlier.len()),
            "form": form,
        }),
    )
}

/// The form of a decision.
#[derive(Debug, Default, Deserialize)]
pub struct DecisionFields {
    #[serde(default)]
    action: String,
    #[serde(default, deserialize_with = "number")]
    days: Option<i64>,
    #[serde(default)]
    text: String,
    #[serde(default, deserialize_with = "number")]
    version: Option<i32>,
}

/// `POST /admin/laporan/{report}`.
pub async fn report_post(
    page: Page,
    me: SignedIn,
    deps: CareDeps,
    report: web::Path<String>,
    form: UrlForm<DecisionFields>,
) -> AppResult<HttpResponse> {
    let id: ReportCaseId = report.parse().map_err(|_no_id| AppError::NotFound)?;
    let DecisionFields { action, days, text, version } = form.0;
    let input = DecisionIn { action, days, text, version };
    let done = carry(&deps, me.id, id, &input).await.map(|()| "report-done");
    if let Err(AppError::NotFound) = done {
        return Err(AppError::NotFound);
    }
    let to = match done.is_ok() {
        true => "/admin/laporan".to_owned(),
        false => format!("/admin/laporan/{id}"),
    };
    Ok(page.go(&to, Some(words::flash(done)?)))
}
