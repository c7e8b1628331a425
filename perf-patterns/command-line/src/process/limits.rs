//! What bounds a child that may never end or never stop talking.

use std::time::{Duration, Instant};

/// A child did not end in its time, or said more than it may. It was killed, and
/// with it all that it started.
#[derive(Debug, thiserror::Error)]
#[error("{command} {exceeded}")]
pub struct LimitExceeded {
    /// As one would type it.
    pub command: String,
    /// Which limit.
    pub exceeded: Exceeded,
}

/// Which limit a child exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Exceeded {
    /// [`Limits::time`].
    #[error("did not end within {0:?}")]
    Time(Duration),
    /// [`Limits::silence`].
    #[error("said nothing for {0:?}")]
    Silence(Duration),
    /// [`Limits::output_bytes`].
    #[error("wrote more than {0} bytes")]
    Output(u64),
}

/// How long a child may run and how much it may say; nothing is limited by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Wall time from its start to its end.
    pub time: Option<Duration>,
    /// From its start, or its last line on standard output, to the next.
    pub silence: Option<Duration>,
    /// Bytes on standard output, and as many on standard error.
    pub output_bytes: Option<u64>,
}

impl Limits {
    /// Only time is limited.
    pub const fn time(time: Duration) -> Self {
        Limits {
            time: Some(time),
            silence: None,
            output_bytes: None,
        }
    }

    /// Only silence is limited: for a child that reports each step.
    pub const fn silence(silence: Duration) -> Self {
        Limits {
            time: None,
            silence: Some(silence),
            output_bytes: None,
        }
    }

    /// The limit that runs out first, and when: `started` is when the child was.
    pub(super) fn next(&self, started: Instant) -> Option<(Duration, Exceeded)> {
        let time = self
            .time
            .map(|time| (time.saturating_sub(started.elapsed()), Exceeded::Time(time)));
        let silence = self.silence.map(|time| (time, Exceeded::Silence(time)));
        time.into_iter()
            .chain(silence)
            .min_by_key(|(left, _)| *left)
    }
}
