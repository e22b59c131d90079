//! `@tawar <listing> <price>`: an offer written as a message.

use super::price::price;
use crate::base::money;

/// The listing (its id, code or the name in its address) and the price in whole rupiah of a message
/// `@tawar <listing> <price>`; `None` when the message is no such command.
pub fn offer_command(text: &str) -> Option<(&str, i64)> {
    let text = text.trim();
    let (name, rest) = text.split_once(char::is_whitespace)?;
    if !name.eq_ignore_ascii_case("@tawar") {
        return None;
    }
    let (listing, amount) = rest.trim_start().split_once(char::is_whitespace)?;
    let listing = listing.trim_start_matches('#');
    let is_name = !listing.is_empty()
        && listing.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let amount = money::parse(amount).ok().or_else(|| price(amount))?;
    (is_name && (1..=money::MAX_PRICE).contains(&amount)).then_some((listing, amount))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_names_the_listing_and_the_price() {
        assert_eq!(
            offer_command("@tawar kamera-fuji-xt3 1,5jt"),
            Some(("kamera-fuji-xt3", 1_500_000))
        );
        assert_eq!(offer_command("  @Tawar  #A1B2  dua ratus ribu "), Some(("A1B2", 200_000)));
        for text in [
            "@tawar",
            "@tawar kamera",
            "@tawar kamera murah",
            "tawar kamera 350rb",
            "@tawarin kamera 5rb",
            "@tawar ka/mera 5rb",
        ] {
            assert_eq!(offer_command(text), None, "{text}");
        }
    }
}
