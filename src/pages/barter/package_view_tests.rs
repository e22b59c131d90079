//! Sari sells, Budi buys: what either of them reads in the form.

use super::*;
use crate::pages::barter::good::{Good, Side};
use crate::pages::barter::inventory::{BundlePrice, PackageContents};
use crate::pages::barter::package_facts::Sending;
use crate::pages::barter::scale::Scale;
use crate::pages::barter::side_view::FitTag;

fn good(title: &str, points: i64) -> Good {
    Good {
        id: ListingId::fresh(),
        title: title.to_owned(),
        url: None,
        thumb: None,
        thumb_w: 400,
        thumb_h: 500,
        condition_key: "condition-bagus".to_owned(),
        points,
        adjusted: None,
        price: None,
        fixed: false,
        gone: false,
        kept: false,
        after: 0,
        fits: false,
        description: String::new(),
        flaw: String::new(),
    }
}

fn side(goods: &[i64], inventory: &[i64]) -> Side {
    let all = |points: &[i64]| points.iter().map(|n| good("Radio", *n)).collect::<Vec<_>>();
    Side { points: goods.iter().sum(), goods: all(goods), inventory: all(inventory) }
}

fn contents(mine: Side, theirs: Side) -> PackageContents {
    let balance = Balance::of(mine.points, theirs.points);
    let scale = Scale::of(balance);
    PackageContents {
        mine,
        theirs,
        balance,
        scale,
        suggestion: None,
        asking: None,
        bundle: None,
        current_offer: None,
    }
}

fn facts(contents: &PackageContents, side: Party, sale: bool) -> PackageFacts<'_> {
    let other = if side == Party::Buyer { "Sari" } else { "Budi" };
    let sending = Sending::First;
    PackageFacts { contents, side, other, sale, sending, cash: true, amount: None }
}

fn view(facts: &PackageFacts<'_>) -> PackageFormView {
    let form = PackageForm {
        action: String::new(),
        back: String::new(),
        listing: ListingLink { title: String::new(), url: String::new() },
        client_id: Uuid::nil(),
        version: None,
        note: String::new(),
        error: None,
        blocked: None,
    };
    PackageFormView::of(facts, form)
}

#[test]
fn a_barter_shows_both_sides_and_the_scale() {
    let contents = contents(side(&[405], &[]), side(&[525], &[]));
    let shown = view(&facts(&contents, Party::Buyer, false));
    assert!(shown.swaps && shown.scale.is_some() && shown.price.is_none());
    assert!(shown.mine.is_some() && shown.theirs.is_some());
    assert_eq!(shown.verdict.text, Text::new("barter-short").with("n", "120"));
    assert_eq!(shown.verdict.points, "−120");
    assert_eq!((shown.way, shown.send), ("", "barter-send"));
}

#[test]
fn goods_for_money_show_the_sellers_side_and_its_price() {
    let mut contents = contents(side(&[], &[]), side(&[525, 100], &[]));
    (contents.asking, contents.bundle) =
        (Some(900_000), Some(BundlePrice { percent: 10, price: 810_000 }));
    let shown = view(&facts(&contents, Party::Buyer, true));
    assert!(!shown.swaps && shown.scale.is_none() && shown.mine.is_none());
    let price = shown.price.unwrap();
    assert_eq!(price.chosen, Text::new("barter-chosen").with("n", 2));
    assert_eq!(price.bundle.unwrap().key, "barter-bundle");
    assert_eq!((shown.way, shown.send), ("jual", "barter-send-sale"));
    let seller = view(&facts(&contents, Party::Seller, true));
    assert!(seller.mine.is_some() && seller.theirs.is_none());
    assert_eq!(seller.title, Text::new("barter-title-package").with("name", "Budi"));
}

#[test]
fn nothing_on_either_side_is_not_called_short() {
    let contents = contents(side(&[], &[]), side(&[], &[]));
    assert_eq!(
        view(&facts(&contents, Party::Buyer, false)).verdict.text,
        Text::new("barter-nothing")
    );
}

#[test]
fn a_barter_waits_for_a_good_of_the_buyers() {
    let empty = contents(side(&[], &[]), side(&[525], &[]));
    let budi = view(&facts(&empty, Party::Buyer, false));
    assert_eq!(budi.missing, Some(Text::new("barter-pick-mine")));
    assert!(budi.nothing_to_give);
    let sari = contents(side(&[525], &[]), side(&[], &[140]));
    let sari = view(&facts(&sari, Party::Seller, false));
    assert_eq!(sari.missing, Some(Text::new("barter-pick-theirs").with("name", "Budi")));
    assert!(!sari.nothing_to_give);
    assert_eq!(view(&facts(&empty, Party::Buyer, true)).missing, None);
}

