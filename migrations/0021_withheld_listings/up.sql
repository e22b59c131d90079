-- Active listings of suspended people, which are inactive until the suspension ends.
create table withheld_listings (
    listing_id uuid primary key references listings (id) on delete cascade,
    since timestamptz not null
);
create index users_suspended on users (suspended_until) where suspended_until is not null;
