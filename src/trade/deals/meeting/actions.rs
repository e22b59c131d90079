//! The moves of a meeting, inside a transaction, and the service that brings them.

use super::super::actions::say;
use super::super::locked::LockedDeal;
use super::super::machine::{self, Moment};
use super::super::service::Deals;
use super::super::store;
use super::messages::{About, reminder};
use super::permitted::must_permit;
use super::shapes::meeting_zone;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::{DealId, UserId};
use crate::base::text::{clean_block, clean_line};
use crate::chat::rooms::Announcement;
use crate::market::Party;
use crate::people::regions;
use crate::trade::meetups::{self, Command, CommandKind, Event, MeetingPlan, Reminder, State};

/// Reminders of one run of the scan.
const BATCH: i64 = 100;

/// A wanted move of a meeting.
#[derive(Debug, Clone)]
pub struct MeetingMove {
    pub deal: DealId,
    pub user: UserId,
    pub command: Command,
}

impl Deals {
    /// Makes a move of a deal's meeting.
    ///
    /// # Errors
    /// `NotFound` for who is no party of the deal, `Invalid` for a plan or an answer that does not fit, `Conflict` when the
    /// deal or the meeting does not permit it.
    pub async fn move_meeting(&self, wanted: MeetingMove) -> AppResult<()> {
        let (encryption, now) = (self.context().encryption.clone(), self.now());
        let announcements = self
            .db()
            .transaction(move |conn| move_meeting(conn, &encryption, &wanted, now))
            .await?;
        self.announce(&announcements);
        Ok(())
    }

    /// Reminds parties of their meeting, a day and an hour before.
    ///
    /// # Errors
    /// When the database fails; what was not sent is sent with the next run.
    pub async fn remind_of_meetings(&self) -> AppResult<()> {
        let now = self.now();
        for deal in self.db().read(move |conn| meetups::to_remind(conn, now, BATCH)).await? {
            let encryption = self.context().encryption.clone();
            let reminded =
                self.db().transaction(move |conn| remind(conn, &encryption, deal, now)).await;
            match reminded {
                Ok(reminded) => self.announce(&reminded),
                Err(err) => tracing::warn!(%deal, error = %err, "a reminder is tried again"),
            }
        }
        Ok(())
    }
}

fn move_meeting(
    conn: &mut Conn,
    encryption: &Encryption,
    wanted: &MeetingMove,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let mut locked = LockedDeal::lock(conn, wanted.deal)?;
    let by = locked.deal.party(wanted.user).ok_or(AppError::NotFound)?;
    let command = checked(conn, &wanted.command, now)?;
    let mut meetup = meetups::lock(conn, wanted.deal)?.unwrap_or_default();
    must_permit(&locked.deal, &meetup, by, kind_of(&command)).map_err(AppError::conflict)?;
    let events = meetups::decide(&meetup, by, command, now).map_err(AppError::conflict)?;
    for event in &events {
        meetups::evolve(&mut meetup, event);
    }
    meetups::save(conn, wanted.deal, &meetup, now)?;
    if events.iter().any(|event| matches!(event, Event::Accepted { .. })) {
        appoint(conn, &mut locked, &meetup, now)?;
    }
    let name = locked.name(conn, by)?;
    let plan = meetup.proposal.as_ref().map(|it| &it.plan).or(agreed_plan(&meetup));
    let zone = meeting_zone(plan, &locked.items);
    let about = About { name: &name, zone, version: meetup.version, plan: agreed_plan(&meetup) };
    let mut announcements = Vec::new();
    for event in &events {
        announcements.extend(say(conn, encryption, &locked.deal, &about.message(event), now)?);
    }
    Ok(announcements)
}

fn agreed_plan(meetup: &State) -> Option<&MeetingPlan> {
    meetup.agreed.as_ref().map(|agreed| &agreed.plan)
}

/// A plan is agreed: the deal waits for it, and both are reminded of it.
fn appoint(
    conn: &mut Conn,
    locked: &mut LockedDeal,
    meetup: &State,
    now: Timestamp,
) -> AppResult<()> {
    let Some(plan) = agreed_plan(meetup) else { return Ok(()) };
    let command = machine::Command::Appoint { at: plan.at };
    let moment = Moment { now, ship_by: now, inspect_until: now };
    let events = machine::decide(&locked.course, Party::System, command, &moment)
        .map_err(AppError::conflict)?;
    if !events.is_empty() {
        locked.apply(conn, &events, now)?;
    }
    meetups::set_reminder(conn, locked.deal.id, meetups::next_reminder(plan.at, now))
}

/// The command with its texts as they are stored.
fn checked(conn: &mut Conn, command: &Command, now: Timestamp) -> AppResult<Command> {
    match command {
        Command::Propose { plan } => {
            meetups::check(plan, now).map_err(AppError::Invalid)?;
            if let Some(code) = &plan.region
                && regions::find(conn, code)?.is_none()
            {
                return Err(FieldErrors::one("region", "meetup-region-unknown"));
            }
            let plan = MeetingPlan { place: clean_line(&plan.place), ..plan.clone() };
            Ok(Command::Propose { plan })
        }
        Command::Answer { text } => {
            meetups::check_answer(text).map_err(AppError::Invalid)?;
            Ok(Command::Answer { text: clean_block(text) })
        }
        Command::Accept { .. } | Command::CheckIn | Command::ReportNoShow => Ok(command.clone()),
    }
}

fn kind_of(command: &Command) -> CommandKind {
    match command {
        Command::Propose { .. } => CommandKind::Propose,
        Command::Accept { .. } => CommandKind::Accept,
        Command::CheckIn => CommandKind::CheckIn,
        Command::ReportNoShow => CommandKind::ReportNoShow,
        Command::Answer { .. } => CommandKind::Answer,
    }
}

/// Reminds the parties of a deal of their meeting; of one that was moved or ended it clears the reminder.
fn remind(
    conn: &mut Conn,
    encryption: &Encryption,
    id: DealId,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let deal = store::lock(conn, id)?.ok_or(AppError::NotFound)?;
    let meetup = meetups::lock(conn, id)?.unwrap_or_default();
    let plan = agreed_plan(&meetup).filter(|_| deal.state.status == machine::Status::Agreed);
    let next = plan.and_then(|plan| meetups::next_reminder(plan.at, now));
    // Another node may have reminded them meanwhile, or the plan was moved to another day.
    if !meetups::take_reminder(conn, id, next, now)? {
        return Ok(Vec::new());
    }
    let due = plan.and_then(|plan| Some((plan, Reminder::due(plan.at, now)?)));
    let Some((plan, due)) = due else { return Ok(Vec::new()) };
    let zone = meeting_zone(Some(plan), &store::items_of(conn, &[id])?);
    say(conn, encryption, &deal, &reminder(due, zone, plan), now)
}
