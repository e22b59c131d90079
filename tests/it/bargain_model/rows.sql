select format('%s: %s', l.title, l.status) as row_text from listings l where l.id in ($LISTINGS)
union all
select format('%s at %s: %s v%s, %s is next', b.name, l.title, n.phase, n.version, n.turn)
from negotiations n join users b on b.id = n.buyer_id join listings l on l.id = n.listing_id
where n.listing_id in ($LISTINGS)
union all
select format('%s at %s: %s of the %s: %s [%s] %s%s%s', b.name, l.title, o.id, o.by, o.amount,
    (select coalesce(string_agg(g.title, ',' order by g.title collate "C"), '') from listings g where g.id = any (o.items)),
    o.status, ' because ' || nullif(o.reason, ''), case when o.asked_for_more then ', asked for more' end)
from offers o join negotiations n on n.id = o.negotiation_id
join users b on b.id = n.buyer_id join listings l on l.id = n.listing_id
where n.listing_id in ($LISTINGS)
union all
select format('%s got %s: %s %s [%s] %s', b.name, l.title, d.mode, d.amount,
    (select string_agg(g.title, ',' order by g.title collate "C") from deal_items i join listings g on g.id = i.listing_id
     where i.deal_id = d.id), d.status)
from deals d join users b on b.id = d.buyer_id join listings l on l.id = d.listing_id
where d.listing_id in ($LISTINGS)
union all
select format('%s: promised to %s', l.title, b.name)
from promises p join rooms r on r.id = p.room_id join users b on b.id = r.buyer_id join listings l on l.id = p.listing_id
where p.listing_id in ($LISTINGS) and p.until > now()
