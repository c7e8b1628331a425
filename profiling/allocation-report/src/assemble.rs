//! Adds names and source places to what a program does.

use std::collections::{BTreeMap, BTreeSet};

use crate::candidates::Candidates;
use crate::code::{Indirect, Target};
use crate::effects::Effects;
use crate::graph::{Program, Step};
use crate::image::{Error, Image};
use crate::implementations;
use crate::known;
use crate::lines::Lines;
use crate::names;
use crate::objects::Objects;
use crate::report::{Frame, Function, How, Line, Origin, Place, Report, Site};

/// How many calls of a chain are named.
const CHAIN: usize = 8;

/// The report of a program.
///
/// # Errors
/// [`Error::NoLineTables`] if only the standard library has line tables.
pub fn build(
    image: &Image,
    program: &Program,
    lines: &Lines,
    objects: &Objects,
) -> Result<Report, Error> {
    let mut functions = Vec::with_capacity(image.symbols.len());
    let mut files: BTreeMap<String, Origin> = BTreeMap::new();
    let mut coded: BTreeSet<(String, u32)> = BTreeSet::new();
    for (symbol, behaviour) in image.symbols.iter().zip(&program.functions) {
        lines.each_place(symbol.start, symbol.end, |file, line| {
            let origin = match files.get(file) {
                Some(origin) => *origin,
                None => {
                    let origin = Origin::of(file);
                    files.insert(file.to_owned(), origin);
                    origin
                }
            };
            if matches!(origin, Origin::Own | Origin::Dependency) && line > 0 {
                coded.insert((file.to_owned(), line));
            }
        });
        let place = lines
            .frames(symbol.start)
            .pop()
            .and_then(|frame| frame.place);
        let sites: Vec<Site> = behaviour
            .steps
            .iter()
            .map(|step| site(image, program, lines, objects, step))
            .collect();
        // A file of which only inlined calls are left.
        for place in sites
            .iter()
            .flat_map(|site| &site.frames)
            .filter_map(|frame| frame.place.as_ref())
        {
            if !files.contains_key(&place.file) {
                files.insert(place.file.clone(), Origin::of(&place.file));
            }
        }
        functions.push(Function {
            name: symbol.name.clone(),
            symbol: symbol.raw.clone(),
            address: symbol.start,
            code_bytes: symbol.end - symbol.start,
            origin: origin(place.as_ref()),
            place,
            effects: behaviour.normal,
            only_when_panicking: behaviour.panicking,
            sites,
        });
    }
    if coded.is_empty() {
        return Err(Error::NoLineTables);
    }
    let by_line = by_line(&functions, coded);
    Ok(Report {
        functions,
        lines: by_line,
        files,
        inlined: lines.inlined_names().clone(),
        without_paths: lines.without_paths(),
    })
}

fn origin(place: Option<&Place>) -> Origin {
    place.map_or(Origin::Nowhere, |place| Origin::of(&place.file))
}

fn by_line(functions: &[Function], coded: BTreeSet<(String, u32)>) -> Vec<Line> {
    let mut lines: BTreeMap<(String, u32), Line> = coded
        .into_iter()
        .map(|(file, line)| {
            let empty = Line {
                origin: Origin::of(&file),
                file: file.clone(),
                line,
                effects: Effects::NONE,
                only_when_panicking: Effects::NONE,
                sites: Vec::new(),
            };
            ((file, line), empty)
        })
        .collect();
    for (function, found) in functions.iter().enumerate() {
        for (index, site) in found.sites.iter().enumerate() {
            // Every line through which the call was inlined gets it.
            let places: BTreeSet<(&str, u32)> = site
                .user_places
                .iter()
                .map(|place| (place.file.as_str(), place.line))
                .collect();
            for (file, number) in places {
                let line = lines
                    .entry((file.to_owned(), number))
                    .or_insert_with(|| Line {
                        file: file.to_owned(),
                        line: number,
                        origin: Origin::of(file),
                        effects: Effects::NONE,
                        only_when_panicking: Effects::NONE,
                        sites: Vec::new(),
                    });
                line.effects |= site.effects;
                line.only_when_panicking |= site.only_when_panicking;
                line.sites.push((function, index));
            }
        }
    }
    lines.into_values().collect()
}

