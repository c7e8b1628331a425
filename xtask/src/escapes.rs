//! What the machine code of variants can do to the heap, as it lies beside a record,
//! which has no room for it: written once by measuring, read by whatever shows it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// What the machine code of a variant, its input left out, can do to the heap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escape {
    /// `<family>/<pattern>/<variant>`.
    pub id: String,
    /// `does not allocate`, `allocates`, `unknown` …
    pub verdict: String,
    /// Whether it can take memory where no panic is under way.
    pub allocates: bool,
    /// Whether it makes calls that could not be followed.
    pub unknown: bool,
    /// Where, in the order of lines; the first ones.
    pub sites: Vec<EscapeSite>,
}

/// A place at which a variant can take memory, or makes a call that could not be
/// followed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EscapeSite {
    /// From the repository's root.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1; 0 where it is not known.
    pub column: u32,
    /// What it does there, and through what.
    pub message: String,
    /// The standard library's call that it comes through, if there is one.
    pub through: Option<String>,
}

/// Where the answers of a run lie.
pub fn file(folder: &Path) -> PathBuf {
    folder.join("escapes.json")
}

/// The answers in a run's folder; none where they were not read, or are damaged.
pub fn read(folder: &Path) -> Vec<Escape> {
    fs_err::read_to_string(file(folder))
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}
