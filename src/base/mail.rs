//! Mails are rows first: written in the transaction that wants them sent, sent afterwards by a job. Without
//! `SMTP_URL` they are only kept, and shown at `/dev/mail` in development.

use std::time::Duration;

use diesel::prelude::*;
use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use uuid::Uuid;

use super::clock::Timestamp;
use super::db::{Conn, Db};
use super::error::{AppError, AppResult};
use super::schema::mails;

/// A mail as it is kept.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = mails)]
pub struct Mail {
    /// Its id, also in its `Message-ID`.
    pub id: Uuid,
    /// Where it goes.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// Its plain text.
    pub body: String,
    /// When it was written.
    pub created_at: Timestamp,
}

/// Puts a mail into the queue; call it inside the transaction that wants it sent.
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
    diesel::insert_into(mails::table).values(&mail).execute(conn)?;
    Ok(())
}

/// The newest mails, for `/dev/mail`.
pub fn newest(conn: &mut Conn, limit: i64) -> AppResult<Vec<Mail>> {
    Ok(mails::table
        .order(mails::created_at.desc())
        .limit(limit)
        .select(Mail::as_select())
        .load(conn)?)
}

/// The way out: an SMTP server, or nothing.
#[derive(Clone)]
pub struct Mailer {
    transport: Option<AsyncSmtpTransport<Tokio1Executor>>,
    from: Mailbox,
}

impl Mailer {
    /// `smtp_url` as lettre reads it (`smtp://`, `smtps://`, `?tls=required`).
    pub fn new(smtp_url: Option<&str>, from: &str) -> anyhow::Result<Self> {
        let transport = smtp_url
            .map(|url| {
                AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
                    .map(|builder| builder.timeout(Some(Duration::from_secs(10))).build())
            })
            .transpose()?;
        Ok(Self { transport, from: from.parse()? })
    }

    /// Sends what waits; a failure is tried again later, a mail that will never go is given up after ten tries.
    pub async fn send_due(&self, db: &Db) -> AppResult<()> {
        let Some(transport) = &self.transport else { return Ok(()) };
        let due = db.transaction(claim).await?;
        for mail in due {
            let sent = match self.message(&mail) {
                Ok(message) => {
                    transport.send(message).await.map(|_| ()).map_err(|err| err.to_string())
                }
                Err(err) => Err(err.to_string()),
            };
            let id = mail.id;
            match sent {
                Ok(()) => {
                    db.transaction(move |conn| {
                        diesel::update(mails::table.find(id))
                            .set(mails::sent_at.eq(diesel::dsl::now))
                            .execute(conn)?;
                        Ok(())
                    })
                    .await?;
                }
                Err(why) => {
                    tracing::warn!(mail = %id, why, "a mail was not taken, trying again later")
                }
            }
        }
        Ok(())
    }

    fn message(&self, mail: &Mail) -> anyhow::Result<Message> {
        Ok(Message::builder()
            .from(self.from.clone())
            .to(mail.recipient.parse()?)
            .message_id(Some(format!("<{}@tawar>", mail.id)))
            .subject(&mail.subject)
            .header(lettre::message::header::ContentType::TEXT_PLAIN)
            .body(mail.body.clone())?)
    }
}

/// Takes the mails that are due and pushes their next try ahead, so that no other node sends them meanwhile.
fn claim(conn: &mut Conn) -> AppResult<Vec<Mail>> {
    let due: Vec<Mail> = mails::table
        .filter(mails::sent_at.is_null())
        .filter(mails::attempts.lt(10))
        .filter(mails::due_at.le(diesel::dsl::now))
        .order(mails::due_at)
        .limit(20)
        .for_update()
        .skip_locked()
        .select(Mail::as_select())
        .load(conn)?;
    let ids: Vec<Uuid> = due.iter().map(|mail| mail.id).collect();
    diesel::sql_query(
        "update mails set attempts = attempts + 1, due_at = now() + power(2, least(attempts, 8)) * interval '30 seconds' \
         where id = any($1)",
    )
    .bind::<diesel::sql_types::Array<diesel::sql_types::Uuid>, _>(&ids)
    .execute(conn)?;
    Ok(due)
}

/// Forgets mails of long ago: they hold links and addresses that nobody needs any more.
pub fn sweep(conn: &mut Conn, before: Timestamp) -> AppResult<usize> {
    Ok(diesel::delete(mails::table.filter(mails::created_at.lt(before))).execute(conn)?)
}

/// Whether the text is an address a mail can go to.
pub fn is_address(text: &str) -> bool {
    text.len() <= 254 && text.contains('.') && text.parse::<lettre::Address>().is_ok()
}

impl From<lettre::address::AddressError> for AppError {
    fn from(err: lettre::address::AddressError) -> Self {
        Self::Internal(anyhow::Error::new(err))
    }
}
