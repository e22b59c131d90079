//! `/pesanan/{code}/resi`: the receipt of a deal for both parties, to print.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::json;

use super::OrderDeps;
use super::payment::PaymentView;
use super::terms::GoodView;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::UserId;
use crate::base::qr::QrView;
use crate::config::Mode;
use crate::market::Party;
use crate::people::accounts;
use crate::people::regions;
use crate::trade::deals::{self, Course, Deal, DealItem};
use crate::web::{Page, SignedIn};

/// What one party gives.
#[derive(Debug, Serialize)]
struct Side {
    /// Key of what the party is.
    role: &'static str,
    name: String,
    place: String,
    goods: Vec<GoodView>,
    /// Points; only in a barter.
    points: i64,
    courier: Option<&'static str>,
    tracking_no: Option<String>,
}

/// The receipt.
#[derive(Debug, Serialize)]
struct ReceiptView {
    code: String,
    url: String,
    pdf_url: String,
    /// The address of the deal sheet, where there is one.
    sheet_url: Option<String>,
    title: &'static str,
    at: Option<Timestamp>,
    barter: bool,
    status: String,
    how: String,
    sides: Vec<Side>,
    sum: Option<PaymentView>,
    /// Whole rupiah, paid at the meeting; none for what the platform carried.
    direct: Option<i64>,
    /// Leads to the deal.
    qr: Option<QrView>,
}

/// `GET /pesanan/{code}/resi`.
pub async fn receipt(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (code, user, site) = (code.to_uppercase(), me.id, deps.site_url());
    let receipt = deps
        .db
        .read(move |conn| {
            let deal = deals::by_code(conn, &code)?
                .filter(|deal| deal.party(user).is_some() && deal.state.agreed_at.is_some())
                .ok_or(AppError::NotFound)?;
            view(conn, &deal, user, &site)
        })
        .await?;
    page.render("deals/receipt.html", &json!({"receipt": receipt}))
}

fn view(conn: &mut Conn, deal: &Deal, user: UserId, site: &str) -> AppResult<ReceiptView> {
    let course = deals::course(conn, deal)?;
    let items = deals::items_of(conn, &[deal.id])?;
    let reader = deal.party(user).unwrap_or(Party::Buyer);
    let barter = deal.mode == Mode::Barter;
    let parties = [Party::Seller, Party::Buyer];
    let seen = SeenDeal { deal, course: &course, items: &items, reader };
    let sides = parties.iter().map(|party| seen.side(conn, *party)).collect::<AppResult<_>>()?;
    let url = format!("/pesanan/{}", deal.code);
    Ok(ReceiptView {
        title: if barter { "receipt-title-barter" } else { "receipt-title" },
        at: deal.state.agreed_at,
        barter,
        status: format!("deal-status-{}", deal.state.status),
        how: format!("delivery-{}", deal.method),
        sides,
        sum: deal.protected.then(|| PaymentView::sum(deal, reader == Party::Buyer, barter)),
        direct: Some(deal.amount).filter(|amount| *amount > 0 && !deal.protected),
        pdf_url: format!("/api/orders/{}/receipt.pdf", deal.code),
        sheet_url: deals::sheet(conn, deal.id, None)?
            .map(|_recorded| format!("/pesanan/{}/lembar", deal.code)),
        qr: QrView::of(&format!("{site}{url}")),
        code: deal.code.clone(),
        url,
    })
}

/// Key of what a party is.
pub(super) fn role_key(barter: bool, party: Party) -> &'static str {
    match (barter, party) {
        (true, Party::Seller) => "receipt-first-party",
        (true, _) => "receipt-second-party",
        (false, Party::Seller) => "receipt-gives",
        (false, _) => "receipt-takes",
    }
}

/// A deal and who reads its receipt.
struct SeenDeal<'a> {
    deal: &'a Deal,
    course: &'a Course,
    items: &'a [DealItem],
    reader: Party,
}

impl SeenDeal<'_> {
    fn side(&self, conn: &mut Conn, party: Party) -> AppResult<Side> {
        let profile = accounts::profile(conn, self.deal.member(party))?;
        let label = match &profile.region {
            Some(code) => regions::label_of(conn, code)?,
            None => None,
        };
        let leg = self.course.leg_of(party);
        let shown = leg.filter(|leg| self.course.shows_tracking(leg, self.reader));
        let own = self.items.iter().filter(|item| item.side == party);
        let goods: Vec<GoodView> = own.filter_map(|item| GoodView::of(item, self.reader)).collect();
        let barter = self.deal.mode == Mode::Barter;
        Ok(Side {
            role: role_key(barter, party),
            name: profile.name,
            place: label.as_deref().map(regions::short_label).unwrap_or_default(),
            points: goods.iter().filter_map(|good| good.worth).sum(),
            goods,
            courier: shown.and_then(|leg| leg.courier).map(|courier| courier.name()),
            tracking_no: shown.and_then(|leg| leg.tracking_no.clone()),
        })
    }
}
