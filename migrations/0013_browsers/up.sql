-- Which accounts were signed in by the same browser: they share limits that are for one person.
create table browsers (
    token_hash  bytea       not null,
    user_id     uuid        not null references users (id) on delete cascade,
    seen_at     timestamptz not null,
    primary key (token_hash, user_id)
);
create index browsers_user on browsers (user_id);
create index browsers_seen on browsers (seen_at);
