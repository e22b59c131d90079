//! The rules as everybody reads them, with the numbers of the policy.

use super::policy::{
    BONUS, BOUGHT_FOR_BONUS, BUYER, CIRCLE, HOLLOW, REPEAT_DAYS, REPEATS, SELLER, SOLD_FOR_BONUS,
};
use crate::base::i18n::Text;

/// One sentence for each rule.
pub fn rules() -> Vec<Text> {
    let [_, second, third] = REPEATS;
    vec![
        Text::new("points-rule-earn").with("seller", SELLER).with("buyer", BUYER),
        Text::new("points-rule-bonus")
            .with("bonus", BONUS)
            .with("sold", SOLD_FOR_BONUS)
            .with("bought", BOUGHT_FOR_BONUS),
        Text::new("points-rule-repeat")
            .with("second", second)
            .with("third", third)
            .with("days", REPEAT_DAYS),
        Text::new("points-rule-linked"),
        Text::new("points-rule-circle")
            .with("people", CIRCLE.people)
            .with("deals", CIRCLE.deals)
            .with("days", CIRCLE.young_days),
        Text::new("points-rule-hollow")
            .with("days", HOLLOW.days)
            .with("minutes", HOLLOW.minutes)
            .with("free", HOLLOW.free),
        Text::new("points-rule-undone"),
    ]
}
