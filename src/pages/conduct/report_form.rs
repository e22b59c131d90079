//! `/lapor`: reporting a listing, a person, a message or a review.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::base::error::{AppError, AppResult};
use crate::base::http::{UrlForm, UrlQuery, local_path, localized_fields};
use crate::base::i18n::Text;
use crate::care::CareDeps;
use crate::care::reports::{self, ReportIn, ReportReason};
use crate::web::{Page, SignedIn, Tone};

/// What is to be reported, and the page to return to.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    listing: Option<String>,
    user: Option<String>,
    message: Option<String>,
    review: Option<String>,
    next: Option<String>,
}

/// The form as it was sent.
#[derive(Debug, Default, Deserialize)]
pub struct ReportForm {
    listing: Option<String>,
    user: Option<String>,
    message: Option<String>,
    review: Option<String>,
    next: Option<String>,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    text: String,
}

#[derive(Debug, Serialize)]
struct ReasonView {
    value: &'static str,
    label: Text,
    hint: Text,
    checked: bool,
}

fn reasons(chosen: &str) -> Vec<ReasonView> {
    ReportReason::ALL
        .iter()
        .map(|reason| ReasonView {
            value: reason.word(),
            label: Text::composed("report-reason-", reason.word()),
            hint: Text::composed("report-hint-", reason.word()),
            checked: reason.word() == chosen,
        })
        .collect()
}

/// The hidden fields that name the target.
fn fields(wanted: &Wanted) -> Vec<(&'static str, &str)> {
    [
        ("listing", &wanted.listing),
        ("user", &wanted.user),
        ("message", &wanted.message),
        ("review", &wanted.review),
        ("next", &wanted.next),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value.as_deref()?)))
    .collect()
}

/// The heading: what is reported.
fn heading(wanted: &Wanted) -> Text {
    let kind = match wanted {
        Wanted { message: Some(_), .. } => "message",
        Wanted { review: Some(_), .. } => "review",
        Wanted { user: Some(_), .. } => "user",
        _ => "listing",
    };
    Text::composed("report-title-", kind)
}

/// What was typed.
#[derive(Debug, Default)]
struct Typed {
    reason: String,
    text: String,
}

fn render(
    page: &Page,
    wanted: &Wanted,
    typed: &Typed,
    errors: serde_json::Value,
) -> AppResult<HttpResponse> {
    let Typed { reason, text } = typed;
    page.render(
        "conduct/report.html",
        &json!({"heading": heading(wanted), "fields": fields(wanted), "reasons": reasons(reason), "text": text,
            "errors": errors, "back": local_path(wanted.next.as_deref())}),
    )
}

/// `GET /lapor?listing=|user=|message=|review=&next=`.
pub async fn report_form(
    page: Page,
    me: SignedIn,
    deps: CareDeps,
    query: UrlQuery<Wanted>,
) -> AppResult<HttpResponse> {
    let (target, reporter) = (input(&query.0), me.id);
    reports::check_target(&deps, reporter, target).await?;
    render(&page, &query.0, &Typed::default(), json!({}))
}

fn input(wanted: &Wanted) -> ReportIn {
    let Wanted { listing, user, message, review, .. } = wanted.clone();
    ReportIn { listing, user, message, review, ..ReportIn::default() }
}

/// `POST /lapor`.
pub async fn report_form_post(
    page: Page,
    me: SignedIn,
    deps: CareDeps,
    form: UrlForm<ReportForm>,
) -> AppResult<HttpResponse> {
    let ReportForm { listing, user, message, review, next, reason, text } = form.0;
    let wanted = Wanted { listing, user, message, review, next };
    let sent = ReportIn { reason: reason.clone(), text: Some(text.clone()), ..input(&wanted) };
    match reports::file(&deps, me.id, &sent).await {
        Ok(_case) => {
            let to = local_path(wanted.next.as_deref());
            Ok(page.go(to, Some((Tone::Ok, "report-sent".into()))))
        }
        Err(AppError::Invalid(fields)) => {
            let errors = serde_json::to_value(localized_fields(&fields, page.lang))?;
            let mut answer = render(&page, &wanted, &Typed { reason, text }, errors)?;
            *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(answer)
        }
        Err(err) => Err(err),
    }
}
