//! Functions, files and lines for addresses, looked up in this process rather than by the tool.
//!
//! Old versions of `go tool pprof` get names of programs linked with LLD
//! wrong, and the files need not be where the tool runs. What was opened is
//! closed again when the symboliser is dropped: between profiles only names
//! stay in memory, within a bound.

mod files;
mod names;
mod naming;
mod separate;
mod worker;

use std::collections::HashMap;
use std::sync::Arc;

use self::files::File;
pub(crate) use self::files::Files;
pub(crate) use self::worker::run;
use crate::profile::Module;

/// One function at a place in code; several where functions were inlined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Name with path and generics, without the hash.
    pub function: Arc<str>,
    /// Source file, or empty.
    pub file: Arc<str>,
    /// Line from one, or zero where it is not known.
    pub line: u32,
    /// Column from one, or zero where it is not known.
    pub column: u32,
}

/// Where this crate's sources are, as debug information has them: `file!()`
/// where paths are remapped, the folder itself otherwise.
const OWN_FOLDERS: [&str; 2] = [
    concat!(env!("CARGO_MANIFEST_DIR"), "/src/"),
    file!().split_at(file!().len() - "symbolise.rs".len()).0,
];

impl Line {
    /// How many of `lines`, the innermost first, lie between the program and
    /// the memory or the lock that it asked for.
    #[must_use]
    pub fn count_own(lines: &[Self]) -> usize {
        // What is inlined into an own function need not be own itself.
        let own = lines
            .iter()
            .rposition(Self::is_own)
            .map_or(0, |outermost| outermost + 1);
        let shims = lines[own..].iter().take_while(|line| line.is_shim());
        own + shims.count()
    }

    /// Whether this is the allocator's or a lock's measuring.
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
        // Line tables alone name inlined functions without their path.
        let by_file = || {
            OWN_FOLDERS
                .iter()
                .filter_map(|folder| self.file.strip_prefix(folder))
                .any(|rest| is_part(rest.strip_prefix("linux/").unwrap_or(rest)))
        };
        by_name || by_file()
    }

    /// Whether this is the standard library's way to the allocator, or the
    /// dropping of a watched lock's guard, of which a reader learns nothing.
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
                // The second: between the allocator and its count for each thread.
                "alloc/src/alloc.rs" | "std/src/thread/local.rs" => true,
                "alloc/src/boxed.rs" => base.starts_with("new") || base == "box_new_uninit",
                _ => file.starts_with("alloc/src/raw_vec"),
            }
        };
        by_name || by_file()
    }
}

/// Opens each file once and keeps it open for one profile.
pub struct Symboliser<'a> {
    files: &'a Files,
    opened: HashMap<(String, String), Option<File<'a>>>,
}

impl<'a> Symboliser<'a> {
    /// Nothing is opened yet; `files` holds what will be.
    #[must_use]
    pub fn new(files: &'a Files) -> Self {
        Self {
            files,
            opened: HashMap::new(),
        }
    }

    /// The functions `address` bytes into the image of `module`,
    /// innermost first; nothing where the file tells nothing.
    pub fn lines(&mut self, module: &Module, address: u64) -> Arc<[Line]> {
        names::lines(module, address, || {
            let key = (module.path.clone(), module.build_id.clone());
            let file = self.opened.entry(key);
            let file = file.or_insert_with(|| File::open(self.files, module));
            file.as_ref()
                .map(|file| lines_of(file, address))
                .unwrap_or_default()
        })
    }
}

fn lines_of(file: &File<'_>, address: u64) -> Vec<Line> {
    let found = file.functions(address);
    let symbol = file.symbol(address);
    let mut names: Vec<String> = found
        .iter()
        .map(|of| naming::name(of.linkage.as_deref(), of.entry.as_deref()))
        .collect();
    if let (Some(outermost), Some(symbol)) = (names.last_mut(), symbol)
        && !naming::has_path(outermost)
    {
        // Line tables alone name functions without their path; the symbol has it.
        *outermost = naming::name(Some(symbol), Some(outermost));
    }
    naming::place_closures(&mut names, |one, other| {
        found[one].file == found[other].file
    });
    let mut lines: Vec<Line> = names
        .into_iter()
        .zip(&found)
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, of)| line(&name, &of.file, of.line, of.column))
        .collect();
    if let (true, Some(symbol)) = (lines.is_empty(), symbol) {
        let (file, number, column) = file.place(address);
        lines.push(line(&naming::demangled(symbol), &file, number, column));
    }
    lines
}

fn line(function: &str, file: &str, line: u32, column: u32) -> Line {
    Line {
        function: function.into(),
        file: file.into(),
        line,
        column,
    }
}

/// The innermost function's name for each address in this process's memory.
pub(crate) fn names(addresses: &[u64]) -> Vec<Option<String>> {
    let addresses = addresses.to_vec();
    run(move || names_here(&addresses))
}

fn names_here(addresses: &[u64]) -> Vec<Option<String>> {
    let mut modules = crate::modules::Modules::default();
    modules.refresh(|_| (), |_| ());
    let files = Files::default();
    let mut symbols = Symboliser::new(&files);
    addresses
        .iter()
        .map(|address| {
            let frame = modules.frame(*address);
            let module = modules.all().get(frame.module as usize)?;
            let lines = symbols.lines(module, frame.address);
            Some(lines.first()?.function.to_string())
        })
        .collect()
}
