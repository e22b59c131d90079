drop table audit_log;
drop function audit_log_refuse();
drop table dispute_entries;
drop table dispute_rulings;
drop table disputes;
alter table payments drop column refund_amount;
delete from deal_legs where is_return;
alter table deal_legs drop constraint deal_legs_pkey, drop column is_return, add primary key (deal_id, sender);
alter table deals drop constraint deals_dispute, drop constraint deals_payment, drop constraint deals_outcome_check,
    drop column complaint_until, drop column disputed_at, drop column disputed_from, drop column verdict, drop column in_return,
    add constraint deals_outcome_check check (outcome in ('handed_over', 'paid_out', 'refunded', 'returned', 'void')),
    add constraint deals_payment check (
        (protected or payment = 'none') and (payment <> 'escrow' or outcome is null)
        and (payment <> 'released' or outcome = 'paid_out'));
