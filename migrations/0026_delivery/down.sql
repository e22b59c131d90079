alter table deals drop column method;
alter table offers drop column method;
