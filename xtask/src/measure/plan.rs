//! What a run measures, and how long it takes over it.

use std::time::Duration;

use patterns::catalogue::{CaseId, Pattern, Scenario};
use patterns::suggest;
use record::{Effort, Shard};

/// Criterion's warm-up, measuring time and sample size.
pub const fn criterion(effort: Effort) -> (Duration, Duration, usize) {
    match effort {
        Effort::Quick => (Duration::from_millis(10), Duration::from_millis(30), 10),
        Effort::Default => (Duration::from_millis(100), Duration::from_millis(250), 25),
        Effort::Thorough => (Duration::from_secs(1), Duration::from_secs(3), 100),
    }
}

/// CPU time of each CPU profile.
pub const fn cpu_time(effort: Effort) -> Duration {
    match effort {
        Effort::Quick => Duration::from_millis(120),
        Effort::Default => Duration::from_millis(900),
        Effort::Thorough => Duration::from_secs(5),
    }
}

/// What to measure.
pub struct Plan {
    /// How long to take.
    pub effort: Effort,
    /// The selected cases, in the order of the catalogue.
    pub cases: Vec<CaseId>,
}

impl Plan {
    /// The cases that `only` (a family, a pattern, or part of an id) leaves, at
    /// the sizes that `effort` takes; of these, the part that `shard` names.
    ///
    /// # Errors
    /// If nothing is left: with the nearest names.
    pub fn new(effort: Effort, only: Option<&str>, shard: Option<Shard>) -> anyhow::Result<Self> {
        let cases: Vec<CaseId> = select(only)?
            .into_iter()
            .filter(|case| effort != Effort::Quick || case.is_middle())
            .collect();
        anyhow::ensure!(
            !cases.is_empty(),
            "`--only {}` leaves no case at the middle size, and `--quick` takes no other\n\
             hint: leave `--quick` away",
            only.unwrap_or_default()
        );
        let mut plan = Plan { effort, cases };
        if let Some(shard) = shard {
            let patterns = plan.patterns();
            plan.cases.retain(|case| {
                let index = patterns
                    .iter()
                    .position(|other| other.id == case.pattern.id);
                index.is_some_and(|index| shard.has(index))
            });
            anyhow::ensure!(
                !plan.cases.is_empty(),
                "part {shard} is empty: there are only {} patterns to share out\n\
                 hint: share them out among fewer parts",
                patterns.len()
            );
        }
        Ok(plan)
    }

    /// Each variant's case to profile: the typical scenario at the middle size.
    pub fn profiled(&self) -> impl Iterator<Item = &CaseId> {
        self.cases.iter().filter(|case| is_profiled(case))
    }

    /// The patterns that have a selected case.
    pub fn patterns(&self) -> Vec<&'static Pattern> {
        let mut patterns: Vec<&'static Pattern> = Vec::new();
        for case in &self.cases {
            if !patterns.iter().any(|pattern| pattern.id == case.pattern.id) {
                patterns.push(case.pattern);
            }
        }
        patterns
    }
}

/// Whether this is the case that stands for its variant in profiles.
pub fn is_profiled(case: &CaseId) -> bool {
    case.is_middle() && case.scenario.name == Scenario::TYPICAL.name
}

/// The cases of a family or pattern called `only`, or whose id contains it; all
/// without one.
///
/// # Errors
/// If there is none: with the nearest names.
pub fn select(only: Option<&str>) -> anyhow::Result<Vec<CaseId>> {
    let all: Vec<CaseId> = patterns::patterns().flat_map(Pattern::cases).collect();
    let Some(only) = only else {
        return Ok(all);
    };
    let by = |keep: &dyn Fn(&CaseId) -> bool| -> Vec<CaseId> {
        all.iter().copied().filter(|case| keep(case)).collect()
    };
    let attempts = [
        by(&|case| case.pattern.family() == only),
        by(&|case| case.pattern.id == only || case.pattern.name() == only),
        by(&|case| case.to_string().contains(only)),
    ];
    attempts
        .into_iter()
        .find(|cases| !cases.is_empty())
        .ok_or_else(|| suggest::unknown("family, pattern or case", only).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_methodology_says_how_long_series_take() {
        let text = fs_err::read_to_string(crate::store::root().join("METHODOLOGY.md")).unwrap();
        for (name, effort) in [
            ("`--quick`", Effort::Quick),
            ("default", Effort::Default),
            ("`--thorough`", Effort::Thorough),
        ] {
            let (warm_up, measuring, samples) = criterion(effort);
            let (warm_up, measuring) = (warm_up.as_secs_f64(), measuring.as_secs_f64());
            let row = format!("| {name} | {warm_up} s | {measuring} s | {samples} |");
            assert!(text.lines().any(|line| line == row), "{row}");
        }
    }
}
