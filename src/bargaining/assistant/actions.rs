//! Answers offers. `judgement.rs` reads the rows a decision depends on.

use chrono::Duration;
use futures_util::{StreamExt, stream};
use uuid::Uuid;

use super::emails::{self, DecisionEmail};
use super::judgement::{Judgement, judge};
use super::llm::{Brief, LlmClient};
use super::model::Receipt;
use super::policy::Decision;
use super::{store, templates};
use crate::bargaining::negotiations::{
    self, Desk, MandateTerms, Move, MoveCommand, MoveContext, MoveRequest, Mover,
};
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult};
use crate::base::i18n::Lang;
use crate::base::ids::{OfferId, RoomId};
use crate::chat::live::Event;
use crate::chat::rooms::{self, Announcement, MessageWithEvents, SystemMessage, system_message};
use crate::config::SiteAddress;
use crate::market::listings;
use crate::people::accounts;

/// Every answer comes this long after its offer, so that the delay reveals nothing.
const DELAY: Duration = Duration::seconds(3);
/// A seller who was not seen for this long is away.
const AWAY: Duration = Duration::hours(1);
/// Offers answered concurrently.
const CONCURRENT: usize = 8;
/// Receipts for offers that were declined at once are written within this.
const LOOK_BACK: Duration = Duration::minutes(10);

/// The assistant; cloning shares what it works with.
#[derive(Clone)]
pub struct Assistant {
    /// Postgres.
    pub db: Db,
    /// For the moves it makes.
    pub moves: MoveContext,
    /// The clock.
    pub clock: Clock,
    /// Sends announcements to the rooms.
    pub desk: Desk,
    /// Words decisions; without one, templates do.
    pub llm: Option<LlmClient>,
    /// For e-mails to sellers who are offline.
    pub site: SiteAddress,
}

/// A decision, and the message that states it.
pub(super) struct Answer {
    pub decision: Decision,
    pub text: SystemMessage,
}

impl Answer {
    /// The decision in the words of a template.
    pub fn worded(decision: Decision, offer: OfferId) -> Self {
        Self { decision, text: templates::text_for(decision, offer.0) }
    }
}

/// A model's text, and the decision it was written for.
struct Phrased {
    decision: Decision,
    text: String,
}

/// What came of answering an offer: the answer, if it was the assistant's to give, and what to announce after the commit.
#[derive(Default)]
struct Answered {
    answer: Option<Answer>,
    announcements: Vec<Announcement>,
}

impl Assistant {
    /// Answers the offers that are due. One that fails, or whose wording is slow, does not hold up the others.
    pub async fn answer_due(&self) -> AppResult<()> {
        let now = self.clock.now();
        if let Err(err) = self.record_too_low(None).await {
            tracing::warn!(error = %err, "offers below the floor have no receipts yet, retrying");
        }
        let waiting =
            self.db.read(move |conn| store::waiting(conn, None, now, DELAY, AWAY)).await?;
        stream::iter(waiting)
            .for_each_concurrent(CONCURRENT, |waiting| async move {
                if let Err(err) = self.answer(waiting.offer, waiting.room).await {
                    tracing::warn!(room = %waiting.room, error = %err, "an offer was not answered, retrying");
                }
            })
            .await;
        Ok(())
    }

    /// Writes receipts for offers below the floor, which the negotiation declines before the assistant sees them.
    pub(super) async fn record_too_low(&self, only: Option<OfferId>) -> AppResult<()> {
        let since = self.clock.now() - LOOK_BACK;
        let declined = self.db.read(move |conn| store::too_low(conn, only, since, AWAY)).await?;
        if declined.is_empty() {
            return Ok(());
        }
        self.db.transaction(move |conn| write_too_low_receipts(conn, &declined)).await
    }

    /// Answers one offer at once, if it is for the assistant to answer.
    pub(super) async fn answer_now(&self, offer: OfferId) -> AppResult<Option<Answer>> {
        let now = self.clock.now();
        let waiting =
            self.db.read(move |conn| store::waiting(conn, Some(offer), now, DELAY, AWAY)).await?;
        match waiting.first() {
            Some(waiting) => self.answer(waiting.offer, waiting.room).await,
            None => Ok(None),
        }
    }

    async fn answer(&self, offer: OfferId, room: RoomId) -> AppResult<Option<Answer>> {
        let phrased = self.phrase(offer, self.clock.now()).await?;
        // The model may have taken seconds.
        let (assistant, now) = (self.clone(), self.clock.now());
        let answered = self
            .db
            .transaction(move |conn| {
                assistant.decide_and_write(conn, offer, room, phrased.as_ref(), now)
            })
            .await?;
        self.desk.announce(&answered.announcements);
        Ok(answered.answer)
    }

