//! Names on other sites: `ig: budi_23`, `follow ig toko_contoh`, `@budi.store`.

use std::sync::LazyLock;

use super::sites::is_site;
use super::words::Words;

/// Words between a site and a name.
static LINKING: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "saya sy aku ku gw gue id username user usn akun di nya ya kak toko name nama account add aja yg ini is \
         my at",
    )
});

/// What people do with a name on another site.
static VERBS: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "follow add dm cari chat invite mampir search pm inbox kepoin hubungi kontak kunjungi message folow ikuti",
    )
});
/// Sites that are words of other things too.
const DOUBTED: &[&str] = &["line", "tele", "sc", "dc", "tt", "signal", "steam", "akun"];
/// Words behind a site that are no names.
static COMMON: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "bisa boleh dulu nanti buat lancar punya mana juga story feed live shop group grup store kakak abang \
         masih gimana barang barangnya lebih murah sekarang langsung disini disitu tiktok kalau banyak karena \
         soalnya kemarin besok hasilnya fotonya videonya sendiri seller pembeli penjual pribadi lama baru bagus \
         jelas dong biar supaya sebelum setelah please there first instead mungkin malah terus marketplace \
         messenger video",
    )
});

/// How sure it is that a name on another site is told, 0 to 100.
pub fn score(text: &str) -> u8 {
    if !text.contains(['@', '$']) && !text.split_whitespace().any(starts) {
        return 0;
    }
    let words = joined(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mood = Mood::of(&words);
    let mut site = None;
    for at in 0..words.len() {
        let found = match addressed(&words, at, site.is_some()).or_else(|| begun(&words, at)) {
            Some(Found::Name(score)) => return score,
            Some(Found::Site) => {
                site = Some(at);
                continue;
            }
            Some(Found::Nothing) => continue,
            None => site.and_then(|of| follows(&words, mood, of, at)),
        };
        match found {
            Some(Found::Name(score)) => return score,
            Some(_) => {}
            None => site = None,
        }
    }
    0
}

/// Whether a name may be told from this word on.
fn starts(word: &str) -> bool {
    let key = bare(word).split([':', '=', '/', '.', '_', '-']).next().unwrap_or_default();
    key.len() == 1 || key == "pin" || is_site(key)
}

/// What a word was found to be.
enum Found {
    /// A name, and how sure that is.
    Name(u8),
    /// A site.
    Site,
    /// Neither, and nothing to stop at.
    Nothing,
}

/// What the whole line does.
#[derive(Clone, Copy)]
struct Mood {
    /// It asks.
    asks: bool,
    /// It tells somebody to look a name up.
    calls: bool,
    /// It names an inbox.
    inbox: bool,
}

impl Mood {
    fn of(words: &[&str]) -> Self {
        Self {
            asks: words.iter().any(|word| word.contains('?')),
            calls: words.iter().any(|word| VERBS.contains(word)),
            inbox: words.iter().any(|word| word.contains("inbox")),
        }
    }
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| {
        matches!(c, '(' | ')' | ',' | '!' | '?' | '"' | '\'' | '*' | ';' | '.' | '[' | ']')
    })
}

fn word_before<'a>(words: &[&'a str], at: usize, by: usize) -> &'a str {
    at.checked_sub(by).and_then(|at| words.get(at)).copied().unwrap_or_default()
}

/// `@budi.store`, an address for mail, `$budi`, `pin bb 2B00C4D5`.
fn addressed(words: &[&str], at: usize, on_site: bool) -> Option<Found> {
    let word = bare(words.get(at)?);
    let last = word_before(words, at, 1);
    if let Some((who, host)) = word.split_once('@') {
        let name = host.trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let whole = who.is_empty() || host.contains('.') || is_site(who);
        let named = handle(name) && name != "tawar" && whole;
        return Some(match (named, on_site) {
            (true, true) => Found::Name(95),
            (true, false) => Found::Name(75),
            (false, _) => Found::Nothing,
        });
    }
    let pin = matches!(word, "bb" | "bbm")
        && last == "pin"
        && words.get(at + 1).is_some_and(|pin| pin.len() == 8);
    let paid = word.strip_prefix('$').is_some_and(handle);
    (pin || paid || (last == "@" && handle(word) && signed(word))).then_some(Found::Name(75))
}

