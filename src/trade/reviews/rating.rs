//! What the reviews of a person come to: of each partner the mean of its ratings, of these the mean. However often two people
//! trade, one is one voice about the other.

use super::store::{self, PartnerRatings};
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::UserId;
use crate::people::accounts::{self, Rating};

/// The rating that these partners give together. Means are in hundredths, both rounded down.
pub(super) fn rating_of(partners: &[PartnerRatings]) -> Rating {
    let means = partners.iter().map(|one| one.sum.saturating_mul(100) / one.count.max(1));
    let voices = i64::try_from(partners.len()).unwrap_or(i64::MAX);
    let narrow = |n: i64| i32::try_from(n).unwrap_or(i32::MAX);
    Rating {
        rating_count: narrow(partners.iter().map(|one| one.count).sum()),
        rating_partners: narrow(voices),
        rating_mean: narrow(means.sum::<i64>() / voices.max(1)),
    }
}

/// What the shown reviews of a person come to.
///
/// # Errors
/// The database's errors.
pub fn recomputed(conn: &mut Conn, subject: UserId) -> AppResult<Rating> {
    Ok(rating_of(&store::ratings_by_partner(conn, subject)?))
}

/// Stores what the shown reviews of a person come to. Locks the account, so that of two reviews shown at once none is missed.
///
/// # Errors
/// The database's errors.
pub fn recompute(conn: &mut Conn, subject: UserId) -> AppResult<()> {
    accounts::lock(conn, subject)?;
    let rating = recomputed(conn, subject)?;
    accounts::set_rating(conn, subject, rating)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn partners(ratings: &[&[i64]]) -> Vec<PartnerRatings> {
        let one = |all: &&[i64]| PartnerRatings {
            sum: all.iter().sum(),
            count: i64::try_from(all.len()).unwrap(),
        };
        ratings.iter().map(one).collect()
    }

    #[test]
    fn a_friend_who_praises_ten_times_is_one_voice() {
        let rating = rating_of(&partners(&[&[5; 10], &[2], &[3, 4]]));
        assert_eq!((rating.rating_count, rating.rating_partners), (13, 3));
        assert_eq!(rating.rating_mean, (500 + 200 + 350) / 3);
        assert_eq!(rating_of(&[]), Rating::default());
    }

    proptest! {
        #[test]
        fn a_mean_lies_between_its_voices_and_their_order_does_not_matter(
            ratings in prop::collection::vec(prop::collection::vec(1..=5_i64, 1..6), 1..12)
        ) {
            let mut all: Vec<&[i64]> = ratings.iter().map(Vec::as_slice).collect();
            let rating = rating_of(&partners(&all));
            let flat = || ratings.iter().flatten().copied();
            let (low, high) = (flat().min().unwrap() * 100, flat().max().unwrap() * 100);
            prop_assert!((low..=high).contains(&i64::from(rating.rating_mean)));
            all.reverse();
            prop_assert_eq!(rating_of(&partners(&all)), rating);
        }

        #[test]
        fn one_partner_moves_the_mean_by_no_more_than_its_share(
            others in prop::collection::vec(1..=5_i64, 1..12), flood in 1..200_usize, rating in 1..=5_i64
        ) {
            let singles: Vec<Vec<i64>> = others.iter().map(|one| vec![*one]).collect();
            let mut once: Vec<&[i64]> = singles.iter().map(Vec::as_slice).collect();
            let (one, many) = ([rating], vec![rating; flood]);
            once.push(&one);
            let with_one = rating_of(&partners(&once)).rating_mean;
            once.pop();
            once.push(&many);
            prop_assert_eq!(rating_of(&partners(&once)).rating_mean, with_one);
        }
    }
}
