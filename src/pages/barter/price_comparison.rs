//! Why the scale and the asking prices may disagree.

use super::good::Side;
use crate::base::i18n::Text;
use crate::base::money;
use crate::market::worth::Balance;

/// Prices that differ by less than a tenth of the greater one are about the same.
const ABOUT_THE_SAME: i64 = 10;

/// A sentence that compares the scale with the asking prices; `None` unless both sides have goods and each has a price.
pub(super) fn price_comparison(
    mine: &Side,
    theirs: &Side,
    balance: Balance,
    other: &str,
) -> Option<Text> {
    let (my_price, their_price) = (total_price(mine)?, total_price(theirs)?);
    let difference = my_price.saturating_sub(their_price);
    let same = difference.saturating_abs() <= my_price.max(their_price) / ABOUT_THE_SAME;
    let prices_say = match difference {
        _ if same => "level",
        1.. => "over",
        ..=0 => "short",
    };
    let key = match (prices_say == balance.state, prices_say) {
        (true, _) => "barter-price-agrees",
        (false, "level") => "barter-price-level",
        (false, "over") => "barter-price-mine",
        (false, _) => "barter-price-theirs",
    };
    let text = Text::new(key).with("mine", money::rupiah(my_price));
    Some(text.with("theirs", money::rupiah(their_price)).with("name", other))
}

fn total_price(side: &Side) -> Option<i64> {
    let priced = side.goods.iter().map(|good| good.price.filter(|price| *price > 0));
    priced.sum::<Option<i64>>().filter(|total| *total > 0)
}
