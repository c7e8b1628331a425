//! Compares two runs, metric by metric: what changed, by how much, and how sure
//! that is.

pub mod criterion;
pub mod go_benchmarks;
pub mod render;
pub mod rows;
pub mod source;

use serde::Serialize;

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

/// A run, of whatever tool, as far as it can be compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// What to call it.
    pub name: String,
    /// What tells whether two runs may be compared.
    pub environment: Vec<Condition>,
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

/// Something that two runs do not share, though numbers depend on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What it is called.
    pub what: &'static str,
    /// In the first run.
    pub old: String,
    /// In the second run.
    pub new: String,
}

/// How a figure changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Counted, and equal.
    Same,
    /// It changed, beyond what chance or the declared tolerance explains.
    Changed,
    /// What difference there is may be chance.
    NotResolved,
}

/// One case in both runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The case, or the pair.
    pub id: String,
    /// In the first run.
    pub old: f64,
    /// In the second run.
    pub new: f64,
    /// New ÷ old; `null` where old is zero and new is not.
    pub ratio: Option<f64>,
    /// The ratio's interval; `null` for counts.
    pub interval: Option<(f64, f64)>,
    /// What to make of it.
    pub verdict: Verdict,
}

/// The cases of a family, taken together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GeometricMean {
    /// The first part of the ids.
    pub family: String,
    /// Of new ÷ old.
    pub ratio: f64,
    /// Over how many cases; those with a zero are left out.
    pub cases: usize,
}

/// One metric in both runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    /// As in records; of other tools, their unit.
    pub metric: String,
    /// What both runs have.
    pub rows: Vec<Row>,
    /// One for each family.
    pub geometric_means: Vec<GeometricMean>,
}

/// Two runs, compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The first run.
    pub old: String,
    /// The second run.
    pub new: String,
    /// Why the runs are not alike; empty where they are.
    pub differences: Vec<Difference>,
    /// Metrics that both have but that may not be compared, because of these
    /// differences.
    pub not_compared: Vec<String>,
    /// One for each metric that both have.
    pub tables: Vec<Table>,
    /// Cases and pairs that only the first run has.
    pub only_old: Vec<String>,
    /// Cases and pairs that only the second run has.
    pub only_new: Vec<String>,
}
