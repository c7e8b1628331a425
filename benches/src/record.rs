//! A run record: everything that one run measured, as pure data.
//!
//! Units stand in the field names. Whatever was not measured is `null` in its
//! case and named in [`Record::skipped`]. Ratios are slow ÷ other, so above 1
//! means that the other variant wins.

use serde::{Deserialize, Serialize};

/// The version of this layout. A reader refuses a newer one.
pub const SCHEMA_VERSION: u32 = 1;

/// One run: `results/<run_id>/record.json`.
///
/// The header comes first, so that a listing can stop reading at `cases`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Record {
    /// [`SCHEMA_VERSION`] when it was written.
    pub schema_version: u32,
    /// The folder's name: UTC date and time, then the commit.
    pub run_id: String,
    /// When measuring began, RFC 3339 in UTC.
    pub started_at: String,
    /// When the last stage ended; `null` while the run is incomplete.
    pub finished_at: Option<String>,
    /// Where it was measured.
    pub environment: Environment,
    /// How it was measured.
    pub settings: Settings,
    /// Stages that are complete, with what they cost.
    pub stages: Vec<Stage>,
    /// What the run found out about itself; `null` while no pair was timed.
    #[serde(default)]
    pub control: Option<Control>,
    /// Of a merged record, the runs that it was merged from; else empty.
    #[serde(default)]
    pub machines: Vec<Machine>,
    /// Every case of the run, in the order of the catalogue.
    pub cases: Vec<Case>,
    /// Every pair of the run: slow against each other variant.
    pub pairs: Vec<Pair>,
    /// One entry for every `null` in `cases` and `pairs`.
    pub skipped: Vec<Skipped>,
    /// Each measured pattern, with the hash of its file.
    pub patterns: Vec<MeasuredPattern>,
    /// Frames of all profiles, named by index.
    pub frames: Vec<Frame>,
    /// One for each variant: where it allocates.
    pub heap_profiles: Vec<HeapProfile>,
    /// One for each variant: where its time goes.
    pub cpu_profiles: Vec<CpuProfile>,
    /// One for each variant of a pattern whose input decides how deep it recurs.
    #[serde(default)]
    pub depths: Vec<Depth>,
}

/// The machine, the toolchain and the code.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Environment {
    /// As the CPU calls itself.
    pub cpu: String,
    /// Logical cores.
    pub cores: u32,
    /// Memory in bytes.
    pub memory_bytes: u64,
    /// Name and version.
    pub os: String,
    /// Kernel release.
    pub kernel: String,
    /// Name and version.
    pub libc: String,
    /// The hypervisor, if one is seen.
    pub virtual_machine: Option<String>,
    /// The frequency governor, if one is seen.
    pub governor: Option<String>,
    /// Load average over a minute when the run began, its own building included.
    pub load_average: Option<f64>,
    /// Cores that others kept busy just before measuring began, what a hypervisor
    /// took included; `null` where the system does not tell.
    #[serde(default)]
    pub busy_cores: Option<f64>,
    /// `rustc -vV`, its first line.
    pub rustc: String,
    /// `rustc -vV`, the host.
    pub target: String,
    /// `rustc -vV`, the LLVM version.
    pub llvm: String,
    /// `RUSTFLAGS` and what cargo's configuration adds.
    pub rustflags: String,
    /// The build profile, with what was changed in it.
    pub profile: String,
    /// The global allocator of timed code.
    pub allocator: String,
    /// Valgrind's version, or `null` if there is none.
    pub valgrind: Option<String>,
    /// The commit, or `null` outside a repository.
    pub commit: Option<String>,
    /// Whether the work tree differed from the commit.
    pub dirty: bool,
}

/// How a run was asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Settings {
    /// `quick`, `default` or `thorough`.
    pub effort: String,
    /// `--only`, if given.
    pub only: Option<String>,
    /// `--skip`, each.
    pub skip: Vec<String>,
    /// `--shard`, if given: `1/4`.
    #[serde(default)]
    pub shard: Option<String>,
    /// Seed of every input.
    pub seed: u64,
    /// The command line, to run it again.
    pub command: String,
}

/// Trials of which the truth is known, measured and judged like the pairs of the
/// same run, but without correction: a function against itself, and against
/// itself with 2 % or 5 % more iterations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Control {
    /// Trials of a function against itself.
    pub trials: usize,
    /// Those that were called different.
    pub false_positives: usize,
    /// Trials with 2 % more iterations on one side.
    pub positives_2_percent: usize,
    /// Those that were called slower, rightly.
    pub detected_2_percent: usize,
    /// Trials with 5 % more iterations on one side.
    pub positives_5_percent: usize,
    /// Those that were called slower, rightly.
    pub detected_5_percent: usize,
    /// 95 % of the trials of a function against itself came out within 1 ± this.
    pub noise_floor_95: f64,
}

