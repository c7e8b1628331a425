//! What was found, function by function and line by line.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::code::{Indirect, Target};
use crate::graph::{Effects, Program, Step};
use crate::image::{Error, Image};
use crate::lines::Lines;
use crate::names;

/// How many calls of a chain are named.
const CHAIN: usize = 8;

/// A place in source text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// As the compiler was given it, with the folder that it ran in.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1; 0 where it is not known.
    pub column: u32,
}

/// One of the calls that an instruction stands for, inlined or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Frame {
    /// Its function; often without the path to it.
    pub function: String,
    /// Where in that function.
    pub place: Option<Place>,
}

/// Whose source a place is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// That of whoever built the program.
    Own,
    /// A crate from a registry or a repository.
    Dependency,
    /// The standard library, or what it is built with.
    Standard,
    /// Nobody's: no line is known.
    Nowhere,
}

impl Origin {
    /// Told by the folder: cargo and rustup have fixed ones.
    pub fn of(file: &str) -> Origin {
        let file = file.replace('\\', "/");
        let standard = (file.contains("/rustc/") || file.contains("/rustlib/src/rust/"))
            && file.contains("/library/");
        if standard || file.contains("/rust/deps/") || file.starts_with("library/") {
            Origin::Standard
        } else if file.contains("/registry/src/") || file.contains("/git/checkouts/") {
            Origin::Dependency
        } else {
            Origin::Own
        }
    }
}

/// In which way a call has its effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// The allocator is called right there.
    Directly,
    /// Through functions that were not inlined, the one that is called first.
    Calling(Vec<String>),
    /// The call cannot be followed: why.
    Unfollowed(String),
}

/// A call in a function that does something.
#[derive(Clone, Debug, Serialize)]
pub struct Site {
    /// Of the instruction.
    pub address: u64,
    /// Where a reader looks: the innermost place outside the standard library.
    pub place: Option<Place>,
    /// Whose place that is.
    pub origin: Origin,
    /// The innermost place in the source of whoever built the program.
    pub own_place: Option<Place>,
    /// What it can do where no panic is under way.
    pub effects: Effects,
    /// What it can do only on the way into a panic, or while one unwinds.
    pub only_when_panicking: Effects,
    /// The standard library's call that it comes through.
    pub through: Option<String>,
    /// Directly or not.
    pub how: How,
    /// The function that is called, if it is the program's: an index into
    /// [`Report::functions`].
    pub callee: Option<usize>,
    /// Size of the block in bytes, where the code shows a constant.
    pub bytes: Option<u64>,
    /// Inlined calls, innermost first; the last is the function itself.
    pub frames: Vec<Frame>,
}

/// A function of the program.
#[derive(Clone, Debug, Serialize)]
pub struct Function {
    /// Demangled, without the hash.
    pub name: String,
    /// As in the symbol table.
    pub symbol: String,
    /// First address.
    pub address: u64,
    /// Length of its code in bytes.
    pub code_bytes: u64,
    /// Where it begins.
    pub place: Option<Place>,
    /// Whose source that is.
    pub origin: Origin,
    /// What it can do, whatever it calls included.
    pub effects: Effects,
    /// What it can do only on the way into a panic, or while one unwinds.
    pub only_when_panicking: Effects,
    /// Its calls that do something.
    pub sites: Vec<Site>,
}

/// A source line, over every copy of it in the program.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// As the compiler was given it.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// Whose.
    pub origin: Origin,
    /// What it can do.
    pub effects: Effects,
    /// What it can do only on the way into a panic, or while one unwinds.
    pub only_when_panicking: Effects,
    /// The sites: indices into [`Report::functions`] and its sites.
    pub sites: Vec<(usize, usize)>,
}

/// What was found in a program.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// By address.
    pub functions: Vec<Function>,
    /// Lines with code, those of the standard library left out; by file and line.
    pub lines: Vec<Line>,
    /// Every file that has code.
    pub files: BTreeMap<String, Origin>,
}

