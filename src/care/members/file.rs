//! The file of a member.

use super::store::{self, Tally};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::UserId;
use crate::care::appeals::{self, Appeal};
use crate::care::audit::{self, Act, AuditFilter, AuditRow};
use crate::care::reports::{self, ReportCase, TargetShown};
use crate::care::sanctions::{self, Rung, Sanction};
use crate::care::takedowns::{self, Takedown};
use crate::people::accounts::{self, Profile, User};
use crate::people::sessions::{self, SessionRow};

/// Cases of the file.
const CASES: i64 = 20;

/// An account that signed in by the same browser.
#[derive(Debug, Clone)]
pub struct LinkedAccount {
    pub handle: String,
    pub name: String,
}

/// Everything about a member.
#[derive(Debug)]
pub struct MemberFile {
    pub user: User,
    /// The newest first.
    pub sanctions: Vec<Sanction>,
    pub takedowns: Vec<Takedown>,
    pub appeals: Vec<Appeal>,
    /// What would follow from the next clear case.
    pub next: Rung,
    /// Cases about what they answer for.
    pub cases: Vec<(ReportCase, TargetShown)>,
    pub devices: Vec<SessionRow>,
    pub linked: Vec<LinkedAccount>,
    pub deals: Vec<Tally>,
    pub listings: Vec<Tally>,
    /// What the staff did about them.
    pub acts: Vec<AuditRow>,
    /// The names of who imposed something.
    pub staff: Vec<Profile>,
}

/// The file of the member with this handle; that it was opened is recorded.
///
/// # Errors
/// `NotFound` without such a member; `Forbidden` for one's own file, and that of an account in the same browser.
pub fn file_of(
    conn: &mut Conn,
    handle: &str,
    reader: UserId,
    now: Timestamp,
) -> AppResult<MemberFile> {
    let id = accounts::by_handle(conn, handle)?.ok_or(AppError::NotFound)?.id;
    let user = accounts::by_id(conn, id)?;
    let sanctions = sanctions::of_person(conn, id)?;
    let takedowns = takedowns::of_owner(conn, id)?;
    let cases = reports::about_person(conn, id, CASES)?;
    let about = reports::shown(conn, &cases)?;
    let linked = sessions::linked_accounts(conn, id, now)?;
    // Nobody reads what colleagues noted about them.
    if linked.contains(&reader) {
        return Err(AppError::forbidden("staff-not-on-these"));
    }
    let linked: Vec<UserId> = linked.into_iter().filter(|other| *other != id).collect();
    let linked = accounts::profiles(conn, &linked)?;
    let filter = AuditFilter { subject: Some(id.0), ..AuditFilter::default() };
    let acts = audit::page(conn, filter)?;
    let by: Vec<UserId> = sanctions
        .iter()
        .filter_map(|one| one.by_id)
        .chain(acts.iter().filter_map(|act| act.actor_id))
        .collect();
    let act = Act {
        actor: Some(reader),
        action: "looked_at_member",
        subject: format!("user {}", user.handle),
        subject_id: id.0,
        detail: String::new(),
    };
    let file = MemberFile {
        next: sanctions::ladder(&sanctions, now),
        appeals: appeals::of_person(conn, id)?,
        devices: sessions::live_of_user(conn, id, now)?,
        deals: store::deals_of(conn, id)?,
        listings: store::listings_of(conn, id)?,
        staff: accounts::profiles(conn, &by)?,
        linked: linked
            .into_iter()
            .map(|profile| LinkedAccount { handle: profile.handle, name: profile.name })
            .collect(),
        cases: cases.into_iter().zip(about).collect(),
        sanctions,
        takedowns,
        acts,
        user,
    };
    audit::record(conn, &act, now)?;
    Ok(file)
}

/// An address or a number with its middle hidden: `sa•••@mail.example`, `+6281•••90`.
pub fn masked(contact: &str) -> String {
    let (name, domain) = match contact.split_once('@') {
        Some((name, domain)) => (name, format!("@{domain}")),
        None => (contact, String::new()),
    };
    let letters: Vec<char> = name.chars().collect();
    let (first, last) = if domain.is_empty() { (5, 2) } else { (2, 0) };
    let beginning: String = letters.iter().take(first).collect();
    let end: String = letters.iter().skip(first.max(letters.len().saturating_sub(last))).collect();
    format!("{beginning}•••{end}{domain}")
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_contact_is_recognised_and_not_told() {
        assert_eq!(masked("sari@mail.example"), "sa•••@mail.example");
        assert_eq!(masked("+628123456790"), "+6281•••90");
        assert_eq!(masked("a@b.example"), "a•••@b.example");
        assert_eq!(masked(""), "•••");
    }
}
