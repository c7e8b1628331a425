//! The folder of the evaluation: cases, the draw, what was measured, what was advised.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::count::Counts;

/// The seed of the draw, fixed before anything was run.
pub const SEED: u64 = 20_261_126;

/// The sets that are drawn from.
pub const SETS: [&str; 2] = ["snippets", "changes"];

/// Which half of the cases.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum Half {
    /// Rules may be changed for these.
    Develop,
    /// Scored once, after the rules are frozen.
    HeldOut,
}

/// A program and what following its advice leads to: counts before, and after for each
/// site or each other variant.
#[derive(Debug, Serialize, Deserialize)]
pub struct Measured {
    /// As it is.
    pub before: Counts,
    /// With the advice followed, by site or by variant.
    pub after: BTreeMap<String, Counts>,
}

/// A piece of advice as `perf-patterns advise --format json` prints it; what scoring needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Advice {
    /// `family/pattern`.
    pub pattern: String,
    /// `confirmed` or `look`.
    pub confidence: String,
    /// Source file.
    pub file: String,
    /// Line, from one.
    pub line: u32,
    /// The function there.
    pub function: String,
}

/// A judgement by hand of advice outside every site: the edit was made and counted.
#[derive(Debug, Deserialize)]
pub struct Judgement {
    /// `set/case`.
    pub case: String,
    /// A part of the line, as the program has it.
    pub line: String,
    /// What was advised.
    pub pattern: String,
    /// Whether following it saves enough.
    pub worth: bool,
    /// What was tried, and what it saved.
    #[allow(dead_code, reason = "for the reader of the file")]
    pub tried: String,
}

/// `set/case` of every marked file, sorted.
///
/// # Errors
/// If a folder cannot be read.
pub fn cases(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for set in SETS {
        for entry in fs_err::read_dir(folder.join(set))? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.file_stem().context("a file has a name")?;
                names.push(format!("{set}/{}", name.to_string_lossy()));
            }
        }
    }
    names.sort();
    Ok(names)
}

/// Reads a marked file.
///
/// # Errors
/// If it cannot be read, or is marked wrongly.
pub fn read_case(folder: &Path, name: &str) -> anyhow::Result<Case> {
    let path = folder.join(format!("{name}.rs"));
    Case::parse(&fs_err::read_to_string(&path)?).with_context(|| path.display().to_string())
}

/// Divides each set in two by chance.
pub fn draw(names: &[String], seed: u64) -> BTreeMap<String, Half> {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut halves = BTreeMap::new();
    for set in SETS {
        let mut of_set: Vec<&String> = names
            .iter()
            .filter(|name| name.starts_with(&format!("{set}/")))
            .collect();
        random.shuffle(&mut of_set);
        for (at, name) in of_set.iter().enumerate() {
            let half = [Half::Develop, Half::HeldOut][at % 2];
            halves.insert((*name).clone(), half);
        }
    }
    halves
}

/// Reads a JSON file of the folder, or what stands for none.
///
/// # Errors
/// If it is there and cannot be read.
pub fn read<T: Default + for<'a> Deserialize<'a>>(path: &Path) -> anyhow::Result<T> {
    if !path.exists() {
        return Ok(T::default());
    }
    serde_json::from_str(&fs_err::read_to_string(path)?).with_context(|| path.display().to_string())
}

/// Writes a JSON file, whole or not at all: one line for each entry.
///
/// # Errors
/// If it cannot be written.
pub fn write<T: Serialize>(path: &Path, entries: &BTreeMap<String, T>) -> anyhow::Result<()> {
    let mut text = String::from("{\n");
    for (at, (name, entry)) in entries.iter().enumerate() {
        let comma = if at + 1 < entries.len() { "," } else { "" };
        let entry = serde_json::to_string(entry)?;
        text.push_str(&format!(
            "{}: {entry}{comma}\n",
            serde_json::to_string(name)?
        ));
    }
    text.push_str("}\n");
    if let Some(parent) = path.parent() {
        fs_err::create_dir_all(parent)?;
    }
    let partial = path.with_extension("partial");
    fs_err::write(&partial, text)?;
    fs_err::rename(&partial, path)?;
    Ok(())
}

/// Where what was advised at a stage is kept.
pub fn advice_file(folder: &Path, set: &str, stage: &str) -> PathBuf {
    folder.join(format!("results/{set}-advice-{stage}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_draw_is_the_committed_one_and_even() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let names = cases(folder).unwrap();
        let drawn = draw(&names, SEED);
        let committed: BTreeMap<String, Half> = read(&folder.join("halves.json")).unwrap();
        assert_eq!(drawn, committed);
        for set in SETS {
            let of = |half| {
                drawn
                    .iter()
                    .filter(|(name, of)| name.starts_with(set) && **of == half)
                    .count()
            };
            assert!(of(Half::Develop).abs_diff(of(Half::HeldOut)) <= 1);
        }
    }

    #[test]
    fn every_case_is_marked_and_names_patterns_that_exist() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut mistakes = 0;
        let mut lookalikes = 0;
        for name in cases(folder).unwrap() {
            let case = read_case(folder, &name).unwrap();
            assert!(!case.sites.is_empty(), "{name}");
            for site in &case.sites {
                for pattern in &site.patterns {
                    assert!(patterns::find(pattern).is_some(), "{name}: {pattern}");
                }
                assert!(!site.lines.is_empty(), "{name}: site {}", site.number);
                match site.guess {
                    crate::case::Guess::Mistake => mistakes += 1,
                    crate::case::Guess::Lookalike => lookalikes += 1,
                }
            }
        }
        println!("{mistakes} mistakes, {lookalikes} look-alikes");
    }
}
