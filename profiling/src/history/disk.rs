//! Windows as files `<kind>-<start>-<end>.pb.gz`, which Go's tool reads as they are.

use std::path::{Path, PathBuf};

use super::{KINDS, Window};
use crate::error::{Error, Result};

const ENDING: &str = ".pb.gz";
/// The suffix of files that are being written.
const UNFINISHED: &str = "unfinished";

/// What is known of the folder. Reading and writing are slow, and are done by the
/// caller with no lock held: see [`Disk::path`], [`write`] and [`remove`].
pub(super) struct Disk {
    folder: PathBuf,
    limit: u64,
    /// Oldest first.
    windows: Vec<Window>,
    problem: String,
    /// The number of windows that could not be written.
    failures: u64,
}

impl Disk {
    /// Finds the windows that an earlier run left, and creates the folder if it does
    /// not exist.
    pub(super) fn open(folder: PathBuf, limit: u64) -> Result<Self> {
        let told = |source| Error::File {
            path: folder.clone(),
            source,
        };
        std::fs::create_dir_all(&folder).map_err(told)?;
        remove_unfinished(&folder);
        let mut windows: Vec<Window> = std::fs::read_dir(&folder)
            .map_err(told)?
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let bytes = entry.metadata().ok()?.len();
                window(entry.file_name().to_str()?, bytes)
            })
            .collect();
        windows.sort_by_key(|window| window.start_unix_ns);
        let mut disk = Self {
            folder,
            limit,
            windows,
            problem: String::new(),
            failures: 0,
        };
        remove(&disk.shrink());
        Ok(disk)
    }

    /// Records whether a window was written; a failure is reported, since nobody waits
    /// for the result. Returns the files to remove.
    pub(super) fn note(&mut self, window: &Window, written: std::io::Result<()>) -> Vec<PathBuf> {
        match written {
            Ok(()) => {
                self.problem.clear();
                self.windows.push(window.clone());
                self.shrink()
            }
            Err(error) => {
                self.failures += 1;
                self.problem = format!(
                    "{}: {error} ({} windows not written since the start)",
                    self.path(window).display(),
                    self.failures
                );
                Vec::new()
            }
        }
    }

    pub(super) fn windows(&self) -> &[Window] {
        &self.windows
    }

    pub(super) fn bytes(&self) -> u64 {
        self.windows.iter().map(|window| window.bytes).sum()
    }

    pub(super) fn problem(&self) -> &str {
        &self.problem
    }

    /// Drops the oldest windows beyond the limit; returns their files.
    fn shrink(&mut self) -> Vec<PathBuf> {
        let mut total = self.bytes();
        let mut gone = 0;
        while total > self.limit && gone < self.windows.len() {
            total -= self.windows[gone].bytes;
            gone += 1;
        }
        let gone: Vec<Window> = self.windows.drain(..gone).collect();
        gone.iter().map(|window| self.path(window)).collect()
    }

    /// The path of a window's file.
    pub(super) fn path(&self, window: &Window) -> PathBuf {
        self.folder.join(format!(
            "{}-{}-{}{ENDING}",
            window.kind, window.start_unix_ns, window.end_unix_ns
        ))
    }
}

/// Removes files; one that is already gone is no error.
pub(super) fn remove(files: &[PathBuf]) {
    for file in files {
        let _ = std::fs::remove_file(file);
    }
}

/// The window that a file's name describes; `None` for other files.
fn window(name: &str, bytes: u64) -> Option<Window> {
    let mut parts = name.strip_suffix(ENDING)?.split('-');
    let kind = parts.next()?;
    let window = Window {
        kind: kind.to_owned(),
        start_unix_ns: parts.next()?.parse().ok()?,
        end_unix_ns: parts.next()?.parse().ok()?,
        bytes,
    };
    (KINDS.contains(&kind) && parts.next().is_none()).then_some(window)
}

/// Written under another name first, so that nobody reads half a file.
pub(super) fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let unfinished = path.with_extension(UNFINISHED);
    std::fs::write(&unfinished, bytes)
        .and_then(|()| std::fs::rename(&unfinished, path))
        .inspect_err(|_| {
            // On a full disk, the remains would take the room of the next window.
            let _ = std::fs::remove_file(&unfinished);
        })
}

/// Removes the unfinished files of a run that ended while writing.
fn remove_unfinished(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_ours = path
            .file_stem()
            .and_then(|stem| window(&format!("{}.gz", stem.to_str()?), 0))
            .is_some();
        if is_ours && path.extension().is_some_and(|ending| ending == UNFINISHED) {
            let _ = std::fs::remove_file(path);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic is the report")]
mod tests {
    use super::*;

    #[test]
    fn nothing_half_written_stays_neither_of_this_run_nor_of_an_earlier_one() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join("cpu-1-2.pb.unfinished");
        let others = folder.path().join("others.unfinished");
        std::fs::write(&left, "half").unwrap();
        std::fs::write(&others, "not ours").unwrap();
        let mut disk = Disk::open(folder.path().to_owned(), 1_000).unwrap();
        assert!(!left.exists() && others.exists());

        let window = window("cpu-1-2.pb.gz", 4).unwrap();
        // A folder cannot be replaced by a file: the rename fails, as writing does on
        // a full disk.
        std::fs::create_dir(folder.path().join("cpu-1-2.pb.gz")).unwrap();
        let written = write(&disk.path(&window), b"four");
        disk.note(&window, written);
        assert!(!left.exists());
        assert!(
            disk.problem().contains("1 windows not written"),
            "{}",
            disk.problem()
        );
    }
}
