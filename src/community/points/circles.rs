//! Closed circles: which deals were made among a few people who are connected in a ring and trade with nobody else in a ring.
//!
//! People are the nodes of a graph, and two of them are joined when they completed a deal. A join whose removal would
//! separate its two sides is a bridge. Without the bridges the graph falls apart into blocks: one large block of strangers,
//! single people who traded once or twice, and small blocks, which are rings. See [`CIRCLE`] for when a small block is closed.

use std::collections::{HashMap, HashSet};

use chrono::Duration;

use super::model::Facts;
use super::policy::CIRCLE;
use crate::base::clock::Timestamp;
use crate::base::ids::{DealId, UserId};

/// The unproven deals that belong to closed circles, among completed ones.
pub fn circular(completed: &[Facts]) -> HashSet<DealId> {
    let graph = Graph::of(completed.iter().filter(|facts| !facts.linked));
    let blocks = graph.blocks();
    let mut deals_of: HashMap<usize, Vec<&Facts>> = HashMap::new();
    let mut people_of: HashMap<usize, usize> = HashMap::new();
    for block in &blocks {
        *people_of.entry(*block).or_default() += 1;
    }
    for facts in completed.iter().filter(|facts| !facts.linked) {
        let block = |user| graph.nodes.get(&user).and_then(|node| blocks.get(*node));
        if let (Some(one), Some(other)) = (block(facts.seller_id), block(facts.buyer_id))
            && one == other
        {
            deals_of.entry(*one).or_default().push(facts);
        }
    }
    let closed = |(block, _): &(usize, Vec<&Facts>)| -> bool {
        people_of.get(block).is_some_and(|people| (3..=CIRCLE.people).contains(people))
    };
    deals_of
        .into_iter()
        .filter(closed)
        .filter(|(block, deals)| {
            let people = people_of.get(block).copied().unwrap_or_default();
            let young = deals.iter().filter(|facts| facts.young).count();
            deals.len() >= people * CIRCLE.deals || young * 2 >= deals.len()
        })
        .flat_map(|(_, deals)| deals)
        .filter(|facts| !facts.proven)
        .map(|facts| facts.deal_id)
        .collect()
}

/// Deals that were completed before are not examined any more.
pub fn examined_since(now: Timestamp) -> Timestamp {
    now - Duration::days(CIRCLE.days)
}

/// Deals that were completed before join nobody any more.
pub fn joining_since(now: Timestamp) -> Timestamp {
    now - Duration::days(CIRCLE.days * 2)
}

/// People and who traded with whom.
struct Graph {
    nodes: HashMap<UserId, usize>,
    /// The neighbours of each node, each once.
    next: Vec<Vec<usize>>,
}

/// What the search knows of a node: when it was entered, and the earliest node that its part reaches.
#[derive(Clone, Copy, Default)]
struct Visit {
    /// From 1; 0 before it was entered.
    entered: usize,
    reaches: usize,
}

/// A node whose neighbours are being searched.
struct Frame {
    node: usize,
    parent: Option<usize>,
    /// How many neighbours were looked at.
    seen: usize,
}

impl Graph {
    fn of<'a>(deals: impl Iterator<Item = &'a Facts>) -> Self {
        let (mut nodes, mut next) = (HashMap::new(), Vec::<Vec<usize>>::new());
        let mut joined = HashSet::new();
        for facts in deals {
            let [one, other] = [facts.seller_id, facts.buyer_id].map(|user| {
                *nodes.entry(user).or_insert_with(|| {
                    next.push(Vec::new());
                    next.len() - 1
                })
            });
            if joined.insert((one.min(other), one.max(other))) {
                for (from, to) in [(one, other), (other, one)] {
                    if let Some(list) = next.get_mut(from) {
                        list.push(to);
                    }
                }
            }
        }
        Self { nodes, next }
    }

    /// The block of each node: nodes of one block have the same number.
    fn blocks(&self) -> Vec<usize> {
        let mut search = Search {
            graph: self,
            visits: vec![Visit::default(); self.next.len()],
            open: Vec::new(),
            blocks: vec![0; self.next.len()],
            count: 0,
        };
        for start in 0..self.next.len() {
            if search.visit(start).entered == 0 {
                search.from(start);
            }
        }
        search.blocks
    }
}

/// Tarjan's search for bridges, with a stack of its own: a chain of people may be long.
struct Search<'a> {
    graph: &'a Graph,
    visits: Vec<Visit>,
    /// Entered nodes whose block is not known yet.
    open: Vec<usize>,
    blocks: Vec<usize>,
    /// Nodes that were entered.
    count: usize,
}

