drop table till_payments;
