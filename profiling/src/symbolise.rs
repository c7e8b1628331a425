//! Functions, files and lines for addresses, looked up in this process rather than by the tool.
//!
//! Old versions of `go tool pprof` get names of programs linked with LLD
//! wrong, and the files need not be where the tool runs. What was opened is
//! closed again when the symboliser is dropped: between profiles only names
//! stay in memory, within a bound.

mod names;
mod worker;

use std::collections::HashMap;
use std::sync::Arc;

use addr2line::Loader;
use object::{Object, ObjectSegment};

pub(crate) use self::worker::run;
use crate::profile::{Module, hex};

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

/// An opened file.
struct File {
    loader: Loader,
    /// The file's own address of the first byte of its image.
    base: u64,
}

/// Opens each file once and keeps it open for one profile.
#[derive(Default)]
pub struct Symboliser {
    files: HashMap<(String, String), Option<File>>,
}

impl Symboliser {
    /// Nothing is opened yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The functions `address` bytes into the image of `module`,
    /// innermost first; nothing where the file tells nothing.
    pub fn lines(&mut self, module: &Module, address: u64) -> Arc<[Line]> {
        names::lines(module, address, || {
            let key = (module.path.clone(), module.build_id.clone());
            let file = self.files.entry(key).or_insert_with(|| open(module));
            file.as_ref()
                .map(|file| lines_of(&file.loader, file.base + address))
                .unwrap_or_default()
        })
    }
}

fn lines_of(loader: &Loader, address: u64) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Ok(mut frames) = loader.find_frames(address) {
        while let Ok(Some(frame)) = frames.next() {
            let name = frame
                .function
                .as_ref()
                .and_then(|function| function.raw_name().ok());
            if let Some(name) = name {
                lines.push(line(&name, frame.location.as_ref()));
            }
        }
    }
    if let Some(symbol) = loader.find_symbol(address) {
        if let Some(outermost) = lines.last_mut() {
            // Line tables alone name functions without their path; the symbol has it.
            if !outermost.function.contains("::") {
                outermost.function = demangle(symbol).into();
            }
        } else {
            let location = loader.find_location(address).ok().flatten();
            lines.push(line(symbol, location.as_ref()));
        }
    }
    lines
}

fn line(name: &str, location: Option<&addr2line::Location<'_>>) -> Line {
    Line {
        function: demangle(name).into(),
        file: location
            .and_then(|location| location.file)
            .unwrap_or_default()
            .into(),
        line: location.and_then(|location| location.line).unwrap_or(0),
        column: location.and_then(|location| location.column).unwrap_or(0),
    }
}

fn demangle(name: &str) -> String {
    // The alternate form leaves out the hash.
    format!("{:#}", rustc_demangle::demangle(name))
}

/// Opens the file of `module` where it still is the one that was loaded.
fn open(module: &Module) -> Option<File> {
    if !module.path.starts_with('/') {
        return None;
    }
    // The running program stays reachable there when its file was replaced.
    let is_self = std::fs::read_link(SELF)
        .is_ok_and(|exe| exe.as_os_str() == std::ffi::OsStr::new(&module.path));
    let on_disk = module.path.trim_end_matches(" (deleted)");
    separate(&module.build_id)
        .into_iter()
        .chain(is_self.then(|| SELF.to_owned()))
        .chain([on_disk.to_owned()])
        .find_map(|path| {
            let (build_id, base) = identify(&path)?;
            if build_id != module.build_id {
                return None;
            }
            let loader = Loader::new(path).ok()?;
            Some(File { loader, base })
        })
}

/// Where the system keeps the names that it stripped from its libraries (GDB's
/// manual, "Debugging Information in Separate Files").
fn separate(build_id: &str) -> Option<String> {
    let (folder, name) = build_id.split_at_checked(2)?;
    let path = format!("/usr/lib/debug/.build-id/{folder}/{name}.debug");
    std::path::Path::new(&path).exists().then_some(path)
}

const SELF: &str = "/proc/self/exe";

/// The build id of a file (empty where it has none) and the address at which
/// its image is linked to begin.
fn identify(path: &str) -> Option<(String, u64)> {
    let cache = object::ReadCache::new(std::fs::File::open(path).ok()?);
    let file = object::File::parse(&cache).ok()?;
    let build_id = file.build_id().ok().flatten().map(hex).unwrap_or_default();
    let first = file.segments().map(|segment| segment.address()).min()?;
    Some((build_id, first & !0xfff))
}

/// The innermost function's name for each address in this process's memory.
pub(crate) fn names(addresses: &[u64]) -> Vec<Option<String>> {
    let addresses = addresses.to_vec();
    run(move || names_here(&addresses))
}

fn names_here(addresses: &[u64]) -> Vec<Option<String>> {
    let mut modules = crate::modules::Modules::default();
    modules.refresh(|_| (), |_| ());
    let mut symbols = Symboliser::new();
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
