drop table deal_sheets;
