//! `evaluation`: is the advice right? Programs of known truth are built, counted and
//! advised on, and the advice is compared with what following it saved. See the README.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, ensure};
use clap::{Parser, Subcommand};
use command_line::{print, process};
use evaluation::case::Case;
use evaluation::count::Built;
use evaluation::half::Half;
use evaluation::store::{Advice, Measured};
use evaluation::{ask, count, embedded, lints, programs, scoring, store};

/// Measures how often the advice of `perf-patterns` is right
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Divide the programs that no draw has met by the seed of the next round
    Draw,
    /// Count programs before and after their advice is followed; resumes
    Measure {
        /// Which half, such as `held-out-2`
        #[arg(long, required_unless_present_any = ["catalogue", "undrawn"])]
        half: Option<Half>,
        /// The programs that no draw has met
        #[arg(long, conflicts_with = "half")]
        undrawn: bool,
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
    /// Show how many sites are worth advice, as counted
    Truth {
        /// Show what each site of a half saves [default: of what is not drawn]
        #[arg(long)]
        half: Option<Half>,
    },
    /// Score Clippy, or cargo-perf, on the marked programs by the lines that it names;
    /// resumes
    Lints {
        /// Which halves, scored together
        #[arg(long, required = true)]
        half: Vec<Half>,
        /// The program of cargo-perf, to score it instead
        #[arg(long)]
        cargo_perf: Option<PathBuf>,
    },
    /// Show what became of the advice on programs of the registry
    Programs,
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
        Verb::Draw => store::draw_round(&folder),
        Verb::Measure {
            catalogue: true,
            only,
            ..
        } => measure_catalogue(&only),
        Verb::Measure { half, only, .. } => measure(half, &only),
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
        Verb::Score { stage, half } => scoring::scores(&folder, &stage, half),
        Verb::Truth { half } => scoring::truth(&folder, half),
        Verb::Lints { half, cargo_perf } => {
            lints::score(&folder, &work()?, &half, cargo_perf.as_deref())
        }
        Verb::Programs => programs::show(&folder),
    }
}

fn measure(half: Option<Half>, only: &str) -> anyhow::Result<()> {
    let path = store::measured_file(&folder(), half);
    for name in store::of_half(&folder(), half)? {
        let measured: BTreeMap<String, Measured> = store::read(&path)?;
        if measured.contains_key(&name) || !name.contains(only) {
            continue;
        }
        print::note(format!("measuring {name}"));
        let counts = measure_case(&name).with_context(|| name.clone())?;
        // Read again: another one may run beside this, with another `--only`.
        let mut measured: BTreeMap<String, Measured> = store::read(&path)?;
        measured.insert(name, counts);
        store::write(&path, &measured)?;
    }
    Ok(())
}

/// Where a version of a case is built.
fn place(name: &str, version: &str) -> anyhow::Result<PathBuf> {
    Ok(work()?.join(name).join(version))
}

fn build(name: &str, case: &Case, followed: Option<u32>) -> anyhow::Result<Built> {
    let version = followed.map_or("before".to_owned(), |site| site.to_string());
    count::build(
        &case.program(followed),
        &case.uses,
        &place(name, &version)?,
        &work()?.join("crates"),
    )
}

fn measure_case(name: &str) -> anyhow::Result<Measured> {
    let case = store::read_case(&folder(), name)?;
    let before = build(name, &case, None)?;
    let output = before.output()?;
    let mut measured = Measured {
        before: before.count()?,
        after: BTreeMap::new(),
    };
    for site in &case.sites {
        let after = build(name, &case, Some(site.number))?;
        ensure!(
            after.output()? == output,
            "following site {} changes what the program prints",
            site.number
        );
        measured
            .after
            .insert(site.number.to_string(), after.count()?);
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
    let measured: BTreeMap<String, Measured> =
        store::read(&store::measured_file(&folder(), Some(half)))?;
    let path = store::advice_file(&folder(), &half.to_string(), stage);
    let mut all: BTreeMap<String, Vec<Advice>> = store::read(&path)?;
    for name in measured.into_keys().filter(|name| name.contains(only)) {
        print::note(format!("advising {name}"));
        let built = profiled(&name).with_context(|| name.clone())?;
        let advice =
            ask::perf_patterns(&program, &built, &built.folder).with_context(|| name.clone())?;
        all.insert(name, advice);
        store::write(&path, &all)?;
    }
    Ok(())
}

/// A case with its profiles: those that counting has left, or new ones.
fn profiled(name: &str) -> anyhow::Result<Built> {
    let case = store::read_case(&folder(), name)?;
    let built = Built::at(place(name, "before")?);
    let source = fs_err::read_to_string(built.folder.join("src/main.rs")).unwrap_or_default();
    if source == case.program(None) && built.is_profiled() {
        return Ok(built);
    }
    if built.folder.exists() {
        // Profiles of another program must not outlive it.
        fs_err::remove_dir_all(&built.folder)?;
    }
    let built = build(name, &case, None)?;
    built.profile()?;
    Ok(built)
}

fn advise_catalogue(program: &Path, stage: &str, only: &str) -> anyhow::Result<()> {
    let program = fs_err::canonicalize(program)?;
    let root = fs_err::canonicalize(root())?;
    embedded::build(&root)?;
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
        if !built.is_profiled() {
            built.profile().with_context(|| id.clone())?;
        }
        let advice = ask::perf_patterns(&program, &built, &root).with_context(|| id.clone())?;
        all.insert(id, advice);
        store::write(&path, &all)?;
    }
    Ok(())
}
