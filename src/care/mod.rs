//! Care: accountability between people who do not know each other. The evidence of what they wrote and agreed, the log of
//! what staff did, disputes, which staff mediates, what people report, what is taken down and imposed, and appeals against it.

pub mod appeals;
pub mod audit;
mod deps;
pub mod disputes;
pub mod evidence;
pub mod members;
pub mod overview;
pub mod reports;
pub mod sanctions;
pub mod takedowns;

pub use deps::CareDeps;
