//! Mails: a row and a job in the transaction that wants one sent; the job sends it afterwards. Without `SMTP_URL` mails are
//! only stored, and shown at `/dev/mail` in development.

mod tokens;

use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamptz};
use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::tokens::with_tokens;
pub use self::tokens::{link_mark, link_token};
use crate::base::clock::Timestamp;
use crate::base::crypto::SecretKey;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult};
use crate::base::jobs::{self, Failure, Job, NewJob, Policy};
use crate::base::lengths;
use crate::base::schema::mails;

/// The kind of jobs that send a mail.
pub const KIND: &str = "mail";

/// How those jobs run: a recipient's server that answers slowly holds up one of eight, with however many mails.
pub const POLICY: Policy = Policy {
    concurrent: 8,
    lease: Duration::from_secs(60),
    most_attempts: 10,
    first_retry: Duration::from_secs(30),
    longest_retry: Duration::from_secs(2 * 3600),
};

/// The time limit of one SMTP conversation; shorter than the lease.
const SMTP_TIMEOUT: Duration = Duration::from_secs(10);

/// A due date in the year 9999: a node of the version before the jobs table sends mails that are due.
const NEVER_DUE: i64 = 253_370_764_800;

/// A mail as it is stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = mails)]
pub struct Mail {
    /// Also in the header `Message-ID`.
    pub id: Uuid,
    /// An e-mail address.
    pub recipient: String,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub body: String,
    pub created_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Payload {
    mail: Uuid,
}

/// Stores a mail and enqueues the job that sends it; call it inside the transaction that wants it sent.
///
/// # Errors
/// The database's errors.
pub fn post(
    conn: &mut Conn,
    recipient: &str,
    subject: String,
    body: String,
    now: Timestamp,
) -> AppResult<()> {
    let mail = Mail {
        id: Uuid::now_v7(),
        recipient: recipient.to_owned(),
        subject,
        body,
        created_at: now,
    };
    let never = Timestamp::from_timestamp(NEVER_DUE, 0).unwrap_or(now);
    diesel::insert_into(mails::table).values((&mail, mails::due_at.eq(never))).execute(conn)?;
    let job = NewJob {
        id: Uuid::now_v7(),
        kind: KIND,
        payload: serde_json::to_value(Payload { mail: mail.id })?,
        unique_key: Some(mail.id.to_string()),
        serial_key: Some(mail.recipient.to_lowercase()),
        due_at: now,
        created_at: now,
    };
    jobs::enqueue(conn, &job)?;
    Ok(())
}

/// The newest mails as they are sent, for `/dev/mail`.
///
/// # Errors
/// The database's errors.
pub fn newest(conn: &mut Conn, key: &SecretKey, limit: i64) -> AppResult<Vec<Mail>> {
    let mut mails: Vec<Mail> = mails::table
        .order(mails::created_at.desc())
        .limit(limit)
        .select(Mail::as_select())
        .load(conn)?;
    for mail in &mut mails {
        mail.body = with_tokens(key, &mail.body);
    }
    Ok(mails)
}

/// Deletes mails written before `before`, since they contain links and addresses, except those whose job may still run or
/// is dead, since it can be retried. Returns their number.
///
/// # Errors
/// The database's errors.
pub fn sweep(conn: &mut Conn, before: Timestamp) -> AppResult<usize> {
    let deleted = diesel::sql_query(
        "delete from mails where created_at < $1 \
         and not exists (select 1 from jobs where kind = $2 and unique_key = mails.id::text)",
    )
    .bind::<Timestamptz, _>(before)
    .bind::<Text, _>(KIND)
    .execute(conn)?;
    Ok(deleted)
}

/// Whether a text is an address that a mail can go to: its host is a name in the public DNS, written in ASCII.
pub fn is_address(text: &str) -> bool {
    let Ok(address) = text.parse::<lettre::Address>() else { return false };
    let mailbox = address.user();
    text.len() <= lengths::CONTACT
        && mailbox.is_ascii()
        && !mailbox.contains(['"', ' '])
        && is_public_host(address.domain())
}

/// A host of at least two labels whose last one is no number and is not reserved for local networks (RFC 6761, 6762, 8375).
fn is_public_host(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let Some((_, last)) = host.rsplit_once('.') else { return false };
    let local =
        ["localhost", "local", "internal", "lan", "home", "corp", "arpa", "onion", "invalid"];
    host.split('.').all(is_label)
        && last.len() >= 2
        && last.starts_with(|c: char| c.is_ascii_alphabetic())
        && !local.contains(&last.to_ascii_lowercase().as_str())
}

/// Sends mails over SMTP, or nowhere; cloning shares the connections.
#[derive(Clone)]
pub struct Mailer {
    transport: Option<AsyncSmtpTransport<Tokio1Executor>>,
    from: Mailbox,
    key: SecretKey,
}

impl Mailer {
    /// `smtp_url` as lettre reads it (`smtp://`, `smtps://`, `?tls=required`); `from` as in a mail's header.
    ///
    /// # Errors
    /// One of the two does not parse.
    pub fn new(smtp_url: Option<&str>, from: &str, key: SecretKey) -> anyhow::Result<Self> {
        let transport = smtp_url
            .map(|url| {
                AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
                    .map(|builder| builder.timeout(Some(SMTP_TIMEOUT)).build())
            })
            .transpose()?;
        Ok(Self { transport, from: from.parse()?, key })
    }

