//! Which cases a measuring program takes: all, or those listed in the file that
//! an environment variable names. The command lines stay the harnesses' own.

use patterns::catalogue::{CaseId, Pattern};

/// Names a file with one case id a line.
pub const VARIABLE: &str = "WORKSHOP_CASES";

/// The selected cases, in the order of the file; every case without one.
///
/// # Panics
/// If the file cannot be read or names a case that the catalogue does not have:
/// it was written for another build of the catalogue.
pub fn cases() -> Vec<CaseId> {
    let Some(path) = std::env::var_os(VARIABLE) else {
        return patterns::patterns().flat_map(Pattern::cases).collect();
    };
    let list = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{VARIABLE}={}: {error}", path.display()));
    list.lines()
        .map(|id| CaseId::find(id).unwrap_or_else(|| panic!("no case has the id {id}")))
        .collect()
}
