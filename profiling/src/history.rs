//! Always on at a low rate: windows of profiles, kept for the look at the minute before the alarm.
//!
//! ```no_run
//! let _history = profiling::history::Settings::default().start()?;
//! // later: /debug/pprof/history, or:
//! let minute = profiling::history::span("cpu", profiling::history::time("-60s")?, profiling::history::time("now")?)?;
//! # Ok::<(), profiling::Error>(())
//! ```
//!
//! A window is a pprof file without symbols, so that keeping it costs little;
//! they are looked up when somebody asks, in the files of the same build id.

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

/// How a point in time may be written.
pub(crate) const TIMES: &str =
    "allowed are now, -90s, -15m, -2h (before now) or seconds since 1970";

/// A day of windows has thousands of lines to tell.
const MAX_COMMENTS: usize = 30;

static RING: Mutex<Option<Ring>> = Mutex::new(None);

fn ring() -> MutexGuard<'static, Option<Ring>> {
    RING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is recorded and how much is kept.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Samples in each second of CPU time.
    pub cpu_hz: u32,
    /// Samples in each second that passes; none where absent, since each wakes a sleeping thread.
    pub wall_hz: Option<u32>,
    /// Whether the heap is recorded too, where a sampling allocator is linked.
    pub heap: bool,
    /// Length of a window.
    pub window: Duration,
    /// The most that windows in memory may take; the oldest go first.
    pub memory_bytes: usize,
    /// A folder of this program's own, and the most that its files may take.
    pub disk: Option<(PathBuf, u64)>,
    /// A server that every window is sent to.
    pub push: Option<push::Settings>,
}

impl Default for Settings {
    /// 19 Hz of CPU time (a prime, which does not move in step with what
    /// happens every tenth of a second) and the heap, in windows of a minute, 4 MiB in memory.
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
    /// End.
    pub end_unix_ns: i64,
    /// Compressed size.
    pub bytes: u64,
}

/// The windows that are kept, oldest first.
///
/// # Errors
/// When nothing is recorded.
pub fn windows() -> Result<Vec<Window>> {
    Ok(ring().as_ref().ok_or_else(not_recorded)?.windows())
}

/// All windows of `kind` that overlap the span, as one profile: time and
/// allocations are added up, what is in use is that of the last window.
///
/// # Errors
/// When nothing is recorded, or no window overlaps the span.
pub fn span(kind: &str, from_unix_ns: i64, to_unix_ns: i64) -> Result<Profile> {
    // The window under way ends now where it is asked for.
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
    // Read while nobody is kept from the ring.
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

/// The windows as JSON.
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

/// How sending goes, as JSON.
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
