-- What every wing stands on: events to be told, mails to be sent, the epoch of the message stream.
create table outbox (
    id          bigserial primary key,
    topic       text        not null,
    payload     jsonb       not null,
    attempts    integer     not null default 0,
    due_at      timestamptz not null default now(),
    created_at  timestamptz not null default now()
);
create index outbox_due on outbox (due_at, id);

create table mails (
    id          uuid primary key,
    recipient   text        not null,
    subject     text        not null,
    body        text        not null,
    attempts    integer     not null default 0,
    due_at      timestamptz not null default now(),
    sent_at     timestamptz,
    created_at  timestamptz not null default now()
);
create index mails_due on mails (due_at) where sent_at is null;

-- Changed when a backup is restored: positions of another epoch are not trusted.
create table epoch (
    only_row    boolean primary key default true check (only_row),
    id          uuid        not null
);
insert into epoch (id) values (gen_random_uuid());

-- Counters that a restart or a second node must not reset (sign-in, reset, sign-up).
create table attempts (
    bucket      text        not null,
    at          timestamptz not null default now()
);
create index attempts_bucket on attempts (bucket, at);
