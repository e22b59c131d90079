-- The schema takes the names that the code uses. Only names change, no row does. The version before does not work on this
-- schema, so every node is stopped first; after a release a rename takes three steps (README.md).
alter table wishes rename to offer_rules;
alter table offer_rules rename constraint wishes_pkey to offer_rules_pkey;
alter table offer_rules rename constraint wishes_listing_id_fkey to offer_rules_listing_id_fkey;
alter table offer_rules rename constraint wishes_floor_percent_check to offer_rules_floor_percent_check;
alter table offer_rules rename constraint wishes_tries_check to offer_rules_tries_check;

alter table bundles rename to package_discounts;
alter table package_discounts rename constraint bundles_pkey to package_discounts_pkey;
alter table package_discounts rename constraint bundles_seller_id_fkey to package_discounts_seller_id_fkey;
alter table package_discounts rename constraint bundles_percent_check to package_discounts_percent_check;

alter table waiting rename to waiting_list;
alter table waiting_list rename constraint waiting_pkey to waiting_list_pkey;
alter table waiting_list rename constraint waiting_listing_id_fkey to waiting_list_listing_id_fkey;
alter table waiting_list rename constraint waiting_user_id_fkey to waiting_list_user_id_fkey;
alter index waiting_users rename to waiting_list_users;

alter table proofs rename to one_time_links;
alter table one_time_links rename constraint proofs_pkey to one_time_links_pkey;
alter table one_time_links rename constraint proofs_user_id_fkey to one_time_links_user_id_fkey;

-- The listing's status before the deal: it returns to it when the deal is called off.
alter table deal_items rename column was to previous_status;
alter table deal_items rename constraint deal_items_was_check to deal_items_previous_status_check;
alter table negotiations rename column state to phase;
alter table negotiations rename constraint negotiations_state_check to negotiations_phase_check;

-- asked_for_more: the other party asked for more. binding: its maker cannot withdraw it. needs_reconfirmation: a listing in
-- it was edited since. reconfirmation_announced: the room has the system message about that.
alter table offers rename column asked to asked_for_more;
alter table offers rename column bound to binding;
alter table offers rename column changed to needs_reconfirmation;
alter table offers rename column changed_told to reconfirmation_announced;
alter index offers_with rename to offers_items;
alter index offers_waiting rename to offers_of_buyers;
alter table messages rename constraint messages_sealed to messages_encrypted;
alter index messages_plain rename to messages_plaintext;

-- When a listing's description is edited, every pending offer that includes it needs its maker's reconfirmation, from the
-- commit of the edit on. An offer of nothing asks for the listing as it is and needs none. An offer no longer binds its
-- maker when the other party made the edit.
drop trigger listings_edited on listings;
drop function offers_changed();
create function require_reconfirmation() returns trigger language plpgsql as $$
begin
    -- Locked in the order of their ids, as everywhere: no deadlock.
    perform 1 from offers where status = 'pending'
        and (listing_id = new.id or (items <> '{}' and items @> array[new.id])) order by id for update;
    update offers o set needs_reconfirmation = true, reconfirmation_announced = false,
            binding = o.binding and new.seller_id = case o.by when 'seller' then n.seller_id else n.buyer_id end
        from negotiations n
        where n.id = o.negotiation_id and o.status = 'pending' and (o.amount > 0 or o.items <> '{}')
            and (o.listing_id = new.id or (o.items <> '{}' and o.items @> array[new.id]));
    return null;
end $$;
create trigger listings_edited after update of edited_at on listings
    for each row when (new.edited_at is distinct from old.edited_at) execute function require_reconfirmation();

-- Every node is notified when a session, an account or a membership ends, whoever ended it.
drop trigger sessions_cut on sessions;
drop trigger users_cut on users;
drop trigger rooms_cut on rooms;
drop function tell_cut();
create function notify_revocation() returns trigger language plpgsql as $$
begin
    perform pg_notify('tawar_revocation', tg_argv[0] || coalesce(new.id, old.id)::text);
    return null;
end $$;
create trigger sessions_revoked after update of revoked_at, expires_at or delete on sessions
    for each row execute function notify_revocation('session:');
create trigger users_revoked after update of suspended_until on users
    for each row execute function notify_revocation('user:');
create trigger rooms_revoked after update of buyer_id, seller_id or delete on rooms
    for each row execute function notify_revocation('room:');
