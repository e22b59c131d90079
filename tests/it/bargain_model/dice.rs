//! What somebody does next: mostly what may be done, sometimes what may not.

use rand::RngExt;
use rand::rngs::StdRng;
use uuid::Uuid;

use super::plain::{Command, Deed, Negotiation, PEOPLE, Seats, Seen};
use super::rules::Package;
use super::street::Street;

/// So many days go by in one sequence at most: deals live for a week.
pub const DAYS: usize = 5;

fn one_of<T: Clone>(dice: &mut StdRng, among: &[T]) -> T {
    among[dice.random_range(0..among.len())].clone()
}

fn happens(dice: &mut StdRng, percent: u32) -> bool {
    dice.random_range(0..100) < percent
}

/// Who does what next.
pub fn roll(dice: &mut StdRng, street: &Street, days: usize) -> (usize, Command) {
    let anybody = dice.random_range(0..PEOPLE.len());
    match dice.random_range(0..100) {
        0..74 => bargains(dice, street),
        74..78 if !street.negotiations.is_empty() => {
            let bargains: Vec<Seats> = street.negotiations.keys().copied().collect();
            let promised: Vec<Seats> = street.promises.values().copied().collect();
            let over = !promised.is_empty() && happens(dice, 55);
            let seats = one_of(dice, if over { &promised } else { &bargains });
            let who = if happens(dice, 88) { street.owner(seats) } else { anybody };
            (who, if over { Command::Release(seats) } else { Command::Promise(seats) })
        }
        78..85 => {
            let thing = dice.random_range(0..street.things.len());
            let who = if happens(dice, 90) { street.things[thing].owner } else { anybody };
            (who, Command::Delete(thing))
        }
        85..91 => {
            // What is away comes back rather than what is there goes through changes.
            let away: Vec<usize> = (0..street.things.len())
                .filter(|thing| !street.things[*thing].stand.can_be_had())
                .collect();
            let thing = match away.is_empty() || happens(dice, 40) {
                true => dice.random_range(0..street.things.len()),
                false => one_of(dice, &away),
            };
            let (for_money, for_goods) =
                one_of(dice, &[(true, true), (true, true), (false, true), (true, false)]);
            let who = if happens(dice, 92) { street.things[thing].owner } else { anybody };
            let kept = happens(dice, if for_money { 8 } else { 50 });
            (who, Command::Write { thing, kept, for_money, for_goods })
        }
        91..96 if !street.deals.is_empty() => {
            let lives: Vec<usize> =
                (0..street.deals.len()).filter(|deal| street.deals[*deal].lives()).collect();
            let deal = match lives.is_empty() || happens(dice, 10) {
                true => dice.random_range(0..street.deals.len()),
                false => one_of(dice, &lives),
            };
            let (buyer, owner) =
                (street.deals[deal].seats.0, street.owner(street.deals[deal].seats));
            let party = one_of(dice, &[buyer, owner]);
            (if happens(dice, 92) { party } else { anybody }, Command::CallOff(deal))
        }
        96..98 if days < DAYS => (anybody, Command::Day),
        98..100 => (anybody, Command::Again),
        _ => bargains(dice, street),
    }
}

fn bargains(dice: &mut StdRng, street: &Street) -> (usize, Command) {
    let all: Vec<Seats> = street.negotiations.keys().copied().collect();
    let is_pending = |seats: &Seats| street.negotiations[seats].pending().is_some();
    let waiting: Vec<Seats> = all.iter().copied().filter(is_pending).collect();
    if all.is_empty() || happens(dice, 34) {
        return begins(dice, street);
    }
    let among = if waiting.is_empty() || happens(dice, 8) { all } else { waiting };
    let seats = one_of(dice, &among);
    let negotiation = &street.negotiations[&seats];
    let (buyer, owner) = (seats.0, street.owner(seats));
    let by = negotiation.pending().map_or(buyer, |made| made.by);
    let answerer = if by == buyer { owner } else { buyer };
    let seen = sees(dice, negotiation);
    let (who, deed) = match dice.random_range(0..100) {
        0..30 => (answerer, Deed::Accept(seen)),
        30..55 => {
            let asked = negotiation.pending().is_some_and(|made| made.asked);
            let who = if asked { by } else { answerer };
            (who, Deed::Counter(Uuid::now_v7(), seen, package(dice, street, seats)))
        }
        55..68 => {
            let why =
                one_of(dice, &["".into(), "kemahalan".into(), "x".repeat(140), "y".repeat(141)]);
            (answerer, Deed::Decline(seen, why))
        }
        68..84 => (answerer, Deed::AskMore(seen)),
        _ => (by, Deed::Withdraw(seen)),
    };
    // Now and then by somebody whose turn it is not, or who is no member at all.
    let who = if happens(dice, 12) { dice.random_range(0..PEOPLE.len()) } else { who };
    (who, Command::At(seats, deed))
}

fn begins(dice: &mut StdRng, street: &Street) -> (usize, Command) {
    let shown: Vec<usize> = (0..street.things.len())
        .filter(|thing| street.things[*thing].stand.word() == "active")
        .collect();
    let thing = match shown.is_empty() || happens(dice, 10) {
        true => dice.random_range(0..street.things.len()),
        false => one_of(dice, &shown),
    };
    let mut who = dice.random_range(0..PEOPLE.len());
    if who == street.things[thing].owner && happens(dice, 90) {
        who = (who + 1) % PEOPLE.len();
    }
    let package = package(dice, street, (who, thing));
    (who, Command::At((who, thing), Deed::Offer(Uuid::now_v7(), package)))
}

/// What was seen: mostly how things stand.
fn sees(dice: &mut StdRng, negotiation: &Negotiation) -> Seen {
    let newest = negotiation.offers.last().map(|made| made.id).unwrap_or_default();
    let older = negotiation.offers.first().map(|made| made.id).unwrap_or_default();
    match dice.random_range(0..100) {
        0..88 => Seen { offer: newest, version: negotiation.version() },
        88..94 => Seen { offer: newest, version: negotiation.version() - 1 },
        _ => Seen { offer: older, version: negotiation.version() },
    }
}

fn package(dice: &mut StdRng, street: &Street, seats: Seats) -> Package {
    let amount =
        one_of(dice, &[0, 50_000, 190_000, 250_000, 600_000, 900_000, 1_000_000, 1_500_000]);
    let all: Vec<usize> = (0..street.things.len()).collect();
    if happens(dice, 10) {
        // Anything at all: somebody else's, the same twice, the thing itself, less than nothing.
        let goods = (0..dice.random_range(1..4)).map(|_| one_of(dice, &all)).collect();
        return Package { goods, amount: one_of(dice, &[amount, -1]) };
    }
    let of = |owner: usize| -> Vec<usize> {
        let there = |thing: &usize| street.things[*thing].stand.can_be_had() && *thing != seats.1;
        all.iter()
            .copied()
            .filter(|thing| street.things[*thing].owner == owner && there(thing))
            .collect()
    };
    let mut goods = Vec::new();
    let (own, theirs) = (of(seats.0), of(street.owner(seats)));
    let barter = !street.things[seats.1].for_money || happens(dice, 55);
    if barter {
        goods.extend(own.into_iter().filter(|_| happens(dice, 65)));
    }
    goods.extend(theirs.into_iter().filter(|_| happens(dice, 25)));
    Package { goods, amount: if barter && happens(dice, 50) { 0 } else { amount } }
}
