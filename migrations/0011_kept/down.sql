update listings set status = 'inactive' where status = 'kept';
alter table listings drop constraint listings_status_check;
alter table listings add constraint listings_status_check
    check (status in ('draft', 'active', 'reserved', 'sold', 'inactive', 'expired', 'removed'));
