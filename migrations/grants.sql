-- The rights of the serving role, granted anew after each migration in one transaction; {role} is replaced by its name.
-- Tables that a migration adds are included.
grant usage on schema public to {role};
grant select, insert, update, delete on all tables in schema public to {role};
grant usage, select on all sequences in schema public to {role};

-- Only the owner migrates.
revoke insert, update, delete on __diesel_schema_migrations from {role};

-- The ledger is append-only. What the triggers set (balances, numbers of entries, the writing transaction) is no column
-- that the serving role may write.
revoke all on ledger_accounts, ledger_transactions, ledger_entries from {role};
revoke all on sequence ledger_entry_ids from {role};
grant select on ledger_accounts, ledger_transactions, ledger_entries to {role};
grant insert (id, kind, deal_id, user_id) on ledger_accounts to {role};
grant insert (id, kind, deal_id, unique_key, at) on ledger_transactions to {role};
grant insert (transaction_id, account_id, amount) on ledger_entries to {role};

-- Deal sheets are append-only too: their digests are in the chains of the rooms.
revoke update, delete on deal_sheets from {role};

-- Rulings are only confirmed or replaced while they wait; case files and the audit log are only added to.
revoke update, delete on dispute_entries, audit_log from {role};
revoke delete on disputes, dispute_rulings from {role};
-- What a review said before stays as it was.
revoke update, delete on review_versions from {role};
-- Points are append-only, and a trigger keeps their sums.
revoke update, delete on point_facts, point_entries from {role};
revoke insert, update, delete on point_totals from {role};
