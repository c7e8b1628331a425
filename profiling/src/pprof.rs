//! Profiles in the form that `go tool pprof`, Parca, Pyroscope and Grafana Alloy read.
//!
//! Format: github.com/google/pprof, `proto/profile.proto`; compressed with gzip.

mod decode;
mod encode;
pub mod proto;

use std::borrow::Cow;
use std::io::{Read, Write};
use std::path::PathBuf;

use flate2::Compression;
use prost::Message;

use crate::error::{Error, Result};
use crate::profile::Profile;
use crate::symbolise;

/// The most that a compressed profile may unfold to, so that damaged input cannot exhaust memory.
const MAX_UNPACKED_BYTES: u64 = 1 << 28;

impl Profile {
    /// Writes the profile, symbolised, in pprof's compressed form.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_to(&self, path: impl Into<PathBuf>) -> Result<()> {
        let path = path.into();
        std::fs::write(&path, symbolised(self)).map_err(|source| Error::File { path, source })
    }
}

/// The profile with functions, files and lines, compressed.
#[must_use]
pub fn symbolised(profile: &Profile) -> Vec<u8> {
    let profile = profile.clone();
    symbolise::run(move || {
        let files = symbolise::Files::default();
        let mut symbols = symbolise::Symboliser::new(&files);
        pack(&encode::encode(&profile, Some(&mut symbols)))
    })
}

/// The profile with addresses only, compressed; [`parse`] gives it back whole.
#[must_use]
pub fn addresses(profile: &Profile) -> Vec<u8> {
    pack(&encode::encode(profile, None))
}

/// The messages themselves, symbolised, for whoever wants to walk them.
#[must_use]
pub fn message(profile: &Profile) -> proto::Profile {
    let profile = profile.clone();
    symbolise::run(move || {
        let files = symbolise::Files::default();
        let mut symbols = symbolise::Symboliser::new(&files);
        encode::encode(&profile, Some(&mut symbols))
    })
}

/// The stacks of a symbolised message with value number `index`, as flame graphs
/// want them: `thread NAME` first where a thread is named, then functions from the
/// outermost inwards. Where no function is known, the file stands in brackets.
#[must_use]
pub fn folded(message: &proto::Profile, index: usize) -> Vec<(Vec<String>, i64)> {
    let names = |stack: Stack<'_>| {
        let threads = stack.thread.map(|name| format!("thread {name}"));
        let calls = stack.calls.into_iter().map(|call| call.name.into_owned());
        threads.into_iter().chain(calls).collect()
    };
    stacks(message, index)
        .into_iter()
        .map(|(stack, value)| (names(stack), value))
        .collect()
}

/// A call in a stack.
pub(crate) struct Call<'a> {
    /// The function, or where none is known the file in brackets.
    pub(crate) name: Cow<'a, str>,
    /// Source file, or empty.
    pub(crate) source: &'a str,
    /// The program or library, or empty.
    pub(crate) module: &'a str,
}

/// The calls of a sample, the outermost first.
pub(crate) struct Stack<'a> {
    pub(crate) thread: Option<&'a str>,
    pub(crate) calls: Vec<Call<'a>>,
}

/// The stacks of a symbolised message that have a value number `index`.
pub(crate) fn stacks(message: &proto::Profile, index: usize) -> Vec<(Stack<'_>, i64)> {
    let text = |at: i64| {
        usize::try_from(at)
            .ok()
            .and_then(|at| message.string_table.get(at))
            .map_or("", String::as_str)
    };
    // Ids count from one.
    let at = |id: u64| usize::try_from(id).unwrap_or(0).wrapping_sub(1);
    let calls = |location: &proto::Location| -> Vec<Call<'_>> {
        let mapping = message.mapping.get(at(location.mapping_id));
        let module = mapping.map_or("", |mapping| text(mapping.filename));
        if location.line.is_empty() {
            // As Go's tool names it.
            let name = match module.rsplit('/').next().unwrap_or_default() {
                "" => format!("{:#x}", location.address),
                // `[vdso]`, the kernel's own, has brackets already.
                name if name.starts_with('[') => name.to_owned(),
                name => format!("[{name}]"),
            };
            return vec![Call {
                name: name.into(),
                source: "",
                module,
            }];
        }
        // Innermost first, as in the stack.
        let functions = location.line.iter().rev();
        functions
            .filter_map(|line| message.function.get(at(line.function_id)))
            .map(|function| Call {
                name: text(function.name).into(),
                source: text(function.filename),
                module,
            })
            .collect()
    };
    let mut stacks = Vec::new();
    for sample in &message.sample {
        let value = sample.value.get(index).copied().unwrap_or(0);
        if value == 0 {
            continue;
        }
        let thread = sample
            .label
            .iter()
            .find(|label| text(label.key) == "thread");
        let locations = sample.location_id.iter().rev();
        let stack = Stack {
            thread: thread.map(|label| text(label.str)),
            calls: locations
                .filter_map(|id| message.location.get(at(*id)))
                .flat_map(calls)
                .collect(),
        };
        stacks.push((stack, value));
    }
    stacks
}

/// Reads what [`addresses`] wrote.
///
/// # Errors
/// When the bytes are no compressed profile.
pub fn parse(bytes: &[u8]) -> Result<Profile> {
    decode::decode(&unpack(bytes)?)
}

/// Compresses messages.
#[must_use]
pub fn pack(message: &proto::Profile) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), Compression::fast());
    // Writing into a vector does not fail.
    let _ = gzip.write_all(&message.encode_to_vec());
    gzip.finish().unwrap_or_default()
}

/// Reads compressed messages.
///
/// # Errors
/// When the bytes are no compressed profile.
pub fn unpack(bytes: &[u8]) -> Result<proto::Profile> {
    let mut raw = Vec::new();
    flate2::read::GzDecoder::new(bytes)
        .take(MAX_UNPACKED_BYTES)
        .read_to_end(&mut raw)
        .map_err(|error| Error::Malformed(error.to_string()))?;
    proto::Profile::decode(raw.as_slice()).map_err(|error| Error::Malformed(error.to_string()))
}
