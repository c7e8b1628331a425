//! What `advise` answers: pure data, as its JSON is.

use serde::Serialize;

/// The JSON Schema of what `advise --format json` prints, as it is published. Its version
/// is raised with each change that a reader of the JSON would notice.
///
/// # Errors
/// If it cannot be written as JSON.
pub fn schema() -> serde_json::Result<String> {
    let mut schema = serde_json::to_value(schemars::schema_for!(Vec<Advice>))?;
    schema["$id"] = "perf-patterns/advise/v1".into();
    schema["title"] = "Advice, version 1".into();
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
    /// The counter-case: what to answer before the edit.
    pub question: String,
    /// What to run next.
    pub command: String,
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
