//! What was found, function by function and line by line.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::candidates::Candidates;
use crate::effects::Effects;

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
    /// Told by the folder: cargo and rustup have fixed ones, vendored packages lie
    /// in `vendor`, and the folder of a published package ends in its version, also
    /// where the way to it was remapped.
    pub fn of(file: &str) -> Origin {
        let file = file.replace('\\', "/");
        let standard = (file.contains("/rustc/") || file.contains("/rustlib/src/rust/"))
            && file.contains("/library/");
        if standard || file.contains("/rust/deps/") || file.starts_with("library/") {
            return Origin::Standard;
        }
        let folders: Vec<&str> = file.split('/').rev().skip(1).collect();
        let of_others = file.contains("/registry/src/")
            || file.contains("/git/checkouts/")
            || folders.contains(&"vendor")
            || folders.iter().any(|folder| is_package(folder));
        if of_others {
            Origin::Dependency
        } else {
            Origin::Own
        }
    }
}

/// Whether a folder is called as one into which cargo unpacks: `serde-1.0.229`.
fn is_package(folder: &str) -> bool {
    folder.match_indices('-').any(|(at, _)| {
        let version = &folder[at + 1..];
        let core = version.split(['-', '+']).next().unwrap_or_default();
        let numbers: Vec<&str> = core.split('.').collect();
        numbers.len() == 3
            && numbers
                .iter()
                .all(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    })
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
    /// All places outside the standard library and the allocator that the call was
    /// inlined through, innermost first.
    #[serde(skip)]
    pub user_places: Vec<Place>,
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
    /// What a call of a trait object may reach, where the debug information has types.
    pub candidates: Vec<Candidates>,
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
    /// Names of functions that were inlined somewhere; their last parts only where
    /// the debug information says no more.
    #[serde(skip)]
    pub inlined: BTreeSet<String>,
    /// Whether they say no more for a part of one's own source.
    #[serde(skip)]
    pub without_paths: bool,
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
                text.push_str(&format!(
                    ", inlined into {}",
                    function_names::short(&outer.function)
                ));
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_vendored_or_remapped_is_somebody_elses() {
        for (file, origin) in [
            ("/home/a/app/src/main.rs", Origin::Own),
            ("/home/a/app/vendor/serde/src/lib.rs", Origin::Dependency),
            ("/build/serde-1.0.229/src/lib.rs", Origin::Dependency),
            ("serde-1.0.0-rc.1/src/lib.rs", Origin::Dependency),
            ("/home/a/app-2/src/main.rs", Origin::Own),
            ("/home/a/app/src/vendor.rs", Origin::Own),
            (
                "/rustc/59807616/library/alloc/src/vec/mod.rs",
                Origin::Standard,
            ),
        ] {
            assert_eq!(Origin::of(file), origin, "{file}");
        }
    }
}
