//! Checks of the points: their sums against the entries, the entries against the deals.

use super::check::{Check, NAMED};
use super::store::Fact;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::community::points;

pub(super) const FACTS: &[Fact] = &[
    Fact {
        what: "point sums",
        fine: "the points of every person and month are the sum of the entries",
        sql: "select format('points of person %s (%s): %s and %s are stored, the entries sum to %s and %s', user_id, period, \
                coalesce(t.points_seller, 0), coalesce(t.points_buyer, 0), coalesce(e.seller, 0), coalesce(e.buyer, 0)) as finding \
              from point_totals t full join ( \
                select user_id, p.period, coalesce(sum(amount) filter (where kind = 'seller'), 0) as seller, \
                  coalesce(sum(amount) filter (where kind = 'buyer'), 0) as buyer, \
                  coalesce(sum(goods) filter (where kind = 'seller'), 0) as sold, \
                  coalesce(sum(goods) filter (where kind = 'buyer'), 0) as bought \
                from point_entries cross join lateral (values ('all'), (month)) p(period) group by user_id, p.period \
              ) e using (user_id, period) \
              where (t.points_seller, t.points_buyer, t.sold, t.bought) is distinct from (e.seller, e.buyer, e.sold, e.bought)",
    },
    Fact {
        what: "point entries",
        fine: "what was given is taken back in full, step by step",
        sql: "select format('entry %s of person %s: it takes back %s points, %s were given', b.id, b.user_id, -b.amount, a.amount) \
                as finding \
              from point_entries b join point_entries a \
                on a.deal_id = b.deal_id and a.user_id = b.user_id and a.step = b.step - 1 and a.reason in ('deal', 'opened') \
              where b.reason in ('undone', 'circle') and (a.amount + b.amount <> 0 or a.goods + b.goods <> 0) \
              union all select format('deal %s: its last entry is step %s, there are %s', deal_id, max(step), count(*)) \
              from point_entries where reason not in ('milestone', 'milestone_undone') \
              group by deal_id, user_id having max(step) <> count(*)",
    },
];

/// The points of every deal and person, computed anew from the facts.
pub(super) fn examine(conn: &mut Conn) -> AppResult<Check> {
    let findings = points::audit(conn)?;
    let (count, first) = (findings.len(), findings.into_iter().take(NAMED).collect());
    Ok(Check::of("points", "the points of every person are what their deals give", count, first))
}
