//! Pure rules beside the machine: what a text and photos may be, what the clock rules, which sums need two mediators.

use super::machine::Ruling;
use super::reasons::RulingReason;
use crate::base::clock::Timestamp;
use crate::base::error::{AppResult, FieldErrors};
use crate::base::i18n::Text;
use crate::base::ids::PhotoId;
use crate::base::lengths;
use crate::base::text::{block_fits, clean_block, length};
use crate::market::Party;
use crate::trade::deals::{Course, Deal, Verdict, VerdictKind};

/// Above this sum a ruling needs a second mediator; whole rupiah.
pub const FOUR_EYES_ABOVE: i64 = 5_000_000;
/// A party complains at most so often about one deal.
pub(super) const MAX_COMPLAINTS: i64 = 2;
/// Photos of one statement.
pub const MAX_PHOTOS: usize = 10;
/// The most compensation that the parties owe each other beside the money that is held; whole rupiah.
const MAX_DAMAGES: i64 = 1_000_000_000;

/// Whether a deal's sum, or what is to be paid as compensation, demands a second mediator.
pub fn needs_two(deal: &Deal, verdict: Option<Verdict>) -> bool {
    let damages = match verdict {
        Some(Verdict::Damages { amount, .. }) => amount,
        _ => 0,
    };
    deal.total().max(damages) > FOUR_EYES_ABOVE
}

/// What is decided when nobody acts: what was wanted, else that everybody gets their own back.
pub(super) fn ruled_by_clock(course: &Course, wanted: Option<Verdict>, now: Timestamp) -> Ruling {
    let reason = if wanted.is_some() { RulingReason::NoAnswer } else { RulingReason::NoRuling };
    Ruling {
        verdict: wanted.unwrap_or_else(|| neutral(course)),
        reason,
        by: None,
        confirmed_by: None,
        at: now,
        confirmed_at: Some(now),
    }
}

/// Everybody gets their own back, where that is still possible.
pub(super) fn neutral(course: &Course) -> Verdict {
    let fits = |verdict: &Verdict| course.allows(*verdict).is_ok();
    // What was to go back and did not come is divided, or stays.
    let half = Verdict::Split { percent: 50 };
    let all = [Verdict::Void, Verdict::ReturnBoth, half];
    all.into_iter().find(fits).unwrap_or(Verdict::Pay)
}

/// A wish as somebody submits it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    pub outcome: VerdictKind,
    /// The buyer's share of a split.
    pub percent: Option<i64>,
    /// Whole rupiah of compensation.
    pub amount: Option<i64>,
}

impl Wish {
    /// The verdict that is meant; `money`: whether the site knows money. Compensation goes to who complained; without an amount, `percent` is the part of the
    /// deal's sum.
    ///
    /// # Errors
    /// `Invalid` for a share or a sum that is missing or does not fit.
    pub fn verdict(self, deal: &Deal, claimant: Party, money: bool) -> AppResult<Verdict> {
        if self.outcome == VerdictKind::Damages && !money {
            return Err(FieldErrors::one("outcome", "dispute-not-this-outcome"));
        }
        Ok(match self.outcome {
            VerdictKind::Pay => Verdict::Pay,
            VerdictKind::Refund => Verdict::Refund,
            VerdictKind::ReturnBoth => Verdict::ReturnBoth,
            VerdictKind::Void => Verdict::Void,
            VerdictKind::Split => {
                let percent = self.percent.filter(|percent| (1..=99).contains(percent));
                let percent =
                    percent.ok_or_else(|| FieldErrors::one("percent", "dispute-percent"))?;
                Verdict::Split { percent }
            }
            VerdictKind::Damages => {
                let part = self.percent.filter(|percent| (1..=100).contains(percent));
                let part = part.map(|percent| deal.amount / 100 * percent);
                let held = deal.state.payment == crate::trade::deals::Payment::Escrow;
                let most =
                    if held && claimant == Party::Buyer { deal.total() } else { MAX_DAMAGES };
                let amount = self.amount.or(part).filter(|amount| (1..=most).contains(amount));
                let amount = amount.ok_or_else(|| {
                    let most = crate::base::money::rupiah(most);
                    FieldErrors::one("amount", Text::new("dispute-amount").with("amount", most))
                })?;
                Verdict::Damages { amount, to: claimant }
            }
        })
    }
}

/// A text that both parties read, as it is stored.
///
/// # Errors
/// `Invalid` when it is too short or too long.
pub fn statement(text: &str) -> AppResult<String> {
    let text = clean_block(text);
    if length(&text) < lengths::STATEMENT_MIN || !block_fits(&text, lengths::STATEMENT) {
        let range = Text::new("dispute-text-range")
            .with("min", lengths::STATEMENT_MIN)
            .with("max", lengths::STATEMENT);
        return Err(FieldErrors::one("text", range));
    }
    Ok(text)
}

/// At most [`MAX_PHOTOS`], each once.
///
/// # Errors
/// `Invalid` when there are more.
pub fn photos(photos: &[PhotoId]) -> AppResult<Vec<PhotoId>> {
    let mut once: Vec<PhotoId> = Vec::new();
    for photo in photos {
        if !once.contains(photo) {
            once.push(*photo);
        }
    }
    if once.len() > MAX_PHOTOS {
        let most = Text::new("dispute-photos-many").with("max", MAX_PHOTOS);
        return Err(FieldErrors::one("photos", most));
    }
    Ok(once)
}
