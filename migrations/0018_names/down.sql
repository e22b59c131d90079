drop trigger sessions_revoked on sessions;
drop trigger users_revoked on users;
drop trigger rooms_revoked on rooms;
drop function notify_revocation();
create function tell_cut() returns trigger language plpgsql as $$
begin
    perform pg_notify('tawar_cut', tg_argv[0] || coalesce(new.id, old.id)::text);
    return null;
end $$;
create trigger sessions_cut after update of revoked_at, expires_at or delete on sessions
    for each row execute function tell_cut('session:');
create trigger users_cut after update of suspended_until on users
    for each row execute function tell_cut('user:');
create trigger rooms_cut after update of buyer_id, seller_id or delete on rooms
    for each row execute function tell_cut('room:');

drop trigger listings_edited on listings;
drop function require_reconfirmation();
alter index messages_plaintext rename to messages_plain;
alter table messages rename constraint messages_encrypted to messages_sealed;
alter index offers_of_buyers rename to offers_waiting;
alter index offers_items rename to offers_with;
alter table offers rename column reconfirmation_announced to changed_told;
alter table offers rename column needs_reconfirmation to changed;
alter table offers rename column binding to bound;
alter table offers rename column asked_for_more to asked;
create function offers_changed() returns trigger language plpgsql as $$
begin
    perform 1 from offers where status = 'pending'
        and (listing_id = new.id or (items <> '{}' and items @> array[new.id])) order by id for update;
    update offers o set changed = true, changed_told = false,
            bound = o.bound and new.seller_id = case o.by when 'seller' then n.seller_id else n.buyer_id end
        from negotiations n
        where n.id = o.negotiation_id and o.status = 'pending' and (o.amount > 0 or o.items <> '{}')
            and (o.listing_id = new.id or (o.items <> '{}' and o.items @> array[new.id]));
    return null;
end $$;
create trigger listings_edited after update of edited_at on listings
    for each row when (new.edited_at is distinct from old.edited_at) execute function offers_changed();

alter table negotiations rename constraint negotiations_phase_check to negotiations_state_check;
alter table negotiations rename column phase to state;
alter table deal_items rename constraint deal_items_previous_status_check to deal_items_was_check;
alter table deal_items rename column previous_status to was;
alter table one_time_links rename constraint one_time_links_user_id_fkey to proofs_user_id_fkey;
alter table one_time_links rename constraint one_time_links_pkey to proofs_pkey;
alter table one_time_links rename to proofs;
alter index waiting_list_users rename to waiting_users;
alter table waiting_list rename constraint waiting_list_user_id_fkey to waiting_user_id_fkey;
alter table waiting_list rename constraint waiting_list_listing_id_fkey to waiting_listing_id_fkey;
alter table waiting_list rename constraint waiting_list_pkey to waiting_pkey;
alter table waiting_list rename to waiting;
alter table package_discounts rename constraint package_discounts_percent_check to bundles_percent_check;
alter table package_discounts rename constraint package_discounts_seller_id_fkey to bundles_seller_id_fkey;
alter table package_discounts rename constraint package_discounts_pkey to bundles_pkey;
alter table package_discounts rename to bundles;
alter table offer_rules rename constraint offer_rules_tries_check to wishes_tries_check;
alter table offer_rules rename constraint offer_rules_floor_percent_check to wishes_floor_percent_check;
alter table offer_rules rename constraint offer_rules_listing_id_fkey to wishes_listing_id_fkey;
alter table offer_rules rename constraint offer_rules_pkey to wishes_pkey;
alter table offer_rules rename to wishes;
