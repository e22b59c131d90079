alter table users
    drop constraint users_name_check,
    add constraint users_name_check check (char_length(name) between 1 and 60),
    drop constraint users_bio_check,
    add constraint users_bio_check check (char_length(bio) <= 500);
alter table listings
    drop constraint listings_title_check,
    add constraint listings_title_check check (char_length(title) between 4 and 80),
    drop constraint listings_description_check,
    add constraint listings_description_check check (char_length(description) <= 4000),
    drop constraint listings_flaw_check,
    add constraint listings_flaw_check check (char_length(flaw) <= 500),
    drop constraint listings_worth_reason,
    add constraint listings_worth_reason check (char_length(worth_reason) between 10 and 200);
alter table offers
    drop constraint offers_note_check,
    add constraint offers_note_check check (char_length(note) <= 500),
    drop constraint offers_reason_check,
    add constraint offers_reason_check check (char_length(reason) <= 140);
