//! Mutations that know a little of JSON.

mod values;

use crate::random::Random;

/// No input grows beyond this, so that a million of them end in time.
const MAX: usize = 2 * 1024 * 1024;

const BYTES: [&[u8]; 16] = [
    b"\0",
    b"\n",
    b"\r",
    b"\t",
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b"\x80",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
];

/// One of the lines, changed in up to six ways; now and then as it is.
pub fn line(lines: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut line = random.pick(lines).clone();
    for _ in 0..random.below(7) {
        match random.below(10) {
            0..4 => structure(&mut line, random),
            4 => splice(&mut line, &lines[random.below(lines.len())], random),
            _ => bytes(&mut line, random),
        }
    }
    line.truncate(MAX);
    line
}

/// Any text: a changed line read as UTF-8, with replacement characters for what is none.
pub fn text(lines: &[Vec<u8>], random: &mut Random) -> String {
    let line = line(lines, random);
    let part = random.range(line.len());
    String::from_utf8_lossy(&line[part]).into_owned()
}

/// One change that knows nothing of what the bytes mean.
pub fn bytes(line: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(line.len() + 1);
    match random.below(8) {
        0 | 1 if !line.is_empty() => {
            let at = random.below(line.len());
            line[at] ^= 1 << random.below(8);
        }
        2 => insert(line, at, BYTES[random.below(BYTES.len())]),
        3 => {
            let length = 1 + random.below(16);
            insert(line, at, &random.bytes(length));
        }
        4 => drop(line.drain(random.range(line.len()))),
        5 => {
            let part = line[random.range(line.len())].to_vec();
            insert(line, at, &part);
        }
        6 => line.truncate(at),
        _ => {
            let value = random.next() as u8;
            if let Some(byte) = line.get_mut(at) {
                *byte = value;
            }
        }
    }
}

/// The start of one line and the end of another.
fn splice(line: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    line.truncate(random.below(line.len() + 1));
    line.extend_from_slice(&other[random.below(other.len() + 1)..]);
}

/// A key that is repeated or new, or another value for a key.
fn structure(line: &mut Vec<u8>, random: &mut Random) {
    let value = values::value(random);
    if random.once_in(2) {
        let Some(at) = place(line, b'{', random) else { return };
        let member = [b"\"", values::key(random).as_bytes(), b"\":", &value, b","].concat();
        insert(line, at, &member);
    } else {
        let Some(start) = place(line, b':', random) else { return };
        let end = line[start..].iter().position(|byte| b",}".contains(byte)).map_or(line.len(), |end| start + end);
        line.splice(start..end, value);
    }
}

/// The place after one of the occurrences of a byte.
fn place(line: &[u8], byte: u8, random: &mut Random) -> Option<usize> {
    let count = memchr::memchr_iter(byte, line).count();
    memchr::memchr_iter(byte, line).nth(random.below(count)).map(|at| at + 1)
}

fn insert(line: &mut Vec<u8>, at: usize, part: &[u8]) {
    line.splice(at..at, part.iter().copied());
}
