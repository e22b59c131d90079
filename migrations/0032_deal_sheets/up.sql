-- What both parties of a deal are bound to, as texts that are fixed when it is agreed, and anew when the shipping cost is
-- named afterwards. number: from 1 in each deal; the highest is in force. digest: SHA-256 of sheet_id, which names the
-- SHA-256 of sheet_en; it is also an argument of the system message that announced it, and so in the room's chain. The
-- serving role only inserts and reads (migrations/grants.sql). Deals from before this step have no sheet.
create table deal_sheets (
    deal_id     uuid        not null references deals (id),
    number      integer     not null check (number >= 1),
    -- Canonical JSON: keys in the order of their bytes, no white space.
    sheet_id    text        not null,
    sheet_en    text        not null,
    digest      bytea       not null check (octet_length(digest) = 32),
    created_at  timestamptz not null,
    primary key (deal_id, number)
);