/// A run that was merged into a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Machine {
    /// Unique in its record; cases and pairs refer to it.
    pub name: String,
    /// The merged run.
    pub run_id: String,
    /// Which part of the catalogue it was asked for, if only a part.
    pub shard: Option<String>,
    /// Where it was measured.
    pub environment: Environment,
    /// What it found out about itself.
    pub control: Option<Control>,
}

/// A part of a run that is complete.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Stage {
    /// `heap`, `depth`, `instructions`, `wall-time`, `pairs` or `cpu-profile`.
    pub name: String,
    /// How long it took, without building.
    pub seconds: f64,
    /// How many cases, pairs or variants it measured.
    pub measured: usize,
}

/// One variant in one scenario at one size.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Case {
    /// `<family>/<pattern>/<variant>/<scenario>/<size>`.
    pub id: String,
    /// Kebab-case.
    pub family: String,
    /// Kebab-case, without the family.
    pub pattern: String,
    /// Kebab-case.
    pub variant: String,
    /// `slow`, `fast` or `alternative`.
    pub role: String,
    /// Kebab-case.
    pub scenario: String,
    /// In the pattern's unit.
    pub size: usize,
    /// Wall time of one call.
    pub time_ns: Option<Time>,
    /// Instructions of one call.
    pub instructions: Option<u64>,
    /// Accesses that the simulated first-level cache served.
    pub l1_hits: Option<u64>,
    /// Accesses that the simulated last-level cache served.
    pub ll_hits: Option<u64>,
    /// Accesses that went to memory.
    pub ram_hits: Option<u64>,
    /// Cycles by the simulator's rule of thumb: L1 + 5 LL + 35 RAM.
    pub estimated_cycles: Option<u64>,
    /// Heap blocks asked for in one call; a reallocation counts as one.
    pub allocations: Option<u64>,
    /// Bytes asked for in one call; a reallocation counts its full new size.
    pub allocated_bytes: Option<u64>,
    /// The most bytes alive at once, beyond those alive before the call.
    pub peak_bytes: Option<u64>,
    /// In a merged record, who measured it: one of [`Record::machines`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
}

/// Wall time of one call in nanoseconds: the median of the samples with its
/// 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Time {
    /// Nanoseconds.
    pub median: f64,
    /// Nanoseconds; lower end of the interval.
    pub low: f64,
    /// Nanoseconds; upper end of the interval.
    pub high: f64,
    /// How many samples.
    pub samples: usize,
}

/// The slow variant against one other, in one scenario at one size.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pair {
    /// Kebab-case.
    pub family: String,
    /// Kebab-case, without the family.
    pub pattern: String,
    /// The slow variant's name.
    pub slow: String,
    /// The other variant's name.
    pub other: String,
    /// The other variant's role.
    pub role: String,
    /// Kebab-case.
    pub scenario: String,
    /// In the pattern's unit.
    pub size: usize,
    /// Slow ÷ other, of wall time: [`Speedup::median`].
    pub time_ratio: Option<f64>,
    /// Slow ÷ other, of instructions.
    pub instruction_ratio: Option<f64>,
    /// Slow ÷ other, of allocations: 1 where both are zero, `null` (and
    /// skipped with the two counts) where only the other is.
    pub allocation_ratio: Option<f64>,
    /// Slow ÷ other, of allocated bytes; zeros as for allocations.
    pub byte_ratio: Option<f64>,
    /// Slow ÷ other, of wall time, both sides timed alternately.
    #[serde(default)]
    pub speedup: Option<Speedup>,
    /// What the speed-up comes to once it is corrected for the number of pairs:
    /// `faster`, `slower`, `equivalent` or `not_resolved`.
    #[serde(default)]
    pub verdict: Option<String>,
    /// In a merged record, who measured it: one of [`Record::machines`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
}

