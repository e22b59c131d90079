-- Where and when the parties of a deal meet. proposed_*: the plan that waits for an answer; agreed_*: the plan in force.
create table meetups (
    deal_id     uuid        primary key references deals (id),
    version     integer     not null check (version >= 1),
    proposed_by text        check (proposed_by in ('buyer', 'seller')),
    proposed_place text     check (char_length(proposed_place) between 3 and 120),
    proposed_region text    references regions (code),
    proposed_time timestamptz,
    agreed_version integer  check (agreed_version between 1 and version),
    agreed_place text       check (char_length(agreed_place) between 3 and 120),
    agreed_region text      references regions (code),
    agreed_time timestamptz,
    buyer_arrived_at timestamptz,
    seller_arrived_at timestamptz,
    -- Who was there and reported that the other did not come, and what the other says to it.
    no_show_by  text        check (no_show_by in ('buyer', 'seller')),
    no_show_at  timestamptz,
    answer      text        check (char_length(answer) <= 1000),
    answered_at timestamptz,
    -- When the parties are reminded of the meeting next; null when they are not.
    remind_at   timestamptz,
    updated_at  timestamptz not null,
    constraint meetups_proposal check (num_nonnulls(proposed_by, proposed_place, proposed_time) in (0, 3)),
    constraint meetups_agreed check (num_nonnulls(agreed_version, agreed_place, agreed_time) in (0, 3)),
    constraint meetups_some check (num_nonnulls(proposed_by, agreed_version) > 0),
    constraint meetups_arrivals check (agreed_version is not null or num_nonnulls(buyer_arrived_at, seller_arrived_at) = 0),
    constraint meetups_no_show check (num_nonnulls(no_show_by, no_show_at) in (0, 2)),
    constraint meetups_answer check (num_nonnulls(answer, answered_at) in (0, 2) and (answer is null or no_show_by is not null))
);
create index meetups_remind on meetups (remind_at) where remind_at is not null;
