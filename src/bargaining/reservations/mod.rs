//! Who gets a thing beside who bids for it: the seller's promise to one, the line of those who wait while a deal holds it,
//! and the fair pick among those who ask for a gift. Invariants: a thing is promised to one at most, for a day; a promise
//! binds no price; everything here is told in the rooms it concerns.

mod api;
mod forms;
mod pick;
mod promise;
mod store;
mod waiting;

pub use api::{Picked, Waited, pick_api, promise_delete, promise_post, wait_delete, wait_post};
pub use forms::{pick_post, promise_form, wait_form};
pub use pick::{Asker, fairest, pick};
pub use promise::{lapse_due, promise, release};
pub use waiting::{Place, leave, place_of, tell_waiting, wait};

#[doc(hidden)]
pub use api::{
    __path_pick_api, __path_promise_delete, __path_promise_post, __path_wait_delete,
    __path_wait_post,
};
