drop table incidents;
drop table fraud_flags;
drop table deal_addresses;
drop table deal_legs;
alter table deals drop constraint deals_payment;
alter table deals drop constraint deals_outcome;
alter table deals drop column opening, drop column protected, drop column fee, drop column fee_by, drop column shipping,
    drop column outcome, drop column handover_tries, drop column reminded_version,
    drop column agreed_at, drop column paid_at;
