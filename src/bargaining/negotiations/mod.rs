//! Negotiations: a bargain is rows with a machine above them; the chat only shows it. Invariants: one pending offer at
//! most, moves by turn and by the version that was seen, one accepted offer with a live deal on a listing. The row
//! lock on the listing decides between buyers; every pending offer has a deadline that a job keeps.

mod actions;
mod all;
mod announce;
mod api;
mod desk;
mod doors;
mod facts;
mod forms;
mod gap;
mod goods;
mod heaps;
mod house;
mod likers;
mod machine;
mod model;
pub mod offer_rules;
mod pages;
mod session;
mod stall;
mod store;
mod tables;
mod views;
mod worded;
mod writes;

pub use actions::{Books, Mandated, Mover, Outcome, make_move, step};
pub use announce::{Announcement, announce, bind, house};
pub use api::{
    MoveIn, MovedOut, OfferIn, OfferMade, StatusIn, offer_post, offer_put, order_status,
};
pub use desk::Desk;
pub use doors::{buy_post, chat_open_post, room_about, tawar_post};
pub use forms::{
    delete_post, move_accept, move_ask, move_decline, move_offer, move_withdraw, say_post,
};
pub use house::CallOff;
pub use likers::{LikersIn, LikersOut, likers_api, likers_post};
pub use machine::{Event, Goods, Move, Party, Pending, Refusal, State, Table, Tries, apply};
pub use model::{MoveCommand, Negotiation, Offer, OfferStatus, Promise, TalkState};
pub use pages::{inbox_page, older, refresh, room_id, room_of, room_page};
pub use stall::{stall_page, stall_refresh};
pub use store::{Lying, Mood, insert_many, lay_before, lying, moods, offers_of, promise_of};
pub use tables::{AllIn, AllOut, TablesOut, answer_api, answer_post, tables_api};
pub use views::{asking_steps, snapshot};
pub use worded::worded;

#[doc(hidden)]
pub use api::{__path_offer_post, __path_offer_put, __path_order_status};
#[doc(hidden)]
pub use likers::__path_likers_api;
#[doc(hidden)]
pub use tables::{__path_answer_api, __path_tables_api};
