//! Allocators that were inlined.
//!
//! With fat LTO the body of a global allocator can be inlined into the function that
//! allocates, and if it does not use the C library's, no call shows it. The line
//! tables do: they name the inlined call of the allocator's entrance. Where the
//! package that declares the allocator has no line tables, the standard library's
//! function that calls the entrance is still named, and no call of an allocator lies
//! in it.

use std::collections::{BTreeSet, HashMap};

use gimli::{AttributeValue, DebugInfoOffset, Reader, UnitOffset};

use crate::effects::Effects;
use crate::image::Error;
use crate::known;
use crate::report::Origin;

/// Code inlined from an allocator's entrance, or from its caller.
#[derive(Clone, Debug)]
pub struct Inlined {
    /// Ranges: first addresses, and one past the last.
    pub ranges: Vec<(u64, u64)>,
    /// The effect of that entrance.
    pub effects: Effects,
    /// The entrance itself; otherwise a function in `std::alloc` with an entrance's
    /// name, which calls it.
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

/// The inlined code of a program.
#[derive(Debug, Default)]
pub struct Found {
    /// Allocators.
    pub allocators: Vec<Inlined>,
    /// The names of all inlined functions.
    pub names: BTreeSet<String>,
    /// Whether the program's own source was compiled so that inlined functions have
    /// only their last names.
    pub without_paths: bool,
}

/// Finds every such place.
///
/// # Errors
/// [`Error::SplitDebug`] if the debug information is in other files,
/// [`Error::Damaged`] if it cannot be read.
pub fn find<R: Reader<Offset = usize>>(dwarf: &gimli::Dwarf<R>) -> Result<Found, Error> {
    let damaged = |error: gimli::Error| Error::Damaged(format!("debug information: {error}"));
    let mut entrances: HashMap<DebugInfoOffset<usize>, (Effects, bool)> = HashMap::new();
    let mut found = Found::default();
    let mut names: HashMap<DebugInfoOffset<usize>, String> = HashMap::new();
    let mut split = false;
    // For each unit of the program's own source, whether a name has a path.
    let mut units: HashMap<DebugInfoOffset<usize>, bool> = HashMap::new();
    // An entrance may come after the code inlined from it.
    each(dwarf, |unit, entry, origin| {
        match entry.tag() {
            gimli::DW_TAG_skeleton_unit => split = true,
            gimli::DW_TAG_compile_unit => split |= unit.dwo_name()?.is_some(),
            gimli::DW_TAG_subprogram => {
                let name = name(dwarf, unit, entry, gimli::DW_AT_name);
                if let Some(entrance) = name.as_deref().and_then(entrance) {
                    entrances.insert(origin, entrance);
                }
                // Only functions that can be inlined.
                if entry.attr_value(gimli::DW_AT_inline).is_some() {
                    let path = self::name(dwarf, unit, entry, gimli::DW_AT_linkage_name);
                    if let Some(start) = unit.header.debug_info_offset()
                        && self::origin(unit) == Origin::Own
                    {
                        *units.entry(start).or_default() |= path.is_some();
                    }
                    if let Some(name) = path.or(name) {
                        names.insert(origin, name);
                    }
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
    found.without_paths = units.values().any(|has_path| !has_path);
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
        let Some(origin) = origin else {
            return Ok(());
        };
        // Reported once.
        if let Some(name) = names.remove(&origin) {
            found.names.insert(function_names::demangled(&name));
        }
        let Some(&(effects, is_entrance)) = entrances.get(&origin) else {
            return Ok(());
        };
        let mut code = dwarf.die_ranges(unit, entry)?;
        let mut ranges = Vec::new();
        while let Some(range) = code.next()? {
            if range.begin < range.end {
                ranges.push((range.begin, range.end));
            }
        }
        if !ranges.is_empty() {
            found.allocators.push(Inlined {
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
    Ok(found)
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

/// Whose source a unit was compiled from.
pub fn origin<R: Reader<Offset = usize>>(unit: &gimli::Unit<R>) -> Origin {
    let text = |part: &Option<R>| {
        part.as_ref()
            .and_then(|part| Some(part.to_string_lossy().ok()?.into_owned()))
            .unwrap_or_default()
    };
    let file = format!("{}/{}", text(&unit.comp_dir), text(&unit.name));
    Origin::of(&file)
}

/// An attribute that is a string.
pub fn name<R: Reader<Offset = usize>>(
    dwarf: &gimli::Dwarf<R>,
    unit: &gimli::Unit<R>,
    entry: &gimli::DebuggingInformationEntry<R>,
    attribute: gimli::DwAt,
) -> Option<String> {
    let name = dwarf.attr_string(unit, entry.attr_value(attribute)?).ok()?;
    Some(name.to_string().ok()?.into_owned())
}

fn entrance(name: &str) -> Option<(Effects, bool)> {
    known::entrance(name)
        .map(|effects| (effects, true))
        .or_else(|| known::calls_entrance(name).map(|effects| (effects, false)))
}
