//! Opened files with debug information: the program or library itself, the file that
//! was stripped from it, and the package that was split from it.

use std::borrow::Cow;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use memmap2::{Mmap, MmapMut};
use object::{CompressionFormat, Object, ObjectSection, ObjectSegment};
use typed_arena::Arena;

use super::separate::{self, build_id};
use super::symbols;
use super::walk::{self, Call, Dwarf, Reader, Unit};
use crate::profile::Module;

/// The path by which the running program stays reachable after its file was replaced.
const SELF: &str = "/proc/self/exe";

/// The bytes of every opened file; dropping closes them.
#[derive(Default)]
pub(crate) struct Files {
    maps: Arena<Mmap>,
    unpacked: Arena<Vec<u8>>,
}

impl Files {
    /// The bytes of the file at `path`, if it can be read.
    fn bytes(&self, path: &Path) -> Option<&[u8]> {
        let file = std::fs::File::open(path).ok()?;
        // SAFETY: symbol files are replaced by new ones rather than written in place;
        // truncating one while it is read ends the process, as with a running program
        // or library.
        let map = unsafe { Mmap::map(&file) }.ok()?;
        Some(self.maps.alloc(map))
    }

    fn object(&self, path: &Path) -> Option<object::File<'_>> {
        object::File::parse(self.bytes(path)?).ok()
    }

    /// A section's bytes; empty where the object does not have it.
    fn section<'a>(&'a self, object: &object::File<'a>, name: Option<&str>) -> Reader<'a> {
        let section = name.and_then(|name| object.section_by_name(name));
        let bytes = section.and_then(|section| self.uncompressed(&section));
        gimli::EndianSlice::new(bytes.unwrap_or_default(), endian(object))
    }

    fn uncompressed<'a>(&'a self, section: &object::Section<'a, '_>) -> Option<&'a [u8]> {
        let data = section.compressed_data().ok()?;
        if data.format == CompressionFormat::Zlib {
            // Not from the allocator, which would keep a block of this size.
            let size = usize::try_from(data.uncompressed_size).ok()?;
            let mut map = MmapMut::map_anon(size).ok()?;
            flate2::read::ZlibDecoder::new(data.data)
                .read_exact(&mut map)
                .ok()?;
            return Some(self.maps.alloc(map.make_read_only().ok()?));
        }
        Some(match data.decompress().ok()? {
            Cow::Borrowed(bytes) => bytes,
            Cow::Owned(bytes) => self.unpacked.alloc(bytes),
        })
    }

    fn dwarf<'a>(
        &'a self,
        object: &object::File<'a>,
        name: impl Fn(gimli::SectionId) -> Option<&'static str>,
    ) -> Option<Dwarf<'a>> {
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

/// A module's debug information and symbols.
pub(super) struct File<'a> {
    files: &'a Files,
    dwarf: Dwarf<'a>,
    package: Option<gimli::DwarfPackage<Reader<'a>>>,
    object: object::File<'a>,
    /// The file's own address of the first byte of its image.
    base: u64,
}

impl<'a> File<'a> {
    /// Opens the file of `module` if it is still the one that was loaded.
    pub(super) fn open(files: &'a Files, module: &Module) -> Option<Self> {
        if !module.path.starts_with('/') {
            return None;
        }
        let on_disk = Path::new(module.path.trim_end_matches(" (deleted)"));
        let is_self = std::fs::read_link(SELF).is_ok_and(|exe| exe == Path::new(&module.path));
        // By its own path, next to which its debug files lie, unless another file has
        // taken that path.
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
                        // The file is gone; the one stripped from it may still exist.
                        None => build_id(&debug) == module.build_id,
                    };
                    belongs.then_some((debug, path))
                })
        };
        let separate = match &own {
            Some(own) if has_debug_info(own) => None,
            _ => stripped(),
        };
        // Both files have the start of the image.
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
            dwarf,
            package,
            object,
            base: base & !0xfff,
        })
    }

    /// The calls at each of `offsets` into the image, which are sorted, innermost
    /// first; and the name of the symbol there.
    pub(super) fn look_up(&self, offsets: &[u64]) -> Vec<(Vec<Call>, Option<&'a str>)> {
        let addresses: Vec<u64> = offsets
            .iter()
            .map(|offset| self.base.wrapping_add(*offset))
            .collect();
        let calls = walk::look_up(&self.dwarf, &addresses, |unit| self.split(unit));
        let names = symbols::names(&self.object, &addresses);
        calls.into_iter().zip(names).collect()
    }

    /// The file into which the functions of `unit` were split.
    fn split(&self, unit: &Unit<'a>) -> Option<Arc<Dwarf<'a>>> {
        let id = unit.dwo_id?;
        let packed = self
            .package
            .as_ref()
            .and_then(|package| package.find_cu(id, &self.dwarf).ok().flatten());
        if let Some(dwarf) = packed {
            return Some(Arc::new(dwarf));
        }
        // Not packed: in the place where the compiler left it.
        let text = |of: Reader<'a>| PathBuf::from(&*of.to_string_lossy());
        let mut path = unit.comp_dir.map(text).unwrap_or_default();
        let name = unit.dwo_name().ok().flatten()?;
        path.push(self.dwarf.attr_string(unit, name).ok().map(text)?);
        let object = self.files.object(&path)?;
        let mut dwarf = self.files.dwarf(&object, gimli::SectionId::dwo_name)?;
        let header = dwarf.units().next().ok()??;
        if dwarf.unit(header).ok()?.dwo_id != Some(id) {
            return None;
        }
        dwarf.make_dwo(&self.dwarf);
        Some(Arc::new(dwarf))
    }
}

/// Whether it has functions and lines; a split file has only the heads of units.
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
