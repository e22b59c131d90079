//! What the file of a member shows.

use serde::Serialize;
use serde_json::{Value, json};

use super::report_page::rung;
use super::words::{self, Choice};
use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::base::ids::UserId;
use crate::base::view::Badge;
use crate::care::members::{MemberFile, MemberRow, Tally, masked};
use crate::care::sanctions::{Sanction, SanctionKind, SanctionReason, restrictions};
use crate::people::accounts::Profile;
use crate::web::Role;

/// A member in the list.
#[derive(Debug, Serialize)]
pub(super) struct RowView {
    url: String,
    name: String,
    handle: String,
    badge: Option<Badge>,
    sold: Text,
    since: Timestamp,
}

/// What restricts a member, as a badge.
fn state(
    suspended_until: Option<Timestamp>,
    muted_until: Option<Timestamp>,
    now: Timestamp,
) -> Option<Badge> {
    let later = |until: Option<Timestamp>| until.is_some_and(|until| until > now);
    match (later(suspended_until), later(muted_until)) {
        (true, _) => Some(Badge::new("tag-bad", "fa-ban", "member-suspended")),
        (false, true) => Some(Badge::new("tag-wait", "fa-comment-slash", "member-muted")),
        (false, false) => None,
    }
}

/// The badge of a member of the staff.
fn staff(role: Role) -> Option<Badge> {
    match role {
        Role::Member => None,
        Role::Moderator => Some(Badge::new("", "fa-shield-halved", "member-moderator")),
        Role::Owner => Some(Badge::new("", "fa-crown", "member-owner")),
    }
}

impl RowView {
    pub(super) fn of(row: MemberRow, now: Timestamp) -> Self {
        Self {
            url: format!("/admin/orang/{}", row.handle),
            badge: state(row.suspended_until, row.muted_until, now).or(staff(row.role)),
            sold: Text::new("member-sold").with("n", row.sold_count),
            since: row.created_at,
            name: row.name,
            handle: row.handle,
        }
    }
}

/// Something that was imposed.
#[derive(Debug, Serialize)]
struct SanctionView {
    kind: Text,
    reason: Text,
    message: String,
    at: Timestamp,
    until: Option<Timestamp>,
    lifted_at: Option<Timestamp>,
    /// Who imposed it; none for the ladder and the command line.
    by: Option<String>,
    /// Where it is lifted, while it is in force.
    lift_url: Option<String>,
}

fn name_of(staff: &[Profile], id: Option<UserId>) -> Option<String> {
    staff.iter().find(|profile| Some(profile.id) == id).map(|profile| profile.name.clone())
}

fn sanction(one: &Sanction, staff: &[Profile], now: Timestamp) -> SanctionView {
    let lift_url = one.in_force(now).then(|| format!("/admin/sanksi/{}/cabut", one.id));
    SanctionView {
        kind: words::sanction(one.kind),
        reason: words::sanction_reason(one.reason),
        message: one.message.clone(),
        at: one.created_at,
        until: one.ends_at,
        lifted_at: one.lifted_at,
        by: name_of(staff, one.by_id),
        lift_url,
    }
}

/// A number of rows in a state.
fn tallies(beginning: &str, tallies: &[Tally]) -> Vec<Text> {
    tallies
        .iter()
        .map(|tally| Text::composed(beginning, &tally.word).with("n", tally.count))
        .collect()
}

/// The choices of what is imposed.
fn kinds(next: SanctionKind) -> Vec<Choice> {
    SanctionKind::ALL
        .iter()
        .map(|kind| Choice {
            value: kind.word(),
            label: words::sanction(*kind),
            checked: *kind == next,
        })
        .collect()
}

/// The fields of `admin/member.html`.
pub(super) fn of(file: &MemberFile, now: Timestamp) -> Value {
    let user = &file.user;
    let bound = restrictions(&file.sanctions, now);
    let sanctions: Vec<SanctionView> =
        file.sanctions.iter().map(|one| sanction(one, &file.staff, now)).collect();
    let cases: Vec<Value> = file
        .cases
        .iter()
        .map(|(case, about)| {
            json!({"url": format!("/admin/laporan/{}", case.id), "target": words::target(case.target),
                "label": about.label, "badge": words::case_badge(case.status), "at": case.opened_at})
        })
        .collect();
    let acts: Vec<Value> = file
        .acts
        .iter()
        .map(|act| {
            json!({"at": act.at, "actor": name_of(&file.staff, act.actor_id),
                "action": Text::composed("audit-action-", &act.action)})
        })
        .collect();
    let devices: Vec<Value> = file
        .devices
        .iter()
        .map(|device| json!({"name": device.device, "seen": device.last_used_at}))
        .collect();
    let linked: Vec<Value> = file
        .linked
        .iter()
        .map(|one| json!({"name": one.name, "url": format!("/admin/orang/{}", one.handle)}))
        .collect();
    json!({
        "member": {
            "name": user.name, "handle": user.handle, "since": user.created_at, "seen": user.last_seen_at,
            "email": user.email.as_deref().map(masked), "phone": user.phone.as_deref().map(masked),
            "email_verified": user.email_verified_at.is_some(), "phone_verified": user.phone_verified_at.is_some(),
        },
        "state": state(bound.suspended_until, bound.muted_until, now).or(staff(user.role)),
        "sanctions": sanctions,
        "takedowns": Text::new("member-takedowns").with("n", file.takedowns.len()),
        "appeals": Text::new("member-appeals").with("n", file.appeals.len()),
        "cases": cases, "acts": acts, "devices": devices, "linked": linked,
        "deals": tallies("deal-tally-", &file.deals), "listings": tallies("listing-tally-", &file.listings),
        "ladder": rung(file.next),
        "kinds": kinds(file.next.kind),
        "reasons": words::sanction_reasons(SanctionReason::Fraud),
    })
}
