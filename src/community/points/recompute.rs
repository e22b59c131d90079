//! The points of everybody, computed anew from the facts of all completed deals.

use std::collections::{HashMap, HashSet};

use super::model::{Facts, Kind, Totals};
use super::policy::{Award, BONUS, Verdict, award, has_bonus};
use crate::base::ids::{DealId, UserId};

/// What a completed deal gives to each of its people; nothing to those in a closed circle.
pub fn awards(facts: &Facts, in_circle: bool) -> [(UserId, Kind, Award); 2] {
    let verdict = Verdict::of(facts);
    facts.parties().map(|(user, kind)| {
        let full = award(verdict, kind, facts.goods(user));
        (user, kind, if in_circle { Award::default() } else { full })
    })
}

/// The sums of everybody from these completed deals; those in `circular` belong to closed circles.
pub fn recompute<'a>(
    completed: impl IntoIterator<Item = &'a Facts>,
    circular: &HashSet<DealId>,
) -> HashMap<UserId, Totals> {
    let mut all: HashMap<UserId, Totals> = HashMap::new();
    for facts in completed {
        for (user, kind, award) in awards(facts, circular.contains(&facts.deal_id)) {
            let totals = all.entry(user).or_default();
            let (amount, goods) = (i32::from(award.amount), i32::from(award.goods));
            let earned = i32::from(amount > 0);
            match kind {
                Kind::Seller => {
                    totals.points_seller += amount;
                    totals.sold += goods;
                    totals.sales += earned;
                }
                Kind::Buyer => {
                    totals.points_buyer += amount;
                    totals.bought += goods;
                    totals.purchases += earned;
                }
            }
        }
    }
    for totals in all.values_mut() {
        let bonus = |kind, deals| if has_bonus(kind, deals) { i32::from(BONUS) } else { 0 };
        totals.points_seller += bonus(Kind::Seller, totals.sales);
        totals.points_buyer += bonus(Kind::Buyer, totals.purchases);
        totals.points = totals.points_seller + totals.points_buyer;
    }
    all
}
