//! A deal as JSON, as one of its parties sees it.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::super::addresses::{Address, Seen, shown_addresses};
use super::super::context::DealContext;
use super::super::machine::{
    Command, CommandKind, Course, Leg, LegStatus, Moment, Outcome, Payment, Status, VerdictKind,
    decide, permitted,
};
use super::super::meeting::MeetupOut;
use super::super::model::{Deal, DealItem};
use super::super::service::Deals;
use super::super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{DealId, ListingId, OfferId, RoomId, UserId};
use crate::config::Mode;
use crate::market::Party;
use crate::market::terms::Delivery;
use crate::trade::meetups;
use crate::trade::shipping::Courier;

/// The payment of a deal; amounts are whole rupiah.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PaymentOut {
    status: Payment,
    /// For the goods.
    amount: i64,
    /// What Transaksi Aman costs.
    fee: i64,
    /// Who bears the fee.
    fee_by: Party,
    shipping: i64,
    /// What the buyer pays in all.
    total: i64,
}

/// What one party gives to the other.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LegOut {
    from: UserId,
    to: UserId,
    /// Whether it sends back what it had received, after a dispute.
    returning: bool,
    items: Vec<ListingId>,
    method: Delivery,
    status: LegStatus,
    courier: Option<Courier>,
    /// In a barter not before both parties have sent.
    tracking_no: Option<String>,
    shipped_at: Option<DateTime<Utc>>,
    delivered_at: Option<DateTime<Utc>>,
    received_at: Option<DateTime<Utc>>,
    /// Where it is sent: to its receiver, and to its sender while it has to send.
    address: Option<Address>,
}

/// A deadline of a deal, and what happens then when nobody acts.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DeadlineOut {
    /// What is waited for: the kind of command.
    what: CommandKind,
    at: DateTime<Utc>,
    /// The status of the deal then.
    then: Status,
}

/// A deal, as one of its two parties sees it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DealOut {
    id: DealId,
    code: String,
    listing_id: ListingId,
    offer_id: OfferId,
    items: Vec<ListingId>,
    buyer: UserId,
    seller: UserId,
    mode: Mode,
    /// How the listing is handed over.
    method: Delivery,
    status: Status,
    /// How it ended.
    outcome: Option<Outcome>,
    /// What the asker may do now.
    permitted: Vec<CommandKind>,
    payment: PaymentOut,
    legs: Vec<LegOut>,
    /// Where the parties meet; null when they do not, or before the first proposal.
    meetup: Option<MeetupOut>,
    /// Six digits that the buyer shows at the meeting; only to the buyer.
    handover_code: Option<String>,
    deadlines: Vec<DeadlineOut>,
    /// The present or last dispute; `GET …/dispute` has all of it.
    dispute: Option<DealDisputeOut>,
    room: RoomId,
    /// When the default outcome applies; null while a dispute waits for its decision.
    deadline_at: Option<DateTime<Utc>>,
    version: i32,
    created_at: DateTime<Utc>,
}

/// That a deal is or was disputed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DealDisputeOut {
    opened_at: DateTime<Utc>,
    /// Whether goods are being sent back.
    returning: bool,
    /// How it was settled or ruled; null while it is open, and when the complaint was withdrawn.
    outcome: Option<VerdictKind>,
}

fn dispute_of(course: &Course) -> Option<DealDisputeOut> {
    let state = &course.state;
    state.disputed_at.map(|opened_at| DealDisputeOut {
        opened_at,
        returning: state.returning,
        outcome: state.verdict,
    })
}

/// One deal.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DealShown {
    pub(super) order: DealOut,
}

impl From<DealOut> for DealShown {
    fn from(order: DealOut) -> Self {
        Self { order }
    }
}

impl Deals {
    /// A deal as JSON, as a party of it sees it.
    ///
    /// # Errors
    /// `NotFound` for who is no party of it.
    pub async fn shown(&self, deal: Deal, user: UserId) -> AppResult<DealOut> {
        let (context, now) = (self.context().clone(), self.now());
        self.db().read(move |conn| DealOut::of(conn, &context, &deal, user, now)).await
    }
}

impl DealOut {
    /// The deal as `user` sees it.
    ///
    /// # Errors
    /// `NotFound` for who is no party of it.
    pub fn of(
        conn: &mut Conn,
        context: &DealContext,
        deal: &Deal,
        user: UserId,
        now: Timestamp,
    ) -> AppResult<Self> {
        let deals = std::slice::from_ref(deal);
        let mut out =
            Self::all(conn, context, deals, user, now)?.pop().ok_or(AppError::NotFound)?;
        let course = store::course(conn, deal)?;
        let reader = deal.party(user).ok_or(AppError::NotFound)?;
        let seen = Seen { deal, course: &course, reader };
        let mut addresses = shown_addresses(conn, &context.encryption, &seen)?;
        for (leg, shown) in course.legs.iter().chain(&course.returns).zip(&mut out.legs) {
            if leg.returning == course.state.returning {
                shown.address = addresses.remove(&leg.sender.other());
            }
        }
        Ok(out)
    }

