//! Folders with everything in them: what is listed and copied as a whole.

use std::path::{Path, PathBuf};

use anyhow::Context;

/// Every file below `folder`, sorted by its path; links are not followed.
///
/// # Errors
/// If a folder cannot be read.
pub fn below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.context("cannot list files")?;
        if !entry.file_type().is_dir() {
            found.push(entry.into_path());
        }
    }
    Ok(found)
}

/// Every file below `folder` whose name ends with `.` and `ending`, sorted.
///
/// # Errors
/// If a folder cannot be read.
pub fn ending(folder: &Path, ending: &str) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = below(folder)?;
    found.retain(|file| file.extension().is_some_and(|end| end == ending));
    Ok(found)
}

/// Copies every file below `from` to the same place below `to`.
///
/// # Errors
/// If a file cannot be read, or written there.
pub fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    for file in below(from)? {
        let target = to.join(file.strip_prefix(from)?);
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("cannot make {}", folder.display()))?;
        }
        std::fs::copy(&file, &target)
            .with_context(|| format!("cannot copy {} to {}", file.display(), target.display()))?;
    }
    Ok(())
}
