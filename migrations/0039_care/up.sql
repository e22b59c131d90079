-- Care: reports of people about listings, people, messages and reviews; sanctions; listings that were taken down; appeals.

-- muted_until: writes no messages and makes no offers until then. unread_ruling: there is a sanction or a takedown that the
-- person has not confirmed to have read; every page says so.
alter table users add column muted_until timestamptz;
alter table users add column unread_ruling boolean not null default false;

-- What staff, or the ladder of sanctions (by_id is null), imposed on somebody. A note is read by the staff only. ends_at: of a
-- mute and a suspension; a ban has none. lifted_at: it is not in force any more, before its end.
create table sanctions (
    id          uuid        primary key,
    user_id     uuid        not null references users (id),
    kind        text        not null check (kind in ('note', 'warning', 'mute', 'suspend', 'ban')),
    reason      text        not null check (reason in ('palsu', 'spam', 'penipuan', 'barang_terlarang', 'kasar', 'mangkir',
                                                       'lainnya')),
    message     text        not null check (octet_length(message) <= 8192),
    by_id       uuid        references users (id),
    created_at  timestamptz not null,
    ends_at     timestamptz check (ends_at > created_at),
    read_at     timestamptz,
    lifted_at   timestamptz,
    lifted_by   uuid        references users (id),
    check ((ends_at is not null) = (kind in ('mute', 'suspend')))
);
create index sanctions_user on sanctions (user_id, id);
-- Suspensions of the time before: only the account knew them.
insert into sanctions (id, user_id, kind, reason, message, created_at, ends_at)
    select gen_random_uuid(), id, 'suspend', 'lainnya', 'Akun ini ditangguhkan oleh pengelola situs.', now(), suspended_until
    from users where suspended_until > now();

-- A listing that moderation removed. was: its status before, which it gets back when the takedown is undone.
create table takedowns (
    id          uuid        primary key,
    listing_id  uuid        not null references listings (id),
    owner_id    uuid        not null references users (id),
    reason      text        not null check (reason in ('palsu', 'spam', 'penipuan', 'barang_terlarang', 'kasar', 'mangkir',
                                                       'lainnya')),
    message     text        not null check (octet_length(message) <= 8192),
    owner_at_fault boolean  not null,
    was         text        not null,
    by_id       uuid        references users (id),
    -- The step of the ladder that followed from it.
    sanction_id uuid        references sanctions (id),
    created_at  timestamptz not null,
    read_at     timestamptz,
    undone_at   timestamptz,
    undone_by   uuid        references users (id)
);
create unique index takedowns_one_in_force on takedowns (listing_id) where undone_at is null;
create index takedowns_owner on takedowns (owner_id, id);
-- Listings that were removed before: what they were is not known.
insert into takedowns (id, listing_id, owner_id, reason, message, owner_at_fault, was, created_at)
    select gen_random_uuid(), id, seller_id, 'lainnya', 'Iklan ini diturunkan oleh tim.', false, 'inactive', updated_at
    from listings where status = 'removed';

-- Everything that is reported about one target until it is decided. due_at: 4 hours for what harms at once, else 24.
create table report_cases (
    id          uuid        primary key,
    target      text        not null check (target in ('listing', 'user', 'message', 'review')),
    target_id   uuid        not null,
    -- Who answers for the target.
    owner_id    uuid        not null references users (id),
    status      text        not null check (status in ('pending', 'reviewed', 'actioned')),
    opened_at   timestamptz not null,
    due_at      timestamptz not null,
    decided_at  timestamptz,
    decided_by  uuid        references users (id),
    -- What was done: dismiss, remove, warn, mute, suspend, ban.
    decision    text        check (decision in ('dismiss', 'remove', 'warn', 'mute', 'suspend', 'ban')),
    version     integer     not null default 1,
    check ((status = 'pending') = (decided_at is null)),
    check ((status = 'pending') = (decision is null))
);
create unique index report_cases_one_open on report_cases (target, target_id) where status = 'pending';
create index report_cases_due on report_cases (due_at) where status = 'pending';
create index report_cases_owner on report_cases (owner_id, id);

-- The words of a reporter, and of a message the words that it had when it was reported: encrypted, as messages are.
create table reports (
    id          uuid        primary key,
    case_id     uuid        not null references report_cases (id),
    reporter_id uuid        not null references users (id),
    reason      text        not null check (reason in ('palsu', 'spam', 'penipuan', 'barang_terlarang', 'lainnya')),
    key_id      smallint    not null,
    ciphertext  bytea       not null,
    -- Most of what this person reported lately was dismissed.
    doubtful    boolean     not null,
    created_at  timestamptz not null,
    unique (case_id, reporter_id)
);
create index reports_reporter on reports (reporter_id, id);

-- One appeal against a sanction or a takedown, decided by somebody else of the staff.
create table appeals (
    id          uuid        primary key,
    sanction_id uuid        unique references sanctions (id),
    takedown_id uuid        unique references takedowns (id),
    user_id     uuid        not null references users (id),
    text        text        not null check (octet_length(text) <= 8192),
    created_at  timestamptz not null,
    due_at      timestamptz not null,
    decided_at  timestamptz,
    decided_by  uuid        references users (id),
    granted     boolean,
    answer      text        not null default '',
    check (num_nonnulls(sanction_id, takedown_id) = 1),
    check ((decided_at is null) = (granted is null))
);
create index appeals_due on appeals (due_at) where decided_at is null;

-- A review that moderation removed is in no list and counts nothing.
alter table reviews add column removed_at timestamptz;
