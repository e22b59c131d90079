//! tawar: a realtime marketplace for second-hand things. The floors, from the ground up.

pub mod base;
pub mod config;
pub mod market;
pub mod people;
pub mod trade;
pub mod talk;
