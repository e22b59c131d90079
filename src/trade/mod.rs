//! Trade: what follows an agreement. The ledger, working days, shipping, meetings, track records and payments serve the deals;
//! reviews follow from them.

pub mod deals;
pub mod documents;
pub mod events;
pub mod ledger;
pub mod meetups;
pub mod payments;
pub mod payouts;
pub mod promotions;
pub mod reviews;
pub mod shipping;
pub mod track_record;
pub mod working_days;
