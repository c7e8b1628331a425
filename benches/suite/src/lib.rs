//! Counts the heap use of one case with dhat.
//!
//! The allocator is declared here and not in the programs that measure: in the
//! measured binary itself it would keep the optimiser from eliding allocations
//! that it elides in production; in a library it does not. The test `claims`
//! holds that.

use std::path::Path;

use dhat::{HeapStats, Profiler};
use patterns::catalogue::CaseId;
use serde::{Deserialize, Serialize};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// The heap use of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeapUse {
    /// Allocated blocks; a reallocation counts as one.
    pub allocations: u64,
    /// Allocated bytes; a reallocation counts its full new size.
    pub allocated_bytes: u64,
    /// The most bytes alive at once, beyond those alive before the call.
    pub peak_bytes: u64,
}

/// Counts the second call of `case`: the first one warms pools and reused
/// buffers, as in every other tool. Input and state are built uncounted.
///
/// With `profile`, dhat's own file of sites is written there too.
///
/// # Panics
/// If another measurement is under way in this process.
pub fn heap_use(case: &CaseId, profile: Option<&Path>) -> HeapUse {
    let mut prepared = case.prepare();
    prepared.run();
    let profiler = match profile {
        // Deep enough for a variant below the standard library's frames.
        Some(file) => Profiler::builder()
            .file_name(file)
            .trim_backtraces(Some(32))
            .build(),
        None => Profiler::builder().testing().build(),
    };
    prepared.run();
    let stats = HeapStats::get();
    drop(profiler);
    HeapUse {
        allocations: stats.total_blocks,
        allocated_bytes: stats.total_bytes,
        peak_bytes: stats.max_bytes as u64,
    }
}
