//! `/pesanan/{code}/lembar`: the deal sheet for both parties, to print.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::OrderDeps;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{UrlQuery, number};
use crate::base::i18n::{Lang, Text};
use crate::care::disputes::StaffDeps;
use crate::trade::deals::{self, RecordedSheet};
use crate::trade::documents::{DealSheet, SheetItem, SheetParty, moment};
use crate::web::{Page, SignedIn};

/// `GET /pesanan/{code}/lembar?nomor=`: an earlier sheet; without it the one in force.
#[derive(Debug, Deserialize)]
pub struct SheetNumber {
    #[serde(default, deserialize_with = "number")]
    nomor: Option<i32>,
}

/// A line of what is paid.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct PaidLine {
    label: Text,
    /// Whole rupiah.
    amount: i64,
    /// Whether it is the sum of the lines above.
    is_total: bool,
}

/// A paragraph with its heading.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Clause {
    /// Key of the heading.
    heading: &'static str,
    text: String,
}

/// The sheet, as `deals/sheet.html` shows it.
#[derive(Debug, Serialize)]
struct SheetView {
    code: String,
    number: i32,
    /// The deal's page.
    url: String,
    pdf_url: String,
    /// The sheet that this one takes the place of.
    earlier_url: Option<String>,
    /// When it was agreed, in the sheet's zone.
    agreed: String,
    /// The way it is traded, in words.
    way: String,
    parties: Vec<SheetParty>,
    items: Vec<SheetItem>,
    paid: Vec<PaidLine>,
    clauses: Vec<Clause>,
    terms_version: String,
    digest: String,
}

/// `GET /pesanan/{code}/lembar`, for the two parties of the deal.
pub async fn sheet(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    code: web::Path<String>,
    query: UrlQuery<SheetNumber>,
) -> AppResult<HttpResponse> {
    let (code, user, number) = (code.to_uppercase(), me.id, query.0.nomor);
    let recorded = deps
        .db
        .read(move |conn| {
            let deal = deals::by_code(conn, &code)?
                .filter(|deal| deal.party(user).is_some())
                .ok_or(AppError::NotFound)?;
            deals::sheet(conn, deal.id, number)?.ok_or(AppError::NotFound)
        })
        .await?;
    page.render("deals/sheet.html", &json!({"sheet": SheetView::of(&recorded, page.lang)?}))
}

/// `GET /admin/sengketa/{code}/lembar`, for the staff that works on a dispute of the deal.
pub async fn case_sheet(
    page: Page,
    me: SignedIn,
    deps: StaffDeps,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let deal = deps.case(&code, me.id).await?.file.deal.id;
    let recorded = deps.db().read(move |conn| deals::sheet(conn, deal, None)).await?;
    let recorded = recorded.ok_or(AppError::NotFound)?;
    page.render("deals/sheet.html", &json!({"sheet": SheetView::of(&recorded, page.lang)?}))
}

impl SheetView {
    fn of(recorded: &RecordedSheet, lang: Lang) -> AppResult<Self> {
        let sheet = recorded.sheet(lang)?;
        let number = recorded.number;
        let url = format!("/pesanan/{}", sheet.code);
        Ok(Self {
            pdf_url: format!(
                "/api/orders/{}/sheet.pdf?lang={}&number={number}",
                sheet.code,
                lang.code()
            ),
            earlier_url: (number > 1).then(|| format!("{url}/lembar?nomor={}", number - 1)),
            agreed: moment(lang, sheet.zone, sheet.opened_at),
            paid: paid(&sheet),
            clauses: clauses(&sheet),
            code: sheet.code,
            number,
            url,
            way: sheet.mode,
            parties: sheet.parties,
            items: sheet.items,
            terms_version: sheet.terms_version,
            digest: recorded.digest(),
        })
    }
}

/// What is paid, as in the file: a fee that the seller bears comes after the total.
fn paid(sheet: &DealSheet) -> Vec<PaidLine> {
    let Some(total) = sheet.total else { return Vec::new() };
    let line = |label, amount| PaidLine { label, amount, is_total: false };
    let fee = |on_top| {
        let fee = sheet.fee.as_ref().filter(|fee| fee.on_top == on_top)?;
        Some(line(Text::new("document-fee").with("name", &fee.bearer), fee.amount))
    };
    let goods = sheet.amount.map(|amount| line("document-amount".into(), amount));
    let shipping = sheet.shipping.map(|amount| line("document-shipping".into(), amount));
    let total = PaidLine { is_total: true, ..line("document-total".into(), total) };
    [goods, shipping, fee(true), Some(total), fee(false)].into_iter().flatten().collect()
}

fn clauses(sheet: &DealSheet) -> Vec<Clause> {
    [
        ("document-payment", &sheet.payment),
        ("document-delivery", &sheet.delivery),
        ("document-risk", &sheet.risk),
        ("document-cancellation", &sheet.cancellation),
        ("document-dispute", &sheet.dispute),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(heading, text)| Clause { heading, text: text.clone() })
    .collect()
}
