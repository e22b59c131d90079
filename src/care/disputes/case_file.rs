//! The case file as a reader sees it: the parties what both may know, the staff everything that was recorded about the deal.

use std::collections::HashMap;

use diesel::Connection;

use super::effects::note_aad;
use super::machine::possible;
use super::model::{Dispute, Entry};
use super::service::{LOOKED, record_look};
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{RoomId, UserId};
use crate::care::audit;
use crate::care::evidence::{self, Bundle, Exporter, Signer};
use crate::chat::rooms::{self, Message};
use crate::market::photos::PhotoView;
use crate::people::accounts::{self, Profile};
use crate::trade::deals::{self, Course, Deal, DealItem, Verdict, VerdictKind};
use crate::trade::meetups;
use crate::trade::payments::{self, Payment, Purpose};

/// The newest messages of a room that a case file shows.
const CHAT: i64 = 400;

/// An entry with what was said.
#[derive(Debug, Clone)]
pub struct FiledEntry {
    pub entry: Entry,
    /// The words of who acted; empty without any.
    pub text: String,
    pub photos: Vec<PhotoView>,
}

/// How often somebody was in a dispute.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EarlierCases {
    /// Complaints that they made.
    pub opened: i64,
    /// Complaints about them.
    pub against: i64,
}

/// That staff read the case file and the room.
#[derive(Debug, Clone)]
pub struct Look {
    pub by: UserId,
    pub at: Timestamp,
}

/// A dispute with its case file, as both parties may see it.
#[derive(Debug, Clone)]
pub struct PartyFile {
    pub deal: Deal,
    pub course: Course,
    pub dispute: Dispute,
    /// In order; for the staff also its own.
    pub entries: Vec<FiledEntry>,
    /// The parties and the staff that acted.
    pub people: HashMap<UserId, Profile>,
    pub looks: Vec<Look>,
}

impl PartyFile {
    /// How the deal can end.
    pub fn outcomes(&self) -> Vec<VerdictKind> {
        let possible = possible(&self.course, self.dispute.state.claimant);
        possible.into_iter().map(Verdict::kind).collect()
    }

    /// The name of a person; empty for nobody.
    pub fn name(&self, user: Option<UserId>) -> &str {
        user.and_then(|user| self.people.get(&user)).map_or("", |profile| &profile.name)
    }
}

/// The newest dispute of a deal; `None` when there was none.
///
/// # Errors
/// The database's errors; `Unavailable` while this node does not know a key yet.
pub fn party_file(
    conn: &mut Conn,
    encryption: &Encryption,
    deal: Deal,
) -> AppResult<Option<PartyFile>> {
    let Some(dispute) = store::latest_of_deal(conn, deal.id)? else { return Ok(None) };
    file(conn, encryption, deal, dispute, false).map(Some)
}

fn file(
    conn: &mut Conn,
    encryption: &Encryption,
    deal: Deal,
    dispute: Dispute,
    internal: bool,
) -> AppResult<PartyFile> {
    let mut entries = store::entries_of(conn, dispute.id)?;
    entries.retain(|entry| internal || !entry.kind.is_internal());
    let seqs: Vec<i64> = entries.iter().flat_map(seqs_of).collect();
    let said = rooms::messages_at(conn, encryption, deal.room_id, &seqs)?;
    let looks = looks(conn, &dispute)?;
    let course = deals::course(conn, &deal)?;
    let mut ids: Vec<UserId> = vec![deal.buyer_id, deal.seller_id];
    ids.extend(entries.iter().filter_map(|entry| entry.staff_id));
    ids.extend(looks.iter().map(|look| look.by));
    ids.extend(dispute.state.mediator);
    let people = accounts::profiles(conn, &ids)?;
    let filed = |entry: Entry| {
        let text = match note(encryption, &entry)? {
            Some(note) => note,
            None => entry.seq.and_then(|seq| said.get(&seq)).map(words_of).unwrap_or_default(),
        };
        let photos = seqs_of(&entry).filter_map(|seq| said.get(&seq)?.photo.as_ref());
        Ok(FiledEntry { photos: photos.map(PhotoView::from).collect(), text, entry })
    };
    let entries = entries.into_iter().map(filed).collect::<AppResult<_>>()?;
    let people = people.into_iter().map(|profile| (profile.id, profile)).collect();
    Ok(PartyFile { deal, course, dispute, entries, people, looks })
}

/// The message of an entry and the photos after it.
fn seqs_of(entry: &Entry) -> impl Iterator<Item = i64> + use<> {
    let first = entry.seq.unwrap_or(0);
    let last = first + i64::from(entry.photos);
    (first..=last).filter(|seq| *seq > 0)
}

