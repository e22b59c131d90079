-- Whether the assistant took an offer to the seller: then its maker cannot take it back for as long as it lasts.
alter table offers add column bound boolean not null default false;
update offers set bound = true from receipts
    where receipts.offer_id = offers.id and receipts.decision = 'hand' and offers.status = 'pending';

-- When a thing was described anew. What lies on a table then is not what was offered: only its maker can say it still
-- holds. By a trigger, so that it is so from the commit that describes it anew; changed_told: its room was told.
alter table listings add column edited_at timestamptz;
alter table offers add column changed boolean not null default false,
    add column changed_told boolean not null default false;
create function offers_changed() returns trigger language plpgsql as $$
begin
    -- In the order of their ids, as everybody who changes many of them: nobody waits in a ring.
    perform 1 from offers where status = 'pending'
        and (listing_id = new.id or (items <> '{}' and items @> array[new.id])) order by id for update;
    -- Who described it anew is not set free by that; the other one is. What goes for nothing is asked for as it is.
    update offers o set changed = true, changed_told = false,
            bound = o.bound and new.seller_id = case o.by when 'seller' then n.seller_id else n.buyer_id end
        from negotiations n
        where n.id = o.negotiation_id and o.status = 'pending' and (o.amount > 0 or o.items <> '{}')
            and (o.listing_id = new.id or (o.items <> '{}' and o.items @> array[new.id]));
    return null;
end $$;
create trigger listings_edited after update of edited_at on listings
    for each row when (new.edited_at is distinct from old.edited_at) execute function offers_changed();

-- What every move and every look at the tables asks for.
create index offers_listing on offers (listing_id, created_at);
create index negotiations_seller on negotiations (seller_id);
create index negotiations_buyer on negotiations (buyer_id);
create index deals_room on deals (room_id, created_at desc);
create index deals_listing on deals (listing_id);
-- What was declined on the spot, for the assistant's receipts.
create index offers_too_low on offers (created_at) where status = 'declined' and settled_at = created_at;
