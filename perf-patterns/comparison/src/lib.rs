//! Compares two runs, metric by metric: what changed, by how much, and how sure
//! that is.

pub mod render;
pub mod rows;

use serde::Serialize;

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
