//! People: who they are, where they live, which browsers they are signed in with, what they agreed to.

pub mod accounts;
pub mod consent;
pub mod regions;
pub mod sessions;
