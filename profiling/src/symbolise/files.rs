//! Opened files with debug information: the program or library itself, what was
//! stripped from it, and the package of what was split from it.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use addr2line::{Context, LookupContinuation, LookupResult, gimli};
use memmap2::Mmap;
use object::{Object, ObjectSection, ObjectSegment, SymbolMap, SymbolMapName};
use typed_arena::Arena;

use super::separate::{self, build_id};
use crate::profile::Module;

type Reader<'a> = gimli::EndianSlice<'a, gimli::RunTimeEndian>;

/// Where the running program stays reachable when its file was replaced.
const SELF: &str = "/proc/self/exe";

/// The bytes of every file that was opened; closed when dropped.
#[derive(Default)]
pub(crate) struct Files {
    maps: Arena<Mmap>,
    unpacked: Arena<Vec<u8>>,
}

impl Files {
    /// The bytes of the file at `path`, as far as it can be read.
    fn bytes(&self, path: &Path) -> Option<&[u8]> {
        let file = std::fs::File::open(path).ok()?;
        // SAFETY: symbol files are replaced by new ones and not written in place;
        // whoever truncates one while it is read ends the process, as with a
        // program or library that is running.
        let map = unsafe { Mmap::map(&file) }.ok()?;
        Some(self.maps.alloc(map))
    }

    fn object(&self, path: &Path) -> Option<object::File<'_>> {
        object::File::parse(self.bytes(path)?).ok()
    }

    /// A section's bytes; none where the object does not have it.
    fn section<'a>(&'a self, object: &object::File<'a>, name: Option<&str>) -> Reader<'a> {
        let bytes = name
            .and_then(|name| object.section_by_name(name)?.uncompressed_data().ok())
            .map_or(&[][..], |data| match data {
                Cow::Borrowed(bytes) => bytes,
                Cow::Owned(bytes) => self.unpacked.alloc(bytes),
            });
        gimli::EndianSlice::new(bytes, endian(object))
    }

    fn dwarf<'a>(
        &'a self,
        object: &object::File<'a>,
        name: impl Fn(gimli::SectionId) -> Option<&'static str>,
    ) -> Option<gimli::Dwarf<Reader<'a>>> {
        gimli::Dwarf::load(|id| Ok::<_, gimli::Error>(self.section(object, name(id)))).ok()
    }
}

fn endian(object: &object::File<'_>) -> gimli::RunTimeEndian {
    if object.is_little_endian() {
        gimli::RunTimeEndian::Little
    } else {
        gimli::RunTimeEndian::Big
    }
}

/// A function at an address, by what its debug information calls it.
pub(super) struct Found {
    /// Of the symbol, mangled; line tables alone have none.
    pub(super) linkage: Option<String>,
    /// As its declaration has it, with the generic arguments of this instance.
    pub(super) entry: Option<String>,
    pub(super) file: String,
    pub(super) line: u32,
    pub(super) column: u32,
}

/// A module's debug information and symbols.
pub(super) struct File<'a> {
    files: &'a Files,
    context: Context<Reader<'a>>,
    package: Option<gimli::DwarfPackage<Reader<'a>>>,
    symbols: SymbolMap<SymbolMapName<'a>>,
    /// The file's own address of the first byte of its image.
    base: u64,
}

