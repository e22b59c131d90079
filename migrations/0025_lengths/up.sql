-- The program counts the characters of a text as form fields do (UTF-16 code units), Postgres counts code points, and NFC may
-- store up to three for one. These limits are wider than what the program accepts.
-- Not validated: every row satisfies them, since they are wider than before.
alter table users
    drop constraint users_name_check,
    add constraint users_name_check check (char_length(name) between 1 and 180) not valid,
    drop constraint users_bio_check,
    add constraint users_bio_check check (char_length(bio) <= 1500) not valid;
alter table listings
    drop constraint listings_title_check,
    add constraint listings_title_check check (char_length(title) between 1 and 240) not valid,
    drop constraint listings_description_check,
    add constraint listings_description_check check (char_length(description) <= 12000) not valid,
    drop constraint listings_flaw_check,
    add constraint listings_flaw_check check (char_length(flaw) <= 1500) not valid,
    drop constraint listings_worth_reason,
    add constraint listings_worth_reason check (char_length(worth_reason) between 1 and 600) not valid;
alter table offers
    drop constraint offers_note_check,
    add constraint offers_note_check check (char_length(note) <= 1500) not valid,
    drop constraint offers_reason_check,
    add constraint offers_reason_check check (char_length(reason) <= 420) not valid;
