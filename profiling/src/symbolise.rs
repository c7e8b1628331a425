//! Functions, files and lines for addresses, looked up in this process rather than by the tool.
//!
//! Old versions of `go tool pprof` get names of programs linked with LLD wrong, and
//! the files need not exist where the tool runs. Between profiles only names stay in
//! memory, within a bound.

mod files;
mod names;
mod naming;
mod separate;
mod symbols;
mod walk;
mod worker;

use std::collections::HashMap;
use std::sync::Arc;

use self::files::{File, Files};
use self::walk::{Call, Place};
pub(crate) use self::worker::run;
use crate::profile::{Frame, Module};

/// A function at a place in code; there are several where functions were inlined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Name with path and generics, without the hash.
    pub function: Arc<str>,
    /// Source file, or empty.
    pub file: Arc<str>,
    /// Line, counted from one, or zero where it is not known.
    pub line: u32,
    /// Column, counted from one, or zero where it is not known.
    pub column: u32,
}

/// The folder of this crate's sources as debug information names it: from `file!()`
/// where paths are remapped, the folder itself otherwise.
const OWN_FOLDERS: [&str; 2] = [
    concat!(env!("CARGO_MANIFEST_DIR"), "/src/"),
    file!().split_at(file!().len() - "symbolise.rs".len()).0,
];

impl Line {
    /// How many of `lines`, innermost first, lie between the program and the memory it
    /// allocated or the lock it took.
    #[must_use]
    pub fn count_own(lines: &[Self]) -> usize {
        // A function inlined into one of ours need not be ours.
        let own = lines
            .iter()
            .rposition(Self::is_own)
            .map_or(0, |outermost| outermost + 1);
        let shims = lines[own..].iter().take_while(|line| line.is_shim());
        own + shims.count()
    }

    /// Whether this is the code that measures the allocator or a lock.
    fn is_own(&self) -> bool {
        let name = self.function.trim_start_matches('<');
        let is_part = |rest: &str| {
            ["heap", "capture", "sync"]
                .iter()
                .any(|part| rest.starts_with(part))
        };
        let by_name = [
            "profiling_alloc_",
            "__rg_",
            "__rustc::__rust_",
            "__rustc::__rg_",
        ]
        .iter()
        .any(|prefix| name.starts_with(prefix))
            || [
                "__rust_alloc",
                "__rust_alloc_zeroed",
                "__rust_realloc",
                "__rust_dealloc",
            ]
            .contains(&name)
            || name
                .strip_prefix("profiling::")
                .is_some_and(|rest| is_part(rest.strip_prefix("linux::").unwrap_or(rest)));
        // Line tables name inlined functions without their path.
        let by_file = || {
            OWN_FOLDERS
                .iter()
                .filter_map(|folder| self.file.strip_prefix(folder))
                .any(|rest| is_part(rest.strip_prefix("linux/").unwrap_or(rest)))
        };
        by_name || by_file()
    }

    /// Whether this is the standard library's path to the allocator, or the drop of a
    /// watched lock's guard, from neither of which a reader learns anything.
    fn is_shim(&self) -> bool {
        let name = self.function.trim_start_matches('<');
        let by_name = [
            "alloc::alloc::",
            "alloc::raw_vec::",
            "alloc::boxed::box_new_uninit",
            "std::thread::local::",
        ]
        .iter()
        .any(|prefix| name.starts_with(prefix))
            || name
                .strip_prefix("core::ptr::")
                .unwrap_or(name)
                .starts_with("drop_in_place<profiling::sync::");
        let by_file = || {
            let Some((_, file)) = self.file.rsplit_once("/library/") else {
                return false;
            };
            let base = name.split('<').next().unwrap_or(name);
            match file {
                // The second lies between the allocator and its per-thread count.
                "alloc/src/alloc.rs" | "std/src/thread/local.rs" => true,
                "alloc/src/boxed.rs" => base.starts_with("new") || base == "box_new_uninit",
                _ => file.starts_with("alloc/src/raw_vec"),
            }
        };
        by_name || by_file()
    }
}

/// The functions at each place in code, innermost first.
pub(crate) type Lines = HashMap<Frame, Arc<[Line]>>;

/// Looks up `frames`, which point into `modules`, file by file, each one open only
/// while it is read. What no file knows is missing from the result.
pub(crate) fn lines(modules: &[Module], frames: impl IntoIterator<Item = Frame>) -> Lines {
    let mut frames: Vec<Frame> = frames.into_iter().collect();
    frames.sort_unstable();
    frames.dedup();
    let mut found = Lines::with_capacity(frames.len());
    for frames in frames.chunk_by(|one, other| one.module == other.module) {
        let Some(module) = modules.get(frames[0].module as usize) else {
            continue;
        };
        let mut unknown = Vec::new();
        for frame in frames {
            match names::known(module, frame.address) {
                Some(lines) => drop(found.insert(*frame, lines)),
                None => unknown.push(frame.address),
            }
        }
        if unknown.is_empty() {
            continue;
        }
        for (address, lines) in lines_of(module, &unknown) {
            if !lines.is_empty() {
                let frame = Frame {
                    address,
                    ..frames[0]
                };
                found.insert(frame, names::keep(module, address, lines));
            }
        }
    }
    found
}

/// The lines at each of `addresses`, which are sorted, read from the file itself.
fn lines_of(module: &Module, addresses: &[u64]) -> Vec<(u64, Vec<Line>)> {
    let files = Files::default();
    let Some(file) = File::open(&files, module) else {
        return Vec::new();
    };
    let found = file.look_up(addresses);
    addresses
        .iter()
        .zip(found)
        .map(|(address, (calls, symbol))| (*address, named(calls, symbol)))
        .collect()
}

fn named(calls: Vec<Call>, symbol: Option<&str>) -> Vec<Line> {
    let mut names: Vec<String> = calls
        .iter()
        .map(|of| naming::name(of.linkage.as_deref(), of.entry.as_deref()))
        .collect();
    if let (Some(outermost), Some(symbol)) = (names.last_mut(), symbol)
        && !naming::has_path(outermost)
    {
        // Line tables name functions without their path, and have no names for
        // assembly; the symbol has the name.
        let entry = Some(outermost.as_str()).filter(|name| !name.is_empty());
        *outermost = naming::name(Some(symbol), entry);
    }
    naming::place_closures(&mut names, |one, other| {
        calls[one].place.file == calls[other].place.file
    });
    let mut lines: Vec<Line> = names
        .into_iter()
        .zip(&calls)
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, of)| line(&name, &of.place))
        .collect();
    if let (true, Some(symbol)) = (lines.is_empty(), symbol) {
        lines.push(line(&naming::demangled(symbol), &Place::default()));
    }
    lines
}

fn line(function: &str, place: &Place) -> Line {
    Line {
        function: function.into(),
        file: place.file.as_str().into(),
        line: place.line,
        column: place.column,
    }
}

/// The innermost function's name for each address in this process's memory.
pub(crate) fn function_names(addresses: &[u64]) -> Vec<Option<String>> {
    let addresses = addresses.to_vec();
    run(move || {
        let mut modules = crate::modules::Modules::default();
        modules.refresh(|_| (), |_| ());
        let frames: Vec<Frame> = addresses.iter().map(|at| modules.frame(*at)).collect();
        let lines = lines(modules.all(), frames.iter().copied());
        frames
            .iter()
            .map(|frame| Some(lines.get(frame)?.first()?.function.to_string()))
            .collect()
    })
}
