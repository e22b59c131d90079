-- The exchange of reviews after a deal: one row for a deal that was completed, at most one review of each party.
-- remind_at: when the parties are asked once for their reviews. reveal_at: when what is still hidden is shown.
create table review_windows (
    deal_id     uuid        primary key references deals (id),
    ended_at    timestamptz not null,
    remind_at   timestamptz,
    reveal_at   timestamptz
);
create index review_windows_remind on review_windows (remind_at) where remind_at is not null;
create index review_windows_reveal on review_windows (reveal_at) where reveal_at is not null;

-- about: what the reviewed person was in the deal. shown_at: since when everybody may read it; null while it is hidden.
create table reviews (
    id          uuid        primary key,
    deal_id     uuid        not null references review_windows (deal_id),
    author      text        not null check (author in ('buyer', 'seller')),
    author_id   uuid        not null references users (id),
    subject_id  uuid        not null references users (id),
    about       text        not null check (about in ('seller', 'buyer', 'partner')),
    rating      smallint    not null check (rating between 1 and 5),
    tags        text[]      not null,
    comment     text        not null check (char_length(comment) <= 1000),
    version     integer     not null check (version >= 1),
    written_at  timestamptz not null,
    shown_at    timestamptz,
    reply       text        check (char_length(reply) between 1 and 500),
    replied_at  timestamptz,
    constraint reviews_one unique (deal_id, author),
    constraint reviews_two_people check (author_id <> subject_id),
    constraint reviews_reply check (num_nonnulls(reply, replied_at) in (0, 2) and (reply is null or shown_at is not null))
);
create index reviews_of_person on reviews (subject_id, shown_at desc, id desc) where shown_at is not null;

-- A photo that a review uses is not removed.
create table review_photos (
    review_id   uuid        not null references reviews (id),
    position    integer     not null check (position >= 0),
    photo_id    uuid        not null references photos (id),
    primary key (review_id, position)
);
create index review_photos_photo on review_photos (photo_id);

-- Every version of a review as it was written; the serving role only adds to it (migrations/grants.sql).
create table review_versions (
    review_id   uuid        not null references reviews (id),
    version     integer     not null check (version >= 1),
    rating      smallint    not null,
    tags        text[]      not null,
    comment     text        not null,
    photos      uuid[]      not null,
    at          timestamptz not null,
    primary key (review_id, version)
);

-- What others say of a person: of each partner the mean of its shown reviews, of these the mean, in hundredths, both rounded
-- down. rating_sum was never written; the release
-- after this one drops it.
alter table users
    add column rating_mean integer not null default 0 check (rating_mean between 0 and 500),
    add column rating_partners integer not null default 0,
    -- Words of people/accounts; computed with the track record.
    add column badges text[] not null default '{}';

-- How somebody has traded, computed once in a while (due_at). Durations are medians in seconds; null where there is nothing to
-- take a median of. trade/track_record says from which time each number is.
create table track_records (
    user_id         uuid        primary key references users (id),
    replies         integer     not null default 0,
    reply_seconds   integer,
    chats_asked     integer     not null default 0,
    chats_answered  integer     not null default 0,
    sendings        integer     not null default 0,
    send_seconds    integer,
    completed       integer     not null default 0,
    completed_lately integer    not null default 0,
    called_off      integer     not null default 0,
    let_lapse       integer     not null default 0,
    meetings_kept   integer     not null default 0,
    meetings_missed integer     not null default 0,
    computed_at     timestamptz,
    due_at          timestamptz not null
);
create index track_records_due on track_records (due_at);

-- Everybody has a track record from the start; the first is computed a day after the sign-up.
create function open_track_record() returns trigger language plpgsql as $$
begin
    insert into track_records (user_id, due_at) values (new.id, new.created_at + interval '1 day') on conflict do nothing;
    return null;
end $$;
create trigger users_track_record after insert on users for each row execute function open_track_record();
insert into track_records (user_id, due_at) select id, now() from users;