impl<'a> File<'a> {
    /// Opens the file of `module` where it still is the one that was loaded.
    pub(super) fn open(files: &'a Files, module: &Module) -> Option<Self> {
        if !module.path.starts_with('/') {
            return None;
        }
        let on_disk = Path::new(module.path.trim_end_matches(" (deleted)"));
        let is_self = std::fs::read_link(SELF).is_ok_and(|exe| exe == Path::new(&module.path));
        // By its own path, where what belongs to it lies beside it, unless
        // another file has taken that path.
        let is_replaced = is_self && !is_same(Path::new(SELF), on_disk);
        let path = if is_replaced {
            Path::new(SELF)
        } else {
            on_disk
        };
        let own = files
            .object(path)
            .filter(|object| build_id(object) == module.build_id);
        let stripped = || {
            separate::candidates(on_disk, &module.build_id, own.as_ref())
                .into_iter()
                .find_map(|path| {
                    let bytes = files.bytes(&path)?;
                    let debug = object::File::parse(bytes).ok()?;
                    let belongs = match &own {
                        Some(own) => separate::belongs(own, &debug, bytes),
                        // The file is gone; what was stripped from it may still be there.
                        None => build_id(&debug) == module.build_id,
                    };
                    belongs.then_some((debug, path))
                })
        };
        let separate = match &own {
            Some(own) if has_debug_info(own) => None,
            _ => stripped(),
        };
        // Where the image begins, stands in either.
        let base = own
            .as_ref()
            .or(separate.as_ref().map(|(debug, _)| debug))?
            .segments()
            .map(|segment| segment.address())
            .min()?;
        let (object, path) = separate.or_else(|| Some((own?, path.to_owned())))?;
        let dwarf = files.dwarf(&object, |id| Some(id.name()))?;
        let package = separate::packages(on_disk, &path).iter().find_map(|path| {
            let object = files.object(path)?;
            let empty = gimli::EndianSlice::new(&[][..], endian(&object));
            gimli::DwarfPackage::load(
                |id| Ok::<_, gimli::Error>(files.section(&object, id.dwo_name())),
                empty,
            )
            .ok()
        });
        Some(Self {
            files,
            context: Context::from_dwarf(dwarf).ok()?,
            package,
            symbols: object.symbol_map(),
            base: base & !0xfff,
        })
    }

    /// The name of the symbol `offset` bytes into the image.
    pub(super) fn symbol(&self, offset: u64) -> Option<&'a str> {
        let symbol = self.symbols.containing(self.base.wrapping_add(offset))?;
        Some(symbol.name())
    }

    /// The functions `offset` bytes into the image, innermost first.
    pub(super) fn functions(&self, offset: u64) -> Vec<Found> {
        let address = self.base.wrapping_add(offset);
        let Ok(mut frames) = self.resolved(self.context.find_frames(address)) else {
            return Vec::new();
        };
        let unit = self.resolved(self.context.find_dwarf_and_unit(address));
        let mut found = Vec::new();
        while let Ok(Some(frame)) = frames.next() {
            let name = |name: &addr2line::FunctionName<Reader<'a>>| {
                Some(name.raw_name().ok()?.into_owned())
            };
            let raw = frame.function.as_ref().and_then(name);
            let entry = unit
                .zip(frame.dw_die_offset)
                .and_then(|(unit, offset)| entry_name(unit, offset));
            let location = frame.location;
            let location = location.as_ref();
            found.push(Found {
                // What has no symbol's name has the declaration's.
                linkage: raw.filter(|raw| entry.as_ref() != Some(raw)),
                entry,
                file: location
                    .and_then(|location| location.file)
                    .unwrap_or_default()
                    .to_owned(),
                line: location.and_then(|location| location.line).unwrap_or(0),
                column: location.and_then(|location| location.column).unwrap_or(0),
            });
        }
        found
    }

    /// Where only the place is known, as in assembly: file, line and column.
    pub(super) fn place(&self, offset: u64) -> (String, u32, u32) {
        let address = self.base.wrapping_add(offset);
        let location = self.context.find_location(address).ok().flatten();
        location.map_or_else(Default::default, |location| {
            (
                location.file.unwrap_or_default().to_owned(),
                location.line.unwrap_or(0),
                location.column.unwrap_or(0),
            )
        })
    }

    /// The result of a look-up, with what was split off loaded as it asks for it.
    fn resolved<L: LookupContinuation<Buf = Reader<'a>>>(
        &self,
        mut lookup: LookupResult<L>,
    ) -> L::Output {
        loop {
            match lookup {
                LookupResult::Output(output) => return output,
                LookupResult::Load { load, continuation } => {
                    lookup = continuation.resume(self.split(&load));
                }
            }
        }
    }

    fn split(
        &self,
        load: &addr2line::SplitDwarfLoad<Reader<'a>>,
    ) -> Option<Arc<gimli::Dwarf<Reader<'a>>>> {
        let packed = self
            .package
            .as_ref()
            .and_then(|package| package.find_cu(load.dwo_id, &load.parent).ok().flatten());
        if let Some(dwarf) = packed {
            return Some(Arc::new(dwarf));
        }
        // Not packed: where the compiler left it.
        let text = |of: &Reader<'a>| PathBuf::from(&*of.to_string_lossy());
        let mut path = load.comp_dir.as_ref().map(text).unwrap_or_default();
        path.push(load.path.as_ref().map(text)?);
        let object = self.files.object(&path)?;
        let mut dwarf = self.files.dwarf(&object, gimli::SectionId::dwo_name)?;
        let header = dwarf.units().next().ok()??;
        if dwarf.unit(header).ok()?.dwo_id != Some(load.dwo_id) {
            return None;
        }
        dwarf.make_dwo(&load.parent);
        Some(Arc::new(dwarf))
    }
}

