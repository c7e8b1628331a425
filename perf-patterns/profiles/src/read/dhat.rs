//! DHAT's JSON, version 2: by valgrind and by the dhat crate.

use std::borrow::Cow;

use serde::Deserialize;

use super::Damage;
use crate::{Blocks, Builder, Format, Frame, Metric, Profile};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File<'a> {
    dhat_file_version: u32,
    #[serde(borrow, default)]
    mode: Cow<'a, str>,
    #[serde(borrow, default)]
    tu: Cow<'a, str>,
    #[serde(borrow, default)]
    cmd: Cow<'a, str>,
    /// The time at the end, in `tu`.
    #[serde(default)]
    te: u64,
    pps: Vec<Point>,
    #[serde(borrow)]
    ftbl: Vec<Cow<'a, str>>,
}

/// What was allocated at one stack; the names are the format's.
#[derive(Deserialize)]
struct Point {
    tb: u64,
    tbk: u64,
    #[serde(default)]
    mb: u64,
    #[serde(default)]
    mbk: u64,
    #[serde(default)]
    gb: u64,
    #[serde(default)]
    gbk: u64,
    #[serde(default)]
    eb: u64,
    #[serde(default)]
    ebk: u64,
    rb: Option<u64>,
    wb: Option<u64>,
    fs: Vec<u32>,
}

/// Reads the whole file.
pub(super) fn read(bytes: &[u8]) -> Result<Profile, Damage> {
    let file: File = serde_json::from_slice(bytes).map_err(|error| Damage::json(&error))?;
    let wrong = |why: String| Damage {
        place: "its header".to_owned(),
        why,
    };
    if file.dhat_file_version != 2 {
        return Err(wrong(format!(
            "dhatFileVersion is {}, and 2 is read",
            file.dhat_file_version
        )));
    }
    if !file.mode.is_empty() && !file.mode.contains("heap") {
        return Err(wrong(format!("its mode is {}, not heap", file.mode)));
    }
    let mut builder = Builder::new(
        Format::Dhat,
        vec![
            Metric::new("allocated_bytes", "bytes"),
            Metric::new("allocations", "count"),
            Metric::new("peak_bytes", "bytes"),
            Metric::new("bytes_at_end", "bytes"),
        ],
    );
    let frames: Vec<u32> = file
        .ftbl
        .iter()
        .map(|text| builder.frame(frame(text)))
        .collect();
    for (index, point) in file.pps.iter().enumerate() {
        let stack: Option<Vec<u32>> = point
            .fs
            .iter()
            .map(|&at| frames.get(at as usize).copied())
            .collect();
        let Some(mut stack) = stack else {
            return Err(Damage {
                place: format!("program point {index}"),
                why: "it names a frame that ftbl does not have".to_owned(),
            });
        };
        // Frames that share an address were inlined into the one after them.
        mark_root(&builder, &mut stack);
        // valgrind (3.19) raises a stack's maximum when a block is allocated, and not when
        // one is reallocated: what was alive at the program's fullest moment, or at its
        // end, was alive at once all the same.
        let blocks = Blocks {
            most_bytes: point.mb.max(point.gb).max(point.eb),
            most_blocks: point.mbk.max(point.gbk).max(point.ebk),
            peak_bytes: point.gb,
            read_bytes: point.rb,
            written_bytes: point.wb,
        };
        let values = vec![point.tb, point.tbk, point.gb, point.eb];
        builder.push(stack, values, Some(blocks));
    }
    let instructions = (file.tu == "instrs").then_some(file.te);
    builder.run(file.cmd.into_owned(), instructions);
    Ok(builder.finish())
}

/// The dhat crate writes `[root]` at the end of each stack.
fn mark_root(builder: &Builder, stack: &mut Vec<u32>) {
    if let Some(&last) = stack.last()
        && builder.is_root(last)
    {
        stack.pop();
    }
}

/// `0x12277D: name (file:line)`, `0x48: name (in /lib/x.so)`, or `0x48: ???`.
pub(super) fn frame(text: &str) -> Frame {
    let (address, rest) = match text.split_once(": ") {
        Some((address, rest)) if address.starts_with("0x") => {
            (u64::from_str_radix(&address[2..], 16).unwrap_or(0), rest)
        }
        _ => (0, text),
    };
    let mut frame = Frame {
        address,
        ..Frame::default()
    };
    let named = rest
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once(" ("));
    let Some((name, place)) = named else {
        rest.trim_start_matches("???")
            .clone_into(&mut frame.function);
        return frame;
    };
    if let Some(module) = place.strip_prefix("in ") {
        module.clone_into(&mut frame.module);
    } else {
        // The crate adds a column: `file:line:column`.
        let mut parts = place.rsplitn(3, ':');
        let last = parts.next().and_then(|part| part.parse::<u32>().ok());
        let middle = parts.next();
        match (
            last,
            middle.and_then(|part| part.parse::<u32>().ok()),
            parts.next(),
        ) {
            (Some(_), Some(line), Some(file)) => {
                file.clone_into(&mut frame.file);
                frame.line = line;
            }
            (Some(line), None, _) => {
                place
                    .rsplit_once(':')
                    .map_or(place, |(file, _)| file)
                    .clone_into(&mut frame.file);
                frame.line = line;
            }
            _ => place.clone_into(&mut frame.file),
        }
    }
    frame.function = if matches!(name, "???" | "UnknownInlinedFun") {
        String::new()
    } else {
        function_names::demangled(name)
    };
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alive_at_the_end_was_alive_at_once() {
        let file = r#"{"dhatFileVersion": 2, "mode": "heap", "tu": "instrs", "te": 9,
            "ftbl": ["[root]", "0x10: malloc (in /a)"],
            "pps": [{"tb": 900, "tbk": 90, "mb": 40, "mbk": 4, "gb": 500, "gbk": 50,
                     "eb": 600, "ebk": 60, "fs": [1]}]}"#;
        let profile = read(file.as_bytes()).ok().expect("a profile");
        let blocks = profile.samples[0].blocks.unwrap();
        assert_eq!((blocks.most_blocks, blocks.most_bytes), (60, 600));
    }

    #[test]
    fn frames_of_both_writers_are_taken_apart() {
        let valgrind = frame("0x121885: counts (/home/a b/src/main.rs:30)");
        assert_eq!(
            (
                valgrind.function.as_str(),
                valgrind.file.as_str(),
                valgrind.line
            ),
            ("counts", "/home/a b/src/main.rs", 30)
        );
        assert_eq!(valgrind.address, 0x0012_1885);
        let library = frame("0x48: malloc (in /usr/lib/libc.so)");
        assert_eq!(library.module, "/usr/lib/libc.so");
        let by_crate = frame("0x10: t::f (src/main.rs:7:13)");
        assert_eq!((by_crate.file.as_str(), by_crate.line), ("src/main.rs", 7));
        assert_eq!(frame("0x10: ???").function, "");
    }
}
