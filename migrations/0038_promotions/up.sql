-- Paid places: an owner pays for their listing to be shown at the top of the feed and its category (bump), or in the banner of
-- its category's page (banner). A promotion is what is bought; its placement is where and when the listing is shown.

-- status: unpaid until the provider has the money; running; ended by itself; lapsed when it was not paid in time; refunded
-- when the money went back. deadline_at: when the clock changes it next.
create table promotions (
    id          uuid        primary key,
    code        text        not null unique check (code ~ '^IKL-[0-9]{8}-[0-9A-Z]{4}$'),
    listing_id  uuid        not null references listings (id),
    owner_id    uuid        not null references users (id),
    kind        text        not null check (kind in ('bump', 'banner')),
    hours       smallint    not null check (hours between 1 and 168),
    -- Whole rupiah.
    amount      bigint      not null check (amount between 1 and 1000000),
    status      text        not null check (status in ('unpaid', 'running', 'ended', 'lapsed', 'refunded')),
    starts_at   timestamptz,
    ends_at     timestamptz check (ends_at > starts_at),
    deadline_at timestamptz,
    version     integer     not null default 1,
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    check ((starts_at is null) = (ends_at is null)),
    check (status not in ('running', 'ended') or starts_at is not null),
    check ((deadline_at is not null) = (status in ('unpaid', 'running')))
);
create unique index promotions_one_open on promotions (listing_id, kind) where status in ('unpaid', 'running');
create index promotions_deadline on promotions (deadline_at) where deadline_at is not null;
create index promotions_listing on promotions (listing_id, id);

-- Where a listing is shown, from when until when; ended_at: it was taken away before. seen, opened: by readers other than its
-- owner, each counted once an hour.
create table placements (
    id          uuid        primary key references promotions (id),
    listing_id  uuid        not null references listings (id),
    kind        text        not null check (kind in ('bump', 'banner')),
    starts_at   timestamptz not null,
    ends_at     timestamptz not null check (ends_at > starts_at),
    ended_at    timestamptz check (ended_at <= ends_at),
    seen        integer     not null default 0,
    opened      integer     not null default 0
);
create index placements_current on placements (ends_at) where ended_at is null;

-- A payment is for a deal or for a promotion.
alter table payments alter column deal_id drop not null;
alter table payments add column promotion_id uuid references promotions (id);
alter table payments add constraint payments_purpose check (num_nonnulls(deal_id, promotion_id) = 1);
create unique index payments_one_open_promotion on payments (promotion_id) where status in ('created', 'open');
-- One attempt at a time; an earlier one that is paid after all is recorded, and goes back when nothing is to be paid any more.
drop index payments_one_open;
create unique index payments_one_open on payments (deal_id) where status in ('created', 'open');
create index payments_promotion on payments (promotion_id) where promotion_id is not null;

alter table ledger_transactions drop constraint ledger_transactions_kind_check;
alter table ledger_transactions add constraint ledger_transactions_kind_check
    check (kind in ('capture', 'release', 'refund', 'split', 'correction', 'payout', 'payout_return', 'promotion',
                    'promotion_refund'));
