drop table shown_villages;
drop index photos_hash;
alter table photos drop column removed_at;
drop table rate_windows;
