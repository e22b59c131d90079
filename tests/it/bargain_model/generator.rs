//! Generates random commands: mostly allowed ones, sometimes others.

use rand::RngExt;
use rand::rngs::StdRng;
use uuid::Uuid;

use super::model::Model;
use super::rules::Package;
use super::types::{BargainStep, Command, Negotiation, PEOPLE, Parties, Seen};

/// The maximum number of days in one sequence: deals live for a week.
pub const DAYS: usize = 5;

fn pick<T: Clone>(rng: &mut StdRng, among: &[T]) -> T {
    among[rng.random_range(0..among.len())].clone()
}

fn chance(rng: &mut StdRng, percent: u32) -> bool {
    rng.random_range(0..100) < percent
}

/// A person and their next command.
pub fn next_command(rng: &mut StdRng, model: &Model, days: usize) -> (usize, Command) {
    let anybody = rng.random_range(0..PEOPLE.len());
    match rng.random_range(0..100) {
        0..68 => bargaining_command(rng, model),
        68..78 if !model.negotiations.is_empty() => {
            let bargaining_command: Vec<Parties> = model.negotiations.keys().copied().collect();
            let promised: Vec<Parties> = model.promises.values().copied().collect();
            let releases = !promised.is_empty() && chance(rng, 55);
            let parties = pick(rng, if releases { &promised } else { &bargaining_command });
            // Releases are rare: a third person tries often enough that some are refused in every run.
            let owner = if releases { 40 } else { 88 };
            let who = if chance(rng, owner) { model.owner(parties) } else { anybody };
            (who, if releases { Command::Release(parties) } else { Command::Promise(parties) })
        }
        78..85 => {
            let listing = rng.random_range(0..model.listings.len());
            let who = if chance(rng, 90) { model.listings[listing].owner } else { anybody };
            (who, Command::Delete(listing))
        }
        85..91 => {
            // Listings that are not available are edited more often, so that they become available again.
            let away: Vec<usize> = (0..model.listings.len())
                .filter(|listing| !model.listings[*listing].availability.is_available())
                .collect();
            let listing = match away.is_empty() || chance(rng, 40) {
                true => rng.random_range(0..model.listings.len()),
                false => pick(rng, &away),
            };
            let (for_money, for_goods) =
                pick(rng, &[(true, true), (true, true), (false, true), (true, false)]);
            let who = if chance(rng, 92) { model.listings[listing].owner } else { anybody };
            let barter_only = chance(rng, if for_money { 8 } else { 50 });
            (who, Command::Write { listing, barter_only, for_money, for_goods })
        }
        91..96 if !model.deals.is_empty() => {
            let is_live: Vec<usize> =
                (0..model.deals.len()).filter(|deal| model.deals[*deal].is_live()).collect();
            let deal = match is_live.is_empty() || chance(rng, 10) {
                true => rng.random_range(0..model.deals.len()),
                false => pick(rng, &is_live),
            };
            let (buyer, owner) =
                (model.deals[deal].parties.0, model.owner(model.deals[deal].parties));
            let party = pick(rng, &[buyer, owner]);
            (if chance(rng, 92) { party } else { anybody }, Command::CallOff(deal))
        }
        96..98 if days < DAYS => (anybody, Command::Day),
        98..100 => (anybody, Command::Again),
        _ => bargaining_command(rng, model),
    }
}

