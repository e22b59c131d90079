//! `/checkout/{listing}`: what the buyer pays, where the goods go, and how the payment is opened at the provider.

use actix_web::{HttpResponse, web};
use serde_json::json;

use super::OrderDeps;
use super::moves::AddressForm;
use super::payment::PaymentView;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::http::UrlForm;
use crate::base::ids::{ListingId, UserId};
use crate::config::Mode;
use crate::market::listings::{self, ListingOut, parse_id};
use crate::market::terms::Delivery;
use crate::people::accounts;
use crate::people::regions;
use crate::trade::deals::{
    self, Address, Deal, Payment as PaymentStatus, PaymentWish, Seen, shown_address,
};
use crate::trade::payments::{self, Payment, Purpose, Status};
use crate::web::{Page, SignedIn, Tone, refusal};

/// What the page shows.
struct Checkout {
    listing: ListingOut,
    /// The buyer's deal that is to be paid.
    deal: Option<Deal>,
    address: Address,
    region_label: String,
    /// The payment that was started.
    payment: Option<Payment>,
}

/// `GET /checkout/{listing}`: of the deal that the buyer has about it; without one, of buying it at the asking price.
pub async fn checkout(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    listing: web::Path<String>,
) -> AppResult<HttpResponse> {
    let id = parse_id(&listing)?;
    let (user, categories) = (me.id, deps.categories.as_ref().clone());
    let context = deps.deals.context().clone();
    let found = deps
        .db
        .read(move |conn| {
            let deal = unpaid(conn, id, user)?;
            if deal.is_none() {
                listings::must_be_visible(conn, id, Some(user))?;
            }
            let listing = listings::views_of(conn, &categories, &[id])?.pop();
            let listing = listing.ok_or(AppError::NotFound)?;
            let address = match &deal {
                Some(deal) => known_address(conn, &context, deal, user)?,
                None => Address::default(),
            };
            let payment = match &deal {
                Some(deal) => payments::open_of(conn, Purpose::Deal(deal.id))?,
                None => None,
            };
            let region_label = regions::label_of(conn, &address.region)?.unwrap_or_default();
            Ok(Checkout { listing, deal, address, region_label, payment })
        })
        .await?;
    show(&page, &deps, &found, me.id)
}

fn show(page: &Page, deps: &OrderDeps, found: &Checkout, user: UserId) -> AppResult<HttpResponse> {
    let listing = &found.listing;
    let goods = json!({
        "id": listing.id, "title": listing.content.title, "url": listing.url, "slug": listing.slug,
        "thumb": listing.photos.first().map(|photo| photo.thumbnail.clone()),
        "seller": listing.seller.name, "price": listing.content.price,
        "shipping": Some(listing.content.shipping_fee).filter(|fee| *fee > 0),
    });
    let Some(deal) = &found.deal else {
        let for_sale = listing.status == listings::Status::Active
            && listing.content.modes.contains(&Mode::Sale)
            && listing.content.price.is_some()
            && listing.seller.id != user;
        if !for_sale {
            return Ok(page.go(&listing.url, Some((Tone::Warn, "buy-not-for-sale".into()))));
        }
        let methods = &listing.content.delivery;
        let sends = methods.iter().any(|method| *method != Delivery::Meet);
        let protection = deps.config.site.protection.filter(|_| sends);
        return page.render(
            "deals/buy.html",
            &json!({"goods": goods, "methods": methods, "protected": protection.is_some()}),
        );
    };
    let sum = PaymentView::sum(deal, true, deal.mode == Mode::Barter);
    let pay_url = found.payment.as_ref().and_then(|it| it.state.redirect_url.clone());
    let form = json!({"address": found.address, "region_label": found.region_label});
    page.render(
        "deals/checkout.html",
        &json!({
            "goods": goods, "sum": sum, "form": form, "pay_url": pay_url,
            "order": {"code": deal.code, "url": format!("/pesanan/{}", deal.code),
                "deadline": deal.state.deadline_at, "method": deal.method},
        }),
    )
}

/// The deal about a listing that this buyer has to pay.
fn unpaid(conn: &mut Conn, listing: ListingId, user: UserId) -> AppResult<Option<Deal>> {
    let deal = deals::live_of(conn, listing, user)?;
    Ok(deal.filter(|deal| deal.state.payment == PaymentStatus::Pending && deal.buyer_id == user))
}

/// The address that was given before for this deal; else the buyer's name, with the region they live in.
fn known_address(
    conn: &mut Conn,
    context: &deals::DealContext,
    deal: &Deal,
    user: UserId,
) -> AppResult<Address> {
    let course = deals::course(conn, deal)?;
    let reader = deal.party(user).ok_or(AppError::NotFound)?;
    let seen = Seen { deal, course: &course, reader };
    if let Some(address) = shown_address(conn, &context.encryption, &seen, reader)? {
        return Ok(address);
    }
    let profile = accounts::profile(conn, user)?;
    let region = profile.region.unwrap_or_default();
    Ok(Address { name: profile.name, region, ..Address::default() })
}

/// `POST /pesanan/{code}/bayar`: opens the payment and leads to the provider's page.
pub async fn pay_post(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    code: web::Path<String>,
    form: UrlForm<AddressForm>,
) -> AppResult<HttpResponse> {
    let deal = find(&deps, &code, me.id).await?;
    let address = form.0.resolved(&deps).await?;
    let wish =
        PaymentWish { deal: deal.id, user: me.id, session: me.session, method: None, address };
    match deps.deals.pay(&deps.settlement, wish).await {
        Ok(payment) => Ok(lead_on(&page, &deal, &payment)),
        Err(err) => Ok(page.go(&format!("/checkout/{}", deal.listing_id), Some(refusal(err)?))),
    }
}

/// `GET /pesanan/{code}/bayar`: the browser comes back from the provider. What it says is not believed: the provider is asked.
pub async fn paid_return(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let deal = find(&deps, &code, me.id).await?;
    let id = deal.id;
    let address = format!("/pesanan/{}", deal.code);
    let Some(payment) =
        deps.db.read(move |conn| payments::open_of(conn, Purpose::Deal(id))).await?
    else {
        return Ok(page.go(&address, None));
    };
    // When the provider does not answer now, the payment's job asks again.
    let payment = deps.settlement.advance(payment.id).await.unwrap_or(payment);
    let flash = match payment.state.status {
        Status::Paid => (Tone::Ok, "deal-done-paid"),
        _ => (Tone::Ok, "deal-payment-checking"),
    };
    Ok(page.go(&address, Some((flash.0, flash.1.into()))))
}

/// The page of the till, which is on this site; the checkout with a link to the page of any other provider, because a form
/// may not lead to another site; the deal's page while the provider has not answered.
fn lead_on(page: &Page, deal: &Deal, payment: &Payment) -> HttpResponse {
    match &payment.state.redirect_url {
        Some(url) if url.starts_with('/') => page.go(url, None),
        Some(_) => page.go(&format!("/checkout/{}", deal.listing_id), None),
        _ => {
            let waits = Some((Tone::Ok, "deal-payment-opening".into()));
            page.go(&format!("/pesanan/{}", deal.code), waits)
        }
    }
}

async fn find(deps: &OrderDeps, code: &str, user: UserId) -> AppResult<Deal> {
    let code = code.to_uppercase();
    let deal = deps.db.read(move |conn| deals::by_code(conn, &code)).await?;
    deal.filter(|deal| deal.buyer_id == user).ok_or(AppError::NotFound)
}
