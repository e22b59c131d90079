drop table meetups;
