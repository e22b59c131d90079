drop function unread_taken_back;
drop index messages_deletions;
