alter table reviews drop column removed_at;
drop table appeals;
drop table reports;
drop table report_cases;
drop table takedowns;
drop table sanctions;
alter table users drop column unread_ruling;
alter table users drop column muted_until;