impl Search<'_> {
    fn visit(&self, node: usize) -> Visit {
        self.visits.get(node).copied().unwrap_or_default()
    }

    fn from(&mut self, start: usize) {
        let mut stack = vec![self.enter(start, None)];
        while let Some(frame) = stack.last_mut() {
            let Frame { node, parent, seen } = *frame;
            frame.seen += 1;
            match self.graph.next.get(node).and_then(|next| next.get(seen)).copied() {
                Some(next) if Some(next) == parent => {}
                Some(next) if self.visit(next).entered > 0 => {
                    self.reach(node, self.visit(next).entered);
                }
                Some(next) => stack.push(self.enter(next, Some(node))),
                None => {
                    self.leave(node, parent);
                    stack.pop();
                }
            }
        }
    }

    fn enter(&mut self, node: usize, parent: Option<usize>) -> Frame {
        self.count += 1;
        if let Some(visit) = self.visits.get_mut(node) {
            *visit = Visit { entered: self.count, reaches: self.count };
        }
        self.open.push(node);
        Frame { node, parent, seen: 0 }
    }

    fn reach(&mut self, node: usize, entered: usize) {
        if let Some(visit) = self.visits.get_mut(node) {
            visit.reaches = visit.reaches.min(entered);
        }
    }

    /// A node that reaches nothing before itself closes a block; else its parent reaches what it reaches.
    fn leave(&mut self, node: usize, parent: Option<usize>) {
        let Visit { entered, reaches } = self.visit(node);
        if let Some(parent) = parent {
            self.reach(parent, reaches);
        }
        if reaches < entered {
            return;
        }
        while let Some(member) = self.open.pop() {
            if let Some(block) = self.blocks.get_mut(member) {
                *block = entered;
            }
            if member == node {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::recompute_tests::{facts, person};
    use super::*;

    /// Deals between people with these numbers, of accounts that are not new.
    fn deals(pairs: &[(u16, u16)]) -> Vec<Facts> {
        pairs
            .iter()
            .map(|(seller, buyer)| Facts { young: false, ..facts(*seller, *buyer) })
            .collect()
    }

    fn young(pairs: &[(u16, u16)]) -> Vec<Facts> {
        pairs
            .iter()
            .map(|(seller, buyer)| Facts { young: true, ..facts(*seller, *buyer) })
            .collect()
    }

    #[test]
    fn three_new_accounts_in_a_ring_are_a_closed_circle_and_three_old_ones_only_when_they_go_on() {
        let ring = [(1, 2), (2, 3), (3, 1)];
        assert_eq!(circular(&young(&ring)).len(), 3);
        assert!(circular(&deals(&ring)).is_empty());
        assert_eq!(circular(&deals(&[ring, ring].concat())).len(), 6);
    }

    #[test]
    fn chains_stars_and_pairs_are_no_circle() {
        let chain: Vec<(u16, u16)> = (1..200).map(|n| (n, n + 1)).collect();
        let star: Vec<(u16, u16)> = (1..200).map(|n| (0, n)).collect();
        let pair = [(1, 2), (2, 1), (1, 2), (2, 1)];
        for pairs in [&chain[..], &star, &pair] {
            assert!(circular(&young(pairs)).is_empty());
        }
    }

    #[test]
    fn one_deal_with_an_outsider_does_not_open_a_circle_and_many_people_are_none() {
        let mut all = young(&[(1, 2), (2, 3), (3, 1)]);
        let outside: Vec<(u16, u16)> =
            (10..=70).map(|n| (n, if n == 70 { 10 } else { n + 1 })).collect();
        all.extend(young(&outside));
        assert_eq!(circular(&all).len(), 3, "sixty people in a ring are no circle");
        all.extend(young(&[(1, 10)]));
        assert_eq!(circular(&all).len(), 3, "the circle and one bridge");
        all.extend(young(&[(2, 40)]));
        assert!(circular(&all).is_empty(), "two of them trade with others");
    }

    #[test]
    fn proven_deals_count_and_one_person_s_accounts_join_nobody() {
        let mut ring = young(&[(1, 2), (2, 3), (3, 1)]);
        ring[0].proven = true;
        assert_eq!(circular(&ring).len(), 2);
        ring[1].linked = true;
        assert!(circular(&ring).is_empty());
        assert_eq!(ring[0].seller_id, person(1));
    }

    #[test]
    fn a_long_chain_needs_no_deep_stack() {
        let chain: Vec<(u16, u16)> = (1..60_000).map(|n| (n, n + 1)).collect();
        assert!(circular(&young(&chain)).is_empty());
    }
}
