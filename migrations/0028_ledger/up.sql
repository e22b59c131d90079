-- The ledger: a double-entry mirror of the money that the licensed payment provider holds. Rows are only ever added.
-- The provider's account is the counter-account: money that the provider holds is a negative number there, and the same
-- amount stands positive on the escrow of a deal, the balance of a person, the fees or the rounding account.
--
-- No foreign keys to deals and users: the ledger outlives the erasure of a person, of whom only an id remains here. No
-- foreign keys between these tables: each would lock the rows of the provider's and the fees' account once more with every
-- transaction. The triggers refuse an entry without its transaction or account, and `tawar check` verifies both.
create table ledger_accounts (
    id      uuid     primary key,
    kind    text     not null,
    deal_id uuid     constraint ledger_accounts_deal unique,
    user_id uuid     constraint ledger_accounts_user unique,
    part    smallint,
    balance bigint   not null default 0,
    constraint ledger_accounts_holder check (case kind
        when 'escrow' then deal_id is not null and user_id is null and part is null
        when 'user' then user_id is not null and deal_id is null and part is null
        else kind in ('provider', 'fees', 'rounding') and part is not null and deal_id is null and user_id is null end),
    constraint ledger_accounts_sign check (kind not in ('escrow', 'user') or balance >= 0),
    constraint ledger_accounts_part unique (kind, part)
) with (fillfactor = 80);

-- The accounts of the site exist from the start. Every payment posts to the provider's and many to the fees': these two are
-- divided into 64 parts, of which a transaction takes any one, or each commit would wait for the one before to reach the
-- disk. The balance of the account is the sum of its parts. The ids are above every other id, so that whoever locks
-- accounts in ascending order of ids locks these last.
insert into ledger_accounts (id, kind, part)
    select ('ffffffff-ffff-8fff-bfff-' || lpad(to_hex(first + part), 12, '0'))::uuid, kind, part
    from (values ('provider', 256, 63), ('fees', 512, 63), ('rounding', 768, 0)) site (kind, first, last),
        generate_series(0, last) part;

-- written_by: the transaction of Postgres that inserted it, the only one that may add entries to it.
create table ledger_transactions (
    id          uuid        primary key,
    kind        text        not null check (kind in ('capture', 'release', 'refund', 'split', 'correction')),
    deal_id     uuid,
    unique_key  text        not null check (length(unique_key) between 1 and 200)
                            constraint ledger_transactions_once unique,
    at          timestamptz not null,
    written_by  xid8        not null default pg_current_xact_id()
);

-- id: ascending in the order in which the account's balance changed. balance_after: null for the accounts of the site,
-- whose balances change when the transaction commits.
create table ledger_entries (
    id             bigint not null,
    transaction_id uuid   not null,
    account_id     uuid   not null,
    amount         bigint not null constraint ledger_entries_amount check (amount <> 0),
    balance_after  bigint,
    primary key (transaction_id, account_id),
    constraint ledger_entries_order unique (account_id, id)
);
create sequence ledger_entry_ids owned by ledger_entries.id;

-- Adds the amount to the balance of a deal's or a person's account, whose row stays locked until the commit; then numbers
-- the entry.
create function ledger_add_entry() returns trigger language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    -- The second condition is for `on conflict do nothing`, which would add the amount and skip the entry.
    if not exists (select from public.ledger_transactions t
                   where t.id = new.transaction_id and t.written_by = pg_current_xact_id()
                     and not exists (select from public.ledger_entries e
                                     where e.transaction_id = t.id and e.account_id = new.account_id)) then
        raise exception 'ledger transaction % is not of this database transaction, or has an entry of account % already',
            new.transaction_id, new.account_id using errcode = 'integrity_constraint_violation';
    end if;
    new.balance_after := null;
    update public.ledger_accounts set balance = balance + new.amount
        where id = new.account_id and kind in ('escrow', 'user') returning balance into new.balance_after;
    if not found and not exists (select from public.ledger_accounts where id = new.account_id) then
        raise exception 'there is no ledger account %', new.account_id using errcode = 'foreign_key_violation';
    end if;
    new.id := nextval('public.ledger_entry_ids');
    return new;
end $$;
create trigger ledger_entries_add before insert on ledger_entries
    for each row execute function ledger_add_entry();

-- At the commit: the entries of the transaction sum to 0. Then adds the amount to the balance of an account of the site,
-- whose row is locked only during the commit. Who takes from the fees waits for others who do, so that their parts do not
-- sum to less than 0. The parts of the provider's account sum to 0 or less because all others are 0 or more; only the
-- rounding account could break that, and `tawar check` finds it.
create function ledger_close_entry() returns trigger language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare changed text;
begin
    if (select sum(amount) from public.ledger_entries where transaction_id = new.transaction_id) <> 0 then
        raise exception 'the entries of ledger transaction % do not sum to 0', new.transaction_id
            using errcode = 'check_violation', constraint = 'ledger_entries_balanced';
    end if;
    update public.ledger_accounts set balance = balance + new.amount
        where id = new.account_id and kind in ('provider', 'fees', 'rounding') returning kind into changed;
    if changed = 'fees' and new.amount < 0 then
        perform pg_advisory_xact_lock(7413822);
        if (select sum(balance) from public.ledger_accounts where kind = 'fees') < 0 then
            raise exception 'the fees'' account of the ledger would be below 0'
                using errcode = 'check_violation', constraint = 'ledger_accounts_fees';
        end if;
    end if;
    return null;
end $$;
create constraint trigger ledger_entries_close after insert on ledger_entries deferrable initially deferred
    for each row execute function ledger_close_entry();

create function ledger_close_transaction() returns trigger language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    if (select count(*) from public.ledger_entries where transaction_id = new.id) < 2 then
        raise exception 'ledger transaction % has fewer than two entries', new.id
            using errcode = 'check_violation', constraint = 'ledger_transactions_entries';
    end if;
    return null;
end $$;
create constraint trigger ledger_transactions_close after insert on ledger_transactions deferrable initially deferred
    for each row execute function ledger_close_transaction();

-- The serving role has no right to change these tables (migrations/grants.sql). These triggers refuse it to the owner too,
-- which is the same role where only one is configured.
create function ledger_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is append-only: % of % is refused', lower(tg_op), tg_table_name
        using errcode = 'insufficient_privilege';
end $$;
create trigger ledger_transactions_fixed before update or delete or truncate on ledger_transactions
    for each statement execute function ledger_refuse();
create trigger ledger_entries_fixed before update or delete or truncate on ledger_entries
    for each statement execute function ledger_refuse();
create trigger ledger_accounts_fixed before delete or truncate on ledger_accounts
    for each statement execute function ledger_refuse();

create function ledger_guard_account() returns trigger language plpgsql as $$
begin
    raise exception 'the balance of a ledger account begins at 0 and changes by entries only'
        using errcode = 'insufficient_privilege';
end $$;
create trigger ledger_accounts_begin before insert on ledger_accounts
    for each row when (new.balance <> 0) execute function ledger_guard_account();
-- The depth is 0 outside of the triggers of entries.
create trigger ledger_accounts_guard before update on ledger_accounts
    for each statement when (pg_trigger_depth() = 0) execute function ledger_guard_account();

-- Whoever may execute a trigger function can attach it to a table of their own, and so change balances without an entry.
revoke execute on function ledger_add_entry(), ledger_close_entry(), ledger_close_transaction() from public;
