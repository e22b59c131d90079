//! `/pesanan/{code}/sengketa`: the complaint about a deal, for its two parties.

use actix_web::{HttpResponse, web};
use serde_json::json;

use super::party_view::{DisputeView, OpeningForm};
use crate::base::error::{AppError, AppResult};
use crate::care::disputes::{Disputes, PartyFile, party_file};
use crate::people::accounts;
use crate::trade::deals::{self, may_dispute};
use crate::web::{Page, SignedIn};

/// `GET /pesanan/{code}/sengketa`: the newest dispute, or the form to open one.
pub async fn dispute(
    page: Page,
    me: SignedIn,
    disputes: web::Data<Disputes>,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let service = disputes.deals();
    let deal = service.find(code.into_inner(), me.id).await?;
    let role = deal.party(me.id).ok_or(AppError::NotFound)?;
    let (encryption, now) = (service.context().encryption.clone(), service.now());
    let (shown, other, money) = (deal.clone(), deal.member(role.other()), page.site.money);
    let (file, course, other) = service
        .db()
        .read(move |conn| {
            let course = deals::course(conn, &shown)?;
            let other = accounts::profile(conn, other)?.name;
            Ok((party_file(conn, &encryption, shown.clone())?, course, other))
        })
        .await?;
    let may_open = may_dispute(&course, role, now);
    let view = |file: &PartyFile| DisputeView::of(file, role, now, money);
    page.render(
        "disputes/page.html",
        &json!({
            "code": deal.code,
            "url": format!("/pesanan/{}/sengketa", deal.code),
            "order_url": format!("/pesanan/{}", deal.code),
            "room_url": format!("/chat/{}", deal.room_id),
            "room_id": deal.room_id,
            "other": other,
            "dispute": file.as_ref().map(view),
            "opening": may_open.then(|| OpeningForm::of(&deal, &course, role, money)),
        }),
    )
}
