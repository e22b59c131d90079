//! The real house beside the plain street: the same commands through its doors, and what Postgres says of it.

use std::collections::HashMap;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use serde_json::{Value, json};
use tawar::base::ids::{DealId, ListingId, OfferId, RoomId, SessionId, UserId};
use tawar::base::outbox::{Bell, backlog};
use tawar::config::Site;
use tawar::market::categories::Categories;
use tawar::market::listings::{self, ListingIn};
use tawar::talk::negotiations::{Books, Desk, Goods, Move, MoveCommand, Mover, make_move};
use tawar::talk::rooms;
use uuid::Uuid;

use super::plain::{Command, Deed, PEOPLE, Seats, Stand};
use super::rules::Package;
use super::street::Street;
use super::things::{Answer, copied, heard, input, lines, refusal, told};
use crate::support::{Person, TestHouse, id_of};

/// By which door the commands come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Door {
    Http,
    /// Straight to the functions behind it.
    Hand,
}

pub struct World {
    pub house: TestHouse,
    pub people: Vec<Person>,
    door: Door,
    movers: Vec<(UserId, SessionId)>,
    patterns: Vec<ListingId>,
    desk: Desk,
    books: Books,
    site: Site,
}

/// The things of one sequence, their rooms and deals.
pub struct Corner {
    pub things: Vec<ListingId>,
    photos: Vec<Uuid>,
    rooms: HashMap<Seats, RoomId>,
    deals: Vec<DealId>,
    last: Option<(usize, Seats, Deed, Uuid)>,
}

