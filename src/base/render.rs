//! Pages are Tera templates, built into the binary. A debug build with `TAWAR_RELOAD` set reads them again at every render.

use std::sync::{Arc, RwLock};

use rust_embed::RustEmbed;
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

use super::clock::{self, Timestamp, Zone};
use super::error::AppResult;
use super::i18n::{self, Lang, Wording};
use super::lengths;
use super::money;
use fluent_templates::fluent_bundle::FluentValue;

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Templates;

/// The templates; cloning shares them.
#[derive(Clone)]
pub struct Views(Arc<RwLock<Tera>>);

impl Views {
    /// Reads every template.
    ///
    /// # Errors
    /// A template has a syntax error or names an unknown filter, function or block.
    pub fn load() -> anyhow::Result<Self> {
        Ok(Self(Arc::new(RwLock::new(load()?))))
    }

    /// Renders a template.
    ///
    /// # Errors
    /// `Internal` when the template does not exist or the context lacks a variable.
    pub fn render(&self, name: &str, context: &Context) -> AppResult<String> {
        if cfg!(debug_assertions)
            && std::env::var_os("TAWAR_RELOAD").is_some()
            && let Ok(mut tera) = self.0.write()
        {
            *tera = load()?;
        }
        let tera = self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        Ok(tera.render(name, context)?)
    }
}

fn load() -> anyhow::Result<Tera> {
    let mut tera = Tera::default();
    tera.register_function("t", translate);
    tera.register_function("length", length_of);
    tera.register_filter("localized", localized);
    tera.register_filter("rupiah", |n: i64, _: Kwargs, _: &State<'_>| money::rupiah(n));
    tera.register_filter("rupiah_short", |n: i64, _: Kwargs, _: &State<'_>| money::rupiah_short(n));
    tera.register_filter("number", |n: i64, _: Kwargs, _: &State<'_>| money::dotted(n));
    register_time_filters(&mut tera);
    tera.register_filter("urlencode", |text: &str, _: Kwargs, _: &State<'_>| -> String {
        // Form encoding, which the query strings of the site's own links use.
        serde_urlencoded::to_string([("", text)])
            .unwrap_or_default()
            .trim_start_matches('=')
            .to_owned()
    });
    tera.register_filter("distance", |metres: i64, _: Kwargs, s: &State<'_>| {
        distance(metres, lang(s))
    });
    tera.register_filter("initial", |name: &str, _: Kwargs, _: &State<'_>| -> String {
        name.chars().next().map(|c| c.to_uppercase().to_string()).unwrap_or_default()
    });
    let files: Vec<(String, String)> = Templates::iter()
        .filter_map(|name| {
            let file = Templates::get(&name)?;
            Some((name.to_string(), String::from_utf8(file.data.into_owned()).ok()?))
        })
        .collect();
    tera.add_raw_templates(files).map_err(|err| anyhow::anyhow!("templates: {err:?}"))?;
    Ok(tera)
}

/// Filters of RFC 3339 times; those relative to now read `now` from the context.
fn register_time_filters(tera: &mut Tera) {
    tera.register_filter("ago", |at: &str, _: Kwargs, s: &State<'_>| -> TeraResult<String> {
        Ok(clock::ago(time(at)?, now(s)?, lang(s)))
    });
    tera.register_filter("ago_short", |at: &str, _: Kwargs, s: &State<'_>| -> TeraResult<String> {
        Ok(clock::ago_short(time(at)?, now(s)?, lang(s)))
    });
    tera.register_filter("moment", |at: &str, _: Kwargs, s: &State<'_>| -> TeraResult<String> {
        Ok(clock::moment(zone(s), time(at)?, now(s)?, lang(s)))
    });
    tera.register_filter(
        "full_moment",
        |at: &str, args: Kwargs, s: &State<'_>| -> TeraResult<String> {
            let zone = Zone::parse(&args.must_get::<String>("zone")?);
            Ok(clock::full_moment(zone, time(at)?, lang(s)))
        },
    );
    tera.register_filter("clock", |at: &str, _: Kwargs, s: &State<'_>| -> TeraResult<String> {
        Ok(clock::clock_time(zone(s), time(at)?))
    });
}

/// The function `t(key=…)`: a text of the catalogue; the other arguments fill its placeholders.
fn translate(kwargs: Kwargs, state: &State<'_>) -> TeraResult<Value> {
    let key = kwargs.must_get::<&str>("key")?;
    let mut args = Vec::new();
    for (name, value) in kwargs.iter() {
        let Some(name) = name.as_str().filter(|name| *name != "key") else { continue };
        if let Some(text) = value.as_str() {
            args.push((name, FluentValue::from(text.to_owned())));
        } else if let Some(n) = value.as_i128().and_then(|n| i64::try_from(n).ok()) {
            args.push((name, FluentValue::from(n)));
        }
    }
    Ok(Value::from(i18n::t_with(lang(state), wording(state), key, &args)))
}

