//! The same command through either door.

use serde_json::{Value, json};
use tawar::bargaining::assistant::MANDATE_EXTENSION;
use tawar::bargaining::negotiations::{Move, MoveCommand, MoveRequest, Mover, make_move};
use tawar::bargaining::reservations;
use tawar::base::ids::{ListingId, OfferId, RoomId};
use tawar::chat::rooms;
use tawar::market::listings::{self, ListingDraft, ListingWriter};
use uuid::Uuid;

use super::plain::{Command, Deed, Seats};
use super::rules::Package;
use super::street::Street;
use super::things::{Answer, heard, input, lines, refusal, told};
use super::world::{Corner, Door, World};

impl World {
    /// A thing is written or taken away, a deal called off.
    pub(super) async fn changes(&self, corner: &Corner, who: usize, command: &Command) -> Answer {
        let ((user, _), person) = (self.movers[who], &self.people[who]);
        let (db, now) = (&self.app.db, self.app.clock.now());
        let path = |thing: &usize| format!("/api/listings/{}", corner.things[*thing]);
        match (command, self.door) {
            (Command::Write { thing, .. }, door) => {
                let mut body = input(&Street::new().things[*thing], command);
                body["photos"] = json!([corner.photos[*thing]]);
                if door == Door::Http {
                    return heard(person.put(&path(thing), body).await);
                }
                let (id, draft) =
                    (corner.things[*thing], serde_json::from_value::<ListingDraft>(body).unwrap());
                let writer = ListingWriter {
                    db,
                    site: &self.site,
                    categories: &self.context.categories,
                    extension: MANDATE_EXTENSION,
                    seller: user,
                    now,
                };
                told(writer.edit(id, draft).await.map(|()| None))
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

    /// The seller's word to one buyer is given, or is over.
    pub(super) async fn says_a_word(
        &self,
        corner: &Corner,
        who: usize,
        seats: Seats,
        given: bool,
    ) -> Answer {
        let (buyer, thing) = (self.movers[seats.0].0, corner.things[seats.1]);
        let sql = format!(
            "select id::text as line from rooms where listing_id = '{thing}' and buyer_id = '{buyer}'"
        );
        let room: RoomId = lines(&self.app, sql).await[0].parse().unwrap();
        let path = format!("/api/rooms/{room}/promise");
        match (self.door, given) {
            (Door::Http, true) => heard(self.people[who].post(&path, json!({})).await),
            (Door::Http, false) => heard(self.people[who].delete(&path).await),
            (Door::Hand, _) => {
                let (encryption, user) = (self.app.encryption.clone(), self.movers[who].0);
                let word = if given { reservations::promise } else { reservations::release };
                let now = self.app.clock.now();
                let said =
                    self.app.db.transaction(move |conn| word(conn, &encryption, room, user, now));
                told(said.await.map(|_| None))
            }
        }
    }

    /// A move at a table.
    pub(super) async fn moves(
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
            _ => Move::Offer { id: OfferId(id), amount: amount.unwrap_or(0) },
        };
        let answers = seen.filter(|_| package.is_some()).map(|seen| OfferId(seen.offer));
        let plain = MoveCommand::plain(id, seen.map(|seen| seen.version), step);
        let command = MoveCommand { answers, items, note: note.into(), ..plain };
        let (user, session) = self.movers[who];
        let (db, now) = (&self.app.db, self.app.clock.now());
        let request = MoveRequest { room, mover: Mover::Member(user, session), command };
        let made = make_move(db, &self.context, request, now).await;
        told(made.map(|outcome| outcome.deal.map(|deal| deal.id)))
    }

    async fn room(&self, thing: ListingId, who: usize) -> Result<RoomId, String> {
        let ((user, _), now) = (self.movers[who], self.app.clock.now());
        let room =
            self.app.db.transaction(move |conn| rooms::open(conn, user, thing, None, now)).await;
        room.map(|room| room.id).map_err(refusal)
    }
}
