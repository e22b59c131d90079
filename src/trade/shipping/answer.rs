//! Reads what a courier aggregator answers about a parcel, in the format of Biteship's `GET /v1/trackings/…`. Nothing in it
//! is trusted: the parcel, the words and the times are checked.

use chrono::{DateTime, Duration};
use serde::Deserialize;

use super::tracker::{TrackerError, TrackingReport, TrackingState};
use super::tracking_number::TrackingNumber;
use crate::base::clock::Timestamp;

/// How much the clocks of couriers may be ahead.
const TOLERANCE: Duration = Duration::minutes(10);
/// The most characters of an unknown word in an error.
const QUOTED: usize = 40;

/// The parcel that was asked about.
pub(super) struct Asked<'a> {
    /// The courier's code at the aggregator.
    pub code: &'a str,
    pub number: &'a TrackingNumber,
}

#[derive(Deserialize)]
struct Answer {
    waybill_id: String,
    courier: CourierOut,
    #[serde(default)]
    history: Vec<Entry>,
    status: String,
}

#[derive(Deserialize)]
struct CourierOut {
    company: String,
}

#[derive(Deserialize)]
struct Entry {
    status: String,
    updated_at: String,
}

/// What the answer says of the parcel; `None` when the courier does not have it yet, or will not get it.
///
/// # Errors
/// Why the answer is not believed.
pub(super) fn read(
    body: &[u8],
    asked: &Asked<'_>,
    now: Timestamp,
) -> Result<Option<TrackingReport>, TrackerError> {
    let answer: Answer =
        serde_json::from_slice(body).map_err(|err| TrackerError::Invalid(shape_of(&err)))?;
    let same_number = TrackingNumber::parse(&answer.waybill_id).as_ref() == Ok(asked.number);
    if !same_number || !answer.courier.company.eq_ignore_ascii_case(asked.code) {
        return Err(TrackerError::OtherParcel);
    }
    let Some(state) = state_of(&answer.status)? else { return Ok(None) };
    let at = newest(&answer.history, state)?;
    if at > now + TOLERANCE {
        return Err(TrackerError::InTheFuture);
    }
    Ok(Some(TrackingReport { state, at: at.min(now) }))
}

/// When the state was noted last.
fn newest(history: &[Entry], state: TrackingState) -> Result<Timestamp, TrackerError> {
    let invalid = |text: &str| TrackerError::Invalid(text.to_owned());
    let mut newest = None;
    for entry in history.iter().filter(|entry| state_of(&entry.status) == Ok(Some(state))) {
        let at = DateTime::parse_from_rfc3339(&entry.updated_at)
            .map_err(|_not_a_time| invalid("a time in its history"))?;
        newest = newest.max(Some(at.to_utc()));
    }
    newest.ok_or_else(|| invalid("its history does not say since when"))
}

/// The state that a word means; `None` while the courier does not have the parcel, or will not get it.
fn state_of(word: &str) -> Result<Option<TrackingState>, TrackerError> {
    let letters: String = word.chars().filter(char::is_ascii_alphabetic).collect();
    match letters.to_ascii_lowercase().as_str() {
        "placed" | "pending" | "confirmed" | "scheduled" | "allocated" | "pickingup"
        | "cancelled" | "canceled" | "couriernotfound" => Ok(None),
        "picked" | "intransit" | "droppingoff" | "onhold" | "rejected" | "returnintransit" => {
            Ok(Some(TrackingState::InTransit))
        }
        "delivered" => Ok(Some(TrackingState::Delivered)),
        "returned" => Ok(Some(TrackingState::Returned)),
        "disposed" | "lost" => Ok(Some(TrackingState::Lost)),
        _ => Err(TrackerError::UnknownState(word.chars().take(QUOTED).collect())),
    }
}

