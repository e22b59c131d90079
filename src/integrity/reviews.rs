//! Checks of reviews: what is kept as columns of accounts agrees with the reviews.

use super::store::Fact;

pub(super) const FACTS: &[Fact] = &[
    Fact {
        what: "ratings",
        fine: "every account holds what its shown reviews come to",
        sql: "select format('user %s: %s reviews by %s people, %s hundredths; the reviews come to %s, %s, %s', u.handle, \
                u.rating_count, u.rating_partners, u.rating_mean, coalesce(r.n, 0), coalesce(r.partners, 0), coalesce(r.mean, 0)) as finding \
              from users u left join ( \
                select subject_id, sum(n) as n, count(*) as partners, sum(mean) / count(*) as mean from ( \
                  select subject_id, author_id, count(*) as n, sum(rating) * 100 / count(*) as mean \
                  from reviews where shown_at is not null and removed_at is null group by subject_id, author_id) voices \
                group by subject_id) r on r.subject_id = u.id \
              where (u.rating_count, u.rating_partners, u.rating_mean) \
                <> (coalesce(r.n, 0), coalesce(r.partners, 0), coalesce(floor(r.mean), 0))",
    },
    Fact {
        what: "reviews",
        fine: "every review is by a party of a deal of the other, has its versions, and is hidden only while a deadline shows it",
        sql: "select format('review %s: deal %s has other parties', r.id, d.code) as finding \
              from reviews r join deals d on d.id = r.deal_id \
              where r.author_id <> case r.author when 'buyer' then d.buyer_id else d.seller_id end \
                or r.subject_id <> case r.author when 'buyer' then d.seller_id else d.buyer_id end \
              union all select format('review %s: it is version %s, %s are on record', r.id, r.version, count(v.version)) \
              from reviews r left join review_versions v on v.review_id = r.id \
              group by r.id, r.version having count(v.version) <> r.version \
              union all select format('deal %s: reviews are hidden, and nothing shows them', w.deal_id) \
              from review_windows w where (w.reveal_at is null) = exists ( \
                select 1 from reviews r where r.deal_id = w.deal_id and r.shown_at is null)",
    },
];
