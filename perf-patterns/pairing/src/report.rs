//! What a comparison found: the types of `--format json`, whose schema is
//! published as `ab.schema.json`.

pub mod markdown;
pub mod terminal;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Raised with each change that a reader of the JSON would notice.
pub const SCHEMA_VERSION: u32 = 1;

/// The harness whose benchmarks are counted alone, in no turns.
pub const GUNGRAUN: &str = "gungraun";

/// The JSON Schema of [`Report`], as it is published.
///
/// # Errors
/// If it cannot be written as JSON.
pub fn schema() -> serde_json::Result<String> {
    command_line::schema::published::<Report>("ab", SCHEMA_VERSION)
}

/// A whole comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// When the comparison ended: RFC 3339, UTC.
    pub measured_at: String,
    /// What was before.
    pub base: Side,
    /// What is after.
    pub head: Side,
    /// The same code on both sides, in the same schedule.
    pub control: Control,
    /// One entry for each benchmark and metric.
    pub benchmarks: Vec<Entry>,
    /// What could not be measured.
    pub not_measured: Vec<NotMeasured>,
    /// Benchmarks that only BASE has.
    pub only_base: Vec<String>,
    /// Benchmarks that only HEAD has.
    pub only_head: Vec<String>,
    /// How it was measured.
    pub method: Method,
    /// What a reader has to know before trusting the result.
    pub warnings: Vec<String>,
}

/// One of the two builds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Side {
    /// As it was asked for: a revision, `working tree`, or a command.
    pub name: String,
    /// Its commit; null for the working tree and for programs.
    pub commit: Option<String>,
    /// Git's tree of exactly what was built; null for programs.
    pub tree: Option<String>,
}

/// What the run says of code that did not change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Control {
    /// Comparisons of BASE with itself in other layouts, one for each benchmark
    /// and metric.
    pub trials: usize,
    /// How many of them the same judge calls different.
    pub false_positives: usize,
    /// What every verdict on time has to clear: a share of 1.
    pub noise_floor: f64,
    /// The same for each metric.
    pub noise_floors: BTreeMap<Metric, f64>,
}

/// What is compared of a benchmark.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Wall time, of a call or of a whole process.
    TimeNs,
    /// User and system time of a whole process.
    CpuTimeNs,
    /// The most that was resident of a whole process.
    PeakResidentBytes,
    /// Instructions, of one iteration or of a whole process.
    Instructions,
    /// Allocations of a whole process.
    Allocations,
    /// Bytes that a whole process allocates.
    AllocatedBytes,
    /// The most that was allocated at once.
    PeakBytes,
    /// What is loaded of the program: code and data, without debug information.
    ProgramBytes,
}

impl Metric {
    /// As in records.
    pub const fn name(self) -> &'static str {
        match self {
            Metric::TimeNs => "time_ns",
            Metric::CpuTimeNs => "cpu_time_ns",
            Metric::PeakResidentBytes => "peak_resident_bytes",
            Metric::Instructions => "instructions",
            Metric::Allocations => "allocations",
            Metric::AllocatedBytes => "allocated_bytes",
            Metric::PeakBytes => "peak_bytes",
            Metric::ProgramBytes => "program_bytes",
        }
    }

    /// Whether it is counted: two runs of one build give the same, or nearly.
    pub const fn is_count(self) -> bool {
        matches!(
            self,
            Metric::Instructions
                | Metric::Allocations
                | Metric::AllocatedBytes
                | Metric::PeakBytes
                | Metric::ProgramBytes
        )
    }
}

/// The verdict on a benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// HEAD takes less.
    Faster,
    /// HEAD takes more.
    Slower,
    /// They differ by less than the margin, whichever way; of counts, not at all.
    Equivalent,
    /// Nothing can be said: that is not the same as equivalent.
    NotResolved,
}

impl Verdict {
    /// As in records.
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Faster => "faster",
            Verdict::Slower => "slower",
            Verdict::Equivalent => "equivalent",
            Verdict::NotResolved => "not_resolved",
        }
    }
}

/// One benchmark in one metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// The benchmark's id, or the program's name.
    pub id: String,
    /// What was measured.
    pub metric: Metric,
    /// BASE ÷ HEAD: above 1, HEAD takes less.
    pub ratio: f64,
    /// Lower end of the ratio's interval; of exact counts, the ratio.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// What to make of it.
    pub verdict: Verdict,
    /// Why it is not resolved; else null.
    pub limited_by: Option<Limit>,
    /// BASE's value: the median over processes, or the count.
    pub base: f64,
    /// HEAD's.
    pub head: f64,
    /// Processes per side; null for counts.
    pub processes: Option<usize>,
    /// How far BASE's layouts lie apart, half of it, in percent; null where
    /// layouts were not shuffled, and for counts.
    pub layout_percent: Option<f64>,
}

/// What kept a verdict from being given.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Limit {
    /// Which.
    pub cause: Cause,
    /// By how many percent it moves the ratio either way; null for `too_few_runs`.
    pub percent: Option<f64>,
}

/// Kinds of limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Where the linker puts the code.
    Layout,
    /// Processes of one program differ: load, caches, clock.
    Machine,
    /// The budget ended before there were enough.
    TooFewRuns,
}

/// Something that a reader would look for and not find.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotMeasured {
    /// The benchmark, or `*` for all.
    pub id: String,
    /// What of it.
    pub metric: Metric,
    /// Why, and what mends it.
    pub reason: String,
}

/// How it was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Method {
    /// `criterion`, `divan`, `gungraun`, or `whole programs`.
    pub harness: String,
    /// What was compared, as on the command line.
    pub subject: String,
    /// Layouts per side.
    pub layouts: usize,
    /// Whether they are shuffled: if not, layout is not in the intervals.
    pub layouts_shuffled: bool,
    /// Whether functions and loops are aligned.
    pub aligned: bool,
    /// A share of 1.
    pub margin: f64,
    /// Of every interval, and of all verdicts together.
    pub confidence: f64,
    /// Seconds that taking turns was allowed.
    pub budget_seconds: f64,
    /// Seconds that it took.
    pub seconds: f64,
    /// Whether turns ended since more processes would have helped no interval, before
    /// the budget was spent.
    pub within_budget: bool,
    /// `rustc -V`; null where nothing was built.
    pub rustc: Option<String>,
    /// The processor and its cores.
    pub machine: String,
    /// The system's load average at the end, over a minute.
    pub load: Option<f64>,
    /// Whether the outputs of both programs are equal; null where none compares.
    pub outputs_equal: Option<bool>,
}

impl std::fmt::Display for Limit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let cause = match self.cause {
            Cause::Layout => "layout",
            Cause::Machine => "machine",
            Cause::TooFewRuns => "too few runs",
        };
        match self.percent {
            Some(percent) => write!(f, "{cause} ±{percent:.1} %"),
            None => f.write_str(cause),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_published_schema_is_what_the_types_say() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/ab.schema.json");
        let published = std::fs::read_to_string(file).unwrap();
        assert!(
            published == super::schema().unwrap(),
            "perf-patterns/pairing/ab.schema.json is stale: `cargo run -p perf-patterns -- ab \
             --schema` prints it"
        );
    }
}
