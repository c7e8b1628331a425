//! The folder of the evaluation: cases, the draw, what was measured, what was advised.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::count::Counts;
use crate::half::{self, Half, Part, SETS};

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

/// Lines with what a linter named there.
pub type Named = Vec<(u32, String)>;

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
    /// The site whose own edit is what was advised, on a line beside it: it counts as found.
    #[serde(default)]
    pub site: Option<u32>,
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

/// Where the counts of a half are kept, or of what is not drawn yet.
pub fn measured_file(folder: &Path, half: Option<Half>) -> PathBuf {
    let half = half.map_or("undrawn".to_owned(), |half| half.to_string());
    folder.join(format!("results/{half}-measured.json"))
}

/// Where what was advised at a stage is kept.
pub fn advice_file(folder: &Path, set: &str, stage: &str) -> PathBuf {
    folder.join(format!("results/{set}-advice-{stage}.json"))
}

/// Where what a linter named is kept.
pub fn lints_file(folder: &Path, half: Half, linter: &str) -> PathBuf {
    folder.join(format!("results/{half}-{linter}.json"))
}

/// Which half each case was drawn into.
///
/// # Errors
/// If the record is there and cannot be read.
pub fn halves(folder: &Path) -> anyhow::Result<BTreeMap<String, Half>> {
    read(&folder.join("halves.json"))
}

/// The marked programs of a half, sorted; without one, those that no draw has met.
///
/// # Errors
/// If a folder cannot be read.
pub fn of_half(folder: &Path, half: Option<Half>) -> anyhow::Result<Vec<String>> {
    let halves = halves(folder)?;
    let mut names = cases(folder)?;
    names.retain(|name| halves.get(name).copied() == half);
    Ok(names)
}

/// Draws the cases that no draw has met into the halves of a new round, and moves what
/// was counted for them.
///
/// # Errors
/// If there are none, one is not counted, or the round has no seed.
pub fn draw_round(folder: &Path) -> anyhow::Result<()> {
    let mut halves = halves(folder)?;
    let names = of_half(folder, None)?;
    ensure!(!names.is_empty(), "every case is drawn already");
    let round = 1 + halves.values().map(|half| half.round).max().unwrap_or(0);
    let drawn = half::draw(&names, round)?;
    let counted = measured_file(folder, None);
    let mut measured: BTreeMap<String, Measured> = read(&counted)?;
    for part in [Part::Develop, Part::HeldOut] {
        let half = Half { round, part };
        let mut of_half = BTreeMap::new();
        for name in drawn.keys().filter(|name| drawn[*name] == half) {
            let counts = measured
                .remove(name)
                .with_context(|| format!("{name} is not counted: run `measure --undrawn`"))?;
            of_half.insert(name.clone(), counts);
        }
        if !of_half.is_empty() {
            write(&measured_file(folder, Some(half)), &of_half)?;
        }
    }
    halves.extend(drawn);
    write(&folder.join("halves.json"), &halves)?;
    fs_err::remove_file(counted)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_draw_is_the_committed_one_and_even() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let committed = halves(folder).unwrap();
        assert_eq!(of_half(folder, None).unwrap(), [""; 0], "not drawn");
        for (round, rule) in (1..).zip(half::ROUNDS) {
            let of_round: BTreeMap<String, Half> = committed
                .iter()
                .filter(|(_, half)| half.round == round)
                .map(|(name, half)| (name.clone(), *half))
                .collect();
            let names: Vec<String> = of_round.keys().cloned().collect();
            assert_eq!(half::draw(&names, round).unwrap(), of_round);
            for set in SETS {
                let of_set = || of_round.iter().filter(|(name, _)| name.starts_with(set));
                let develop = of_set()
                    .filter(|(_, half)| half.part == Part::Develop)
                    .count();
                let expected = rule
                    .develop_one_in
                    .map_or(0, |one_in| of_set().count().div_ceil(one_in));
                assert_eq!(develop, expected);
            }
        }
    }

    #[test]
    fn what_was_counted_are_the_sites_that_are_marked() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        for (name, half) in halves(folder).unwrap() {
            let measured: BTreeMap<String, Measured> =
                read(&measured_file(folder, Some(half))).unwrap();
            let case = read_case(folder, &name).unwrap();
            let sites: std::collections::BTreeSet<String> = case
                .sites
                .iter()
                .map(|site| site.number.to_string())
                .collect();
            assert!(measured[&name].after.keys().eq(sites.iter()), "{name}");
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
