//! Names on other platforms: `ig: budi_23`, `follow ig toko_contoh`, `@budi.store`.

use std::sync::LazyLock;

use super::platforms::is_platform;
use crate::base::word_set::WordSet;

/// WordSet between a platform and a name.
static LINKING: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "saya sy aku ku gw gue id username user usn akun di nya ya kak toko name nama account add aja yg ini is \
         my at",
    )
});

/// Verbs that ask to look a name up.
static LOOKUP_VERBS: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "follow add dm cari chat invite mampir search pm inbox kepoin hubungi kontak kunjungi message folow ikuti",
    )
});
/// Names of platforms that are also common words.
const AMBIGUOUS: &[&str] = &["line", "tele", "sc", "dc", "tt", "signal", "steam", "akun"];
/// WordSet after a platform that are no names.
static COMMON: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "bisa boleh dulu nanti buat lancar punya mana juga story feed live shop group grup store kakak abang \
         masih gimana barang barangnya lebih murah sekarang langsung disini disitu tiktok kalau banyak karena \
         soalnya kemarin besok hasilnya fotonya videonya sendiri seller pembeli penjual pribadi lama baru bagus \
         jelas dong biar supaya sebelum setelah please there first instead mungkin malah terus marketplace \
         messenger video",
    )
});

/// The probability in percent, 0 to 100, that the text contains a name on another platform.
pub fn score(text: &str) -> u8 {
    if !text.contains(['@', '$']) && !text.split_whitespace().any(may_start_name) {
        return 0;
    }
    let words = join_letters(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let intent = Intent::of(&words);
    let mut platform = None;
    for at in 0..words.len() {
        let by_itself = marked_name(&words, at, platform.is_some());
        let found = match by_itself.or_else(|| platform_at(&words, at)) {
            Some(Match::Name(score)) => return score,
            Some(Match::Platform) => {
                platform = Some(at);
                continue;
            }
            Some(Match::Neither) => continue,
            None => platform.and_then(|platform| name_after(&words, intent, platform, at)),
        };
        match found {
            Some(Match::Name(score)) => return score,
            Some(_) => {}
            None => platform = None,
        }
    }
    0
}

/// Whether a name may begin with this word.
fn may_start_name(word: &str) -> bool {
    let key = bare(word).split([':', '=', '/', '.', '_', '-']).next().unwrap_or_default();
    key.len() == 1 || key == "pin" || is_platform(key)
}

/// What a word is.
enum Match {
    /// A name, with the probability of that in percent.
    Name(u8),
    Platform,
    /// Neither; the search for a name after the platform goes on.
    Neither,
}

/// What the sender of a line does.
#[derive(Clone, Copy)]
struct Intent {
    asks: bool,
    /// They ask somebody to look a name up.
    asks_to_look_up: bool,
    names_inbox: bool,
}

impl Intent {
    fn of(words: &[&str]) -> Self {
        Self {
            asks: words.iter().any(|word| word.contains('?')),
            asks_to_look_up: words.iter().any(|word| LOOKUP_VERBS.contains(word)),
            names_inbox: words.iter().any(|word| word.contains("inbox")),
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

/// `@budi.store`, a mail address, `$budi`, `pin bb 2B00C4D5`.
fn marked_name(words: &[&str], at: usize, after_platform: bool) -> Option<Match> {
    let word = bare(words.get(at)?);
    let last = word_before(words, at, 1);
    if let Some((user, host)) = word.split_once('@') {
        let name = host.trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let complete = user.is_empty() || host.contains('.') || is_platform(user);
        let is_name = may_be_name(name) && name != "tawar" && complete;
        return Some(match (is_name, after_platform) {
            (true, true) => Match::Name(95),
            (true, false) => Match::Name(75),
            (false, _) => Match::Neither,
        });
    }
    let pin = matches!(word, "bb" | "bbm")
        && last == "pin"
        && words.get(at + 1).is_some_and(|pin| pin.len() == 8);
    let cashtag = word.strip_prefix('$').is_some_and(may_be_name);
    (pin || cashtag || (last == "@" && may_be_name(word) && is_distinctive(word)))
        .then_some(Match::Name(75))
}

/// A platform, perhaps with the name joined to it or before it: `ig:budi`, `budi_23 di ig`.
fn platform_at(words: &[&str], at: usize) -> Option<Match> {
    let word = bare(words.get(at)?);
    let (key, rest) = word.split_once([':', '=', '/', '.', '_']).unwrap_or((word, ""));
    if !is_platform(key) {
        return None;
    }
    if may_be_name(rest) && (is_distinctive(rest) || word.contains([':', '='])) {
        return Some(Match::Name(85));
    }
    let last = word_before(words, at, 1);
    let before = if matches!(last, "di" | "on" | "=") { word_before(words, at, 2) } else { last };
    let before = before.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    Some(if may_be_name(before) && before.contains('_') {
        Match::Name(75)
    } else {
        Match::Platform
    })
}

/// A name after a platform; `None` when the words between end the phrase.
fn name_after(words: &[&str], intent: Intent, platform: usize, at: usize) -> Option<Match> {
    let raw = words.get(at)?;
    let word = bare(raw).trim_start_matches(':');
    let between = words.get(platform + 1..at)?;
    let is_mark = |word: &str| word.chars().all(|c| !c.is_alphanumeric());
    if between.len() > 6 || !between.iter().all(|word| is_linking(word) || is_mark(word)) {
        return None;
    }
    if is_mark(word) {
        return Some(Match::Neither);
    }

    let plain = may_be_name(word) && !intent.asks && !is_linking(word) && !COMMON.contains(&word);
    let introduced = words.get(platform..at)?.iter().any(|word| {
        word.contains([':', '=', '→']) || matches!(*word, "-" | "->" | "id" | "username" | "usn")
    });

    let alone = words.len() == 2
        && word_before(words, 1, 1).len() > 1
        && !AMBIGUOUS.contains(&word_before(words, 1, 1));
    let own = between.iter().any(|word| matches!(*word, "saya" | "aku" | "ku" | "sy"));
    let inbox = !intent.asks && own && intent.names_inbox;
    let distinctive = may_be_name(word) && is_distinctive(word);
    Some(match (distinctive, plain && introduced, plain && word.len() >= 6) {
        (true, ..) => Match::Name(85),
        (_, true, _) => Match::Name(75),
        (.., true) if intent.asks_to_look_up || alone => Match::Name(60),
        _ if inbox => Match::Name(60),
        _ => Match::Neither,
    })
}

/// Whether a word may stand between a platform and a name.
fn is_linking(word: &str) -> bool {
    let word = word.trim_end_matches(':');
    LINKING.contains(&word) || is_platform(word)
}

/// The words of a text; separated letters (`i g`, `i.g`) are joined to one.
fn join_letters(text: &str) -> Vec<String> {
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

/// Whether it may be a name: it begins with a letter and has four or more letters, digits, dots, hyphens and underscores.
fn may_be_name(name: &str) -> bool {
    name.len() >= 4
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

/// Whether a digit, an underscore or a dot tells the name from a common word.
fn is_distinctive(name: &str) -> bool {
    name.len() >= 5
        && name.trim_end_matches('.').contains(|c: char| c.is_ascii_digit() || c == '_' || c == '.')
}
