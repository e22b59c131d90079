-- One row per bucket with the times of its counted actions, so that checking and counting is one statement. `attempts`, which
-- the version before uses, is dropped one release later.
create table rate_windows (
    bucket text primary key,
    -- In ascending order; at most as many as the rate allows.
    times timestamptz[] not null,
    last_at timestamptz not null
);
create index rate_windows_last on rate_windows (last_at);

-- When the files of a photo were removed. The row stays while a message that was taken back has the photo in its chain.
alter table photos add column removed_at timestamptz;
create index photos_hash on photos (hash);

-- The villages that owners chose to show; otherwise the district is the finest that anybody sees.
create table shown_villages (
    listing_id uuid primary key references listings (id) on delete cascade,
    code text not null,
    name text not null
);
