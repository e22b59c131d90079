//! Deals in Postgres.

mod addresses;
mod flags;
mod incidents;
mod legs;
mod overview;
mod pages;
mod rows;
mod sheets;

pub use addresses::oldest_address_key;
pub(super) use addresses::{addresses, erase_addresses, put_address};
pub(super) use flags::look_for_copies;
pub use incidents::Incident;
pub(super) use incidents::{end_incident, insert_incident, move_deadlines, open_incident};
pub(super) use legs::{Parcel, insert_legs, on_the_way, save_leg};
pub use legs::{course, courses};
pub use overview::{DealOverview, overview};
pub use pages::{DealPage, DealsFrom, cut, of_user};
pub(super) use rows::{
    asked_by_offer, code_taken, delete_items, insert, insert_items, lock, mark_reminded,
    release_items, save, to_remind,
};
pub use rows::{
    by_code, by_id, by_name, by_offer, by_room, called_off, codes_of, count_bought, due, gifts_to,
    held_for, items_of, live_of, lock_with_listings, open_rooms_of, rooms_of,
};
pub(super) use sheets::insert_sheet;
pub use sheets::sheet;
