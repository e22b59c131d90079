alter table offers drop column assistant;
drop index if exists offers_waiting;
drop table receipts;
drop table mandates;