fn site(image: &Image, program: &Program, lines: &Lines, objects: &Objects, step: &Step) -> Site {
    let frames = lines.frames(step.call.address);
    let inside = within_allocator(&frames);
    let user = frames[inside..]
        .iter()
        .position(|frame| {
            frame
                .place
                .as_ref()
                .is_some_and(|place| Origin::of(&place.file) != Origin::Standard)
        })
        .map(|user| inside + user);
    let place = user.and_then(|user| frames[user].place.clone());
    // The function that the reader called comes first.
    let mut calls: Vec<String> = frames[..user.unwrap_or(0)]
        .iter()
        .rev()
        .map(|frame| match &frame.place {
            Some(place) => names::qualified(&frame.function, &place.file),
            None => frame.function.clone(),
        })
        .collect();
    let root = root(image, program, step.call.target);
    if let Target::Function(callee) = step.call.target
        && root.is_none()
    {
        let name = &image.symbols[callee].name;
        if user.is_some() && names::is_standard(name) {
            calls.push(name.clone());
        }
    }
    let user_places: Vec<Place> = frames[inside..]
        .iter()
        .filter_map(|frame| frame.place.clone())
        .filter(|place| Origin::of(&place.file) != Origin::Standard && place.line > 0)
        .collect();
    // A panic's paths are reported only where there is nothing else to report.
    let effects = match step.normal.only(Effects::TOLD) {
        Effects::NONE => step.normal | step.panicking,
        told => told,
    };
    let deed = Effects::EACH
        .into_iter()
        .filter(|effect| effects.has(*effect))
        // Frees last: readers ask about them least.
        .min_by_key(|effect| match *effect {
            Effects::ALLOCATES => 0,
            Effects::REALLOCATES => 1,
            Effects::UNKNOWN => 2,
            _ => 3,
        })
        .unwrap_or(Effects::NONE);
    Site {
        address: step.call.address,
        origin: origin(place.as_ref()),
        place,
        own_place: user_places
            .iter()
            .find(|place| Origin::of(&place.file) == Origin::Own)
            .cloned(),
        user_places,
        effects: step.normal,
        only_when_panicking: step.panicking,
        through: names::through(&calls),
        how: how(image, program, lines, objects, step, deed),
        candidates: implementations::at(
            objects,
            image,
            program,
            step.call.target,
            step.call.address,
        ),
        callee: match step.call.target {
            Target::Function(callee) if root.is_none() => Some(callee),
            _ => None,
        },
        bytes: root.and_then(|root| known::constant_bytes(&root, step.call.arguments)),
        frames,
    }
}

/// How many frames, from the innermost on, belong to the allocator: a reader asks
/// which line allocated, not which line of the allocator served it.
fn within_allocator(frames: &[Frame]) -> usize {
    let is_entrance = |frame: &Frame| {
        let last = function_names::last_part(&frame.function);
        known::entrance(last).is_some()
            || known::calls_entrance(last).is_some()
                && frame.place.as_ref().is_some_and(|place| {
                    place.file.ends_with("alloc/src/alloc.rs")
                        && Origin::of(&place.file) == Origin::Standard
                })
    };
    let inside = frames
        .iter()
        .rposition(is_entrance)
        .map_or(0, |last| last + 1);
    // Inside the allocator itself, no other frame is to be named.
    if inside < frames.len() { inside } else { 0 }
}

/// The name of an allocator's entrance, if the target is one.
fn root(image: &Image, program: &Program, target: Target) -> Option<String> {
    program.root(image, target)?;
    Some(match target {
        Target::Function(function) => image.symbols[function].name.clone(),
        Target::Import(import) => image.imports[import].name.clone(),
        Target::Inlined(_) | Target::Indirect(_) => "__rust_alloc".to_owned(),
    })
}

/// The shortest path from a call to the effect.
fn how(
    image: &Image,
    program: &Program,
    lines: &Lines,
    objects: &Objects,
    step: &Step,
    deed: Effects,
) -> How {
    let mut chain = Vec::new();
    let mut target = step.call.target;
    let mut address = step.call.address;
    loop {
        if root(image, program, target).is_some() {
            break;
        }
        match target {
            Target::Import(import) => {
                let name = &image.imports[import].name;
                if deed == Effects::UNKNOWN {
                    return How::Unfollowed(behind(
                        format!("{name} of another library is called"),
                        &chain,
                        lines,
                        address,
                    ));
                }
                chain.push(name.clone());
                break;
            }
            // The entrance itself, which was handled above.
            Target::Inlined(_) => break,
            Target::Indirect(why) => {
                let what = match why {
                    Indirect::Field(offset) => {
                        format!(
                            "an indirect call, to a method of a trait object or a stored function (at +{offset})"
                        )
                    }
                    Indirect::Pointer => "an indirect call through a function pointer".to_owned(),
                    Indirect::Nowhere => "a jump into code without a symbol".to_owned(),
                    Indirect::NoLines => "code without line tables, which would show an allocator \
                                          that was inlined"
                        .to_owned(),
                };
                let by_types = by_types(&implementations::at(
                    objects, image, program, target, address,
                ));
                return How::Unfollowed(behind(what, &chain, lines, address) + &by_types);
            }
            Target::Function(function) => {
                if chain.len() == CHAIN {
                    chain.push("…".to_owned());
                    break;
                }
                chain.push(function_names::short(&image.symbols[function].name));
                let next = program.functions[function]
                    .steps
                    .iter()
                    .filter(|step| step.normal.has(deed))
                    .min_by_key(|step| program.steps_to(step.call.target, deed));
                let next = next.or_else(|| {
                    program.functions[function]
                        .steps
                        .iter()
                        .find(|step| step.panicking.has(deed))
                });
                match next {
                    Some(next) => (target, address) = (next.call.target, next.call.address),
                    None => break,
                }
            }
        }
    }
    if chain.is_empty() {
        How::Directly
    } else {
        How::Calling(chain)
    }
}

/// What may be reached, as the end of a sentence.
fn by_types(found: &[Candidates]) -> String {
    if found.is_empty() {
        return String::new();
    }
    let found: Vec<String> = found.iter().map(Candidates::text).collect();
    format!("; by the types there, {}", found.join(", or "))
}

fn behind(what: String, chain: &[String], lines: &Lines, address: u64) -> String {
    if chain.is_empty() {
        return what;
    }
    let place = lines
        .frames(address)
        .into_iter()
        .find_map(|frame| frame.place)
        .map_or(String::new(), |place| {
            let file: Vec<&str> = place.file.rsplit('/').take(3).collect();
            let file: Vec<&str> = file.into_iter().rev().collect();
            format!(" ({}:{})", file.join("/"), place.line)
        });
    format!("{what} in {}{place}", chain.join(" → "))
}
