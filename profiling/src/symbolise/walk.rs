//! Functions and lines at a set of addresses, in one pass over the debug information.
//!
//! Only one unit at a time is in memory, and only results stay. The library
//! `addr2line` keeps every unit with its abbreviations and lists of files for the next
//! question: tens of megabytes for a program of twenty, in a service that looks up a
//! whole set of addresses at once.

use std::rc::Rc;
use std::sync::Arc;

use gimli::{AttributeValue, LineProgramHeader, Range};

pub(super) type Reader<'a> = gimli::EndianSlice<'a, gimli::RunTimeEndian>;
pub(super) type Dwarf<'a> = gimli::Dwarf<Reader<'a>>;
pub(super) type Unit<'a> = gimli::Unit<Reader<'a>>;
type UnitRef<'u, 'a> = gimli::UnitRef<'u, Reader<'a>>;
type Entry<'a> = gimli::DebuggingInformationEntry<Reader<'a>>;
type Origin<'a> = AttributeValue<Reader<'a>>;

/// The most references followed: from an inlined call to its function, and from there
/// to its declaration.
const MAX_STEPS: usize = 8;

/// A function at an address, with the names that debug information gives it.
#[derive(Clone, Debug, Default)]
pub(super) struct Call {
    /// The symbol's name, mangled; line tables have none.
    pub(super) linkage: Option<String>,
    /// The declaration's name, with the generic arguments of this instance.
    pub(super) entry: Option<String>,
    /// Where in it.
    pub(super) place: Place,
}

/// A place in the source; empty and zero where it is not known.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: u32,
    pub(super) column: u32,
}

/// The calls at each of `addresses`, which are sorted, innermost first; a call has no
/// names where only its place is known. `split` returns the file into which a unit's
/// functions were split.
pub(super) fn look_up<'a>(
    dwarf: &Dwarf<'a>,
    addresses: &[u64],
    split: impl Fn(&Unit<'a>) -> Option<Arc<Dwarf<'a>>>,
) -> Vec<Vec<Call>> {
    let mut search = Search {
        dwarf,
        addresses,
        found: vec![Vec::new(); addresses.len()],
        starts: Vec::new(),
        abbreviations: None,
        other: None,
    };
    let mut headers = dwarf.units();
    while let Ok(Some(header)) = headers.next() {
        if let Some(offset) = header.debug_info_offset() {
            search.starts.push(offset);
        }
    }
    for at in 0..search.starts.len() {
        let Some(unit) = search.unit(search.starts[at]) else {
            continue;
        };
        // Damaged parts are left out.
        let _ = search.look_into(&unit, &split);
    }
    for calls in &mut search.found {
        calls.reverse();
    }
    search.found
}

