//! WebSocket frames without a library: frames to send are copied from a template, received ones are parsed in the read
//! buffer. Neither allocates.

/// A received frame; its payload is in the read buffer.
pub struct Frame<'a> {
    pub opcode: u8,
    pub payload: &'a [u8],
}

pub const TEXT: u8 = 1;
pub const CLOSE: u8 = 8;
pub const PING: u8 = 9;
pub const PONG: u8 = 10;

/// The first frame in `bytes`, if it is complete, and its length with its header.
pub fn next_frame(bytes: &[u8]) -> Option<(Frame<'_>, usize)> {
    let (&first, &second) = (bytes.first()?, bytes.get(1)?);
    let (length, header): (usize, usize) = match second & 0x7f {
        126 => (usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?)), 4),
        127 => (u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?) as usize, 10),
        short => (usize::from(short), 2),
    };
    let header = if second & 0x80 == 0 { header } else { header + 4 };
    let end = header.checked_add(length)?;
    let payload = bytes.get(header..end)?;
    Some((Frame { opcode: first & 0x0f, payload }, end))
}

/// Appends a frame of a client. Its mask is zero, which costs nothing here; the server removes it like any other.
pub fn put_frame(out: &mut Vec<u8>, opcode: u8, payload: &[u8]) {
    put_header(out, 0x80 | opcode, true, payload.len());
    out.extend_from_slice(payload);
}

pub fn put_header(out: &mut Vec<u8>, first: u8, masked: bool, length: usize) {
    out.push(first);
    let bit = if masked { 0x80 } else { 0 };
    if length < 126 {
        out.push(bit | length as u8);
    } else if let Ok(short) = u16::try_from(length) {
        out.push(bit | 126);
        out.extend_from_slice(&short.to_be_bytes());
    } else {
        out.push(bit | 127);
        out.extend_from_slice(&(length as u64).to_be_bytes());
    }
    if masked {
        out.extend_from_slice(&[0; 4]);
    }
}

/// The fields of an event that the generator checks.
#[derive(Default, Clone, Copy)]
pub struct Fields<'a> {
    pub kind: &'a [u8],
    pub id: &'a [u8],
    pub epoch: &'a [u8],
    pub code: &'a [u8],
    pub seq: u64,
    pub resumed: bool,
}

/// Reads the top-level fields of a JSON object that has no white space between its tokens.
pub fn fields(json: &[u8]) -> Option<Fields<'_>> {
    let mut found = Fields::default();
    let mut at = 1;
    while json.get(at) == Some(&b'"') {
        let key_end = string_end(json, at)?;
        let key = &json[at + 1..key_end];
        let value = key_end + 2;
        let end = value_end(json, value)?;
        let raw = &json[value..end];
        match key {
            b"type" => found.kind = string_text(raw),
            b"id" => found.id = string_text(raw),
            b"epoch" => found.epoch = string_text(raw),
            b"code" => found.code = string_text(raw),
            b"resumed" => found.resumed = raw == b"true",
            b"seq" => {
                found.seq = raw.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit & 0x0f))
            }
            _ => {}
        }
        at = end + 1;
    }
    Some(found)
}

/// The text of a string without its quotation marks; empty for any other value.
fn string_text(raw: &[u8]) -> &[u8] {
    match raw {
        [b'"', text @ .., b'"'] => text,
        _ => &[],
    }
}

/// The index of the closing quotation mark of the string that begins at `at`.
fn string_end(json: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        let step = json.get(at..)?.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
        at += step;
        if json[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

/// The index after the value that begins at `at`.
fn value_end(json: &[u8], at: usize) -> Option<usize> {
    match json.get(at)? {
        b'"' => string_end(json, at).map(|end| end + 1),
        b'{' | b'[' => {
            let (mut depth, mut at) = (0usize, at);
            loop {
                match json.get(at)? {
                    b'"' => at = string_end(json, at)?,
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth -= 1,
                    _ => {}
                }
                at += 1;
                if depth == 0 {
                    return Some(at);
                }
            }
        }
        _ => json[at..].iter().position(|byte| matches!(byte, b',' | b'}')).map(|step| at + step),
    }
}

/// Identifies a run. Message ids have the form `TTTTTTTT-TTTT-7RRR-VRRR-MMMMMNNNNNNN` (time, run, member, count), so that
/// no map from ids to messages is needed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Run(pub [u8; 8]);

impl Run {
    /// A random run, so that messages of earlier runs on the same database are not taken for this one's.
    pub fn new() -> Self {
        let fresh = uuid::Uuid::new_v4().to_string();
        let (bytes, mut mark) = (fresh.as_bytes(), *b"7xxx-8xx");
        mark[1..4].copy_from_slice(&bytes[0..3]);
        mark[6..8].copy_from_slice(&bytes[3..5]);
        Self(mark)
    }
}

/// The bytes of an id that hold the run.
const RUN: std::ops::Range<usize> = 14..22;

/// Writes an id over the 36 bytes.
pub fn write_id(into: &mut [u8], ms: u64, run: Run, member: u32, count: u32) {
    hex(&mut into[0..8], ms >> 16);
    into[8] = b'-';
    hex(&mut into[9..13], ms & 0xffff);
    into[13] = b'-';
    into[RUN].copy_from_slice(&run.0);
    into[22] = b'0';
    into[23] = b'-';
    hex(&mut into[24..29], u64::from(member));
    hex(&mut into[29..36], u64::from(count));
}

/// Member and count of a message id; `None` when it is of another run.
pub fn read_id(id: &[u8], run: Run) -> Option<(u32, u32)> {
    (id.len() == 36 && id[RUN] == run.0).then(|| (unhex(&id[24..29]), unhex(&id[29..36])))
}

fn hex(into: &mut [u8], mut number: u64) {
    for digit in into.iter_mut().rev() {
        *digit = b"0123456789abcdef"[(number & 15) as usize];
        number >>= 4;
    }
}

fn unhex(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |sum, digit| {
        let value = if *digit > b'9' { (digit & 0x0f) + 9 } else { digit & 0x0f };
        (sum << 4) | u32::from(value)
    })
}