impl World {
    pub async fn open(door: Door) -> Self {
        let house = TestHouse::with_search_at(None).await;
        let site = Site::load("tawar").unwrap();
        let books = Books {
            kinds: Categories::bundled().unwrap(),
            vault: house.vault.clone(),
            cash: site.money,
        };
        let (db, clock, lobby) = (house.db.clone(), house.clock.clone(), house.lobby.clone());
        let desk = Desk::new(db, books.clone(), clock, lobby, Bell::default()).unwrap();
        let (mut people, mut movers) = (Vec::new(), Vec::new());
        for name in PEOPLE {
            let person = house.person(name).await;
            let sql =
                format!("select id::text as line from sessions where user_id = '{}'", person.id);
            let session: SessionId = lines(&house, sql).await[0].parse().unwrap();
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
        Self { house, people, door, movers, patterns, desk, books, site }
    }

    /// Fresh things, as the first ones were.
    pub async fn corner(&self) -> Corner {
        let (things, photos) = copied(&self.house, &self.patterns).await;
        Corner { things, photos, rooms: HashMap::new(), deals: vec![], last: None }
    }

    /// Does it in the house.
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
                     created_at = created_at - interval '25 hours' where listing_id in ({things})"
                );
                self.house.db.read(move |conn| Ok(conn.batch_execute(&sql)?)).await.unwrap();
                Ok(None)
            }
            Command::Write { .. } | Command::Delete(_) | Command::CallOff(_) => {
                self.changes(corner, who, command).await
            }
        }
    }

    /// Waits until the house has drawn all consequences.
    pub async fn is_quiet(&self, corner: &Corner, after: &Command) {
        if matches!(after, Command::Day) {
            return self.desk.expire_due().await.unwrap();
        }
        let plain = matches!(after, Command::At(_, deed) if !matches!(deed, Deed::Accept(_)));
        if self.door == Door::Hand {
            if !plain {
                let mut things = corner.things.clone();
                things.sort();
                self.desk.close_gone(things).await.unwrap();
            }
            return;
        }
        while !plain && self.house.db.read(backlog).await.unwrap().0 > 0 {
            actix_web::rt::time::sleep(Duration::from_millis(3)).await;
        }
    }

    async fn changes(&self, corner: &Corner, who: usize, command: &Command) -> Answer {
        let ((user, _), person) = (self.movers[who], &self.people[who]);
        let (db, now) = (&self.house.db, self.house.clock.now());
        let path = |thing: &usize| format!("/api/listings/{}", corner.things[*thing]);
        match (command, self.door) {
            (Command::Write { thing, .. }, door) => {
                let mut body = input(&Street::new().things[*thing], command);
                body["photos"] = json!([corner.photos[*thing]]);
                if door == Door::Http {
                    return heard(person.put(&path(thing), body).await);
                }
                let (id, draft) =
                    (corner.things[*thing], serde_json::from_value::<ListingIn>(body).unwrap());
                let kinds = &self.books.kinds;
                told(
                    listings::edit(
                        db,
                        &self.site,
                        kinds,
                        user,
                        id,
                        (draft.into(), |_: &mut _, _| Ok(())),
                        now,
                    )
                    .await
                    .map(|()| None),
                )
            }
            (Command::Delete(thing), Door::Http) => heard(person.delete(&path(thing)).await),
            (Command::Delete(thing), Door::Hand) => {
                told(listings::remove(db, user, corner.things[*thing], now).await.map(|()| None))
            }
            (Command::CallOff(deal), Door::Http) => {
                let path = format!("/api/orders/{}/status", corner.deals[*deal]);
                let mut answer =
                    person.put(&path, json!({"status": "cancelled", "reason": "sakit"})).await;
                answer.body = Value::Null;
                heard(answer)
            }
            (Command::CallOff(deal), Door::Hand) => told(
                self.desk.call_off(corner.deals[*deal], user, "sakit".into()).await.map(|_| None),
            ),
            _ => Ok(None),
        }
    }

    async fn moves(
        &self,
        corner: &mut Corner,
        who: usize,
        seats: Seats,
        deed: &Deed,
        id: Uuid,
    ) -> Answer {
        let goods = |package: &Package| -> Vec<ListingId> {
            package.goods.iter().map(|good| corner.things[*good]).collect()
        };
        let (seen, action, package, note) = match deed {
            Deed::Offer(_, package) => (None, "offer", Some(package), ""),
            Deed::Counter(_, seen, package) => (Some(*seen), "counter", Some(package), ""),
            Deed::Accept(seen) => (Some(*seen), "accept", None, ""),
            Deed::Decline(seen, why) => (Some(*seen), "decline", None, why.as_str()),
            Deed::AskMore(seen) => (Some(*seen), "ask_more", None, ""),
            Deed::Withdraw(seen) => (Some(*seen), "withdraw", None, ""),
        };
        let (amount, items) =
            (package.map(|package| package.amount), package.map(goods).unwrap_or_default());
        if self.door == Door::Http {
            let mut body =
                json!({"id": id, "action": action, "amount": amount, "items": items, "note": note});
            let Some(seen) = seen else {
                let path = format!("/api/listings/{}/offer", corner.things[seats.1]);
                return heard(self.people[who].post(&path, body).await);
            };
            body["version"] = json!(seen.version);
            return heard(self.people[who].put(&format!("/api/offers/{}", seen.offer), body).await);
        }
        let room = match seen {
            None => match self.room(corner.things[seats.1], who).await {
                Ok(room) => *corner.rooms.entry(seats).or_insert(room),
                Err(why) => return Err(why),
            },
            Some(_) => corner.rooms[&seats],
        };
        let step = match (deed, seen.map(|seen| OfferId(seen.offer))) {
            (Deed::Accept(_), Some(offer)) => Move::Accept(offer),
            (Deed::Decline(..), Some(offer)) => Move::Decline(offer),
            (Deed::AskMore(_), Some(offer)) => Move::AskMore(offer),
            (Deed::Withdraw(_), Some(offer)) => Move::Withdraw(offer),
            _ => Move::Offer {
                id: OfferId(id),
                amount: amount.unwrap_or(0),
                goods: Goods::default(),
            },
        };
        let answers = seen.filter(|_| package.is_some()).map(|seen| OfferId(seen.offer));
        let plain = MoveCommand::plain(id, seen.map(|seen| seen.version), step);
        let command = MoveCommand { answers, items, note: note.into(), ..plain };
        let (user, session) = self.movers[who];
        let (db, now) = (&self.house.db, self.house.clock.now());
        let made =
            make_move(db, &self.books, room, Mover::Member(user, session), command, now).await;
        told(made.map(|outcome| outcome.deal.map(|deal| deal.id)))
    }

    async fn room(&self, thing: ListingId, who: usize) -> Result<RoomId, String> {
        let ((user, _), now) = (self.movers[who], self.house.clock.now());
        let room =
            self.house.db.transaction(move |conn| rooms::open(conn, user, thing, None, now)).await;
        room.map(|room| room.id).map_err(refusal)
    }

    /// Everything that stands in rows about a corner, a line each.
    pub async fn lines(&self, corner: &Corner) -> Vec<String> {
        let sql = include_str!("lines.sql").replace("$THINGS", &quoted(corner));
        lines(&self.house, sql).await
    }
}

fn quoted(corner: &Corner) -> String {
    let ids: Vec<String> = corner.things.iter().map(|id| format!("'{id}'")).collect();
    ids.join(",")
}
