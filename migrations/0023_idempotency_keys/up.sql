-- The answers of requests that carried an Idempotency-Key. Without a status the request is still at work.
create table idempotency_keys (
    client text not null,
    key text not null,
    fingerprint bytea not null,
    started_at timestamptz not null,
    status smallint,
    content_type text,
    location text,
    body bytea,
    primary key (client, key)
);
create index idempotency_keys_age on idempotency_keys (started_at);
