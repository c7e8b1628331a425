//! Allocators that were inlined.
//!
//! With fat LTO the body of a global allocator can stand in the function that asks
//! for memory, and if it does not use the C library's, no call tells of it. The
//! line tables do: they name the inlined call of the allocator's entrance.

use std::collections::HashMap;

use gimli::{AttributeValue, DebugInfoOffset, Reader, UnitOffset};

use crate::effects::Effects;
use crate::known;

/// Code from `start` to before `end` was inlined from an allocator's entrance.
#[derive(Clone, Copy, Debug)]
pub struct Inlined {
    /// First address.
    pub start: u64,
    /// Behind the last address.
    pub end: u64,
    /// What that entrance does.
    pub effects: Effects,
}

/// Every such range. What cannot be read is left out.
pub fn find<R: Reader<Offset = usize>>(dwarf: &gimli::Dwarf<R>) -> Vec<Inlined> {
    let mut entrances: HashMap<DebugInfoOffset<usize>, Effects> = HashMap::new();
    let mut inlined = Vec::new();
    // An entrance may stand behind what was inlined from it.
    let _ = each(dwarf, |unit, entry, origin| {
        if entry.tag() == gimli::DW_TAG_subprogram
            && let Some(effects) = entrance(dwarf, unit, entry)
        {
            entrances.insert(origin, effects);
        }
        Ok(())
    });
    if entrances.is_empty() {
        return inlined;
    }
    let _ = each(dwarf, |unit, entry, _| {
        if entry.tag() != gimli::DW_TAG_inlined_subroutine {
            return Ok(());
        }
        let origin = match entry.attr_value(gimli::DW_AT_abstract_origin) {
            Some(AttributeValue::UnitRef(offset)) => absolute(unit, offset),
            Some(AttributeValue::DebugInfoRef(offset)) => Some(offset),
            _ => None,
        };
        let Some(effects) = origin.and_then(|origin| entrances.get(&origin)) else {
            return Ok(());
        };
        let mut ranges = dwarf.die_ranges(unit, entry)?;
        while let Some(range) = ranges.next()? {
            inlined.push(Inlined {
                start: range.begin,
                end: range.end,
                effects: *effects,
            });
        }
        Ok(())
    });
    inlined
}

fn each<R: Reader<Offset = usize>>(
    dwarf: &gimli::Dwarf<R>,
    mut take: impl FnMut(
        &gimli::Unit<R>,
        &gimli::DebuggingInformationEntry<R>,
        DebugInfoOffset<usize>,
    ) -> gimli::Result<()>,
) -> gimli::Result<()> {
    let mut headers = dwarf.units();
    while let Some(header) = headers.next()? {
        let unit = dwarf.unit(header)?;
        let mut entries = unit.entries();
        while let Some(entry) = entries.next_dfs()? {
            if let Some(offset) = absolute(&unit, entry.offset()) {
                take(&unit, entry, offset)?;
            }
        }
    }
    Ok(())
}

fn absolute<R: Reader<Offset = usize>>(
    unit: &gimli::Unit<R>,
    offset: UnitOffset<usize>,
) -> Option<DebugInfoOffset<usize>> {
    offset.to_debug_info_offset(&unit.header)
}

fn entrance<R: Reader<Offset = usize>>(
    dwarf: &gimli::Dwarf<R>,
    unit: &gimli::Unit<R>,
    entry: &gimli::DebuggingInformationEntry<R>,
) -> Option<Effects> {
    let name = entry.attr_value(gimli::DW_AT_name)?;
    let name = dwarf.attr_string(unit, name).ok()?;
    let name = name.to_string().ok()?;
    known::entrance(&name)
}
