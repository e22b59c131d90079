-- What an owner adds to or takes off the worth of a thing, in percent, and why; the other side reads the reason.
alter table listings
    add column worth_adjust smallint not null default 0,
    add column worth_reason text,
    add constraint listings_worth_adjust check (worth_adjust between -15 and 15),
    add constraint listings_worth_reason check (char_length(worth_reason) between 10 and 200),
    add constraint listings_worth_told check ((worth_adjust = 0) = (worth_reason is null));
-- Counts what is on offer of a kind in a city.
create index listings_supply on listings (category_id, substr(region, 1, 5)) include (region) where status = 'active';
