//! Care: accountability between people who do not know each other. The evidence of what they wrote and agreed, the log of
//! what staff did, and disputes, which staff mediates.

pub mod audit;
pub mod disputes;
pub mod evidence;
