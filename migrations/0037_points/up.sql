-- Points: what people earned with completed deals. They are no money: nothing here moves between two people.
-- No foreign keys to users and deals, as in the ledger of money: the entries outlive the erasure of a person, of whom only an
-- id remains here.

-- What was known about a completed deal when it was first seen, once; the points follow from it (community/points/policy.rs).
-- earlier: completed deals between the same two people in the 180 days before. hollow_*: how many hollow deals each had before.
create table point_facts (
    deal_id     uuid        primary key,
    number      bigint      generated always as identity,
    seller_id   uuid        not null,
    buyer_id    uuid        not null,
    mode        text        not null check (mode in ('jual', 'barter', 'gratis')),
    seller_goods smallint   not null check (seller_goods >= 0),
    buyer_goods smallint    not null check (buyer_goods >= 0),
    completed_at timestamptz not null,
    proven      boolean     not null,
    linked      boolean     not null,
    hollow      boolean     not null,
    young       boolean     not null,
    earlier     smallint    not null check (earlier >= 0),
    hollow_seller smallint  not null check (hollow_seller >= 0),
    hollow_buyer smallint   not null check (hollow_buyer >= 0),
    check (seller_id <> buyer_id)
);
create index point_facts_seller on point_facts (seller_id, completed_at);
create index point_facts_buyer on point_facts (buyer_id, completed_at);
create index point_facts_completed on point_facts (completed_at);

-- Entries are only ever added. Of a deal, steps with odd numbers give and those with even numbers take back the same; so of a
-- bonus. goods: what the person gave or got in the deal. month: of the completion, in WIB.
create table point_entries (
    id          bigint      generated always as identity primary key,
    user_id     uuid        not null,
    deal_id     uuid        not null,
    kind        text        not null check (kind in ('seller', 'buyer')),
    reason      text        not null
        check (reason in ('deal', 'undone', 'circle', 'opened', 'milestone', 'milestone_undone')),
    step        smallint    not null check (step >= 1),
    amount      smallint    not null check (amount between -10 and 10),
    goods       smallint    not null,
    month       text        not null check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    at          timestamptz not null,
    constraint point_entries_step check ((step % 2 = 1) = (reason in ('deal', 'opened', 'milestone'))),
    constraint point_entries_sign check (case step % 2 when 1 then amount >= 0 and goods >= 0 else amount <= 0 and goods <= 0 end)
);
create unique index point_entries_deal on point_entries (deal_id, user_id, step)
    where reason in ('deal', 'undone', 'circle', 'opened');
create unique index point_entries_milestone on point_entries (user_id, kind, step)
    where reason in ('milestone', 'milestone_undone');
create index point_entries_of_deal on point_entries (deal_id, step);
create index point_entries_user on point_entries (user_id, id desc);

-- The sums of a person's entries, of all time and of each month; a trigger keeps them with each entry. sold, bought: goods.
-- sales, purchases: deals that earned points. risen_at: when the points last rose.
create table point_totals (
    user_id     uuid        not null,
    period      text        not null check (period = 'all' or period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    points_seller integer   not null check (points_seller >= 0),
    points_buyer integer    not null check (points_buyer >= 0),
    points      integer     not null generated always as (points_seller + points_buyer) stored,
    sold        integer     not null check (sold >= 0),
    bought      integer     not null check (bought >= 0),
    sales       integer     not null check (sales >= 0),
    purchases   integer     not null check (purchases >= 0),
    risen_at    timestamptz,
    primary key (user_id, period)
);
create index point_totals_all on point_totals (period, points desc) where points > 0;
create index point_totals_seller on point_totals (period, points_seller desc) where points_seller > 0;
create index point_totals_buyer on point_totals (period, points_buyer desc) where points_buyer > 0;

-- A leaderboard of a city.
create index users_city on users (left(region, 5));

create function point_add_entry() returns trigger language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    seller boolean := new.kind = 'seller';
    earned integer := case when new.reason in ('milestone', 'milestone_undone') then 0 else sign(new.amount) end;
    rises timestamptz := case when new.amount > 0 then new.at end;
    each text;
begin
    foreach each in array array['all', new.month] loop
        -- An upsert would check the signs of what it inserts before it finds the row.
        update public.point_totals set
            points_seller = points_seller + case when seller then new.amount else 0 end,
            points_buyer = points_buyer + case when seller then 0 else new.amount end,
            sold = sold + case when seller then new.goods else 0 end,
            bought = bought + case when seller then 0 else new.goods end,
            sales = sales + case when seller then earned else 0 end,
            purchases = purchases + case when seller then 0 else earned end,
            risen_at = greatest(risen_at, rises)
            where user_id = new.user_id and period = each;
        if not found then
            insert into public.point_totals
                (user_id, period, points_seller, points_buyer, sold, bought, sales, purchases, risen_at)
            values (new.user_id, each,
                case when seller then new.amount else 0 end, case when seller then 0 else new.amount end,
                case when seller then new.goods else 0 end, case when seller then 0 else new.goods end,
                case when seller then earned else 0 end, case when seller then 0 else earned end, rises);
        end if;
    end loop;
    return null;
end $$;
create trigger point_entries_add after insert on point_entries for each row execute function point_add_entry();
revoke execute on function point_add_entry() from public;

-- The serving role has no right to change entries and facts (migrations/grants.sql); these refuse it to the owner too.
create function point_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'points are append-only: % of % is refused', lower(tg_op), tg_table_name
        using errcode = 'insufficient_privilege';
end $$;
create trigger point_entries_fixed before update or delete or truncate on point_entries
    for each statement execute function point_refuse();
create trigger point_facts_fixed before update or delete or truncate on point_facts
    for each statement execute function point_refuse();
