drop table attempts; drop table epoch; drop table mails; drop table outbox;
