drop trigger users_track_record on users;
drop function open_track_record;
drop table track_records;
alter table users drop column badges, drop column rating_partners, drop column rating_mean;
drop table review_versions;
drop table review_photos;
drop table reviews;
drop table review_windows;
