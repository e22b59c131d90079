create table rooms (
    id          uuid primary key,
    listing_id  uuid        not null references listings (id),
    buyer_id    uuid        not null references users (id),
    seller_id   uuid        not null references users (id),
    last_seq    bigint      not null default 0,
    buyer_read  bigint      not null default 0,
    seller_read bigint      not null default 0,
    last_at     timestamptz,
    created_at  timestamptz not null default now(),
    unique (listing_id, buyer_id),
    check (buyer_id <> seller_id),
    check (buyer_read <= last_seq and seller_read <= last_seq)
);
create index rooms_buyer on rooms (buyer_id, last_at desc);
create index rooms_seller on rooms (seller_id, last_at desc);

-- seq is counted on the room's row under its lock: no hole, no double. sender null: the house speaks.
create table messages (
    room_id     uuid        not null references rooms (id),
    seq         bigint      not null check (seq > 0),
    id          uuid        not null,
    sender_id   uuid references users (id),
    kind        text        not null check (kind in ('text', 'photo', 'offer', 'system')),
    text        text        not null check (octet_length(text) <= 8192),
    offer_id    uuid,
    photo_id    uuid references photos (id),
    at          timestamptz not null default now(),
    primary key (room_id, seq)
);
create unique index messages_once on messages (room_id, sender_id, id);
create index messages_id on messages (id);

create table negotiations (
    id          uuid primary key,
    room_id     uuid        not null unique references rooms (id),
    listing_id  uuid        not null references listings (id),
    buyer_id    uuid        not null references users (id),
    seller_id   uuid        not null references users (id),
    state       text        not null default 'open' check (state in ('open', 'agreed', 'closed')),
    turn        text        not null default 'buyer' check (turn in ('buyer', 'seller')),
    version     integer     not null default 0,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now()
);
create index negotiations_listing on negotiations (listing_id);

create table offers (
    id          uuid primary key,
    negotiation_id uuid     not null references negotiations (id),
    listing_id  uuid        not null references listings (id),
    by          text        not null check (by in ('buyer', 'seller')),
    amount      bigint      not null check (amount between 0 and 1000000000000),
    note        text        not null default '' check (char_length(note) <= 500),
    status      text        not null default 'pending' check (status in ('pending', 'accepted', 'countered', 'declined', 'expired', 'withdrawn')),
    live        boolean     not null default true,
    expires_at  timestamptz not null,
    created_at  timestamptz not null default now(),
    settled_at  timestamptz
);
create unique index offers_one_pending on offers (negotiation_id) where status = 'pending';
-- live turns false when the deal of an accepted offer ends without a hand-over.
create unique index offers_one_accepted on offers (listing_id) where status = 'accepted' and live;
create index offers_negotiation on offers (negotiation_id, created_at);
create index offers_expiry on offers (expires_at) where status = 'pending';

-- Every command once: sending a move again with its id changes nothing.
create table moves (
    negotiation_id uuid     not null references negotiations (id),
    id          uuid        not null,
    by          text        not null check (by in ('buyer', 'seller')),
    kind        text        not null,
    offer_id    uuid        not null,
    version     integer     not null,
    at          timestamptz not null default now(),
    primary key (negotiation_id, id)
);
