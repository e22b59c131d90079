//! Prints results.

use hdrhistogram::Histogram;

use super::processes::Cpu;
use super::tracker::Faults;

/// A quantile of a histogram of microseconds, in milliseconds.
pub fn ms(times: &Histogram<u64>, quantile: f64) -> f64 {
    times.value_at_quantile(quantile) as f64 / 1000.0
}

pub fn times(what: &str, times: &Histogram<u64>) {
    println!(
        "{what:<28} p50 {:>8.2}  p95 {:>8.2}  p99 {:>8.2}  max {:>8.2} ms  n {}",
        ms(times, 0.5),
        ms(times, 0.95),
        ms(times, 0.99),
        times.max() as f64 / 1000.0,
        times.len()
    );
}

pub fn is_clean(faults: &Faults) -> bool {
    faults.lost + faults.unacked + faults.doubled + faults.out_of_order == 0
        && faults.gaps + faults.wrong_acks + faults.foreign + faults.resyncs == 0
        && faults.errors.is_empty()
}

/// Prints the faults; returns whether there are none.
#[must_use]
pub fn faults(faults: &Faults) -> bool {
    println!(
        "{:<28} lost {}  without ack {}  doubled {}  out of order {}  gaps {}  wrong acks {}  foreign {}  resyncs {}",
        "checked",
        faults.lost,
        faults.unacked,
        faults.doubled,
        faults.out_of_order,
        faults.gaps,
        faults.wrong_acks,
        faults.foreign,
        faults.resyncs
    );
    for (code, count) in &faults.errors {
        println!("{:<28} {count} × {code}", "error");
    }
    is_clean(faults)
}

pub fn cpu(cpu: Cpu, messages: u64, seconds: f64) {
    let each = |used: f64| used * 10_000.0 / messages.max(1) as f64;
    println!(
        "{:<28} server {:.3}  postgres {:.3}  generator {:.3}  (cores in use: {:.2}, {:.2}, {:.2}; by others {:.2})",
        "CPU s per 10,000 messages",
        each(cpu.server),
        each(cpu.postgres),
        each(cpu.generator),
        cpu.server / seconds,
        cpu.postgres / seconds,
        cpu.generator / seconds,
        cpu.others() / seconds
    );
}
