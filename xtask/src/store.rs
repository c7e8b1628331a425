//! Where run records lie, and which one a name means.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use record::{Record, RecordError};
pub use record::{read, read_figures, read_header, write};

/// The run that is committed, so that a book can be shown before measuring.
pub const REFERENCE: &str = "reference";

/// The repository's root.
pub fn root() -> PathBuf {
    // Set by cargo for `cargo xtask`; the path at build time otherwise.
    std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from)
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default()
}

/// Where build products go: the folder that cargo marked, above this program. A
/// variable, a configuration above the clone or a target of the build's own may
/// have moved it.
pub fn target() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    program
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").is_file())
        .map_or_else(|| root().join("target"), Path::to_path_buf)
}

/// Where run records lie: `results`, or the folder that `WORKSHOP_RESULTS` names.
pub fn results() -> PathBuf {
    std::env::var_os("WORKSHOP_RESULTS").map_or_else(|| root().join("results"), PathBuf::from)
}

/// Where what is committed lies, the reference and the baseline of counts: the
/// repository's, wherever this machine's records are.
pub fn committed() -> PathBuf {
    root().join("results")
}

/// The record that `name` means: see [`locate`].
///
/// # Errors
/// If there is none, or it cannot be read.
pub fn find(name: &str) -> anyhow::Result<Record> {
    let file = locate(name)?;
    read(&file).map_err(|error| match error {
        RecordError::Damaged { .. } => anyhow!(
            "{error}\nhint: name a run's id, its folder or its record.json; `latest` and `reference` also work"
        ),
        error => error.into(),
    })
}

/// The file that `name` means: `latest`, `reference`, a run id, a folder or a
/// file.
///
/// # Errors
/// If there is none.
pub fn locate(name: &str) -> anyhow::Result<PathBuf> {
    let path = Path::new(name);
    Ok(if name == "latest" {
        latest()?.context("nothing was measured here yet\nhint: run `cargo xtask bench-all`")?
    } else if path.is_file() {
        path.to_path_buf()
    } else if path.join("record.json").is_file() {
        path.join("record.json")
    } else {
        let folder = if name == REFERENCE {
            committed()
        } else {
            results()
        };
        let by_id = folder.join(name).join("record.json");
        if !by_id.is_file() {
            bail!(
                "no record is called `{name}`: neither a file, nor a folder with a record.json, \
                 nor a run in {}\nhint: `latest` and `reference` also work",
                results().display()
            );
        }
        by_id
    })
}

/// The newest complete record that was measured here.
///
/// # Errors
/// If the results cannot be listed.
pub fn latest() -> anyhow::Result<Option<PathBuf>> {
    Ok(runs()?
        .into_iter()
        .rev()
        .find(|file| read_header(file).is_ok_and(|header| header.finished_at.is_some())))
}

/// Every local `record.json`, oldest first; the reference is not among them.
///
/// # Errors
/// If the results cannot be listed.
pub fn runs() -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if !results().is_dir() {
        return Ok(files);
    }
    for entry in fs_err::read_dir(results())? {
        let entry = entry?;
        let file = entry.path().join("record.json");
        if entry.file_name() != REFERENCE && file.is_file() {
            files.push(file);
        }
    }
    // Run ids begin with the time, so that names sort by it.
    files.sort();
    Ok(files)
}

/// Writes `results/<run_id>/record.json` and what belongs beside it.
///
/// # Errors
/// If the folder cannot be written.
pub fn save(record: &Record) -> anyhow::Result<()> {
    record::save(record, &folder(record))
}

/// Makes a new folder below `results` for a run, and returns its id: `run_id`, or that
/// with a number where another run of the same second has it.
///
/// # Errors
/// If the folder cannot be made.
pub fn reserve(results: &Path, run_id: &str) -> anyhow::Result<String> {
    fs_err::create_dir_all(results)?;
    let mut id = run_id.to_owned();
    let mut number = 1;
    loop {
        match fs_err::create_dir(results.join(&id)) {
            Ok(()) => return Ok(id),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                number += 1;
                id = format!("{run_id}-{number}");
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// A record's folder.
pub fn folder(record: &Record) -> PathBuf {
    results().join(&record.run_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_runs_of_the_same_second_get_a_folder_each() {
        let results = tempfile::tempdir().unwrap();
        let ids = ["run", "run", "run"].map(|id| reserve(results.path(), id).unwrap());
        assert_eq!(ids, ["run", "run-2", "run-3"]);
    }
}
