//! The most characters that the fields of forms accept, as [`super::text::length`] counts them. The rules of the server and the
//! `maxlength` of the templates come from here.

/// The name of a person.
pub const NAME: usize = 60;
/// What a person says about themselves.
pub const BIO: usize = 500;
/// An e-mail address or a phone number.
pub const CONTACT: usize = 254;
/// The shortest password.
pub const PASSWORD_MIN: usize = 8;
/// The longest password. Its fields do not limit it: a browser would cut off what is pasted without a word.
pub const PASSWORD: usize = 200;

/// The shortest title of a listing.
pub const TITLE_MIN: usize = 4;
/// The title of a listing.
pub const TITLE: usize = 80;
/// The shortest description of a listing.
pub const DESCRIPTION_MIN: usize = 10;
/// The description of a listing.
pub const DESCRIPTION: usize = 4000;
/// What is wrong with the goods.
pub const FLAW: usize = 500;
/// The brand.
pub const BRAND: usize = 60;
/// The size.
pub const SIZE: usize = 40;
/// The colour.
pub const COLOR: usize = 40;
/// What an owner takes in exchange.
pub const WANTED: usize = 120;
/// Where an original price is from.
pub const ORIGINAL_SOURCE: usize = 120;
/// One keyword.
pub const TAG: usize = 30;
/// How many keywords a listing has.
pub const TAG_COUNT: usize = 12;
/// The field of all keywords, separated by a comma and a space.
pub const TAGS: usize = TAG_COUNT * TAG + (TAG_COUNT - 1) * 2;

/// The shortest reason for an adjusted worth.
pub const WORTH_REASON_MIN: usize = 10;
/// The reason for an adjusted worth.
pub const WORTH_REASON: usize = 200;
/// The note of an offer.
pub const OFFER_NOTE: usize = 500;
/// Why an offer is declined, or what more is asked for.
pub const ANSWER_NOTE: usize = 140;
/// Why a deal is called off.
pub const CALL_OFF_REASON: usize = 280;
/// The shortest place of a meet-up.
pub const PLACE_MIN: usize = 3;
/// The place of a meet-up.
pub const PLACE: usize = 120;
/// What somebody says to the report that they did not come.
pub const NO_SHOW_ANSWER: usize = 500;
/// The comment of a review.
pub const REVIEW_COMMENT: usize = 1000;
/// What a reviewed person answers.
pub const REVIEW_REPLY: usize = 500;
/// The shortest street and number of an address.
pub const ADDRESS_MIN: usize = 8;
/// Street, number, and what helps to find it.
pub const ADDRESS: usize = 200;
/// The postcode of an address.
pub const POSTCODE: usize = 5;
/// The six digits of a hand-over code, with a space.
pub const HANDOVER_CODE: usize = 7;
/// The tracking number of a parcel.
pub const TRACKING_NO: usize = 40;
/// A percentage.
pub const PERCENT: usize = 3;
/// The shortest statement in a dispute.
pub const STATEMENT_MIN: usize = 10;
/// A statement in a dispute: a complaint, an answer, evidence, a ruling.
pub const STATEMENT: usize = 2000;
/// The shortest message of a sanction or a takedown.
pub const RULING_MIN: usize = 10;
/// The message of a sanction or a takedown, an appeal, and its answer.
pub const RULING: usize = 1000;
/// A number of days.
pub const DAYS: usize = 3;
/// What somebody writes to a report.
pub const REPORT: usize = 1000;
/// The number of a bank account, with spaces.
pub const ACCOUNT_NUMBER: usize = 30;
/// A chat message.
pub const MESSAGE: usize = 4096;

/// The words of a search.
pub const SEARCH: usize = 100;
/// The label of a region.
pub const REGION: usize = 120;
/// An amount of money, with `Rp` and dots.
pub const AMOUNT: usize = 24;

/// The limits by the names that templates use.
const BY_NAME: &[(&str, usize)] = &[
    ("name", NAME),
    ("bio", BIO),
    ("contact", CONTACT),
    ("password_min", PASSWORD_MIN),
    ("title_min", TITLE_MIN),
    ("title", TITLE),
    ("description_min", DESCRIPTION_MIN),
    ("description", DESCRIPTION),
    ("flaw", FLAW),
    ("brand", BRAND),
    ("size", SIZE),
    ("color", COLOR),
    ("wanted", WANTED),
    ("original_source", ORIGINAL_SOURCE),
    ("tags", TAGS),
    ("worth_reason_min", WORTH_REASON_MIN),
    ("worth_reason", WORTH_REASON),
    ("offer_note", OFFER_NOTE),
    ("answer_note", ANSWER_NOTE),
    ("call_off_reason", CALL_OFF_REASON),
    ("place_min", PLACE_MIN),
    ("address", ADDRESS),
    ("postcode", POSTCODE),
    ("handover_code", HANDOVER_CODE),
    ("tracking_no", TRACKING_NO),
    ("account_number", ACCOUNT_NUMBER),
    ("place", PLACE),
    ("no_show_answer", NO_SHOW_ANSWER),
    ("percent", PERCENT),
    ("statement_min", STATEMENT_MIN),
    ("statement", STATEMENT),
    ("ruling_min", RULING_MIN),
    ("ruling", RULING),
    ("report", REPORT),
    ("days", DAYS),
    ("review_comment", REVIEW_COMMENT),
    ("review_reply", REVIEW_REPLY),
    ("message", MESSAGE),
    ("search", SEARCH),
    ("region", REGION),
    ("amount", AMOUNT),
];

/// The limit with this name.
pub fn named(name: &str) -> Option<usize> {
    BY_NAME.iter().find(|(known, _)| *known == name).map(|(_, limit)| *limit)
}