struct Search<'s, 'a> {
    dwarf: &'s Dwarf<'a>,
    addresses: &'s [u64],
    /// Outermost first.
    found: Vec<Vec<Call>>,
    /// Every unit's, in order.
    starts: Vec<gimli::DebugInfoOffset>,
    /// The previous unit's: units of one object file share them.
    abbreviations: Option<(gimli::DebugAbbrevOffset, Arc<gimli::Abbreviations>)>,
    /// The unit that was last referred to from another.
    other: Option<(gimli::DebugInfoOffset, Rc<Unit<'a>>)>,
}

/// A function being visited, with those of the addresses that lie in it.
struct Open {
    depth: isize,
    wanted: Vec<usize>,
}

impl<'a> Search<'_, 'a> {
    /// The unit that begins at `offset`; `None` where it has no code or is damaged.
    fn unit(&mut self, offset: gimli::DebugInfoOffset) -> Option<Unit<'a>> {
        let header = self.dwarf.unit_header(offset).ok()?;
        let at = header.debug_abbrev_offset();
        let known = self.abbreviations.take().filter(|(of, _)| *of == at);
        let abbreviations = match known {
            Some((_, abbreviations)) => abbreviations,
            None => self.dwarf.abbreviations(&header).ok()?,
        };
        self.abbreviations = Some((at, Arc::clone(&abbreviations)));
        gimli::Unit::new_with_abbreviations(self.dwarf, header, abbreviations).ok()
    }

    fn look_into(
        &mut self,
        unit: &Unit<'a>,
        split: &impl Fn(&Unit<'a>) -> Option<Arc<Dwarf<'a>>>,
    ) -> gimli::Result<()> {
        let here = unit.unit_ref(self.dwarf);
        let mut wanted = Vec::new();
        let mut has_ranges = false;
        let mut ranges = here.unit_ranges()?;
        while let Some(range) = ranges.next()? {
            has_ranges = true;
            self.within(range, &mut wanted);
        }
        if has_ranges && wanted.is_empty() {
            return Ok(());
        }
        if !has_ranges {
            // A unit of assembly: its lines say where it is.
            wanted = (0..self.addresses.len()).collect();
        }
        wanted.sort_unstable();
        wanted.dedup();
        wanted.retain(|at| self.found[*at].is_empty());
        let places = self.places(here, &wanted)?;
        if !has_ranges {
            wanted = places.iter().map(|(at, _)| *at).collect();
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let functions = match unit.dwo_id.and_then(|_| split(unit)) {
            Some(dwarf) => self.functions_split_off(&dwarf, unit, &wanted),
            None => self.functions(here, here, &wanted),
        };
        for (at, place) in places {
            if self.found[at].is_empty() {
                self.found[at].push(Call::default());
            }
            if let Some(innermost) = self.found[at].last_mut() {
                innermost.place = place;
            }
        }
        functions
    }

    /// Adds those of the addresses that lie in `range`.
    fn within(&self, range: Range, wanted: &mut Vec<usize>) {
        let first = self.addresses.partition_point(|at| *at < range.begin);
        let end = self.addresses.partition_point(|at| *at < range.end);
        wanted.extend(first..end.max(first));
    }

    /// The places that the lines of `unit` give for each of `wanted`.
    fn places(
        &self,
        unit: UnitRef<'_, 'a>,
        wanted: &[usize],
    ) -> gimli::Result<Vec<(usize, Place)>> {
        let mut places: Vec<(usize, Place)> = Vec::new();
        let Some(program) = unit.line_program.clone() else {
            return Ok(places);
        };
        let mut rows = program.rows();
        // A row holds from its address up to the next row's.
        let mut before: Option<gimli::LineRow> = None;
        while let Some((header, row)) = rows.next_row()? {
            if let Some(before) = before.filter(|before| before.address() < row.address()) {
                let addresses = self.addresses;
                let first = wanted.partition_point(|at| addresses[*at] < before.address());
                let end = wanted.partition_point(|at| addresses[*at] < row.address());
                for at in wanted.get(first..end).unwrap_or_default() {
                    places.push((*at, place_of(unit, header, &before)));
                }
            }
            before = (!row.end_sequence()).then_some(*row);
        }
        places.sort_by_key(|(at, _)| *at);
        places.dedup_by_key(|(at, _)| *at);
        Ok(places)
    }

    fn functions_split_off(
        &mut self,
        dwarf: &Dwarf<'a>,
        skeleton: &Unit<'a>,
        wanted: &[usize],
    ) -> gimli::Result<()> {
        let Some(header) = dwarf.units().next()? else {
            return Ok(());
        };
        let mut unit = dwarf.unit(header)?;
        unit.copy_relocated_attributes(skeleton);
        self.functions(unit.unit_ref(dwarf), skeleton.unit_ref(self.dwarf), wanted)
    }

    /// The functions of `unit` that contain each of `wanted`, outermost first; `files`
    /// is their list of files.
    fn functions(
        &mut self,
        unit: UnitRef<'_, 'a>,
        files: UnitRef<'_, 'a>,
        wanted: &[usize],
    ) -> gimli::Result<()> {
        let mut entries = unit.entries_raw(None)?;
        let mut entry = Entry::null();
        let mut open: Vec<Open> = Vec::new();
        while !entries.is_empty() {
            let depth = entries.next_depth();
            while open.last().is_some_and(|last| last.depth >= depth) {
                open.pop();
            }
            let begin = entries.clone();
            let Some(abbreviation) = entries.read_abbreviation()? else {
                continue;
            };
            let is_call = abbreviation.tag() == gimli::DW_TAG_inlined_subroutine;
            let is_function = abbreviation.tag() == gimli::DW_TAG_subprogram;
            if !is_function && (!is_call || open.is_empty()) {
                entries.skip_attributes(abbreviation.attributes())?;
                continue;
            }
            entries = begin;
            entries.read_entry(&mut entry)?;
            let candidates: &[usize] = match open.last() {
                Some(caller) if is_call => &caller.wanted,
                _ => wanted,
            };
            let mut inside = Vec::new();
            let mut ranges = unit.die_ranges(&entry)?;
            while let Some(range) = ranges.next()? {
                self.within(range, &mut inside);
            }
            inside.retain(|at| {
                candidates.binary_search(at).is_ok() && (is_call || self.found[*at].is_empty())
            });
            if inside.is_empty() {
                continue;
            }
            inside.sort_unstable();
            inside.dedup();
            let call = self.named(unit, &entry);
            let from = is_call.then(|| call_site(files, &entry));
            for at in &inside {
                if let (Some(from), Some(caller)) = (&from, self.found[*at].last_mut()) {
                    caller.place = from.clone();
                }
                self.found[*at].push(call.clone());
            }
            open.push(Open {
                depth,
                wanted: inside,
            });
        }
        Ok(())
    }

    fn named(&mut self, unit: UnitRef<'_, 'a>, entry: &Entry<'a>) -> Call {
        let mut call = Call::default();
        let origin = take_names(unit, entry, &mut call);
        if let Some(origin) = origin {
            self.follow(unit, origin, &mut call, MAX_STEPS);
        }
        // The declaration's name where there is no symbol.
        if call.linkage == call.entry {
            call.linkage = None;
        }
        call
    }

    /// Completes the names from the entry that this one is an instance of.
    fn follow(&mut self, unit: UnitRef<'_, 'a>, origin: Origin<'a>, call: &mut Call, steps: usize) {
        let is_complete = call.linkage.is_some() && call.entry.is_some();
        if is_complete || steps == 0 {
            return;
        }
        let offset = match origin {
            AttributeValue::UnitRef(offset) => offset,
            AttributeValue::DebugInfoRef(offset) => match offset.to_unit_offset(&unit.header) {
                Some(offset) => offset,
                // In another unit: code was merged across crates.
                None => {
                    if let Some((other, offset)) = self.elsewhere(offset) {
                        let other = other.unit_ref(self.dwarf);
                        self.follow(other, AttributeValue::UnitRef(offset), call, steps - 1);
                    }
                    return;
                }
            },
            _ => return,
        };
        let Ok(entry) = unit.entry(offset) else {
            return;
        };
        if let Some(origin) = take_names(unit, &entry, call) {
            self.follow(unit, origin, call, steps - 1);
        }
    }

    /// The unit that contains `offset`, and the offset within it.
    fn elsewhere(
        &mut self,
        offset: gimli::DebugInfoOffset,
    ) -> Option<(Rc<Unit<'a>>, gimli::UnitOffset)> {
        let after = self.starts.partition_point(|start| start.0 <= offset.0);
        let start = *self.starts.get(after.checked_sub(1)?)?;
        let unit = match &self.other {
            Some((at, unit)) if *at == start => Rc::clone(unit),
            _ => Rc::new(self.unit(start)?),
        };
        self.other = Some((start, Rc::clone(&unit)));
        let within = offset.to_unit_offset(&unit.header)?;
        Some((unit, within))
    }
}

/// Takes the names from `entry` itself, and returns the entry that it is an instance
/// of.
fn take_names<'a>(unit: UnitRef<'_, 'a>, entry: &Entry<'a>, call: &mut Call) -> Option<Origin<'a>> {
    let text = |name| {
        let value = entry.attr_value(name)?;
        Some(unit.attr_string(value).ok()?.to_string_lossy().into_owned())
    };
    if call.linkage.is_none() {
        call.linkage =
            text(gimli::DW_AT_linkage_name).or_else(|| text(gimli::DW_AT_MIPS_linkage_name));
    }
    if call.entry.is_none() {
        call.entry = text(gimli::DW_AT_name);
    }
    entry
        .attr_value(gimli::DW_AT_abstract_origin)
        .or_else(|| entry.attr_value(gimli::DW_AT_specification))
}

