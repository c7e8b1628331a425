//! `evaluation`: is the advice right? Programs of known truth are built, counted and
//! advised on, and the advice is compared with what following it saved. See the README.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, ensure};
use clap::{Parser, Subcommand};
use command_line::{print, process, table};
use evaluation::count::Built;
use evaluation::store::{Advice, Half, Judgement, Measured};
use evaluation::{ask, count, embedded, score, store};

/// Measures how often the advice of `perf-patterns` is right
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Divide the marked programs in two by the seed, and write `halves.json`
    Draw,
    /// Count programs before and after their advice is followed; resumes
    Measure {
        /// Which half
        #[arg(long, required_unless_present = "catalogue")]
        half: Option<Half>,
        /// The catalogue's variants instead
        #[arg(long)]
        catalogue: bool,
        /// Only what has this in its name
        #[arg(long, default_value = "")]
        only: String,
    },
    /// Ask `perf-patterns advise` about what was measured
    Advise {
        /// Which half
        #[arg(long, required_unless_present = "catalogue")]
        half: Option<Half>,
        /// The catalogue's variants instead
        #[arg(long)]
        catalogue: bool,
        /// The program that advises
        #[arg(long, default_value = "target/debug/perf-patterns")]
        program: PathBuf,
        /// Which state of the rules this is
        #[arg(long)]
        stage: String,
        /// Only what has this in its name
        #[arg(long, default_value = "")]
        only: String,
    },
    /// Compare the advice of a stage with what was measured
    Score {
        /// Which state of the rules
        #[arg(long)]
        stage: String,
        /// Which half, with every finding
        #[arg(long)]
        half: Option<Half>,
    },
    /// Score Clippy, or cargo-perf, on the marked programs by the lines that it names
    Lints {
        /// The program of cargo-perf, to score it instead
        #[arg(long)]
        cargo_perf: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print::error(&error);
            ExitCode::from(1)
        }
    }
}

/// The folder of the evaluation.
fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The root of the repository.
fn root() -> PathBuf {
    folder().join("../../..")
}

/// Where programs are built and profiled.
fn work() -> anyhow::Result<PathBuf> {
    let work = root().join("target/evaluation");
    fs_err::create_dir_all(&work)?;
    Ok(fs_err::canonicalize(work)?)
}

fn run(verb: Verb) -> anyhow::Result<()> {
    process::handle_interrupts()?;
    let folder = folder();
    match verb {
        Verb::Draw => {
            let halves = store::draw(&store::cases(&folder)?, store::SEED);
            store::write(&folder.join("halves.json"), &halves)
        }
        Verb::Measure {
            catalogue: true,
            only,
            ..
        } => measure_catalogue(&only),
        Verb::Measure { half, only, .. } => measure(half.context("which half?")?, &only),
        Verb::Advise {
            catalogue: true,
            program,
            stage,
            only,
            ..
        } => advise_catalogue(&program, &stage, &only),
        Verb::Advise {
            half,
            program,
            stage,
            only,
            ..
        } => advise(half.context("which half?")?, &program, &stage, &only),
        Verb::Score { stage, half } => scores(&stage, half),
        Verb::Lints { cargo_perf } => lints(cargo_perf.as_deref()),
    }
}

/// The marked programs of a half.
fn of_half(half: Half) -> anyhow::Result<Vec<String>> {
    let halves: BTreeMap<String, Half> = store::read(&folder().join("halves.json"))?;
    Ok(halves
        .into_iter()
        .filter(|(_, of)| *of == half)
        .map(|(name, _)| name)
        .collect())
}

fn measured_file(half: Half) -> PathBuf {
    folder().join(format!("results/{}-measured.json", half_name(half)))
}

fn half_name(half: Half) -> &'static str {
    match half {
        Half::Develop => "develop",
        Half::HeldOut => "held-out",
    }
}

fn measure(half: Half, only: &str) -> anyhow::Result<()> {
    let path = measured_file(half);
    let mut measured: BTreeMap<String, Measured> = store::read(&path)?;
    for name in of_half(half)? {
        if measured.contains_key(&name) || !name.contains(only) {
            continue;
        }
        print::note(format!("measuring {name}"));
        let counts = measure_case(&name).with_context(|| name.clone())?;
        measured.insert(name, counts);
        store::write(&path, &measured)?;
    }
    Ok(())
}

fn measure_case(name: &str) -> anyhow::Result<Measured> {
    let case = store::read_case(&folder(), name)?;
    let crates = work()?.join("crates");
    let place = work()?.join(name);
    let build = |followed: Option<u32>, version: &str| {
        count::build(
            &case.program(followed),
            &case.uses,
            &place.join(version),
            &crates,
        )
    };
    let before = build(None, "before")?;
    let output = before.output()?;
    let mut measured = Measured {
        before: before.count()?,
        after: BTreeMap::new(),
    };
    for site in &case.sites {
        let number = site.number.to_string();
        let after = build(Some(site.number), &number)?;
        ensure!(
            after.output()? == output,
            "following site {number} changes what the program prints"
        );
        measured.after.insert(number, after.count()?);
        fs_err::remove_dir_all(&after.folder)?;
    }
    Ok(measured)
}

