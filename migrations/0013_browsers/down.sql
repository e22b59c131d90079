drop table browsers;
