//! Google's pprof (github.com/google/pprof, `proto/profile.proto`), as Go, jemalloc,
//! mimalloc and this workshop's profiler write it. Only what is shown is decoded.

use std::collections::HashMap;

use prost::Message;

use super::Damage;
use crate::{Builder, Format, Frame, Metric, Profile};

#[derive(Clone, PartialEq, Message)]
struct Pprof {
    #[prost(message, repeated, tag = "1")]
    sample_type: Vec<ValueType>,
    #[prost(message, repeated, tag = "2")]
    sample: Vec<Stack>,
    #[prost(message, repeated, tag = "3")]
    mapping: Vec<Mapping>,
    #[prost(message, repeated, tag = "4")]
    location: Vec<Location>,
    #[prost(message, repeated, tag = "5")]
    function: Vec<Function>,
    #[prost(string, repeated, tag = "6")]
    string_table: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Message)]
struct ValueType {
    #[prost(int64, tag = "1")]
    kind: i64,
    #[prost(int64, tag = "2")]
    unit: i64,
}

#[derive(Clone, PartialEq, Message)]
struct Stack {
    #[prost(uint64, repeated, tag = "1")]
    location_id: Vec<u64>,
    #[prost(int64, repeated, tag = "2")]
    value: Vec<i64>,
}

#[derive(Clone, Copy, PartialEq, Message)]
struct Mapping {
    #[prost(uint64, tag = "1")]
    id: u64,
    #[prost(uint64, tag = "2")]
    start: u64,
    #[prost(uint64, tag = "4")]
    offset: u64,
    #[prost(int64, tag = "5")]
    filename: i64,
}

#[derive(Clone, PartialEq, Message)]
struct Location {
    #[prost(uint64, tag = "1")]
    id: u64,
    #[prost(uint64, tag = "2")]
    mapping_id: u64,
    #[prost(uint64, tag = "3")]
    address: u64,
    #[prost(message, repeated, tag = "4")]
    line: Vec<Line>,
}

#[derive(Clone, Copy, PartialEq, Message)]
struct Line {
    #[prost(uint64, tag = "1")]
    function_id: u64,
    #[prost(int64, tag = "2")]
    line: i64,
}

#[derive(Clone, Copy, PartialEq, Message)]
struct Function {
    #[prost(uint64, tag = "1")]
    id: u64,
    #[prost(int64, tag = "2")]
    name: i64,
    #[prost(int64, tag = "4")]
    filename: i64,
}

/// pprof's names for what this workshop calls otherwise.
const NAMES: [(&str, &str); 8] = [
    ("alloc_objects", "allocations"),
    ("alloc_space", "allocated_bytes"),
    ("inuse_objects", "blocks_in_use"),
    ("inuse_space", "bytes_in_use"),
    ("cpu", "cpu_ns"),
    ("objects", "blocks_in_use"),
    ("space", "bytes_in_use"),
    ("samples", "samples"),
];

/// Reads the unpacked message.
pub(super) fn read(bytes: &[u8]) -> Result<Profile, Damage> {
    let damage = |place: String, why: String| Damage { place, why };
    let file = Pprof::decode(bytes)
        .map_err(|error| damage("the message".to_owned(), error.to_string()))?;
    if file.sample_type.is_empty() {
        return Err(damage(
            "field sample_type".to_owned(),
            "it is empty: this is no profile of pprof".to_owned(),
        ));
    }
    let text = |at: i64| {
        usize::try_from(at)
            .ok()
            .and_then(|at| file.string_table.get(at))
            .map(String::as_str)
            .ok_or_else(|| {
                damage(
                    format!("string {at}"),
                    format!("the table has {}", file.string_table.len()),
                )
            })
    };
    let mut metrics = Vec::new();
    for value in &file.sample_type {
        let name = text(value.kind)?;
        let known = NAMES.iter().find(|(theirs, _)| *theirs == name);
        let unit = text(value.unit)?;
        metrics.push(Metric::new(known.map_or(name, |(_, ours)| ours), unit));
    }
    let width = metrics.len();
    let mut builder = Builder::new(Format::Pprof, metrics);
    let functions: HashMap<u64, Function> = file
        .function
        .iter()
        .map(|function| (function.id, *function))
        .collect();
    let mappings: HashMap<u64, Mapping> = file
        .mapping
        .iter()
        .map(|mapping| (mapping.id, *mapping))
        .collect();
    let mut places: HashMap<u64, Vec<u32>> = HashMap::new();
    for location in &file.location {
        let mapping = mappings.get(&location.mapping_id);
        let module = mapping.map_or(Ok(""), |mapping| text(mapping.filename))?;
        let address = mapping.map_or(location.address, |mapping| {
            location
                .address
                .wrapping_sub(mapping.start)
                .wrapping_add(mapping.offset)
        });
        let bare = Frame {
            address,
            module: module.to_owned(),
            ..Frame::default()
        };
        let mut frames = Vec::new();
        for (index, line) in location.line.iter().enumerate() {
            let Some(function) = functions.get(&line.function_id) else {
                return Err(damage(
                    format!("location {}", location.id),
                    format!("function {} is missing", line.function_id),
                ));
            };
            frames.push(builder.frame(Frame {
                function: text(function.name)?.to_owned(),
                file: text(function.filename)?.to_owned(),
                line: u32::try_from(line.line).unwrap_or(0),
                inlined: index + 1 < location.line.len(),
                ..bare.clone()
            }));
        }
        if frames.is_empty() {
            frames.push(builder.frame(bare));
        }
        places.insert(location.id, frames);
    }
    for (index, sample) in file.sample.iter().enumerate() {
        let mut stack = Vec::new();
        for id in &sample.location_id {
            let Some(frames) = places.get(id) else {
                return Err(damage(
                    format!("sample {index}"),
                    format!("location {id} is missing"),
                ));
            };
            stack.extend(frames);
        }
        if sample.value.len() != width {
            return Err(damage(
                format!("sample {index}"),
                format!("{} values, and {width} were announced", sample.value.len()),
            ));
        }
        let values: Vec<u64> = sample
            .value
            .iter()
            // A difference of two profiles may be negative: it shows as nothing here.
            .map(|&value| u64::try_from(value).unwrap_or(0))
            .collect();
        builder.add(&stack, &values);
    }
    Ok(builder.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_a_missing_place_is_damaged_and_says_where() {
        let file = Pprof {
            sample_type: vec![ValueType { kind: 1, unit: 2 }],
            string_table: vec![String::new(), "cpu".into(), "nanoseconds".into()],
            sample: vec![Stack {
                location_id: vec![7],
                value: vec![1],
            }],
            ..Pprof::default()
        };
        let damage = read(&file.encode_to_vec()).map(drop).expect_err("damage");
        assert_eq!(damage.place, "sample 0");
        assert!(damage.why.contains('7'), "{}", damage.why);
    }
}
