//! The thread that ends a window and begins the next.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::disk::{self, Disk};
use super::ring::Ring;
use super::{Settings, Window};
use crate::error::{Error, Result};
use crate::profile::Profile;
use crate::{Cpu, Wall, clock, heap, pprof, task};

/// How long a reader waits for the current window to end.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the recorder shares with its readers.
struct Control {
    running: bool,
    stop: bool,
    /// A request to end the current window early.
    cut: bool,
    /// When the last window ended, in nanoseconds since the Unix epoch.
    last_end_ns: i64,
}

static CONTROL: Mutex<Control> = Mutex::new(Control {
    running: false,
    stop: false,
    cut: false,
    last_end_ns: 0,
});
static CHANGED: Condvar = Condvar::new();

/// Recording in progress; dropping it stops recording. Recorded windows stay readable.
#[derive(Debug)]
pub struct History(());

impl Settings {
    /// Starts recording on a thread of its own.
    ///
    /// # Errors
    /// When recording is already running, the folder cannot be created, or sampling is
    /// not possible.
    pub fn start(self) -> Result<History> {
        let mut control = CONTROL.lock().unwrap_or_else(PoisonError::into_inner);
        if control.running {
            return Err(Error::Setting("history is recorded already".to_owned()));
        }
        if self.window < Duration::from_secs(1) {
            return Err(Error::Setting(format!(
                "a window of {:?} is too short: at least a second",
                self.window
            )));
        }
        let disk = match self.disk.clone() {
            Some((folder, limit)) => Some(Disk::open(folder, limit)?),
            None => None,
        };
        let push = match self.push.clone() {
            Some(push) => Some(push.start()?),
            None => None,
        };
        let recorder = Recorder {
            cpu: Cpu::start_at(self.cpu_hz)?,
            wall: self.wall_hz.map(Wall::start_at).transpose()?,
            heap: None,
            settings: self,
        };
        *super::ring() = Some(Ring::new(recorder.settings.memory_bytes, disk, push));
        std::thread::Builder::new()
            .name("profiling-hist".to_owned())
            .spawn(move || {
                let _own = task::Own::enter();
                recorder.run();
            })
            .map_err(|source| Error::System {
                call: "starting the recorder thread",
                source,
                hint: "",
            })?;
        *control = Control {
            running: true,
            stop: false,
            cut: false,
            last_end_ns: clock::unix_ns(),
        };
        Ok(History(()))
    }
}

impl History {
    /// The state of pushing, where windows are pushed.
    #[must_use]
    pub fn push_status(&self) -> Option<crate::push::Status> {
        super::ring().as_ref()?.push_status()
    }
}

impl Drop for History {
    fn drop(&mut self) {
        if crate::engine::is_forked() {
            return;
        }
        let mut control = CONTROL.lock().unwrap_or_else(PoisonError::into_inner);
        control.stop = true;
        CHANGED.notify_all();
        // The last window is worth a short wait.
        let ended = CHANGED.wait_timeout_while(control, PATIENCE, |control| control.running);
        drop(ended);
        // Not while the ring is locked: stopping makes a last attempt.
        let push = super::ring().as_mut().and_then(Ring::take_push);
        drop(push);
    }
}

/// Ensures that everything before `unix_ns` is in a finished window, if recording is
/// running.
pub(super) fn cut_before(unix_ns: i64) {
    let mut control = CONTROL.lock().unwrap_or_else(PoisonError::into_inner);
    // Frequent readers must not cut the recording into tiny windows.
    let recent = unix_ns.saturating_sub(control.last_end_ns) < 1_000_000_000;
    if !control.running || recent {
        return;
    }
    control.cut = true;
    CHANGED.notify_all();
    let _ = CHANGED.wait_timeout_while(control, PATIENCE, |control| {
        control.running && control.last_end_ns < unix_ns
    });
}

/// Sets what is in use to zero, where a later window has newer values.
pub(super) fn forget_in_use(profile: &mut Profile) {
    if profile
        .sample_types
        .first()
        .is_some_and(|of| of.kind == "alloc_objects")
    {
        for value in profile
            .samples
            .iter_mut()
            .flat_map(|sample| sample.values.iter_mut().skip(2))
        {
            *value = 0;
        }
    }
}