    /// Deals as `user`, a party of each, sees them in a list: without addresses.
    ///
    /// # Errors
    /// `NotFound` when the user is no party of one.
    pub fn all(
        conn: &mut Conn,
        context: &DealContext,
        deals: &[Deal],
        user: UserId,
        now: Timestamp,
    ) -> AppResult<Vec<Self>> {
        let courses = store::courses(conn, deals)?;
        let ids: Vec<DealId> = deals.iter().map(|deal| deal.id).collect();
        let items = store::items_of(conn, &ids)?;
        let meetups = meetups::of_deals(conn, &ids)?;
        let out = |(deal, course): (&Deal, &Course)| {
            let reader = deal.party(user).ok_or(AppError::NotFound)?;
            let own: Vec<&DealItem> = items.iter().filter(|item| item.deal_id == deal.id).collect();
            let mut out = Self::seen(&Seen { deal, course, reader }, &own, context);
            let meetup = meetups.get(&deal.id);
            out.meetup = meetup.and_then(|it| MeetupOut::of(deal, it, reader, now));
            Ok(out)
        };
        deals.iter().zip(&courses).map(out).collect()
    }

    fn seen(seen: &Seen<'_>, items: &[&DealItem], context: &DealContext) -> Self {
        let Seen { deal, course, reader } = *seen;
        Self {
            id: deal.id,
            code: deal.code.clone(),
            listing_id: deal.listing_id,
            offer_id: deal.offer_id,
            items: items.iter().map(|item| item.listing_id).collect(),
            buyer: deal.buyer_id,
            seller: deal.seller_id,
            mode: deal.mode,
            method: deal.method,
            status: deal.state.status,
            outcome: deal.state.outcome,
            permitted: permitted(course, reader),
            payment: PaymentOut {
                status: deal.state.payment,
                amount: deal.amount,
                fee: deal.fee,
                fee_by: deal.fee_by,
                shipping: deal.state.shipping,
                total: deal.total(),
            },
            legs: course
                .legs
                .iter()
                .chain(&course.returns)
                .map(|leg| leg_out(seen, leg, items))
                .collect(),
            dispute: dispute_of(course),
            meetup: None,
            handover_code: handover_code(seen, context),
            deadlines: deadline_of(course).into_iter().collect(),
            room: deal.room_id,
            deadline_at: deal.state.deadline_at.filter(|_| !course.is_frozen()),
            version: deal.state.version,
            created_at: deal.created_at,
        }
    }
}

/// The digits that the buyer shows at the meeting, while the seller can enter them.
pub fn handover_code(seen: &Seen<'_>, context: &DealContext) -> Option<String> {
    let enters = permitted(seen.course, Party::Seller).contains(&CommandKind::HandOver);
    (seen.reader == Party::Buyer && enters)
        .then(|| meetups::handover_code(&context.secret, seen.deal.id).digits().to_owned())
}

fn leg_out(seen: &Seen<'_>, leg: &Leg, items: &[&DealItem]) -> LegOut {
    let Seen { deal, course, reader } = *seen;
    let giver = if leg.returning { leg.sender.other() } else { leg.sender };
    let given = items.iter().filter(|item| item.side == giver);
    let shown = course.shows_tracking(leg, reader);
    LegOut {
        from: deal.member(leg.sender),
        to: deal.member(leg.sender.other()),
        returning: leg.returning,
        items: given.map(|item| item.listing_id).collect(),
        method: deal.method,
        status: leg.status,
        courier: leg.courier.filter(|_| shown),
        tracking_no: leg.tracking_no.clone().filter(|_| shown),
        shipped_at: leg.sent_at,
        delivered_at: leg.delivered_at,
        received_at: leg.received_at,
        address: None,
    }
}

/// The deadline of a live deal: what is waited for, and the default outcome.
fn deadline_of(course: &Course) -> Option<DeadlineOut> {
    let at = course.state.deadline_at?;
    let what = match (course.state.status, course.state.payment) {
        (Status::Pending, _) => CommandKind::Confirm,
        (Status::Agreed, Payment::Pending) => CommandKind::Pay,
        (Status::Agreed, _) if course.meets() => CommandKind::HandOver,
        (Status::Agreed, _) => CommandKind::Send,
        (Status::Disputed, _) if course.returns.iter().any(|leg| !leg.has_left()) => {
            CommandKind::Send
        }
        (Status::Shipped, _) => CommandKind::Arrive,
        _ => CommandKind::Receive,
    };
    let moment = Moment { now: at, ship_by: at, inspect_until: at };
    let mut after = course.clone();
    let events = decide(course, Party::System, Command::Lapse, &moment).ok()?;
    events.iter().for_each(|event| super::super::machine::evolve(&mut after, event));
    Some(DeadlineOut { what, at, then: after.state.status })
}
