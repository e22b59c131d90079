//! Trade: what follows an agreement. The ledger, working days, shipping, meetings and payments serve the deals.

pub mod deals;
pub mod documents;
pub mod events;
pub mod ledger;
pub mod meetups;
pub mod payments;
pub mod payouts;
pub mod shipping;
pub mod working_days;