    /// Lets the model word the present decision. The transaction decides again afterwards.
    async fn phrase(&self, offer: OfferId, now: Timestamp) -> AppResult<Option<Phrased>> {
        let Some(llm) = &self.llm else { return Ok(None) };
        let kinds = self.moves.opening.categories.clone();
        let brief = self
            .db
            .read(move |conn| {
                let Some(pending) = store::pending(conn, offer)? else { return Ok(None) };
                let listing = listings::by_id(conn, pending.listing)?.ok_or(AppError::NotFound)?;
                let lang = Lang::parse(&accounts::by_id(conn, pending.buyer)?.lang);
                let judgement = judge(conn, &kinds, &listing, &pending, now)?;
                Ok(judgement.map(|Judgement { asking, decision, .. }| Brief {
                    title: listing.content.title,
                    asking,
                    decision,
                    buyer_text: pending.note,
                    lang,
                }))
            })
            .await?;
        // A gap is a number, and a model may name no number but the decided price.
        let Some(brief) = brief.filter(|brief| !matches!(brief.decision, Decision::Package(_)))
        else {
            return Ok(None);
        };
        let decision = brief.decision;
        Ok(llm.phrase(&brief).await.map(|text| Phrased { decision, text }))
    }

    /// Decides on locked rows, makes the move, states the decision in the room and writes the receipt.
    fn decide_and_write(
        &self,
        conn: &mut Conn,
        offer: OfferId,
        room: RoomId,
        phrased: Option<&Phrased>,
        now: Timestamp,
    ) -> AppResult<Answered> {
        let Some(pending) = store::pending(conn, offer)? else { return Ok(Answered::default()) };
        let listing = listings::lock(conn, pending.listing)?.ok_or(AppError::NotFound)?;
        // Read again under the lock: the seller may have come back, or answered.
        let Some(pending) = store::pending(conn, offer)? else { return Ok(Answered::default()) };
        if store::waiting(conn, Some(offer), now, DELAY, AWAY)?.is_empty() {
            return Ok(Answered::default());
        }
        let Some(judgement) = judge(conn, &self.moves.opening.categories, &listing, &pending, now)?
        else {
            return Ok(Answered::default());
        };
        let (decision, mut announcements) = self.make_move(conn, offer, room, &judgement, now)?;
        let text = match phrased {
            // A text belongs to the decision it was written for.
            Some(phrased) if phrased.decision == decision => templates::model_text(&phrased.text),
            _ => templates::text_for(decision, offer.0),
        };
        // An offer that could be withdrawn after an escalation would let its maker probe the minimum for free.
        let negotiation = match decision.word() {
            "hand" => negotiations::bind(conn, room, offer, now)?,
            _ => None,
        };
        let mut locked = rooms::lock_many(conn, &[room])?;
        let row = locked.get_mut(&room).ok_or(AppError::NotFound)?;
        let seq = row.next_seq();
        let events =
            negotiation.map(|now_bound| Event::Negotiation { seq, at: now, now: now_bound });
        let post = MessageWithEvents {
            message: system_message(&text),
            events: events.into_iter().collect(),
        };
        announcements.push(rooms::announce(conn, &self.moves.encryption, row, post, now)?);
        store::write(conn, &Receipt::new(offer, room, decision, &judgement.mandate, now)?)?;
        let minutes = i64::from(judgement.mandate.minutes);
        let email =
            DecisionEmail { listing: &listing, room, offer: pending.amount, decision, minutes };
        emails::enqueue(conn, &self.site, &email, now)?;
        Ok(Answered { answer: Some(Answer { decision, text }), announcements })
    }

    /// Makes the move that a decision asks for, if any. What the assistant may not do is escalated to the seller, for an
    /// offer that is retried for ever would get no answer.
    fn make_move(
        &self,
        conn: &mut Conn,
        offer: OfferId,
        room: RoomId,
        judgement: &Judgement,
        now: Timestamp,
    ) -> AppResult<(Decision, Vec<Announcement>)> {
        let decision = judgement.decision;
        let Some(step) = move_for(decision, offer) else { return Ok((decision, Vec::new())) };
        let minutes = i64::from(judgement.mandate.minutes);
        let mover = Mover::Assistant(MandateTerms { most: judgement.asking, minutes });
        let id = match step {
            Move::Offer { id, .. } => id.0,
            _ => Uuid::now_v7(),
        };
        let command = MoveCommand::plain(id, None, step);
        let request = MoveRequest { room, mover, command };
        match negotiations::step(conn, &self.moves, &request, now) {
            Ok(outcome) => Ok((decision, outcome.announcements)),
            Err(AppError::Conflict { .. }) => Ok((Decision::Near, Vec::new())),
            Err(err) => Err(err),
        }
    }
}

fn write_too_low_receipts(conn: &mut Conn, declined: &[store::TooLowOffer]) -> AppResult<()> {
    for declined in declined {
        let Some(mandate) = store::mandate(conn, declined.listing)? else { continue };
        let store::TooLowOffer { offer, room, at, .. } = *declined;
        store::write(conn, &Receipt::new(offer, room, Decision::TooLow, &mandate, at)?)?;
    }
    Ok(())
}

/// The move that carries out a decision; an escalation makes none.
fn move_for(decision: Decision, offer: OfferId) -> Option<Move> {
    match decision {
        Decision::AcceptAsking(_) | Decision::AcceptAllowed(_) => Some(Move::Accept(offer)),
        Decision::TooLow => Some(Move::Decline(offer)),
        Decision::Counter(amount) => Some(Move::Offer { id: OfferId::fresh(), amount }),
        Decision::OutOfTries | Decision::Near | Decision::Package(_) | Decision::Promised => None,
    }
}
