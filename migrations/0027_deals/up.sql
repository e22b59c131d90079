-- A deal to its end: how it was opened, what the buyer pays beside the goods, how it ended.
alter table deals
    add column opening text not null default 'agreed' check (opening in ('agreed', 'assistant', 'asked')),
    add column protected boolean not null default false,
    add column fee bigint not null default 0 check (fee between 0 and 1000000000000),
    add column fee_by text not null default 'seller' check (fee_by in ('buyer', 'seller')),
    add column shipping bigint not null default 0 check (shipping between 0 and 10000000),
    add column outcome text check (outcome in ('handed_over', 'paid_out', 'refunded', 'returned', 'void')),
    add column handover_tries smallint not null default 0 check (handover_tries between 0 and 5),
    add column agreed_at timestamptz,
    add column paid_at timestamptz,
    add column reminded_version integer not null default 0;
update deals set agreed_at = created_at where status <> 'pending';
update deals set outcome = 'void' where status = 'cancelled';
update deals set opening = 'assistant' where status = 'pending';
-- What sends until now was agreed to be arranged in the chat; it keeps its deadline.
alter table deals add constraint deals_outcome check ((outcome is null) = (status not in ('completed', 'cancelled')));
alter table deals add constraint deals_payment check (
    (protected or payment = 'none') and (payment <> 'escrow' or outcome is null) and (payment <> 'released' or outcome = 'paid_out'));

-- What one party gives to the other: one leg in a sale or a gift, two in a barter.
create table deal_legs (
    deal_id     uuid        not null references deals (id),
    sender      text        not null check (sender in ('buyer', 'seller')),
    status      text        not null default 'waiting'
        check (status in ('waiting', 'sent', 'delivered', 'received', 'lost', 'returned')),
    courier     text        check (char_length(courier) between 1 and 20),
    tracking_no text        check (char_length(tracking_no) between 4 and 40),
    sent_at     timestamptz,
    delivered_at timestamptz,
    received_at timestamptz,
    primary key (deal_id, sender),
    check ((courier is null) = (tracking_no is null)),
    check (status not in ('sent', 'lost', 'returned') or tracking_no is not null)
);
create index deal_legs_tracking on deal_legs (tracking_no) where tracking_no is not null;
insert into deal_legs (deal_id, sender) select id, 'seller' from deals;
insert into deal_legs (deal_id, sender) select id, 'buyer' from deals where mode = 'barter';

-- Where a party wants to receive its goods: encrypted, gone when the deal has ended.
create table deal_addresses (
    deal_id     uuid        not null references deals (id),
    receiver    text        not null check (receiver in ('buyer', 'seller')),
    key_id      smallint    not null,
    ciphertext  bytea       not null,
    created_at  timestamptz not null,
    primary key (deal_id, receiver)
);

-- What looks like fraud and waits for somebody to look at it. subject: what was seen twice.
create table fraud_flags (
    id          uuid        primary key,
    kind        text        not null check (kind in ('same_tracking_no')),
    deal_id     uuid        not null references deals (id),
    other_deal_id uuid      not null references deals (id),
    created_at  timestamptz not null,
    unique (kind, deal_id, other_deal_id)
);

-- Times in which the platform did not work: deadlines of deals wait meanwhile.
create table incidents (
    id          uuid        primary key,
    note        text        not null default '' check (char_length(note) <= 200),
    started_at  timestamptz not null,
    ended_at    timestamptz check (ended_at > started_at)
);
create unique index incidents_one_open on incidents ((true)) where ended_at is null;
