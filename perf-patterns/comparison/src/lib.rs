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
    /// A change, but less than two runs of the same code may differ by: no verdict
    /// is built on it.
    BelowFloor,
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
    /// New ÷ old; `null` where old is zero and new is not. Of two samples it is the
    /// estimate that the interval belongs to, not the ratio of the medians.
    pub ratio: Option<f64>,
    /// The ratio's interval; `null` for counts.
    pub interval: Option<(f64, f64)>,
    /// What to make of it.
    pub verdict: Verdict,
}

/// How many rows have which verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Changed.
    pub changed: usize,
    /// Counted, and equal.
    pub same: usize,
    /// Changed by less than the floor.
    pub below_floor: usize,
    /// Not resolved.
    pub not_resolved: usize,
}

impl Tally {
    /// Counts the verdicts of `rows`.
    pub fn of(rows: &[Row]) -> Self {
        let mut tally = Tally::default();
        for row in rows {
            *match row.verdict {
                Verdict::Changed => &mut tally.changed,
                Verdict::Same => &mut tally.same,
                Verdict::BelowFloor => &mut tally.below_floor,
                Verdict::NotResolved => &mut tally.not_resolved,
            } += 1;
        }
        tally
    }
}

/// The resolved cases of a family, taken together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GeometricMean {
    /// The first part of the ids.
    pub family: String,
    /// Of new ÷ old.
    pub ratio: f64,
    /// Over how many cases, at least two; those with a zero and those that are not
    /// resolved are left out.
    pub cases: usize,
}

/// One metric in both runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    /// As in records; of other tools, their unit.
    pub metric: String,
    /// What both runs have.
    pub rows: Vec<Row>,
    /// Of all rows that were compared, whichever of them are shown.
    pub tally: Tally,
    /// A change below this is never called one; 0 where any counts.
    pub floor: f64,
    /// One for each family of which two cases or more are resolved.
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
    /// How the runs were measured differently: figures of the shorter one scatter
    /// more.
    pub settings: Vec<Difference>,
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
