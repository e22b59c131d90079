alter table messages drop column contact;
