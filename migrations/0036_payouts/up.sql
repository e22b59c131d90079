-- Nothing has been released yet: the checks that this step extends are replaced at once, and every node is stopped for it.
-- Where a person's balance is paid out to. The number and the holder's name are encrypted like messages; fingerprint: a keyed
-- hash of bank and number, by which two people with one account are found. usable_from: after a change of account payouts
-- rest until then.
create table payout_accounts (
    user_id     uuid        primary key references users (id),
    bank        text        not null check (bank ~ '^[a-z]{2,20}$'),
    key_id      smallint    not null,
    ciphertext  bytea       not null,
    fingerprint bytea       not null check (octet_length(fingerprint) = 32),
    usable_from timestamptz not null,
    changed_at  timestamptz not null
);
create index payout_accounts_fingerprint on payout_accounts (fingerprint);
create index payout_accounts_key on payout_accounts (key_id);

-- Money on its way from a balance to a bank account. requested: the provider does not know of it yet, or its answer is not
-- known; sent: the provider has taken it; failed: it did not arrive; returned: the money is back in the balance.
create table payouts (
    id          uuid        primary key,
    user_id     uuid        not null references users (id),
    provider    text        not null check (provider in ('bridge', 'sandbox')),
    -- Our own id of it at the provider.
    reference   text        not null unique check (char_length(reference) <= 50),
    -- What leaves the balance, and how much of it is the site's fee; the account receives the rest.
    amount      bigint      not null check (amount > 0),
    fee         bigint      not null check (fee >= 0 and fee < amount),
    -- The account as it was then.
    bank        text        not null check (bank ~ '^[a-z]{2,20}$'),
    key_id      smallint    not null,
    ciphertext  bytea       not null,
    fingerprint bytea       not null check (octet_length(fingerprint) = 32),
    status      text        not null check (status in ('requested', 'sent', 'paid', 'failed', 'returned')),
    -- Why it failed: a word.
    reason      text,
    version     integer     not null default 1,
    -- A transfer may come back after it looked paid: the provider is asked once more then.
    look_again_at timestamptz,
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);
create unique index payouts_one_open on payouts (user_id) where status in ('requested', 'sent', 'failed');
create index payouts_user on payouts (user_id, id);
create index payouts_waiting on payouts (updated_at) where status in ('requested', 'sent', 'failed');
create index payouts_look_again on payouts (look_again_at) where look_again_at is not null;
create index payouts_fingerprint on payouts (fingerprint);
create index payouts_key on payouts (key_id);

-- What the provider sent: a notice only means "go and ask".
create table payout_notices (
    provider    text        not null,
    event_key   text        not null check (char_length(event_key) <= 200),
    reference   text        not null,
    received_at timestamptz not null,
    primary key (provider, event_key)
);

-- The practice bank: what a provider of payouts would know. Real payouts have no row here.
create table practice_payouts (
    reference   text        primary key check (char_length(reference) <= 50),
    bank        text        not null,
    -- The last digits of the number, which choose what happens.
    ending      text        not null check (char_length(ending) <= 4),
    amount      bigint      not null check (amount > 0),
    state       text        not null check (state in ('sent', 'paid', 'failed')),
    reason      text,
    -- What happens next, and when.
    next_state  text        check (next_state in ('paid', 'failed')),
    next_at     timestamptz,
    -- Notices that were not answered with 200 yet, and when the next one is due.
    notices_left smallint   not null check (notices_left >= 0),
    notify_at   timestamptz,
    notify_attempts integer not null default 0,
    created_at  timestamptz not null
);
create index practice_payouts_next on practice_payouts (next_at) where next_state is not null;
create index practice_payouts_notify on practice_payouts (notify_at) where notices_left > 0;

alter table ledger_transactions drop constraint ledger_transactions_kind_check;
alter table ledger_transactions add constraint ledger_transactions_kind_check
    check (kind in ('capture', 'release', 'refund', 'split', 'correction', 'payout', 'payout_return'));
