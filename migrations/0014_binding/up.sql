-- Whether the assistant took an offer to the seller: then its maker cannot take it back for as long as it lasts.
alter table offers add column bound boolean not null default false;
update offers set bound = true from receipts
    where receipts.offer_id = offers.id and receipts.decision = 'hand' and offers.status = 'pending';
