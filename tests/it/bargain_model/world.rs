//! The real app beside the plain street: the same commands through its doors, and what Postgres says of it.

use std::collections::HashMap;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use tawar::bargaining::negotiations::{Desk, MoveContext};
use tawar::base::ids::{DealId, ListingId, RoomId, SessionId, UserId};
use tawar::base::outbox::backlog;
use tawar::config::Site;
use uuid::Uuid;

use super::plain::{Command, Deed, PEOPLE, Seats, Stand};
use super::street::Street;
use super::things::{Answer, copied, input, lines};
use crate::support::{Person, TestApp, id_of};

/// By which door the commands come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Door {
    Http,
    /// Straight to the functions behind it.
    Hand,
}

pub struct World {
    pub app: TestApp,
    pub people: Vec<Person>,
    pub(super) door: Door,
    pub(super) movers: Vec<(UserId, SessionId)>,
    patterns: Vec<ListingId>,
    pub(super) desk: Desk,
    pub(super) context: MoveContext,
    pub(super) site: Site,
}

/// The things of one sequence, their rooms and deals.
pub struct Corner {
    pub things: Vec<ListingId>,
    pub(super) photos: Vec<Uuid>,
    pub(super) rooms: HashMap<Seats, RoomId>,
    pub(super) deals: Vec<DealId>,
    last: Option<(usize, Seats, Deed, Uuid)>,
}

impl World {
    pub async fn open(door: Door) -> Self {
        let app = TestApp::with_search_at(None).await;
        let site = Site::load("tawar").unwrap();
        let (context, desk) = (app.move_context(), app.desk());
        let (mut people, mut movers) = (Vec::new(), Vec::new());
        for name in PEOPLE {
            let person = app.person(name).await;
            let sql =
                format!("select id::text as line from sessions where user_id = '{}'", person.id);
            let session: SessionId = lines(&app, sql).await[0].parse().unwrap();
            movers.push((person.id.parse().unwrap(), session));
            people.push(person);
        }
        let mut patterns = Vec::new();
        for thing in Street::new().things {
            let kept = thing.stand == Stand::Kept;
            let (for_money, for_goods) = (thing.for_money, thing.for_goods);
            let first = Command::Write { thing: 0, kept, for_money, for_goods };
            let posted = people[thing.owner].posts(input(&thing, &first)).await;
            patterns.push(id_of(&posted).parse().unwrap());
        }
        Self { app, people, door, movers, patterns, desk, context, site }
    }

    /// Fresh things, as the first ones were.
    pub async fn corner(&self) -> Corner {
        let (things, photos) = copied(&self.app, &self.patterns).await;
        Corner { things, photos, rooms: HashMap::new(), deals: vec![], last: None }
    }

    /// Does it in the app.
    pub async fn takes(&self, corner: &mut Corner, who: usize, command: &Command) -> Answer {
        match command {
            Command::At(seats, deed) => {
                let id = match deed {
                    Deed::Offer(id, _) | Deed::Counter(id, ..) => *id,
                    _ => Uuid::now_v7(),
                };
                let answer = self.moves(corner, who, *seats, deed, id).await;
                if let Ok(deal) = &answer {
                    corner.deals.extend(deal);
                    corner.last = Some((who, *seats, deed.clone(), id));
                }
                answer
            }
            Command::Again => match corner.last.clone() {
                Some((who, seats, deed, id)) => self.moves(corner, who, seats, &deed, id).await,
                None => Ok(None),
            },
            Command::Day => {
                // Not the clock goes on, what lies here grows older: other corners have a time of their own.
                let things = quoted(corner);
                let sql = format!(
                    "update offers set expires_at = expires_at - interval '25 hours', \
                     created_at = created_at - interval '25 hours' where listing_id in ({things}); \
                     update reservations set until = until - interval '25 hours' where listing_id in ({things})"
                );
                self.app.db.read(move |conn| Ok(conn.batch_execute(&sql)?)).await.unwrap();
                Ok(None)
            }
            Command::Promise(seats) | Command::Release(seats) => {
                self.says_a_word(corner, who, *seats, matches!(command, Command::Promise(_))).await
            }
            Command::Write { .. } | Command::Delete(_) | Command::CallOff(_) => {
                self.changes(corner, who, command).await
            }
        }
    }

    /// Waits until the app has drawn all consequences.
    pub async fn is_quiet(&self, corner: &Corner, after: &Command) {
        if matches!(after, Command::Day) {
            return self.desk.expire_due().await.unwrap();
        }
        let plain = match after {
            Command::At(_, deed) => !matches!(deed, Deed::Accept(_)),
            _ => matches!(after, Command::Promise(_) | Command::Release(_)),
        };
        if self.door == Door::Hand {
            if !plain {
                let mut things = corner.things.clone();
                things.sort();
                self.desk.apply_listing_changes(things).await.unwrap();
            }
            return;
        }
        while !plain && self.app.db.read(backlog).await.unwrap().0 > 0 {
            actix_web::rt::time::sleep(Duration::from_millis(3)).await;
        }
    }

    /// Everything that stands in rows about a corner, a line each.
    pub async fn lines(&self, corner: &Corner) -> Vec<String> {
        let sql = include_str!("lines.sql").replace("$THINGS", &quoted(corner));
        lines(&self.app, sql).await
    }
}

fn quoted(corner: &Corner) -> String {
    let ids: Vec<String> = corner.things.iter().map(|id| format!("'{id}'")).collect();
    ids.join(",")
}
