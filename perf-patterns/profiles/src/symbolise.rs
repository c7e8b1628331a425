//! Names, files and lines for addresses, from the program's own debug information.
//!
//! Tools' own names are poor: valgrind 3.19 prints `UnknownInlinedFun` across
//! crates, and callgrind has only the innermost inlined line. Frames whose address
//! lies in the program are replaced by all that was inlined there.

use std::collections::HashMap;
use std::path::Path;

use addr2line::Loader;

use function_names::base_name;

use crate::{Builder, Format, Frame, Profile};

/// Where programs are loaded that may lie anywhere: not at all, by valgrind, and by the
/// kernel without randomisation. The last two are below zero: perf and pprof give
/// offsets in the file, and LLD leaves a page between segments.
const BASES: [u64; 6] = [
    0,
    0x10_8000,
    0x10_9000,
    0x5555_5555_4000,
    0_u64.wrapping_sub(0x1000),
    0_u64.wrapping_sub(0x2000),
];

/// The profile with the frames of `program` named anew; as it was where the
/// program's symbols do not agree with it.
///
/// # Errors
/// If the program cannot be read, in words.
pub fn symbolise(profile: Profile, program: &Path) -> Result<Profile, String> {
    let loader = Loader::new(program)
        .map_err(|error| format!("cannot read {}: {error}", program.display()))?;
    let name = program
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let lies_in = |frame: &Frame| {
        frame.address != 0
            && (frame.module.is_empty()
                || Path::new(&frame.module)
                    .file_name()
                    .map(|name| name.to_string_lossy().into_owned())
                    == name)
    };
    let Some(base) = base(&profile, &loader, lies_in) else {
        return Ok(profile);
    };
    // Each frame is looked at once, however many stacks it is part of.
    let is_own: Vec<bool> = profile.frames.iter().map(lies_in).collect();
    let mut known: HashMap<u64, Vec<u32>> = HashMap::new();
    let mut kept: Vec<Option<u32>> = vec![None; profile.frames.len()];
    let mut builder = Builder::new(profile.format, profile.metrics.clone());
    for sample in &profile.samples {
        let mut stack = Vec::new();
        let mut last = None;
        for (depth, &at) in sample.stack.iter().enumerate() {
            let at = at as usize;
            let frame = &profile.frames[at];
            let mut keep = |builder: &mut Builder| {
                *kept[at].get_or_insert_with(|| builder.frame(frame.clone()))
            };
            if !is_own[at] {
                if frame.inlined && last == Some(frame.address) {
                    continue;
                }
                stack.push(keep(&mut builder));
                last = None;
                continue;
            }
            // What was inlined at one address stands there several times.
            if last == Some(frame.address) {
                continue;
            }
            last = Some(frame.address);
            // A return address may lie behind the call's line.
            let back = u64::from(depth > 0 && frame_is_return(profile.format));
            let found = known.entry(frame.address).or_insert_with(|| {
                let lines = lines(
                    &loader,
                    frame.address.wrapping_sub(base).wrapping_sub(back),
                    frame,
                );
                lines.into_iter().map(|line| builder.frame(line)).collect()
            });
            match found.as_slice() {
                [] => stack.push(keep(&mut builder)),
                found => stack.extend_from_slice(found),
            }
        }
        builder.push(stack, sample.values.clone(), sample.blocks);
    }
    builder.run(profile.command.clone(), profile.instructions);
    Ok(builder.finish())
}

/// valgrind and callgrind name the call, the others where it returns to.
fn frame_is_return(format: Format) -> bool {
    !matches!(format, Format::Dhat | Format::Callgrind)
}

/// Where the program was loaded: the base for which most names agree.
fn base(profile: &Profile, loader: &Loader, lies_in: impl Fn(&Frame) -> bool) -> Option<u64> {
    let named: Vec<&Frame> = profile
        .frames
        .iter()
        .filter(|frame| lies_in(frame))
        .take(400)
        .collect();
    let agree = |base: u64| {
        named
            .iter()
            .filter(|frame| {
                let address = frame.address.wrapping_sub(base);
                let Some(symbol) = loader.find_symbol(address) else {
                    return false;
                };
                let symbol = function_names::demangled(symbol);
                base_name(&symbol) == base_name(&frame.function)
                    || lines(loader, address, frame)
                        .iter()
                        .any(|found| base_name(&found.function) == base_name(&frame.function))
            })
            .count()
    };
    let (count, base) = BASES
        .iter()
        .map(|&base| (agree(base), base))
        .max_by_key(|(count, base)| (*count, std::cmp::Reverse(*base)))?;
    // Nameless frames agree nowhere; a few that do could be chance.
    (count > 0
        && count * 5
            >= named
                .iter()
                .filter(|frame| !frame.function.is_empty())
                .count())
    .then_some(base)
}

fn lines(loader: &Loader, address: u64, original: &Frame) -> Vec<Frame> {
    let mut found = Vec::new();
    if let Ok(mut frames) = loader.find_frames(address) {
        while let Ok(Some(frame)) = frames.next() {
            let name = frame
                .function
                .as_ref()
                .and_then(|function| function.raw_name().ok());
            let Some(name) = name else { continue };
            let location = frame.location.as_ref();
            found.push(Frame {
                function: function_names::demangled(&name),
                file: location
                    .and_then(|at| at.file)
                    .unwrap_or_default()
                    .to_owned(),
                line: location.and_then(|at| at.line).unwrap_or(0),
                address: original.address,
                module: original.module.clone(),
                inlined: true,
            });
        }
    }
    if let Some(outermost) = found.last_mut() {
        outermost.inlined = false;
        // Line tables alone name functions without their path; the symbol has it.
        if !outermost.function.contains("::")
            && let Some(symbol) = loader.find_symbol(address)
        {
            outermost.function = function_names::demangled(symbol);
        }
    }
    found
}
