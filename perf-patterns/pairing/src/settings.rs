//! What was asked for: kept beside the samples, so that a run can be resumed.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Layouts per side by default.
pub const LAYOUTS: usize = 6;

/// The margin within which two builds are equivalent, by default.
pub const MARGIN: f64 = 0.01;

/// What is compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A benchmark target of the project.
    Bench {
        /// Its name in the manifest.
        name: String,
        /// Which of its benchmarks, as its harness filters them.
        filter: Option<String>,
    },
    /// A binary of the project, as a whole process.
    Bin(String),
    /// An example of the project, as a whole process.
    Example(String),
    /// Two programs that exist already.
    Programs {
        /// The first and its arguments.
        base: Vec<String>,
        /// The second and its arguments.
        head: Vec<String>,
    },
}

/// Whose `Cargo.lock` both sides are built with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lockfile {
    /// HEAD's.
    #[default]
    Head,
    /// BASE's.
    Base,
    /// Each side its own: the change is one of dependencies.
    Each,
}

/// Everything that a comparison depends on, beside the code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// The folder from which the project is found.
    pub folder: PathBuf,
    /// BASE, as named; empty where two programs are compared.
    pub base: String,
    /// HEAD, as named; the working tree without it.
    pub head: Option<String>,
    /// What is compared.
    pub subject: Subject,
    /// Arguments of a binary or an example.
    pub arguments: Vec<String>,
    /// The package, where several could be meant.
    pub package: Option<String>,
    /// Handed to cargo as they are: features, profile.
    pub cargo: Vec<String>,
    /// The profile, if not the usual one of the target's kind.
    pub profile: Option<String>,
    /// Whose lockfile.
    pub lockfile: Lockfile,
    /// Whether HEAD's benchmark is built against BASE's code too.
    pub bench_from_head: bool,
    /// Standard input of whole programs.
    pub input: Option<PathBuf>,
    /// What whole programs write, compared instead of their standard output.
    pub outputs: Vec<PathBuf>,
    /// Whether outputs may differ.
    pub outputs_may_differ: bool,
    /// Layouts per side.
    pub layouts: usize,
    /// A share of 1.
    pub margin: f64,
    /// Time for taking turns; by the number of benchmarks without it.
    pub budget: Option<Duration>,
    /// Time for one process.
    pub time_limit: Duration,
    /// Whether instructions and allocations are counted.
    pub counts: bool,
    /// Which shuffles, and which order of turns.
    pub seed: u64,
}
