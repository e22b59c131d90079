drop index listings_supply;
alter table listings drop column worth_reason, drop column worth_adjust;
