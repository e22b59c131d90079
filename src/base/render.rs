//! Pages are Tera templates, built into the binary. A debug build with `TAWAR_RELOAD` set reads them anew at every render.

use std::sync::{Arc, RwLock};

use rust_embed::RustEmbed;
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

use super::clock::{self, Timestamp, Zone};
use super::error::AppResult;
use super::i18n::{self, Lang};
use super::money;
use fluent_templates::fluent_bundle::FluentValue;

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Templates;

/// A filter that reads a number out of a text, handed down by a wing that knows how.
pub type Reader = (&'static str, fn(&str) -> i64);

/// The templates; cloning shares them.
#[derive(Clone)]
pub struct Views(Arc<RwLock<Tera>>, &'static [Reader]);

impl Views {
    /// Reads every template; an unknown filter, function or block is an error here, not on some page later.
    pub fn load(readers: &'static [Reader]) -> anyhow::Result<Self> {
        Ok(Self(Arc::new(RwLock::new(load(readers)?)), readers))
    }

    /// Renders a template.
    pub fn render(&self, name: &str, context: &Context) -> AppResult<String> {
        if cfg!(debug_assertions)
            && std::env::var_os("TAWAR_RELOAD").is_some()
            && let Ok(mut tera) = self.0.write()
        {
            *tera = load(self.1)?;
        }
        let tera = self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        Ok(tera.render(name, context)?)
    }
}

fn load(readers: &[Reader]) -> anyhow::Result<Tera> {
    let mut tera = Tera::default();
    for (name, read) in readers.iter().copied() {
        tera.register_filter(name, move |text: &str, _: Kwargs, _: &State<'_>| read(text));
    }
    tera.register_function("t", translate);
    tera.register_filter("rupiah", |n: i64, _: Kwargs, _: &State<'_>| money::rupiah(n));
    tera.register_filter("rupiah_short", |n: i64, _: Kwargs, s: &State<'_>| {
        money::rupiah_short(n, lang(s))
    });
    tera.register_filter("number", |n: i64, _: Kwargs, _: &State<'_>| money::dotted(n));
    tera.register_filter("ago", |at: &str, _: Kwargs, s: &State<'_>| -> TeraResult<String> {
        Ok(clock::ago(time(at)?, now(s)?, lang(s)))
    });
    tera.register_filter("ago_short", |at: &str, _: Kwargs, s: &State<'_>| -> TeraResult<String> {
        Ok(clock::ago_short(time(at)?, now(s)?, lang(s)))
    });
    tera.register_filter("moment", |at: &str, _: Kwargs, s: &State<'_>| -> TeraResult<String> {
        Ok(clock::moment(zone(s), time(at)?, now(s)?, lang(s)))
    });
    tera.register_filter("clock", |at: &str, _: Kwargs, s: &State<'_>| -> TeraResult<String> {
        Ok(clock::clock_time(zone(s), time(at)?))
    });
    tera.register_filter("urlencode", |text: &str, _: Kwargs, _: &State<'_>| -> String {
        // A form's way of writing a value, as our own links are read.
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
    Ok(Value::from(i18n::t_with(lang(state), key, &args)))
}

fn lang(state: &State<'_>) -> Lang {
    state.get::<String>("lang").ok().flatten().map(|code| Lang::parse(&code)).unwrap_or_default()
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

/// `850` → `850 m`, `1240` → `1,2 km`, `12400` → `12 km`.
pub fn distance(metres: i64, lang: Lang) -> String {
    let comma = match lang {
        Lang::Id => ',',
        Lang::En => '.',
    };
    match metres {
        ..1000 => format!("{}\u{a0}m", metres.max(0) / 50 * 50),
        1000..10_000 => format!("{}{comma}{}\u{a0}km", metres / 1000, metres % 1000 / 100),
        _ => format!("{}\u{a0}km", money::dotted(metres / 1000)),
    }
}
