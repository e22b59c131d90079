-- A price that comes down by itself; all of it is the seller's secret. next_at is the deadline a job keeps.
create table price_drops (
    listing_id  uuid        primary key references listings (id) on delete cascade,
    step        bigint      not null check (step between 1 and 1000000000000),
    days        smallint    not null check (days between 1 and 30),
    lowest      bigint      not null check (lowest between 1 and 1000000000000),
    next_at     timestamptz not null
);
create index price_drops_due on price_drops (next_at);
