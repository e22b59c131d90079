drop table payment_notices;
drop table payments;
