//! What was found, function by function and line by line.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::candidates::Candidates;
use crate::effects::Effects;

/// A place in source text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// As it was given to the compiler, with the folder in which it ran.
    pub file: String,
    /// Counted from 1.
    pub line: u32,
    /// Counted from 1; 0 where it is not known.
    pub column: u32,
}

/// One of the calls that an instruction stands for, inlined or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Frame {
    /// The function's name, often without its path.
    pub function: String,
    /// The place in that function.
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
    /// The standard library, or what it is built from.
    Standard,
    /// Unknown: there is no line.
    Nowhere,
}

impl Origin {
    /// Determined by the folder: cargo and rustup have fixed ones, vendored packages
    /// lie in `vendor`, and the folder of a published package ends in its version,
    /// even where the path to it was remapped.
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

/// Whether a folder is named like one into which cargo unpacks: `serde-1.0.229`.
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

/// How a call has its effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// The allocator is called directly.
    Directly,
    /// Through functions that were not inlined; the one that is called first.
    Calling(Vec<String>),
    /// The call cannot be followed, and why.
    Unfollowed(String),
}

/// A call in a function that has an effect.
#[derive(Clone, Debug, Serialize)]
pub struct Site {
    /// Address of the instruction.
    pub address: u64,
    /// Where a reader looks: the innermost place outside the standard library.
    pub place: Option<Place>,
    /// Whose source that place is in.
    pub origin: Origin,
    /// The innermost place in the source of whoever built the program.
    pub own_place: Option<Place>,
    /// All places outside the standard library and the allocator through which the
    /// call was inlined, innermost first.
    #[serde(skip)]
    pub user_places: Vec<Place>,
    /// Its effects where no panic is in progress.
    pub effects: Effects,
    /// Its effects only on the way into a panic, or during unwinding.
    pub only_when_panicking: Effects,
    /// The standard library's call through which it comes.
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
    /// Where its source begins.
    pub place: Option<Place>,
    /// Whose source that is.
    pub origin: Origin,
    /// Its effects, including those of everything it calls.
    pub effects: Effects,
    /// Its effects only on the way into a panic, or during unwinding.
    pub only_when_panicking: Effects,
    /// Its calls that have an effect.
    pub sites: Vec<Site>,
}

/// A source line, over every copy of it in the program.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// As it was given to the compiler.
    pub file: String,
    /// Counted from 1.
    pub line: u32,
    /// Whose source it is.
    pub origin: Origin,
    /// Its effects.
    pub effects: Effects,
    /// Its effects only on the way into a panic, or during unwinding.
    pub only_when_panicking: Effects,
    /// Its sites: an index into [`Report::functions`], and one into its sites.
    pub sites: Vec<(usize, usize)>,
}

/// The results for a program.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Ordered by address.
    pub functions: Vec<Function>,
    /// Lines with code, except the standard library's; by file and line.
    pub lines: Vec<Line>,
    /// Every file that has code.
    pub files: BTreeMap<String, Origin>,
    /// Names of inlined functions; only their last parts where the debug information
    /// has no more.
    #[serde(skip)]
    pub inlined: BTreeSet<String>,
    /// Whether that is so for some of the program's own source.
    #[serde(skip)]
    pub without_paths: bool,
}

impl Site {
    /// A description without the place: `allocates 24 bytes through Box::new,
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
    /// A description without the place.
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
    /// The function in which an address lies.
    pub fn function_at(&self, address: u64) -> Option<usize> {
        let next = self
            .functions
            .partition_point(|function| function.address <= address);
        let index = next.checked_sub(1)?;
        let function = &self.functions[index];
        (address - function.address < function.code_bytes).then_some(index)
    }

    /// The sites at which a function and its callees allocate or make a call that
    /// cannot be followed: down to the last line outside the standard library. What
    /// happens only in a panic is left out.
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
