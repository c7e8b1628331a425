//! Source places of machine code, from DWARF.

use std::collections::BTreeSet;
use std::sync::Arc;

use addr2line::Context;
use gimli::{EndianArcSlice, LittleEndian};
use object::{Object, ObjectSection};

use crate::image::{Error, Image};
use crate::inlined::{self, Inlined};
use crate::objects::Objects;
use crate::report::{Frame, Origin, Place};
use crate::scopes;

/// The line tables of a program.
pub struct Lines {
    context: Context<EndianArcSlice<LittleEndian>>,
    dwarf: Arc<gimli::Dwarf<EndianArcSlice<LittleEndian>>>,
    inlined: Vec<Inlined>,
    names: BTreeSet<String>,
    without_paths: bool,
}

impl Lines {
    /// Reads the DWARF sections.
    ///
    /// # Errors
    /// [`Error::NoLineTables`] if there are none, [`Error::Damaged`] if they cannot be
    /// read.
    pub fn parse(image: &Image) -> Result<Self, Error> {
        let has = image
            .file
            .section_by_name(".debug_line")
            .is_some_and(|section| section.size() > 0);
        if !has {
            return Err(Error::NoLineTables);
        }
        let load = |id: gimli::SectionId| -> Result<EndianArcSlice<LittleEndian>, Error> {
            let data = match image.file.section_by_name(id.name()) {
                Some(section) => section
                    .uncompressed_data()
                    .map_err(|error| Error::Damaged(format!("{}: {error}", id.name())))?,
                None => Default::default(),
            };
            Ok(EndianArcSlice::new(Arc::from(&*data), LittleEndian))
        };
        let dwarf = Arc::new(gimli::Dwarf::load(load)?);
        let found = inlined::find(&dwarf)?;
        let context = Context::from_arc_dwarf(Arc::clone(&dwarf))
            .map_err(|error| Error::Damaged(error.to_string()))?;
        let mut lines = Lines {
            context,
            dwarf,
            inlined: Vec::new(),
            names: found.names,
            without_paths: found.without_paths,
        };
        lines.inlined = found
            .allocators
            .into_iter()
            .filter(|inlined| inlined.is_entrance || lines.is_of_std_alloc(inlined))
            .collect();
        Ok(lines)
    }

    /// The places where an allocator's entrance was inlined.
    pub fn inlined_allocators(&self) -> &[Inlined] {
        &self.inlined
    }

    /// The trait objects in scope of the code at `addresses`, which ascend. Unreadable
    /// parts add nothing.
    pub fn objects(&self, addresses: &[u64]) -> Objects {
        if addresses.is_empty() {
            return Objects::default();
        }
        scopes::read(&self.dwarf, addresses).unwrap_or_default()
    }

    /// Names of functions that were inlined anywhere.
    pub fn inlined_names(&self) -> &BTreeSet<String> {
        &self.names
    }

    /// Whether the names of the program's own inlined functions lack their paths.
    pub fn without_paths(&self) -> bool {
        self.without_paths
    }

    /// Whether code was inlined from the standard library's file that calls the
    /// entrances.
    fn is_of_std_alloc(&self, inlined: &Inlined) -> bool {
        let mut found = false;
        for &(start, end) in &inlined.ranges {
            self.each_place(start, end, |file, _| {
                found |=
                    file.ends_with("alloc/src/alloc.rs") && Origin::of(file) == Origin::Standard;
            });
        }
        found
    }

    /// Whether code between two addresses has lines.
    pub fn covers(&self, start: u64, end: u64) -> bool {
        let mut found = false;
        self.each_place(start, end, |_, _| found = true);
        found
    }

    /// The place of one instruction, inlined calls innermost first.
    pub fn frames(&self, address: u64) -> Vec<Frame> {
        let mut found = Vec::new();
        let Ok(mut frames) = self.context.find_frames(address).skip_all_loads() else {
            return found;
        };
        while let Ok(Some(frame)) = frames.next() {
            let function = frame
                .function
                .as_ref()
                .and_then(|name| name.raw_name().ok())
                .map(|name| function_names::demangled(&name))
                .unwrap_or_default();
            found.push(Frame {
                function,
                place: frame.location.as_ref().and_then(place),
            });
        }
        found
    }

    /// Passes on the file and line of everything that has code between two addresses;
    /// a line may come more than once.
    pub fn each_place(&self, start: u64, end: u64, mut take: impl FnMut(&str, u32)) {
        let Ok(rows) = self.context.find_location_range(start, end) else {
            return;
        };
        for (_, _, location) in rows {
            if let (Some(file), Some(line)) = (location.file, location.line) {
                take(file, line);
            }
        }
    }
}

fn place(location: &addr2line::Location) -> Option<Place> {
    Some(Place {
        file: location.file?.to_owned(),
        line: location.line?,
        column: location.column.unwrap_or(0),
    })
}
