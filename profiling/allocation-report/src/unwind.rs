//! Landing pads: where a function continues when something that it calls panics.
//!
//! From `.eh_frame` and `.gcc_except_table`, whose layout is that of the Itanium
//! C++ ABI for exception handling (level II, "Language-Specific Data Area").

use std::collections::HashMap;

use gimli::{BaseAddresses, CieOrFde, EhFrame, EndianSlice, LittleEndian, UnwindSection};
use object::{Object, ObjectSection};

use crate::image::Image;

/// Calls from `start` up to `end` continue at `pad` when they unwind.
#[derive(Clone, Copy, Debug)]
pub struct Region {
    /// First address.
    pub start: u64,
    /// One past the last address.
    pub end: u64,
    /// Where to continue.
    pub pad: u64,
    /// Whether unwinding can end there: then ordinary code follows.
    pub catches: bool,
}

/// The regions of every function, by its first address. Unreadable ones are left out:
/// their landing pads then count as ordinary code.
pub fn landing_pads(image: &Image) -> HashMap<u64, Vec<Region>> {
    let mut pads = HashMap::new();
    let Some(section) = image.file.section_by_name(".eh_frame") else {
        return pads;
    };
    let Ok(data) = section.data() else {
        return pads;
    };
    let frames = EhFrame::new(data, LittleEndian);
    let mut bases = BaseAddresses::default().set_eh_frame(section.address());
    if let Some(text) = image.file.section_by_name(".text") {
        bases = bases.set_text(text.address());
    }
    let mut entries = frames.entries(&bases);
    while let Ok(Some(entry)) = entries.next() {
        let CieOrFde::Fde(partial) = entry else {
            continue;
        };
        let Ok(fde) = partial.parse(EhFrame::cie_from_offset) else {
            continue;
        };
        let lsda = match fde.lsda() {
            Some(gimli::Pointer::Direct(address)) => address,
            Some(gimli::Pointer::Indirect(slot)) => match image.pointer(slot) {
                Some(crate::image::Pointer::Address(address)) => address,
                _ => continue,
            },
            None => continue,
        };
        let start = fde.initial_address();
        if let Some(regions) = regions(image, lsda, start) {
            pads.insert(start, regions);
        }
    }
    pads
}

fn regions(image: &Image, lsda: u64, function: u64) -> Option<Vec<Region>> {
    use gimli::Reader as _;
    // The tables of one section follow each other; the header says where one ends.
    let section = image
        .file
        .sections()
        .find(|section| (section.address()..section.address() + section.size()).contains(&lsda))?;
    let data = section.data().ok()?;
    let data = data.get(usize::try_from(lsda - section.address()).ok()?..)?;
    let mut reader = EndianSlice::new(data, LittleEndian);
    const OMIT: u8 = 0xff;
    let base = match reader.read_u8().ok()? {
        OMIT => function,
        _ => return None,
    };
    if reader.read_u8().ok()? != OMIT {
        reader.read_uleb128().ok()?;
    }
    let encoding = reader.read_u8().ok()?;
    let length = usize::try_from(reader.read_uleb128().ok()?).ok()?;
    let mut table = reader.split(length).ok()?;
    let actions = reader;
    let mut regions = Vec::new();
    let number = |table: &mut EndianSlice<LittleEndian>| match encoding {
        0x01 => table.read_uleb128().ok(),
        0x03 => table.read_u32().ok().map(u64::from),
        0x04 => table.read_u64().ok(),
        _ => None,
    };
    while !table.is_empty() {
        let start = number(&mut table)?;
        let length = number(&mut table)?;
        let pad = number(&mut table)?;
        let action = table.read_uleb128().ok()?;
        if pad != 0 {
            regions.push(Region {
                start: function + start,
                end: function + start + length,
                pad: base + pad,
                catches: catches(actions, action),
            });
        }
    }
    Some(regions)
}

/// Whether an action does more than clean up. An unreadable one counts as more.
fn catches(actions: EndianSlice<LittleEndian>, action: u64) -> bool {
    use gimli::Reader as _;
    let Some(mut place) = action.checked_sub(1) else {
        return false;
    };
    // A chain of records: a filter, and the offset of the next one from there.
    for _ in 0..64 {
        let mut record = actions;
        let read = usize::try_from(place)
            .ok()
            .and_then(|place| record.skip(place).ok());
        let (Some(()), Ok(filter)) = (read, record.read_sleb128()) else {
            return true;
        };
        let here = actions.len() - record.len();
        match (filter, record.read_sleb128()) {
            (0, Ok(0)) => return false,
            (0, Ok(next)) => match (here as u64).checked_add_signed(next) {
                Some(next) => place = next,
                None => return true,
            },
            _ => return true,
        }
    }
    true
}
