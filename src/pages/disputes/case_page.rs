//! `/admin/sengketa/{code}`: a case, with everything that was recorded about the deal.

use actix_web::{HttpResponse, web};
use serde_json::json;

use super::case_view::{CaseView, Reading};
use crate::base::error::AppResult;
use crate::care::disputes::StaffDeps;
use crate::web::{Page, SignedIn};

/// `GET /admin/sengketa/{code}`. That it was looked at is recorded.
pub async fn case(
    page: Page,
    me: SignedIn,
    deps: StaffDeps,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let case = deps.case(&code, me.id).await?;
    let reading = Reading {
        lang: page.lang,
        wording: page.wording(),
        zone: page.zone(),
        money: page.site.money,
    };
    let view = CaseView::of(&case, me.id, deps.now(), &reading);
    page.render("disputes/case.html", &json!({ "case": view }))
}
