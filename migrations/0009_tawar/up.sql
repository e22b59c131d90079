-- What a seller allows @tawar for one listing. tries and floor_percent of 0 mean 0; minutes of 0 agree at once.
create table mandates (
    listing_id  uuid        primary key references listings (id) on delete cascade,
    seller_id   uuid        not null references users (id) on delete cascade,
    mode        text        not null check (mode in ('off', 'away', 'always')),
    style       text        not null check (style in ('tegas', 'luwes', 'cepat')),
    auto_accept boolean     not null,
    floor_percent smallint  not null check (floor_percent between 0 and 100),
    tries       smallint    not null check (tries between 0 and 3),
    minutes     smallint    not null check (minutes between 0 and 60),
    until       timestamptz,
    given_at    timestamptz not null,
    changed_at  timestamptz not null
);
create index mandates_seller on mandates (seller_id);

-- What @tawar decided about an offer, and by which mandate: one receipt an offer.
create table receipts (
    offer_id    uuid        primary key references offers (id),
    listing_id  uuid        not null references listings (id) on delete cascade,
    room_id     uuid        not null,
    decision    text        not null check (decision in ('accept', 'counter', 'decline', 'hand')),
    reason      text        not null,
    amount      bigint check (amount between 0 and 1000000000000),
    mandate     jsonb       not null,
    at          timestamptz not null
);
create index receipts_listing on receipts (listing_id, at desc);

alter table offers add column assistant boolean not null default false;
create index offers_waiting on offers (created_at) where status = 'pending' and by = 'buyer';
