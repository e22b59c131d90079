update mails set due_at = now() where sent_at is null and due_at = '9999-01-01Z';
drop table jobs;
