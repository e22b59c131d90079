//! The barter page, from a listing or from a room: shown, weighed anew, and sent. Without scripts a form does all three.

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use futures_util::future::LocalBoxFuture;
use serde_json::{Value, json};
use uuid::Uuid;

use super::inventory::{Heaps, Wanted, load, may_go};
use super::package::{Door, Package, Participant, seat};
use super::package_view::{ListingLink, PackageFacts, PackageForm, PackageView, Sending};
use crate::bargaining::negotiations::{self, Desk, MoveCommand, room_about};
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{Asked, Posted, html};
use crate::base::i18n::Text;
use crate::base::ids::{OfferId, RoomId};
use crate::base::outbox::RelayWaker;
use crate::chat::rooms::parse_id as room_id;
use crate::config::{Config, Mode};
use crate::market::Party;
use crate::market::categories::Categories;
use crate::market::listings::{self, Status};
use crate::people::accounts;
use crate::web::{Page, SignedIn};

struct Shown {
    seat: Participant,
    heaps: Heaps,
    other: String,
    sale: bool,
    /// Whether what lies on the table is money for the seller's goods.
    lies_for_money: bool,
}

async fn look(
    page: &Page,
    me: &SignedIn,
    (db, kinds): (&Db, &Categories),
    door: Door,
    package: &Package,
) -> AppResult<Option<Shown>> {
    let (kinds, user, now) = (kinds.clone(), me.id, page.now);
    let (chosen, cara) = (package.chosen(), package.cara.clone());
    db.read(move |conn| {
        let Some(seat) = seat(conn, &door, user)? else { return Ok(None) };
        let lying = match &seat.room {
            Some(room) => negotiations::current_offer(conn, room.id)?,
            None => None,
        };
        let pending = lying.as_ref().and_then(|lying| lying.pending.as_ref());
        let laid = pending.map(|offer| offer.items.clone()).unwrap_or_default();
        let lies_for_money =
            listings::by_ids(conn, &laid)?.iter().all(|good| good.seller_id != seat.buyer);
        // A first look follows what lies there; what goes for nothing but money is bought, whatever the address says.
        let sale = match cara.as_deref() {
            Some(cara) => cara == "jual",
            None => !laid.is_empty() && lies_for_money,
        } || !seat.listing.content.modes.contains(&Mode::Barter);
        may_go(&seat.listing, sale)?;
        let other = match seat.side {
            Party::Buyer => seat.listing.seller_id,
            Party::Seller | Party::System => seat.buyer,
        };
        let other = accounts::profile(conn, other)?.name;
        let wanted =
            Wanted { listing: &seat.listing, buyer: seat.buyer, side: seat.side, sale, chosen };
        let heaps = load(conn, &kinds, &wanted, lying, now)?;
        Ok(Some(Shown { heaps, other, sale, lies_for_money, seat }))
    })
    .await
}

/// Why nothing can be sent now.
fn blocked(shown: &Shown) -> Option<Text> {
    let pending = shown.heaps.lying.as_ref().and_then(|lying| lying.pending.as_ref());
    let key = match (shown.seat.listing.status, pending) {
        (Status::Reserved, _) if shown.heaps.lying.as_ref().is_some_and(|lying| lying.agreed) => {
            "offer-agreed-already"
        }
        (Status::Reserved | Status::Sold, _) => "offer-taken",
        (Status::Active, Some(offer))
            if offer.by == shown.seat.side && offer.turn() != offer.by =>
        {
            "barter-turn"
        }
        (Status::Active, _) => return None,
        _ => "offer-listing-gone",
    };
    Some(Text::new(key))
}

fn context(shown: &Shown, package: &Package, cash: bool, error: Option<Text>) -> Value {
    let lying = shown.heaps.lying.as_ref();
    let pending = lying.and_then(|lying| lying.pending.as_ref());
    let typed = package.amount.clone().map(|_| package.money()).filter(|amount| *amount > 0);
    // Money for goods is no money on top of them.
    let same = shown.lies_for_money == shown.sale;
    let there = pending.filter(|_| same).map(|offer| offer.amount).filter(|amount| *amount > 0);
    let whole = shown.heaps.bundle.map(|bundle| bundle.price).or(shown.heaps.asking);
    let whole = whole.filter(|_| shown.sale);
    let facts = PackageFacts {
        heaps: &shown.heaps,
        side: shown.seat.side,
        other: &shown.other,
        sale: shown.sale,
        sending: match pending {
            Some(offer) if offer.by != shown.seat.side => Sending::Counter,
            Some(offer) if offer.turn() == offer.by => Sending::Better,
            _ => Sending::First,
        },
        cash,
        amount: typed.or(there).or(whole),
    };
    let listing = &shown.seat.listing;
    let form = PackageForm {
        action: shown.seat.action(),
        back: shown.seat.back(),
        listing: ListingLink {
            title: listing.content.title.clone(),
            url: format!("/barang/{}", listing.slug),
        },
        client_id: Uuid::now_v7(),
        version: lying.map(|lying| lying.version),
        note: package.note.clone(),
        error,
        blocked: blocked(shown),
    };
    json!({"b": PackageView::of(&facts, form)})
}

fn nothing_on_it() -> AppError {
    FieldErrors::one("items", "barter-nothing-sent")
}

