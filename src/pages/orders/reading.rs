//! `/pesanan`: a person's deals, and one deal.

use std::collections::{HashMap, HashSet};

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::OrderDeps;
use super::facts::{MeetingFacts, OrderFacts, Private};
use super::list::{OrderFilter, OrderList};
use super::view::OrderView;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::http::UrlQuery;
use crate::base::ids::{ListingId, UserId};
use crate::market::Party;
use crate::market::listings::{self, Card};
use crate::people::accounts::{self, Profile};
use crate::people::regions;
use crate::trade::deals::{
    self, Address, Course, Deal, DealContext, DealItem, DealsFrom, Seen, Status, handover_code,
    shown_address,
};
use crate::trade::{meetups, payments};
use crate::web::{Page, SignedIn};

/// Which deals are listed.
#[derive(Debug, Deserialize)]
pub struct RoleQuery {
    /// `buyer` (the default) or `seller`.
    #[serde(default)]
    role: String,
    /// A status; what is none lists all.
    #[serde(default)]
    status: String,
    /// Where the page before ended; what is no cursor shows the first page.
    #[serde(default)]
    after: String,
}

/// Deals of a page.
const PER_PAGE: i64 = 50;

fn counterparty(deal: &Deal, me: UserId) -> UserId {
    if deal.buyer_id == me { deal.seller_id } else { deal.buyer_id }
}

/// The rows of a list: deals with what each of them shows.
struct Rows {
    deals: Vec<Deal>,
    courses: Vec<Course>,
    items: Vec<DealItem>,
    cards: HashMap<ListingId, Card>,
    people: HashMap<UserId, Profile>,
}

impl Rows {
    fn load(conn: &mut Conn, deps: &Reading, deals: Vec<Deal>) -> AppResult<Self> {
        let ids: Vec<ListingId> = deals.iter().map(|deal| deal.listing_id).collect();
        let views = listings::views_of(conn, &deps.categories, &ids)?;
        let cards = listings::cards(&views, Some(deps.user), &HashSet::new());
        let others: Vec<UserId> = deals.iter().map(|deal| counterparty(deal, deps.user)).collect();
        let people = accounts::profiles(conn, &others)?;
        Ok(Self {
            courses: deals::courses(conn, &deals)?,
            items: deals::items_of(conn, &deals.iter().map(|deal| deal.id).collect::<Vec<_>>())?,
            cards: cards.into_iter().map(|card| (card.id, card)).collect(),
            people: people.into_iter().map(|person| (person.id, person)).collect(),
            deals,
        })
    }

    fn views(&self, user: UserId, site: &str) -> Vec<OrderView> {
        let view = |(deal, course): (&Deal, &Course)| {
            let other = self.people.get(&counterparty(deal, user));
            OrderView::of(
                &OrderFacts {
                    deal,
                    course,
                    items: &self.items,
                    role: deal.party(user).unwrap_or(Party::Buyer),
                    other: other.map(|other| other.name.as_str()).unwrap_or_default(),
                    listing: self.cards.get(&deal.listing_id),
                    private: Private::default(),
                },
                site,
            )
        };
        self.deals.iter().zip(&self.courses).map(view).collect()
    }
}

/// Who reads, and with what.
struct Reading {
    user: UserId,
    now: Timestamp,
    categories: crate::market::categories::Categories,
}

/// `GET /pesanan`.
pub async fn orders(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    query: UrlQuery<RoleQuery>,
) -> AppResult<HttpResponse> {
    let role = if query.0.role == "seller" { Party::Seller } else { Party::Buyer };
    let filter = OrderFilter::parse(&query.0.status);
    let from = query.0.after.parse().map_or(DealsFrom::Offset(0), DealsFrom::After);
    let categories = deps.categories.as_ref().clone();
    let reading = Reading { user: me.id, now: page.now, categories };
    let site = deps.site_url();
    let (deals, next) = deps
        .db
        .read(move |conn| {
            let status = filter.status();
            let wanted = deals::DealPage { party: role, status, limit: PER_PAGE + 1, from };
            let (mut deals, _) = deals::of_user(conn, reading.user, wanted)?;
            let next = deals::cut(&mut deals, PER_PAGE);
            let rows = Rows::load(conn, &reading, deals)?;
            Ok((rows.views(reading.user, &site), next))
        })
        .await?;
    let list = OrderList::of(role, filter);
    let older_url = next.map(|next| list.older_url(next));
    let todo: Vec<_> = deals.iter().filter(|deal| deal.acts).collect();
    let others: Vec<_> = deals.iter().filter(|deal| !deal.acts).collect();
    page.render(
        "deals/list.html",
        &json!({"todo": todo, "deals": others, "list": list, "older_url": older_url}),
    )
}

