drop table likes; drop table photos; drop table listings; drop table categories;
