//! The windows that are kept: the newest in memory, more of them on disk, both bounded
//! by bytes.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

use super::Window;
use super::disk::Disk;
use crate::error::{Error, Result};
use crate::push::{Pusher, Status};

/// A window's bytes, or the file that holds them.
pub(super) enum Kept {
    Memory(Arc<[u8]>),
    File(PathBuf),
}

impl Kept {
    /// The bytes; `None` where the window was dropped meanwhile. Slow: do not call
    /// while the ring is locked.
    pub(super) fn read(self) -> Option<Result<Arc<[u8]>>> {
        match self {
            Self::Memory(bytes) => Some(Ok(bytes)),
            Self::File(path) => match std::fs::read(&path) {
                Ok(bytes) => Some(Ok(bytes.into())),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
                Err(source) => Some(Err(Error::File { path, source })),
            },
        }
    }
}

/// Windows, oldest first.
pub(super) struct Ring {
    memory: VecDeque<(Window, Arc<[u8]>)>,
    memory_bytes: usize,
    memory_limit: usize,
    disk: Option<Disk>,
    push: Option<Pusher>,
}

impl Ring {
    pub(super) fn new(memory_limit: usize, disk: Option<Disk>, push: Option<Pusher>) -> Self {
        Self {
            memory: VecDeque::new(),
            memory_bytes: 0,
            memory_limit,
            disk,
            push,
        }
    }

    /// Keeps a window in memory, and passes it on to be pushed. If it is to be written
    /// to disk, returns its file: for [`disk::write`] and then [`Ring::note_written`].
    pub(super) fn push(&mut self, window: &Window, bytes: &Arc<[u8]>) -> Option<PathBuf> {
        self.memory_bytes += bytes.len();
        if let Some(push) = &self.push {
            push.push_bytes(Arc::clone(bytes));
        }
        self.memory.push_back((window.clone(), Arc::clone(bytes)));
        while self.memory_bytes > self.memory_limit {
            let Some((_, oldest)) = self.memory.pop_front() else {
                break;
            };
            self.memory_bytes -= oldest.len();
        }
        self.disk.as_ref().map(|disk| disk.path(window))
    }

    /// Records whether a window was written; returns the files to remove.
    pub(super) fn note_written(
        &mut self,
        window: &Window,
        written: std::io::Result<()>,
    ) -> Vec<PathBuf> {
        let disk = self.disk.as_mut();
        disk.map_or_else(Vec::new, |disk| disk.note(window, written))
    }

    /// All windows, each once.
    pub(super) fn windows(&self) -> Vec<Window> {
        let mut windows: Vec<Window> = self.disk.iter().flat_map(Disk::windows).cloned().collect();
        for (window, _) in &self.memory {
            if !windows.contains(window) {
                windows.push(window.clone());
            }
        }
        windows.sort_by(|a, b| (a.start_unix_ns, &a.kind).cmp(&(b.start_unix_ns, &b.kind)));
        windows
    }

    /// The windows of `kind` that overlap the span, oldest first.
    pub(super) fn overlapping(&self, kind: &str, from: i64, to: i64) -> Vec<Kept> {
        self.windows()
            .iter()
            .filter(|window| {
                window.kind == kind && window.start_unix_ns < to && from < window.end_unix_ns
            })
            .filter_map(|window| self.find(window))
            .collect()
    }

    fn find(&self, window: &Window) -> Option<Kept> {
        let in_memory = self.memory.iter().find(|(known, _)| known == window);
        match in_memory {
            Some((_, bytes)) => Some(Kept::Memory(Arc::clone(bytes))),
            None => Some(Kept::File(self.disk.as_ref()?.path(window))),
        }
    }

    /// The span for which there are windows of `kind`, in words.
    pub(super) fn reach(&self, kind: &str) -> String {
        let of_kind = || {
            self.windows()
                .into_iter()
                .filter(|window| window.kind == kind)
        };
        let first = of_kind().map(|window| window.start_unix_ns).min();
        let last = of_kind().map(|window| window.end_unix_ns).max();
        match (first, last) {
            (Some(first), Some(last)) => format!(
                "there are some from {} to {}",
                first / 1_000_000_000,
                last / 1_000_000_000
            ),
            _ => "there is none yet".to_owned(),
        }
    }

    pub(super) fn memory_bytes(&self) -> usize {
        self.memory_bytes
    }

    pub(super) fn disk_bytes(&self) -> u64 {
        self.disk.as_ref().map_or(0, Disk::bytes)
    }

    /// The state of pushing, where windows are pushed.
    pub(super) fn push_status(&self) -> Option<Status> {
        self.push.as_ref().map(Pusher::status)
    }

    /// Stops pushing; dropping the returned value waits for the last attempt.
    pub(super) fn take_push(&mut self) -> Option<Pusher> {
        self.push.take()
    }

    /// Why the last window could not be written, if it could not.
    pub(super) fn problem(&self) -> &str {
        self.disk.as_ref().map_or("", Disk::problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::disk;

    fn window(start: i64, bytes: u64) -> Window {
        Window {
            kind: "cpu".to_owned(),
            start_unix_ns: start,
            end_unix_ns: start + 10,
            bytes,
        }
    }

    /// The recorder's sequence of calls.
    fn push(ring: &mut Ring, window: Window, bytes: Vec<u8>) {
        let bytes: Arc<[u8]> = bytes.into();
        if let Some(path) = ring.push(&window, &bytes) {
            let written = disk::write(&path, &bytes);
            disk::remove(&ring.note_written(&window, written));
        }
    }

    #[test]
    fn memory_stays_bounded_and_the_oldest_go_first() {
        let mut ring = Ring::new(250, None, None);
        for start in 0..10 {
            push(&mut ring, window(start * 10, 100), vec![0; 100]);
        }
        let kept: Vec<i64> = ring
            .windows()
            .iter()
            .map(|window| window.start_unix_ns)
            .collect();
        assert_eq!(kept, [80, 90]);
        assert_eq!(ring.memory_bytes(), 200);
    }

    #[test]
    fn windows_on_disk_survive_a_restart_and_stay_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Disk::open(folder.path().to_owned(), 350).unwrap();
        let mut ring = Ring::new(100, Some(open()), None);
        for start in 0..5 {
            push(&mut ring, window(start * 10, 100), vec![start as u8; 100]);
        }
        drop(ring);
        std::fs::write(folder.path().join("notes.txt"), "not a window").unwrap();
        std::fs::write(folder.path().join("cpu-9-x.pb.gz"), "not a window").unwrap();

        let again = Ring::new(100, Some(open()), None);
        let kept: Vec<i64> = again
            .windows()
            .iter()
            .map(|window| window.start_unix_ns)
            .collect();
        assert_eq!(kept, [20, 30, 40]);
        assert_eq!(again.disk_bytes(), 300);
        let read = again.overlapping("cpu", 25, 35);
        let first: Vec<u8> = read
            .into_iter()
            .map(|kept| kept.read().unwrap().unwrap()[0])
            .collect();
        assert_eq!(first, [2, 3]);
        assert!(
            folder.path().join("notes.txt").exists(),
            "other files are left alone"
        );
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_told_and_memory_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("windows");
        let mut ring = Ring::new(1000, Some(Disk::open(inside.clone(), 1000).unwrap()), None);
        std::fs::remove_dir(&inside).unwrap();
        push(&mut ring, window(0, 1), vec![0]);
        assert!(ring.problem().contains("windows"), "{}", ring.problem());
        assert_eq!(ring.windows().len(), 1);
    }
}
