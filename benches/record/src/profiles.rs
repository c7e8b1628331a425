//! Where variants allocate and where their time goes: `profiles.json`, beside the
//! record. The whole profiles of the tools lie in `profiles/`.

use serde::{Deserialize, Serialize};

/// The profiles of a run, cut to what a page shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Profiles {
    /// Frames of all profiles, named by index.
    pub frames: Vec<Frame>,
    /// One for each variant: where it allocates.
    pub heap: Vec<HeapProfile>,
    /// One for each variant: where its time goes.
    pub cpu: Vec<CpuProfile>,
}

/// A place in code, shared by all profiles of a run.
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
    /// Indices into [`Profiles::frames`], leaf first; the allocator's own frames
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

/// One call in the tree of a CPU profile, as `[frame, parent, samples]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Call(
    /// Index into [`Profiles::frames`], without a line number.
    pub u32,
    /// Index of the caller in the same tree; `null` for a root.
    pub Option<u32>,
    /// How often it was on the stack, at this place.
    pub u64,
);
