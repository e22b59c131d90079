//! Which placements get the places that a list has; pure.

use super::model::Placement;
use crate::base::clock::Timestamp;

/// Those that are current, at most `places`: the ones that were seen least, so that everybody who paid is shown alike.
pub fn choose(mut all: Vec<Placement>, places: usize, now: Timestamp) -> Vec<Placement> {
    all.retain(|placement| placement.is_current(now));
    all.sort_by_key(|placement| (placement.seen, placement.starts_at, placement.id));
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

    fn placement() -> impl Strategy<Value = Placement> {
        (0_i64..3_000, 1_i64..3_000, proptest::option::of(0_i64..3_000), 0..1_000).prop_map(
            |(start, minutes, ended, seen)| Placement {
                id: PromotionId::fresh(),
                listing_id: ListingId::fresh(),
                kind: Kind::Bump,
                starts_at: at(start),
                ends_at: at(start + minutes),
                ended_at: ended.map(|after| at(start + after.min(minutes))),
                seen,
                opened: 0,
            },
        )
    }

    proptest! {
        #[test]
        fn none_is_shown_before_its_start_at_its_end_or_once_it_was_ended(
            all in proptest::collection::vec(placement(), 0..20), places in 0_usize..6, now in 0_i64..7_000,
        ) {
            let (now, before) = (at(now), all.clone());
            let shown = choose(all, places, now);
            prop_assert!(shown.len() <= places);
            for it in &shown {
                prop_assert!(it.starts_at <= now && now < it.ends_at && it.ended_at.is_none());
            }
            let current = before.iter().filter(|it| it.is_current(now));
            let left_out: Vec<_> = current.clone().filter(|it| !shown.contains(it)).collect();
            prop_assert_eq!(shown.len(), current.count().min(places), "no place stays empty");
            let most = shown.iter().map(|it| it.seen).max().unwrap_or(0);
            prop_assert!(left_out.iter().all(|it| it.seen >= most), "who was seen less comes first");
        }
    }
}
