drop table consents; drop table proofs; drop table sessions; drop table users; drop table regions;
