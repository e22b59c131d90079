//! Use cases: giving a mandate, answering offers, and trying out what would be answered.

use chrono::Duration;
use futures_util::{StreamExt, stream};
use uuid::Uuid;

use super::emails::{self, Letters, News};
use super::llm::{Brief, Voice};
use super::model::{Mandate, Receipt, Wish};
use super::policy::{Case, Decision, decide};
use super::{store, templates};
use crate::bargaining::negotiations::offer_rules::{self, WishesIn};
use crate::bargaining::negotiations::{
    self, Announcement, Books, Desk, Mandated, Move, MoveCommand, Mover, announce, house,
    promise_of,
};
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult};
use crate::base::i18n::Lang;
use crate::base::ids::{ListingId, OfferId, RoomId, UserId};
use crate::chat::rooms::{self, SystemMessage};
use crate::config;
use crate::market::categories::Categories;
use crate::market::listings::{self, Listing};
use crate::market::worth;
use crate::people::{accounts, sessions};
use crate::trade::deals;

/// An answer comes so long after its offer, whatever it is.
const DELAY: Duration = Duration::seconds(3);
/// Who was not seen for so long is away.
const AWAY: Duration = Duration::hours(1);
/// Offers that are answered side by side.
const AT_ONCE: usize = 8;
/// What was declined on the spot gets its receipt within this.
const LOOK_BACK: Duration = Duration::minutes(10);
/// Tries are counted over this.
const DAY: Duration = Duration::hours(24);

/// The assistant; cloning shares what it works with.
#[derive(Clone)]
pub struct Assistant {
    /// Postgres.
    pub db: Db,
    /// For the moves it makes.
    pub books: Books,
    /// The moment.
    pub clock: Clock,
    /// Who tells the rooms.
    pub desk: Desk,
    /// Who words decisions; templates when there is nobody.
    pub voice: Option<Voice>,
    /// For mails to sellers who are not about.
    pub letters: Letters,
}

/// The caller's own listing, if it is for sale.
pub(super) fn own(conn: &mut Conn, id: ListingId, me: UserId) -> AppResult<(Listing, i64)> {
    let listing = listings::by_id(conn, id)?.ok_or(AppError::NotFound)?;
    if listing.seller_id != me {
        return Err(if listing.status.is_public() {
            AppError::forbidden("listing-not-yours")
        } else {
            AppError::NotFound
        });
    }
    let asking = asking(&listing).ok_or_else(|| AppError::conflict("assistant-not-for-sale"))?;
    Ok((listing, asking))
}

/// The public price of a thing that money is bargained for.
fn asking(listing: &Listing) -> Option<i64> {
    listing.price.filter(|_| listing.modes.contains(&config::Mode::Sale))
}

/// Whether the assistant may answer offers for a thing now: that much everybody may know.
pub fn helps(conn: &mut Conn, id: ListingId, now: Timestamp) -> AppResult<bool> {
    Ok(store::mandate(conn, id)?.is_some_and(|mandate| mandate.holds(now)))
}

/// Gives, changes or takes back the mandate for a listing.
pub(super) fn allow(
    conn: &mut Conn,
    id: ListingId,
    me: UserId,
    wish: &Wish,
    now: Timestamp,
) -> AppResult<Mandate> {
    let listing = listings::own(conn, me, id)?;
    if asking(&listing).is_none() {
        return Err(AppError::conflict("assistant-not-for-sale"));
    }
    let mut mandate = wish.mandate(&listing, now)?;
    if let Some(before) = store::mandate(conn, id)? {
        mandate.given_at = before.given_at;
    }
    store::save(conn, &mandate)?;
    if wish.floor_percent.is_some() {
        let floor = WishesIn { floor_percent: wish.floor_percent, ..WishesIn::default() };
        offer_rules::wish(conn, id, me, &floor)?;
    }
    Ok(mandate)
}

impl Assistant {
    /// Answers what waits. One that does not work, or whose words take long, does not hold the others up.
    pub async fn answer_due(&self) -> AppResult<()> {
        let now = self.clock.now();
        if let Err(err) = self.note_low(None).await {
            tracing::warn!(error = %err, "what was too low has no receipts yet, it is tried again");
        }
        let waiting =
            self.db.read(move |conn| store::waiting(conn, None, now, DELAY, AWAY)).await?;
        stream::iter(waiting)
            .for_each_concurrent(AT_ONCE, |waits| async move {
                if let Err(err) = self.answer(waits.offer, waits.room).await {
                    tracing::warn!(room = %waits.room, error = %err, "an offer was not answered, it is tried again");
                }
            })
            .await;
        Ok(())
    }

