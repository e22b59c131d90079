//! Community: what people are to each other beyond a single deal.

pub mod leaderboard;
pub mod points;
