drop index users_city;
drop table point_totals;
drop table point_entries;
drop table point_facts;
drop function point_add_entry();
drop function point_refuse();
