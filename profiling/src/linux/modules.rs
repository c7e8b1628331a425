//! The files with code in this process, read from `/proc/self/maps` and from the
//! images themselves.
//!
//! `dl_iterate_phdr` takes the loader's lock, which a thread that allocates within
//! `dlopen` holds: it is called only where no lock of the profiler is held, and only
//! to ask whether anything changed. Memory is read through the kernel, which returns
//! an error where a library has just been unloaded.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::memory;
use crate::profile::{Frame, Module, hex};

/// Stands in a stack for frames that were not kept or could not be read.
pub(crate) const CUT_OFF: u64 = u64::MAX;

const PT_LOAD: u32 = 1;
const PT_NOTE: u32 = 4;
const PT_GNU_EH_FRAME: u32 = 0x6474_e550;
/// `DW_EH_PE_pcrel | DW_EH_PE_sdata4`: the form in which every linker writes the
/// pointer to .eh_frame.
const PCREL_SDATA4: u8 = 0x1b;
/// A module with more unwind tables than this is skipped rather than copied.
const MAX_COPIED_BYTES: u64 = 64 << 20;

/// Unwind tables: the program's own are borrowed; a library's are copied, since it may
/// be unloaded.
#[derive(Clone)]
pub(crate) enum Table {
    Borrowed(&'static [u8]),
    Copied(Arc<[u8]>),
}

impl Deref for Table {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Borrowed(bytes) => bytes,
            Self::Copied(bytes) => bytes,
        }
    }
}

/// What unwinding needs from one image; addresses are the file's own.
pub(crate) struct Image {
    pub(crate) module: Module,
    pub(crate) bias: u64,
    pub(crate) hdr_address: u64,
    pub(crate) hdr: Table,
    pub(crate) eh_frame_address: u64,
    pub(crate) eh_frame: Table,
    pub(crate) text: std::ops::Range<u64>,
}

/// The loader's count of loads and unloads when it was last asked.
static CHANGES: AtomicU64 = AtomicU64::new(0);

/// Asks the loader whether libraries were loaded or unloaded. Must not be called while
/// holding a lock of the profiler, which a thread within `dlopen` may want.
pub(crate) fn notice_changes() {
    extern "C" fn note(
        info: *mut libc::dl_phdr_info,
        bytes: libc::size_t,
        changes: *mut libc::c_void,
    ) -> libc::c_int {
        const NEEDED: usize = std::mem::offset_of!(libc::dl_phdr_info, dlpi_subs) + 8;
        if bytes >= NEEDED {
            // SAFETY: the loader passes an `info` of `bytes` bytes, and the pointer
            // that it was given, which is to a `u64` of the caller.
            unsafe {
                *changes.cast::<u64>() = (*info).dlpi_adds.wrapping_add((*info).dlpi_subs);
            }
        }
        // The counts are the same for every library.
        1
    }
    let mut changes = 0u64;
    // SAFETY: `note` has the required signature, and `changes` outlives the call.
    unsafe { libc::dl_iterate_phdr(Some(note), (&raw mut changes).cast()) };
    CHANGES.store(changes, Ordering::Relaxed);
}

/// The last result of [`notice_changes`].
pub(crate) fn changes() -> u64 {
    CHANGES.load(Ordering::Relaxed)
}

/// A currently loaded image.
struct Loaded {
    start: u64,
    end: u64,
    /// Index into all modules.
    module: u32,
    inode: u64,
}

/// Every image ever seen, in order of appearance; indices stay valid.
#[derive(Default)]
pub(crate) struct Modules {
    all: Vec<Module>,
    /// Ordered by start.
    loaded: Vec<Loaded>,
}

impl Modules {
    /// Every module seen so far.
    pub(crate) fn all(&self) -> &[Module] {
        &self.all
    }

    /// Whether an address lies in a known module.
    pub(crate) fn knows(&self, address: u64) -> bool {
        self.find(address).is_some()
    }

    /// The place in code at an address in memory.
    pub(crate) fn frame(&self, address: u64) -> Frame {
        if address == CUT_OFF {
            return Frame::CUT_OFF;
        }
        match self.find(address) {
            Some((start, module)) => Frame {
                module,
                address: address - start,
            },
            None => Frame {
                module: Frame::NO_MODULE,
                address,
            },
        }
    }

    fn find(&self, address: u64) -> Option<(u64, u32)> {
        let after = self.loaded.partition_point(|image| image.start <= address);
        let image = self.loaded.get(after.checked_sub(1)?)?;
        (address < image.end).then_some((image.start, image.module))
    }

