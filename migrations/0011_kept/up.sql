-- Kept: for barter only, shown to nobody until its owner lays it on a table.
alter table listings drop constraint listings_status_check;
alter table listings add constraint listings_status_check
    check (status in ('draft', 'active', 'kept', 'reserved', 'sold', 'inactive', 'expired', 'removed'));
