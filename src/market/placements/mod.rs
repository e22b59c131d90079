//! Placements: paid places of a listing in lists, labelled as advertising.
//!
//! Invariants: a placement is shown from its start until before its end, while its listing is active, and never once it was
//! ended; where places are few, they take turns; a reader counts once an hour, the owner and programs that keep no cookies
//! never. Who searches with words, near a place or by price sees none. `trade/promotions/` sells them.

mod counter;
mod model;
mod rotation;
mod store;

pub use counter::{Look, PlacementCounter};
pub use model::{Kind, Placement};
pub use rotation::choose;
pub use store::{end, insert, of_ids};
