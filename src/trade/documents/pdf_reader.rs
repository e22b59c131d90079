//! Reads the text of a PDF file back, for tests: enough of the format for what `krilla` writes.

use std::collections::BTreeMap;
use std::io::Read;

/// The texts of each page, in the order in which they are drawn. A text with `/ActualText` is that text.
pub(super) fn pages(pdf: &[u8]) -> Vec<String> {
    let objects = objects(pdf);
    let is_page = |object: &&Object| object.head.contains("/Type /Page ");
    objects
        .values()
        .filter(is_page)
        .map(|page| {
            let content = &objects[&reference(&page.head, "/Contents").unwrap()];
            let resources = reference(&page.head, "/Resources");
            let resources = resources.map_or(&page.head, |id| &objects[&id].head);
            text_of(&content.stream, &fonts(resources, &objects))
        })
        .collect()
}

struct Object {
    /// The dictionary.
    head: String,
    /// The stream, decompressed.
    stream: Vec<u8>,
}

/// The characters of each code of a font.
type CMap = BTreeMap<u16, String>;

fn find(bytes: &[u8], what: &[u8], from: usize) -> Option<usize> {
    bytes.get(from..)?.windows(what.len()).position(|part| part == what).map(|at| at + from)
}

fn objects(pdf: &[u8]) -> BTreeMap<u32, Object> {
    let (mut all, mut from) = (BTreeMap::new(), 0);
    while let Some(at) = find(pdf, b" 0 obj", from) {
        let start = pdf[..at].iter().rposition(|b| !b.is_ascii_digit()).map_or(0, |i| i + 1);
        let id = String::from_utf8_lossy(&pdf[start..at]).parse().unwrap();
        let stream_at = find(pdf, b"\nstream", at);
        let mut end = find(pdf, b"endobj", at).unwrap();
        let (mut head_end, mut stream) = (end, Vec::new());
        if let Some(stream_at) = stream_at.filter(|stream_at| *stream_at < end) {
            head_end = stream_at;
            let head = spaced(&String::from_utf8_lossy(&pdf[at..stream_at]));
            let length = number_after(&head, "/Length ").unwrap();
            let raw = stream_at + b"\nstream\n".len();
            stream = pdf[raw..raw + length].to_vec();
            if head.contains("/FlateDecode") {
                let mut plain = Vec::new();
                flate2::read::ZlibDecoder::new(&stream[..]).read_to_end(&mut plain).unwrap();
                stream = plain;
            }
            end = find(pdf, b"endobj", raw + length).unwrap();
        }
        let head = spaced(&String::from_utf8_lossy(&pdf[at..head_end]));
        all.insert(id, Object { head, stream });
        from = end;
    }
    all
}