#[test]
fn the_button_says_what_sending_is() {
    let contents = contents(side(&[405], &[]), side(&[525], &[]));
    let send =
        |sending| view(&PackageFacts { sending, ..facts(&contents, Party::Buyer, false) }).send;
    assert_eq!(send(Sending::Counter), "barter-send-counter");
    assert_eq!(send(Sending::Better), "barter-send-better");
}

#[test]
fn the_buyer_pays_whoever_asks_for_it() {
    let contents = contents(side(&[405], &[]), side(&[525], &[]));
    let money =
        |side, sale, cash| view(&PackageFacts { cash, ..facts(&contents, side, sale) }).money;
    let mine = money(Party::Buyer, false, true).unwrap();
    assert_eq!(mine.hint, Some(Text::new("barter-topup-mine")));
    let theirs = money(Party::Seller, false, true).unwrap();
    assert_eq!(theirs.label, Text::new("barter-topup-from-theirs").with("name", "Budi"));
    assert_eq!(money(Party::Buyer, false, false), None);
    assert_eq!(money(Party::Buyer, true, false).unwrap().hint, None);
}

#[test]
fn a_good_to_add_tells_how_the_sides_would_stand() {
    let tag = |after, fits, own| FitTag::of(after, fits, own).text;
    assert_eq!(tag(0, true, true), Some(Text::new("barter-fits")));
    assert_eq!(tag(20, true, true), Some(Text::new("barter-fits-by").with("n", "+20")));
    assert_eq!(tag(-80, false, true), Some(Text::new("barter-still").with("n", "−80")));
    assert_eq!(tag(80, false, true), None);
    assert_eq!(tag(80, false, false), Some(Text::new("barter-still").with("n", "+80")));
    assert_eq!(tag(-80, false, false), None);
    assert_eq!(FitTag::of(1_200, false, true).number, "+1.200");
}

#[test]
fn a_suggestion_names_whose_goods_and_how_they_would_stand() {
    let suggestion = Suggestion {
        ids: vec![ListingId::fresh(), ListingId::fresh()],
        titles: "Radio + Vas".to_owned(),
        after: 20,
        level: true,
        owner: SuggestionOwner::Mine,
    };
    let level = SuggestionView::of(&suggestion);
    assert_eq!(level.text.key, "barter-add-level");
    assert_eq!(level.value.matches(',').count(), 1);
    let asked =
        Suggestion { level: false, owner: SuggestionOwner::Theirs, after: -40, ..suggestion };
    let asked = SuggestionView::of(&asked).text;
    assert_eq!(asked.key, "barter-ask-after");
    assert!(asked.args.contains(&("n", "−40".to_owned())));
}

#[test]
fn where_all_prices_are_known_the_scale_is_compared_with_them() {
    let priced = |points: i64, price: i64| {
        let good = Good { price: Some(price), ..good("Radio", points) };
        Side { points, goods: vec![good], inventory: Vec::new() }
    };
    for (mine, theirs, key) in [
        (priced(100, 300_000), priced(100, 300_000), "barter-price-agrees"),
        (priced(100, 150_000), priced(200, 300_000), "barter-price-agrees"),
        (priced(389, 150_000), priced(104, 300_000), "barter-price-theirs"),
        (priced(104, 300_000), priced(389, 150_000), "barter-price-mine"),
        (priced(389, 300_000), priced(104, 310_000), "barter-price-level"),
    ] {
        let contents = contents(mine, theirs);
        let shown = view(&facts(&contents, Party::Buyer, false)).price_comparison;
        let prices = [&contents.mine, &contents.theirs].map(|side| side.goods[0].price);
        let [mine, theirs] = prices.map(|price| money::rupiah(price.unwrap_or_default()));
        let expected =
            Text::new(key).with("mine", mine).with("theirs", theirs).with("name", "Sari");
        assert_eq!(shown, Some(expected));
    }
    let unpriced = contents(priced(100, 300_000), side(&[100], &[]));
    assert_eq!(view(&facts(&unpriced, Party::Buyer, false)).price_comparison, None);
    let for_money = contents(priced(100, 300_000), priced(100, 300_000));
    assert_eq!(view(&facts(&for_money, Party::Buyer, true)).price_comparison, None);
}