    /// Reads what is loaded now; passes each new image to `added` and each unloaded
    /// image's start to `removed`.
    pub(crate) fn refresh(&mut self, mut added: impl FnMut(Image), mut removed: impl FnMut(u64)) {
        let found = mapped_images();
        let all = &self.all;
        self.loaded.retain(|image| {
            // Another library may be loaded where one was, even from the same path.
            let known = &all[image.module as usize];
            let same = found.iter().any(|mapped| {
                mapped.start == image.start
                    && mapped.inode == image.inode
                    && mapped.path == known.path
                    && build_id_at(mapped.start).unwrap_or_default() == known.build_id
            });
            if !same {
                removed(image.start);
            }
            same
        });
        for mapped in found {
            if self.loaded.iter().any(|known| known.start == mapped.start) {
                continue;
            }
            let Some(image) = read_image(&mapped.path, mapped.start) else {
                continue;
            };
            let module = u32::try_from(self.all.len()).unwrap_or(Frame::NO_MODULE);
            self.all.push(image.module.clone());
            self.loaded.push(Loaded {
                start: mapped.start,
                end: image.module.end,
                module,
                inode: mapped.inode,
            });
            added(image);
        }
        self.loaded.sort_unstable_by_key(|image| image.start);
    }
}

/// A mapping that begins a file.
#[derive(Clone, PartialEq, Eq)]
struct Mapped {
    path: String,
    start: u64,
    /// The file's number on its disk.
    inode: u64,
}

