//! The name on screen, and the handle that is made of it.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_security::skeleton;

use crate::base::error::FieldErrors;
use crate::base::i18n::Text;
use crate::base::lengths;
use crate::base::text::{self, clean_line};
use crate::base::web_address;

/// The most characters of a handle before its suffix.
const HANDLE_CHARACTERS: usize = 22;

/// The sites of this product.
const SITES: &[&str] = &["tawar", "barterhub", "belantara", "sampahkupilah"];
/// Words by which people would take a person for staff, wherever they stand in a name.
const STAFF: &[&str] = &[
    "admin",
    "administrator",
    "moderator",
    "official",
    "resmi",
    "cs",
    "customerservice",
    "support",
    "staff",
    "staf",
    "helpdesk",
    "petugas",
    "mediator",
];
/// Names that nobody may have by themselves: they sound like staff, or a page has the address.
const WHOLE: &[&str] = &[
    "saya",
    "owner",
    "bantuan",
    "help",
    "sistem",
    "system",
    "api",
    "asisten",
    "assistant",
    "root",
    "null",
    "undefined",
    "me",
    "layanan",
    "layananpelanggan",
];

static FOLDED: LazyLock<Reserved> = LazyLock::new(|| {
    let folded = |words: &[&str]| words.iter().map(|word| fold(word)).collect();
    Reserved { sites: folded(SITES), staff: folded(STAFF), whole: folded(WHOLE) }
});

/// The lists, as [`fold`] writes them.
struct Reserved {
    sites: Vec<String>,
    staff: Vec<String>,
    whole: Vec<String>,
}

/// A name as it is stored: one line without invisible characters.
pub fn clean_name(name: &str) -> String {
    clean_line(name)
}

/// Checks a name that [`clean_name`] returned.
pub fn check_name(name: &str, errors: &mut FieldErrors) {
    let fits = !name.is_empty() && text::line_fits(name, lengths::NAME);
    errors.check(fits, "name", Text::new("signup-name-length").with("max", lengths::NAME));
    errors.check(!is_reserved(name), "name", "signup-name-reserved");
    errors.check(!contains_address(name), "name", "signup-name-link");
}

/// The letters and digits of a text in lower case, joined by single dashes; empty when it has none.
pub fn slugify(text: &str) -> String {
    slug::slugify(text)
}

/// The handle for a name, at most 22 characters before the suffix: `sari`, or with a suffix `sari-x7k2`. `warga` replaces a
/// name that is too short, reserved, or without a letter: a handle of digits could be taken for a phone number.
pub fn handle(name: &str, suffix: Option<&str>) -> String {
    let base: String = slugify(name).chars().take(HANDLE_CHARACTERS).collect();
    let base = base.trim_matches('-');
    let lettered = base.contains(|c: char| c.is_ascii_alphabetic());
    match suffix {
        None if base.len() >= 3 && lettered && !is_reserved(base) => base.to_owned(),
        _ => {
            let base =
                if base.len() < 2 || !lettered || is_reserved(base) { "warga" } else { base };
            format!("{base}-{}", suffix.unwrap_or("id"))
        }
    }
}

/// Whether people would take a name for staff or for a site, however it is written. Capital and small letters of other
/// scripts look like different letters of ours, so both are tried.
fn is_reserved(name: &str) -> bool {
    resembles_reserved(name) || resembles_reserved(&name.to_lowercase())
}

fn resembles_reserved(name: &str) -> bool {
    let Reserved { sites, staff, whole } = &*FOLDED;
    let whole_name = fold(name);
    if [sites, staff, whole].iter().any(|words| words.contains(&whole_name)) {
        return true;
    }
    let contains = |words: &[String]| words.iter().any(|word| whole_name.contains(word.as_str()));
    if contains(sites) && contains(staff) {
        return true;
    }
    name.split(|c: char| !c.is_alphanumeric() && !LEET.contains(c)).any(|word| {
        let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
        [fold(word), fold(bare)].iter().any(|word| sites.contains(word) || staff.contains(word))
    })
}