/// The function `length(of=…)`: a limit of [`lengths`].
fn length_of(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let name = kwargs.must_get::<&str>("of")?;
    match lengths::named(name) {
        Some(limit) => Ok(Value::from(limit)),
        None => Err(tera::Error::message(format!("no length is called {name:?}"))),
    }
}

/// Prints a [`i18n::Text`] in the reader's language. Keyword arguments fill placeholders that depend on the reader too,
/// such as a moment in their time zone.
fn localized(text: &Value, kwargs: Kwargs, state: &State<'_>) -> TeraResult<String> {
    let not_a_text = || tera::Error::message("`localized` takes a text of the catalogue");
    let key = text.get_from_path("key").and_then(Value::as_str).ok_or_else(not_a_text)?;
    let pairs = text.get_from_path("args").and_then(Value::as_array).ok_or_else(not_a_text)?;
    let mut args = Vec::new();
    for pair in pairs {
        let [name, value] = pair.as_array().unwrap_or_default() else { return Err(not_a_text()) };
        let (Some(name), Some(value)) = (name.as_str(), value.as_str()) else {
            return Err(not_a_text());
        };
        args.push((name, i18n::argument(name, value)));
    }
    for (name, value) in kwargs.iter() {
        if let (Some(name), Some(value)) = (name.as_str(), value.as_str()) {
            args.push((name, i18n::argument(name, value)));
        }
    }
    Ok(i18n::t_with(lang(state), wording(state), key, &args))
}

fn lang(state: &State<'_>) -> Lang {
    state.get::<String>("lang").ok().flatten().map(|code| Lang::parse(&code)).unwrap_or_default()
}

fn wording(state: &State<'_>) -> Wording {
    Wording::of(!state.get::<bool>("moneyless").ok().flatten().unwrap_or(false))
}

fn now(state: &State<'_>) -> TeraResult<Timestamp> {
    match state.get::<String>("now")? {
        Some(now) => time(&now),
        None => Err(tera::Error::message("no `now` in the context")),
    }
}

fn zone(state: &State<'_>) -> Zone {
    state.get::<String>("zone").ok().flatten().map_or(Zone::Wib, |label| Zone::parse(&label))
}

fn time(text: &str) -> TeraResult<Timestamp> {
    text.parse::<Timestamp>()
        .map_err(|err| tera::Error::message(format!("not a time: {text:?}: {err}")))
}

/// A distance in metres, rounded down to 50 m, tenths of a kilometre or kilometres: `850` → `850 m`, `1240` → `1,2 km`, `12400` → `12 km`.
pub fn distance(metres: i64, lang: Lang) -> String {
    let separator = match lang {
        Lang::Id => ',',
        Lang::En => '.',
    };
    match metres {
        ..1000 => format!("{}\u{a0}m", metres.max(0) / 50 * 50),
        1000..10_000 => format!("{}{separator}{}\u{a0}km", metres / 1000, metres % 1000 / 100),
        _ => format!("{}\u{a0}km", money::dotted(metres / 1000)),
    }
}

#[cfg(test)]
mod tests {
    use super::i18n::Text;
    use super::*;

    fn rendered(template: &str, lang: Lang, text: &Text) -> String {
        let mut tera = Tera::default();
        tera.register_filter("localized", localized);
        tera.add_raw_templates([("a.html", template)]).unwrap();
        let mut context = Context::new();
        context.insert("lang", lang.code());
        context.insert("text", text);
        tera.render("a.html", &context).unwrap()
    }

    #[test]
    fn a_text_is_printed_in_the_language_of_the_reader() {
        let text = Text::new("barter-mine");
        for lang in [Lang::Id, Lang::En] {
            assert_eq!(rendered("{{ text | localized }}", lang, &text), text.localized(lang));
        }
        assert_ne!(text.localized(Lang::Id), text.localized(Lang::En));
    }

    #[test]
    fn placeholders_are_filled_and_what_people_wrote_is_escaped() {
        let text = Text::new("barter-theirs").with("name", "Sari & <Budi>");
        assert!(
            rendered("{{ text | localized }}", Lang::Id, &text).contains("Sari &amp; &lt;Budi&gt;")
        );
        let until = Text::new("promise-here");
        assert!(
            rendered("{{ text | localized(moment=\"besok\") }}", Lang::Id, &until)
                .contains("besok")
        );
    }
}
