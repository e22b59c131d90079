//! Properties of prices and contacts for any input.

use proptest::prelude::*;

use super::{contact_score, contacts, price};
use crate::base::money::{MAX_PRICE, rupiah};

/// Texts of the pieces that the parsers look for, and of arbitrary characters.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("350".to_owned()),
        Just("rb".to_owned()),
        Just("1,5".to_owned()),
        Just("jt".to_owned()),
        Just("dua".to_owned()),
        Just("ratus".to_owned()),
        Just("ribu".to_owned()),
        Just(" ".to_owned()),
        Just("-".to_owned()),
        Just(".".to_owned()),
        Just("0812".to_owned()),
        Just("gocap".to_owned()),
        Just("setengah".to_owned()),
        Just("Rp".to_owned()),
        Just("boleh".to_owned()),
        Just("@".to_owned()),
        Just("com".to_owned()),
        Just("bca".to_owned()),
        Just("ig".to_owned()),
        Just("M".to_owned()),
        Just("99999999999999".to_owned()),
        Just("juta".to_owned()),
        Just("miliar".to_owned()),
        any::<char>().prop_map(String::from),
    ];
    prop_oneof![
        any::<String>(),
        proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    ]
}

proptest! {
    #[test]
    fn nothing_breaks_it_and_a_price_is_a_price(text in texts()) {
        if let Some(price) = price(&text) {
            prop_assert!((1..=MAX_PRICE).contains(&price));
        }
        let found = contacts(&text);
        prop_assert!(found.iter().all(|contact| (1..=100).contains(&contact.score)));
        prop_assert!((0..=100).contains(&contact_score(&text)));
    }

    #[test]
    fn an_amount_as_we_write_it_is_read_back(amount in 1..=MAX_PRICE) {
        prop_assert_eq!(price(&rupiah(amount)), Some(amount));
    }

    #[test]
    fn a_phone_number_behind_it_changes_no_price(amount in 1_000..=MAX_PRICE, tail in 10_000_000..=99_999_999_u32, words in prop_oneof![Just(""), Just("boleh "), Just("harga pas ")]) {
        let text = format!("{words}{}", rupiah(amount));
        prop_assert_eq!(price(&format!("{text} 0812{tail}")), price(&text));
        let rb = format!("{words}{}rb ya", amount % 900 + 1);
        prop_assert_eq!(price(&format!("{rb} 0812{tail}")), price(&rb));
    }
}

#[test]
fn the_longest_message_is_read_in_no_time() {
    for piece in [
        "1 ",
        "dua ",
        "350rb ",
        "rb1",
        "0812 ",
        "a.",
        "ig saya ",
        "🙏1",
        "dua ratus ",
        "((dot)",
        "@",
        "1,",
        "x1-",
    ] {
        let text = piece.repeat(4_000);
        // The quickest of five: a busy machine is slow once, a reader that is slow by itself each time.
        let quickest = (0..5).map(|_| {
            let start = std::time::Instant::now();
            let _ = (price(&text), contacts(&text));
            start.elapsed()
        });
        let quickest = quickest.min().unwrap();
        assert!(quickest.as_millis() < 500, "{piece:?} took {quickest:?}");
    }
}
