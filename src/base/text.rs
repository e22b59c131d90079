//! Free text as people type it: which characters are stored, how long it is, and what is blank.

use unicode_normalization::UnicodeNormalization;

/// One line: in NFC, without control, invisible and direction characters; white space is collapsed.
pub fn clean_line(text: &str) -> String {
    if is_plain(text) {
        return text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    }
    let visible: String =
        text.chars().map(space_for_control).filter(|c| is_stored(*c)).nfc().collect();
    let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    if is_blank(&line) { String::new() } else { line }
}

/// Text of several lines, as [`clean_line`] but with its line breaks and tabs; blank lines at both ends are removed.
pub fn clean_block(text: &str) -> String {
    if is_plain(text) {
        return text.trim().to_owned();
    }
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    let stored: String = unix
        .chars()
        .filter(|c| matches!(c, '\n' | '\t') || (!c.is_control() && is_stored(*c)))
        .nfc()
        .collect();
    let block = stored.trim();
    if is_blank(block) { String::new() } else { block.to_owned() }
}

/// An address, a number or an identifier: compatibility forms are normalised (full-width digits become digits), and every
/// invisible character is removed.
pub fn clean_identifier(text: &str) -> String {
    let plain: String =
        text.nfkc().filter(|c| !c.is_control() && !is_invisible(*c)).nfc().collect();
    plain.trim().to_owned()
}

/// The characters of a text as a form field counts them against `maxlength`: UTF-16 code units, a line break as one.
pub fn length(text: &str) -> usize {
    // Browsers send CRLF for a line break.
    text.encode_utf16().count() - text.matches("\r\n").count()
}

/// Whether a field of `max` characters accepts a line, as it was typed or as it is stored.
pub fn line_fits(typed: &str, max: usize) -> bool {
    fits(typed, max, clean_line)
}

/// Whether a field of `max` characters accepts a text of several lines, as it was typed or as it is stored.
pub fn block_fits(typed: &str, max: usize) -> bool {
    fits(typed, max, clean_block)
}

/// Cleaning can make a text longer too: NFC has no single character for some letters that are typed as one.
fn fits(typed: &str, max: usize, clean: fn(&str) -> String) -> bool {
    // No text has more code units than bytes.
    typed.len() <= max || length(typed) <= max || length(&clean(typed)) <= max
}

/// Whether it is what most people type, in which nothing has to be looked at one by one: every message is cleaned.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t'))
}

/// Whether a reader sees nothing of it.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
}

/// A line break or tab separates words, so it becomes a space.
fn space_for_control(c: char) -> char {
    if c.is_whitespace() { ' ' } else { c }
}

/// Joiners and variation selectors are parts of emoji and of several scripts, so they are stored although invisible.
fn is_stored(c: char) -> bool {
    let joins =
        matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
    !c.is_control() && (joins || !is_invisible(c))
}

/// Default_Ignorable_Code_Point of Unicode 17 (DerivedCoreProperties.txt), and what is drawn blank although it is not white
/// space: the braille blank and the interlinear annotation characters.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_blank() {
        for text in
            ["", " \n", "\u{3164}", "\u{2800}\u{2800}", "\u{200b}", "\u{fe0f}\u{200d}", "\u{ffa0}"]
        {
            assert!(is_blank(text), "{text:?}");
            assert_eq!(
                (clean_line(text), clean_block(text)),
                (String::new(), String::new()),
                "{text:?}"
            );
        }
        assert!(!is_blank("👨\u{200d}👩\u{200d}👧"));
    }

    #[test]
    fn direction_characters_are_removed_and_joined_emoji_stay() {
        assert_eq!(clean_line("jam \u{202e}09.25\u{202c} ya"), "jam 09.25 ya");
        assert_eq!(clean_block("\u{2067}09.25\u{2069}\n  ya \n"), "09.25\n  ya");
        assert_eq!(
            clean_line("Sari 👩\u{200d}🍳 \u{2764}\u{fe0f}"),
            "Sari 👩\u{200d}🍳 \u{2764}\u{fe0f}"
        );
        assert_eq!(clean_line("  Sari\t \u{a0}Wulandari\n"), "Sari Wulandari");
        assert_eq!(clean_line("Jose\u{301}"), "José", "one spelling of an accent");
    }

    #[test]
    fn a_text_is_as_long_as_its_field_counts() {
        for (text, characters) in [
            ("", 0),
            ("abc", 3),
            ("a\r\nb\nc", 5),
            ("é", 1),
            ("👍", 2),
            ("👩\u{200d}🍳", 5),
            ("\u{1f1ee}\u{1f1e9}", 4),
            ("﷽", 1),
        ] {
            assert_eq!(length(text), characters, "{text:?}");
        }
        for (text, max) in [
            ("  ab  ", 2),
            ("a\r\nb", 3),
            ("a\u{200b}b", 2),
            ("e\u{301}", 1),
            ("👍👍", 4),
            // NFC writes it as two characters.
            ("\u{958}", 1),
        ] {
            assert!(block_fits(text, max) && line_fits(text, max), "{text:?}");
        }
        for (text, max) in [("abc", 2), ("a\r\nb", 2), ("👍👍", 3), ("éé", 1)] {
            assert!(!block_fits(text, max) && !line_fits(text, max), "{text:?}");
        }
        assert!(line_fits("a   b", 3) && !block_fits("a   b", 3));
        assert_eq!(clean_block("a\rb\r\nc"), "a\nb\nc");
    }

    #[test]
    fn an_identifier_has_one_spelling() {
        assert_eq!(clean_identifier(" ０８１２\u{200b}\u{202a}34 "), "081234");
        assert_eq!(clean_identifier("sari\u{200b}@contoh.id\u{feff}"), "sari@contoh.id");
    }

    proptest::proptest! {
        #[test]
        fn plain_text_is_cleaned_like_any_other(text in "[ -~\\n\\t]{0,40}") {
            // A letter that is not plain takes the long way.
            let (line, block) = (format!("{text}é"), format!("{text}é"));
            proptest::prop_assert_eq!(clean_line(&format!("{text}x")), clean_line(&line).replace('é', "x"));
            proptest::prop_assert_eq!(clean_block(&format!("{text}x")), clean_block(&block).replace('é', "x"));
        }

        #[test]
        fn cleaning_twice_changes_nothing_more(text in "\\PC{0,40}|[\\u{200b}-\\u{206f}\\s\\w]{0,40}") {
            let line = clean_line(&text);
            proptest::prop_assert_eq!(clean_line(&line), line.clone());
            let block = clean_block(&text);
            proptest::prop_assert_eq!(clean_block(&block), block.clone());
            let identifier = clean_identifier(&text);
            proptest::prop_assert_eq!(clean_identifier(&identifier), identifier.clone());
        }
    }
}