/// A dictionary with one space between its words, which need none: `<</Type/Page>>`.
fn spaced(head: &str) -> String {
    let wide =
        head.replace('/', " /").replace("<<", " << ").replace(">>", " >> ").replace('[', " [ ");
    wide.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn number_after(text: &str, key: &str) -> Option<usize> {
    let rest = &text[text.find(key)? + key.len()..];
    let digits: String = rest.trim_start().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn reference(text: &str, key: &str) -> Option<u32> {
    number_after(text, &format!("{key} ")).map(|id| u32::try_from(id).unwrap())
}

/// The fonts that the resources name: `/Font << /f0 9 0 R >>`.
fn fonts(resources: &str, objects: &BTreeMap<u32, Object>) -> BTreeMap<String, CMap> {
    let mut fonts = BTreeMap::new();
    let Some(at) = resources.find("/Font") else { return fonts };
    let list = resources[at + 5..].split(">>").next().unwrap().replace("<<", " ");
    let words: Vec<&str> = list.split_whitespace().collect();
    for word in words.windows(2).filter(|pair| pair[0].starts_with('/')) {
        let font = &objects[&word[1].parse().unwrap()];
        let map = reference(&font.head, "/ToUnicode").map(|id| cmap(&objects[&id].stream));
        fonts.insert(word[0][1..].to_owned(), map.unwrap_or_default());
    }
    fonts
}

fn cmap(stream: &[u8]) -> CMap {
    let (text, mut map, mut inside) =
        (String::from_utf8_lossy(stream).into_owned(), CMap::new(), "");
    for line in text.lines() {
        let hex: Vec<&str> =
            line.split(['<', '>']).skip(1).step_by(2).filter(|part| !part.is_empty()).collect();
        let code = |text: &str| u16::from_str_radix(text, 16).unwrap();
        match (line.trim().split(' ').next_back().unwrap_or_default(), &hex[..]) {
            ("beginbfchar", _) => inside = "char",
            ("beginbfrange", _) => inside = "range",
            ("endbfchar" | "endbfrange", _) => inside = "",
            (_, [from, to]) if inside == "char" => drop(map.insert(code(from), utf16(&bytes(to)))),
            (_, [from, to, first]) if inside == "range" => {
                let first = utf16(&bytes(first)).chars().next().unwrap();
                for (n, code) in (code(from)..=code(to)).enumerate() {
                    let c = char::from_u32(u32::from(first) + u32::try_from(n).unwrap()).unwrap();
                    map.insert(code, c.to_string());
                }
            }
            _ => {}
        }
    }
    map
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<char> = hex.chars().filter(char::is_ascii_hexdigit).collect();
    let pairs = digits.chunks(2).map(|pair| pair.iter().collect::<String>());
    pairs.map(|pair| u8::from_str_radix(&pair, 16).unwrap()).collect()
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> =
        bytes.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units).trim_start_matches('\u{feff}').to_owned()
}

/// The text that a content stream draws.
fn text_of(content: &[u8], fonts: &BTreeMap<String, CMap>) -> String {
    let (mut out, mut at, mut name) = (String::new(), 0, String::new());
    let (mut font, mut actual, mut replaced) = (CMap::new(), None, false);
    while at < content.len() {
        match content[at] {
            b'/' => {
                let end = end_of_word(content, at + 1);
                name = String::from_utf8_lossy(&content[at + 1..end]).into_owned();
                at = end;
            }
            b'(' | b'<' if content.get(at + 1) != Some(&b'<') => {
                let (string, end) = string(content, at);
                at = end;
                if name == "ActualText" {
                    actual = Some(match string.strip_prefix(b"\xfe\xff") {
                        Some(wide) => utf16(wide),
                        None => String::from_utf8_lossy(&string).into_owned(),
                    });
                    name.clear();
                } else if !replaced {
                    for code in string.chunks(2).filter(|code| code.len() == 2) {
                        let code = u16::from_be_bytes([code[0], code[1]]);
                        out.push_str(font.get(&code).map_or("\u{fffd}", String::as_str));
                    }
                }
            }
            b if b.is_ascii_alphabetic() => {
                let end = end_of_word(content, at);
                match &content[at..end] {
                    b"Tf" => font = fonts[&name].clone(),
                    b"BDC" if actual.is_some() => {
                        out.push_str(&actual.take().unwrap());
                        replaced = true;
                    }
                    b"EMC" => replaced = false,
                    b"ET" => out.push('\n'),
                    _ => {}
                }
                at = end;
            }
            _ => at += if content[at..].starts_with(b"<<") { 2 } else { 1 },
        }
    }
    out
}

fn end_of_word(content: &[u8], from: usize) -> usize {
    let is_end = |b: &u8| b.is_ascii_whitespace() || b"/()<>[]".contains(b);
    content[from..].iter().position(is_end).map_or(content.len(), |n| from + n)
}

/// The bytes of a literal or hexadecimal string, and where it ends.
fn string(content: &[u8], at: usize) -> (Vec<u8>, usize) {
    if content[at] == b'<' {
        let end = find(content, b">", at).unwrap();
        return (bytes(&String::from_utf8_lossy(&content[at + 1..end])), end + 1);
    }
    let (mut out, mut i, mut depth) = (Vec::new(), at + 1, 1);
    loop {
        match content[i] {
            b'\\' => {
                i += 1;
                match content[i] {
                    b'n' => out.push(b'\n'),
                    b'r' => out.push(b'\r'),
                    b't' => out.push(b'\t'),
                    b'b' => out.push(8),
                    b'f' => out.push(12),
                    digit @ b'0'..=b'7' => {
                        let octal = &content[i..i + 3];
                        assert!(digit <= b'7' && octal.iter().all(u8::is_ascii_digit));
                        let text = String::from_utf8_lossy(octal).into_owned();
                        out.push(u8::from_str_radix(&text, 8).unwrap());
                        i += 2;
                    }
                    other => out.push(other),
                }
            }
            b')' if depth == 1 => return (out, i + 1),
            other => {
                depth += i32::from(other == b'(') - i32::from(other == b')');
                out.push(other);
            }
        }
        i += 1;
    }
}