/// What is wrong with the JSON, without a value of it.
fn shape_of(err: &serde_json::Error) -> String {
    format!("{:?} at line {} column {}", err.classify(), err.line(), err.column())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn now() -> Timestamp {
        "2026-12-02T05:00:00Z".parse().unwrap()
    }

    fn parcel(status: &str, history: &[(&str, &str)]) -> Value {
        let history: Vec<Value> = history
            .iter()
            .map(|(status, at)| json!({"note": "…", "status": status, "updated_at": at}))
            .collect();
        json!({
            "success": true, "object": "tracking", "id": null, "waybill_id": "JP1234567890",
            "courier": {"company": "jnt", "name": null, "phone": null},
            "origin": {"contact_name": "Sari", "address": "…"}, "history": history, "status": status,
        })
    }

    fn read_json(answer: &Value) -> Result<Option<TrackingReport>, TrackerError> {
        let number = TrackingNumber::parse("JP1234567890").unwrap();
        read(answer.to_string().as_bytes(), &Asked { code: "jnt", number: &number }, now())
    }

    #[test]
    fn a_delivered_parcel_has_its_newest_time_of_delivery() {
        let answer = parcel(
            "delivered",
            &[
                ("delivered", "2026-12-02T11:30:00+07:00"),
                ("picked", "2026-11-30T18:17:00+07:00"),
                ("dropping_off", "2026-12-02T08:00:00+07:00"),
                ("delivered", "2026-12-02T11:20:00+07:00"),
            ],
        );
        let at = "2026-12-02T04:30:00Z".parse().unwrap();
        assert_eq!(
            read_json(&answer),
            Ok(Some(TrackingReport { state: TrackingState::Delivered, at }))
        );
    }

    #[test]
    fn each_word_means_one_state_in_every_spelling() {
        use TrackingState::{Delivered, InTransit, Lost, Returned};
        for (word, state) in [
            ("confirmed", None),
            ("pickingUp", None),
            ("picking_up", None),
            ("courier_not_found", None),
            ("cancelled", None),
            ("picked", Some(InTransit)),
            ("droppingOff", Some(InTransit)),
            ("on_hold", Some(InTransit)),
            ("return_in_transit", Some(InTransit)),
            ("DELIVERED", Some(Delivered)),
            ("returned", Some(Returned)),
            ("disposed", Some(Lost)),
        ] {
            let answer = parcel(word, &[(word, "2026-12-01T10:00:00+07:00")]);
            assert_eq!(read_json(&answer).map(|r| r.map(|r| r.state)), Ok(state), "{word}");
        }
    }

    #[test]
    fn what_cannot_be_believed_is_no_state() {
        let entry = ("delivered", "2026-12-01T10:00:00+07:00");
        let mut other_number = parcel("delivered", &[entry]);
        other_number["waybill_id"] = json!("JP1234567891");
        let mut other_courier = parcel("delivered", &[entry]);
        other_courier["courier"]["company"] = json!("jne");
        let mut no_courier = parcel("delivered", &[entry]);
        no_courier["courier"] = json!(null);
        let invalid = |text: &str| TrackerError::Invalid(text.to_owned());
        for (answer, error) in [
            (other_number, TrackerError::OtherParcel),
            (other_courier, TrackerError::OtherParcel),
            (parcel("teleported", &[entry]), TrackerError::UnknownState("teleported".into())),
            (parcel("undelivered", &[entry]), TrackerError::UnknownState("undelivered".into())),
            (parcel("", &[entry]), TrackerError::UnknownState(String::new())),
            (
                parcel("delivered", &[("delivered", "2027-01-01T00:00:00+07:00")]),
                TrackerError::InTheFuture,
            ),
            (parcel("delivered", &[]), invalid("its history does not say since when")),
            (
                parcel("delivered", &[("picked", entry.1)]),
                invalid("its history does not say since when"),
            ),
            (parcel("delivered", &[("delivered", "kemarin")]), invalid("a time in its history")),
        ] {
            assert_eq!(read_json(&answer), Err(error), "{answer}");
        }
        assert!(matches!(read_json(&no_courier), Err(TrackerError::Invalid(_))));
    }

    #[test]
    fn a_clock_that_is_a_little_ahead_is_set_to_now() {
        let answer = parcel("delivered", &[("delivered", "2026-12-02T05:05:00Z")]);
        let report = TrackingReport { state: TrackingState::Delivered, at: now() };
        assert_eq!(read_json(&answer), Ok(Some(report)));
    }

    #[test]
    fn an_error_does_not_repeat_the_answer() {
        let number = TrackingNumber::parse("JP1234567890").unwrap();
        let asked = Asked { code: "jnt", number: &number };
        let error = read(b"{\"waybill_id\": \"rahasia\", \"status\": 7}", &asked, now());
        assert!(!format!("{error:?}").contains("rahasia"));
    }
}