/// Every mapping that begins a file and may contain code.
fn mapped_images() -> Vec<Mapped> {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let mut images = Vec::new();
    let mut candidate: Option<Mapped> = None;
    for line in maps.lines() {
        let mut fields = line.splitn(6, ' ');
        let (Some(range), Some(access), Some(offset)) =
            (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let inode = fields
            .nth(1)
            .and_then(|text| text.parse().ok())
            .unwrap_or(0);
        let path = fields.next().unwrap_or_default().trim_start();
        let start = range
            .split('-')
            .next()
            .and_then(|text| u64::from_str_radix(text, 16).ok());
        let Some(start) = start else { continue };
        if !(path.starts_with('/') || path == "[vdso]") {
            continue;
        }
        if offset.bytes().all(|digit| digit == b'0')
            && candidate.as_ref().is_none_or(|known| known.path != path)
        {
            candidate = Some(Mapped {
                path: path.to_owned(),
                start,
                inode,
            });
        }
        // Data files are mapped too: only files with an executable part count.
        if access.as_bytes().get(2) == Some(&b'x')
            && candidate.as_ref().is_some_and(|known| known.path == path)
            && let Some(image) = candidate.clone()
            && !images.contains(&image)
        {
            images.push(image);
        }
    }
    images
}

struct Segment {
    kind: u32,
    address: u64,
    file_bytes: u64,
    memory_bytes: u64,
    executable: bool,
}

/// The program headers of the image at `start`.
fn segments_at(start: u64) -> Option<Vec<Segment>> {
    let header = read_memory(start, 64)?;
    if header.get(..5)? != b"\x7fELF\x02" {
        return None;
    }
    let table_offset = u64_at(&header, 32)?;
    let entry_bytes = u64::from(u16_at(&header, 54)?);
    let entries = u64::from(u16_at(&header, 56)?);
    if entry_bytes < 56 || entries > 256 {
        return None;
    }
    let table = read_memory(start + table_offset, entry_bytes * entries)?;
    let segments = table
        .chunks_exact(usize::try_from(entry_bytes).ok()?)
        .filter_map(|entry| {
            Some(Segment {
                kind: u32_at(entry, 0)?,
                executable: u32_at(entry, 4)? & 1 != 0,
                address: u64_at(entry, 16)?,
                file_bytes: u64_at(entry, 32)?,
                memory_bytes: u64_at(entry, 40)?,
            })
        })
        .collect();
    Some(segments)
}

/// The difference between addresses in memory and in the file, for the image at
/// `start`.
fn bias_of(segments: &[Segment], start: u64) -> Option<u64> {
    let loads = segments.iter().filter(|segment| segment.kind == PT_LOAD);
    let first = loads.map(|segment| segment.address).min()? & !0xfff;
    Some(start.wrapping_sub(first))
}

/// The build id of the image at `start`, if it has one.
fn build_id_at(start: u64) -> Option<String> {
    let segments = segments_at(start)?;
    build_id_of(&segments, bias_of(&segments, start)?)
}

fn build_id_of(segments: &[Segment], bias: u64) -> Option<String> {
    let mut notes = segments.iter().filter(|segment| segment.kind == PT_NOTE);
    notes.find_map(|segment| {
        let address = bias.wrapping_add(segment.address);
        build_id(&read_memory(address, segment.memory_bytes.min(4096))?)
    })
}

fn read_image(path: &str, start: u64) -> Option<Image> {
    let segments = segments_at(start)?;
    let bias = bias_of(&segments, start)?;
    let loads = || segments.iter().filter(|segment| segment.kind == PT_LOAD);
    let last = loads()
        .map(|segment| segment.address.saturating_add(segment.memory_bytes))
        .max()?;
    let text = loads().filter(|segment| segment.executable);
    let text_start = text.clone().map(|segment| segment.address).min()?;
    let text_end = text
        .map(|segment| segment.address.saturating_add(segment.memory_bytes))
        .max()?;
    let build_id = build_id_of(&segments, bias).unwrap_or_default();

    let mut image = Image {
        module: Module {
            path: path.to_owned(),
            build_id,
            start,
            end: bias.wrapping_add(last),
        },
        bias,
        hdr_address: 0,
        hdr: Table::Borrowed(&[]),
        eh_frame_address: 0,
        eh_frame: Table::Borrowed(&[]),
        text: text_start..text_end,
    };
    if let Some(hdr) = segments
        .iter()
        .find(|segment| segment.kind == PT_GNU_EH_FRAME)
    {
        let hdr_bytes = read_memory(bias.wrapping_add(hdr.address), hdr.memory_bytes)?;
        if hdr_bytes.get(1) == Some(&PCREL_SDATA4) {
            let distance = i64::from(u32_at(&hdr_bytes, 4)?.cast_signed());
            let eh_frame_address = (hdr.address + 4).wrapping_add_signed(distance);
            // The section's length is not in memory; reading to the end of its segment
            // suffices.
            let end = loads()
                .find(|segment| {
                    (segment.address..segment.address + segment.file_bytes)
                        .contains(&eh_frame_address)
                })
                .map(|segment| segment.address + segment.file_bytes)?;
            let address = bias.wrapping_add(eh_frame_address);
            image.eh_frame = table_at(address, end - eh_frame_address, is_program(start))?;
            image.hdr = Table::Copied(hdr_bytes.into());
            image.hdr_address = hdr.address;
            image.eh_frame_address = eh_frame_address;
        }
    }
    Some(image)
}

/// Whether the image that begins at `start` is the program itself, which is never
/// unloaded.
fn is_program(start: u64) -> bool {
    // SAFETY: reads the auxiliary vector.
    let headers = unsafe { libc::getauxval(libc::AT_PHDR) };
    // Linkers write the program headers directly behind the image's first 64 bytes.
    headers.wrapping_sub(start) < 4096
}

fn table_at(address: u64, bytes: u64, forever: bool) -> Option<Table> {
    if forever {
        // Proves that the whole span is readable before it is borrowed.
        read_memory(address, 1)?;
        read_memory(address + bytes.checked_sub(1)?, 1)?;
        let len = usize::try_from(bytes).ok()?;
        // SAFETY: a read-only segment of the program itself, mapped until the process ends.
        let slice = unsafe { std::slice::from_raw_parts(address as *const u8, len) };
        return Some(Table::Borrowed(slice));
    }
    Some(Table::Copied(read_memory(address, bytes)?.into()))
}

/// Copies this process's memory, or `None` where some of it is not mapped.
fn read_memory(address: u64, bytes: u64) -> Option<Vec<u8>> {
    if bytes > MAX_COPIED_BYTES {
        return None;
    }
    memory::read(address, usize::try_from(bytes).ok()?)
}

/// The GNU build id in a section of notes, in hexadecimal.
fn build_id(notes: &[u8]) -> Option<String> {
    let mut rest = notes;
    loop {
        let name_bytes = u32_at(rest, 0)? as usize;
        let value_bytes = u32_at(rest, 4)? as usize;
        let kind = u32_at(rest, 8)?;
        let value_at = 12 + name_bytes.next_multiple_of(4);
        let value = rest.get(value_at..value_at.checked_add(value_bytes)?)?;
        if kind == 3 && rest.get(12..16) == Some(b"GNU\0") {
            return Some(hex(value));
        }
        rest = rest.get(value_at + value_bytes.next_multiple_of(4)..)?;
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_and_libc_are_found_with_unwind_tables() {
        let mut modules = Modules::default();
        let mut images = Vec::new();
        modules.refresh(
            |image| images.push(image),
            |_| panic!("nothing was known, so nothing can be gone"),
        );
        let here = the_program_and_libc_are_found_with_unwind_tables as *const () as u64;
        let frame = modules.frame(here);
        let exe = std::env::current_exe().unwrap();
        let module = &modules.all()[frame.module as usize];
        assert_eq!(module.path, exe.to_str().unwrap());
        assert!(modules.knows(libc::malloc as *const () as u64));
        assert!(!modules.knows(0x10));
        assert!(
            images.iter().all(|image| !image.hdr.is_empty()),
            "every image has tables"
        );
        let program = images.iter().find(|image| image.module == *module).unwrap();
        assert!(
            matches!(program.eh_frame, Table::Borrowed(_)),
            "the program's are not copied"
        );
    }

    #[test]
    fn memory_that_is_not_mapped_is_not_read() {
        assert!(read_memory(0x10, 8).is_none());
    }
}
