//! Joins the prediction with a run: a `dhat-heap.json` of the same program, or the
//! output of `valgrind --tool=dhat --fullpath-after=`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::effects::Effects;
use crate::report::{How, Line, Origin, Report};
use crate::stacks::{self, Stacks};

/// Why a heap profile cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum HeapError {
    /// Not JSON, or of another structure.
    #[error("not a heap profile of dhat: {0}")]
    NotDhat(String),
    /// Another version of the format.
    #[error("of dhat's file version {0}; this build reads version 2")]
    Version(u32),
    /// Its lines are not those of the program.
    #[error(
        "a heap profile of another program: {known} of its {all} stacks go through lines of this one\nhint: profile the very program that is read"
    )]
    OtherProgram {
        /// Stacks with a line that has code in the program.
        known: usize,
        /// Stacks with a line outside the standard library.
        all: usize,
    },
}

/// How often a line ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ran {
    /// Allocated blocks; a reallocation counts as one.
    pub allocations: u64,
    /// Allocated bytes; a reallocation counts its full new size.
    pub allocated_bytes: u64,
}

/// A profile, by line.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Join {
    /// By index into [`Report::lines`], which is the innermost line of each stack.
    pub ran: BTreeMap<usize, Ran>,
    /// By function and site: the inlined lines of a site are the innermost of the
    /// stack. A stack that matches no site is left out here.
    #[serde(skip)]
    pub sites: BTreeMap<(usize, usize), Ran>,
    /// Lines that allocated but were not predicted to, as `file:line` of the profile.
    pub unpredicted: BTreeMap<String, Ran>,
    /// Blocks that the profile attributes to no line outside the standard library.
    pub elsewhere: Ran,
    /// The predictions for all functions on the stacks; `None` if the profile's
    /// addresses are not those of the program.
    pub stacks: Option<Stacks>,
}

impl Ran {
    fn add(&mut self, site: &Point) {
        self.allocations += site.tbk;
        self.allocated_bytes += site.tb;
    }
}

/// The parts of dhat's file format, version 2, that are read.
#[derive(Deserialize)]
struct Profile {
    #[serde(rename = "dhatFileVersion")]
    version: u32,
    pps: Vec<Point>,
    ftbl: Vec<String>,
}

#[derive(Deserialize)]
struct Point {
    /// Total bytes.
    tb: u64,
    /// Total blocks.
    tbk: u64,
    /// Frames, innermost first.
    fs: Vec<usize>,
}

/// Joins a report with the text of a `dhat-heap.json` of the same program.
///
/// # Errors
/// If the text is not one, or not version 2.
pub fn join(report: &Report, dhat: &str) -> Result<Join, HeapError> {
    let profile: Profile =
        serde_json::from_str(dhat).map_err(|error| HeapError::NotDhat(error.to_string()))?;
    if profile.version != 2 {
        return Err(HeapError::Version(profile.version));
    }
    let mut lines: BTreeMap<(&str, u32), Vec<usize>> = BTreeMap::new();
    for (index, line) in report.lines.iter().enumerate() {
        lines
            .entry((file_name(&line.file), line.line))
            .or_default()
            .push(index);
    }
    let mut known: BTreeMap<&str, Vec<(&str, Origin)>> = BTreeMap::new();
    for (file, origin) in &report.files {
        known
            .entry(file_name(file))
            .or_default()
            .push((file, *origin));
    }
    let mut joined = Join::default();
    let (mut of_program, mut of_somebody) = (0, 0);
    for point in &profile.pps {
        let places: Vec<(&str, u32)> = point
            .fs
            .iter()
            .filter_map(|&frame| place(profile.ftbl.get(frame)?))
            // Line 0 is code without a line.
            .filter(|(_, line)| *line > 0)
            .collect();
        of_somebody += usize::from(places.iter().any(|(file, _)| !is_standard(file)));
        of_program += usize::from(places.iter().any(|(file, line)| {
            let alike = lines.get(&(file_name(file), *line)).into_iter().flatten();
            alike
                .copied()
                .any(|index| ends_with(&report.lines[index].file, file))
        }));
        let users: Vec<(&str, u32)> = places
            .into_iter()
            .filter(|(file, _)| is_users(&known, file))
            .collect();
        let Some(&(file, number)) = users.first() else {
            joined.elsewhere.add(point);
            continue;
        };
        let index = lines
            .get(&(file_name(file), number))
            .into_iter()
            .flatten()
            .copied()
            .find(|&index| ends_with(&report.lines[index].file, file));
        if let Some(index) = index {
            joined.ran.entry(index).or_default().add(point);
            if let Some(site) = site(report, index, &users) {
                joined.sites.entry(site).or_default().add(point);
            }
        }
        let predicted = index.is_some_and(|index| can_allocate(&report.lines[index]));
        if !predicted {
            joined
                .unpredicted
                .entry(format!("{file}:{number}"))
                .or_default()
                .add(point);
        }
    }
    let stacks: Vec<_> = profile
        .pps
        .iter()
        .map(|point| {
            let frames = point.fs.iter().filter_map(|&frame| {
                let frame = profile.ftbl.get(frame)?;
                Some((address(frame)?, place(frame)))
            });
            (frames.collect(), point.tbk)
        })
        .collect();
    joined.stacks = stacks::hold(report, &stacks);
    if of_program * 2 < of_somebody {
        return Err(HeapError::OtherProgram {
            known: of_program,
            all: of_somebody,
        });
    }
    Ok(joined)
}

