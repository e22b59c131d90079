//! Orders from a listing's page: buying at the asking price at once, or asking the seller at that price.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::desk::Desk;
use super::machine::Move;
use super::model::MoveCommand;
use super::refusals::refusal_flash;
use crate::base::clock::Clock;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{JsonBody, UrlForm, number};
use crate::base::i18n::Text;
use crate::base::ids::{ListingId, OfferId, UserId};
use crate::base::limits::{Charge, Rate, charge_first};
use crate::base::money;
use crate::base::outbox::RelayWaker;
use crate::chat::rooms::{self, Room};
use crate::config::{Config, Mode};
use crate::market::listings::{self, Listing};
use crate::market::terms::Delivery;
use crate::trade::deals::{self, Deal, DealOut, DealShown, Deals, Payment};
use crate::web::{Page, SignedIn, app_data_struct};

/// So many orders one person places within an hour.
const ORDERS: Rate = Rate { actions: 5, seconds: 3600 };

app_data_struct! {
    /// What placing an order needs.
    pub struct OrderingDeps {
        db: Db,
        desk: Desk,
        deals: Deals,
        waker: RelayWaker,
        config: Config,
        clock: Clock,
    }
}

/// A wish to buy.
struct OrderWish {
    listing: ListingId,
    /// Made by the client, so that sending it again changes nothing.
    id: OfferId,
    /// The price that the buyer saw, whole rupiah; `None` takes the present one.
    price: Option<i64>,
    /// The shipping fee that the buyer saw, whole rupiah; `None` takes the present one.
    shipping: Option<i64>,
    method: Option<Delivery>,
    /// Whether it is bought at once; else the seller is asked.
    buy_now: bool,
}

/// The room of the buyer about a listing, made on first use, and what is paid. Nothing is made when the price is another one
/// than the buyer saw.
fn prepare(conn: &mut Conn, me: UserId, wish: &OrderWish) -> AppResult<(Listing, Room, i64)> {
    let listing = listings::by_id(conn, wish.listing)?.ok_or(AppError::NotFound)?;
    listings::must_be_visible(conn, listing.id, Some(me))?;
    if listing.seller_id == me {
        return Err(FieldErrors::one("_", "offer-own-thing"));
    }
    let free = listing.content.modes.contains(&Mode::Free) && !wish.buy_now;
    let price = match listing.content.price {
        _ if free => 0,
        Some(price) => price,
        None => return Err(AppError::conflict("buy-not-for-sale")),
    };
    if wish.price.is_some_and(|seen| seen != price) {
        let changed = Text::new("buy-price-changed").with("price", money::rupiah(price));
        return Err(AppError::conflict(changed));
    }
    let fee = listing.content.shipping_fee;
    if wish.shipping.is_some_and(|seen| seen != fee) {
        let changed = Text::new("buy-shipping-changed").with("amount", money::rupiah(fee));
        return Err(AppError::conflict(changed));
    }
    let room = rooms::open(conn, me, listing.id, None)?;
    Ok((listing, room, price))
}

/// Places an order.
///
/// # Errors
/// 409 when the listing is taken or the price changed, 422 for one's own listing, 429 for more than five within an hour.
async fn place(deps: &OrderingDeps, me: &SignedIn, wish: OrderWish) -> AppResult<Deal> {
    if deps.config.rate_limits {
        let charge = Charge { bucket: format!("orders:{}", me.id), rate: ORDERS };
        charge_first(&deps.db, vec![charge], deps.clock.now()).await?;
    }
    let (id, method, buy_now) = (wish.id, wish.method, wish.buy_now);
    let user = me.id;
    let (listing, room, price) =
        deps.db.transaction(move |conn| prepare(conn, user, &wish)).await?;
    deps.waker.wake();
    let command = if buy_now {
        MoveCommand::plain(id.0, None, Move::Buy { id, amount: price })
    } else {
        MoveCommand { orders: true, ..MoveCommand::offer(id, None, price, String::new()) }
    };
    let ways = &listing.content.delivery;
    let usual =
        || ways.contains(&Delivery::Meet).then_some(Delivery::Meet).or(ways.first().copied());
    let command = MoveCommand { method: method.or_else(usual), ..command };
    let moved = deps.desk.make_move(me.id, me.session, room.id, command).await?;
    match moved.deal {
        Some(deal) => Ok(deal),
        // Placed before under this id.
        None => {
            let placed = deps.db.read(move |conn| deals::by_offer(conn, id)).await?;
            placed.ok_or(AppError::NotFound)
        }
    }
}

