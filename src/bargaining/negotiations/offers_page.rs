//! The page of all pending offers in the reader's negotiations, each with its deadline and the moves they have.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::inbox_tabs::InboxTab;
use super::model::Negotiation;
use super::open_offer_view::{OpenOfferFacts, OpenOfferView};
use super::open_offers::MAX_OFFERS;
use super::package_view::Packages;
use super::store;
use super::viewer::Viewer;
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::AppResult;
use crate::base::http::html;
use crate::base::ids::{ListingId, UserId};
use crate::market::Party;
use crate::market::categories::Categories;
use crate::market::listings::{ListingOut, views_of};
use crate::people::accounts::{self, Profile};
use crate::web::{Page, SignedIn};

/// The form that answers every offer for a listing at once.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct AnswerAllView {
    /// Whether one price may answer them.
    priced: bool,
}

/// The offers for one listing.
#[derive(Serialize)]
struct ListingGroup {
    listing: ListingId,
    title: String,
    slug: String,
    thumb: Option<String>,
    asking: Option<i64>,
    #[serde(skip)]
    reader: Party,
    /// Key of the words that tell whether the reader buys or sells.
    role: &'static str,
    /// How many wait for the reader.
    waiting: usize,
    rows: Vec<OpenOfferView>,
    answer_all: Option<AnswerAllView>,
}

/// The reader's pending offers by listing, those that wait for the reader first. Three queries, however many offers; five
/// where they include listings.
fn groups(
    conn: &mut Conn,
    categories: &Categories,
    me: UserId,
    now: Timestamp,
) -> AppResult<Vec<ListingGroup>> {
    let found = store::open_offers_of(conn, me, None, now, MAX_OFFERS)?;
    let ids: Vec<ListingId> = found.iter().map(|(negotiation, _)| negotiation.listing_id).collect();
    let listings: HashMap<ListingId, ListingOut> =
        views_of(conn, categories, &ids)?.into_iter().map(|view| (view.id, view)).collect();
    let others: Vec<UserId> =
        found.iter().map(|(negotiation, _)| other_of(negotiation, me)).collect();
    let people: HashMap<UserId, Profile> =
        accounts::profiles(conn, &others)?.into_iter().map(|person| (person.id, person)).collect();
    let packages = Packages::of(conn, categories, found.iter().map(|(_, offer)| offer), now)?;
    let mut groups: Vec<ListingGroup> = Vec::new();
    for (negotiation, offer) in &found {
        let Some(listing) = listings.get(&negotiation.listing_id) else { continue };
        let other = people.get(&other_of(negotiation, me)).map(|person| person.name.as_str());
        let viewer = viewer(negotiation, me, other.unwrap_or_default(), now);
        let package = packages.package(offer, viewer);
        let facts = OpenOfferFacts { negotiation, offer, listing, package, viewer };
        let at = groups.iter().position(|group| group.listing == listing.id);
        match at.and_then(|at| groups.get_mut(at)) {
            Some(group) => group.add(&facts),
            None => {
                let mut group = ListingGroup::new(listing, viewer.party);
                group.add(&facts);
                groups.push(group);
            }
        }
    }
    Ok(groups)
}

impl ListingGroup {
    fn new(listing: &ListingOut, reader: Party) -> Self {
        Self {
            listing: listing.id,
            title: listing.content.title.clone(),
            slug: listing.slug.clone(),
            thumb: listing.photos.first().map(|photo| photo.thumbnail.clone()),
            asking: listing.content.price,
            reader,
            role: match reader {
                Party::Seller => "stall-selling",
                Party::Buyer | Party::System => "stall-buying",
            },
            waiting: 0,
            rows: Vec::new(),
            answer_all: None,
        }
    }

    fn add(&mut self, facts: &OpenOfferFacts<'_>) {
        self.waiting += usize::from(facts.is_turn());
        self.rows.push(facts.view(Uuid::now_v7()));
    }

    /// The seller may answer several waiting offers at once. `money`: whether the site knows prices.
    fn with_answer_all(mut self, money: bool) -> Self {
        let several = self.reader == Party::Seller && self.waiting > 1;
        let priced = money && self.asking.is_some_and(|asking| asking != 0);
        self.answer_all = several.then_some(AnswerAllView { priced });
        self
    }
}

fn viewer<'a>(
    negotiation: &Negotiation,
    user: UserId,
    other: &'a str,
    now: Timestamp,
) -> Viewer<'a> {
    let party = if negotiation.seller_id == user { Party::Seller } else { Party::Buyer };
    Viewer { party, user, other, now }
}

fn other_of(negotiation: &Negotiation, me: UserId) -> UserId {
    if negotiation.seller_id == me { negotiation.buyer_id } else { negotiation.seller_id }
}

async fn context(page: &Page, me: &SignedIn, db: &Db, categories: Categories) -> AppResult<Value> {
    let (user, now) = (me.id, page.now);
    let groups = db.read(move |conn| groups(conn, &categories, user, now)).await?;
    let money = page.site.money;
    let groups: Vec<_> = groups.into_iter().map(|group| group.with_answer_all(money)).collect();
    Ok(json!({"groups": groups, "tabs": InboxTab::OpenOffers.links()}))
}

/// `GET /chat/meja`.
pub async fn offers_page(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    categories: web::Data<Categories>,
) -> AppResult<HttpResponse> {
    let context = context(&page, &me, &db, categories.as_ref().clone()).await?;
    page.render("chat/open_offers.html", &context)
}

/// `GET /chat/meja/pembaruan`: the same without the page around it, for scripts.
pub async fn offers_page_refresh(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    categories: web::Data<Categories>,
) -> AppResult<HttpResponse> {
    let context = context(&page, &me, &db, categories.as_ref().clone()).await?;
    Ok(html(page.fragment("chat/_open_offers.html", &context)?))
}
