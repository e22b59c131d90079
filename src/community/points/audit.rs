//! Compares the points with what the deals say, for `tawar check`.

use std::collections::{BTreeSet, HashSet};

use super::model::{Facts, Reason};
use super::recompute::recompute;
use super::store::{self, KnownDeal};
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{DealId, UserId};

/// The name of the subscriber that brings the changes of deals here.
const SUBSCRIBER: &str = "points";
/// Completed deals without facts that are named.
const NAMED: i64 = 100;

/// A sentence for each deal whose points do not follow its state, and for each person whose sums are not what their deals
/// give. Changes that are still under way are no findings.
///
/// # Errors
/// The database's errors.
pub fn audit(conn: &mut Conn) -> AppResult<Vec<String>> {
    let under_way = store::deals_under_way(conn, SUBSCRIBER)?;
    let known = store::known_deals(conn, None)?;
    let mut findings: Vec<String> =
        known.iter().filter_map(|deal| finding(deal, &under_way)).collect();
    findings.extend(unknown(conn, &under_way)?);
    findings.extend(wrong_sums(conn, &known)?);
    Ok(findings)
}

fn finding(deal: &KnownDeal, under_way: &BTreeSet<String>) -> Option<String> {
    if under_way.contains(&deal.facts.deal_id.to_string()) {
        return None;
    }
    let gives = deal.last.is_some_and(Reason::gives);
    let found = match (deal.is_completed(), gives) {
        (true, false) if deal.last != Some(Reason::Circle) => "it is completed and gives no points",
        (false, true) => "it is not completed and gives points",
        _ => return None,
    };
    Some(format!("deal {}: {found}", deal.code))
}

/// Completed deals that were never looked at, unless that is how it was before there were points.
fn unknown(conn: &mut Conn, under_way: &BTreeSet<String>) -> AppResult<Vec<String>> {
    let unknown = store::unknown_deals(conn, NAMED)?;
    let late = unknown.into_iter().filter(|(deal, _)| !under_way.contains(&deal.to_string()));
    Ok(late.map(|(_, code)| format!("deal {code}: it is completed and has no facts")).collect())
}

/// The sums against the entries' own state of each deal, so that what is under way is no finding here either.
fn wrong_sums(conn: &mut Conn, known: &[KnownDeal]) -> AppResult<Vec<String>> {
    let giving = known.iter().filter(|deal| deal.last.is_some_and(Reason::gives));
    let facts: Vec<&Facts> = giving.map(|deal| &deal.facts).collect();
    let none: HashSet<DealId> = HashSet::new();
    let due = recompute(facts, &none);
    let stored = store::all_totals(conn)?;
    let people: BTreeSet<UserId> = due.keys().chain(stored.keys()).copied().collect();
    Ok(people
        .into_iter()
        .filter_map(|user| {
            let due = due.get(&user).copied().unwrap_or_default();
            let stored = stored.get(&user).copied().unwrap_or_default();
            (due != stored).then(|| {
                format!(
                    "person {user}: {} points as a seller and {} as a buyer are stored, their deals give {} and {}",
                    stored.points_seller, stored.points_buyer, due.points_seller, due.points_buyer
                )
            })
        })
        .collect())
}
