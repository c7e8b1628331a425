//! A program of the guide in two states: it reads a log, checks each line, and counts
//! bytes by path. Only its lookup differs, by a pattern.

use std::collections::HashMap;
use std::fmt::Write;

/// Lines of the log that the guide's figures are of.
pub const LINES: usize = 20_000;

// ANCHOR: program
/// What the program prints: paths with their bytes, and how many lines are damaged.
pub fn summary(log: &str, add: fn(&mut HashMap<String, u64>, &str, u64)) -> String {
    let mut bytes_of: HashMap<String, u64> = HashMap::new();
    let mut damaged = 0;
    for line in log.lines() {
        let Some((path, bytes)) = checked(line) else {
            damaged += 1;
            continue;
        };
        add(&mut bytes_of, path, bytes);
    }
    let mut rows: Vec<(&String, &u64)> = bytes_of.iter().collect();
    rows.sort();
    let mut text = format!("{damaged} damaged lines\n");
    for (path, bytes) in rows {
        // A string takes whatever is written to it.
        let _ = writeln!(text, "{bytes:>12} {path}");
    }
    text
}

/// Before: a key of its own for every line.
pub fn add_before(bytes_of: &mut HashMap<String, u64>, path: &str, bytes: u64) {
    *bytes_of.entry(path.to_owned()).or_default() += bytes;
}

/// After: a key of its own only where it is new.
pub fn add_after(bytes_of: &mut HashMap<String, u64>, path: &str, bytes: u64) {
    match bytes_of.get_mut(path) {
        Some(sum) => *sum += bytes,
        None => {
            bytes_of.insert(path.to_owned(), bytes);
        }
    }
}
// ANCHOR_END: program

/// Path and bytes of a line whose checksum is right.
pub fn checked(line: &str) -> Option<(&str, u64)> {
    let (text, sum) = line.rsplit_once(' ')?;
    if u32::from_str_radix(sum, 16).ok()? != adler32(text.as_bytes()) {
        return None;
    }
    let mut fields = text.split(' ');
    let path = fields.nth(2)?;
    let bytes = fields.next()?.parse().ok()?;
    // What is escaped is decoded, and has to be text.
    for field in fields.filter(|field| field.contains('%')) {
        decoded(field)?;
    }
    Some((path, bytes))
}

/// The checksum of RFC 1950, byte by byte.
fn adler32(bytes: &[u8]) -> u32 {
    let (mut low, mut high) = (1, 0);
    for &byte in bytes {
        low = (low + u32::from(byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    high << 16 | low
}

/// A field with `%41` for `A`; `None` if it is not text.
fn decoded(field: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((before, escaped)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        bytes.push(u8::from_str_radix(escaped.get(..2)?, 16).ok()?);
        rest = &escaped[2..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).ok()
}

/// A log of so many lines, always the same: 300 paths, and an escaped field in every
/// third line.
pub fn log(lines: usize) -> String {
    let mut state = 1_u64;
    let mut random = move |below: u64| {
        // Knuth's multiplier and increment for 64 bits.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut log = String::new();
    for number in 0..lines {
        let mut line = format!(
            "2026-11-{:02}T12:{:02}:00Z GET /articles/of/section-{}/page {}",
            1 + number * 30 / lines,
            random(60),
            random(300),
            random(90_000)
        );
        for _ in 0..4 {
            // A string takes whatever is written to it.
            let _ = write!(line, " header-{}={:x}", random(40), random(1 << 31));
        }
        if number % 3 == 0 {
            line.push_str(" agent=a%20browser%20of%20some%20kind");
        }
        let _ = writeln!(log, "{line} {:x}", adler32(line.as_bytes()));
    }
    log
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_states_print_the_same_and_see_damage() {
        let mut log = log(500);
        log.push_str("2026-11-30T12:00:00Z GET /damaged 12 00000000\n");
        let before = summary(&log, add_before);
        assert_eq!(before, summary(&log, add_after));
        assert!(before.starts_with("1 damaged lines\n"), "{before}");
        assert!(before.lines().count() > 100);
    }

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(adler32(b"Wikipedia"), 0x11E6_0398);
    }
}
