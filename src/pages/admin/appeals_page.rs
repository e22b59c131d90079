//! `/admin/banding`: appeals, the most urgent first, and deciding them.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::words;
use crate::base::clock::Timestamp;
use crate::base::error::{AppError, AppResult};
use crate::base::http::UrlForm;
use crate::base::i18n::Text;
use crate::base::ids::AppealId;
use crate::care::CareDeps;
use crate::care::appeals::{self, AppealDecisionIn, AppealShown};
use crate::web::{Page, SignedIn};

/// An appeal that waits.
#[derive(Debug, Serialize)]
struct AppealView {
    url: String,
    name: String,
    file_url: String,
    /// What it is against.
    against: Text,
    reason: Text,
    /// What was said when it was imposed.
    message: String,
    imposed_by: Option<String>,
    text: String,
    due_at: Timestamp,
}

impl From<AppealShown> for AppealView {
    fn from(shown: AppealShown) -> Self {
        let against = match (shown.sanction, shown.title) {
            (Some(kind), _) => words::sanction(kind),
            (None, title) => Text::new("appeal-takedown").with("title", title.unwrap_or_default()),
        };
        Self {
            url: format!("/admin/banding/{}", shown.id),
            file_url: format!("/admin/orang/{}", shown.handle),
            name: shown.name,
            against,
            reason: words::sanction_reason(shown.reason),
            message: shown.message,
            imposed_by: shown.imposed_by,
            text: shown.text,
            due_at: shown.due_at,
        }
    }
}

/// `GET /admin/banding`.
pub async fn appeals(page: Page, deps: CareDeps) -> AppResult<HttpResponse> {
    let rows = deps.db().read(appeals::waiting).await?;
    let rows: Vec<AppealView> = rows.into_iter().map(AppealView::from).collect();
    page.render("admin/appeals.html", &json!({ "rows": rows }))
}

/// The form of a decision.
#[derive(Debug, Default, Deserialize)]
pub struct AppealForm {
    /// `yes` or `no`.
    #[serde(default)]
    grant: String,
    #[serde(default)]
    answer: String,
}

/// `POST /admin/banding/{appeal}`.
pub async fn appeal_post(
    page: Page,
    me: SignedIn,
    deps: CareDeps,
    appeal: web::Path<String>,
    form: UrlForm<AppealForm>,
) -> AppResult<HttpResponse> {
    let id: AppealId = appeal.parse().map_err(|_no_id| AppError::NotFound)?;
    let input = AppealDecisionIn { grant: form.0.grant == "yes", answer: form.0.answer };
    let done = appeals::carry(&deps, me.id, id, input).await.map(|()| "appeal-done");
    if let Err(AppError::NotFound) = done {
        return Err(AppError::NotFound);
    }
    Ok(page.go("/admin/banding", Some(words::flash(done)?)))
}
