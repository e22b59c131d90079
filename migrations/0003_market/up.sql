create table categories (
    id          integer primary key,
    parent_id   integer references categories (id),
    slug        text        not null unique,
    name        text        not null,
    name_en     text        not null,
    icon        text        not null,
    position    integer     not null
);

create table listings (
    id          uuid primary key,
    slug        text        not null unique,
    seller_id   uuid        not null references users (id),
    title       text        not null check (char_length(title) between 4 and 80),
    description text        not null check (char_length(description) <= 4000),
    flaw        text        not null default '' check (char_length(flaw) <= 500),
    category_id integer     not null references categories (id),
    condition   text        not null check (condition in ('baru_segel', 'seperti_baru', 'bagus', 'layak_pakai', 'butuh_perbaikan')),
    modes       text[]      not null check (modes <@ array['jual', 'barter', 'gratis'] and cardinality(modes) > 0),
    price       bigint check (price between 1 and 1000000000000),
    min_price   bigint check (min_price between 1 and 1000000000000),
    original_price bigint check (original_price between 1 and 1000000000000),
    original_source text,
    brand       text,
    size        text,
    color       text,
    tags        text[]      not null default '{}',
    delivery    text[]      not null check (delivery <@ array['cod', 'kirim', 'gosend'] and cardinality(delivery) > 0),
    region      text        not null references regions (code),
    wanted      text,
    status      text        not null default 'active' check (status in ('draft', 'active', 'reserved', 'sold', 'inactive', 'expired', 'removed')),
    version     integer     not null default 1,
    view_count  integer     not null default 0,
    like_count  integer     not null default 0,
    chat_count  integer     not null default 0,
    offer_count integer     not null default 0,
    expires_at  timestamptz not null,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    words       tsvector generated always as (to_tsvector('simple', title || ' ' || description || ' ' || coalesce(brand, ''))) stored,
    check (('jual' = any (modes)) = (price is not null)),
    check (min_price is null or min_price <= price)
);
create index listings_seller on listings (seller_id, status, created_at desc);
create index listings_newest on listings (created_at desc) where status = 'active';
create index listings_category on listings (category_id, created_at desc) where status = 'active';
create index listings_region on listings (region text_pattern_ops) where status = 'active';
create index listings_words on listings using gin (words);
create index listings_expiry on listings (expires_at) where status = 'active';

create table photos (
    id          uuid primary key,
    owner_id    uuid        not null references users (id),
    listing_id  uuid references listings (id),
    position    integer     not null default 0,
    hash        text        not null,
    width       integer     not null,
    height      integer     not null,
    created_at  timestamptz not null default now()
);
create index photos_listing on photos (listing_id, position);
create index photos_loose on photos (created_at) where listing_id is null;

create table likes (
    user_id     uuid        not null references users (id) on delete cascade,
    listing_id  uuid        not null references listings (id) on delete cascade,
    created_at  timestamptz not null default now(),
    primary key (user_id, listing_id)
);
create index likes_listing on likes (listing_id);
