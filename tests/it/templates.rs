//! Templates show, they do not decide: which words, which buttons and which state are shown is decided by view structs with
//! unit tests. Without a database.

use std::path::Path;

/// The longest line, in characters.
const MAX_LINE: usize = 160;

/// What a template compares may not be one of these, nor end in `_` and one of these.
const DECIDING: &[&str] = &["status", "state", "mode", "kind", "decision", "role", "phase", "tone"];

/// Every template: its name and its text.
fn templates() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut found);
    found
}

fn long_lines(text: &str) -> Vec<usize> {
    let lines = text.lines().enumerate();
    lines.filter(|(_, line)| line.chars().count() > MAX_LINE).map(|(n, _)| n + 1).collect()
}

/// The code between `{%` and `%}` and between `{{` and `}}`; comments are left out.
fn code(text: &str) -> Vec<&str> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some(start) = rest.find('{') {
        rest = &rest[start..];
        let end = match rest.get(..2) {
            Some("{%") => "%}",
            Some("{{") => "}}",
            Some("{#") => "#}",
            _ => {
                rest = &rest[1..];
                continue;
            }
        };
        let length = rest.find(end).unwrap_or(rest.len());
        if end != "#}" {
            parts.push(&rest[2..length]);
        }
        rest = rest.get(length + 2..).unwrap_or_default();
    }
    parts
}

/// One side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operand<'a> {
    /// A string literal.
    Literal,
    /// The last name of a path: `status` of `o.status`.
    Name(&'a str),
    Other,
}

fn left_operand(code: &str) -> Operand<'_> {
    let code = code.trim_end().trim_end_matches(')').trim_end();
    if code.ends_with(['"', '\'', '`']) {
        return Operand::Literal;
    }
    let name = code.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    if name.is_empty() { Operand::Other } else { Operand::Name(name) }
}

fn right_operand(code: &str) -> Operand<'_> {
    let code = code.trim_start().trim_start_matches(['(', '[']).trim_start();
    if code.starts_with(['"', '\'', '`']) {
        return Operand::Literal;
    }
    let path = code.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').next();
    match path.and_then(|path| path.rsplit('.').next()).filter(|name| !name.is_empty()) {
        Some(name) => Operand::Name(name),
        None => Operand::Other,
    }
}

fn decides(name: &str) -> bool {
    DECIDING.iter().any(|word| {
        name.strip_suffix(word).is_some_and(|start| start.is_empty() || start.ends_with('_'))
    })
}

/// The pieces of code that compare a status or the like with a string literal.
fn comparisons(text: &str) -> Vec<&str> {
    let compares = |code: &&str| {
        ["==", "!=", " in "].iter().any(|operator| {
            code.match_indices(operator).any(|(at, _)| {
                let (left, right) = (&code[..at], &code[at + operator.len()..]);
                match (left_operand(left), right_operand(right)) {
                    (Operand::Name(name), Operand::Literal)
                    | (Operand::Literal, Operand::Name(name)) => decides(name),
                    _ => false,
                }
            })
        })
    };
    code(text).into_iter().filter(compares).collect()
}

#[test]
fn no_line_of_a_template_is_long() {
    let found: Vec<String> = templates()
        .iter()
        .flat_map(|(file, text)| long_lines(text).into_iter().map(move |n| format!("{file}:{n}")))
        .collect();
    assert_eq!(found, Vec::<String>::new(), "longer than {MAX_LINE} characters");
}

#[test]
fn no_template_compares_a_status_with_a_word() {
    let templates = templates();
    assert!(templates.len() > 100, "only {} templates: are they elsewhere?", templates.len());
    let found: Vec<String> = templates
        .iter()
        .flat_map(|(file, text)| {
            comparisons(text).into_iter().map(move |code| format!("{file}: {}", code.trim()))
        })
        .collect();
    assert_eq!(found, Vec::<String>::new(), "decide it in a view struct with a test");
}

#[test]
fn planted_violations_are_found() {
    for planted in [
        r#"{% if o.status == "pending" %}"#,
        r#"{%- elif deal.status != 'cancelled' -%}"#,
        r#"{% if "barter" == h.kind %}"#,
        r#"{% if n.offer and n.offer.heaps and n.offer.heaps.kind == "barter" and n.state == "open" %}"#,
        r#"{% if (room.role or "buyer") == "seller" and room.role == "seller" %}"#,
        r#"{% if o.payment_status=="none" %}"#,
        r#"{% if o.status in ["declined", "expired"] %}"#,
        r#"{% set x = o.mode == `barter` %}"#,
        "{{ decision == \"counter\" }}",
        "{% if a %}\n{% elif\n  b.tone\n  != \"plain\" %}",
    ] {
        assert_eq!(comparisons(planted).len(), 1, "{planted}");
    }
    for allowed in [
        r#"{# {% if o.status == "pending" %} #}"#,
        r#"<p data-status="pending" title="a == b">{{ o.status }}</p>"#,
        r#"{% if o.amount == n.asking %}{{ t(key="state") }}{% endif %}"#,
        r#"{% for mode in site.modes %}{% if loop.index == 1 %}"#,
        r#"{% if name == "sari" %}"#,
    ] {
        assert_eq!(comparisons(allowed), Vec::<&str>::new(), "{allowed}");
    }
    assert_eq!(long_lines(&format!("short\n{}\n{}", "é".repeat(160), "x".repeat(161))), [3]);
}

#[test]
fn every_field_for_money_has_a_place_for_the_unit_keys() {
    // A number pad has no letters: js/unit-keys.js puts the keys for thousand and million into the frame of the field.
    let mut found = 0;
    for (path, text) in templates() {
        for (at, _) in text.match_indices("<input") {
            let (before, tag) = text.split_at(at);
            let tag = tag.get(1..).and_then(|tag| tag.split('<').next()).unwrap_or_default();
            if !tag.contains("data-money") && !tag.contains("data-amount") {
                continue;
            }
            found += 1;
            let frame =
                before.rfind("<div").and_then(|from| before.get(from..)).unwrap_or_default();
            let framed = frame.contains("class=\"input-rp") || frame.contains("class=\"amount");
            assert!(framed && tag.contains("inputmode=\"numeric\""), "{path}: {tag}");
        }
    }
    assert!(found >= 12, "{found}");
}
