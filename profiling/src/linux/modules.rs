//! The files with code in this process, read from `/proc/self/maps` and the images themselves.
//!
//! `dl_iterate_phdr` would take the loader's lock, and a thread that allocates
//! within `dlopen` holds it. Memory is read with `process_vm_readv`, which
//! answers with an error where a library has just been unloaded.

use std::ops::Deref;
use std::sync::Arc;

use crate::profile::{Frame, Module};
use crate::symbolise::hex;

const PT_LOAD: u32 = 1;
const PT_NOTE: u32 = 4;
const PT_GNU_EH_FRAME: u32 = 0x6474_e550;
/// `DW_EH_PE_pcrel | DW_EH_PE_sdata4`: how every linker writes the pointer to .eh_frame.
const PCREL_SDATA4: u8 = 0x1b;
/// A module with more unwind tables than this is left out rather than copied.
const MAX_COPIED_BYTES: u64 = 64 << 20;

/// Unwind tables: the program's own are borrowed, a library's are copied, since it may be unloaded.
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

/// Every image ever seen, in the order of appearance; indices stay valid.
#[derive(Default)]
pub(crate) struct Modules {
    all: Vec<Module>,
    /// Start, end and index of those that are loaded now, by start.
    loaded: Vec<(u64, u64, u32)>,
}

impl Modules {
    /// Every module seen so far.
    pub(crate) fn all(&self) -> &[Module] {
        &self.all
    }

    /// Whether an address lies in a module that is known.
    pub(crate) fn knows(&self, address: u64) -> bool {
        self.find(address).is_some()
    }

    /// The place in code at an address in memory.
    pub(crate) fn frame(&self, address: u64) -> Frame {
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
        let after = self.loaded.partition_point(|(start, ..)| *start <= address);
        let (start, end, module) = *self.loaded.get(after.checked_sub(1)?)?;
        (address < end).then_some((start, module))
    }

    /// Looks what is loaded now; hands each new image to `added` and each
    /// gone image's start to `removed`.
    pub(crate) fn refresh(&mut self, mut added: impl FnMut(Image), mut removed: impl FnMut(u64)) {
        let found = mapped_images();
        self.loaded.retain(|(start, _, module)| {
            let same = found.iter().any(|(path, address)| {
                address == start && *path == self.all[*module as usize].path
            });
            if !same {
                removed(*start);
            }
            same
        });
        for (path, start) in found {
            if self.loaded.iter().any(|(known, ..)| *known == start) {
                continue;
            }
            let Some(image) = read_image(&path, start) else {
                continue;
            };
            let at = u32::try_from(self.all.len()).unwrap_or(Frame::NO_MODULE);
            self.all.push(image.module.clone());
            self.loaded.push((start, image.module.end, at));
            added(image);
        }
        self.loaded.sort_unstable();
    }
}

/// Path and address of every mapping that begins a file and may hold code.
fn mapped_images() -> Vec<(String, u64)> {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let mut images = Vec::new();
    let mut candidate: Option<(String, u64)> = None;
    for line in maps.lines() {
        let mut fields = line.splitn(6, ' ');
        let (Some(range), Some(access), Some(offset)) =
            (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let path = fields.nth(2).unwrap_or_default().trim_start();
        let start = range
            .split('-')
            .next()
            .and_then(|text| u64::from_str_radix(text, 16).ok());
        let Some(start) = start else { continue };
        if !(path.starts_with('/') || path == "[vdso]") {
            continue;
        }
        if offset.bytes().all(|digit| digit == b'0')
            && candidate.as_ref().is_none_or(|(known, _)| known != path)
        {
            candidate = Some((path.to_owned(), start));
        }
        // Data files are mapped too: only what has an executable part counts.
        if access.as_bytes().get(2) == Some(&b'x')
            && candidate.as_ref().is_some_and(|(known, _)| known == path)
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

fn read_image(path: &str, start: u64) -> Option<Image> {
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
    let segments: Vec<Segment> = table
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
    let loads = || segments.iter().filter(|segment| segment.kind == PT_LOAD);
    let first = loads().map(|segment| segment.address).min()? & !0xfff;
    let last = loads()
        .map(|segment| segment.address.saturating_add(segment.memory_bytes))
        .max()?;
    let bias = start.wrapping_sub(first);
    let text = loads().filter(|segment| segment.executable);
    let text_start = text.clone().map(|segment| segment.address).min()?;
    let text_end = text
        .map(|segment| segment.address.saturating_add(segment.memory_bytes))
        .max()?;
    let build_id = segments
        .iter()
        .filter(|segment| segment.kind == PT_NOTE)
        .find_map(|segment| {
            let notes = read_memory(
                bias.wrapping_add(segment.address),
                segment.memory_bytes.min(4096),
            )?;
            build_id(&notes)
        })
        .unwrap_or_default();

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
            // The section's length is not loaded: to the end of its segment is enough.
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

/// Whether the image that begins at `start` is the program itself, which is never unloaded.
fn is_program(start: u64) -> bool {
    // SAFETY: reads the auxiliary vector.
    let headers = unsafe { libc::getauxval(libc::AT_PHDR) };
    // The program headers follow the image's first 64 bytes in what linkers write.
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

/// Copies memory of this process, or nothing where a part of it is not mapped.
fn read_memory(address: u64, bytes: u64) -> Option<Vec<u8>> {
    if bytes > MAX_COPIED_BYTES {
        return None;
    }
    let mut copy = vec![0u8; usize::try_from(bytes).ok()?];
    let local = libc::iovec {
        iov_base: copy.as_mut_ptr().cast(),
        iov_len: copy.len(),
    };
    let remote = libc::iovec {
        iov_base: address as *mut libc::c_void,
        iov_len: copy.len(),
    };
    // SAFETY: `local` is our buffer; the kernel checks `remote`.
    let read = unsafe { libc::process_vm_readv(libc::getpid(), &local, 1, &remote, 1, 0) };
    (usize::try_from(read) == Ok(copy.len())).then_some(copy)
}

/// The GNU build id among notes, in hexadecimal.
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
