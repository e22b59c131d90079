alter table offers drop column bound;
