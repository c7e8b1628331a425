//! Always on at a low rate: windows of profiles, kept so that the minute before an
//! alarm can be examined.
//!
//! ```no_run
//! let _history = profiling::history::Settings::default().start()?;
//! // later: /debug/pprof/history, or:
//! let minute = profiling::history::span("cpu", profiling::history::time("-60s")?, profiling::history::time("now")?)?;
//! # Ok::<(), profiling::Error>(())
//! ```
//!
//! A window is a pprof file without symbols, so keeping it is cheap; symbols are
//! looked up on request, in the files with the same build id.

mod disk;
mod recorder;
mod ring;

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use self::recorder::History;
use self::ring::{Kept, Ring};
use crate::clock;
use crate::error::{Error, Result};
use crate::profile::Profile;
use crate::{pprof, push};

/// The kinds of windows.
pub const KINDS: [&str; 3] = ["cpu", "heap", "wall"];

/// The accepted forms of a point in time, for error messages.
pub(crate) const TIMES: &str =
    "allowed are now, -90s, -15m, -2h (before now) or seconds since 1970";

/// A day of windows would give thousands of comments.
const MAX_COMMENTS: usize = 30;

static RING: Mutex<Option<Ring>> = Mutex::new(None);

fn ring() -> MutexGuard<'static, Option<Ring>> {
    RING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is recorded and how much of it is kept.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Samples per second of CPU time.
    pub cpu_hz: u32,
    /// Samples per second of real time; absent for none, since each one wakes a
    /// sleeping thread.
    pub wall_hz: Option<u32>,
    /// Whether the heap is also recorded, where a sampling allocator is linked.
    pub heap: bool,
    /// Length of a window.
    pub window: Duration,
    /// The most memory that windows may take; the oldest are dropped first.
    pub memory_bytes: usize,
    /// A folder for this program alone, and the most that its files may take.
    pub disk: Option<(PathBuf, u64)>,
    /// A server to which every window is sent.
    pub push: Option<push::Settings>,
}

impl Default for Settings {
    /// CPU time at 19 Hz (a prime, so as not to fall into step with events every tenth
    /// of a second) and the heap, in windows of a minute, with 4 MiB of memory.
    fn default() -> Self {
        Self {
            cpu_hz: 19,
            wall_hz: None,
            heap: true,
            window: Duration::from_secs(60),
            memory_bytes: 4 << 20,
            disk: None,
            push: None,
        }
    }
}

/// A window that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// One of [`KINDS`].
    pub kind: String,
    /// Start, in nanoseconds since the Unix epoch.
    pub start_unix_ns: i64,
    /// End, in nanoseconds since the Unix epoch.
    pub end_unix_ns: i64,
    /// Compressed size in bytes.
    pub bytes: u64,
}

/// The windows that are kept, oldest first.
///
/// # Errors
/// When history is not being recorded.
pub fn windows() -> Result<Vec<Window>> {
    Ok(ring().as_ref().ok_or_else(not_recorded)?.windows())
}

/// All windows of `kind` that overlap the span, as one profile: time and allocations
/// are added, what is in use is taken from the last window.
///
/// # Errors
/// When history is not being recorded, or no window overlaps the span.
pub fn span(kind: &str, from_unix_ns: i64, to_unix_ns: i64) -> Result<Profile> {
    // The current window is ended first if the span reaches into it.
    recorder::cut_before(to_unix_ns.min(clock::unix_ns()));
    let files = {
        let ring = ring();
        let ring = ring.as_ref().ok_or_else(not_recorded)?;
        let files = ring.overlapping(kind, from_unix_ns, to_unix_ns);
        if files.is_empty() {
            return Err(Error::Setting(format!(
                "no {kind} window between {} and {} (seconds since 1970); {}",
                from_unix_ns / 1_000_000_000,
                to_unix_ns / 1_000_000_000,
                ring.reach(kind),
            )));
        }
        files
    };
    let mut sum: Option<Profile> = None;
    // Read without holding the ring's lock.
    for bytes in files.into_iter().filter_map(Kept::read) {
        let window = pprof::parse(&bytes?)?;
        match &mut sum {
            Some(sum) => {
                recorder::forget_in_use(sum);
                sum.merge(&window)?;
            }
            None => sum = Some(window),
        }
    }
    let mut sum = sum.unwrap_or_default();
    let further = sum.comments.len().saturating_sub(MAX_COMMENTS);
    if further > 0 {
        sum.comments.truncate(MAX_COMMENTS);
        sum.comments
            .push(format!("{further} further lines of further windows"));
    }
    Ok(sum)
}

