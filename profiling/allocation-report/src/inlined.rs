//! Allocators that were inlined.
//!
//! With fat LTO the body of a global allocator can stand in the function that asks
//! for memory, and if it does not use the C library's, no call tells of it. The
//! line tables do: they name the inlined call of the allocator's entrance. Where the
//! package that declares the allocator has none, the standard library's function
//! that calls the entrance is still named, and no call of an allocator lies in it.

use std::collections::HashMap;

use gimli::{AttributeValue, DebugInfoOffset, Reader, UnitOffset};

use crate::effects::Effects;
use crate::image::Error;
use crate::known;

/// Code that was inlined from an allocator's entrance, or from what calls it.
#[derive(Clone, Debug)]
pub struct Inlined {
    /// First addresses, and those behind the last.
    pub ranges: Vec<(u64, u64)>,
    /// What that entrance does.
    pub effects: Effects,
    /// The entrance itself; otherwise a function of the name of one in
    /// `std::alloc`, which calls it.
    pub is_entrance: bool,
}

impl Inlined {
    /// Whether an address lies in it.
    pub fn has(&self, address: u64) -> bool {
        self.ranges
            .iter()
            .any(|&(start, end)| (start..end).contains(&address))
    }

    /// Its first address.
    pub fn start(&self) -> u64 {
        self.ranges.iter().map(|range| range.0).min().unwrap_or(0)
    }
}

/// Every such place.
///
/// # Errors
/// [`Error::SplitDebug`] if debug information lies in other files,
/// [`Error::Damaged`] if it cannot be read.
pub fn find<R: Reader<Offset = usize>>(dwarf: &gimli::Dwarf<R>) -> Result<Vec<Inlined>, Error> {
    let damaged = |error: gimli::Error| Error::Damaged(format!("debug information: {error}"));
    let mut entrances: HashMap<DebugInfoOffset<usize>, (Effects, bool)> = HashMap::new();
    let mut inlined = Vec::new();
    let mut split = false;
    // An entrance may stand behind what was inlined from it.
    each(dwarf, |unit, entry, origin| {
        match entry.tag() {
            gimli::DW_TAG_skeleton_unit => split = true,
            gimli::DW_TAG_compile_unit => split |= unit.dwo_name()?.is_some(),
            gimli::DW_TAG_subprogram => {
                if let Some(entrance) = entrance(dwarf, unit, entry) {
                    entrances.insert(origin, entrance);
                }
            }
            _ => {}
        }
        Ok(())
    })
    .map_err(damaged)?;
    if split {
        return Err(Error::SplitDebug);
    }
    if entrances.is_empty() {
        return Ok(inlined);
    }
    let mut elsewhere = false;
    each(dwarf, |unit, entry, _| {
        if entry.tag() != gimli::DW_TAG_inlined_subroutine {
            return Ok(());
        }
        let origin = match entry.attr_value(gimli::DW_AT_abstract_origin) {
            Some(AttributeValue::UnitRef(offset)) => absolute(unit, offset),
            Some(AttributeValue::DebugInfoRef(offset)) => Some(offset),
            Some(AttributeValue::DebugInfoRefSup(_)) => {
                elsewhere = true;
                None
            }
            _ => None,
        };
        let Some(&(effects, is_entrance)) = origin.and_then(|origin| entrances.get(&origin)) else {
            return Ok(());
        };
        let mut found = dwarf.die_ranges(unit, entry)?;
        let mut ranges = Vec::new();
        while let Some(range) = found.next()? {
            if range.begin < range.end {
                ranges.push((range.begin, range.end));
            }
        }
        if !ranges.is_empty() {
            inlined.push(Inlined {
                ranges,
                effects,
                is_entrance,
            });
        }
        Ok(())
    })
    .map_err(damaged)?;
    if elsewhere {
        return Err(Error::SplitDebug);
    }
    Ok(inlined)
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
) -> Option<(Effects, bool)> {
    let name = entry.attr_value(gimli::DW_AT_name)?;
    let name = dwarf.attr_string(unit, name).ok()?;
    let name = name.to_string().ok()?;
    known::entrance(&name)
        .map(|effects| (effects, true))
        .or_else(|| known::calls_entrance(&name).map(|effects| (effects, false)))
}
