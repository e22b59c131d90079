-- How surely a message hands over a way around the chat, 0 to 100: for moderation, never a gate.
alter table messages
    add column contact smallint not null default 0 check (contact between 0 and 100);
