-- All administrative areas of Indonesia; code is the dotted Kemendagri code, a prefix is the parent.
create table regions (
    code        text primary key,
    parent      text references regions (code),
    level       smallint    not null check (level between 1 and 4),
    name        text        not null,
    label       text        not null,
    lat         double precision not null,
    lng         double precision not null,
    population  integer
);
create index regions_parent on regions (parent, name);
create index regions_name on regions (level, lower(name) text_pattern_ops);

create table users (
    id          uuid primary key,
    handle      text        not null unique check (handle ~ '^[a-z0-9][a-z0-9-]{2,29}$'),
    name        text        not null check (char_length(name) between 1 and 60),
    email       text unique check (email = lower(email)),
    phone       text unique check (phone ~ '^\+[0-9]{8,15}$'),
    password_hash text      not null,
    role        text        not null default 'member' check (role in ('member', 'moderator', 'owner')),
    intent      text        not null default 'pembeli' check (intent in ('pembeli', 'penjual')),
    bio         text        not null default '' check (char_length(bio) <= 500),
    region      text references regions (code),
    lang        text        not null default 'id' check (lang in ('id', 'en')),
    email_verified_at timestamptz,
    phone_verified_at timestamptz,
    suspended_until timestamptz,
    sold_count  integer     not null default 0,
    rating_sum  integer     not null default 0,
    rating_count integer    not null default 0,
    last_seen_at timestamptz,
    created_at  timestamptz not null default now(),
    check (email is not null or phone is not null)
);

create table sessions (
    id          uuid primary key,
    user_id     uuid        not null references users (id) on delete cascade,
    kind        text        not null check (kind in ('cookie', 'bearer')),
    token_hash  bytea unique,
    device      text        not null default '',
    created_at  timestamptz not null default now(),
    last_used_at timestamptz not null default now(),
    expires_at  timestamptz not null,
    revoked_at  timestamptz
);
create index sessions_user on sessions (user_id) where revoked_at is null;

-- One-use links: verify an address, reset a password. Only the hash is kept.
create table proofs (
    id          uuid primary key,
    user_id     uuid        not null references users (id) on delete cascade,
    purpose     text        not null check (purpose in ('verify_email', 'reset_password')),
    token_hash  bytea       not null unique,
    email       text        not null,
    expires_at  timestamptz not null,
    used_at     timestamptz,
    created_at  timestamptz not null default now()
);

-- Who agreed to which wording, when, through which door. Never updated.
create table consents (
    id          uuid primary key,
    user_id     uuid        not null references users (id) on delete cascade,
    document    text        not null,
    version     text        not null,
    text_hash   bytea       not null,
    channel     text        not null check (channel in ('web', 'api', 'cli')),
    at          timestamptz not null default now()
);
create index consents_user on consents (user_id, at);
