//! The published JSON Schemas of what the workshop prints for programs, each in a file
//! beside the crate's manifest.

use command_line::schema::published;

use crate::check::Report;
use crate::grade::Repo;
use crate::registry::Listed;

/// Of `workshop list --format json`.
///
/// # Errors
/// If it cannot be written as JSON.
pub fn list() -> serde_json::Result<String> {
    published::<Vec<Listed>>("workshop list", 1)
}

/// Of `workshop check --format json`.
///
/// # Errors
/// If it cannot be written as JSON.
pub fn check() -> serde_json::Result<String> {
    published::<Report>("workshop check", 1)
}

/// Of `workshop grade --format json`, which `workshop report` reads.
///
/// # Errors
/// If it cannot be written as JSON.
pub fn grade() -> serde_json::Result<String> {
    published::<Vec<Repo>>("workshop grade", 1)
}
