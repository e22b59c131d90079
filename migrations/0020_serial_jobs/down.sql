alter table jobs drop column serial_key;
