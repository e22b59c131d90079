alter table ledger_transactions drop constraint ledger_transactions_kind_check;
-- Rows of payouts stay: the ledger is append-only.
alter table ledger_transactions add constraint ledger_transactions_kind_check
    check (kind in ('capture', 'release', 'refund', 'split', 'correction', 'payout', 'payout_return'));
drop table practice_payouts;
drop table payout_notices;
drop table payouts;
drop table payout_accounts;
