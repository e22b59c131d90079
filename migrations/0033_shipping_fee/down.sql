alter table listings drop column shipping_fee;
