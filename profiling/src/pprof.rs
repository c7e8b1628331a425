//! Profiles in the format that `go tool pprof`, Parca, Pyroscope and Grafana Alloy
//! read.
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
use crate::profile::{Frame, Profile};
use crate::symbolise::{self, Lines};

/// The most that a compressed profile may expand to, so that damaged input cannot
/// exhaust memory.
const MAX_UNPACKED_BYTES: u64 = 1 << 28;

impl Profile {
    /// Writes the profile, symbolised, in pprof's compressed format.
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
    symbolise::run(move || pack(&encode::encode(&profile, Some(&lines_of(&profile)))))
}

/// The profile with addresses only, compressed; [`parse`] restores all of it.
#[must_use]
pub fn addresses(profile: &Profile) -> Vec<u8> {
    pack(&encode::encode(profile, None))
}

/// The messages themselves, symbolised, for callers that walk them.
#[must_use]
pub fn message(profile: &Profile) -> proto::Profile {
    let profile = profile.clone();
    symbolise::run(move || encode::encode(&profile, Some(&lines_of(&profile))))
}

fn lines_of(profile: &Profile) -> Lines {
    let stacks = profile.samples.iter().map(|sample| &sample.stack);
    symbolise::lines(&profile.modules, stacks.flatten().copied())
}

/// The stacks of a symbolised message with value number `index`, in the form of flame
/// graphs: `thread NAME` first where a thread is named, then functions from the
/// outermost inwards. Where no function is known, the file stands in brackets.
#[must_use]
pub fn folded(message: &proto::Profile, index: usize) -> Vec<(Vec<String>, i64)> {
    let names = |stack: Stack<'_>| {
        let threads = stack.thread.map(|name| format!("thread {name}"));
        let calls = stack.calls.into_iter().map(|call| call.name.into_owned());
        threads.into_iter().chain(calls).collect()
    };
    stacks(message, index)
        .map(|(stack, value)| (names(stack), value))
        .collect()
}

/// A call in a stack.
pub(crate) struct Call<'a> {
    /// The function, or the file in brackets where no function is known.
    pub(crate) name: Cow<'a, str>,
    /// Source file, or empty.
    pub(crate) source: &'a str,
    /// Line in it, counted from one, or zero.
    pub(crate) line: i64,
    /// The program or library, or empty.
    pub(crate) module: &'a str,
}

impl Call<'_> {
    /// Whether it belongs to the standard library, a dependency, or a system library.
    pub(crate) fn is_runtime(&self) -> bool {
        const SOURCES: [&str; 4] = [
            "/rustc/",
            "/lib/rustlib/src/",
            "/registry/src/",
            "/git/checkouts/",
        ];
        const MODULES: [&str; 4] = ["/lib/", "/lib64/", "/usr/lib", "["];
        // The program's entry point, and anything else without source.
        self.source.is_empty() && self.name != Frame::CUT_OFF_NAME
            || SOURCES.iter().any(|part| self.source.contains(part))
            || MODULES.iter().any(|begin| self.module.starts_with(begin))
    }
}

/// The calls of a sample, outermost first.
pub(crate) struct Stack<'a> {
    pub(crate) thread: Option<&'a str>,
    pub(crate) calls: Vec<Call<'a>>,
}

/// The stacks of a symbolised message that have a value number `index`.
pub(crate) fn stacks(
    message: &proto::Profile,
    index: usize,
) -> impl Iterator<Item = (Stack<'_>, i64)> {
    walk(message).filter_map(move |(stack, values)| {
        let value = values.get(index).copied().unwrap_or(0);
        (value != 0).then_some((stack, value))
    })
}

/// The stacks of a symbolised message, with all their values.
pub(crate) fn walk(message: &proto::Profile) -> impl Iterator<Item = (Stack<'_>, &[i64])> {
    let text = move |at: i64| {
        usize::try_from(at)
            .ok()
            .and_then(|at| message.string_table.get(at))
            .map_or("", String::as_str)
    };
    // Ids are counted from one.
    let at = move |id: u64| usize::try_from(id).unwrap_or(0).wrapping_sub(1);
    let calls = move |location: &'_ proto::Location| -> Vec<Call<'_>> {
        let mapping = message.mapping.get(at(location.mapping_id));
        let module = mapping.map_or("", |mapping| text(mapping.filename));
        if location.line.is_empty() {
            // The name that Go's tool gives it.
            let name = match module.rsplit('/').next().unwrap_or_default() {
                "" => format!("{:#x}", location.address),
                // `[vdso]`, the kernel's own, has brackets already.
                name if name.starts_with('[') => name.to_owned(),
                name => format!("[{name}]"),
            };
            return vec![Call {
                name: name.into(),
                source: "",
                line: 0,
                module,
            }];
        }
        // Innermost first, as in the stack.
        let functions = location.line.iter().rev();
        functions
            .filter_map(|line| {
                let function = message.function.get(at(line.function_id))?;
                Some(Call {
                    name: text(function.name).into(),
                    source: text(function.filename),
                    line: line.line,
                    module,
                })
            })
            .collect()
    };
    message.sample.iter().map(move |sample| {
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
        (stack, sample.value.as_slice())
    })
}

/// Reads the output of [`addresses`].
///
/// # Errors
/// When the bytes are not a compressed profile.
pub fn parse(bytes: &[u8]) -> Result<Profile> {
    decode::decode(&unpack(bytes)?)
}

/// Compresses a message.
#[must_use]
pub fn pack(message: &proto::Profile) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), Compression::fast());
    // Writing to a vector cannot fail.
    let _ = gzip.write_all(&message.encode_to_vec());
    gzip.finish().unwrap_or_default()
}

/// Reads a compressed message.
///
/// # Errors
/// When the bytes are not a compressed profile.
pub fn unpack(bytes: &[u8]) -> Result<proto::Profile> {
    let mut raw = Vec::new();
    flate2::read::GzDecoder::new(bytes)
        .take(MAX_UNPACKED_BYTES)
        .read_to_end(&mut raw)
        .map_err(|error| Error::Malformed(error.to_string()))?;
    proto::Profile::decode(raw.as_slice()).map_err(|error| Error::Malformed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_before_the_services_own_code_is_marked() {
        let call = |name: &'static str, source, module| Call {
            name: name.into(),
            source,
            line: 1,
            module,
        };
        let std = "/rustc/0123/library/std/src/rt.rs";
        let tokio = "/home/a/.cargo/registry/src/index/tokio-1.0/src/task.rs";
        for runtime in [
            call("main", "", "/opt/shop"),
            call("std::rt::lang_start", std, "/opt/shop"),
            call("tokio::task", tokio, "/opt/shop"),
            call(
                "start_thread",
                "nptl/pthread_create.c",
                "/usr/lib/libc.so.6",
            ),
            call("[vdso]", "", "[vdso]"),
        ] {
            assert!(runtime.is_runtime(), "{}", runtime.name);
        }
        assert!(!call("shop::main", "src/main.rs", "/opt/shop").is_runtime());
        assert!(!call(Frame::CUT_OFF_NAME, "", "").is_runtime());
    }
}
