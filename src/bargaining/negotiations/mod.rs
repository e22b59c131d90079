//! Negotiations: rows with a pure machine above them; the chat only shows them. Invariants: at most one pending offer in a
//! negotiation; moves by turn and by the version that was seen; at most one accepted offer with a live deal about a
//! listing. The row lock on the listing decides between buyers; every pending offer has a deadline that a job keeps.
//! The store saves what the machine evolved and sets no status of its own.

mod actions;
mod announce;
mod api;
mod asked;
mod bulk;
mod chat_command;
mod context;
mod desk;
mod effects;
#[cfg(test)]
pub(crate) mod examples;
mod forms;
mod inbox_tabs;
mod listing_forms;
mod machine;
mod model;
mod offer_actions;
pub mod offer_rules;
mod offer_sheet;
mod offer_sum;
mod offer_to_likers;
mod offer_view;
mod offers_page;
mod open_offer_view;
mod open_offers;
mod orders;
mod package;
mod package_view;
mod price_chips;
mod price_gap;
mod promise_view;
mod quick_amounts;
mod refusals;
mod session;
mod session_deps;
mod store;
mod system;
mod viewer;
mod views;

pub use actions::{Outcome, make_move, step};
pub use announce::standing;
pub use api::{MoveIn, MovedOut, OfferIn, OfferMade, offer_post, offer_put};
pub use asked::answer_order;
pub use bulk::reopen_after;
pub use chat_command::chat_command;
pub use context::MoveContext;
pub use desk::Desk;
pub use forms::{FormMove, answer_form, make_by_form, offer_form};
pub use inbox_tabs::InboxTab;
pub use listing_forms::{ListingAndRoom, chat_open_post, room_about, tawar_post};
pub use machine::{
    Command, CommandKind, Event, Facts, IncludedCounts, ListingFacts, Move, OfferState,
    OfferStatus, Phase, Refusal, State, Tries, decide, evolve, permitted,
};
pub use model::{MandateTerms, MoveCommand, MoveRequest, Mover, Negotiation, Offer, Promise};
pub use offer_sum::{offer_mode, offer_sum};
pub use offer_to_likers::{LikersIn, LikersOut, likers_api, likers_post};
pub use offer_view::{OfferView, contact_warning};
pub use offers_page::{offers_page, offers_page_refresh};
pub use open_offers::{
    AnswerAllIn, AnswerAllOut, OpenOffersOut, answer_all_api, answer_all_post, open_offers_api,
};
pub use orders::{ask_post, buy_post, order_post};
pub use package::is_available;
pub use package_view::{Comparison, PackageView};
pub use price_chips::{OfferToAnswer, PriceAnswers, PriceChip};
pub use price_gap::PriceGap;
pub use quick_amounts::asking_steps;
pub use refusals::refusal_flash;
pub use store::{
    CurrentOffer, InboxStatus, current_offer, inbox_statuses, insert_many, offers_of, promise_of,
    was_included,
};
pub use system::bind;
pub use viewer::Viewer;
pub use views::{NegotiationView, negotiation_view};

#[doc(hidden)]
pub use api::{__path_offer_post, __path_offer_put};
#[doc(hidden)]
pub use offer_to_likers::__path_likers_api;
#[doc(hidden)]
pub use open_offers::{__path_answer_all_api, __path_open_offers_api};
#[doc(hidden)]
pub use orders::__path_order_post;
