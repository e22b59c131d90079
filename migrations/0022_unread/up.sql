-- Neither a message that was taken back nor the message that reports it counts as unread.
create index messages_deletions on messages (room_id, seq) where kind = 'deleted';
create function unread_taken_back(room uuid, read_up_to bigint) returns bigint language sql stable as $$
    select coalesce(sum(case when about > read_up_to then 2 else 1 end), 0)::bigint
    from messages where room_id = room and seq > read_up_to and kind = 'deleted'
$$;
