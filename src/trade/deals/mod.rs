//! Deals: what two people agreed on, with the terms of the listings at that moment, until everything is handed over or
//! everything is back.
//!
//! Invariants: at most one live deal reserves a listing (partial unique index); a deal belongs to one accepted offer; every
//! live deal has a deadline and a default outcome; what both are bound to is recorded as a deal sheet; every change appends a
//! system message to the deal's room, and moves the money in the ledger, in the same transaction.
//!
//! `bargaining` opens deals inside its own transactions; what follows for the negotiation when a deal ends without a
//! hand-over is a function that `app` passes in. Locks are taken in this order: listings by id, the deal, its payments,
//! rooms by id.

mod actions;
mod addresses;
mod api;
mod context;
#[cfg(test)]
pub mod examples;
pub mod incidents;
mod locked;
mod machine;
mod meeting;
mod messages;
mod model;
mod money;
mod opening;
mod parcels;
mod service;
mod settlement;
mod sheets;
mod store;
mod wanted;

pub use actions::{Done, make_move, may_delete_messages, say};
pub use addresses::{Address, Seen, shown_address, shown_addresses};
pub use api::{
    DealOut, DealShown, STATUS_WORDS, handover_code, list_api, pay_api, sheet_pdf, shipping_api,
    show_api, status_api, tracking_of,
};
pub use context::{AnswerOrder, DealContext, FollowUp, Reopen};
pub use machine::{
    Command, CommandKind, Course, Event, Leg, LegStatus, Moment, Opening, Outcome, Payment,
    Refusal, State, Status, Terms, Tracking, Verdict, VerdictKind, decide, evolve, may_dispute,
    permitted,
};
pub use meeting::{
    MEETUP_PROPOSED, MeetingMove, MeetupOut, PROPOSAL_VERSION, arrived_api, calendar_api,
    meeting_zone, meetup_api, no_show_api, permitted_at_meeting, plan_api,
};
pub use model::{CODE_PREFIX, Deal, DealItem};
pub use opening::{Agreement, GivenListing, OpeningContext, ask, end_asked, open};
pub use service::Deals;
pub use settlement::PaymentWish;
pub use sheets::{RecordedSheet, SheetSite, with_sheet};
pub use store::{
    DealOverview, DealPage, DealsFrom, by_code, by_id, by_name, by_offer, by_room, called_off,
    codes_of, count_bought, course, courses, cut, due, gifts_to, held_for, items_of, live_of,
    lock_with_listings, of_user, oldest_address_key, open_rooms_of, overview, rooms_of, sheet,
};
pub use wanted::{Answer, Move, Mover, Step};

#[doc(hidden)]
pub use api::{
    __path_list_api, __path_pay_api, __path_sheet_pdf, __path_shipping_api, __path_show_api,
    __path_status_api,
};
#[doc(hidden)]
pub use meeting::{
    __path_arrived_api, __path_calendar_api, __path_meetup_api, __path_no_show_api, __path_plan_api,
};
