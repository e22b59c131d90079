//! `/pesanan`: a person's deals.

use std::collections::HashMap;

use actix_web::HttpResponse;
use serde::Deserialize;
use serde_json::json;

use super::OrderDeps;
use super::facts::{MeetingFacts, OrderFacts, Private};
use super::list::{OrderFilter, OrderList};
use super::view::OrderView;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::http::UrlQuery;
use crate::base::ids::{DealId, UserId};
use crate::market::Party;
use crate::people::accounts::{self, Profile};
use crate::trade::deals::{self, Course, Deal, DealItem, DealsFrom};
use crate::trade::meetups::{self, State};
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
    meetups: HashMap<DealId, State>,
    people: HashMap<UserId, Profile>,
}

impl Rows {
    fn load(conn: &mut Conn, user: UserId, deals: Vec<Deal>) -> AppResult<Self> {
        let others: Vec<UserId> = deals.iter().map(|deal| counterparty(deal, user)).collect();
        let people = accounts::profiles(conn, &others)?;
        let ids: Vec<DealId> = deals.iter().map(|deal| deal.id).collect();
        Ok(Self {
            courses: deals::courses(conn, &deals)?,
            items: deals::items_of(conn, &ids)?,
            meetups: meetups::of_deals(conn, &ids)?,
            people: people.into_iter().map(|person| (person.id, person)).collect(),
            deals,
        })
    }

    fn views(&self, user: UserId, site: &str, now: Timestamp) -> Vec<OrderView> {
        let view = |(deal, course): (&Deal, &Course)| {
            let other = self.people.get(&counterparty(deal, user));
            OrderView::of(
                &OrderFacts {
                    deal,
                    course,
                    items: &self.items,
                    role: deal.party(user).unwrap_or(Party::Buyer),
                    now,
                    other: other.map(|other| other.name.as_str()).unwrap_or_default(),
                    private: Private {
                        meeting: self.meetups.get(&deal.id).map(MeetingFacts::of),
                        ..Private::default()
                    },
                },
                site,
            )
        };
        self.deals.iter().zip(&self.courses).map(view).collect()
    }
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
    let (user, site, now) = (me.id, deps.site_url(), deps.deals.now());
    let (deals, incident, next) = deps
        .db
        .read(move |conn| {
            let status = filter.status();
            let wanted = deals::DealPage { party: role, status, limit: PER_PAGE + 1, from };
            let (mut deals, _) = deals::of_user(conn, user, wanted)?;
            let next = deals::cut(&mut deals, PER_PAGE);
            let rows = Rows::load(conn, user, deals)?;
            Ok((rows.views(user, &site, now), deals::incidents::current(conn)?, next))
        })
        .await?;
    let list = OrderList::of(role, filter);
    let older_url = next.map(|next| list.older_url(next));
    let todo: Vec<_> = deals.iter().filter(|deal| deal.acts).collect();
    let others: Vec<_> = deals.iter().filter(|deal| !deal.acts).collect();
    page.render(
        "deals/list.html",
        &json!({"todo": todo, "deals": others, "list": list, "older_url": older_url,
            "incident": incident.map(|incident| incident.note)}),
    )
}