/// The name (`DW_AT_name`) at `offset`, or of what that is an instance of.
fn entry_name(
    unit: gimli::UnitRef<'_, Reader<'_>>,
    mut offset: gimli::UnitOffset,
) -> Option<String> {
    // An inlined call refers to the function, that perhaps to its declaration.
    const MAX_STEPS: usize = 4;
    for _ in 0..MAX_STEPS {
        let entry = unit.entry(offset).ok()?;
        if let Some(name) = entry.attr_value(gimli::DW_AT_name) {
            return Some(unit.attr_string(name).ok()?.to_string_lossy().into_owned());
        }
        let origin = entry
            .attr_value(gimli::DW_AT_abstract_origin)
            .or_else(|| entry.attr_value(gimli::DW_AT_specification))?;
        match origin {
            gimli::AttributeValue::UnitRef(other) => offset = other,
            gimli::AttributeValue::DebugInfoRef(other) => {
                return entry_name_elsewhere(unit, other);
            }
            _ => return None,
        }
    }
    None
}

/// The same, in another unit: code was merged across crates.
fn entry_name_elsewhere(
    from: gimli::UnitRef<'_, Reader<'_>>,
    offset: gimli::DebugInfoOffset,
) -> Option<String> {
    if let Some(offset) = offset.to_unit_offset(&from.header) {
        return entry_name(from, offset);
    }
    let mut headers = from.dwarf.units();
    while let Ok(Some(header)) = headers.next() {
        if let Some(offset) = offset.to_unit_offset(&header) {
            let unit = from.dwarf.unit(header).ok()?;
            let unit = gimli::UnitRef::new(from.dwarf, &unit);
            let entry = unit.entry(offset).ok()?;
            let name = entry.attr_value(gimli::DW_AT_name)?;
            return Some(unit.attr_string(name).ok()?.to_string_lossy().into_owned());
        }
    }
    None
}

/// Whether functions and lines can be read there; a file that was split has the heads of units.
fn has_debug_info(object: &object::File<'_>) -> bool {
    object
        .section_by_name(".debug_info")
        .is_some_and(|section| section.size() > 0)
}

/// Whether both paths lead to the same file.
#[cfg(unix)]
fn is_same(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |path| std::fs::metadata(path).map(|of: std::fs::Metadata| (of.dev(), of.ino()));
    matches!((identity(one), identity(other)), (Ok(one), Ok(other)) if one == other)
}

/// Whether both paths lead to the same file; only Linux has [`SELF`].
#[cfg(not(unix))]
fn is_same(_one: &Path, _other: &Path) -> bool {
    true
}
