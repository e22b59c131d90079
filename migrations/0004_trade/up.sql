create table deals (
    id          uuid primary key,
    code        text        not null unique,
    listing_id  uuid        not null references listings (id),
    offer_id    uuid        not null unique,
    room_id     uuid        not null,
    buyer_id    uuid        not null references users (id),
    seller_id   uuid        not null references users (id),
    mode        text        not null check (mode in ('jual', 'barter', 'gratis')),
    amount      bigint      not null check (amount between 0 and 1000000000000),
    status      text        not null check (status in ('pending', 'deal', 'shipped', 'delivered', 'completed', 'disputed', 'cancelled')),
    payment     text        not null default 'none' check (payment in ('none', 'pending', 'escrow', 'released', 'refunded')),
    terms       jsonb       not null,
    cancel_reason text,
    cancelled_by text check (cancelled_by in ('buyer', 'seller', 'deadline')),
    version     integer     not null default 1,
    deadline_at timestamptz,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    check (buyer_id <> seller_id),
    check ((deadline_at is null) = (status in ('completed', 'cancelled')))
);
-- One live deal on a listing, however many accept at once.
create unique index deals_one_live on deals (listing_id) where status <> 'cancelled';
create index deals_buyer on deals (buyer_id, created_at desc);
create index deals_seller on deals (seller_id, created_at desc);
create index deals_deadline on deals (deadline_at) where deadline_at is not null;
