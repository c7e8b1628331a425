//! Where and how a run was measured: what a listing shows of it.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The machine, the toolchain and the code.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Environment {
    /// As the CPU calls itself.
    pub cpu: String,
    /// Logical cores; `null` where the system does not say.
    pub cores: Option<u32>,
    /// Memory in bytes; `null` where the system does not say.
    pub memory_bytes: Option<u64>,
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
    /// took included; `null` where the system does not say.
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
    /// How long it took over each figure.
    pub effort: Effort,
    /// `--only`, if given.
    pub only: Option<String>,
    /// `--skip`, each.
    pub skip: Vec<Stage>,
    /// `--shard`, if given: `1/4`.
    #[serde(default)]
    pub shard: Option<String>,
    /// Seed of every input.
    pub seed: u64,
    /// The command line, to run it again.
    pub command: String,
}

/// How long to take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Effort {
    /// A first look: the middle size only, short settings.
    Quick,
    /// Every case.
    #[default]
    Default,
    /// Every case, longer.
    Thorough,
}

impl Effort {
    /// As in records.
    pub const fn name(self) -> &'static str {
        match self {
            Effort::Quick => "quick",
            Effort::Default => "default",
            Effort::Thorough => "thorough",
        }
    }
}

/// A part of a run, in the order in which they run: the cheap and exact first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Allocations and bytes, with dhat.
    Heap,
    /// How deep recursion goes before it overflows the stack.
    Depth,
    /// Calls into the kernel, by tracing.
    SystemCalls,
    /// Instructions and caches, with gungraun (formerly iai-callgrind).
    Instructions,
    /// What operations cost that belong to no pattern.
    Costs,
    /// Time, with criterion.
    WallTime,
    /// Speed-ups, both sides of a pair timed alternately.
    Pairs,
    /// Flame graphs, with `profiling`.
    CpuProfile,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Stage; 8] = [
        Stage::Heap,
        Stage::Depth,
        Stage::SystemCalls,
        Stage::Instructions,
        Stage::Costs,
        Stage::WallTime,
        Stage::Pairs,
        Stage::CpuProfile,
    ];

    /// As on the command line and in records.
    pub const fn name(self) -> &'static str {
        match self {
            Stage::Heap => "heap",
            Stage::Depth => "depth",
            Stage::SystemCalls => "system-calls",
            Stage::Instructions => "instructions",
            Stage::Costs => "costs",
            Stage::WallTime => "wall-time",
            Stage::Pairs => "pairs",
            Stage::CpuProfile => "cpu-profile",
        }
    }
}

impl FromStr for Stage {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Stage::ALL
            .into_iter()
            .find(|stage| stage.name() == name)
            .ok_or_else(|| {
                let names = Stage::ALL.map(Stage::name).join(", ");
                format!("no stage is called `{name}`; there are {names}")
            })
    }
}

/// A part of a run that is complete.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CompletedStage {
    /// Which one.
    pub name: Stage,
    /// How long it took, without building.
    pub seconds: f64,
    /// How many cases, pairs, variants or operations it measured.
    pub measured: usize,
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
    /// 95 % of the trials of a function against itself were within 1 ± this.
    pub noise_floor_95: f64,
}

/// A run that was merged into a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Machine {
    /// Unique in its record; cases refer to it.
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