fn measure_catalogue(only: &str) -> anyhow::Result<()> {
    embedded::build(&root())?;
    let path = folder().join("results/catalogue-measured.json");
    let mut measured: BTreeMap<String, count::Counts> = store::read(&path)?;
    for id in embedded::cases().into_keys() {
        if measured.contains_key(&id) || !id.contains(only) {
            continue;
        }
        print::note(format!("measuring {id}"));
        let place = work()?.join("catalogue").join(id.replace('/', "+"));
        let counts = embedded::program(&fs_err::canonicalize(root())?, &id, &place)?
            .count()
            .with_context(|| id.clone())?;
        measured.insert(id, counts);
        store::write(&path, &measured)?;
    }
    Ok(())
}

fn advise(half: Half, program: &Path, stage: &str, only: &str) -> anyhow::Result<()> {
    let program = fs_err::canonicalize(program)?;
    let measured: BTreeMap<String, Measured> = store::read(&measured_file(half))?;
    let path = store::advice_file(&folder(), half_name(half), stage);
    let mut all: BTreeMap<String, Vec<Advice>> = store::read(&path)?;
    for name in measured.into_keys().filter(|name| name.contains(only)) {
        print::note(format!("advising {name}"));
        let place = work()?.join(&name).join("before");
        let built = Built {
            program: place.join("program"),
            arguments: Vec::new(),
            folder: place.clone(),
        };
        let advice = ask::perf_patterns(&program, &built, &place).with_context(|| name.clone())?;
        all.insert(name, advice);
        store::write(&path, &all)?;
    }
    Ok(())
}

fn advise_catalogue(program: &Path, stage: &str, only: &str) -> anyhow::Result<()> {
    let program = fs_err::canonicalize(program)?;
    let root = fs_err::canonicalize(root())?;
    let measured: BTreeMap<String, count::Counts> =
        store::read(&folder().join("results/catalogue-measured.json"))?;
    let path = store::advice_file(&folder(), "catalogue", stage);
    let mut all: BTreeMap<String, Vec<Advice>> = store::read(&path)?;
    for id in measured.into_keys().filter(|id| id.contains(only)) {
        if all.contains_key(&id) {
            continue;
        }
        print::note(format!("advising {id}"));
        let place = work()?.join("catalogue").join(id.replace('/', "+"));
        let built = embedded::program(&root, &id, &place)?;
        let advice = ask::perf_patterns(&program, &built, &root).with_context(|| id.clone())?;
        all.insert(id, advice);
        store::write(&path, &all)?;
    }
    Ok(())
}

fn is_about_memory(pattern: &str) -> bool {
    patterns::find(pattern).is_some_and(embedded::is_about_memory)
}

fn scores(stage: &str, shown: Option<Half>) -> anyhow::Result<()> {
    let judgements: Vec<Judgement> = store::read(&folder().join("judgements.json"))?;
    let mut rows = Vec::new();
    for half in [Half::Develop, Half::HeldOut] {
        let measured: BTreeMap<String, Measured> = store::read(&measured_file(half))?;
        let all: BTreeMap<String, Vec<Advice>> =
            store::read(&store::advice_file(&folder(), half_name(half), stage))?;
        if all.is_empty() {
            continue;
        }
        for set in store::SETS.into_iter().chain([""]) {
            let mut sum = score::Score::default();
            for (name, advice) in all.iter().filter(|(name, _)| name.starts_with(set)) {
                let counts = measured
                    .get(name)
                    .with_context(|| format!("{name} was not measured"))?;
                let case = store::read_case(&folder(), name)?;
                let (score, findings) =
                    score::marked(name, &case, counts, advice, &judgements, &is_about_memory);
                sum.join(score);
                if Some(half) == shown && !set.is_empty() {
                    for finding in findings {
                        let mark = if finding.is_wrong { "✗" } else { "·" };
                        print::data(format!("{mark} {name}: {}", finding.text));
                    }
                }
            }
            let set = if set.is_empty() { "both" } else { set };
            rows.push(vec![
                format!("{}, {set}", half_name(half)),
                sum.confirmed_right.to_string(),
                sum.look_right.to_string(),
                sum.recall_confirmed.to_string(),
                sum.recall.to_string(),
                sum.silent_confirmed.to_string(),
                sum.silent.to_string(),
                sum.guessed_wrongly.to_string(),
            ]);
        }
    }
    print::data(table::render(
        &[
            "set",
            "confirmed right",
            "look right",
            "recall confirmed",
            "recall either",
            "no confirmed",
            "silent",
            "misjudged",
        ],
        rows,
        1,
    ));
    score_catalogue(stage)
}