/// A site, perhaps with the name joined to it or before it: `ig:budi`, `budi_23 di ig`.
fn begun(words: &[&str], at: usize) -> Option<Found> {
    let word = bare(words.get(at)?);
    let (key, rest) = word.split_once([':', '=', '/', '.', '_']).unwrap_or((word, ""));
    if !is_site(key) {
        return None;
    }
    if handle(rest) && (signed(rest) || word.contains([':', '='])) {
        return Some(Found::Name(85));
    }
    let last = word_before(words, at, 1);
    let before = if matches!(last, "di" | "on" | "=") { word_before(words, at, 2) } else { last };
    let before = before.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    Some(if handle(before) && before.contains('_') { Found::Name(75) } else { Found::Site })
}

/// A name behind a site; `None` when what stands between ends the thought.
fn follows(words: &[&str], mood: Mood, of: usize, at: usize) -> Option<Found> {
    let raw = words.get(at)?;
    let word = bare(raw).trim_start_matches(':');
    let near = words.get(of + 1..at)?;
    let mark = |word: &str| word.chars().all(|c| !c.is_alphanumeric());
    if near.len() > 6 || !near.iter().all(|word| links(word) || mark(word)) {
        return None;
    }
    if mark(word) {
        return Some(Found::Nothing);
    }

    let plain = handle(word) && !mood.asks && !links(word) && !COMMON.contains(&word);
    let told = words.get(of..at)?.iter().any(|word| {
        word.contains([':', '=', '→']) || matches!(*word, "-" | "->" | "id" | "username" | "usn")
    });

    let alone = words.len() == 2
        && word_before(words, 1, 1).len() > 1
        && !DOUBTED.contains(&word_before(words, 1, 1));
    let own = near.iter().any(|word| matches!(*word, "saya" | "aku" | "ku" | "sy"));
    let inbox = !mood.asks && own && mood.inbox;
    Some(match (handle(word) && signed(word), plain && told, plain && word.len() >= 6) {
        (true, ..) => Found::Name(85),
        (_, true, _) => Found::Name(75),
        (.., true) if mood.calls || alone => Found::Name(60),
        _ if inbox => Found::Name(60),
        _ => Found::Nothing,
    })
}

/// Whether a word may stand between a site and a name.
fn links(word: &str) -> bool {
    let word = word.trim_end_matches(':');
    LINKING.contains(&word) || is_site(word)
}

/// The words of a text; letters that stand apart (`i g`, `i.g`) make one.
fn joined(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for word in text.split_whitespace() {
        let letters = word.trim_end_matches(':');
        let single = letters.len() == 1 && letters.bytes().all(|byte| byte.is_ascii_alphabetic());
        let dotted = letters.len() >= 3
            && letters
                .split(['.', '-'])
                .all(|part| part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
        match words.last_mut() {
            Some(last) if single && open => last.push_str(word),
            _ if dotted => words.push(word.chars().filter(|c| !matches!(c, '.' | '-')).collect()),
            _ => words.push(word.to_owned()),
        }
        open = single && !word.ends_with(':');
    }
    words
}

/// Whether it may be a name: begins with a letter, four and more of letters, digits, dots and underscores.
fn handle(name: &str) -> bool {
    name.len() >= 4
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

/// Whether a name shows that it is one.
fn signed(name: &str) -> bool {
    name.len() >= 5
        && name.trim_end_matches('.').contains(|c: char| c.is_ascii_digit() || c == '_' || c == '.')
}
