-- What sending a listing costs its buyer, whole rupiah; 0 when it is included.
alter table listings add column shipping_fee bigint not null default 0 check (shipping_fee between 0 and 10000000);
