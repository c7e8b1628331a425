//! Reads what other tools measured, and holds it as runs that can be compared.

pub mod criterion;
pub mod go_benchmarks;
pub mod gungraun;

/// What one run says about one case in one metric.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// Counted: two runs of one build give the same.
    Count {
        /// The count.
        value: f64,
        /// How many percent apart two runs may be all the same: 0, unless the
        /// pattern says that the metric varies.
        tolerance_percent: f64,
    },
    /// Estimated, with an interval.
    Estimate {
        /// The estimate.
        value: f64,
        /// Lower end of the interval.
        low: f64,
        /// Upper end of the interval.
        high: f64,
    },
    /// Measured several times.
    Sample(Vec<f64>),
}

/// A metric of a run, by case.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    /// As in records; of other tools, their unit.
    pub metric: String,
    /// The case, or the pair.
    pub id: String,
    /// What was found.
    pub figure: Figure,
}

/// A run of any tool, as far as it can be compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// What to call it.
    pub name: String,
    /// What decides whether two runs may be compared.
    pub environment: Vec<Condition>,
    /// How it was measured: no figure moves with it, only how sure each is.
    pub settings: Vec<Condition>,
    /// Everything that it measured.
    pub measurements: Vec<Measurement>,
    /// Whether its times come from one process each: then what differs from
    /// process to process hides from them.
    pub one_process: bool,
}

/// One thing that numbers depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// What it is called.
    pub name: &'static str,
    /// What it is in this run.
    pub value: String,
}
