//! A run record: everything that one run measured, as pure data.
//!
//! The types here are what programs work with and, but for the short form of a case
//! (`case/in_file.rs`), what stands in `record.json`. Cases are nested under their pattern
//! and their input (a scenario at a size), so that nothing is said twice; whatever
//! follows from figures, such as a ratio, is a method. Units stand in the field
//! names. What was not measured is absent, and its case says why. Ratios are slow ÷
//! other, so above 1 means that the other variant wins.
//!
//! A later program may add fields within a version: readers ignore those that they
//! do not know. Patterns need not be in the catalogue.

mod case;
mod cost;
mod file;
mod header;
mod merge;
mod named;
mod pair;
mod profiles;
mod shard;
mod verdicts;
mod version_1;

pub use case::{Case, Figure, Speedup, Time};
pub use cost::{Cost, OPERATIONS};
pub use file::{Header, RecordError, read, read_figures, read_header, save, write};
pub use header::{CompletedStage, Control, Effort, Environment, Machine, Settings, Stage};
pub use merge::{merge, missing};
pub use pair::Pair;
pub use patterns::catalogue::{Metric, Role};
pub use profiles::{Call, CpuProfile, Frame, HeapProfile, HeapSite, Profiles};
pub use shard::Shard;
pub use statistics::verdict::Verdict;

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

/// The version of this layout. A reader refuses a newer one and converts an older one.
pub const SCHEMA_VERSION: u32 = 2;

/// One run: `results/<run_id>/record.json`.
///
/// The header comes first, so that a listing can stop reading at `patterns`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Record {
    /// [`SCHEMA_VERSION`] when it was written.
    pub schema_version: u32,
    /// The folder's name: UTC date and time, then the commit.
    pub run_id: String,
    /// When measuring began, RFC 3339 in UTC.
    pub started_at: String,
    /// When the last stage ended; `null` while the run has not ended.
    pub finished_at: Option<String>,
    /// Where it was measured.
    pub environment: Environment,
    /// How it was measured.
    pub settings: Settings,
    /// Stages that are complete, with what they cost.
    pub stages: Vec<CompletedStage>,
    /// What the run found out about itself; `null` while no pair was timed.
    #[serde(default)]
    pub control: Option<Control>,
    /// Of a merged record, the runs that it was merged from; else empty.
    #[serde(default)]
    pub machines: Vec<Machine>,
    /// What was measured, in the order of the catalogue.
    pub patterns: Vec<MeasuredPattern>,
    /// One for each variant of a pattern whose input decides how deep it recurs.
    #[serde(default)]
    pub depths: Vec<Depth>,
    /// What operations cost here that belong to no pattern, by the ids of
    /// [`OPERATIONS`]; empty where a run did not ask.
    #[serde(
        default,
        deserialize_with = "cost::map_or_empty_list",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    #[cfg_attr(feature = "schema", schemars(schema_with = "cost::schema"))]
    pub costs: BTreeMap<String, Cost>,
    /// Where variants allocate and where their time goes; a file of its own beside
    /// the record, `profiles.json`.
    #[serde(skip)]
    pub profiles: Profiles,
}

/// A pattern as it was when it was measured.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MeasuredPattern {
    /// `<family>/<pattern>`, each in kebab-case.
    pub id: String,
    /// Of the pattern's file: FNV-1a, 64 bits, hexadecimal.
    pub source_hash: String,
    /// In the order of the catalogue.
    #[serde(default)]
    pub variants: Vec<MeasuredVariant>,
    /// In the order of the catalogue: scenarios, then sizes.
    #[serde(default)]
    pub inputs: Vec<Input>,
}

/// A variant of a measured pattern.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MeasuredVariant {
    /// Kebab-case.
    pub name: String,
    /// Its part in the comparison.
    #[serde(with = "named")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "named::schema::<Role>"))]
    pub role: Role,
}

/// A scenario at a size, with what each variant did on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Input {
    /// Kebab-case.
    pub scenario: String,
    /// In the pattern's unit.
    pub size: usize,
    /// One for each variant that runs on this input.
    pub cases: Vec<Case>,
}

/// How deep an input a variant can take before its stack overflows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Depth {
    /// `<family>/<pattern>/<variant>/<scenario>`.
    pub id: String,
    /// The size of the stack on which it ran.
    pub stack_bytes: u64,
    /// The largest size that came to its end.
    pub deepest: u64,
    /// The smallest size that overflowed the stack; `null` where none did up to
    /// the largest size that was tried, which is `deepest` then.
    pub overflowed: Option<u64>,
}

