//! What is printed.

use std::time::{Duration, Instant};

use hdrhistogram::Histogram;

/// The steps of a deal, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Beli Langsung: the room, the accepted offer, the reserved listing, the deal.
    Order,
    /// The address and the payment, opened at the till.
    Checkout,
    /// The browser returns: the till is asked, the money is captured.
    Capture,
    Send,
    Arrive,
    /// The buyer confirms: the money is released to the seller, less the fee.
    Complete,
    /// All of them.
    Whole,
}

const STEPS: [Step; 7] = [
    Step::Order,
    Step::Checkout,
    Step::Capture,
    Step::Send,
    Step::Arrive,
    Step::Complete,
    Step::Whole,
];

/// How long each step took, in microseconds up to a minute.
pub struct Times(Vec<Histogram<u64>>);

impl Default for Times {
    fn default() -> Self {
        let histogram = |_| Histogram::new_with_bounds(1, 60_000_000, 3).unwrap();
        Self(STEPS.iter().map(histogram).collect())
    }
}

impl Times {
    pub fn record(&mut self, step: Step, since: Instant) {
        self.0[step as usize].saturating_record(since.elapsed().as_micros() as u64);
    }

    pub fn add(&mut self, others: &Self) {
        for (mine, other) in self.0.iter_mut().zip(&others.0) {
            mine.add(other).unwrap();
        }
    }
}

/// What was measured beside the times.
pub struct Figures {
    pub deals: usize,
    pub workers: usize,
    pub taken: Duration,
    /// To Postgres, of this process, at the end.
    pub connections: i64,
    /// Of the database, for each deal.
    pub bytes: i64,
}

impl Figures {
    pub fn print(&self, times: &Times) {
        println!("{:<28} {}", "deals", self.deals);
        println!("{:<28} {}", "workers", self.workers);
        println!("{:<28} {}", "connections", self.connections);
        println!("{:<28} {:.1}", "seconds", self.taken.as_secs_f64());
        let a_second = self.deals as f64 / self.taken.as_secs_f64();
        println!("{:<28} {a_second:.1}", "deals a second");
        println!("{:<28} {}", "bytes a deal", self.bytes);
        for (step, histogram) in STEPS.iter().zip(&times.0) {
            let at = |quantile| histogram.value_at_quantile(quantile) as f64 / 1000.0;
            let name = format!("{step:?}").to_lowercase();
            println!("{name:<28} p50 {:.1} ms   p99 {:.1} ms", at(0.5), at(0.99));
        }
    }
}
