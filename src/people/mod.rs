//! People: accounts, sessions, regions, consents.

pub mod accounts;
pub mod consent;
pub mod regions;
pub mod sessions;
