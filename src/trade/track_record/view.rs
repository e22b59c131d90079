//! What pages say of a track record: only what enough cases speak for, each with their number.

use serde::Serialize;

use super::model::TrackRecord;
use crate::base::i18n::Text;

/// A fact with its icon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactLine {
    /// The Font Awesome icon.
    pub icon: &'static str,
    pub text: Text,
}

/// The facts of a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrackRecordView {
    lines: Vec<FactLine>,
    /// What is said when there are deals, but too few for a share.
    few: Option<Text>,
}

impl TrackRecordView {
    /// All that a profile says.
    pub fn of(record: &TrackRecord) -> Self {
        let lines =
            [reply(record), sending(record), meetings(record), completion(record), fallen(record)];
        let few = record.agreed() > 0 && record.completion_percent().is_none();
        Self {
            lines: lines.into_iter().flatten().collect(),
            few: few.then(|| Text::new("track-few").with("n", record.agreed())),
        }
    }
}

/// The two facts that matter before a deal: how soon somebody answers, and whether they keep what they agree on.
pub fn short_lines(record: &TrackRecord) -> Vec<FactLine> {
    [reply(record), completion(record)].into_iter().flatten().collect()
}

fn line(icon: &'static str, text: Text) -> FactLine {
    FactLine { icon, text }
}

fn reply(record: &TrackRecord) -> Option<FactLine> {
    let text = duration_text(
        record.reply_median()?,
        ["track-reply-minutes", "track-reply-hours", "track-reply-days"],
    );
    Some(line("fa-clock", text.with("of", record.replies)))
}

fn sending(record: &TrackRecord) -> Option<FactLine> {
    let text = duration_text(
        record.send_median()?,
        ["track-send-minutes", "track-send-hours", "track-send-days"],
    );
    Some(line("fa-truck-fast", text.with("of", record.sendings)))
}

fn meetings(record: &TrackRecord) -> Option<FactLine> {
    let (kept, all) = record.meetings()?;
    Some(line("fa-handshake", Text::new("track-meetings").with("n", kept).with("of", all)))
}

fn completion(record: &TrackRecord) -> Option<FactLine> {
    record.completion_percent()?;
    let text = Text::new("track-completed").with("n", record.completed).with("of", record.agreed());
    Some(line("fa-circle-check", text))
}

/// Only where shares are shown, and only when there is something to tell.
fn fallen(record: &TrackRecord) -> Option<FactLine> {
    record.completion_percent()?;
    let off = record.called_off.saturating_add(record.let_lapse);
    (off > 0).then(|| line("fa-circle-xmark", Text::new("track-called-off").with("n", off)))
}

/// A duration in minutes, hours or days, whichever fits, rounded up; the keys are of these in this order, with `n`.
pub fn duration_text(seconds: i32, keys: [&'static str; 3]) -> Text {
    let [minutes, hours, days] = keys;
    let up = |unit: i32| (seconds.max(1) + unit - 1) / unit;
    match seconds {
        ..3_600 => Text::new(minutes).with("n", up(60)),
        3_600..86_400 => Text::new(hours).with("n", up(3_600)),
        86_400.. => Text::new(days).with("n", up(86_400)),
    }
}
