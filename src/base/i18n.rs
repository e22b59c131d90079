//! The message catalogues: `locales/{id,en}/*.ftl` (Fluent), built into the binary.

use std::borrow::Cow;
use std::collections::HashMap;

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};
use serde::{Deserialize, Serialize};

static_loader! {
    static CATALOGUE = {
        locales: "./locales",
        fallback_language: "id",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The supported languages; Indonesian is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Bahasa Indonesia.
    #[default]
    Id,
    /// English.
    En,
}

impl Lang {
    /// `id` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Id => Self::En,
            Self::En => Self::Id,
        }
    }

    /// Reads `id` or `en`; anything else is Indonesian.
    pub fn parse(code: &str) -> Self {
        if code.starts_with("en") { Self::En } else { Self::Id }
    }

    /// The supported language that an `Accept-Language` header (RFC 9110, 12.5.4) prefers; Indonesian when it names none.
    pub fn negotiate(header: &str) -> Self {
        let mut preferences: Vec<(Self, f32)> = header
            .split(',')
            .filter_map(|part| {
                let (tag, parameter) = part.split_once(';').unwrap_or((part, "q=1"));
                let weight: Result<f32, _> =
                    parameter.trim().strip_prefix("q=").unwrap_or_default().parse();
                let subtag = tag.trim().split('-').next().unwrap_or_default();
                let lang = match subtag.to_ascii_lowercase().as_str() {
                    // `in` is the code of Indonesian before 1989, which Java and old phones still send.
                    "id" | "in" | "ind" => Self::Id,
                    "en" | "eng" => Self::En,
                    _ => return None,
                };
                Some((lang, weight.ok().filter(|weight| *weight > 0.0)?))
            })
            .collect();
        // Stable: of equal weights the first named wins.
        preferences.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        preferences.first().map_or_else(Self::default, |(lang, _)| *lang)
    }

    fn langid(self) -> LanguageIdentifier {
        match self {
            Self::Id => langid!("id"),
            Self::En => langid!("en"),
        }
    }
}

/// Which words a site uses. A text may have the attribute `.moneyless` in the catalogue: what it says on a site where things
/// are only exchanged or given, so that nothing there speaks of selling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wording {
    /// The text itself.
    #[default]
    Standard,
    /// Its attribute `.moneyless`, where it has one.
    Moneyless,
}

impl Wording {
    /// The wording of a site.
    pub fn of(money: bool) -> Self {
        if money { Self::Standard } else { Self::Moneyless }
    }
}

/// The reader's language: the one they chose (a cookie), else the one the browser prefers.
impl FromRequest for Lang {
    type Error = std::convert::Infallible;
    type Future = std::future::Ready<Result<Self, Self::Error>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Ok(Self::of(req)))
    }
}

impl Lang {
    /// The language of a request, as the extractor determines it.
    pub fn of(req: &HttpRequest) -> Self {
        if let Some(lang) = req.extensions().get::<Self>() {
            return *lang;
        }
        if let Some(cookie) = req.cookie("tawar_lang") {
            return Self::parse(cookie.value());
        }
        req.headers()
            .get(actix_web::http::header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .map(Self::negotiate)
            .unwrap_or_default()
    }
}

/// The key of a text in the catalogue and the values of its placeholders. The text itself is looked up when the reader's
/// language is known; templates do so by the filter `localized`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Text {
    /// The key in the catalogue.
    pub key: Cow<'static, str>,
    /// The names and values of the placeholders.
    pub args: Vec<(&'static str, String)>,
}

impl Text {
    /// A text without placeholders; [`Text::with`] adds them.
    pub const fn new(key: &'static str) -> Self {
        Self { key: Cow::Borrowed(key), args: Vec::new() }
    }

    /// A text whose key is `beginning`, which has a hyphen at its end, and a word of the code.
    pub fn composed(beginning: &str, word: &str) -> Self {
        let word = word.replace('_', "-");
        Self { key: [beginning, &word].concat().into(), args: Vec::new() }
    }

    /// Adds the value of a placeholder.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// The text in a language, in the standard wording.
    pub fn localized(&self, lang: Lang) -> String {
        self.worded(lang, Wording::Standard)
    }

    /// The text in a language and a site's wording.
    pub fn worded(&self, lang: Lang, wording: Wording) -> String {
        let args: Vec<(&str, FluentValue<'_>)> =
            self.args.iter().map(|(name, text)| (*name, argument(name, text))).collect();
        t_with(lang, wording, &self.key, &args)
    }
}

/// The value of a placeholder: digits alone are a number, so that a text may select a plural form by it. A name or title
/// that a person wrote is always text.
pub fn argument(name: &str, value: &str) -> FluentValue<'static> {
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    match name {
        "name" | "place" | "text" | "title" | "titles" | "wanted" => {
            FluentValue::from(value.to_owned())
        }
        _ if digits => FluentValue::try_number(value).into_owned(),
        _ => FluentValue::from(value.to_owned()),
    }
}

impl From<&'static str> for Text {
    fn from(key: &'static str) -> Self {
        Self::new(key)
    }
}

/// The text of a key in a language; the key itself when the catalogue lacks it, so that tests and readers notice it.
pub fn t(lang: Lang, key: &str) -> String {
    CATALOGUE.try_lookup(&lang.langid(), key).unwrap_or_else(|| key.to_owned())
}

/// [`t`] with a site's wording and the values of placeholders.
pub fn t_with(lang: Lang, wording: Wording, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
    let map: HashMap<Cow<'static, str>, FluentValue<'_>> =
        args.iter().map(|(name, value)| (Cow::Owned((*name).to_owned()), value.clone())).collect();
    let attribute = (wording == Wording::Moneyless).then(|| format!("{key}.moneyless"));
    if let Some(attribute) = attribute
        && let Ok(text) = CATALOGUE.lookup_single_language(&lang.langid(), &attribute, Some(&map))
    {
        return text;
    }
    CATALOGUE.try_lookup_with_args(&lang.langid(), key, &map).unwrap_or_else(|| key.to_owned())
}

/// Whether the catalogue of this language has the key; the fallback language does not count.
pub fn has(lang: Lang, key: &str) -> bool {
    CATALOGUE.lookup_single_language::<&str>(&lang.langid(), key, None).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_preferred_supported_language_is_chosen() {
        assert_eq!(Lang::negotiate("en-GB,en;q=0.9,id;q=0.8"), Lang::En);
        assert_eq!(Lang::negotiate("de;q=0.9,id;q=0.4"), Lang::Id);
        assert_eq!(Lang::negotiate("id;q=0.3,en;q=0.7"), Lang::En);
        for (header, lang) in [
            ("ja", Lang::Id),
            ("in-ID", Lang::Id),
            ("in-ID, en;q=0.9", Lang::Id),
            ("en-US , id-ID ; q=0.9", Lang::En),
            ("de , id ; q=0.4 , en ; q = x", Lang::Id),
            ("en;q=0, id;q=0.1", Lang::Id),
            ("en;q=0", Lang::Id),
            ("EN-gb", Lang::En),
            ("enm, id", Lang::Id),
            (",,en,", Lang::En),
        ] {
            assert_eq!(Lang::negotiate(header), lang, "{header}");
        }
        assert_eq!(Lang::negotiate(""), Lang::Id);
    }

    #[test]
    fn a_signed_or_dotted_amount_is_printed_unchanged() {
        for amount in ["+120", "-120", "1.250", "+10%"] {
            let text = Text::new("barter-fits-by").with("n", amount).localized(Lang::Id);
            assert!(text.ends_with(amount), "{text}");
        }
    }
}
