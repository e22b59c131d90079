//! The same commands over HTTP and by direct calls.

use serde_json::{Value, json};
use tawar::bargaining::assistant::MANDATE_EXTENSION;
use tawar::bargaining::negotiations::{Move, MoveCommand, MoveRequest, Mover, make_move};
use tawar::bargaining::reservations;
use tawar::base::ids::{DealId, ListingId, OfferId, RoomId};
use tawar::chat::rooms;
use tawar::market::listings::{self, ListingDraft, ListingWriter};
use tawar::trade::deals;
use uuid::Uuid;

use super::fixtures::{Outcome, direct_outcome, http_outcome, listing_input, refusal, rows};
use super::model::Model;
use super::rules::Package;
use super::system::{Interface, Scenario, System};
use super::types::{BargainStep, Command, Parties};

impl System {
    /// Edits or deletes a listing, or cancels a deal.
    pub(super) async fn change_listing_or_deal(
        &self,
        scenario: &Scenario,
        who: usize,
        command: &Command,
    ) -> Outcome {
        let ((user, _), person) = (self.movers[who], &self.people[who]);
        let (db, now) = (&self.app.db, self.app.clock.now());
        let path = |listing: &usize| format!("/api/listings/{}", scenario.listings[*listing]);
        match (command, self.interface) {
            (Command::Write { listing, .. }, interface) => {
                let mut body = listing_input(&Model::new().listings[*listing], command);
                body["photos"] = json!([scenario.photos[*listing]]);
                if interface == Interface::Http {
                    return http_outcome(person.put(&path(listing), body).await);
                }
                let (id, draft) = (
                    scenario.listings[*listing],
                    serde_json::from_value::<ListingDraft>(body).unwrap(),
                );
                let writer = ListingWriter {
                    db,
                    site: &self.site,
                    categories: &self.context.opening.categories,
                    extension: MANDATE_EXTENSION,
                    seller: user,
                    now,
                    limited: false,
                };
                direct_outcome(writer.edit(id, draft).await.map(|()| None))
            }
            (Command::Delete(listing), Interface::Http) => {
                http_outcome(person.delete(&path(listing)).await)
            }
            (Command::Delete(listing), Interface::Direct) => direct_outcome(
                listings::remove(db, user, scenario.listings[*listing], now).await.map(|()| None),
            ),
            (Command::CallOff(deal), Interface::Http) => {
                let path = format!("/api/orders/{}/status", scenario.deals[*deal]);
                let mut answer =
                    person.put(&path, json!({"status": "cancelled", "reason": "sakit"})).await;
                answer.body = Value::Null;
                http_outcome(answer)
            }
            (Command::CallOff(deal), Interface::Direct) => {
                self.call_off(scenario.deals[*deal], who).await
            }
            _ => Ok(None),
        }
    }

    async fn call_off(&self, deal: DealId, who: usize) -> Outcome {
        let (user, session) = self.movers[who];
        let step = deals::Step::Plain(deals::Command::CallOff { reason: "sakit".into() });
        let by = deals::Mover::Member(user, session);
        let wanted = deals::Move { deal, by, seen: None, step };
        direct_outcome(self.app.deals().make_move(wanted).await.map(|_| None))
    }

    /// Makes or ends the promise of the seller to one buyer.
    pub(super) async fn promise_or_release(
        &self,
        scenario: &Scenario,
        who: usize,
        parties: Parties,
        given: bool,
    ) -> Outcome {
        let (buyer, listing) = (self.movers[parties.0].0, scenario.listings[parties.1]);
        let sql = format!(
            "select id::text as row_text from rooms where listing_id = '{listing}' and buyer_id = '{buyer}'"
        );
        let room: RoomId = rows(&self.app, sql).await[0].parse().unwrap();
        let path = format!("/api/rooms/{room}/promise");
        match (self.interface, given) {
            (Interface::Http, true) => http_outcome(self.people[who].post(&path, json!({})).await),
            (Interface::Http, false) => http_outcome(self.people[who].delete(&path).await),
            (Interface::Direct, _) => {
                let (encryption, user) = (self.app.encryption.clone(), self.movers[who].0);
                let change = if given { reservations::promise } else { reservations::release };
                let now = self.app.clock.now();
                let committed =
                    self.app.db.transaction(move |conn| change(conn, &encryption, room, user, now));
                direct_outcome(committed.await.map(|_| None))
            }
        }
    }

    /// A move in a negotiation.
    pub(super) async fn make_move(
        &self,
        scenario: &mut Scenario,
        who: usize,
        parties: Parties,
        bargain_step: &BargainStep,
        id: Uuid,
    ) -> Outcome {
        let goods = |package: &Package| -> Vec<ListingId> {
            package.goods.iter().map(|good| scenario.listings[*good]).collect()
        };
        let (seen, action, package, note) = match bargain_step {
            BargainStep::Offer(_, package) => (None, "offer", Some(package), ""),
            BargainStep::Counter(_, seen, package) => (Some(*seen), "counter", Some(package), ""),
            BargainStep::Accept(seen) => (Some(*seen), "accept", None, ""),
            BargainStep::Decline(seen, reason) => (Some(*seen), "decline", None, reason.as_str()),
            BargainStep::AskMore(seen) => (Some(*seen), "ask_more", None, ""),
            BargainStep::Withdraw(seen) => (Some(*seen), "withdraw", None, ""),
        };
        let (amount, items) =
            (package.map(|package| package.amount), package.map(goods).unwrap_or_default());
        if self.interface == Interface::Http {
            let mut body =
                json!({"id": id, "action": action, "amount": amount, "items": items, "note": note});
            let Some(seen) = seen else {
                let path = format!("/api/listings/{}/offer", scenario.listings[parties.1]);
                return http_outcome(self.people[who].post(&path, body).await);
            };
            body["version"] = json!(seen.version);
            return http_outcome(
                self.people[who].put(&format!("/api/offers/{}", seen.offer), body).await,
            );
        }
        let room = match seen {
            None => match self.room(scenario.listings[parties.1], who).await {
                Ok(room) => *scenario.rooms.entry(parties).or_insert(room),
                Err(reason) => return Err(reason),
            },
            Some(_) => scenario.rooms[&parties],
        };
        let step = match (bargain_step, seen.map(|seen| OfferId(seen.offer))) {
            (BargainStep::Accept(_), Some(offer)) => Move::Accept(offer),
            (BargainStep::Decline(..), Some(offer)) => Move::Decline(offer),
            (BargainStep::AskMore(_), Some(offer)) => Move::AskMore(offer),
            (BargainStep::Withdraw(_), Some(offer)) => Move::Withdraw(offer),
            _ => Move::Offer { id: OfferId(id), amount: amount.unwrap_or(0) },
        };
        let answers = seen.filter(|_| package.is_some()).map(|seen| OfferId(seen.offer));
        let plain = MoveCommand::plain(id, seen.map(|seen| seen.version), step);
        let command = MoveCommand { answers, items, note: note.into(), ..plain };
        let (user, session) = self.movers[who];
        let (db, now) = (&self.app.db, self.app.clock.now());
        let request = MoveRequest { room, mover: Mover::Member(user, session), command };
        let result = make_move(db, &self.context, request, now).await;
        direct_outcome(result.map(|outcome| outcome.deal.map(|deal| deal.id)))
    }

    async fn room(&self, listing: ListingId, who: usize) -> Result<RoomId, String> {
        let (user, _) = self.movers[who];
        let room =
            self.app.db.transaction(move |conn| rooms::open(conn, user, listing, None)).await;
        room.map(|room| room.id).map_err(refusal)
    }
}
