-- Nothing has been released yet: the checks that this step extends are replaced at once, and every node is stopped for it.
-- Disputes. A deal in dispute stands still; goods that go back are legs of their own.
alter table deals
    -- Until when who received something at a hand-over may still complain, though the deal has ended.
    add column complaint_until timestamptz,
    add column disputed_at timestamptz,
    add column disputed_from text check (disputed_from in ('deal', 'shipped', 'delivered', 'completed')),
    add column verdict text check (verdict in ('pay', 'refund', 'split', 'return_both', 'damages', 'void')),
    add column in_return boolean not null default false,
    drop constraint deals_outcome_check,
    add constraint deals_outcome_check
        check (outcome in ('handed_over', 'paid_out', 'refunded', 'returned', 'void', 'split', 'damages')),
    drop constraint deals_payment,
    add constraint deals_payment check (
        (protected or payment = 'none') and (payment <> 'escrow' or outcome is null)
        and (payment <> 'released' or outcome in ('paid_out', 'split', 'damages'))),
    add constraint deals_dispute check (
        (disputed_at is null) = (disputed_from is null) and (status <> 'disputed' or disputed_at is not null)
        and (not in_return or status = 'disputed'));

alter table deal_legs
    -- Whether it sends back what its sender had received.
    add column is_return boolean not null default false,
    drop constraint deal_legs_pkey,
    add primary key (deal_id, sender, is_return);

alter table payments
    -- Whole rupiah: what goes back, where it is not all of it.
    add column refund_amount bigint check (refund_amount > 0);

-- A complaint about a deal until its end. *_outcome and *_sum: a verdict; sum: percent of a split, rupiah of damages.
create table disputes (
    id          uuid        primary key,
    deal_id     uuid        not null references deals (id),
    claimant    text        not null check (claimant in ('buyer', 'seller')),
    reason      text        not null,
    status      text        not null
        check (status in ('open', 'answered', 'ruled', 'appealed', 'settled', 'final', 'withdrawn')),
    version     integer     not null check (version >= 1),
    -- When the default applies; null once it has ended.
    deadline_at timestamptz,
    -- Not later, however much evidence is asked for.
    latest_at   timestamptz not null,
    wants_outcome text      not null,
    wants_sum   bigint,
    -- What the other party wants.
    answer_outcome text,
    answer_sum  bigint,
    -- The offer to settle that waits for the other party.
    offer_by    text        check (offer_by in ('buyer', 'seller')),
    offer_outcome text,
    offer_sum   bigint,
    buyer_accepts boolean   not null default false,
    seller_accepts boolean  not null default false,
    appealed_by text        check (appealed_by in ('buyer', 'seller')),
    -- How it ended.
    end_outcome text,
    end_sum     bigint,
    -- Who works on it.
    mediator_id uuid        references users (id),
    -- Whether staff has joined the room.
    joined      boolean     not null default false,
    opened_at   timestamptz not null,
    updated_at  timestamptz not null,
    constraint disputes_deadline check ((deadline_at is null) = (status in ('settled', 'final', 'withdrawn'))),
    constraint disputes_offer check (num_nonnulls(offer_by, offer_outcome) in (0, 2)),
    constraint disputes_end check ((end_outcome is not null) = (status in ('settled', 'final')))
);
create unique index disputes_one_open on disputes (deal_id) where deadline_at is not null;
create index disputes_deal on disputes (deal_id);
create index disputes_due on disputes (deadline_at) where deadline_at is not null;
create index disputes_mediator on disputes (mediator_id) where deadline_at is not null;

-- Rulings: round 1, and round 2 after an appeal. by: null when the clock decided. confirmed_at: null while it waits for a
-- second mediator. Two mediators who rule at once meet at the primary key and at the version of the dispute.
create table dispute_rulings (
    dispute_id  uuid        not null references disputes (id),
    round       smallint    not null check (round in (1, 2)),
    outcome     text        not null,
    sum         bigint,
    reason      text        not null,
    ruled_by    uuid        references users (id),
    confirmed_by uuid       references users (id),
    ruled_at    timestamptz not null,
    confirmed_at timestamptz,
    primary key (dispute_id, round),
    constraint dispute_rulings_two check (confirmed_by is null or (confirmed_at is not null and confirmed_by <> ruled_by))
);

-- The case file, in order; only added to. What was said is a system message of the deal's room (seq); photos are the
-- messages that follow it. A note is encrypted, and read by staff only.
create table dispute_entries (
    dispute_id  uuid        not null references disputes (id),
    n           integer     not null check (n >= 1),
    kind        text        not null,
    -- The party that acts, or that is asked.
    party       text        check (party in ('buyer', 'seller')),
    staff_id    uuid        references users (id),
    seq         bigint,
    photos      smallint    not null default 0 check (photos between 0 and 10),
    outcome     text,
    sum         bigint,
    -- Until when evidence is asked for.
    due_at      timestamptz,
    key_id      smallint,
    note        bytea,
    at          timestamptz not null,
    primary key (dispute_id, n),
    constraint dispute_entries_note check (num_nonnulls(key_id, note) in (0, 2))
);

-- What staff looked at and did. hash: SHA-256 over the hash before and the fields; `tawar check` verifies the chain.
create table audit_log (
    seq         bigint      primary key check (seq >= 1),
    at          timestamptz not null,
    actor_id    uuid,
    action      text        not null check (char_length(action) between 1 and 40),
    subject     text        not null check (char_length(subject) <= 100),
    subject_id  uuid,
    -- What it was and what it became, as JSON; never the words of people.
    detail      text        not null default '',
    hash        bytea       not null check (octet_length(hash) = 32)
);
create index audit_log_subject on audit_log (subject_id, seq);
create index audit_log_actor on audit_log (actor_id, seq);
create function audit_log_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is append-only: % is refused', lower(tg_op) using errcode = 'insufficient_privilege';
end $$;
create trigger audit_log_fixed before update or delete or truncate on audit_log
    for each statement execute function audit_log_refuse();