/// A request to buy at the price that the page showed.
#[derive(Debug, Deserialize)]
pub struct BuyForm {
    id: Option<OfferId>,
    /// Whole rupiah.
    #[serde(default, deserialize_with = "number")]
    price: Option<i64>,
    /// The shipping fee that was seen, whole rupiah.
    #[serde(default, deserialize_with = "number")]
    shipping: Option<i64>,
    #[serde(default)]
    method: Option<Delivery>,
}

/// `POST /barang/{slug}/beli`: buys at the price that was seen, and leads to the payment or the order.
pub async fn buy_post(
    page: Page,
    me: SignedIn,
    deps: OrderingDeps,
    slug: web::Path<String>,
    form: UrlForm<BuyForm>,
) -> AppResult<HttpResponse> {
    Ordering { page, me, deps }.by_form(slug.into_inner(), form.0, true).await
}

/// `POST /barang/{slug}/ajukan`: asks the seller at the price that was seen.
pub async fn ask_post(
    page: Page,
    me: SignedIn,
    deps: OrderingDeps,
    slug: web::Path<String>,
    form: UrlForm<BuyForm>,
) -> AppResult<HttpResponse> {
    Ordering { page, me, deps }.by_form(slug.into_inner(), form.0, false).await
}

/// Who fills a form in, and what that needs.
struct Ordering {
    page: Page,
    me: SignedIn,
    deps: OrderingDeps,
}

impl Ordering {
    async fn by_form(self, slug: String, form: BuyForm, buy_now: bool) -> AppResult<HttpResponse> {
        let Self { page, me, deps } = self;
        let named = slug.clone();
        let listing = deps.db.read(move |conn| listings::by_slug(conn, &named)).await?;
        let listing = listing.ok_or(AppError::NotFound)?;
        let wish = OrderWish {
            listing: listing.id,
            id: form.id.unwrap_or_else(OfferId::fresh),
            // A form without a price saw none: no price is 0 or below.
            price: Some(form.price.unwrap_or(0)),
            // One without a shipping fee saw that it is included.
            shipping: Some(form.shipping.unwrap_or(0)),
            method: form.method,
            buy_now,
        };
        match place(&deps, &me, wish).await {
            Ok(deal) if deal.state.payment == Payment::Pending && buy_now => {
                Ok(page.go(&format!("/checkout/{}", deal.listing_id), None))
            }
            Ok(deal) => Ok(page.go(&format!("/pesanan/{}", deal.code), None)),
            Err(AppError::NotFound) => Err(AppError::NotFound),
            Err(err) => Ok(page.go(&format!("/barang/{slug}"), Some(refusal_flash(err)?))),
        }
    }
}

/// An order to place.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct OrderIn {
    listing_id: ListingId,
    /// The client's id; placing it again changes nothing.
    id: Option<OfferId>,
    method: Option<Delivery>,
    /// Whether it is bought at the asking price at once; else the seller is asked.
    #[serde(default)]
    buy_now: bool,
}

/// Places an order at the asking price: `pending` until the seller takes it, or bought at once.
#[utoipa::path(post, path = "/api/orders", request_body = OrderIn,
    responses((status = 201, body = DealShown), (status = 409, body = crate::base::http::Problem), (status = 422, body = crate::base::http::Problem)))]
pub async fn order_post(
    me: SignedIn,
    deps: OrderingDeps,
    body: JsonBody<OrderIn>,
) -> AppResult<HttpResponse> {
    let OrderIn { listing_id: listing, id, method, buy_now } = body.0;
    let id = id.unwrap_or_else(OfferId::fresh);
    let wish = OrderWish { listing, id, price: None, shipping: None, method, buy_now };
    let deal = place(&deps, &me, wish).await?;
    let order: DealOut = deps.deals.shown(deal, me.id).await?;
    Ok(HttpResponse::Created().json(DealShown::from(order)))
}