impl Record {
    /// Every case, in the order of the catalogue.
    pub fn cases(&self) -> impl Iterator<Item = &Case> {
        self.patterns.iter().flat_map(MeasuredPattern::cases)
    }

    /// Every case, to be filled in.
    pub fn cases_mut(&mut self) -> impl Iterator<Item = &mut Case> {
        self.patterns
            .iter_mut()
            .flat_map(|pattern| &mut pattern.inputs)
            .flat_map(|input| &mut input.cases)
    }

    /// Every pair: the slow variant against each other one on the same input.
    pub fn pairs(&self) -> impl Iterator<Item = Pair<'_>> {
        self.patterns.iter().flat_map(MeasuredPattern::pairs)
    }

    /// The case with this id.
    pub fn case(&self, id: &str) -> Option<&Case> {
        self.cases().find(|case| case.id == id)
    }

    /// The pattern with this id.
    pub fn pattern(&self, id: &str) -> Option<&MeasuredPattern> {
        self.patterns.iter().find(|pattern| pattern.id == id)
    }

    /// Gives each case its pattern, scenario and size, which the file has only as
    /// nesting. The error names what is missing, or a case that is there twice.
    fn place(&mut self) -> Result<(), String> {
        for pattern in &mut self.patterns {
            pattern.place()?;
        }
        let mut ids = HashSet::new();
        for case in self.cases() {
            if !ids.insert(&case.id) {
                return Err(format!("{} stands there twice", case.id));
            }
        }
        match ids.is_empty() {
            true => Err("it has no cases".into()),
            false => Ok(()),
        }
    }

    /// Puts `case` where it says that it belongs, behind those that are there; a
    /// pattern that is new has no hash yet.
    pub fn insert(&mut self, case: Case) {
        let known = self.patterns.iter().position(|pattern| {
            pattern.id.split_once('/') == Some((case.family.as_str(), case.pattern.as_str()))
        });
        let index = known.unwrap_or_else(|| {
            self.patterns.push(MeasuredPattern {
                id: format!("{}/{}", case.family, case.pattern),
                ..MeasuredPattern::default()
            });
            self.patterns.len() - 1
        });
        self.patterns[index].insert(case);
    }
}

impl MeasuredPattern {
    /// Its cases: scenarios, then sizes, then variants.
    pub fn cases(&self) -> impl Iterator<Item = &Case> {
        self.inputs.iter().flat_map(|input| &input.cases)
    }

    /// Its pairs: the slow variant against each other one on the same input.
    pub fn pairs(&self) -> impl Iterator<Item = Pair<'_>> {
        self.inputs.iter().flat_map(Input::pairs)
    }

    fn insert(&mut self, case: Case) {
        if self.variants.iter().all(|known| known.name != case.variant) {
            self.variants.push(MeasuredVariant {
                name: case.variant.clone(),
                role: case.role,
            });
        }
        let is_same =
            |input: &&mut Input| input.scenario == case.scenario && input.size == case.size;
        if let Some(input) = self.inputs.iter_mut().find(is_same) {
            input.cases.push(case);
        } else {
            self.inputs.push(Input {
                scenario: case.scenario.clone(),
                size: case.size,
                cases: vec![case],
            });
        }
    }

    /// Gives each case its pattern, scenario and size, which the file has only as
    /// nesting. The error names a variant that has a case but is not listed.
    fn place(&mut self) -> Result<(), String> {
        for input in &mut self.inputs {
            for case in &mut input.cases {
                let listed = self
                    .variants
                    .iter()
                    .find(|known| known.name == case.variant);
                let Some(variant) = listed else {
                    return Err(format!("{} lists no variant {}", self.id, case.variant));
                };
                case.place(&self.id, variant.role, &input.scenario, input.size);
            }
        }
        Ok(())
    }
}

impl Input {
    /// The slow variant against each other one; none where either is missing.
    pub fn pairs(&self) -> impl Iterator<Item = Pair<'_>> {
        let slow = self.cases.iter().find(|case| case.role == Role::Slow);
        slow.into_iter().flat_map(|slow| {
            self.cases
                .iter()
                .filter(|case| case.role != Role::Slow)
                .map(move |other| Pair { slow, other })
        })
    }
}
