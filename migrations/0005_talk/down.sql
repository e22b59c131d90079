drop table moves; drop table offers; drop table negotiations; drop table messages; drop table rooms;
