drop table ledger_entries;
drop table ledger_transactions;
drop table ledger_accounts;
drop function ledger_add_entry();
drop function ledger_close_entry();
drop function ledger_close_transaction();
drop function ledger_refuse();
drop function ledger_guard_account();
