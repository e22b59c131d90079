//! What a completed deal is worth. Every number here is published on the page that explains points.

use chrono::Duration;

use super::model::{Facts, Kind};
use crate::base::clock::Timestamp;

/// Points of whoever gives goods.
pub const SELLER: i16 = 10;
/// Points of whoever gets goods for money or as a gift.
pub const BUYER: i16 = 5;
/// The bonus, once for each kind.
pub const BONUS: i16 = 5;
/// So many deals that earned points as a seller give the bonus.
pub const SOLD_FOR_BONUS: i32 = 10;
/// So many deals that earned points as a buyer give the bonus.
pub const BOUGHT_FOR_BONUS: i32 = 5;

/// Percent of the points for the first, second and third deal of the same two people; none after that.
pub const REPEATS: [i16; 3] = [100, 50, 25];
/// Earlier deals of the same two people count for so many days.
pub const REPEAT_DAYS: i64 = 180;

/// A deal is proven from this price on, whole rupiah, when the provider held and released its money: its fee is then at
/// least Rp1,000, more than any use of its points.
pub const PROVEN_FROM: i64 = 20_000;

/// When nothing shows that goods changed hands.
pub struct HollowRule {
    /// Completed sooner after it was agreed, in minutes.
    pub minutes: i64,
    /// Both accounts younger, in days.
    pub days: i64,
    /// So many such deals of a person still count.
    pub free: i16,
}

/// A deal is hollow when no money passed through the provider, no meeting was agreed and no parcel was tracked, it was
/// completed at once, and both accounts are new. A few such deals are what two honest newcomers do in front of each other.
pub const HOLLOW: HollowRule = HollowRule { minutes: 30, days: 7, free: 3 };

/// When people only trade among themselves.
pub struct CircleRule {
    /// The most people.
    pub people: usize,
    /// So many deals for each person are too many.
    pub deals: usize,
    /// Accounts younger than so many days are new.
    pub young_days: i64,
    /// How long a deal is examined, in days. The deals around it count for twice as long, so that a circle does not open by
    /// growing old.
    pub days: i64,
}

/// A closed circle: a few people who are connected in a ring of deals, and with everybody else by no other ring. Among
/// strangers such rings are long. It is closed when its people trade a lot with each other, or at least half of its deals are
/// of new accounts. Its unproven deals do not count.
pub const CIRCLE: CircleRule = CircleRule { people: 30, deals: 2, young_days: 30, days: 180 };

/// What is known about the hand-over of a deal.
#[derive(Debug, Clone, Copy)]
pub struct HandOver {
    /// Money that the provider released, whole rupiah; 0 without.
    pub released: i64,
    /// Whether a meeting was agreed, or a parcel has a tracking number.
    pub traced: bool,
    /// From the agreement to the completion.
    pub took: Duration,
    /// When the younger account was made.
    pub younger_since: Timestamp,
    /// When the older account was made.
    pub older_since: Timestamp,
    pub completed_at: Timestamp,
}

impl HandOver {
    /// Whether money shows that the deal is real.
    pub fn is_proven(&self) -> bool {
        self.released >= PROVEN_FROM
    }

    /// Whether nothing shows that goods changed hands: see [`HOLLOW`].
    pub fn is_hollow(&self) -> bool {
        !self.is_proven()
            && !self.traced
            && self.took < Duration::minutes(HOLLOW.minutes)
            && self.completed_at - self.older_since < Duration::days(HOLLOW.days)
    }

    /// Whether one of the accounts was new.
    pub fn is_young(&self) -> bool {
        self.completed_at - self.younger_since < Duration::days(CIRCLE.young_days)
    }
}

/// Why a deal earns what it earns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All points.
    Full,
    /// A part, because the two people have traded before: percent.
    Repeat(i16),
    /// None, because the two people have traded too often.
    TooOften,
    /// None: both accounts seem to belong to one person.
    Linked,
    /// None: see [`HOLLOW`].
    Hollow,
}

