//! The rules as everybody reads them, with the numbers of the policy.

use super::policy::{
    BONUS, BOUGHT_FOR_BONUS, BUYER, CIRCLE, HOLLOW, REPEAT_DAYS, REPEATS, SELLER, SOLD_FOR_BONUS,
};
use crate::base::i18n::Text;
use crate::config::{Mode, Site};

/// One sentence for each rule of a site: what nobody can do there is left out.
pub fn rules(site: &Site) -> Vec<Text> {
    let [_, second, third] = REPEATS;
    let sells = [Mode::Sale, Mode::Free].into_iter().any(|mode| site.allows(mode));
    let earn = Text::new("points-rule-earn").with("seller", SELLER).with("buyer", BUYER);
    let barter = Text::new("points-rule-barter").with("seller", SELLER);
    let mut rules = Vec::new();
    rules.extend(sells.then_some(earn));
    rules.extend(site.allows(Mode::Barter).then_some(barter));
    rules.extend([
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
    ]);
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_names_only_what_people_can_do_there() {
        let first = |site: &str| {
            let rules = rules(&Site::load(site).unwrap());
            rules.iter().take(2).map(|rule| rule.key.clone()).collect::<Vec<_>>()
        };
        assert_eq!(first("tawar"), ["points-rule-earn", "points-rule-barter"]);
        assert_eq!(first("sampahkupilah"), ["points-rule-earn", "points-rule-bonus"]);
        assert_eq!(first("barterhub"), ["points-rule-barter", "points-rule-bonus"]);
    }
}
