drop table price_drops;
