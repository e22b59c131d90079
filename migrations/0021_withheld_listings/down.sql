drop index users_suspended;
drop table withheld_listings;
