//! The table is total, stays inside the seller's bounds, and reveals no more of the minimum than it must.

use std::collections::HashMap;

use proptest::prelude::*;

use super::policy::{Case, Decision, Limits, Style, counter, decide};

fn style() -> impl Strategy<Value = Style> {
    prop::sample::select(Style::ALL.to_vec())
}

/// Small numbers and large ones, zero and one among them.
fn rupiah() -> impl Strategy<Value = i64> {
    prop_oneof![0..3_i64, 0..2_000_i64, 0..3_000_000_i64, Just(1_000_000_000_000)]
}

fn limits() -> impl Strategy<Value = Limits> {
    (prop::option::of(rupiah()), any::<bool>(), 0..=100_i64, 0..5_i64, style()).prop_map(
        |(minimum, auto_accept, floor_percent, tries, style)| Limits {
            minimum,
            auto_accept,
            floor_percent,
            tries,
            style,
        },
    )
}

/// Mostly money.
fn gap() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![9 => Just(None), 1 => (-500..500_i64).prop_map(Some)]
}

fn case() -> impl Strategy<Value = Case> {
    (rupiah(), rupiah(), 1..6_i64, 0..6_usize, gap())
        .prop_map(|(offer, asking, tries, round, gap)| Case { offer, asking, tries, round, gap })
}

/// The rows as the seller reads them, each with all that the rows above it leave.
fn rows(case: &Case, limits: &Limits) -> Vec<Decision> {
    let Case { offer, asking, tries, round, gap } = *case;
    if let Some(gap) = gap {
        return vec![Decision::Package(gap)];
    }
    let asked = offer >= asking;
    let allowed = limits.auto_accept && limits.minimum.is_some_and(|minimum| offer >= minimum);
    let low = i128::from(offer) * 100 < i128::from(asking) * i128::from(limits.floor_percent);
    let out = tries > limits.tries;
    let now = counter(asking, limits.style, round, limits.minimum);
    let near = offer >= now;
    [
        (asked, Decision::AcceptAsking(asking)),
        (!asked && allowed, Decision::AcceptAllowed(offer)),
        (!asked && !allowed && low, Decision::TooLow),
        (!asked && !allowed && !low && out, Decision::OutOfTries),
        (!asked && !allowed && !low && !out && near, Decision::Near),
        (!asked && !allowed && !low && !out && !near, Decision::Counter(now)),
    ]
    .into_iter()
    .filter_map(|(fits, decision)| fits.then_some(decision))
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn exactly_one_row_fits_every_offer(case in case(), limits in limits()) {
        prop_assert_eq!(rows(&case, &limits), vec![decide(&case, &limits)]);
    }

    #[test]
    fn it_never_goes_below_what_the_seller_allowed(case in case(), limits in limits()) {
        match decide(&case, &limits) {
            Decision::AcceptAsking(amount) => prop_assert_eq!(amount, case.asking),
            Decision::AcceptAllowed(amount) => {
                prop_assert!(limits.auto_accept && limits.minimum.is_some_and(|least| amount >= least));
                prop_assert_eq!(amount, case.offer);
            }
            Decision::Counter(amount) => {
                prop_assert!(amount > case.offer && amount <= case.asking);
                prop_assert!(limits.minimum.is_none_or(|least| amount >= least.min(case.asking)));
            }
            Decision::TooLow
            | Decision::OutOfTries
            | Decision::Near
            | Decision::Package(_)
            | Decision::Promised => {}
        }
    }

    #[test]
    fn without_a_minimum_nothing_under_the_asking_price_is_accepted(case in case(), limits in limits()) {
        let decision = decide(&case, &Limits { minimum: None, ..limits });
        prop_assert!(!matches!(decision, Decision::AcceptAllowed(_)));
    }

    #[test]
    fn a_limit_of_zero_stays_zero(case in case(), limits in limits()) {
        let none = Limits { floor_percent: 0, tries: 0, ..limits };
        let decision = decide(&case, &none);
        prop_assert!(!matches!(decision, Decision::TooLow | Decision::Counter(_) | Decision::Near));
    }

    #[test]
    fn counters_only_come_down(asking in rupiah(), style in style(), minimum in prop::option::of(rupiah()), round in 0..6_usize) {
        prop_assert!(counter(asking, style, round + 1, minimum) <= counter(asking, style, round, minimum));
    }
}

