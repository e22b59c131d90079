//! Which placements get the places that a list has; pure.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::model::Placement;
use crate::base::clock::Timestamp;

/// How long a list keeps the same placements, seconds.
const TURN: i64 = 60;

/// Those that are current, at most `places`. They take turns: each minute has an order of its own, in which everybody who paid
/// is first as often as the others, whatever anybody looks at.
pub fn choose(mut all: Vec<Placement>, places: usize, now: Timestamp) -> Vec<Placement> {
    all.retain(|placement| placement.is_current(now));
    let turn = now.timestamp() / TURN;
    all.sort_by_cached_key(|placement| {
        let mut hasher = DefaultHasher::new();
        (turn, placement.id).hash(&mut hasher);
        (hasher.finish(), placement.id)
    });
    all.truncate(places);
    all
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration};
    use proptest::prelude::*;

    use super::super::model::Kind;
    use super::*;
    use crate::base::ids::{ListingId, PromotionId};

    fn at(minute: i64) -> Timestamp {
        DateTime::UNIX_EPOCH + Duration::minutes(minute)
    }

    fn from(start: i64, minutes: i64) -> Placement {
        Placement {
            id: PromotionId::fresh(),
            listing_id: ListingId::fresh(),
            kind: Kind::Bump,
            starts_at: at(start),
            ends_at: at(start + minutes),
            ended_at: None,
            seen: 0,
            opened: 0,
        }
    }

    fn placement() -> impl Strategy<Value = Placement> {
        (0_i64..3_000, 1_i64..3_000, proptest::option::of(0_i64..3_000)).prop_map(
            |(start, minutes, ended)| Placement {
                ended_at: ended.map(|after| at(start + after.min(minutes))),
                ..from(start, minutes)
            },
        )
    }

    proptest! {
        #[test]
        fn none_is_shown_before_its_start_at_its_end_or_once_it_was_ended(
            all in proptest::collection::vec(placement(), 0..20), places in 0_usize..6, now in 0_i64..7_000,
        ) {
            let now = at(now);
            let current = all.iter().filter(|it| it.is_current(now)).count();
            let shown = choose(all, places, now);
            prop_assert_eq!(shown.len(), current.min(places), "no place stays empty");
            for it in &shown {
                prop_assert!(it.starts_at <= now && now < it.ends_at && it.ended_at.is_none());
            }
        }
    }

    #[test]
    fn everybody_who_paid_is_shown_alike_whoever_began_when() {
        let all: Vec<Placement> = (0..7).map(|n| from(n * 100, 100_000)).collect();
        let mut shown = std::collections::HashMap::new();
        for minute in 1_000..8_000 {
            for it in choose(all.clone(), 2, at(minute)) {
                *shown.entry(it.id).or_insert(0) += 1;
            }
        }
        // 7,000 minutes of two places for seven: 2,000 each.
        assert!(
            shown.len() == 7 && shown.values().all(|n| (1_800..2_200).contains(n)),
            "{shown:?}"
        );
    }
}
