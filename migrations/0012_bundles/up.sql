-- What lies on the table beside the thing itself and the money, whoever it belongs to.
alter table offers add column items uuid[] not null default '{}' check (cardinality(items) <= 20);
create index offers_with on offers using gin (items) where status = 'pending' and items <> '{}';
-- asked: the other one wants more. opening: it began a bargain, and counts as a try. reason: why it was declined.
alter table offers add column asked boolean not null default false,
    add column opening boolean not null default false,
    add column reminded boolean not null default false,
    add column reason text not null default '' check (char_length(reason) <= 140);
create index offers_reminders on offers (expires_at) where status = 'pending' and not reminded;

-- What the seller wishes of who bargains, where it is not as usual (50 %, 3 tries): what begins below so many percent is
-- declined at once; so many tries a day, none is no limit, 0 a fixed price.
create table wishes (
    listing_id  uuid        primary key references listings (id) on delete cascade,
    floor_percent smallint  not null check (floor_percent between 0 and 100),
    tries       smallint check (tries between 0 and 10)
);
insert into wishes (listing_id, floor_percent, tries)
    select listing_id, floor_percent, 3 from mandates where floor_percent <> 50;
alter table mandates drop column floor_percent;

-- What a seller takes off who buys several things at once.
create table bundles (
    seller_id   uuid        primary key references users (id) on delete cascade,
    percent     smallint    not null check (percent between 1 and 50)
);

-- Everything that a deal holds, with its terms as they stood. A thing lies in one live deal at most.
create table deal_items (
    deal_id     uuid        not null references deals (id),
    listing_id  uuid        not null references listings (id),
    side        text        not null check (side in ('buyer', 'seller')),
    was         text        not null check (was in ('active', 'kept')),
    terms       jsonb       not null,
    live        boolean     not null default true,
    primary key (deal_id, listing_id)
);
create unique index deal_items_one_live on deal_items (listing_id) where live;
insert into deal_items (deal_id, listing_id, side, was, terms, live)
    select id, listing_id, 'seller', 'active', terms, status <> 'cancelled' from deals;
drop index deals_one_live;
alter table deals drop column terms;

-- The seller's word to one buyer, for a while.
create table promises (
    listing_id  uuid        primary key references listings (id) on delete cascade,
    room_id     uuid        not null references rooms (id),
    until       timestamptz not null
);
create index promises_until on promises (until);

-- Who waits for a thing that a deal holds.
create table waiting (
    listing_id  uuid        not null references listings (id) on delete cascade,
    user_id     uuid        not null references users (id) on delete cascade,
    since       timestamptz not null,
    primary key (listing_id, user_id)
);
create index waiting_users on waiting (user_id);
