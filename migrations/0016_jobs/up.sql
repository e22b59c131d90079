-- Work that must survive a restart or that calls the outside. A row goes when it is done; one that died stays until it is
-- retried or swept. leased_until: a worker has it; when that passes without a result, another worker takes it.
create table jobs (
    id          uuid        primary key,
    kind        text        not null,
    payload     jsonb       not null,
    unique_key  text,
    attempts    integer     not null default 0,
    due_at      timestamptz not null,
    leased_until timestamptz,
    last_error  text,
    died_at     timestamptz,
    created_at  timestamptz not null
);
create unique index jobs_unique on jobs (kind, unique_key) where unique_key is not null and died_at is null;
create index jobs_due on jobs (kind, due_at) where died_at is null;
create index jobs_died on jobs (died_at) where died_at is not null;

-- Mails that were not sent yet. The queue of the version before (attempts, due_at of mails) is not used any more;
-- a due_at that never comes keeps a node of that version from sending them too.
insert into jobs (id, kind, payload, unique_key, attempts, due_at, created_at)
    select gen_random_uuid(), 'mail', jsonb_build_object('mail', id), id::text, attempts, now(), created_at
    from mails where sent_at is null and attempts < 10;
update mails set due_at = '9999-01-01Z' where sent_at is null and attempts < 10;
