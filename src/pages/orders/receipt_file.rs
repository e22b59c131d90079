//! `GET /api/orders/{code}/receipt.pdf`: the receipt as a file.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::OrderDeps;
use super::payment::PaymentView;
use super::receipt::role_key;
use super::terms::GoodView;
use crate::base::clock::{Timestamp, Zone};
use crate::base::db::{Conn, blocking};
use crate::base::error::{AppError, AppResult};
use crate::base::http::{UrlQuery, pdf_file};
use crate::base::i18n::{Lang, Text, Wording};
use crate::config::Mode;
use crate::market::Party;
use crate::people::accounts;
use crate::trade::deals::{self, Course, Deal};
use crate::trade::documents::{Receipt, ReceiptLine, SheetParty, receipt_pdf as make_file};
use crate::web::SignedIn;

/// The query of `GET /api/orders/{code}/receipt.pdf`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct ReceiptQuery {
    /// `id` or `en`; without it, the reader's language.
    lang: Option<String>,
}

/// The receipt as PDF, for the two parties. 404 before the deal is agreed.
#[utoipa::path(get, path = "/api/orders/{code}/receipt.pdf",
    params(("code" = String, Path, description = "id or code"), ReceiptQuery),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>),
        (status = 404, body = crate::base::http::Problem)))]
pub async fn receipt_pdf(
    me: SignedIn,
    deps: OrderDeps,
    reader: Lang,
    code: web::Path<String>,
    query: UrlQuery<ReceiptQuery>,
) -> AppResult<HttpResponse> {
    let (code, user) = (code.into_inner(), me.id);
    let site = &deps.config.site;
    let print = Print {
        lang: query.0.lang.as_deref().map_or(reader, Lang::parse),
        wording: Wording::of(site.money),
        zone: me.zone(),
        site: site.name.clone(),
        site_url: deps.site_url(),
        now: deps.deals.now(),
    };
    let receipt = deps
        .db
        .read(move |conn| {
            let deal = deals::by_name(conn, &code)?.ok_or(AppError::NotFound)?;
            let reader = deal
                .party(user)
                .filter(|_| deal.state.agreed_at.is_some())
                .ok_or(AppError::NotFound)?;
            print.receipt(conn, &deal, reader)
        })
        .await?;
    let code = receipt.code.clone();
    let bytes = blocking(move || Ok(make_file(&receipt)?)).await?;
    Ok(pdf_file(&format!("{code}-resi"), bytes))
}

/// How and when a receipt is written.
struct Print {
    lang: Lang,
    wording: Wording,
    zone: Zone,
    site: String,
    /// Without a slash at the end.
    site_url: String,
    now: Timestamp,
}

impl Print {
    fn say(&self, key: impl Into<String>) -> String {
        Text { key: key.into().into(), args: Vec::new() }.worded(self.lang, self.wording)
    }

    fn receipt(&self, conn: &mut Conn, deal: &Deal, reader: Party) -> AppResult<Receipt> {
        let course = deals::course(conn, deal)?;
        let mut lines: Vec<ReceiptLine> = deals::items_of(conn, &[deal.id])?
            .iter()
            .filter_map(|item| GoodView::of(item, reader))
            .map(|good| ReceiptLine { text: good.title, amount: None })
            .collect();
        lines.extend(self.amounts(deal));
        let pays = deal.amount > 0;
        let party = |conn: &mut Conn, party| self.party(conn, deal, party);
        Ok(Receipt {
            lang: self.lang,
            zone: self.zone,
            site: self.site.clone(),
            code: deal.code.clone(),
            issued_at: self.now,
            status: self.say(format!("deal-status-{}", deal.state.status)),
            parties: vec![party(conn, Party::Seller)?, party(conn, Party::Buyer)?],
            lines,
            total: pays.then(|| deal.total()),
            payment: if pays { self.payment(deal, reader) } else { String::new() },
            delivery: self.delivery(deal, &course, reader),
            qr: format!("{}/pesanan/{}/resi", self.site_url, deal.code),
        })
    }

    fn party(&self, conn: &mut Conn, deal: &Deal, party: Party) -> AppResult<SheetParty> {
        let profile = accounts::profile(conn, deal.member(party))?;
        let role = self.say(role_key(deal.mode == Mode::Barter, party));
        Ok(SheetParty { role, name: profile.name, handle: profile.handle })
    }

    /// What the buyer pays; nothing in a gift, or in a barter without money.
    fn amounts(&self, deal: &Deal) -> Vec<ReceiptLine> {
        if deal.amount == 0 {
            return Vec::new();
        }
        let line = |key, amount| ReceiptLine { text: self.say(key), amount: Some(amount) };
        let goods = if deal.mode == Mode::Barter { "deal-sum-cash" } else { "deal-sum-goods" };
        let mut lines = vec![line(goods, deal.amount)];
        if deal.protected {
            let free = deal.state.shipping == 0;
            let label = if free { "deal-sum-shipping-free" } else { "deal-sum-shipping" };
            lines.push(line(label, deal.state.shipping));
        }
        if deal.fee > 0 && deal.fee_by == Party::Buyer {
            lines.push(line("deal-sum-fee", deal.fee));
        }
        lines
    }

    fn payment(&self, deal: &Deal, reader: Party) -> String {
        let barter = deal.mode == Mode::Barter;
        match deal.protected {
            true => self.say(PaymentView::sum(deal, reader == Party::Buyer, barter).status),
            false => self.say("receipt-direct"),
        }
    }

    /// The way, and the tracking numbers that the reader may see.
    fn delivery(&self, deal: &Deal, course: &Course, reader: Party) -> String {
        let mut parts = vec![self.say(format!("delivery-{}", deal.method))];
        for leg in course.legs.iter().filter(|leg| course.shows_tracking(leg, reader)) {
            if let (Some(courier), Some(tracking_no)) = (leg.courier, &leg.tracking_no) {
                parts.push(format!("{} {tracking_no}", courier.name()));
            }
        }
        parts.join(" · ")
    }
}
