//! Windows as files `<kind>-<start>-<end>.pb.gz`, readable by Go's tool as they are.

use std::path::{Path, PathBuf};

use super::{KINDS, Window};
use crate::error::{Error, Result};

const ENDING: &str = ".pb.gz";

pub(super) struct Disk {
    folder: PathBuf,
    limit: u64,
    /// Oldest first.
    windows: Vec<Window>,
    problem: String,
}

impl Disk {
    /// Finds what an earlier run left, and makes the folder where there is none.
    pub(super) fn open(folder: PathBuf, limit: u64) -> Result<Self> {
        let told = |source| Error::File {
            path: folder.clone(),
            source,
        };
        std::fs::create_dir_all(&folder).map_err(told)?;
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
        };
        disk.shrink();
        Ok(disk)
    }

    /// Writes a window; a failure is kept to be told, since nobody waits for it.
    pub(super) fn push(&mut self, window: &Window, bytes: &[u8]) {
        let path = self.path(window);
        match write(&path, bytes) {
            Ok(()) => {
                self.problem.clear();
                self.windows.push(window.clone());
                self.shrink();
            }
            Err(error) => self.problem = format!("{}: {error}", path.display()),
        }
    }

    pub(super) fn read(&self, window: &Window) -> Result<Vec<u8>> {
        let path = self.path(window);
        std::fs::read(&path).map_err(|source| Error::File { path, source })
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

    fn shrink(&mut self) {
        let mut total = self.bytes();
        let mut gone = 0;
        while total > self.limit && gone < self.windows.len() {
            // One that somebody else removed is gone as well.
            let _ = std::fs::remove_file(self.path(&self.windows[gone]));
            total -= self.windows[gone].bytes;
            gone += 1;
        }
        self.windows.drain(..gone);
    }

    fn path(&self, window: &Window) -> PathBuf {
        self.folder.join(format!(
            "{}-{}-{}{ENDING}",
            window.kind, window.start_unix_ns, window.end_unix_ns
        ))
    }
}

/// The window that a file's name tells of; nothing for other files.
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

/// Under another name first, so that nobody finds half a file.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let unfinished = path.with_extension("unfinished");
    std::fs::write(&unfinished, bytes)?;
    std::fs::rename(&unfinished, path)
}
