//! Care: accountability between people who do not know each other. The evidence of what they wrote and agreed, the log of
//! what staff did, disputes, which staff mediates, and what is taken down.

pub mod audit;
pub mod disputes;
pub mod evidence;
pub mod takedowns;
