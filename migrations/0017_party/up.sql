-- One type names the parties everywhere: buyer, seller, system. A deal that ended at its deadline was ended by the system.
alter table deals drop constraint deals_cancelled_by_check;
update deals set cancelled_by = 'system' where cancelled_by = 'deadline';
alter table deals add constraint deals_cancelled_by_check check (cancelled_by in ('buyer', 'seller', 'system'));
