//! Which cases a measuring program takes: all, or those listed in the file that
//! an environment variable names. The command lines stay the harnesses' own.

use std::io::Read;

use patterns::catalogue::{CaseId, Pattern};

/// Names a file with one case id a line.
pub const VARIABLE: &str = "WORKSHOP_CASES";

/// Room for every list, and more than the 128 KiB from which on the C library maps
/// each block by itself. Taken from its heap, a list would leave behind a gap of
/// its own length, and whether a measured vector grows in place or moves would
/// depend on what else was selected: counts moved by up to a third.
const ROOM: usize = 1 << 18;

/// The selected cases, in the order of the file; every case without one.
///
/// # Panics
/// If the file cannot be read or names a case that the catalogue does not have:
/// it was written for another build of the catalogue.
pub fn cases() -> Vec<CaseId> {
    let mut cases = Vec::with_capacity(ROOM);
    let Some(path) = std::env::var_os(VARIABLE) else {
        cases.extend(patterns::patterns().flat_map(Pattern::cases));
        return cases;
    };
    let mut list = String::with_capacity(ROOM);
    std::fs::File::open(&path)
        .and_then(|mut file| file.read_to_string(&mut list))
        .unwrap_or_else(|error| panic!("{VARIABLE}={}: {error}", path.display()));
    cases.extend(
        list.lines()
            .map(|id| CaseId::find(id).unwrap_or_else(|| panic!("no case has the id {id}"))),
    );
    cases
}