/// `GET /pesanan/{code}?serah=`: the digits that the seller's camera read.
#[derive(Debug, Deserialize)]
pub struct HandOverQuery {
    #[serde(default)]
    serah: String,
}

/// `GET /pesanan/{code}`, for the two parties of the deal.
pub async fn order(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    code: web::Path<String>,
    query: UrlQuery<HandOverQuery>,
) -> AppResult<HttpResponse> {
    let code = code.to_uppercase();
    let categories = deps.categories.as_ref().clone();
    let reading = Reading { user: me.id, now: deps.deals.now(), categories };
    let (context, site) = (deps.deals.context().clone(), deps.site_url());
    let deal = deps
        .db
        .read(move |conn| {
            let deal = deals::by_code(conn, &code)?
                .filter(|deal| deal.party(reading.user).is_some())
                .ok_or(AppError::NotFound)?;
            one(conn, &context, &reading, &deal, &site)
        })
        .await?;
    // Six digits of the address, else nothing.
    let scanned: String = query.0.serah.chars().filter(char::is_ascii_digit).take(6).collect();
    page.render("deals/page.html", &json!({"deal": deal, "scanned": scanned}))
}

/// One deal with everything that its reader may see.
fn one(
    conn: &mut Conn,
    context: &DealContext,
    reading: &Reading,
    deal: &Deal,
    site: &str,
) -> AppResult<OrderView> {
    let views = listings::views_of(conn, &reading.categories, &[deal.listing_id])?;
    let card = listings::cards(&views, Some(reading.user), &HashSet::new()).pop();
    let other = accounts::profile(conn, counterparty(deal, reading.user))?;
    let items = deals::items_of(conn, &[deal.id])?;
    let course = deals::course(conn, deal)?;
    let role = deal.party(reading.user).unwrap_or(Party::Buyer);
    let seen = Seen { deal, course: &course, reader: role };
    let mut private = private(conn, context, &seen)?;
    if course.meets() {
        private.meeting = Some(meeting(conn, deal, &items, reading.now)?);
    }
    let facts = OrderFacts {
        deal,
        course: &course,
        items: &items,
        role,
        other: &other.name,
        listing: card.as_ref(),
        private,
    };
    Ok(OrderView::of(&facts, site))
}

fn private(conn: &mut Conn, context: &DealContext, seen: &Seen<'_>) -> AppResult<Private> {
    let reader = seen.reader;
    let own = shown_address(conn, &context.encryption, seen, reader)?;
    let other = shown_address(conn, &context.encryption, seen, reader.other())?;
    let unpaid = seen.deal.state.payment == deals::Payment::Pending;
    Ok(Private {
        own_region: region_of(conn, own.as_ref())?,
        other_region: region_of(conn, other.as_ref())?,
        own_address: own,
        other_address: other,
        handover_code: handover_code(seen, context),
        paying: unpaid && payments::open_of(conn, seen.deal.id)?.is_some(),
        meeting: None,
        has_sheet: deals::sheet(conn, seen.deal.id, None)?.is_some(),
    })
}

/// The meeting with the labels of its regions; the form begins where the goods are.
fn meeting(
    conn: &mut Conn,
    deal: &Deal,
    items: &[DealItem],
    now: Timestamp,
) -> AppResult<MeetingFacts> {
    let state = meetups::of_deal(conn, deal.id)?.unwrap_or_default();
    let mut label = |code: Option<&str>| match code {
        Some(code) => Ok(regions::label_of(conn, code)?.unwrap_or_default()),
        None => AppResult::Ok(String::new()),
    };
    let agreed = state.agreed.as_ref().map(|agreed| &agreed.plan);
    let proposed = state.proposal.as_ref().map(|proposal| &proposal.plan);
    let goods = items.first().and_then(|item| item.terms.pointer("/region/code")?.as_str());
    let wants_form = deal.state.status == Status::Agreed;
    let form_region = goods.filter(|_| wants_form).map(regions::city_code);
    Ok(MeetingFacts {
        now,
        agreed_region: label(agreed.and_then(|plan| plan.region.as_deref()))?,
        proposed_region: label(proposed.and_then(|plan| plan.region.as_deref()))?,
        form_region_label: label(form_region)?,
        form_region: form_region.unwrap_or_default().to_owned(),
        state,
    })
}

fn region_of(conn: &mut Conn, address: Option<&Address>) -> AppResult<String> {
    let Some(address) = address else { return Ok(String::new()) };
    Ok(regions::label_of(conn, &address.region)?.unwrap_or_default())
}
