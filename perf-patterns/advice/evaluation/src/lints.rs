//! Clippy and cargo-perf on the marked programs, scored by the lines that they name.
//! A site counts as found by any lint on any of its lines: more than advice gets, which
//! has to name the pattern.

use std::collections::BTreeMap;
use std::path::Path;

use command_line::print;
use patterns::catalogue::Pattern;

use crate::half::Half;
use crate::score::{self, Ratio};
use crate::store::{self, Measured, Named};
use crate::{ask, count};

/// Asks Clippy, or the program of cargo-perf, about every program of the halves that has
/// no record yet, and prints the score of all.
///
/// # Errors
/// If the linter cannot be run, or a record cannot be read.
pub fn score(
    folder: &Path,
    work: &Path,
    halves: &[Half],
    cargo_perf: Option<&Path>,
) -> anyhow::Result<()> {
    let mut right = Ratio::default();
    let mut recall = Ratio::default();
    let mut silent = Ratio::default();
    let mut lints: BTreeMap<String, u32> = BTreeMap::new();
    for half in halves {
        let recorded = record(folder, work, *half, cargo_perf)?;
        let measured: BTreeMap<String, Measured> =
            store::read(&store::measured_file(folder, Some(*half)))?;
        for (name, counts) in measured {
            let Some(named) = recorded.get(&name) else {
                print::note(format!("{name} could not be linted, and is left out"));
                continue;
            };
            let case = store::read_case(folder, &name)?;
            let worth = score::worth(&case, &counts, &|pattern| {
                patterns::find(pattern).is_some_and(Pattern::saves_bytes)
            });
            let is_worth = |site: u32| worth.get(&site) == Some(&true);
            for (line, lint) in named {
                *lints.entry(lint.clone()).or_default() += 1;
                let mut sites = case.sites.iter().filter(|site| site.holds(*line));
                right.add(sites.any(|site| is_worth(site.number)));
            }
            for site in &case.sites {
                let here = named.iter().any(|(line, _)| site.holds(*line));
                if is_worth(site.number) {
                    recall.add(here);
                } else {
                    silent.add(!here);
                }
            }
        }
    }
    print::data(format!(
        "lints on a line worth looking at: {right}\n\
         sites worth advice with a lint: {recall}\n\
         sites where nothing is saved, without a lint: {silent}"
    ));
    for (lint, count) in lints {
        print::data(format!("{count:5} {lint}"));
    }
    Ok(())
}

/// What the linter names in the programs of a half, kept in `results/`.
fn record(
    folder: &Path,
    work: &Path,
    half: Half,
    cargo_perf: Option<&Path>,
) -> anyhow::Result<BTreeMap<String, Named>> {
    let linter = if cargo_perf.is_some() {
        "cargo-perf"
    } else {
        "clippy"
    };
    let path = store::lints_file(folder, half, linter);
    let mut recorded: BTreeMap<String, Named> = store::read(&path)?;
    let mut missing = store::of_half(folder, Some(half))?;
    missing.retain(|name| !recorded.contains_key(name));
    if missing.is_empty() {
        return Ok(recorded);
    }
    print::note(format!("asking {linter} about {} programs", missing.len()));
    let place = work.join("lints").join(format!("{half}-{linter}"));
    if let Some(program) = cargo_perf {
        for name in missing {
            let sources = place.join(&name);
            fs_err::create_dir_all(&sources)?;
            let case = store::read_case(folder, &name)?;
            fs_err::write(sources.join("main.rs"), case.program(None))?;
            recorded.insert(name, ask::cargo_perf(program, &sources)?);
            store::write(&path, &recorded)?;
        }
    } else {
        recorded.extend(clippy(folder, work, &place, &missing)?);
        store::write(&path, &recorded)?;
    }
    Ok(recorded)
}

/// One package with a program for each case: what they depend on is checked once, and
/// cargo keeps what it has done when it is interrupted.
fn clippy(
    folder: &Path,
    work: &Path,
    package: &Path,
    names: &[String],
) -> anyhow::Result<BTreeMap<String, Named>> {
    let programs = package.join("src/bin");
    fs_err::create_dir_all(&programs)?;
    let mut by_target = BTreeMap::new();
    let mut uses = Vec::new();
    for name in names {
        let case = store::read_case(folder, name)?;
        let target = name.replace('/', "-");
        fs_err::write(programs.join(format!("{target}.rs")), case.program(None))?;
        by_target.insert(target, name.clone());
        uses.extend(case.uses);
    }
    uses.sort();
    uses.dedup();
    fs_err::write(package.join("Cargo.toml"), count::manifest(&uses)?)?;
    // Or the workspace's own would be found above.
    fs_err::write(package.join("clippy.toml"), "")?;
    let named = ask::clippy(package, &work.join("lints/target"))?;
    Ok(named
        .into_iter()
        .filter_map(|(target, named)| Some((by_target.get(&target)?.clone(), named)))
        .collect())
}
