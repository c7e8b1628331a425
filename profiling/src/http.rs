//! `/debug/pprof/` with Go's endpoints, parameters, status codes and headers, and a
//! few that Go does not have.
//!
//! ```no_run
//! profiling::http::serve("127.0.0.1:6060")?;   // go tool pprof http://127.0.0.1:6060/debug/pprof/profile
//! # Ok::<(), profiling::Error>(())
//! ```
//!
//! Go's conventions: `net/http/pprof`.

mod collect;
mod message;
mod page;
mod params;
mod routes;
mod secret;
mod server;

pub use message::{Request, Response};
pub use routes::respond;
pub use secret::Secret;
pub use server::{Server, Settings, serve};

pub use crate::local::is_local_host;

use std::time::Duration;

/// Limits on requests.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Requests handled at once; further ones are answered with 503.
    pub requests: usize,
    /// The longest profile.
    pub duration: Duration,
    /// The highest sampling rate, in Hz.
    pub rate_hz: u32,
}

impl Default for Limits {
    /// 8 requests, 5 minutes, 1000 Hz.
    fn default() -> Self {
        Self {
            requests: 8,
            duration: Duration::from_secs(300),
            rate_hz: 1000,
        }
    }
}
