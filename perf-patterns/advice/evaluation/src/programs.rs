//! Programs of the registry: what was advised, what was done about it, and what it saved.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use command_line::{print, table};
use patterns::catalogue::Pattern;
use serde::Deserialize;

use crate::count::{self, Counts};
use crate::score::Ratio;
use crate::store;

/// What became of one piece of advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It was followed, and saves enough.
    Applied,
    /// It was followed, and saves too little.
    NoEffect,
    /// It is not to be followed, whatever it would save.
    Refuted,
}

impl Verdict {
    const fn name(self) -> &'static str {
        match self {
            Verdict::Applied => "applied",
            Verdict::NoEffect => "no effect",
            Verdict::Refuted => "refuted",
        }
    }
}

/// One piece of advice on a program.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The workload's name in `programs.txt`.
    pub program: String,
    /// The pattern's id.
    pub pattern: String,
    /// `confirmed` or `look`.
    pub confidence: String,
    /// Below the program's root.
    pub file: String,
    /// From one.
    pub line: u32,
    /// The count that the advice is about.
    pub metric: String,
    /// The site's share of it in the program: what following the advice saves at most.
    pub ceiling: f64,
    /// What was done.
    pub outcome: Verdict,
    /// The patch that follows it; several pieces of advice may share one.
    pub patch: Option<String>,
    /// Why, in a sentence.
    pub because: String,
}

/// What a patch changes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// Counts of the program as it is published.
    pub before: Counts,
    /// Counts with the patch.
    pub after: Counts,
    /// User and system time, before ÷ after, with the interval's ends.
    pub cpu_time: [f64; 3],
}

/// Every outcome and every measured patch.
#[derive(Debug)]
pub struct Programs {
    /// By program and line, as recorded.
    pub outcomes: Vec<Outcome>,
    /// By the patch's name.
    pub measured: BTreeMap<String, Measured>,
}

impl Programs {
    /// Reads both records below the evaluation's folder.
    ///
    /// # Errors
    /// If one cannot be read.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        Ok(Programs {
            outcomes: serde_json::from_str(&fs_err::read_to_string(
                folder.join("programs/outcomes.json"),
            )?)?,
            measured: store::read(&folder.join("programs/measured.json"))?,
        })
    }

    /// Whether the patch of `outcome` saves enough of what its advice is about; `None`
    /// without a measured patch.
    pub fn is_worth(&self, outcome: &Outcome) -> Option<bool> {
        let of = self.measured.get(outcome.patch.as_ref()?)?;
        let pattern = patterns::patterns().find(|pattern| pattern.id == outcome.pattern);
        let memory = pattern.is_some_and(Pattern::saves_bytes);
        Some(count::is_worth(&of.before, &of.after, memory))
    }

    /// How many pieces of `confidence` were applied and saved enough.
    pub fn right(&self, confidence: &str) -> Ratio {
        let mut right = Ratio::default();
        for outcome in &self.outcomes {
            if outcome.confidence == confidence {
                right.add(outcome.outcome == Verdict::Applied);
            }
        }
        right
    }
}

/// Prints what became of each piece of advice, and how many were right.
///
/// # Errors
/// If a record cannot be read.
pub fn show(folder: &Path) -> anyhow::Result<()> {
    let programs = Programs::read(folder)?;
    let mut rows = Vec::new();
    for outcome in &programs.outcomes {
        let of = outcome
            .patch
            .as_ref()
            .and_then(|name| programs.measured.get(name));
        let saved = |count: fn(&Counts) -> u64| {
            of.map_or_else(String::new, |of| {
                let (before, after) = (count(&of.before) as f64, count(&of.after) as f64);
                format!("{:.1} %", 100.0 * (1.0 - after / before))
            })
        };
        rows.push(vec![
            format!("{}:{}:{}", outcome.program, outcome.file, outcome.line),
            outcome.pattern.clone(),
            outcome.confidence.clone(),
            outcome.outcome.name().to_owned(),
            saved(|counts| counts.instructions),
            saved(|counts| counts.system_calls),
            saved(|counts| counts.allocations),
            saved(|counts| counts.allocated_bytes),
            of.map_or_else(String::new, |of| {
                let [ratio, low, high] = of.cpu_time;
                format!("{ratio:.2} ({low:.2}–{high:.2})")
            }),
        ]);
    }
    let heads = [
        "line",
        "pattern",
        "confidence",
        "outcome",
        "instructions",
        "system calls",
        "allocations",
        "bytes",
        "CPU time",
    ];
    print::data(table::render(&heads, rows, 4));
    for confidence in ["confirmed", "look"] {
        print::data(format!("{confidence}: {}", programs.right(confidence)));
    }
    let with: BTreeSet<&str> = programs
        .outcomes
        .iter()
        .map(|outcome| outcome.program.as_str())
        .collect();
    print::data(format!("programs with advice: {}", with.len()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }

    #[test]
    fn outcomes_name_patches_workloads_and_patterns_that_exist() {
        let programs = Programs::read(folder()).unwrap();
        let listed = std::fs::read_to_string(folder().join("programs/programs.txt")).unwrap();
        let workloads: Vec<&str> = listed
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split(' ').next())
            .collect();
        let ids: BTreeSet<&str> = patterns::patterns().map(|pattern| pattern.id).collect();
        for outcome in &programs.outcomes {
            assert!(
                workloads.contains(&outcome.program.as_str()),
                "{outcome:?}: no such workload"
            );
            assert!(
                ids.contains(outcome.pattern.as_str()),
                "{outcome:?}: no such pattern"
            );
            if let Some(patch) = &outcome.patch {
                assert!(
                    programs.measured.contains_key(patch),
                    "{patch} is not measured"
                );
            }
        }
        let named: BTreeSet<String> = programs
            .outcomes
            .iter()
            .filter_map(|outcome| outcome.patch.clone())
            .collect();
        let written: BTreeSet<String> = std::fs::read_dir(folder().join("programs/patches"))
            .unwrap()
            .map(|entry| {
                let path = entry.unwrap().path();
                path.file_stem().unwrap().to_string_lossy().into_owned()
            })
            .collect();
        assert_eq!(named, written, "patches that outcomes name, and those here");
    }

    #[test]
    fn an_outcome_says_what_was_measured() {
        let programs = Programs::read(folder()).unwrap();
        for outcome in &programs.outcomes {
            let measured = programs.is_worth(outcome);
            match outcome.outcome {
                Verdict::Applied => assert_eq!(measured, Some(true), "{outcome:?}"),
                Verdict::NoEffect => assert_eq!(measured, Some(false), "{outcome:?}"),
                Verdict::Refuted => {}
            }
        }
    }
}
