-- One row for each event and subscriber: its own attempts, backoff and last error. The relay moves an event out of the
-- outbox into its deliveries in one transaction; a delivery goes when its subscriber took it.
-- Additive: a node of the version before goes on reading the outbox beside the new relay.
create table deliveries (
    event_id    bigint      not null,
    subscriber  text        not null,
    topic       text        not null,
    payload     jsonb       not null,
    attempts    integer     not null default 0,
    due_at      timestamptz not null default now(),
    last_error  text,
    created_at  timestamptz not null,
    primary key (event_id, subscriber)
);
create index deliveries_due on deliveries (subscriber, due_at, event_id);
