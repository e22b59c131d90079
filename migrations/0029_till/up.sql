-- The built-in till: practice payments, in place of a provider. Real payments have no row here.
create table till_payments (
    reference text primary key check (reference ~ '^[A-Z0-9-]{1,50}$'),
    transaction_id uuid not null unique,
    -- What was asked, and what was paid, in whole rupiah.
    amount bigint not null check (amount > 0),
    paid_amount bigint check (paid_amount >= 0),
    state text not null check (state in ('open', 'pending', 'settlement', 'expire', 'failure', 'partial_refund', 'refund')),
    -- What the payer chose.
    outcome text check (outcome in ('paid', 'expired', 'failed', 'wrong_amount', 'duplicate', 'late', 'silent')),
    lines jsonb not null,
    payer_name text not null,
    return_url text not null,
    expires_at timestamptz not null,
    -- When a late payment arrives.
    settles_at timestamptz,
    refunds jsonb not null,
    -- Notifications that were not answered with 200 yet, and when the next one is due.
    notices_left smallint not null check (notices_left >= 0),
    notify_at timestamptz,
    notify_attempts integer not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index till_payments_notify on till_payments (notify_at) where notices_left > 0;
create index till_payments_settle on till_payments (settles_at) where state = 'pending';