/// A point in time in nanoseconds since the Unix epoch: `now`, `-90s`, `-15m`,
/// `-2h`, or seconds since the epoch.
///
/// # Errors
/// When the text is none of these.
pub fn time(text: &str) -> Result<i64> {
    let wrong = || Error::Setting(format!("{text:?} is no point in time: {TIMES}"));
    if text == "now" {
        return Ok(clock::unix_ns());
    }
    let (number, unit_s, base_ns) = match text.strip_prefix('-') {
        Some(ago) => {
            let unit = ago.chars().last().ok_or_else(wrong)?;
            let unit_s = match unit {
                's' => -1.0,
                'm' => -60.0,
                'h' => -3600.0,
                _ => return Err(wrong()),
            };
            (&ago[..ago.len() - 1], unit_s, clock::unix_ns())
        }
        None => (text, 1.0, 0),
    };
    let number: f64 = number.parse().map_err(|_| wrong())?;
    if !number.is_finite() || number < 0.0 {
        return Err(wrong());
    }
    Ok(base_ns.saturating_add((number * unit_s * 1e9) as i64))
}

/// The list of windows as JSON.
pub(crate) fn listing() -> Result<String> {
    let ring = ring();
    let ring = ring.as_ref().ok_or_else(not_recorded)?;
    let windows: Vec<String> = ring
        .windows()
        .iter()
        .map(|window| {
            format!(
                "{{\"kind\":\"{}\",\"start_unix_ns\":{},\"end_unix_ns\":{},\"bytes\":{}}}",
                window.kind, window.start_unix_ns, window.end_unix_ns, window.bytes
            )
        })
        .collect();
    Ok(format!(
        "{{\"memory_bytes\":{},\"disk_bytes\":{},\"problem\":{},\"push\":{},\"windows\":[\n{}\n]}}\n",
        ring.memory_bytes(),
        ring.disk_bytes(),
        crate::text::json(ring.problem()),
        ring.push_status().map_or_else(|| "null".to_owned(), pushed),
        windows.join(",\n"),
    ))
}

/// The state of pushing as JSON.
fn pushed(status: push::Status) -> String {
    format!(
        "{{\"sent\":{},\"failures\":{},\"refused\":{},\"dropped\":{},\"waiting\":{},\"problem\":{}}}",
        status.sent,
        status.failures,
        status.refused,
        status.dropped,
        status.waiting,
        crate::text::json(&status.problem),
    )
}

fn not_recorded() -> Error {
    Error::Setting(
        "nothing is recorded; hint: profiling::history::Settings::default().start()".to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_understood_or_refused_with_what_is_allowed() {
        let now = clock::unix_ns();
        let ago = |text| (now - time(text).unwrap()) as f64 / 1e9;
        assert!((ago("-90s") - 90.0).abs() < 1.0);
        assert!((ago("-1.5h") - 5400.0).abs() < 1.0);
        assert_eq!(time("12").unwrap(), 12_000_000_000);
        for wrong in [
            "",
            "-",
            "-5",
            "-5d",
            "yesterday",
            "nan",
            "-infs",
            "--5s",
            "-é",
        ] {
            assert!(
                time(wrong).unwrap_err().to_string().contains("-15m"),
                "{wrong}"
            );
        }
    }
}
