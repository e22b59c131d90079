//! The calendar file of an agreed meeting (iCalendar, RFC 5545).

use chrono::Duration;
use icalendar::{Alarm, Calendar, Component, Event, EventLike, EventStatus};

use super::model::Agreed;
use crate::base::clock::Timestamp;

/// How long a meeting takes in the calendar.
const LENGTH: Duration = Duration::minutes(30);
/// How long before it the calendar reminds.
const REMINDER: Duration = Duration::hours(1);

/// What a calendar shows of a meeting.
pub struct CalendarEntry<'a> {
    pub meeting: &'a Agreed,
    /// In the reader's language.
    pub title: &'a str,
    /// The deal's code. The same meeting has the same id in every version, so that a calendar replaces the older one.
    pub code: &'a str,
    /// The address of the deal's page.
    pub url: &'a str,
}

/// The file, with all times in UTC. The same entry at the same `now` gives the same file.
pub fn calendar_file(entry: &CalendarEntry<'_>, now: Timestamp) -> String {
    let (plan, id) = (&entry.meeting.plan, format!("{}@{}", entry.code, host(entry.url)));
    let mut alarm = Alarm::display(entry.title, -REMINDER);
    alarm.uid(&format!("alarm-{id}")).timestamp(now);
    let mut event = Event::new();
    event
        .uid(&id)
        .timestamp(now)
        .sequence(u32::try_from(entry.meeting.version).unwrap_or_default())
        .summary(entry.title)
        .starts(plan.at)
        .ends(plan.at + LENGTH)
        .location(&plan.place)
        .description(entry.url)
        .url(entry.url)
        .status(EventStatus::Confirmed)
        .alarm(alarm);
    Calendar::new().push(event).done().to_string()
}

/// The host of an address: `https://tawar.example/pesanan` → `tawar.example`.
fn host(url: &str) -> &str {
    let after = url.split_once("://").map_or(url, |(_, rest)| rest);
    after.split('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trade::meetups::MeetingPlan;

    fn now() -> Timestamp {
        "2026-12-01T03:00:00Z".parse().unwrap()
    }

    /// Every property as its line says it, long lines joined again.
    fn lines(place: &str, version: i32) -> Vec<String> {
        let at = "2026-12-04T07:00:00Z".parse().unwrap();
        let plan = MeetingPlan { place: place.into(), region: None, at };
        let meeting = Agreed { plan, version };
        let entry = CalendarEntry {
            meeting: &meeting,
            title: "Ketemuan: Kamera analog, dengan Sari",
            code: "ORD-20261130-X7K2",
            url: "https://tawar.example/pesanan/ORD-20261130-X7K2",
        };
        let file = calendar_file(&entry, now());
        assert_eq!(file, calendar_file(&entry, now()), "nothing random is in it");
        assert!(file.split("\r\n").all(|line| line.len() <= 75), "{file}");
        file.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_meeting_is_in_the_calendar_in_utc_with_a_reminder() {
        let lines = lines("Stasiun Bandung, pintu utara", 3);
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "UID:ORD-20261130-X7K2@tawar.example",
            "DTSTAMP:20261201T030000Z",
            "DTSTART:20261204T070000Z",
            "DTEND:20261204T073000Z",
            "SEQUENCE:3",
            "LOCATION:Stasiun Bandung\\, pintu utara",
            "SUMMARY:Ketemuan: Kamera analog\\, dengan Sari",
            "STATUS:CONFIRMED",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "END:VCALENDAR",
        ] {
            assert!(lines.iter().any(|own| own == line), "{line}: {lines:#?}");
        }
        assert!(
            lines.iter().any(|line| line.starts_with("TRIGGER") && line.ends_with("-PT3600S")),
            "{lines:#?}"
        );
        let ids = lines.iter().filter(|line| line.starts_with("UID:ORD")).count();
        assert_eq!(ids, 1);
    }

    #[test]
    fn a_place_cannot_add_lines_to_the_file() {
        let lines = lines("Mal; lantai 2\nATTENDEE:mailto:a@b.c\\", 1);
        assert!(lines.iter().all(|line| !line.starts_with("ATTENDEE")), "{lines:#?}");
        assert!(
            lines.iter().any(|line| line.starts_with("LOCATION:Mal\\; lantai 2\\n")),
            "{lines:#?}"
        );
    }
}
