//! What is measured.

use std::fmt;

/// What is measured, by its name in records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Metric {
    TimeNs,
    Instructions,
    L1Hits,
    LlHits,
    RamHits,
    EstimatedCycles,
    Allocations,
    AllocatedBytes,
    PeakBytes,
    SystemCalls,
}

impl Metric {
    /// Every metric, in the order of a record's case.
    pub const ALL: [Metric; 10] = [
        Metric::TimeNs,
        Metric::Instructions,
        Metric::L1Hits,
        Metric::LlHits,
        Metric::RamHits,
        Metric::EstimatedCycles,
        Metric::Allocations,
        Metric::AllocatedBytes,
        Metric::PeakBytes,
        Metric::SystemCalls,
    ];

    /// As in records: the unit is part of the name.
    pub const fn name(self) -> &'static str {
        match self {
            Metric::TimeNs => "time_ns",
            Metric::Instructions => "instructions",
            Metric::L1Hits => "l1_hits",
            Metric::LlHits => "ll_hits",
            Metric::RamHits => "ram_hits",
            Metric::EstimatedCycles => "estimated_cycles",
            Metric::Allocations => "allocations",
            Metric::AllocatedBytes => "allocated_bytes",
            Metric::PeakBytes => "peak_bytes",
            Metric::SystemCalls => "system_calls",
        }
    }

    /// The metric with this name.
    pub fn from_name(name: &str) -> Option<Metric> {
        Metric::ALL.into_iter().find(|metric| metric.name() == name)
    }

    /// Whether the metric comes from valgrind.
    pub const fn is_simulated(self) -> bool {
        matches!(
            self,
            Metric::Instructions
                | Metric::L1Hits
                | Metric::LlHits
                | Metric::RamHits
                | Metric::EstimatedCycles
        )
    }

    /// Whether the metric counts the heap.
    pub const fn is_heap(self) -> bool {
        matches!(
            self,
            Metric::Allocations | Metric::AllocatedBytes | Metric::PeakBytes
        )
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