/// The site of a line that a stack went through: the one with the most inlined lines,
/// all of which are the innermost of the stack.
fn site(report: &Report, line: usize, stack: &[(&str, u32)]) -> Option<(usize, usize)> {
    let fits = |&(function, site): &(usize, usize)| {
        let places = &report.functions[function].sites[site].user_places;
        places.len() <= stack.len()
            && places
                .iter()
                .zip(stack)
                .all(|(place, (file, line))| place.line == *line && ends_with(&place.file, file))
    };
    report.lines[line]
        .sites
        .iter()
        .copied()
        .filter(fits)
        .filter(|&(function, site)| {
            let site = &report.functions[function].sites[site];
            let effects = site.effects | site.only_when_panicking;
            effects.takes_memory() || effects.has(Effects::UNKNOWN)
        })
        .max_by_key(|&(function, site)| {
            let site = &report.functions[function].sites[site];
            let directly = site.how == How::Directly;
            (
                site.user_places.len(),
                site.effects.takes_memory(),
                directly,
            )
        })
}

/// Whether a profile's file belongs to the standard library; dhat writes only the last
/// parts of its path.
fn is_standard(file: &str) -> bool {
    Origin::of(file) == Origin::Standard
        || ["alloc/src/", "core/src/", "std/src/", "hashbrown-"]
            .iter()
            .any(|start| file.starts_with(start))
        || ["/alloc/src/", "/core/src/", "/std/src/"]
            .iter()
            .any(|part| file.contains(part))
}

/// Whether a line was predicted to allocate, or is unknown.
fn can_allocate(line: &Line) -> bool {
    let effects = line.effects | line.only_when_panicking;
    effects.takes_memory() || effects.has(Effects::UNKNOWN)
}

/// The address of `0x1234: function (file:line)`.
fn address(frame: &str) -> Option<u64> {
    u64::from_str_radix(frame.strip_prefix("0x")?.split_once(':')?.0, 16).ok()
}

/// The file and line of `0x1234: function (file:line:column)`; valgrind's tool of
/// the same name leaves out the column.
fn place(frame: &str) -> Option<(&str, u32)> {
    let place = frame.rsplit_once(" (")?.1.strip_suffix(')')?;
    let (rest, last) = place.rsplit_once(':')?;
    let last: u32 = last.parse().ok()?;
    let (file, line) = match rest.rsplit_once(':') {
        Some((file, line)) if line.parse::<u32>().is_ok() => (file, line.parse().ok()?),
        _ => (rest, last),
    };
    // dhat's own entrance, innermost in every stack.
    if file.starts_with("dhat-") {
        return None;
    }
    Some((file, line))
}

/// Whether a file, of which dhat writes only the last parts, is outside the standard
/// library.
fn is_users(known: &BTreeMap<&str, Vec<(&str, Origin)>>, file: &str) -> bool {
    let mut alike = known
        .get(file_name(file))
        .into_iter()
        .flatten()
        .filter(|(full, _)| ends_with(full, file))
        .peekable();
    alike.peek().is_some() && alike.all(|(_, origin)| *origin != Origin::Standard)
}

fn ends_with(full: &str, part: &str) -> bool {
    full.strip_suffix(part)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('/') || part.starts_with('/'))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_both_tools_are_read() {
        assert_eq!(
            place("0x55: new<T> (alloc/src/boxed.rs:286:19)"),
            Some(("alloc/src/boxed.rs", 286))
        );
        assert_eq!(place("0x55: main (/a/b.rs:7)"), Some(("/a/b.rs", 7)));
        assert_eq!(place("0x55: malloc (in /usr/lib/libc.so)"), None);
        assert_eq!(place("[root]"), None);
    }
}