/// What a buyer sees of a bargain: the answers to their offers, in order.
fn transcript(asking: i64, offers: &[i64], limits: &Limits) -> Vec<Decision> {
    let (mut told, mut round) = (Vec::new(), 0);
    for (tries, offer) in (1..).zip(offers) {
        let decision = decide(&Case { offer: *offer, asking, tries, round, gap: None }, limits);
        told.push(decision);
        match decision {
            Decision::Counter(_) => round += 1,
            Decision::TooLow => {}
            _ => break,
        }
    }
    told
}

fn number(of: &[i64]) -> f64 {
    f64::from(u32::try_from(of.len()).unwrap())
}

/// Bits of the minimum that the best buyer with `tries` offers learns, when every step between floor and asking price is
/// as likely: all strategies are tried, each answer may steer the next offer.
fn bits(asking: i64, minimums: &[i64], limits: Limits, tries: usize, said: &[i64]) -> f64 {
    let mut best: f64 = 0.0;
    for offer in minimums.iter().copied().filter(|offer| *offer < asking) {
        let offers: Vec<i64> = said.iter().copied().chain([offer]).collect();
        let mut classes: HashMap<Vec<Decision>, Vec<i64>> = HashMap::new();
        for minimum in minimums {
            let limits = Limits { minimum: Some(*minimum), ..limits };
            classes.entry(transcript(asking, &offers, &limits)).or_default().push(*minimum);
        }
        let all = number(minimums);
        let learned: f64 = classes
            .iter()
            .map(|(told, left)| {
                let share = number(left) / all;
                let ended = told.len() < offers.len()
                    || told.last().is_some_and(|last| {
                        !matches!(last, Decision::Counter(_) | Decision::TooLow)
                    });
                let later = if ended || tries <= 1 || left.len() < 2 {
                    0.0
                } else {
                    bits(asking, left, limits, tries - 1, &offers)
                };
                share * (-share.log2() + later)
            })
            .sum();
        best = best.max(learned);
    }
    best
}

/// Bits of the minimum that the best buyer learns in three tries, rounded up to a hundredth: without auto-accept, with it.
const MOST_LEARNED: [(Style, f64, f64); 3] =
    [(Style::Firm, 0.62, 2.50), (Style::Easy, 1.01, 2.82), (Style::Quick, 1.32, 3.04)];

#[test]
fn the_best_prober_learns_no_more_of_the_minimum_than_is_published() {
    let asking = 1_000_000;
    let minimums: Vec<i64> = (50..=100).map(|percent| percent * 10_000).collect();
    let all = number(&minimums).log2();
    assert_eq!(MOST_LEARNED.map(|(style, ..)| style).as_slice(), Style::ALL);
    for (style, without, with) in MOST_LEARNED {
        for (auto_accept, most) in [(false, without), (true, with)] {
            let limits = Limits { minimum: None, auto_accept, floor_percent: 50, tries: 3, style };
            let learned: Vec<f64> =
                (1..=3).map(|tries| bits(asking, &minimums, limits, tries, &[])).collect();
            println!(
                "{:>6} auto_accept {auto_accept:5}: {:.2} / {:.2} / {:.2} of {all:.2} bits in 1 / 2 / 3 tries",
                style.word(),
                learned[0],
                learned[1],
                learned[2]
            );
            assert!(learned[2] <= most, "{style} auto_accept {auto_accept}: {learned:?}");
        }
    }
}

/// The minimums that cannot be told from this one: above the last boundary below it, up to the next. A boundary is a
/// point of the curve and, where offers may be accepted, an offer.
fn alike(minimum: i64, boundaries: &[i64], most: i64) -> std::ops::RangeInclusive<i64> {
    let below = boundaries.iter().copied().filter(|at| *at < minimum).max().unwrap_or(0);
    let above = boundaries.iter().copied().filter(|at| *at >= minimum).min().unwrap_or(most);
    below + 1..=above.max(minimum)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn minimums_that_no_offer_and_no_point_of_the_curve_separates_are_answered_alike(
        asking in 1_000..3_000_000_i64,
        one in 1..3_000_000_i64,
        place in 0..3_000_000_i64,
        offers in prop::collection::vec(1..3_000_000_i64, 1..5),
        limits in limits(),
    ) {
        let mut boundaries: Vec<i64> =
            (0..4).map(|round| counter(asking, limits.style, round, None)).collect();
        if limits.auto_accept {
            boundaries.extend(&offers);
        }
        let range = alike(one, &boundaries, 3_000_000);
        let other = range.start() + place % (range.end() - range.start() + 1);
        let answers =
            |minimum| transcript(asking, &offers, &Limits { minimum: Some(minimum), ..limits });
        prop_assert_eq!(answers(one), answers(other), "minimums {} and {}", one, other);
    }
}