/// Puts names and places to what the program does.
///
/// # Errors
/// [`Error::NoLineTables`] if only the standard library has them.
pub fn build(image: &Image, program: &Program, lines: &Lines) -> Result<Report, Error> {
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
            .map(|step| site(image, program, lines, step))
            .collect();
        // A file of which only calls are left, all of them inlined.
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
    let lines = by_line(&functions, coded);
    Ok(Report {
        functions,
        lines,
        files,
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
            let own = site.own_place.as_ref();
            // A dependency's line, and that of ours which led there.
            let places: BTreeSet<&Place> = site.place.as_ref().into_iter().chain(own).collect();
            for place in places {
                let line = lines
                    .entry((place.file.clone(), place.line))
                    .or_insert_with(|| Line {
                        file: place.file.clone(),
                        line: place.line,
                        origin: Origin::of(&place.file),
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

fn site(image: &Image, program: &Program, lines: &Lines, step: &Step) -> Site {
    let frames = lines.frames(step.call.address);
    let user = frames.iter().position(|frame| {
        frame
            .place
            .as_ref()
            .is_some_and(|place| Origin::of(&place.file) != Origin::Standard)
    });
    let place = user.and_then(|user| frames[user].place.clone());
    // What the reader called first comes first.
    let mut calls: Vec<String> = frames[..user.unwrap_or(0)]
        .iter()
        .rev()
        .map(|frame| match &frame.place {
            Some(place) => names::qualified(&frame.function, &place.file),
            None => frame.function.clone(),
        })
        .collect();
    let root = root(image, step.call.target);
    if let Target::Function(callee) = step.call.target
        && root.is_none()
    {
        let name = &image.symbols[callee].name;
        if user.is_some() && names::is_standard(name) {
            calls.push(name.clone());
        }
    }
    let effects = step.normal | step.panicking;
    let deed = Effects::EACH
        .into_iter()
        .filter(|effect| effects.has(*effect))
        // Frees last: they are what one asks about least.
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
        own_place: frames
            .iter()
            .filter_map(|frame| frame.place.as_ref())
            .find(|place| Origin::of(&place.file) == Origin::Own)
            .cloned(),
        effects: step.normal,
        only_when_panicking: step.panicking,
        through: names::through(&calls),
        how: how(image, program, lines, step, deed),
        callee: match step.call.target {
            Target::Function(callee) if root.is_none() => Some(callee),
            _ => None,
        },
        bytes: root.and_then(|root| names::constant_bytes(&root, step.call.arguments)),
        frames,
    }
}

/// The name of an allocator's entrance, if the target is one.
fn root(image: &Image, target: Target) -> Option<String> {
    let name = match target {
        Target::Function(function) => image.symbols[function].name.clone(),
        Target::Import(import) => image.imports[import].clone(),
        Target::Inlined(_) => return Some("__rust_alloc".to_owned()),
        Target::Indirect(_) => return None,
    };
    names::root(&name).map(|_| name)
}

/// The shortest way from a call to the deed.
fn how(image: &Image, program: &Program, lines: &Lines, step: &Step, deed: Effects) -> How {
    let mut chain = Vec::new();
    let mut target = step.call.target;
    let mut address = step.call.address;
    loop {
        if root(image, target).is_some() {
            break;
        }
        match target {
            Target::Import(import) => {
                let name = &image.imports[import];
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
            // The entrance itself, which was met above.
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
                };
                return How::Unfollowed(behind(what, &chain, lines, address));
            }
            Target::Function(function) => {
                if chain.len() == CHAIN {
                    chain.push("…".to_owned());
                    break;
                }
                chain.push(names::short(&image.symbols[function].name));
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

impl Site {
    /// What is said of it, without the place: `allocates 24 bytes through Box::new,
    /// directly`.
    pub fn message(&self) -> String {
        let panic = self.effects.is_empty();
        let effects = if panic {
            self.only_when_panicking
        } else {
            self.effects
        };
        let mut text = match (&self.how, effects.verdict()) {
            (How::Unfollowed(what), "unknown") => format!("unknown: {what}"),
            (_, "does not allocate, frees") => "frees".to_owned(),
            (_, verdict) => verdict.to_owned(),
        };
        if let Some(bytes) = self.bytes {
            text.push_str(&format!(" {bytes} bytes"));
        }
        if let Some(through) = &self.through {
            text.push_str(&format!(" through {through}"));
        }
        let own: Vec<&Frame> = self
            .frames
            .iter()
            .filter(|frame| {
                frame
                    .place
                    .as_ref()
                    .is_some_and(|place| Origin::of(&place.file) != Origin::Standard)
            })
            .collect();
        match (own.first(), self.frames.last()) {
            (Some(inner), Some(outer)) if self.frames.len() > 1 && inner.place != outer.place => {
                text.push_str(&format!(", inlined into {}", names::short(&outer.function)));
            }
            _ => {}
        }
        match &self.how {
            How::Directly => text.push_str(", directly"),
            How::Calling(chain) => text.push_str(&format!(", by calling {}", chain.join(" → "))),
            How::Unfollowed(_) => {}
        }
        if panic {
            text.push_str(" (only when it panics)");
        }
        text
    }
}

impl Function {
    /// What is said of it, without the place.
    pub fn message(&self) -> String {
        let mut text = format!("{}: {}", self.name, self.effects.verdict());
        let unknown = self.effects.has(Effects::UNKNOWN);
        if unknown && self.effects.takes_memory() {
            text.push_str(", and makes calls that cannot be followed");
        }
        if self.only_when_panicking.takes_memory() && !self.effects.takes_memory() {
            text.push_str(" (but allocates when it panics)");
        }
        text
    }
}

impl Report {
    /// The function that an address lies in.
    pub fn function_at(&self, address: u64) -> Option<usize> {
        let next = self
            .functions
            .partition_point(|function| function.address <= address);
        let index = next.checked_sub(1)?;
        let function = &self.functions[index];
        (address - function.address < function.code_bytes).then_some(index)
    }

    /// The sites at which a function, and those that it calls, take memory or make
    /// a call that cannot be followed: down to the last line outside the standard
    /// library. What happens only in a panic is left out.
    pub fn reached_sites(&self, function: usize) -> Vec<&Site> {
        let mut found = Vec::new();
        self.descend(function, &mut BTreeSet::new(), &mut found);
        found
    }

    fn descend<'a>(
        &'a self,
        function: usize,
        seen: &mut BTreeSet<usize>,
        found: &mut Vec<&'a Site>,
    ) {
        if !seen.insert(function) {
            return;
        }
        for site in &self.functions[function].sites {
            if !site.effects.takes_memory() && !site.effects.has(Effects::UNKNOWN) {
                continue;
            }
            let before = found.len();
            let deeper = match site.callee {
                Some(callee) if seen.contains(&callee) => continue,
                Some(callee) => {
                    let mut below = Vec::new();
                    self.descend(callee, seen, &mut below);
                    below.retain(|site| site.own_place.is_some());
                    found.extend(below);
                    found.len() > before
                }
                None => false,
            };
            if !deeper {
                found.push(site);
            }
        }
    }

    /// Functions and lines of which `wanted` is a part of the name or the file;
    /// without one, those of whoever built the program.
    pub fn selects(origin: Origin, names: &[&str], wanted: Option<&str>) -> bool {
        match wanted {
            Some(wanted) => names.iter().any(|name| name.contains(wanted)),
            None => origin == Origin::Own,
        }
    }
}
