//! Reads a profile, whatever its format: the content decides, not the name.

mod callgrind;
mod dhat;
mod firefox;
mod pprof;
mod text;

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use crate::{Error, Profile};

/// The most that a compressed profile may unfold to, so that damaged input cannot
/// exhaust memory.
const MAX_UNPACKED_BYTES: u64 = 1 << 30;

/// Where in a file something is wrong, and what.
struct Damage {
    place: String,
    why: String,
}

impl Damage {
    fn at_line(line: usize, why: impl Into<String>) -> Self {
        Damage {
            place: format!("line {line}"),
            why: why.into(),
        }
    }

    fn json(error: &serde_json::Error) -> Self {
        Damage {
            place: format!("line {}, column {}", error.line(), error.column()),
            why: error.to_string(),
        }
    }
}

/// Reads the profile at `path`.
///
/// # Errors
/// If it cannot be opened, or what it holds is damaged: with the place.
pub fn file(path: &Path) -> Result<Profile, Error> {
    let shown = || path.display().to_string();
    let unreadable = |source| Error::File {
        path: shown(),
        source,
    };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut reader = BufReader::with_capacity(1 << 18, file);
    let head = reader.fill_buf().map_err(unreadable)?;
    let result = if head.starts_with(&[0x1f, 0x8b]) {
        let mut bytes = Vec::new();
        let unpacked = flate2::read::MultiGzDecoder::new(reader)
            .take(MAX_UNPACKED_BYTES)
            .read_to_end(&mut bytes);
        match unpacked {
            Ok(_) => unpacked_bytes(&bytes),
            Err(error) => Err(Damage {
                place: format!("byte {} of what was unpacked", bytes.len()),
                why: error.to_string(),
            }),
        }
    } else {
        plain(reader)
    };
    result.map_err(|Damage { place, why }| Error::Damaged {
        path: shown(),
        place,
        why,
        hint: "profiles of pprof, dhat, callgrind, perf script, folded stacks and \
               Firefox profiler are read; was the program that wrote it interrupted?",
    })
}

/// A profile that was compressed as a whole.
fn unpacked_bytes(bytes: &[u8]) -> Result<Profile, Damage> {
    match bytes.first() {
        Some(b'{') => json(bytes),
        _ => pprof::read(bytes),
    }
}

fn json(bytes: &[u8]) -> Result<Profile, Damage> {
    let head = &bytes[..bytes.len().min(4096)];
    let is_dhat = head
        .windows(b"dhatFileVersion".len())
        .any(|window| window == b"dhatFileVersion");
    if is_dhat {
        dhat::read(bytes)
    } else {
        firefox::read(bytes)
    }
}

fn plain(mut reader: impl BufRead) -> Result<Profile, Damage> {
    let damage = |error: std::io::Error| Damage::at_line(1, error.to_string());
    let head = reader.fill_buf().map_err(damage)?;
    let Some(first) = head
        .iter()
        .copied()
        .find(|byte| !byte.is_ascii_whitespace())
    else {
        return Err(Damage::at_line(1, "the file is empty"));
    };
    let text_head = String::from_utf8_lossy(&head[..head.len().min(4096)]).into_owned();
    let is_callgrind = text_head.starts_with("# callgrind format")
        || text_head
            .lines()
            .any(|line| line.starts_with("events:") || line.starts_with("creator: callgrind"));
    if is_callgrind {
        return callgrind::read(reader);
    }
    // A message of pprof begins with a tag, never with text.
    let is_binary = head[..head.len().min(512)]
        .iter()
        .any(|byte| *byte < b' ' && !byte.is_ascii_whitespace());
    if first == b'{' || is_binary {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map_err(damage)?;
        return unpacked_bytes(&bytes);
    }
    text::read(reader)
}