    /// Does one job of [`KIND`].
    ///
    /// # Errors
    /// `Permanent` when the mail is invalid or the server refuses it permanently, otherwise `Retry`.
    pub async fn send(&self, db: &Db, job: Job) -> Result<(), Failure> {
        let payload: Payload = serde_json::from_value(job.payload)
            .map_err(|err| Failure::Permanent(format!("payload: {err}")))?;
        // A mail that was swept, or sent by an attempt whose result was lost, needs nothing more.
        let Some(mail) = db
            .read(move |conn| unsent(conn, payload.mail))
            .await
            .map_err(|err| Failure::Retry(err.to_string()))?
        else {
            return Ok(());
        };
        let Some(transport) = &self.transport else { return Ok(()) };
        let message = self.message(&mail).map_err(|err| Failure::Permanent(format!("{err:#}")))?;
        transport.send(message).await.map_err(|err| match err.is_permanent() {
            true => Failure::Permanent(err.to_string()),
            false => Failure::Retry(err.to_string()),
        })?;
        db.transaction(move |conn| set_sent(conn, mail.id))
            .await
            .map_err(|err| Failure::Retry(err.to_string()))
    }

    fn message(&self, mail: &Mail) -> anyhow::Result<Message> {
        Ok(Message::builder()
            .from(self.from.clone())
            .to(mail.recipient.parse()?)
            .message_id(Some(format!("<{}@tawar>", mail.id)))
            .subject(&mail.subject)
            .header(lettre::message::header::ContentType::TEXT_PLAIN)
            .body(with_tokens(&self.key, &mail.body))?)
    }
}

fn unsent(conn: &mut Conn, id: Uuid) -> AppResult<Option<Mail>> {
    Ok(mails::table
        .find(id)
        .filter(mails::sent_at.is_null())
        .select(Mail::as_select())
        .first(conn)
        .optional()?)
}

fn set_sent(conn: &mut Conn, id: Uuid) -> AppResult<()> {
    // Links and what they are about are of no use here any more.
    let sent = (mails::sent_at.eq(diesel::dsl::now), mails::body.eq(""));
    diesel::update(mails::table.find(id)).set(sent).execute(conn)?;
    Ok(())
}

impl From<lettre::address::AddressError> for AppError {
    fn from(err: lettre::address::AddressError) -> Self {
        Self::Internal(anyhow::Error::new(err))
    }
}