struct Recorder {
    settings: Settings,
    cpu: Cpu,
    wall: Option<Wall>,
    /// The heap profile at the end of the last window.
    heap: Option<Profile>,
}

impl Recorder {
    fn run(mut self) {
        self.heap = self.heap_now();
        loop {
            let end = Instant::now() + self.settings.window;
            let stop = wait_until(end);
            self.end_window();
            let mut control = CONTROL.lock().unwrap_or_else(PoisonError::into_inner);
            control.cut = false;
            control.last_end_ns = clock::unix_ns();
            if stop {
                control.running = false;
                drop(self);
                CHANGED.notify_all();
                return;
            }
            CHANGED.notify_all();
        }
    }

    fn end_window(&mut self) {
        keep("cpu", &self.cpu.take());
        if let Some(wall) = &self.wall {
            keep("wall", &wall.take());
        }
        if let Some(now) = self.heap_now() {
            let mut window = now.clone();
            if let Some(before) = &mut self.heap {
                forget_in_use(before);
                window.duration_ns = now.time_unix_ns - before.time_unix_ns;
                window.time_unix_ns = before.time_unix_ns;
                // The sample types are the same: both are heap profiles.
                if let Ok(difference) = window.clone().diff(before) {
                    window = difference;
                }
            }
            keep("heap", &window);
            self.heap = Some(now);
        }
    }

    fn heap_now(&self) -> Option<Profile> {
        if self.settings.heap {
            heap::profile().ok()
        } else {
            None
        }
    }
}

/// Returns true when recording is to stop.
fn wait_until(end: Instant) -> bool {
    let mut control = CONTROL.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if control.stop || control.cut || left.is_zero() {
            return control.stop;
        }
        control = CHANGED
            .wait_timeout(control, left)
            .unwrap_or_else(PoisonError::into_inner)
            .0;
    }
}

fn keep(kind: &str, profile: &Profile) {
    let bytes = pprof::addresses(profile);
    let window = Window {
        kind: kind.to_owned(),
        start_unix_ns: profile.time_unix_ns,
        end_unix_ns: profile.time_unix_ns + profile.duration_ns,
        bytes: bytes.len() as u64,
    };
    let bytes: Arc<[u8]> = bytes.into();
    let path = super::ring()
        .as_mut()
        .and_then(|ring| ring.push(&window, &bytes));
    // A slow disk holds up this thread, but no reader.
    if let Some(path) = path {
        let written = disk::write(&path, &bytes);
        let gone = super::ring()
            .as_mut()
            .map(|ring| ring.note_written(&window, written));
        disk::remove(&gone.unwrap_or_default());
    }
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used, reason = "a panic is the report")]
mod tests {
    use std::process::Command;
    use std::sync::mpsc::channel;

    use super::*;
    use crate::history;

    #[test]
    fn a_disk_that_hangs_holds_up_nobody_who_reads() {
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile {
            time_unix_ns: 1,
            duration_ns: 1,
            ..Profile::default()
        };
        // Writing to a pipe blocks until somebody reads.
        let pipe = folder.path().join("cpu-1-2.pb.unfinished");
        let disk = Disk::open(folder.path().to_owned(), 1 << 20).unwrap();
        assert!(
            Command::new("mkfifo")
                .arg(&pipe)
                .status()
                .unwrap()
                .success()
        );
        *history::ring() = Some(Ring::new(1 << 20, Some(disk), None));
        let writing = std::thread::spawn(move || keep("cpu", &profile));
        let (give, take) = channel();
        std::thread::spawn(move || {
            // Waits until it is being written.
            while history::windows().unwrap().is_empty() {
                std::thread::yield_now();
            }
            give.send(history::listing().unwrap()).unwrap();
        });
        let listed = take.recv_timeout(Duration::from_secs(20));
        assert!(!std::fs::read(&pipe).unwrap().is_empty());
        writing.join().unwrap();
        assert!(listed.unwrap().contains("\"kind\":\"cpu\""));
    }
}