/// What every door of the page needs.
pub struct Parts {
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
    config: web::Data<Config>,
}

impl FromRequest for Parts {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        type All = (Page, SignedIn, web::Data<Db>, web::Data<Categories>, web::Data<Config>);
        let all = All::from_request(req, payload);
        Box::pin(async move {
            let (page, me, db, kinds, config) = all.await?;
            Ok(Self { page, me, db, kinds, config })
        })
    }
}

impl Parts {
    async fn show(&self, door: Door, package: &Package, fragment: bool) -> AppResult<HttpResponse> {
        let back = match &door {
            Door::Listing(slug) => format!("/barang/{slug}"),
            Door::Room(id) => format!("/chat/{id}"),
        };
        match look(&self.page, &self.me, (&self.db, &self.kinds), door, package).await {
            Ok(Some(shown)) => {
                let context = context(&shown, package, self.config.site.money, None);
                if fragment {
                    return Ok(html(self.page.fragment("chat/_package_form.html", &context)?));
                }
                self.page.render("chat/barter.html", &context)
            }
            Ok(None) => Ok(self.page.go(&back, None)),
            Err(AppError::Conflict { text, .. }) => {
                Ok(self.page.go(&back, Some((crate::web::Tone::Warn, text))))
            }
            Err(err) => Err(err),
        }
    }

    /// Lays the package on the table of a room; what is wrong with it is said beside what was typed.
    async fn send(&self, desk: &Desk, room: RoomId, package: &Package) -> AppResult<HttpResponse> {
        if package.is_empty() {
            return self.again(Door::Room(room), package, nothing_on_it()).await;
        }
        let id = package.id.unwrap_or_else(OfferId::fresh);
        let command = MoveCommand {
            items: package.items(),
            ..MoveCommand::offer(id, package.version, package.money(), package.note.clone())
        };
        let err = match desk.make_move(self.me.id, self.me.session, room, command).await {
            Ok(_) => return Ok(self.page.go(&format!("/chat/{room}#akhir"), None)),
            Err(err) => err,
        };
        self.again(Door::Room(room), package, err).await
    }

    /// The page once more, with what was typed and what is wrong with it.
    async fn again(&self, door: Door, package: &Package, err: AppError) -> AppResult<HttpResponse> {
        let status = match &err {
            AppError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            AppError::Conflict { .. } => StatusCode::CONFLICT,
            AppError::TooMany { .. } | AppError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => return Err(err),
        };
        let text = err.text();
        let shown = look(&self.page, &self.me, (&self.db, &self.kinds), door, package).await?;
        let shown = shown.ok_or(AppError::NotFound)?;
        let context = context(&shown, package, self.config.site.money, Some(text));
        let mut answer = self.page.render("chat/barter.html", &context)?;
        *answer.status_mut() = status;
        Ok(answer)
    }
}

/// `GET /barang/{slug}/barter`.
pub async fn barter_page(
    parts: Parts,
    slug: web::Path<String>,
    package: Asked<Package>,
) -> AppResult<HttpResponse> {
    parts.show(Door::Listing(slug.into_inner()), &package.0, false).await
}

/// `GET /barang/{slug}/barter/timbang`: the form alone, for scripts.
pub async fn weigh(
    parts: Parts,
    slug: web::Path<String>,
    package: Asked<Package>,
) -> AppResult<HttpResponse> {
    parts.show(Door::Listing(slug.into_inner()), &package.0, true).await
}

/// `POST /barang/{slug}/barter`: makes the room and lays the package on its table.
pub async fn barter_post(
    parts: Parts,
    (desk, waker): (web::Data<Desk>, web::Data<RelayWaker>),
    slug: web::Path<String>,
    package: Posted<Package>,
) -> AppResult<HttpResponse> {
    let slug = slug.into_inner();
    if package.0.is_empty() {
        // No room is made for nothing.
        return parts.again(Door::Listing(slug), &package.0, nothing_on_it()).await;
    }
    match room_about(&parts.db, parts.me.id, slug.clone(), parts.page.now).await {
        Ok((_, Some(room))) => {
            waker.wake();
            parts.send(&desk, room.id, &package.0).await
        }
        Ok((_, None)) | Err(AppError::Conflict { .. }) => {
            parts.show(Door::Listing(slug), &package.0, false).await
        }
        Err(err) => Err(err),
    }
}

/// `GET /chat/{room}/barter`.
pub async fn room_page(
    parts: Parts,
    id: web::Path<String>,
    package: Asked<Package>,
) -> AppResult<HttpResponse> {
    parts.show(Door::Room(room_id(&id)?), &package.0, false).await
}

/// `GET /chat/{room}/barter/timbang`: the form alone, for scripts.
pub async fn room_weigh(
    parts: Parts,
    id: web::Path<String>,
    package: Asked<Package>,
) -> AppResult<HttpResponse> {
    parts.show(Door::Room(room_id(&id)?), &package.0, true).await
}

/// `POST /chat/{room}/barter`: a package, first or in answer, by whose turn it is.
pub async fn room_post(
    parts: Parts,
    desk: web::Data<Desk>,
    id: web::Path<String>,
    package: Posted<Package>,
) -> AppResult<HttpResponse> {
    parts.send(&desk, room_id(&id)?, &package.0).await
}
