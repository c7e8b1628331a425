//! What `advise` answers: pure data, as its JSON is.

use std::collections::BTreeMap;

use serde::Serialize;

/// The JSON Schema of what `advise --format json` prints, as it is published. Its version
/// is raised with each change that a reader of the JSON would notice.
///
/// # Errors
/// If it cannot be written as JSON.
pub fn schema() -> serde_json::Result<String> {
    let mut schema = serde_json::to_value(schemars::schema_for!(Vec<Advice>))?;
    schema["$id"] = "perf-patterns/advise/v2".into();
    schema["title"] = "Advice, version 2".into();
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}

/// How sure the advice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Profile and source agree.
    Confirmed,
    /// The profile alone, or a question that only the author can answer.
    Look,
}

impl Confidence {
    /// As printed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Confidence::Confirmed => "confirmed",
            Confidence::Look => "look here",
        }
    }
}

/// One piece of advice.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Advice {
    /// The pattern's id.
    pub pattern: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// The own source file, as in the debug information or below the source folder.
    pub file: String,
    /// From one.
    pub line: u32,
    /// The own function.
    pub function: String,
    /// What profile and source show, and the edit.
    pub evidence: String,
    /// The most that could be saved.
    pub ceiling: Ceiling,
    /// What the pattern's own pair saves by itself, for comparison; no promise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pair: Option<Pair>,
    /// The counter-case: what to answer before the edit.
    pub question: String,
    /// What to run next, a line each: to see and take the pattern, and, once the edit is
    /// committed, to check it.
    pub command: String,
}

impl Advice {
    /// The lines of [`Advice::command`]: what takes the pattern, and what checks the edit.
    #[must_use]
    pub fn commands(&self) -> (&str, &str) {
        self.command.split_once('\n').unwrap_or((&self.command, ""))
    }
}

/// What the slow variant of a pattern and its fast one cost by themselves, without a
/// program around them, in the catalogue's baseline of counts.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Pair {
    /// The slow variant.
    pub slow: String,
    /// The fast one.
    pub fast: String,
    /// The size of the input: the one whose blocks are nearest to the line's.
    pub size: usize,
    /// What the size counts.
    pub size_unit: String,
    /// By metric: what the fast one saves of it, a share of at most 1; less than 0 where it
    /// costs more.
    pub saved: BTreeMap<String, f64>,
}

/// What the line has of the program, which is the most that can be saved there.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Ceiling {
    /// Such as `allocations`, `allocated_bytes`, `instructions`, `samples`.
    pub metric: String,
    /// From 0 to 1.
    pub share: f64,
}

/// A part of the program's cost by what it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spent {
    /// "formatting", "hashing", "freeing", …
    pub on: &'static str,
    /// From 0 to 1.
    pub share: f64,
}

/// All that was found, and what to say where nothing was.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Most confident and largest first.
    pub advice: Vec<Advice>,
    /// Symptoms that were looked for, those of all patterns.
    pub looked_for: usize,
    /// Own lines that were checked against them.
    pub lines: usize,
    /// What the profile is made of.
    pub spent: Vec<Spent>,
}
