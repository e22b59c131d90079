-- Words at rest: sealed with a key named in the row. Key 0 means not sealed yet (rows older than this step);
-- the house seals them with its current key when it starts.
create table keys (
    id          smallint primary key check (id > 0),
    wrapped     bytea       not null,
    usable_from timestamptz not null default now(),
    created_at  timestamptz not null default now()
);

-- about: the place a message quotes, or the place that was taken back (kind deleted).
-- body is null once its words were taken back or erased; digest stays, so that the chain stays whole.
alter table messages
    add column body   bytea,
    add column key_id smallint,
    add column about  bigint,
    add column digest bytea,
    add column chain  bytea;
alter table rooms add column chain bytea not null default ''::bytea;

-- One link: sha256 over the link before and the row. Written once more in talk/rooms/chain.rs; a test holds them together.
create function chain_link(before bytea, m messages) returns bytea language sql immutable as $$
    select sha256(before || uuid_send(m.room_id) || int8send(m.seq) || uuid_send(m.id)
        || uuid_send(coalesce(m.sender_id, '00000000-0000-0000-0000-000000000000'::uuid))
        || convert_to(rpad(m.kind, 8), 'UTF8')
        || int8send((extract(epoch from m.at) * 1000000)::bigint)
        || uuid_send(coalesce(m.offer_id, '00000000-0000-0000-0000-000000000000'::uuid))
        || uuid_send(coalesce(m.photo_id, '00000000-0000-0000-0000-000000000000'::uuid))
        || int8send(coalesce(m.about, 0)) || m.digest)
$$;

update messages set body = salted.body, key_id = 0, digest = sha256(salted.body)
from (select room_id, seq, uuid_send(gen_random_uuid()) || convert_to(text, 'UTF8') as body from messages) salted
where messages.room_id = salted.room_id and messages.seq = salted.seq;
do $$
declare
    m messages;
    head bytea := ''::bytea;
    room uuid;
begin
    for m in select * from messages order by room_id, seq loop
        if room is distinct from m.room_id then head := ''::bytea; room := m.room_id; end if;
        head := chain_link(head, m);
        update messages set chain = head where room_id = m.room_id and seq = m.seq;
        update rooms set chain = head where id = m.room_id;
    end loop;
end $$;
drop function chain_link;

alter table messages
    alter column digest set not null,
    alter column chain set not null,
    drop column text,
    drop constraint messages_kind_check,
    add constraint messages_kind_check check (kind in ('text', 'photo', 'offer', 'system', 'deleted')),
    add constraint messages_sealed check ((body is null) = (key_id is null)),
    -- The writer holds the room's row and has seen that the sender is a member: no check for each row.
    drop constraint messages_room_id_fkey,
    drop constraint messages_sender_id_fkey;
drop index messages_once;
drop index messages_id;
create unique index messages_once on messages (id, room_id, sender_id);
create index messages_plain on messages (room_id, seq) where key_id = 0;
create index messages_photo on messages (photo_id) where photo_id is not null;

-- A room's row changes with every batch: its update must stay in its page and touch no index.
drop index rooms_buyer;
drop index rooms_seller;
create index rooms_buyer on rooms (buyer_id);
create index rooms_seller on rooms (seller_id);
alter table rooms set (fillfactor = 50);

-- Who is about, on which node: a lease. A node that dies takes its rows' meaning with it.
create unlogged table nodes (
    id          uuid primary key,
    until       timestamptz not null
);
create unlogged table presence (
    user_id     uuid        not null,
    node        uuid        not null references nodes (id) on delete cascade,
    sockets     integer     not null,
    visible     boolean     not null,
    primary key (user_id, node)
);
create index presence_node on presence (node);

-- The head of a room's chain, signed.
create table seals (
    room_id     uuid        not null references rooms (id) on delete cascade,
    seq         bigint      not null,
    chain       bytea       not null,
    signature   bytea       not null,
    at          timestamptz not null,
    primary key (room_id, seq)
);

-- Rights that end are told to every node at once, whichever door ended them.
create function tell_cut() returns trigger language plpgsql as $$
begin
    perform pg_notify('tawar_cut', tg_argv[0] || coalesce(new.id, old.id)::text);
    return null;
end $$;
create trigger sessions_cut after update of revoked_at, expires_at or delete on sessions
    for each row execute function tell_cut('session:');
create trigger users_cut after update of suspended_until on users
    for each row execute function tell_cut('user:');
create trigger rooms_cut after update of buyer_id, seller_id or delete on rooms
    for each row execute function tell_cut('room:');