impl Verdict {
    /// What the facts say.
    pub fn of(facts: &Facts) -> Self {
        let hollow_before = facts.hollow_seller.max(facts.hollow_buyer);
        if facts.linked {
            return Self::Linked;
        }
        if facts.hollow && hollow_before >= HOLLOW.free {
            return Self::Hollow;
        }
        let earlier = usize::try_from(facts.earlier).unwrap_or(usize::MAX);
        match REPEATS.get(earlier) {
            Some(100) => Self::Full,
            Some(percent) => Self::Repeat(*percent),
            None => Self::TooOften,
        }
    }

    /// Percent of the points.
    pub fn percent(self) -> i16 {
        match self {
            Self::Full => 100,
            Self::Repeat(percent) => percent,
            Self::TooOften | Self::Linked | Self::Hollow => 0,
        }
    }

    /// Whether the goods of the deal count in a person's figures.
    pub fn counts_goods(self) -> bool {
        !matches!(self, Self::Linked | Self::Hollow)
    }
}

/// Points and goods that a completed deal gives to one of its people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Award {
    /// Rounded down.
    pub amount: i16,
    pub goods: i16,
}

/// What a completed deal gives to one who earns as `kind` and has so many goods in it.
pub fn award(verdict: Verdict, kind: Kind, goods: i16) -> Award {
    let all = match kind {
        Kind::Seller => SELLER,
        Kind::Buyer => BUYER,
    };
    Award {
        amount: all * verdict.percent() / 100,
        goods: if verdict.counts_goods() { goods } else { 0 },
    }
}

/// Whether so many deals that earned points as `kind` have the bonus.
pub fn has_bonus(kind: Kind, deals: i32) -> bool {
    deals
        >= match kind {
            Kind::Seller => SOLD_FOR_BONUS,
            Kind::Buyer => BOUGHT_FOR_BONUS,
        }
}

#[cfg(test)]
mod tests {
    use super::super::recompute_tests::facts;
    use super::*;

    #[test]
    fn the_second_deal_of_two_people_earns_half_the_third_a_quarter_and_the_fourth_nothing() {
        let earned = |earlier| {
            let verdict = Verdict::of(&Facts { earlier, ..facts(1, 2) });
            [Kind::Seller, Kind::Buyer].map(|kind| award(verdict, kind, 1).amount)
        };
        assert_eq!([0, 1, 2, 3, 99].map(earned), [[10, 5], [5, 2], [2, 1], [0, 0], [0, 0]]);
    }

    #[test]
    fn one_person_with_two_accounts_earns_nothing_and_three_hollow_deals_are_free() {
        assert_eq!(Verdict::of(&Facts { linked: true, ..facts(1, 2) }), Verdict::Linked);
        let hollow = |hollow_seller, hollow_buyer| {
            Verdict::of(&Facts { hollow: true, hollow_seller, hollow_buyer, ..facts(1, 2) })
        };
        assert_eq!([hollow(0, 0), hollow(2, 2)], [Verdict::Full; 2]);
        assert_eq!([hollow(3, 0), hollow(0, 3)], [Verdict::Hollow; 2]);
    }

    #[test]
    fn a_deal_is_hollow_only_when_every_sign_says_so() {
        let now = facts(1, 2).completed_at;
        let empty = HandOver {
            released: 0,
            traced: false,
            took: Duration::minutes(29),
            younger_since: now - Duration::days(1),
            older_since: now - Duration::days(6),
            completed_at: now,
        };
        assert!(empty.is_hollow() && empty.is_young() && !empty.is_proven());
        for real in [
            HandOver { released: PROVEN_FROM, ..empty },
            HandOver { traced: true, ..empty },
            HandOver { took: Duration::minutes(30), ..empty },
            HandOver { older_since: now - Duration::days(7), ..empty },
        ] {
            assert!(!real.is_hollow(), "{real:?}");
        }
        assert!(!HandOver { younger_since: now - Duration::days(30), ..empty }.is_young());
        assert!(!HandOver { released: PROVEN_FROM - 1, ..empty }.is_proven());
    }

    #[test]
    fn the_bonus_comes_with_the_tenth_sale_and_the_fifth_purchase() {
        assert_eq!([9, 10, 11].map(|n| has_bonus(Kind::Seller, n)), [false, true, true]);
        assert_eq!([4, 5, 6].map(|n| has_bonus(Kind::Buyer, n)), [false, true, true]);
    }
}
