//! Firefox profiler's processed format, which samply writes.

use serde::Deserialize;

use super::Damage;
use crate::{Builder, Format, Frame, Metric, Profile};

#[derive(Deserialize)]
struct File {
    threads: Option<Vec<Thread>>,
    #[serde(default)]
    libs: Vec<Lib>,
    /// Tables that newer versions share between threads.
    shared: Option<Shared>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shared {
    string_array: Option<Vec<String>>,
    stack_table: Option<StackTable>,
    frame_table: Option<FrameTable>,
    func_table: Option<FuncTable>,
    resource_table: Option<ResourceTable>,
}

#[derive(Deserialize)]
struct Lib {
    #[serde(default)]
    path: String,
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Thread {
    samples: Samples,
    #[serde(alias = "stringTable")]
    string_array: Option<Vec<String>>,
    stack_table: Option<StackTable>,
    frame_table: Option<FrameTable>,
    func_table: Option<FuncTable>,
    resource_table: Option<ResourceTable>,
}

#[derive(Deserialize)]
struct Samples {
    stack: Vec<Option<usize>>,
    weight: Option<Vec<i64>>,
}

#[derive(Deserialize)]
struct StackTable {
    prefix: Vec<Option<usize>>,
    frame: Vec<usize>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FrameTable {
    func: Vec<usize>,
    #[serde(default)]
    address: Vec<i64>,
    #[serde(default)]
    line: Vec<Option<u32>>,
    #[serde(default)]
    inline_depth: Vec<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FuncTable {
    name: Vec<usize>,
    #[serde(default)]
    file_name: Vec<Option<usize>>,
    #[serde(default)]
    resource: Vec<i64>,
}

#[derive(Deserialize)]
struct ResourceTable {
    #[serde(default)]
    lib: Vec<Option<usize>>,
}

/// Reads the whole file.
pub(super) fn read(bytes: &[u8]) -> Result<Profile, Damage> {
    let file: File = serde_json::from_slice(bytes).map_err(|error| Damage::json(&error))?;
    let Some(threads) = &file.threads else {
        return Err(Damage {
            place: "its top level".to_owned(),
            why: "neither dhat's JSON nor Firefox profiler's: it has no `threads`".to_owned(),
        });
    };
    let mut builder = Builder::new(Format::Firefox, vec![Metric::new("samples", "count")]);
    for (number, thread) in threads.iter().enumerate() {
        add(&mut builder, &file, thread).ok_or_else(|| Damage {
            place: format!("thread {number}"),
            why: "a table is missing, or names an entry that another does not have".to_owned(),
        })?;
    }
    Ok(builder.finish())
}

/// Adds one thread's samples; `None` where its tables do not fit together.
fn add(builder: &mut Builder, file: &File, thread: &Thread) -> Option<()> {
    let shared = file.shared.as_ref();
    let strings = thread
        .string_array
        .as_ref()
        .or(shared.and_then(|shared| shared.string_array.as_ref()))?;
    let stacks = thread
        .stack_table
        .as_ref()
        .or(shared.and_then(|shared| shared.stack_table.as_ref()))?;
    let frames = thread
        .frame_table
        .as_ref()
        .or(shared.and_then(|shared| shared.frame_table.as_ref()))?;
    let functions = thread
        .func_table
        .as_ref()
        .or(shared.and_then(|shared| shared.func_table.as_ref()))?;
    let resources = thread
        .resource_table
        .as_ref()
        .or(shared.and_then(|shared| shared.resource_table.as_ref()));

    let mut places = Vec::with_capacity(frames.func.len());
    for (index, &function) in frames.func.iter().enumerate() {
        let name = strings.get(*functions.name.get(function)?)?;
        let source = functions.file_name.get(function).copied().flatten();
        let library = functions
            .resource
            .get(function)
            .and_then(|&at| usize::try_from(at).ok())
            .and_then(|at| resources?.lib.get(at).copied().flatten())
            .and_then(|at| file.libs.get(at));
        places.push(
            builder.frame(Frame {
                // What samply has not symbolised is named by its address.
                function: if name.starts_with("0x") {
                    String::new()
                } else {
                    function_names::demangled(name)
                },
                file: match source {
                    Some(at) => strings.get(at)?.clone(),
                    None => String::new(),
                },
                line: frames.line.get(index).copied().flatten().unwrap_or(0),
                address: frames
                    .address
                    .get(index)
                    .and_then(|&address| u64::try_from(address).ok())
                    .unwrap_or(0),
                module: library.map_or(String::new(), |library| {
                    if library.path.is_empty() {
                        library.name.clone()
                    } else {
                        library.path.clone()
                    }
                }),
                inlined: frames
                    .inline_depth
                    .get(index)
                    .is_some_and(|&depth| depth > 0),
            }),
        );
    }
    for (index, stack) in thread.samples.stack.iter().enumerate() {
        let weights = thread.samples.weight.as_ref();
        let weight = weights
            .and_then(|weights| weights.get(index))
            .map_or(1, |&weight| u64::try_from(weight).unwrap_or(0));
        let mut found = Vec::new();
        let mut next = *stack;
        while let Some(at) = next {
            found.push(*places.get(*stacks.frame.get(at)?)?);
            next = *stacks.prefix.get(at)?;
            // A prefix stands before what continues it; otherwise it is a circle.
            if next.is_some_and(|next| next >= at) {
                return None;
            }
        }
        if !found.is_empty() && weight > 0 {
            builder.add(&found, &[weight]);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"{"meta":{},"libs":[{"name":"t","path":"/t"}],"threads":[{
        "samples":{"stack":[1,1,0],"weight":[2,1,1]},
        "stringArray":["main","f","src/main.rs"],
        "stackTable":{"prefix":[null,0],"frame":[0,1]},
        "frameTable":{"func":[0,1],"address":[16,32],"line":[3,9]},
        "funcTable":{"name":[0,1],"fileName":[2,2],"resource":[0,0]},
        "resourceTable":{"lib":[0]}}]}"#;

    #[test]
    fn weights_are_added_up_and_places_named() {
        let profile = read(SMALL.as_bytes()).ok().expect("a profile");
        assert_eq!(profile.total(0), 4);
        let leaf = profile.stack(&profile.samples[0]).next().expect("a frame");
        assert_eq!(
            (leaf.function.as_str(), leaf.line, leaf.module.as_str()),
            ("f", 9, "/t")
        );
    }

    #[test]
    fn a_stack_in_a_circle_is_damage_and_no_endless_loop() {
        let circle = SMALL.replace("[null,0]", "[1,0]");
        assert_eq!(
            read(circle.as_bytes()).map(drop).expect_err("damage").place,
            "thread 0"
        );
    }
}
