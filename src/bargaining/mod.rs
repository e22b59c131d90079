//! Bargaining: negotiations between one buyer and one seller, reservations for one buyer, the seller's
//! assistant, prices that drop by schedule. An accepted offer opens a deal in `trade`, in the same transaction.

pub mod assistant;
pub mod inbox;
pub mod negotiations;
pub mod price_drops;
pub mod reservations;