    /// Leaves a receipt for what was so low that the house declined it before the assistant saw it.
    pub(super) async fn note_low(&self, only: Option<OfferId>) -> AppResult<()> {
        let since = self.clock.now() - LOOK_BACK;
        let low = self.db.read(move |conn| store::too_low(conn, only, since, AWAY)).await?;
        if low.is_empty() {
            return Ok(());
        }
        self.db.transaction(move |conn| receipts_of_low(conn, &low)).await
    }

    /// Answers one offer at once, if it is for the assistant to answer.
    pub(super) async fn answer_now(&self, offer: OfferId) -> AppResult<Option<Answer>> {
        let now = self.clock.now();
        let waits =
            self.db.read(move |conn| store::waiting(conn, Some(offer), now, DELAY, AWAY)).await?;
        match waits.first() {
            Some(waits) => self.answer(waits.offer, waits.room).await,
            None => Ok(None),
        }
    }

    async fn answer(&self, offer: OfferId, room: RoomId) -> AppResult<Option<Answer>> {
        let spoken = self.speak(offer, self.clock.now()).await?;
        // The model may have taken seconds.
        let (books, letters, now) = (self.books.clone(), self.letters.clone(), self.clock.now());
        let (answer, told) = self
            .db
            .transaction(move |conn| {
                answer(conn, (&books, &letters), (offer, room), spoken.as_ref(), now)
            })
            .await?;
        self.desk.announce(&told);
        Ok(answer)
    }

    /// Lets the model word what would be decided now. It is decided again when it is done.
    async fn speak(&self, offer: OfferId, now: Timestamp) -> AppResult<Option<(Decision, String)>> {
        let Some(voice) = &self.voice else { return Ok(None) };
        let kinds = self.books.kinds.clone();
        let judged = self
            .db
            .read(move |conn| {
                let Some(waits) = store::pending(conn, offer)? else { return Ok(None) };
                let listing = listings::by_id(conn, waits.listing)?.ok_or(AppError::NotFound)?;
                let lang = Lang::parse(&accounts::by_id(conn, waits.buyer)?.lang);
                Ok(judge(conn, &kinds, &listing, &waits, now)?
                    .map(|judged| (listing, judged, (waits.note, lang))))
            })
            .await?;
        let Some((listing, judged, (words, lang))) = judged else { return Ok(None) };
        // A gap is a number of our own, and a model may say no number but the price.
        if matches!(judged.decision, Decision::Package(_)) {
            return Ok(None);
        }
        let Judged { asking, decision, .. } = judged;
        let brief = Brief { thing: listing.title, asking, decision, words, lang };
        Ok(voice.word(&brief).await.map(|text| (brief.decision, text)))
    }
}

fn receipts_of_low(
    conn: &mut Conn,
    low: &[(OfferId, RoomId, ListingId, Timestamp)],
) -> AppResult<()> {
    for (offer_id, room_id, listing_id, at) in low.iter().copied() {
        let Some(mandate) = store::mandate(conn, listing_id)? else { continue };
        let receipt =
            Receipt::new(offer_id, (listing_id, room_id), Decision::TooLow, &mandate, at)?;
        store::write(conn, &receipt)?;
    }
    Ok(())
}

/// A decision, and how it was said.
pub(super) type Answer = (Decision, SystemMessage);

/// What is decided about an offer, by which mandate.
struct Judged {
    mandate: Mandate,
    asking: i64,
    decision: Decision,
}

/// Decides by the rows as they are; none when it is not the assistant's to decide.
fn judge(
    conn: &mut Conn,
    kinds: &Categories,
    listing: &Listing,
    waits: &store::Pending,
    now: Timestamp,
) -> AppResult<Option<Judged>> {
    let (Some(asking), Some(mandate)) = (asking(listing), store::mandate(conn, listing.id)?) else {
        return Ok(None);
    };
    let decided = |decision| Ok(Some(Judged { mandate: mandate.clone(), asking, decision }));
    if promise_of(conn, listing.id, now)?.is_some_and(|promise| promise.room_id != waits.room) {
        return decided(Decision::Promised);
    }
    let person = sessions::linked(conn, waits.buyer, now)?;
    // Who accepts and calls off could do so all day to learn how low it goes.
    if deals::called_off(conn, listing.id, &person, now - DAY)? {
        return decided(Decision::OutOfTries);
    }
    let gap = match waits.items.is_empty() {
        true => None,
        false => gap(conn, kinds, listing, &waits.items, now)?,
    };
    // Several things for one price: the mandate is for one of them.
    if gap.is_none() && !waits.items.is_empty() {
        return decided(Decision::Near);
    }
    let (tries, round) = store::counts(conn, (waits.negotiation, listing.id), &person, now - DAY)?;
    let round = usize::try_from(round).unwrap_or(0);
    let case = Case { offer: waits.amount, asking, tries, round, gap };
    let decision = decide(&case, &mandate.limits(listing, offer_rules::of(conn, listing.id)?));
    decided(decision)
}

