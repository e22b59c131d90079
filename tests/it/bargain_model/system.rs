//! The system under test beside the model: the same commands, and the rows in Postgres.

use std::collections::HashMap;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use tawar::bargaining::negotiations::{Desk, MoveContext};
use tawar::base::ids::{DealId, ListingId, RoomId, SessionId, UserId};
use tawar::base::outbox::backlog;
use tawar::config::Site;
use uuid::Uuid;

use super::fixtures::{Outcome, copy_listings, listing_input, rows};
use super::model::Model;
use super::types::{Availability, BargainStep, Command, PEOPLE, Parties};
use crate::support::{Person, TestApp, id_of};

/// How the commands reach the app.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Interface {
    Http,
    /// Direct calls of the functions behind the endpoints.
    Direct,
}

pub struct System {
    pub app: TestApp,
    pub people: Vec<Person>,
    pub(super) interface: Interface,
    pub(super) movers: Vec<(UserId, SessionId)>,
    templates: Vec<ListingId>,
    pub(super) desk: Desk,
    pub(super) context: MoveContext,
    pub(super) site: Site,
}

/// The listings of one sequence, their rooms and deals.
pub struct Scenario {
    pub listings: Vec<ListingId>,
    pub(super) photos: Vec<Uuid>,
    pub(super) rooms: HashMap<Parties, RoomId>,
    pub(super) deals: Vec<DealId>,
    last: Option<(usize, Parties, BargainStep, Uuid)>,
}

impl System {
    pub async fn open(interface: Interface) -> Self {
        let app = TestApp::with_search_at(None).await;
        let site = Site::load("tawar").unwrap();
        let (context, desk) = (app.move_context(), app.desk());
        let (mut people, mut movers) = (Vec::new(), Vec::new());
        for name in PEOPLE {
            let person = app.person(name).await;
            let sql = format!(
                "select id::text as row_text from sessions where user_id = '{}'",
                person.id
            );
            let session: SessionId = rows(&app, sql).await[0].parse().unwrap();
            movers.push((person.id.parse().unwrap(), session));
            people.push(person);
        }
        let mut templates = Vec::new();
        for listing in Model::new().listings {
            let barter_only = listing.availability == Availability::BarterOnly;
            let (for_money, for_goods) = (listing.for_money, listing.for_goods);
            let first = Command::Write { listing: 0, barter_only, for_money, for_goods };
            let posted = people[listing.owner].posts(listing_input(&listing, &first)).await;
            templates.push(id_of(&posted).parse().unwrap());
        }
        Self { app, people, interface, movers, templates, desk, context, site }
    }

    /// Copies of the template listings.
    pub async fn scenario(&self) -> Scenario {
        let (listings, photos) = copy_listings(&self.app, &self.templates).await;
        Scenario { listings, photos, rooms: HashMap::new(), deals: vec![], last: None }
    }

    /// Performs the command in the app.
    pub async fn apply(&self, scenario: &mut Scenario, who: usize, command: &Command) -> Outcome {
        match command {
            Command::Bargain(parties, bargain_step) => {
                let id = match bargain_step {
                    BargainStep::Offer(id, _) | BargainStep::Counter(id, ..) => *id,
                    _ => Uuid::now_v7(),
                };
                let answer = self.make_move(scenario, who, *parties, bargain_step, id).await;
                if let Ok(deal) = &answer {
                    scenario.deals.extend(deal);
                    scenario.last = Some((who, *parties, bargain_step.clone(), id));
                }
                answer
            }
            Command::Again => match scenario.last.clone() {
                Some((who, parties, bargain_step, id)) => {
                    self.make_move(scenario, who, parties, &bargain_step, id).await
                }
                None => Ok(None),
            },
            Command::Day => {
                // The clock does not advance; these rows become older, so that other scenarios keep their own time.
                let listings = quoted_ids(scenario);
                let sql = format!(
                    "update offers set expires_at = expires_at - interval '25 hours', \
                     created_at = created_at - interval '25 hours' where listing_id in ({listings}); \
                     update promises set until = until - interval '25 hours' where listing_id in ({listings})"
                );
                self.app.db.read(move |conn| Ok(conn.batch_execute(&sql)?)).await.unwrap();
                Ok(None)
            }
            Command::Promise(parties) | Command::Release(parties) => {
                self.promise_or_release(
                    scenario,
                    who,
                    *parties,
                    matches!(command, Command::Promise(_)),
                )
                .await
            }
            Command::Write { .. } | Command::Delete(_) | Command::CallOff(_) => {
                self.change_listing_or_deal(scenario, who, command).await
            }
        }
    }

    /// Waits until the app has processed all events.
    pub async fn wait_for_consequences(&self, scenario: &Scenario, after: &Command) {
        if matches!(after, Command::Day) {
            return self.desk.expire_due().await.unwrap();
        }
        let without_listing_change = match after {
            Command::Bargain(_, bargain_step) => !matches!(bargain_step, BargainStep::Accept(_)),
            _ => matches!(after, Command::Promise(_) | Command::Release(_)),
        };
        if self.interface == Interface::Direct {
            if !without_listing_change {
                let mut listings = scenario.listings.clone();
                listings.sort();
                self.desk.apply_listing_changes(listings).await.unwrap();
            }
            return;
        }
        while !without_listing_change && self.app.db.read(backlog).await.unwrap().0 > 0 {
            actix_web::rt::time::sleep(Duration::from_millis(3)).await;
        }
    }

    /// The rows of a scenario as text rows, sorted.
    pub async fn rows(&self, scenario: &Scenario) -> Vec<String> {
        let sql = include_str!("rows.sql").replace("$LISTINGS", &quoted_ids(scenario));
        rows(&self.app, sql).await
    }
}

fn quoted_ids(scenario: &Scenario) -> String {
    let ids: Vec<String> = scenario.listings.iter().map(|id| format!("'{id}'")).collect();
    ids.join(",")
}