fn score_catalogue(stage: &str) -> anyhow::Result<()> {
    let measured: BTreeMap<String, count::Counts> =
        store::read(&folder().join("results/catalogue-measured.json"))?;
    let all: BTreeMap<String, Vec<Advice>> =
        store::read(&store::advice_file(&folder(), "catalogue", stage))?;
    if all.is_empty() {
        return Ok(());
    }
    let cases = embedded::cases();
    let mut confirmed = score::Ratio::default();
    let mut looks = score::Ratio::default();
    let mut typical = [score::Ratio::default(), score::Ratio::default()];
    let mut every = [score::Ratio::default(), score::Ratio::default()];
    let mut silent = [score::Ratio::default(), score::Ratio::default()];
    let (mut others, mut others_confirmed) = (0, 0);
    for (id, advice) in &all {
        let (Some(case), Some(before)) = (cases.get(id), measured.get(id)) else {
            continue;
        };
        let siblings: Vec<count::Counts> = cases
            .iter()
            .filter(|(other, sibling)| {
                *other != id
                    && sibling.pattern.id == case.pattern.id
                    && sibling.scenario.name == case.scenario.name
            })
            .filter_map(|(other, _)| measured.get(other).copied())
            .collect();
        let memory = embedded::is_about_memory(case.pattern);
        let found = score::embedded(case.pattern.id, before, &siblings, advice, memory);
        others += found.others;
        others_confirmed += found.others_confirmed;
        let is_confirmed = found.advised.as_deref() == Some("confirmed");
        match &found.advised {
            Some(grade) if grade == "confirmed" => confirmed.add(found.worth),
            Some(_) => looks.add(found.worth),
            None => {}
        }
        if found.worth {
            every[0].add(is_confirmed);
            every[1].add(found.advised.is_some());
            if case.variant.role == patterns::catalogue::Role::Slow
                && case.scenario.name == patterns::catalogue::Scenario::TYPICAL.name
            {
                typical[0].add(is_confirmed);
                typical[1].add(found.advised.is_some());
                if found.advised.is_none() {
                    print::data(format!("✗ {id}: not advised"));
                }
            }
        } else {
            silent[0].add(!is_confirmed);
            silent[1].add(found.advised.is_none());
            if is_confirmed {
                print::data(format!("✗ {id}: confirmed, and nothing is saved"));
            }
        }
    }
    print::data(table::render(
        &["catalogue", "confirmed", "either grade"],
        vec![
            vec!["right".to_owned(), confirmed.to_string(), looks.to_string()],
            vec![
                "recall of typical slow variants".to_owned(),
                typical[0].to_string(),
                typical[1].to_string(),
            ],
            vec![
                "recall of all that is worth advice".to_owned(),
                every[0].to_string(),
                every[1].to_string(),
            ],
            vec![
                "silent where nothing is saved".to_owned(),
                silent[0].to_string(),
                silent[1].to_string(),
            ],
            vec![
                "advice of other patterns, not judged".to_owned(),
                others_confirmed.to_string(),
                others.to_string(),
            ],
        ],
        1,
    ));
    Ok(())
}

/// How many sites have a lint on any of their lines, whatever it is called: more than
/// advice gets, which has to name the pattern.
fn lints(cargo_perf: Option<&Path>) -> anyhow::Result<()> {
    let mut right = score::Ratio::default();
    let mut recall = score::Ratio::default();
    let mut silent = score::Ratio::default();
    let mut lints: BTreeMap<String, u32> = BTreeMap::new();
    for half in [Half::Develop, Half::HeldOut] {
        let measured: BTreeMap<String, Measured> = store::read(&measured_file(half))?;
        for (name, counts) in measured {
            let case = store::read_case(&folder(), &name)?;
            // Clippy is asked without cargo.
            if !case.uses.is_empty() {
                continue;
            }
            let sources = work()?.join(&name).join("before/src");
            let named = match cargo_perf {
                Some(program) => ask::cargo_perf(program, &sources)?,
                None => ask::clippy(&sources.join("main.rs"), &work()?.join("clippy.rmeta"))?,
            };
            let worth = |site: &evaluation::case::Site| {
                let after = counts.after.get(&site.number.to_string());
                let memory = site.patterns.iter().any(|pattern| is_about_memory(pattern));
                after.is_some_and(|after| count::is_worth(&counts.before, after, memory))
            };
            for (line, lint) in &named {
                *lints.entry(lint.clone()).or_default() += 1;
                right.add(
                    case.sites
                        .iter()
                        .any(|site| site.holds(*line) && worth(site)),
                );
            }
            for site in &case.sites {
                let here = named.iter().any(|(line, _)| site.holds(*line));
                if worth(site) {
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