/// How much less time the other variant takes: slow ÷ other, from rounds in which
/// both sides are timed one after the other, in several processes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Speedup {
    /// The trimmed mean, over processes, of each process's median ratio.
    pub median: f64,
    /// Lower end of the 99 % interval, not corrected for the number of pairs.
    pub low: f64,
    /// Upper end of the 99 % interval, not corrected for the number of pairs.
    pub high: f64,
    /// Rounds over all processes.
    pub rounds: usize,
    /// Fresh processes.
    pub processes: usize,
    /// The smallest true difference that would be seen in four of five runs, as
    /// a share: 0.02 is 2 %.
    pub resolvable_effect: f64,
    /// Ratios within 1 ± this count as equal; fixed before measuring.
    pub margin: f64,
    /// The chance of a ratio this far from 1 if there were no difference; the
    /// verdict corrects it over all pairs of the record, by Holm's method.
    pub p_different: f64,
    /// The chance of a ratio this near to 1 if the difference were the margin;
    /// corrected likewise.
    pub p_equivalent: f64,
}

impl Pair {
    /// `<family>/<pattern>/<slow>:<other>/<scenario>/<size>`.
    pub fn id(&self) -> String {
        format!(
            "{}/{}/{}:{}/{}/{}",
            self.family, self.pattern, self.slow, self.other, self.scenario, self.size
        )
    }

    /// The ends of the time ratio's interval.
    pub fn time_interval(&self) -> Option<(f64, f64)> {
        self.speedup.map(|speedup| (speedup.low, speedup.high))
    }

    /// The case of the slow side.
    pub fn slow_case(&self) -> String {
        self.case(&self.slow)
    }

    /// The case of the other side.
    pub fn other_case(&self) -> String {
        self.case(&self.other)
    }

    fn case(&self, variant: &str) -> String {
        format!(
            "{}/{}/{variant}/{}/{}",
            self.family, self.pattern, self.scenario, self.size
        )
    }
}

/// A figure that is not there, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Skipped {
    /// The case, or the pair.
    pub id: String,
    /// The metric or the ratio, by its field name.
    pub metric: String,
    /// Why, with the command that mends it where there is one.
    pub reason: String,
}

/// A pattern as it was when it was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MeasuredPattern {
    /// `<family>/<pattern>`.
    pub id: String,
    /// Of the pattern's file: FNV-1a, 64 bits, hexadecimal.
    pub source_hash: String,
}

/// A place in code, shared by all profiles of a record.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Frame {
    /// Demangled, without the hash.
    pub function: String,
    /// File, from the crate's root; empty where the profile knows none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// From 1; 0 where the profile knows none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub line: u32,
}

fn is_zero<T: Default + PartialEq>(number: &T) -> bool {
    *number == T::default()
}

/// Where one call of a variant allocates, from dhat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HeapProfile {
    /// The profiled case.
    pub id: String,
    /// The ten sites with the most bytes, most first.
    pub sites: Vec<HeapSite>,
    /// How many more sites there are.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more_sites: usize,
}

/// One allocation site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HeapSite {
    /// Indices into [`Record::frames`], leaf first; the allocator's own frames
    /// and those below the variant are cut.
    pub stack: Vec<u32>,
    /// Blocks.
    pub allocations: u64,
    /// Bytes over all blocks.
    pub allocated_bytes: u64,
    /// Bytes of this site's blocks alive at the peak of the whole call.
    pub peak_bytes: u64,
}

/// Where the time of a variant goes, from pprof.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CpuProfile {
    /// The profiled case.
    pub id: String,
    /// Samples asked for in each second of CPU time.
    pub asked_hz: u32,
    /// Samples taken.
    pub samples: u64,
    /// CPU time that was spent while sampling.
    pub cpu_time_ns: u64,
    /// Samples ÷ those that the kernel's tick allows in that time.
    pub accounted: f64,
    /// The tree of calls, parents before children, at most 36. Left out are
    /// calls with less than two samples in a hundred, and calls between library
    /// functions that only pass on.
    pub calls: Vec<Call>,
}

/// How deep an input a variant can take before its stack overflows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Depth {
    /// `<family>/<pattern>/<variant>/<scenario>`.
    pub id: String,
    /// The size of the stack on which it ran.
    pub stack_bytes: u64,
    /// The largest size that came to its end.
    pub deepest: u64,
    /// The smallest size that overflowed the stack; `null` where none did up to
    /// the largest size that was tried, which is `deepest` then.
    pub overflowed: Option<u64>,
}

/// One call in the tree of a CPU profile, as `[frame, parent, samples]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Call(
    /// Index into [`Record::frames`], without a line number.
    pub u32,
    /// Index of the caller in the same tree; `null` for a root.
    pub Option<u32>,
    /// How often it was on the stack, at this place.
    pub u64,
);
