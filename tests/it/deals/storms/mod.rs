//! Storms: what a provider, two parties and the deadlines can do, many times and at once. The app runs no jobs, so that
//! nothing happens but what a test does, and the clock is advanced, never waited for.
//!
//! Sizes are set by environment variables; without them they are small enough for CI. The whole sizes:
//!
//! ```sh
//! PROVIDER_EVENTS=1000 cargo test --test it deals::storms::events -- --nocapture
//! PROVIDER_FAULTS=1000 cargo test --test it deals::storms::faults -- --nocapture
//! PAYMENT_RACES=2000 cargo test --test it deals::storms::races -- --nocapture
//! TIMER_ROUNDS=5000 cargo test --test it deals::storms::edges -- --nocapture
//! ```

mod between;
mod edges;
mod events;
mod faults;
mod legs;
mod notices;
mod races;
mod refused;
mod stage;
mod standing;

/// Says how far a test has come: whole sizes take minutes.
fn progress(done: usize, all: usize) {
    println!("{done} of {all}");
}

/// The size of a test.
fn size(flag: &str, in_ci: usize) -> usize {
    std::env::var(flag).map_or(in_ci, |n| n.parse().unwrap())
}