/// How many points the buyer's goods count less than what they are asked for; none when only money is given.
fn gap(
    conn: &mut Conn,
    kinds: &Categories,
    listing: &Listing,
    items: &[ListingId],
    now: Timestamp,
) -> AppResult<Option<i64>> {
    let goods = listings::by_ids(conn, items)?;
    if goods.iter().all(|good| good.seller_id == listing.seller_id) {
        return Ok(None);
    }
    let ids: Vec<ListingId> = items.iter().copied().chain([listing.id]).collect();
    let worths = worth::of(conn, kinds, &ids, now)?;
    let points = |id: ListingId| worths.get(&id).map_or(0, |worth| worth.points);
    let (asked, given): (Vec<_>, Vec<_>) =
        goods.iter().partition(|good| good.seller_id == listing.seller_id);
    let asked: i64 = asked.iter().map(|good| points(good.id)).sum();
    let given: i64 = given.iter().map(|good| points(good.id)).sum();
    Ok(Some(points(listing.id) + asked - given))
}

/// Decides on locked rows, makes the move, says why, and leaves a receipt.
fn answer(
    conn: &mut Conn,
    (books, letters): (&Books, &Letters),
    (offer, room): (OfferId, RoomId),
    spoken: Option<&(Decision, String)>,
    now: Timestamp,
) -> AppResult<(Option<Answer>, Vec<Announcement>)> {
    let nothing = Ok((None, Vec::new()));
    let Some(waits) = store::pending(conn, offer)? else { return nothing };
    let listing = listings::lock(conn, waits.listing)?.ok_or(AppError::NotFound)?;
    // Under the lock everything is looked at again: the seller may have come back, or said no to all of it.
    let Some(waits) = store::pending(conn, offer)? else { return nothing };
    if store::waiting(conn, Some(offer), now, DELAY, AWAY)?.is_empty() {
        return nothing;
    }
    let Some(Judged { mandate, asking, mut decision }) =
        judge(conn, &books.kinds, &listing, &waits, now)?
    else {
        return nothing;
    };
    let mut told = Vec::new();
    if let Some(step) = step_of(decision, offer) {
        let mover =
            Mover::Assistant(Mandated { most: asking, minutes: i64::from(mandate.minutes) });
        let id = match step {
            Move::Offer { id, .. } => id.0,
            _ => Uuid::now_v7(),
        };
        let command = MoveCommand::plain(id, None, step);
        match negotiations::step(conn, books, room, mover, &command, now) {
            Ok(outcome) => told = outcome.announcements,
            // What it may not do the seller may: one who waits for ever is not answered at all.
            Err(AppError::Conflict { .. }) => decision = Decision::Near,
            Err(err) => return Err(err),
        }
    }
    let mut locked = rooms::lock_many(conn, &[room])?;
    let row = locked.get_mut(&room).ok_or(AppError::NotFound)?;
    let said = match spoken {
        // Words belong to the decision they were made for.
        Some((worded, text)) if *worded == decision => templates::spoken(text),
        _ => templates::said(decision, offer.0),
    };
    // Who could take back what the seller is called for could ask for the minimum step by step, for nothing.
    let bound = match decision.word() {
        "hand" => negotiations::bind(conn, room, offer)?,
        _ => None,
    };
    told.push(announce(conn, &books.encryption, row, house(&said), bound.as_ref(), None, now)?);
    store::write(conn, &Receipt::new(offer, (listing.id, room), decision, &mandate, now)?)?;
    let minutes = i64::from(mandate.minutes);
    let news = News { listing: &listing, room, offer: waits.amount, decision, minutes };
    emails::tell(conn, letters, &news, now)?;
    Ok((Some((decision, said)), told))
}

fn step_of(decision: Decision, offer: OfferId) -> Option<Move> {
    match decision {
        Decision::AcceptAsking(_) | Decision::AcceptAllowed(_) => Some(Move::Accept(offer)),
        Decision::TooLow => Some(Move::Decline(offer)),
        Decision::Counter(amount) => Some(Move::offer(OfferId::fresh(), amount)),
        Decision::OutOfTries | Decision::Near | Decision::Package(_) | Decision::Promised => None,
    }
}
