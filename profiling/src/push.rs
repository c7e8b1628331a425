//! Sends windows of history to a server that keeps those of many machines, by Pyroscope's `POST /ingest`.
//!
//! ```no_run
//! use profiling::{history, push};
//!
//! let push = push::Settings::to("http://127.0.0.1:4040", "shop{env=production}");
//! let _history = history::Settings { push: Some(push), ..Default::default() }.start()?;
//! # Ok::<(), profiling::Error>(())
//! ```
//!
//! A thread of its own symbolises and sends, and the service never waits for it. A
//! profile that cannot be sent is retried after growing pauses; waiting profiles are
//! bounded by bytes, and the oldest is dropped and counted. `https://` needs the
//! feature `tls`. Proxies come from the environment (`ALL_PROXY`, `HTTPS_PROXY`,
//! `HTTP_PROXY`, `NO_PROXY`). Redirects are reported and not followed.
//!
//! Parameters and body: Grafana Pyroscope's server API, `/ingest` with `format=pprof`.

mod post;

use std::collections::VecDeque;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use self::post::{Server, Verdict};
use crate::error::{Error, Result};
use crate::profile::Profile;
use crate::{pprof, task};

/// How long stopping waits for a last attempt.
const PATIENCE: Duration = Duration::from_secs(2);

/// The server to push to, and limits on time and memory.
#[derive(Clone, Debug)]
pub struct Settings {
    /// For example `http://127.0.0.1:4040`, or `https://…` with the feature `tls`; a
    /// path is kept in front of `/ingest`.
    pub server: String,
    /// The application's name, optionally with labels: `shop{env=production}`.
    pub name: String,
    /// Further headers, such as `X-Scope-OrgID` or `Authorization`.
    pub headers: Vec<(String, String)>,
    /// A file of PEM certificates to trust instead of the public ones, for a server of
    /// your own.
    pub root_certificates: Option<PathBuf>,
    /// Time limit of one attempt, from connecting to the response.
    pub timeout: Duration,
    /// The pause after the first failure; it doubles after each further one.
    pub first_pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
    /// The most memory that waiting profiles may take.
    pub queue_bytes: usize,
}

impl Settings {
    /// Ten seconds per attempt, pauses from one second to a minute, 1 MiB of waiting
    /// profiles.
    #[must_use]
    pub fn to(server: &str, name: &str) -> Self {
        Self {
            server: server.to_owned(),
            name: name.to_owned(),
            headers: Vec::new(),
            root_certificates: None,
            timeout: Duration::from_secs(10),
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(60),
            queue_bytes: 1 << 20,
        }
    }

    /// Starts pushing on a thread of its own.
    ///
    /// # Errors
    /// When the server's address, the name, a header or a certificate is not valid, or
    /// no thread can be started. Whether the server can be reached is not checked.
    pub fn start(self) -> Result<Pusher> {
        let server = Server::new(&self)?;
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            changed: Condvar::new(),
            queue_bytes: self.queue_bytes,
        });
        let sender = Sender {
            shared: Arc::clone(&shared),
            server,
            settings: self,
        };
        std::thread::Builder::new()
            .name("profiling-push".to_owned())
            .spawn(move || {
                let _own = task::Own::enter();
                sender.run();
            })
            .map_err(|source| Error::System {
                call: "starting the push thread",
                source,
                hint: "",
            })?;
        Ok(Pusher(shared))
    }
}

/// The state of pushing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Profiles that the server accepted.
    pub sent: u64,
    /// Attempts that failed and were or will be retried.
    pub failures: u64,
    /// Profiles that the server refused for good.
    pub refused: u64,
    /// Profiles that were dropped to make room for newer ones.
    pub dropped: u64,
    /// Profiles that are waiting, including the one being sent.
    pub waiting: usize,
    /// Why the last attempt failed; empty after a success.
    pub problem: String,
}

/// A queue with a thread that empties it; dropping it makes one last attempt and
/// stops.
#[derive(Debug)]
pub struct Pusher(Arc<Shared>);

impl Pusher {
    /// Queues a profile and returns at once.
    pub fn push(&self, profile: &Profile) {
        self.push_bytes(pprof::addresses(profile).into());
    }

    /// Queues the output of [`pprof::addresses`].
    pub(crate) fn push_bytes(&self, bytes: Arc<[u8]>) {
        let mut state = self.0.lock();
        state.queued_bytes += bytes.len();
        state.queue.push_back(bytes);
        while state.queued_bytes > self.0.queue_bytes {
            let Some(oldest) = state.queue.pop_front() else {
                break;
            };
            state.queued_bytes -= oldest.len();
            state.status.dropped += 1;
        }
        self.0.changed.notify_all();
    }

    /// The state of pushing.
    #[must_use]
    pub fn status(&self) -> Status {
        let state = self.0.lock();
        Status {
            waiting: state.queue.len() + usize::from(state.is_sending),
            ..state.status.clone()
        }
    }
}

