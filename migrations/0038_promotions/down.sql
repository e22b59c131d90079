delete from payments where promotion_id is not null;
drop index payments_promotion;
drop index payments_one_open_promotion;
drop index payments_one_open;
create unique index payments_one_open on payments (deal_id) where status in ('created', 'open', 'paid');
alter table payments drop constraint payments_purpose;
alter table payments drop column promotion_id;
alter table payments alter column deal_id set not null;
drop table placements;
drop table promotions;
alter table ledger_transactions drop constraint ledger_transactions_kind_check;
alter table ledger_transactions add constraint ledger_transactions_kind_check
    check (kind in ('capture', 'release', 'refund', 'split', 'correction', 'payout', 'payout_return'));
