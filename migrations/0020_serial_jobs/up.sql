-- Jobs with the same serial key run one after the other, so that one slow recipient holds one place and not all.
alter table jobs add column serial_key text;
create index jobs_serial on jobs (kind, serial_key, due_at, id) where serial_key is not null and died_at is null;
