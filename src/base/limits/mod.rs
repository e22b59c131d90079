//! Rate limits. Most actions are counted in the memory of a node; those whose count a restart or a second node must not
//! reset (signing up, signing in, resetting a password) are counted in Postgres.

mod limiter;
mod network;
mod stored;

pub use limiter::Limiter;
pub use network::{canonical, network, wide_network};
pub use stored::{Charge, charge_first, charge_stored, reset, sweep};

/// A number of actions within a window of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The most actions within the window; all of them may come at once.
    pub actions: u32,
    /// The length of the window, in seconds.
    pub seconds: u32,
}

/// A rate and the name of its bucket: routes with the same limit share the bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The bucket's name.
    pub name: &'static str,
    pub rate: Rate,
}

impl Limit {
    /// The same limit for a group of clients, `times` as large.
    pub const fn for_group(self, times: u32) -> Self {
        let Rate { actions, seconds } = self.rate;
        Self { name: self.name, rate: Rate { actions: actions.saturating_mul(times), seconds } }
    }
}

/// A limit of `actions` a minute.
pub const fn per_minute(name: &'static str, actions: u32) -> Limit {
    Limit { name, rate: Rate { actions, seconds: 60 } }
}

/// A limit of `actions` an hour.
pub const fn per_hour(name: &'static str, actions: u32) -> Limit {
    Limit { name, rate: Rate { actions, seconds: 3600 } }
}
