drop index deals_listing;
drop index deals_room;
drop index negotiations_buyer;
drop index negotiations_seller;
drop index offers_listing;
drop trigger listings_edited on listings;
drop function offers_changed();
alter table offers drop column bound, drop column changed, drop column changed_told;
alter table listings drop column edited_at;
