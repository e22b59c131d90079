-- What a buyer was asked to pay at a provider. created: the provider does not know of it yet, or its answer is not known.
create table payments (
    id          uuid        primary key,
    deal_id     uuid        not null references deals (id),
    provider    text        not null check (provider in ('midtrans', 'mayar', 'sandbox')),
    -- Our own id of it at the provider.
    reference   text        not null unique check (char_length(reference) <= 50),
    -- The provider's id of it.
    transaction_id text,
    amount      bigint      not null check (amount between 1 and 1000010000000),
    -- What the provider says was paid, where it is not the amount.
    paid_amount bigint,
    status      text        not null check (status in ('created', 'open', 'paid', 'mismatched', 'expired', 'failed', 'refunding', 'refunded')),
    redirect_url text,
    version     integer     not null default 1,
    -- While a node talks to the provider about it.
    busy_until  timestamptz,
    expires_at  timestamptz not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);
create unique index payments_one_open on payments (deal_id) where status in ('created', 'open', 'paid');
create index payments_deal on payments (deal_id);
create index payments_transaction on payments (provider, transaction_id) where transaction_id is not null;

-- What providers sent: a notice only means "go and ask". event_key: the same notice sent again has the same.
create table payment_notices (
    provider    text        not null,
    event_key   text        not null check (char_length(event_key) <= 200),
    reference   text        not null,
    transaction_id text,
    received_at timestamptz not null,
    primary key (provider, event_key)
);
create index payments_waiting on payments (updated_at) where status in ('created', 'open', 'mismatched', 'refunding');
