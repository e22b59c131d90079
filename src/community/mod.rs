//! Community: what people earn by how they trade. It reads what the lower wings know; none of them knows of it.

pub mod badges;
pub mod leaderboard;
pub mod points;
