//! Profiles of any tool, in one model: stacks with values.
//!
//! [`read::file`] reads one, [`symbolise`] names its addresses by the program's own
//! debug information, and [`view`] adds up what people look at. All of it is pure
//! but for opening the files that it is given.

mod model;
pub mod page;
pub mod read;
pub mod symbolise;
pub mod view;

pub use model::{Blocks, Builder, Format, Frame, Metric, Profile, Sample};

/// Why a profile could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file itself.
    #[error(
        "cannot read {path}: {source}\nhint: `perf-patterns profile -- ./program ARGS` writes profiles, into target/perf-patterns"
    )]
    File {
        /// Which one.
        path: String,
        /// As the system says.
        source: std::io::Error,
    },
    /// What it holds.
    #[error("{path}, {place}: {why}\nhint: {hint}")]
    Damaged {
        /// Which file.
        path: String,
        /// Line, byte, or message within it.
        place: String,
        /// What is wrong there.
        why: String,
        /// What to do.
        hint: &'static str,
    },
}
