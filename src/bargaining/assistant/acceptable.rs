//! Whether a text of the language model may be sent to the buyer. Pure.

use crate::base::money;
use crate::chat::parsing;

/// The most characters of an acceptable text.
const MOST_CHARACTERS: usize = 400;

/// Number words that price parsing does not need.
const MORE_NUMBERS: &str = "thirteen fourteen sixteen seventeen eighteen nineteen dozen lusin kodi hundreds thousands \
    millions billion grand bucks se setengahnya separuh separo";

fn names_number(word: &str) -> bool {
    parsing::names_number(word) || MORE_NUMBERS.split_whitespace().any(|number| number == word)
}

/// Whether a text may be sent: short and plain, no link, no markup, and no number but the decided price.
pub(super) fn is_acceptable(text: &str, price: Option<i64>) -> bool {
    let text = text.trim();
    if text.is_empty()
        || text.chars().count() > MOST_CHARACTERS
        || text.chars().any(|c| c.is_control() && c != '\n')
        || text.contains(['<', '>', '@', '\\', '`', '{', '}', '[', ']'])
        || has_link(text)
    {
        return false;
    }
    let rest = match price {
        Some(price) => {
            let named = money::rupiah(price);
            let bare = named.trim_start_matches("Rp").trim_start_matches(['\u{a0}', ' ']);
            if !text.contains(bare) {
                return false;
            }
            // Two prices that touch, or have only a mark between them, are another number: Rp5 and "55".
            let mut between = text.split(bare).skip(1).collect::<Vec<_>>();
            between.pop();
            if !between
                .iter()
                .all(|part| part.contains(|c: char| c.is_whitespace() || c.is_alphabetic()))
            {
                return false;
            }
            text.replace(bare, " ")
        }
        None => text.to_owned(),
    };
    !rest.chars().any(char::is_numeric)
        && !rest.to_lowercase().split(|c: char| !c.is_alphabetic()).any(names_number)
}

/// Whether it may hold a link: `://`, `www`, or letters on both sides of a dot.
fn has_link(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    text.contains("://")
        || text.to_lowercase().contains("www")
        || letters.windows(3).any(|three| {
            matches!(three, [before, '.', after] if before.is_alphabetic() && after.is_alphabetic())
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_plain_text_about_the_decided_price_is_acceptable() {
        let price = Some(1_190_000);
        for fine in [
            "Makasih Kak! Rp1.190.000 ya, langsung bisa diambil.",
            "Kalau 1.190.000 gimana, Kak?\nBarangnya mulus kok.",
        ] {
            assert!(is_acceptable(fine, price), "{fine}");
        }
        for bad in [
            "",
            "Oke Kak, Rp1 saja.",
            "Rp1.190.000, padahal minimumnya 900 ribu.",
            "Rp1.190.000 ya Kak, atau sembilan ratus ribu juga boleh.",
            "Rp1.190.000 ya Kak, atau sembilanratus ribu juga boleh.",
            "Rp1.190.000 ya Kak, sepuluh persen lebih murah juga boleh.",
            "Rp1.190.000 atau goceng, Kak.",
            "Rp1.190.000, but nine hundred thousand is fine too.",
            "Rp1.190.000, lihat https://jahat.example",
            "Rp1.190.000, cek jahat.com ya",
            "<b>Rp1.190.000</b>",
            "Rp1.190.000 hubungi @budi",
            "Rp1.190.0001",
            "Rp1.190.000 ①",
            "Terima kasih, Kak.",
        ] {
            assert!(!is_acceptable(bad, price), "{bad}");
        }
        assert!(!is_acceptable(&format!("Rp1.190.000 {}", "ya ".repeat(200)), price));
        assert!(is_acceptable("Sebentar ya Kak, aku tanyakan dulu.", None));
        assert!(!is_acceptable("Sebentar ya Kak, minimumnya 9.", None));
    }

    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    enum Piece {
        Plain,
        /// The decided price.
        Price,
        /// Another number, a link, markup: not acceptable.
        Forbidden,
    }

    fn bare(price: i64) -> String {
        money::rupiah(price).trim_start_matches("Rp").to_owned()
    }

    const PLAIN: [&str; 7] =
        ["Kak,", "boleh", "ya!", "langsung diambil.", "mulus kok;\nsilakan", "👍", "é"];

    const FORBIDDEN: [&str; 16] = [
        "①",
        "Ⅳ",
        "٣",
        "sembilan",
        "Sejuta",
        "goceng",
        "dozen",
        "setengahnya",
        "nine hundred",
        "jahat.com",
        "https://jahat.example",
        "www",
        "<b>",
        "@budi",
        "{x}",
        "\u{7}",
    ];

    /// A piece of a sentence about this price.
    fn piece(price: i64) -> impl Strategy<Value = (String, Piece)> {
        let bare = bare(price);
        let beside = vec![
            format!("Rp{bare}1"),
            format!("1{bare}"),
            format!("{bare}{bare}"),
            format!("{bare}.{bare}"),
            format!("Rp{bare}.000"),
        ];
        let kind_of =
            move |other: i64| if other == price { Piece::Price } else { Piece::Forbidden };
        prop_oneof![
            8 => prop::sample::select(&PLAIN[..]).prop_map(|text| (text.to_owned(), Piece::Plain)),
            1 => prop::sample::select(&FORBIDDEN[..]).prop_map(|text| (text.to_owned(), Piece::Forbidden)),
            1 => prop::sample::select(beside).prop_map(|text| (text, Piece::Forbidden)),
            1 => (1..3_000_000_i64).prop_map(move |other| (money::rupiah(other), kind_of(other))),
            4 => Just((money::rupiah(price), Piece::Price)),
        ]
    }

    /// A price and a sentence about it, in pieces.
    fn sentence() -> impl Strategy<Value = (i64, Vec<(String, Piece)>)> {
        prop_oneof![1..20_i64, 1..2_000_000_i64]
            .prop_flat_map(|price| (Just(price), prop::collection::vec(piece(price), 1..8)))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn a_sentence_fits_if_it_is_plain_and_names_the_decided_price_and_no_other_number(
            (price, pieces) in sentence(),
        ) {
            let text: Vec<&str> = pieces.iter().map(|(text, _)| text.as_str()).collect();
            let text = text.join(" ");
            let has = |wanted| pieces.iter().any(|(_, kind)| *kind == wanted);
            let named = has(Piece::Price);
            let plain = !has(Piece::Forbidden);
            prop_assert_eq!(is_acceptable(&text, Some(price)), plain && named, "{:?} for {}", text, price);
            prop_assert_eq!(is_acceptable(&text, None), plain && !named, "{:?} without a price", text);
        }

        #[test]
        fn whatever_is_typed_is_read_without_a_panic(text in "\\PC{0,80}", price in 1..2_000_000_i64) {
            prop_assert!(!is_acceptable(&text, Some(price)) || text.contains(&bare(price)));
        }
    }
}
