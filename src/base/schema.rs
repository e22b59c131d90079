//! The tables as diesel reads them, edited by hand to match `migrations/`.

diesel::table! {
    outbox (id) { id -> Int8, topic -> Text, payload -> Jsonb, attempts -> Int4, due_at -> Timestamptz, created_at -> Timestamptz, }
}
diesel::table! {
    deliveries (event_id, subscriber) {
        event_id -> Int8, subscriber -> Text, topic -> Text, payload -> Jsonb, attempts -> Int4,
        due_at -> Timestamptz, last_error -> Nullable<Text>, created_at -> Timestamptz,
    }
}
diesel::table! {
    jobs (id) {
        id -> Uuid, kind -> Text, payload -> Jsonb, unique_key -> Nullable<Text>, attempts -> Int4,
        due_at -> Timestamptz, leased_until -> Nullable<Timestamptz>, last_error -> Nullable<Text>,
        died_at -> Nullable<Timestamptz>, created_at -> Timestamptz, serial_key -> Nullable<Text>,
    }
}
diesel::table! {
    mails (id) {
        id -> Uuid, recipient -> Text, subject -> Text, body -> Text, attempts -> Int4,
        due_at -> Timestamptz, sent_at -> Nullable<Timestamptz>, created_at -> Timestamptz,
    }
}
diesel::table! {
    epoch (only_row) { only_row -> Bool, id -> Uuid, }
}
diesel::table! {
    regions (code) {
        code -> Text, parent -> Nullable<Text>, level -> Int2, name -> Text, label -> Text,
        lat -> Float8, lng -> Float8, population -> Nullable<Int4>,
    }
}
diesel::table! {
    users (id) {
        id -> Uuid, handle -> Text, name -> Text, email -> Nullable<Text>, phone -> Nullable<Text>,
        password_hash -> Text, role -> Text, intent -> Text, bio -> Text, region -> Nullable<Text>, lang -> Text,
        email_verified_at -> Nullable<Timestamptz>, phone_verified_at -> Nullable<Timestamptz>,
        suspended_until -> Nullable<Timestamptz>, muted_until -> Nullable<Timestamptz>, unread_ruling -> Bool, sold_count -> Int4, rating_count -> Int4,
        rating_mean -> Int4, rating_partners -> Int4, badges -> Array<Text>,
        last_seen_at -> Nullable<Timestamptz>, created_at -> Timestamptz,
    }
}
diesel::table! {
    sessions (id) {
        id -> Uuid, user_id -> Uuid, kind -> Text, token_hash -> Nullable<Bytea>, device -> Text,
        created_at -> Timestamptz, last_used_at -> Timestamptz, expires_at -> Timestamptz, revoked_at -> Nullable<Timestamptz>,
    }
}
diesel::table! {
    browsers (token_hash, user_id) { token_hash -> Bytea, user_id -> Uuid, seen_at -> Timestamptz, }
}
diesel::table! {
    one_time_links (id) {
        id -> Uuid, user_id -> Uuid, purpose -> Text, token_hash -> Bytea, email -> Text,
        expires_at -> Timestamptz, used_at -> Nullable<Timestamptz>, created_at -> Timestamptz,
    }
}
diesel::table! {
    consents (id) {
        id -> Uuid, user_id -> Uuid, document -> Text, version -> Text, text_hash -> Bytea, channel -> Text, at -> Timestamptz,
    }
}
diesel::table! {
    categories (id) {
        id -> Int4, parent_id -> Nullable<Int4>, slug -> Text, name -> Text, name_en -> Text, icon -> Text, position -> Int4,
    }
}
diesel::table! {
    listings (id) {
        id -> Uuid, slug -> Text, seller_id -> Uuid, title -> Text, description -> Text, flaw -> Text, category_id -> Int4,
        condition -> Text, modes -> Array<Text>, price -> Nullable<Int8>, min_price -> Nullable<Int8>,
        original_price -> Nullable<Int8>, original_source -> Nullable<Text>, brand -> Nullable<Text>,
        size -> Nullable<Text>, color -> Nullable<Text>, tags -> Array<Text>, delivery -> Array<Text>,
        region -> Text, wanted -> Nullable<Text>, status -> Text, version -> Int4, view_count -> Int4, like_count -> Int4,
        chat_count -> Int4, offer_count -> Int4, expires_at -> Timestamptz, created_at -> Timestamptz, updated_at -> Timestamptz,
        worth_adjust -> Int2, worth_reason -> Nullable<Text>, edited_at -> Nullable<Timestamptz>,
        shipping_fee -> Int8,
    }
}
diesel::table! {
    shown_villages (listing_id) { listing_id -> Uuid, code -> Text, name -> Text, }
}
diesel::table! {
    photos (id) {
        id -> Uuid, owner_id -> Uuid, listing_id -> Nullable<Uuid>, position -> Int4, hash -> Text,
        width -> Int4, height -> Int4, created_at -> Timestamptz, removed_at -> Nullable<Timestamptz>,
    }
}
diesel::table! {
    price_drops (listing_id) {
        listing_id -> Uuid, step -> Int8, days -> Int2, lowest -> Int8, next_at -> Timestamptz,
    }
}
diesel::table! {
    mandates (listing_id) {
        listing_id -> Uuid, seller_id -> Uuid, mode -> Text, style -> Text, auto_accept -> Bool,
        tries -> Int2, minutes -> Int2, until -> Nullable<Timestamptz>, given_at -> Timestamptz, changed_at -> Timestamptz,
    }
}
diesel::table! {
    receipts (offer_id) {
        offer_id -> Uuid, listing_id -> Uuid, room_id -> Uuid, decision -> Text, reason -> Text,
        amount -> Nullable<Int8>, mandate -> Jsonb, at -> Timestamptz,
    }
}
diesel::table! {
    likes (user_id, listing_id) { user_id -> Uuid, listing_id -> Uuid, created_at -> Timestamptz, }
}
diesel::table! {
    deals (id) {
        id -> Uuid, code -> Text, listing_id -> Uuid, offer_id -> Uuid, room_id -> Uuid, buyer_id -> Uuid, seller_id -> Uuid,
        mode -> Text, amount -> Int8, status -> Text, payment -> Text, cancel_reason -> Nullable<Text>,
        cancelled_by -> Nullable<Text>, version -> Int4, deadline_at -> Nullable<Timestamptz>, method -> Text,
        created_at -> Timestamptz, updated_at -> Timestamptz, opening -> Text, protected -> Bool, fee -> Int8, fee_by -> Text,
        shipping -> Int8, outcome -> Nullable<Text>, handover_tries -> Int2, reminded_version -> Int4,
        agreed_at -> Nullable<Timestamptz>, paid_at -> Nullable<Timestamptz>, complaint_until -> Nullable<Timestamptz>,
        disputed_at -> Nullable<Timestamptz>, disputed_from -> Nullable<Text>, verdict -> Nullable<Text>, in_return -> Bool,
    }
}
diesel::table! {
    deal_legs (deal_id, sender, is_return) {
        deal_id -> Uuid, sender -> Text, is_return -> Bool, status -> Text, courier -> Nullable<Text>, tracking_no -> Nullable<Text>,
        sent_at -> Nullable<Timestamptz>, delivered_at -> Nullable<Timestamptz>, received_at -> Nullable<Timestamptz>,
    }
}
diesel::table! {
    deal_sheets (deal_id, number) {
        deal_id -> Uuid, number -> Int4, sheet_id -> Text, sheet_en -> Text, digest -> Bytea, created_at -> Timestamptz,
    }
}
diesel::table! {
    deal_addresses (deal_id, receiver) {
        deal_id -> Uuid, receiver -> Text, key_id -> Int2, ciphertext -> Bytea, created_at -> Timestamptz,
    }
}
diesel::table! {
    meetups (deal_id) {
        deal_id -> Uuid, version -> Int4, proposed_by -> Nullable<Text>, proposed_place -> Nullable<Text>,
        proposed_region -> Nullable<Text>, proposed_time -> Nullable<Timestamptz>, agreed_version -> Nullable<Int4>,
        agreed_place -> Nullable<Text>, agreed_region -> Nullable<Text>, agreed_time -> Nullable<Timestamptz>,
        buyer_arrived_at -> Nullable<Timestamptz>, seller_arrived_at -> Nullable<Timestamptz>,
        no_show_by -> Nullable<Text>, no_show_at -> Nullable<Timestamptz>, answer -> Nullable<Text>,
        answered_at -> Nullable<Timestamptz>, remind_at -> Nullable<Timestamptz>, updated_at -> Timestamptz,
    }
}
diesel::table! {
    payments (id) {
        id -> Uuid, deal_id -> Nullable<Uuid>, promotion_id -> Nullable<Uuid>, provider -> Text, reference -> Text,
        transaction_id -> Nullable<Text>, amount -> Int8, paid_amount -> Nullable<Int8>, refund_amount -> Nullable<Int8>, status -> Text, redirect_url -> Nullable<Text>, version -> Int4,
        busy_until -> Nullable<Timestamptz>, expires_at -> Timestamptz, created_at -> Timestamptz, updated_at -> Timestamptz,
    }
}
diesel::table! {
    promotions (id) {
        id -> Uuid, code -> Text, listing_id -> Uuid, owner_id -> Uuid, kind -> Text, hours -> Int2, amount -> Int8,
        status -> Text, starts_at -> Nullable<Timestamptz>, ends_at -> Nullable<Timestamptz>,
        deadline_at -> Nullable<Timestamptz>, version -> Int4, created_at -> Timestamptz, updated_at -> Timestamptz,
    }
}
diesel::table! {
    placements (id) {
        id -> Uuid, listing_id -> Uuid, kind -> Text, starts_at -> Timestamptz, ends_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>, seen -> Int4, opened -> Int4,
    }
}
diesel::table! {
    payment_notices (provider, event_key) {
        provider -> Text, event_key -> Text, reference -> Text, transaction_id -> Nullable<Text>, received_at -> Timestamptz,
    }
}
diesel::table! {
    disputes (id) {
        id -> Uuid, deal_id -> Uuid, claimant -> Text, reason -> Text, status -> Text, version -> Int4,
        deadline_at -> Nullable<Timestamptz>, latest_at -> Timestamptz, wants_outcome -> Text, wants_sum -> Nullable<Int8>,
        answer_outcome -> Nullable<Text>, answer_sum -> Nullable<Int8>, offer_by -> Nullable<Text>,
        offer_outcome -> Nullable<Text>, offer_sum -> Nullable<Int8>, buyer_accepts -> Bool, seller_accepts -> Bool,
        appealed_by -> Nullable<Text>, end_outcome -> Nullable<Text>, end_sum -> Nullable<Int8>,
        mediator_id -> Nullable<Uuid>, joined -> Bool, opened_at -> Timestamptz, updated_at -> Timestamptz,
    }
}
diesel::table! {
    dispute_rulings (dispute_id, round) {
        dispute_id -> Uuid, round -> Int2, outcome -> Text, sum -> Nullable<Int8>, reason -> Text,
        ruled_by -> Nullable<Uuid>, confirmed_by -> Nullable<Uuid>, ruled_at -> Timestamptz,
        confirmed_at -> Nullable<Timestamptz>,
    }
}
diesel::table! {
    dispute_entries (dispute_id, n) {
        dispute_id -> Uuid, n -> Int4, kind -> Text, party -> Nullable<Text>, staff_id -> Nullable<Uuid>,
        seq -> Nullable<Int8>, photos -> Int2, outcome -> Nullable<Text>, sum -> Nullable<Int8>,
        due_at -> Nullable<Timestamptz>, key_id -> Nullable<Int2>, note -> Nullable<Bytea>, at -> Timestamptz,
    }
}
diesel::table! {
    audit_log (seq) {
        seq -> Int8, at -> Timestamptz, actor_id -> Nullable<Uuid>, action -> Text, subject -> Text,
        subject_id -> Nullable<Uuid>, detail -> Text, hash -> Bytea,
    }
}
diesel::table! {
    fraud_flags (id) { id -> Uuid, kind -> Text, deal_id -> Uuid, other_deal_id -> Uuid, created_at -> Timestamptz, }
}
diesel::table! {
    incidents (id) { id -> Uuid, note -> Text, started_at -> Timestamptz, ended_at -> Nullable<Timestamptz>, }
}
diesel::table! {
    deal_items (deal_id, listing_id) {
        deal_id -> Uuid, listing_id -> Uuid, side -> Text, previous_status -> Text, terms -> Jsonb, live -> Bool,
    }
}
diesel::table! {
    package_discounts (seller_id) { seller_id -> Uuid, percent -> Int2, }
}
diesel::table! {
    offer_rules (listing_id) { listing_id -> Uuid, floor_percent -> Int2, tries -> Nullable<Int2>, }
}
diesel::table! {
    promises (listing_id) { listing_id -> Uuid, room_id -> Uuid, until -> Timestamptz, }
}
diesel::table! {
    waiting_list (listing_id, user_id) { listing_id -> Uuid, user_id -> Uuid, since -> Timestamptz, }
}
diesel::table! {
    rooms (id) {
        id -> Uuid, listing_id -> Uuid, buyer_id -> Uuid, seller_id -> Uuid, last_seq -> Int8, buyer_read -> Int8,
        seller_read -> Int8, last_at -> Nullable<Timestamptz>, created_at -> Timestamptz, chain -> Bytea,
    }
}
diesel::table! {
    messages (room_id, seq) {
        room_id -> Uuid, seq -> Int8, id -> Uuid, sender_id -> Nullable<Uuid>, kind -> Text,
        offer_id -> Nullable<Uuid>, photo_id -> Nullable<Uuid>, at -> Timestamptz, body -> Nullable<Bytea>,
        key_id -> Nullable<Int2>, about -> Nullable<Int8>, digest -> Bytea, chain -> Bytea, contact -> Int2,
    }
}
diesel::table! {
    negotiations (id) {
        id -> Uuid, room_id -> Uuid, listing_id -> Uuid, buyer_id -> Uuid, seller_id -> Uuid, phase -> Text, turn -> Text,
        version -> Int4, created_at -> Timestamptz, updated_at -> Timestamptz,
    }
}
diesel::table! {
    offers (id) {
        id -> Uuid, negotiation_id -> Uuid, listing_id -> Uuid, by -> Text, amount -> Int8, note -> Text, status -> Text,
        live -> Bool, expires_at -> Timestamptz, created_at -> Timestamptz, settled_at -> Nullable<Timestamptz>,
        assistant -> Bool, items -> Array<Uuid>, asked_for_more -> Bool, opening -> Bool, reminded -> Bool, reason -> Text, binding -> Bool,
        needs_reconfirmation -> Bool, reconfirmation_announced -> Bool, method -> Nullable<Text>,
    }
}
diesel::table! {
    moves (negotiation_id, id) {
        negotiation_id -> Uuid, id -> Uuid, by -> Text, kind -> Text, offer_id -> Uuid, version -> Int4, at -> Timestamptz,
    }
}
diesel::table! {
    keys (id) { id -> Int2, wrapped -> Bytea, usable_from -> Timestamptz, created_at -> Timestamptz, }
}
diesel::table! {
    seals (room_id, seq) { room_id -> Uuid, seq -> Int8, chain -> Bytea, signature -> Bytea, at -> Timestamptz, }
}
diesel::table! {
    ledger_accounts (id) {
        id -> Uuid, kind -> Text, deal_id -> Nullable<Uuid>, user_id -> Nullable<Uuid>, balance -> Int8,
    }
}
diesel::table! {
    ledger_transactions (id) {
        id -> Uuid, kind -> Text, deal_id -> Nullable<Uuid>, unique_key -> Text, at -> Timestamptz,
    }
}
diesel::table! {
    ledger_entries (transaction_id, account_id) {
        id -> Int8, transaction_id -> Uuid, account_id -> Uuid, amount -> Int8, balance_after -> Nullable<Int8>,
    }
}
diesel::joinable!(ledger_entries -> ledger_accounts (account_id));
diesel::joinable!(ledger_entries -> ledger_transactions (transaction_id));
diesel::table! {
    till_payments (reference) {
        reference -> Text, transaction_id -> Uuid, amount -> Int8, paid_amount -> Nullable<Int8>, state -> Text, outcome -> Nullable<Text>,
        lines -> Jsonb, payer_name -> Text, return_url -> Text, expires_at -> Timestamptz, settles_at -> Nullable<Timestamptz>,
        refunds -> Jsonb, notices_left -> Int2, notify_at -> Nullable<Timestamptz>, notify_attempts -> Int4,
        created_at -> Timestamptz, updated_at -> Timestamptz,
    }
}
diesel::table! {
    review_windows (deal_id) {
        deal_id -> Uuid, ended_at -> Timestamptz, remind_at -> Nullable<Timestamptz>, reveal_at -> Nullable<Timestamptz>,
    }
}
diesel::table! {
    reviews (id) {
        id -> Uuid, deal_id -> Uuid, author -> Text, author_id -> Uuid, subject_id -> Uuid, about -> Text, rating -> Int2,
        tags -> Array<Text>, comment -> Text, version -> Int4, written_at -> Timestamptz, shown_at -> Nullable<Timestamptz>,
        reply -> Nullable<Text>, replied_at -> Nullable<Timestamptz>, removed_at -> Nullable<Timestamptz>,
    }
}
diesel::table! {
    review_photos (review_id, position) { review_id -> Uuid, position -> Int4, photo_id -> Uuid, }
}
diesel::table! {
    review_versions (review_id, version) {
        review_id -> Uuid, version -> Int4, rating -> Int2, tags -> Array<Text>, comment -> Text, photos -> Array<Uuid>,
        at -> Timestamptz,
    }
}
diesel::table! {
    track_records (user_id) {
        user_id -> Uuid, replies -> Int4, reply_seconds -> Nullable<Int4>, chats_asked -> Int4, chats_answered -> Int4,
        sendings -> Int4, send_seconds -> Nullable<Int4>, completed -> Int4, completed_lately -> Int4, called_off -> Int4,
        let_lapse -> Int4, meetings_kept -> Int4, meetings_missed -> Int4, computed_at -> Nullable<Timestamptz>,
        due_at -> Timestamptz,
    }
}
diesel::table! {
    payout_accounts (user_id) {
        user_id -> Uuid, bank -> Text, key_id -> Int2, ciphertext -> Bytea, fingerprint -> Bytea, usable_from -> Timestamptz,
        changed_at -> Timestamptz,
    }
}
diesel::table! {
    payouts (id) {
        id -> Uuid, user_id -> Uuid, provider -> Text, reference -> Text, amount -> Int8, fee -> Int8, bank -> Text, key_id -> Int2,
        ciphertext -> Bytea, fingerprint -> Bytea, status -> Text, reason -> Nullable<Text>, version -> Int4,
        look_again_at -> Nullable<Timestamptz>, created_at -> Timestamptz, updated_at -> Timestamptz,
    }
}
diesel::table! {
    payout_notices (provider, event_key) { provider -> Text, event_key -> Text, reference -> Text, received_at -> Timestamptz, }
}
diesel::table! {
    practice_payouts (reference) {
        reference -> Text, bank -> Text, ending -> Text, amount -> Int8, state -> Text, reason -> Nullable<Text>,
        next_state -> Nullable<Text>, next_at -> Nullable<Timestamptz>, notices_left -> Int2, notify_at -> Nullable<Timestamptz>,
        notify_attempts -> Int4, created_at -> Timestamptz,
    }
}
diesel::table! {
    point_facts (deal_id) {
        deal_id -> Uuid, number -> Int8, seller_id -> Uuid, buyer_id -> Uuid, mode -> Text, seller_goods -> Int2, buyer_goods -> Int2,
        completed_at -> Timestamptz, proven -> Bool, linked -> Bool, hollow -> Bool, young -> Bool, earlier -> Int2,
        hollow_seller -> Int2, hollow_buyer -> Int2,
    }
}
diesel::table! {
    point_entries (id) {
        id -> Int8, user_id -> Uuid, deal_id -> Uuid, kind -> Text, reason -> Text, step -> Int2, amount -> Int2, goods -> Int2,
        month -> Text, at -> Timestamptz,
    }
}
diesel::table! {
    point_totals (user_id, period) {
        user_id -> Uuid, period -> Text, points_seller -> Int4, points_buyer -> Int4, points -> Int4, sold -> Int4, bought -> Int4,
        sales -> Int4, purchases -> Int4, risen_at -> Nullable<Timestamptz>,
    }
}
diesel::joinable!(listings -> users (seller_id));
diesel::joinable!(shown_villages -> listings (listing_id));
diesel::joinable!(listings -> categories (category_id));
diesel::joinable!(listings -> regions (region));
diesel::joinable!(rooms -> listings (listing_id));
diesel::joinable!(deals -> listings (listing_id));
diesel::joinable!(sessions -> users (user_id));
diesel::table! {
    sanctions (id) {
        id -> Uuid, user_id -> Uuid, kind -> Text, reason -> Text, message -> Text, by_id -> Nullable<Uuid>,
        created_at -> Timestamptz, ends_at -> Nullable<Timestamptz>, read_at -> Nullable<Timestamptz>,
        lifted_at -> Nullable<Timestamptz>, lifted_by -> Nullable<Uuid>,
    }
}
diesel::table! {
    takedowns (id) {
        id -> Uuid, listing_id -> Uuid, owner_id -> Uuid, reason -> Text, message -> Text, owner_at_fault -> Bool, was -> Text,
        by_id -> Nullable<Uuid>, sanction_id -> Nullable<Uuid>, created_at -> Timestamptz, read_at -> Nullable<Timestamptz>,
        undone_at -> Nullable<Timestamptz>, undone_by -> Nullable<Uuid>,
    }
}
diesel::table! {
    report_cases (id) {
        id -> Uuid, target -> Text, target_id -> Uuid, owner_id -> Uuid, status -> Text, opened_at -> Timestamptz,
        due_at -> Timestamptz, decided_at -> Nullable<Timestamptz>, decided_by -> Nullable<Uuid>, decision -> Nullable<Text>,
        version -> Int4,
    }
}
diesel::table! {
    reports (id) {
        id -> Uuid, case_id -> Uuid, reporter_id -> Uuid, reason -> Text, key_id -> Int2, ciphertext -> Bytea, doubtful -> Bool,
        created_at -> Timestamptz,
    }
}
diesel::table! {
    appeals (id) {
        id -> Uuid, sanction_id -> Nullable<Uuid>, takedown_id -> Nullable<Uuid>, user_id -> Uuid, text -> Text,
        created_at -> Timestamptz, due_at -> Timestamptz, decided_at -> Nullable<Timestamptz>, decided_by -> Nullable<Uuid>,
        granted -> Nullable<Bool>, answer -> Text,
    }
}
diesel::allow_tables_to_appear_in_same_query!(
    sanctions,
    takedowns,
    report_cases,
    reports,
    appeals,
    ledger_accounts,
    ledger_transactions,
    ledger_entries,
    outbox,
    deliveries,
    jobs,
    mails,
    regions,
    users,
    sessions,
    browsers,
    one_time_links,
    consents,
    categories,
    listings,
    photos,
    shown_villages,
    likes,
    deals,
    deal_items,
    deal_legs,
    deal_sheets,
    deal_addresses,
    disputes,
    dispute_rulings,
    dispute_entries,
    audit_log,
    meetups,
    review_windows,
    reviews,
    review_photos,
    review_versions,
    track_records,
    point_facts,
    point_entries,
    point_totals,
    payments,
    promotions,
    placements,
    incidents,
    promises,
    offer_rules,
    package_discounts,
    waiting_list,
    rooms,
    messages,
    negotiations,
    offers,
    moves,
    price_drops,
    mandates,
    receipts,
    keys,
    seals,
);