fn bargaining_command(rng: &mut StdRng, model: &Model) -> (usize, Command) {
    let all: Vec<Parties> = model.negotiations.keys().copied().collect();
    let is_pending = |parties: &Parties| model.negotiations[parties].pending().is_some();
    let waiting: Vec<Parties> = all.iter().copied().filter(is_pending).collect();
    if all.is_empty() || chance(rng, 34) {
        return opening_command(rng, model);
    }
    let among = if waiting.is_empty() || chance(rng, 8) { all } else { waiting };
    let parties = pick(rng, &among);
    let negotiation = &model.negotiations[&parties];
    let (buyer, owner) = (parties.0, model.owner(parties));
    let by = negotiation.pending().map_or(buyer, |record| record.by);
    let answerer = if by == buyer { owner } else { buyer };
    let seen = seen_state(rng, negotiation);
    let (who, bargain_step) = match rng.random_range(0..100) {
        0..30 => (answerer, BargainStep::Accept(seen)),
        30..55 => {
            let asked_for_more = negotiation.pending().is_some_and(|record| record.asked_for_more);
            let who = if asked_for_more { by } else { answerer };
            (who, BargainStep::Counter(Uuid::now_v7(), seen, package(rng, model, parties)))
        }
        55..68 => {
            let reason =
                pick(rng, &["".into(), "kemahalan".into(), "x".repeat(140), "y".repeat(141)]);
            (answerer, BargainStep::Decline(seen, reason))
        }
        68..84 => (answerer, BargainStep::AskMore(seen)),
        _ => (by, BargainStep::Withdraw(seen)),
    };
    // Now and then by somebody whose turn it is not, or who is no member.
    let who = if chance(rng, 12) { rng.random_range(0..PEOPLE.len()) } else { who };
    (who, Command::Bargain(parties, bargain_step))
}

fn opening_command(rng: &mut StdRng, model: &Model) -> (usize, Command) {
    let shown: Vec<usize> = (0..model.listings.len())
        .filter(|listing| model.listings[*listing].availability.status() == "active")
        .collect();
    let listing = match shown.is_empty() || chance(rng, 10) {
        true => rng.random_range(0..model.listings.len()),
        false => pick(rng, &shown),
    };
    let mut who = rng.random_range(0..PEOPLE.len());
    if who == model.listings[listing].owner && chance(rng, 90) {
        who = (who + 1) % PEOPLE.len();
    }
    let package = package(rng, model, (who, listing));
    (who, Command::Bargain((who, listing), BargainStep::Offer(Uuid::now_v7(), package)))
}

/// The offer and version that a person saw: mostly the current ones.
fn seen_state(rng: &mut StdRng, negotiation: &Negotiation) -> Seen {
    let newest = negotiation.offers.last().map(|record| record.id).unwrap_or_default();
    let older = negotiation.offers.first().map(|record| record.id).unwrap_or_default();
    match rng.random_range(0..100) {
        0..88 => Seen { offer: newest, version: negotiation.version() },
        88..94 => Seen { offer: newest, version: negotiation.version() - 1 },
        _ => Seen { offer: older, version: negotiation.version() },
    }
}

fn package(rng: &mut StdRng, model: &Model, parties: Parties) -> Package {
    let amount = pick(rng, &[0, 50_000, 190_000, 250_000, 600_000, 900_000, 1_000_000, 1_500_000]);
    let all: Vec<usize> = (0..model.listings.len()).collect();
    if chance(rng, 10) {
        // Anything at all: somebody else's listing, the same twice, the listing itself, a negative amount.
        let goods = (0..rng.random_range(1..4)).map(|_| pick(rng, &all)).collect();
        return Package { goods, amount: pick(rng, &[amount, -1]) };
    }
    let of = |owner: usize| -> Vec<usize> {
        let there = |listing: &usize| {
            model.listings[*listing].availability.is_available() && *listing != parties.1
        };
        all.iter()
            .copied()
            .filter(|listing| model.listings[*listing].owner == owner && there(listing))
            .collect()
    };
    let mut goods = Vec::new();
    let (own, theirs) = (of(parties.0), of(model.owner(parties)));
    let barter = !model.listings[parties.1].for_money || chance(rng, 55);
    if barter {
        goods.extend(own.into_iter().filter(|_| chance(rng, 65)));
    }
    goods.extend(theirs.into_iter().filter(|_| chance(rng, 25)));
    Package { goods, amount: if barter && chance(rng, 50) { 0 } else { amount } }
}