fn words_of(message: &Message) -> String {
    let system = message.system();
    system.and_then(|system| system.argument("text").map(str::to_owned)).unwrap_or_default()
}

fn note(encryption: &Encryption, entry: &Entry) -> AppResult<Option<String>> {
    let Some((key, note)) = entry.key_id.zip(entry.note.as_ref()) else { return Ok(None) };
    let text = encryption.decrypt(key, &note_aad(entry), note)?;
    Ok(Some(String::from_utf8_lossy(&text).into_owned()))
}

fn looks(conn: &mut Conn, dispute: &Dispute) -> AppResult<Vec<Look>> {
    let rows = audit::of_subject(conn, dispute.id, &[LOOKED], dispute.opened_at)?;
    Ok(rows.into_iter().filter_map(|row| Some(Look { by: row.actor_id?, at: row.at })).collect())
}

/// Whether the chat is as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Integrity {
    /// So many messages, all as they were written.
    Whole(usize),
    /// The first row that was changed.
    Broken(String),
}

/// A message of the room.
#[derive(Debug, Clone)]
pub struct ChatLine {
    pub message: Message,
    /// Its sender's name; empty for the system.
    pub name: String,
}

/// Everything that the staff sees of a case.
#[derive(Debug, Clone)]
pub struct CaseFile {
    pub file: PartyFile,
    pub items: Vec<DealItem>,
    pub chat: Vec<ChatLine>,
    pub integrity: Integrity,
    /// The chat with offers and moves, as it is exported.
    pub bundle: Bundle,
    pub payments: Vec<Payment>,
    pub meetup: Option<meetups::State>,
    pub earlier: HashMap<UserId, EarlierCases>,
    /// Others of the staff who look at it in these minutes.
    pub looking: Vec<String>,
}

/// What reading a case takes.
#[derive(Clone, Copy)]
pub struct CaseReader<'a> {
    pub encryption: &'a Encryption,
    pub signer: &'a Signer,
    /// The site's name.
    pub site: &'a str,
    /// Who reads.
    pub reader: UserId,
    pub now: Timestamp,
}

/// The case file of a deal for the staff; the look is recorded first, in a transaction of its own.
///
/// # Errors
/// `NotFound` of a deal without a dispute; `Forbidden` for who is involved in the deal.
pub fn case_file(conn: &mut Conn, reader: CaseReader<'_>, code: &str) -> AppResult<CaseFile> {
    let CaseReader { encryption, signer, site, reader: user, now } = reader;
    let deal = deals::by_code(conn, code)?.ok_or(AppError::NotFound)?;
    let dispute = store::latest_of_deal(conn, deal.id)?.ok_or(AppError::NotFound)?;
    if super::conflicts::is_conflicted(conn, user, &deal, now)? {
        return Err(AppError::forbidden("dispute-conflicted"));
    }
    conn.transaction(|conn| record_look(conn, &deal, &dispute, user, now))?;
    let file = file(conn, encryption, deal, dispute, true)?;
    let (id, room) = (file.deal.id, file.deal.room_id);
    let bundle = Exporter { encryption, signer, site }.export(conn, room, now)?;
    let integrity = integrity(&bundle, signer)?;
    let lately = now - chrono::Duration::minutes(2);
    let looking = file.looks.iter().filter(|look| look.at > lately && look.by != user);
    let mut looking: Vec<String> =
        looking.map(|look| file.name(Some(look.by)).to_owned()).collect();
    looking.sort_unstable();
    looking.dedup();
    Ok(CaseFile {
        items: deals::items_of(conn, &[id])?,
        chat: chat(conn, encryption, room, &file)?,
        payments: payments::for_purpose(conn, Purpose::Deal(id))?,
        meetup: meetups::of_deal(conn, id)?,
        earlier: store::earlier_of(conn, &[file.deal.buyer_id, file.deal.seller_id])?,
        integrity,
        bundle,
        looking,
        file,
    })
}

fn integrity(bundle: &Bundle, signer: &Signer) -> AppResult<Integrity> {
    let text = serde_json::to_string(bundle)?;
    Ok(match evidence::verify(&text, Some(&signer.public_key())) {
        Ok(verified) => Integrity::Whole(verified.bundle.messages.len()),
        Err(first) => Integrity::Broken(first.to_string()),
    })
}

fn chat(
    conn: &mut Conn,
    encryption: &Encryption,
    room: RoomId,
    file: &PartyFile,
) -> AppResult<Vec<ChatLine>> {
    let messages = rooms::messages_before(conn, encryption, room, i64::MAX, CHAT)?;
    let line =
        |message: Message| ChatLine { name: file.name(message.sender_id).to_owned(), message };
    Ok(messages.into_iter().map(line).collect())
}
