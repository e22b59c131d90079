alter table deals drop constraint deals_cancelled_by_check;
update deals set cancelled_by = 'deadline' where cancelled_by = 'system';
alter table deals add constraint deals_cancelled_by_check check (cancelled_by in ('buyer', 'seller', 'deadline'));