impl Drop for Pusher {
    fn drop(&mut self) {
        if crate::engine::is_forked() {
            return;
        }
        let mut state = self.0.lock();
        state.stop = true;
        self.0.changed.notify_all();
        // The last profile is worth a short wait.
        let _ = self
            .0
            .changed
            .wait_timeout_while(state, PATIENCE, |state| !state.ended);
    }
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    queue_bytes: usize,
}

#[derive(Debug, Default)]
struct State {
    /// Oldest first.
    queue: VecDeque<Arc<[u8]>>,
    queued_bytes: usize,
    is_sending: bool,
    status: Status,
    stop: bool,
    ended: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sleeps for `time`, or until pushing is to stop.
    fn pause(&self, time: Duration) {
        let state = self.lock();
        let _ = self
            .changed
            .wait_timeout_while(state, time, |state| !state.stop);
    }

    /// The oldest profile; `None` when pushing is to stop and nothing waits.
    fn next(&self) -> Option<Arc<[u8]>> {
        let mut state = self.lock();
        loop {
            if let Some(bytes) = state.queue.pop_front() {
                state.queued_bytes -= bytes.len();
                state.is_sending = true;
                return Some(bytes);
            }
            if state.stop {
                return None;
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

struct Sender {
    shared: Arc<Shared>,
    server: Server,
    settings: Settings,
}

impl Sender {
    fn run(&self) {
        while let Some(bytes) = self.shared.next() {
            self.send(&bytes);
            self.shared.lock().is_sending = false;
        }
        self.shared.lock().ended = true;
        self.shared.changed.notify_all();
    }

    /// Retries until the server accepted or refused it, or pushing is to stop.
    fn send(&self, bytes: &[u8]) {
        let Ok(mut profile) = pprof::parse(bytes) else {
            return;
        };
        forget_labels(&mut profile);
        let body = pprof::symbolised(&profile);
        let mut failures = 0;
        loop {
            let verdict = self.server.post(&profile, &body, self.settings.timeout);
            let mut state = self.shared.lock();
            match verdict {
                Verdict::Taken => {
                    state.status.sent += 1;
                    state.status.problem.clear();
                    return;
                }
                Verdict::Refused(why) => {
                    state.status.refused += 1;
                    state.status.problem = why;
                    return;
                }
                Verdict::Later(why) => {
                    state.status.failures += 1;
                    state.status.problem = why;
                    if state.stop {
                        state.status.dropped += 1 + state.queue.len() as u64;
                        state.queue.clear();
                        state.queued_bytes = 0;
                        return;
                    }
                }
            }
            drop(state);
            self.shared.pause(pause(&self.settings, failures));
            failures += 1;
        }
    }
}

/// The server makes a series for each value of a label: one per thread would be too
/// many.
fn forget_labels(profile: &mut Profile) {
    let mut labelled = profile.clone();
    profile.samples.clear();
    for sample in &mut labelled.samples {
        sample.labels.clear();
    }
    // The sample types are the same.
    let _ = profile.merge(&labelled);
}

/// Doubles after each failure, and is spread from half of it to all of it, so that
/// many services which lost their server at the same moment do not return together.
fn pause(settings: &Settings, failures: u32) -> Duration {
    let whole = settings
        .first_pause
        .saturating_mul(2u32.saturating_pow(failures))
        .min(settings.longest_pause);
    // The keys of a hash map are the only randomness in the standard library.
    let random = RandomState::new().build_hasher().finish() >> 11;
    let fraction = random as f64 / (1u64 << 53) as f64;
    whole.mul_f64(0.5 + fraction / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_differ() {
        let settings = Settings::to("http://localhost:4040", "a");
        for (failures, whole_s) in [(0, 1.0), (1, 2.0), (5, 32.0), (6, 60.0), (500, 60.0)] {
            let pauses: Vec<f64> = (0..50)
                .map(|_| pause(&settings, failures).as_secs_f64())
                .collect();
            for pause in &pauses {
                assert!((whole_s / 2.0..=whole_s).contains(pause), "{pause}");
            }
            assert!(pauses.iter().any(|pause| *pause != pauses[0]), "no jitter");
        }
    }

    #[test]
    fn settings_that_cannot_work_are_refused_with_a_hint() {
        let told = |server: &str, name: &str| {
            let settings = Settings::to(server, name);
            settings.start().unwrap_err().to_string()
        };
        if !cfg!(feature = "tls") {
            assert!(told("https://example.org", "a").contains("receive_http"));
        }
        assert!(told("localhost:4040", "a").contains("http://"));
        assert!(told("http://", "a").contains("http://"));
        assert!(told("http://local host", "a").contains("http://"));
        assert!(told("http://localhost:4040", "").contains("name"));
        let mut settings = Settings::to("http://localhost:4040", "a");
        settings.headers = vec![("X".to_owned(), "1\r\nY: 2".to_owned())];
        assert!(settings.start().unwrap_err().to_string().contains("header"));
    }
}
