//! Checks of the ledger. What they verify is enforced by triggers, constraints and rights; a finding means that somebody
//! has written past them.

use super::store::Fact;

pub(super) const FACTS: &[Fact] = &[
    Fact {
        what: "transactions",
        fine: "the entries of every ledger transaction sum to 0",
        sql: "select format('ledger transaction %s (%s): its entries sum to %s rupiah', t.id, t.unique_key, e.sum) as finding \
              from ledger_transactions t \
              join (select transaction_id, sum(amount) as sum from ledger_entries group by transaction_id) e \
                on e.transaction_id = t.id \
              where e.sum <> 0",
    },
    Fact {
        what: "balances",
        fine: "every balance is the sum of its entries, and none is on the wrong side of 0",
        sql: "select format('ledger account %s (%s): its balance is %s, its entries sum to %s', \
                a.id, a.kind, a.balance, coalesce(e.sum, 0)) as finding \
              from ledger_accounts a left join (select account_id, sum(amount) as sum from ledger_entries group by account_id) e \
                on e.account_id = a.id \
              where a.balance <> coalesce(e.sum, 0) \
              union all select format('ledger account %s (%s): its balance is %s', id, kind, balance) from ledger_accounts \
              where kind in ('escrow', 'user') and balance < 0 \
              union all select format('the %s account of the ledger: its balance is %s', kind, sum(balance)) \
              from ledger_accounts where kind in ('provider', 'fees') group by kind \
              having case kind when 'provider' then sum(balance) > 0 else sum(balance) < 0 end \
              union all select format('ledger account %s: entry %s says %s after it, the entries up to it sum to %s', \
                account_id, id, coalesce(balance_after::text, 'nothing'), sum) \
              from (select e.id, e.account_id, e.balance_after, a.kind, \
                      sum(e.amount) over (partition by e.account_id order by e.id) as sum \
                    from ledger_entries e join ledger_accounts a on a.id = e.account_id \
                    where a.kind in ('escrow', 'user')) e \
              where balance_after is distinct from sum",
    },
    Fact {
        what: "entries",
        fine: "every entry has its transaction and its account, every transaction two entries or more",
        sql: "select case when t.id is null \
                then format('ledger entry %s: its transaction %s does not exist', e.id, e.transaction_id) \
                else format('ledger entry %s: its account %s does not exist', e.id, e.account_id) end as finding \
              from ledger_entries e left join ledger_transactions t on t.id = e.transaction_id \
                left join ledger_accounts a on a.id = e.account_id \
              where t.id is null or a.id is null \
              union all select format('ledger transaction %s (%s): it has %s entries', t.id, t.unique_key, count(e.id)) \
              from ledger_transactions t left join ledger_entries e on e.transaction_id = t.id \
              group by t.id, t.unique_key having count(e.id) < 2",
    },
    Fact {
        what: "escrow",
        fine: "money is held for a deal exactly while its payment is in escrow",
        sql: "select case when d.id is null then format('deal %s: it does not exist, and %s rupiah are held for it', \
                  a.deal_id, a.balance) \
                else format('deal %s: its payment is %s, and %s rupiah are held for it', \
                  d.code, d.payment, coalesce(a.balance, 0)) end as finding \
              from deals d full join (select deal_id, balance from ledger_accounts where kind = 'escrow') a on a.deal_id = d.id \
              where case when d.payment = 'escrow' then coalesce(a.balance, 0) <= 0 else coalesce(a.balance, 0) <> 0 end",
    },
    Fact {
        what: "disputes",
        fine: "a deal stands still exactly while a dispute about it is open",
        sql: "select format('deal %s: its status is %s, and %s disputes are open', d.code, d.status, count(p.id)) as finding \
              from deals d left join disputes p on p.deal_id = d.id and p.deadline_at is not null \
              group by d.id, d.code, d.status, d.in_return \
              having count(p.id) <> case when d.status = 'disputed' and not d.in_return then 1 else 0 end \
              union all select format('deal %s: the dispute ended with %s, the deal with %s', d.code, p.end_outcome, \
                coalesce(d.verdict, 'nothing')) \
              from disputes p join deals d on d.id = p.deal_id \
              where p.end_outcome is not null and d.verdict is distinct from p.end_outcome \
                and not exists (select from disputes q where q.deal_id = p.deal_id and q.opened_at > p.opened_at)",
    },
    Fact {
        what: "payouts",
        fine: "every payout was charged once, and what came back was returned once",
        sql: "select case when p.id is null then format('ledger transaction %s: there is no such payout', t.unique_key) \
                else format('payout %s of %s rupiah is %s: %s rupiah are posted for it', \
                  p.reference, p.amount, p.status, coalesce(t.sum, 0)) end as finding \
              from payouts p full join \
                (select split_part(t.unique_key, ':', 2) as payout, min(t.unique_key) as unique_key, sum(e.amount) as sum, \
                   array_agg(distinct a.user_id) as users, count(*) as n \
                 from ledger_transactions t join ledger_entries e on e.transaction_id = t.id \
                   join ledger_accounts a on a.id = e.account_id \
                 where t.kind in ('payout', 'payout_return') and a.kind = 'user' group by 1) t \
                on t.payout = p.id::text \
              where p.id is null or t.payout is null or t.users <> array[p.user_id] \
                or t.n <> case when p.status = 'returned' then 2 else 1 end \
                or t.sum <> case when p.status = 'returned' then 0 else -p.amount end",
    },
    Fact {
        what: "promotions",
        fine: "every promotion that ran is paid, once, and what was refunded went back, once",
        sql: "select case when p.id is null then format('ledger transaction %s: there is no such promotion', t.unique_key) \
                else format('promotion %s of %s rupiah is %s: %s rupiah are posted for it', \
                  p.code, p.amount, p.status, coalesce(t.sum, 0)) end as finding \
              from promotions p full join \
                (select split_part(t.unique_key, ':', 2) as promotion, min(t.unique_key) as unique_key, sum(e.amount) as sum, \
                   count(*) as n \
                 from ledger_transactions t join ledger_entries e on e.transaction_id = t.id \
                   join ledger_accounts a on a.id = e.account_id \
                 where t.kind in ('promotion', 'promotion_refund') and a.kind = 'fees' group by 1) t \
                on t.promotion = p.id::text \
              where p.id is null \
                or coalesce(t.n, 0) <> case p.status when 'refunded' then 2 when 'running' then 1 when 'ended' then 1 else 0 end \
                or coalesce(t.sum, 0) <> case when p.status in ('running', 'ended') then p.amount else 0 end \
              union all select format('promotion %s: its place is not what was bought', p.code) \
              from promotions p left join placements l on l.id = p.id \
              where (l.id is null) <> (p.starts_at is null) or (l.listing_id, l.kind, l.starts_at, l.ends_at) \
                is distinct from (p.listing_id, p.kind, p.starts_at, p.ends_at) and p.starts_at is not null \
                or p.status = 'refunded' and l.ended_at is null \
              union all select format('promotion %s is %s: %s of its payments are paid, %s go back', p.code, p.status, n.paid, n.back) \
              from promotions p cross join lateral (select count(*) filter (where status = 'paid') as paid, \
                  count(*) filter (where status in ('refunding', 'refunded')) as back \
                from payments where promotion_id = p.id) n \
              where n.paid <> case when p.status in ('running', 'ended') then 1 else 0 end \
                or p.status = 'refunded' and n.back = 0",
    },
    Fact {
        what: "totals",
        fine: "all accounts of the ledger sum to 0: the provider holds what it holds for the others",
        sql: "select format('the provider''s account is %s, the others sum to %s', held, others) as finding \
              from (select coalesce(sum(balance) filter (where kind = 'provider'), 0) as held, \
                      coalesce(sum(balance) filter (where kind <> 'provider'), 0) as others from ledger_accounts) a \
              where held + others <> 0 \
              union all select format('the %s account of the ledger has %s parts', kind, n) \
              from (select w.kind, w.parts, count(a.id) as n \
                    from (values ('provider', 64), ('fees', 64), ('rounding', 1)) w(kind, parts) \
                    left join ledger_accounts a on a.kind = w.kind group by w.kind, w.parts) k where n <> parts \
              union all select format('all entries of the ledger sum to %s', sum) \
              from (select coalesce(sum(amount), 0) as sum from ledger_entries) e where sum <> 0",
    },
];
