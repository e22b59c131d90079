//! Who gets a listing, beside who bids for it: the seller's promise to one buyer, the queue of those who wait while a deal
//! holds it, and the fair pick among those who ask for a gift. Invariants: a listing is promised to one buyer at most, for
//! a day; a promise binds no price; everything here is posted in the rooms it concerns, in the same transaction.

mod api;
mod context;
mod forms;
mod pick;
mod promise;
mod store;
mod waiting;

pub use api::{
    Picked, Promised, Waited, pick_api, promise_delete, promise_post, wait_delete, wait_post,
};
pub use context::ReservationContext;
pub use forms::{pick_post, promise_form, wait_form};
pub use pick::{Asker, PickRequest, fairest, pick};
pub use promise::{lapse_due, promise, release};
pub use waiting::{Place, leave, notify_waiting, place_of, wait};

#[doc(hidden)]
pub use api::{
    __path_pick_api, __path_promise_delete, __path_promise_post, __path_wait_delete,
    __path_wait_post,
};
