//! How a pattern's figures moved from run to run.

use benches::record::Record;
use patterns::catalogue::{Pattern, Scenario};

/// What one run says of a pattern: the slow variant against the fast one, in the
/// typical scenario at the middle size.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The run.
    pub run_id: String,
    /// Its compiler.
    pub rustc: String,
    /// Whether the compiler differs from the run before.
    pub other_compiler: bool,
    /// Slow ÷ fast, of time.
    pub time_ratio: Option<f64>,
    /// Slow ÷ fast, of instructions.
    pub instruction_ratio: Option<f64>,
}

/// The points of `pattern` in `records`, which come oldest first. Runs that did
/// not measure it are left out.
pub fn points(records: &[Record], pattern: &Pattern) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for record in records {
        let pair = record.pairs.iter().find(|pair| {
            pair.family == pattern.family()
                && pair.pattern == pattern.name()
                && pair.other == pattern.fast().name
                && pair.scenario == Scenario::TYPICAL.name
                && pair.size == pattern.middle_size()
        });
        if let Some(pair) = pair {
            let rustc = &record.environment.rustc;
            points.push(Point {
                run_id: record.run_id.clone(),
                rustc: rustc.clone(),
                other_compiler: points.last().is_some_and(|last| last.rustc != *rustc),
                time_ratio: pair.time_ratio,
                instruction_ratio: pair.instruction_ratio,
            });
        }
    }
    points
}