/// Signs that are read as letters.
const LEET: &str = "@$!|";

/// What a reader takes a text for: its letters in lower case, with digits, signs and letters of other scripts that look like
/// a letter replaced by it (UTS #39), `l` for `i`, and `m` for `rn`.
fn fold(text: &str) -> String {
    let plain: String = text.nfkc().map(read_as_letter).collect();
    let alike: String = skeleton(&plain).flat_map(char::to_lowercase).collect();
    let letters: String = alike
        .nfkd()
        .filter(|c| c.is_alphanumeric())
        .map(|c| if c == 'i' { 'l' } else { c })
        .collect();
    letters.replace("rn", "m")
}

fn read_as_letter(c: char) -> char {
    match c {
        '4' | '@' => 'a',
        '3' => 'e',
        '1' | '!' | '|' => 'l',
        '0' => 'o',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// Whether a name contains a web or mail address.
fn contains_address(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.contains("://")
        || lower.split_whitespace().any(|word| {
            word.contains("www.")
                || web_address::plain_score(word) > 0
                || web_address::is_own_host(web_address::host(word))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(name: &str) -> Vec<String> {
        let mut errors = FieldErrors::default();
        check_name(&clean_name(name), &mut errors);
        errors.0.into_values().flatten().map(|text| text.key.into_owned()).collect()
    }

    #[test]
    fn handles_are_readable_and_never_the_address_of_a_page() {
        assert_eq!(handle("Sari Wulandari", None), "sari-wulandari");
        assert_eq!(handle("Saya", Some("x7k2")), "warga-x7k2");
        assert_eq!(handle("!!", Some("x7k2")), "warga-x7k2");
    }

    #[test]
    fn a_handle_never_looks_like_a_phone_number() {
        for name in [
            "0812-3456-7890",
            "+62 812 3456 7890",
            "０８１２３４５６７８９０",
            "62 (0)812 3456",
            "12345",
        ] {
            for suffix in [None, Some("x7k2")] {
                let handle = handle(name, suffix);
                assert!(handle.starts_with("warga-"), "{name}: {handle}");
            }
        }
        assert_eq!(handle("Budi 2", None), "budi-2");
    }

    #[test]
    fn names_that_look_like_staff_are_refused_however_they_are_written() {
        for name in [
            "CS Tawar",
            "T4war",
            "TAWAR",
            "Tawar Official",
            "cstawar",
            "Admin",
            "ADM1N",
            "Adm\u{456}n",
            "Т\u{430}war",
            "T a w a r",
            "Tawar.Resmi",
            "Moderator 2",
            "admin123",
            "Customer Service",
            "BarterHub",
            "B4rt3rHub",
            "S4ya",
            "ｔａｗａｒ",
            "t\u{200b}awar",
            "Taw\u{e1}r",
            "@dmin",
            "Petugas Tawar",
            "Support",
        ] {
            assert_eq!(problems(name), ["signup-name-reserved"], "{name}");
        }
        for name in [
            "Sari",
            "Budi Santoso",
            "Tawarina",
            "Setiawan",
            "Mesi",
            "Apin",
            "Csilla",
            "Resminingsih",
            "Адам",
        ] {
            assert_eq!(problems(name), Vec::<String>::new(), "{name}");
        }
    }

    #[test]
    fn names_that_nobody_sees_or_that_are_addresses_are_refused() {
        for name in ["", " ", "\u{3164}", "\u{2800}\u{2800}", "\u{200d}", "\u{202e}"] {
            assert_eq!(problems(name), ["signup-name-length"], "{name:?}");
        }
        for name in [
            "https://jahat.example",
            "Klik toko.com",
            "www.jahat.xyz",
            "sari@contoh.com",
            "bit.ly/abc",
        ] {
            assert_eq!(problems(name), ["signup-name-link"], "{name}");
        }
        for name in ["Budi S.Kom", "H. Ahmad", "Drs.H.Budi", "Dr. Sari, Sp.A"] {
            assert_eq!(problems(name), Vec::<String>::new(), "{name}");
        }
    }
}