/// Where the inlined function `entry` was called from.
fn call_site(files: UnitRef<'_, '_>, entry: &Entry<'_>) -> Place {
    let number = |name| {
        let value = entry.attr_value(name).and_then(|value| value.udata_value());
        value.map_or(0, |value| u32::try_from(value).unwrap_or(0))
    };
    let file = match entry.attr_value(gimli::DW_AT_call_file) {
        // Before version 5, zero means none.
        Some(AttributeValue::FileIndex(at)) if at > 0 || files.header.version() >= 5 => files
            .line_program
            .as_ref()
            .and_then(|program| path_of(files, program.header(), at)),
        _ => None,
    };
    Place {
        file: file.unwrap_or_default(),
        line: number(gimli::DW_AT_call_line),
        column: number(gimli::DW_AT_call_column),
    }
}

fn place_of<'a>(
    unit: UnitRef<'_, 'a>,
    header: &LineProgramHeader<Reader<'a>>,
    row: &gimli::LineRow,
) -> Place {
    let line = row.line().map_or(0, |line| line.get());
    let column = match row.column() {
        // Without a line there is no column either.
        gimli::ColumnType::Column(column) if line > 0 => column.get(),
        _ => 0,
    };
    Place {
        file: path_of(unit, header, row.file_index()).unwrap_or_default(),
        line: u32::try_from(line).unwrap_or(0),
        column: u32::try_from(column).unwrap_or(0),
    }
}

/// The path of file number `at`, as complete as the debug information has it.
fn path_of<'a>(
    unit: UnitRef<'_, 'a>,
    header: &LineProgramHeader<Reader<'a>>,
    at: u64,
) -> Option<String> {
    let file = header.file(at)?;
    let text = |value| Some(unit.attr_string(value).ok()?.to_string_lossy().into_owned());
    let mut path = String::new();
    let folder = unit
        .comp_dir
        .map(|folder| folder.to_string_lossy().into_owned());
    // Number zero is the folder of the compilation.
    let directory = (file.directory_index() != 0)
        .then(|| file.directory(header))
        .flatten()
        .and_then(text);
    for part in [folder, directory, text(file.path_name())]
        .into_iter()
        .flatten()
    {
        if part.starts_with('/') {
            path.clear();
        } else if !path.is_empty() && !path.ends_with('/') {
            path.push('/');
        }
        path.push_str(&part);
    }
    Some(path)
}
