//! `perf-patterns ab BASE [HEAD]`

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{bail, ensure};
use command_line::{print, table};
use pairing::fail_if::Condition;
use pairing::report::{self, Report, markdown, terminal};
use pairing::session;
use pairing::settings::{LAYOUTS, Lockfile, MARGIN, Settings, Subject};
use pairing::store;

/// Compares two revisions of a project, built alike and run in turns.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  perf-patterns ab main --bench parse              the working tree against main
  perf-patterns ab v1.2 v1.3 --bench parse --filter '^json/'
  perf-patterns ab main --bin tool --input big.txt -- --count
  perf-patterns ab -- ./old big.txt --vs ./new big.txt
Exit codes: 0 done, 1 a --fail-if condition is met, 2 wrong use, or nothing to compare.")]
pub struct Args {
    /// The revision before the change
    base: Option<String>,
    /// The revision after it [default: the working tree, untracked files included]
    head: Option<String>,
    /// Compare the benchmarks of this target: criterion, divan, gungraun
    #[arg(long, value_name = "NAME", group = "subject")]
    bench: Option<String>,
    /// Compare only these benchmarks, in the harness's syntax
    #[arg(long, requires = "bench", value_name = "REGEX")]
    filter: Option<String>,
    /// Compare this binary as a whole process
    #[arg(long, value_name = "NAME", group = "subject")]
    bin: Option<String>,
    /// Compare this example as a whole process
    #[arg(long, value_name = "NAME", group = "subject")]
    example: Option<String>,
    /// Arguments of the binary or example; or two programs: ./old ARGS --vs ./new ARGS
    #[arg(last = true, value_name = "ARGS")]
    arguments: Vec<String>,
    /// Standard input of whole programs
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// Compare this file that the programs write instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Vec<PathBuf>,
    /// Compare programs even if their outputs differ
    #[arg(long)]
    outputs_may_differ: bool,
    /// Whose benchmark to build: each or head
    ///
    /// `head` builds HEAD's benchmark against BASE's code too.
    #[arg(
        long,
        value_name = "SIDE",
        requires = "bench",
        value_parser = ["each", "head"],
        default_value = "each",
        hide_possible_values = true
    )]
    bench_from: String,
    /// Package to build
    #[arg(long, short, value_name = "NAME")]
    package: Option<String>,
    /// Features to build with
    #[arg(long, value_name = "FEATURES")]
    features: Option<String>,
    /// Build with all features
    #[arg(long)]
    all_features: bool,
    /// Build without default features
    #[arg(long)]
    no_default_features: bool,
    /// Profile to build with [default: bench or release]
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Whose Cargo.lock to build with: head, base or each
    #[arg(
        long,
        value_name = "SIDE",
        value_parser = ["head", "base", "each"],
        default_value = "head",
        hide_possible_values = true
    )]
    lockfile: String,
    /// The project's folder
    #[arg(long = "in", value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
    /// Time to measure: 90s, 5m [default: 8 s per benchmark, at least 30 s]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    budget: Option<Duration>,
    /// Time after which one process is killed
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "10m")]
    time_limit: Duration,
    /// Smallest difference that counts, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 100.0 * MARGIN)]
    margin: f64,
    /// Layouts per side
    #[arg(long, value_name = "N", default_value_t = LAYOUTS)]
    layouts: usize,
    /// Do not count instructions and allocations
    #[arg(long)]
    no_counts: bool,
    /// Seed of the layouts and of their order
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Resume the most recent interrupted comparison
    #[arg(long, conflicts_with_all = ["base", "subject", "arguments"])]
    resume: bool,
    /// List the finished comparisons of this project
    #[arg(long, conflicts_with_all = ["base", "subject", "arguments", "resume"])]
    history: bool,
    /// Print the JSON Schema of `--format json` and do nothing else
    #[arg(long)]
    schema: bool,
    /// Fail if this holds: slower, not-resolved, 'instructions > +1%', …
    #[arg(long, value_name = "CONDITION")]
    fail_if: Vec<Condition>,
    /// Output format: terminal, markdown or json
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "terminal",
        hide_possible_values = true
    )]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A table for people
    Terminal,
    /// For a pull request
    Markdown,
    /// For programs
    Json,
}

impl Args {
    /// Compares; whether no condition of `--fail-if` is met.
    pub fn run(self) -> anyhow::Result<bool> {
        if self.schema {
            print::data(report::schema()?);
            return Ok(true);
        }
        if self.history {
            return self.list();
        }
        let report = if self.resume {
            session::resume(&self.folder)
        } else {
            session::compare(&self.settings()?)
        };
        let report = report.map_err(store::hint_at_no_space)?;
        let text = match self.format {
            Format::Terminal => terminal::render(&report),
            Format::Markdown => markdown::render(&report),
            Format::Json => serde_json::to_string_pretty(&report)?,
        };
        print::data(text);
        check(&report, &self.fail_if)
    }

    fn list(&self) -> anyhow::Result<bool> {
        let reports = session::history(&self.folder)?;
        if self.format == Format::Json {
            print::data(serde_json::to_string_pretty(&reports)?);
            return Ok(true);
        }
        if reports.is_empty() {
            print::note("no comparison of this project is finished yet");
            return Ok(true);
        }
        let rows = reports
            .iter()
            .map(|report| {
                let day = report.measured_at.get(..16).unwrap_or_default();
                vec![
                    day.replace('T', " "),
                    format!("{} → {}", report.base.name, report.head.name),
                    report.method.subject.clone(),
                    markdown::headline(report),
                ]
            })
            .collect();
        print::data(table::render(&["when", "what", "of", "answer"], rows, 4));
        Ok(true)
    }

    fn settings(&self) -> anyhow::Result<Settings> {
        ensure!(
            (2..=64).contains(&self.layouts),
            "--layouts {} is not between 2 and 64",
            self.layouts
        );
        ensure!(
            self.margin > 0.0 && self.margin < 50.0,
            "--margin {} is not between 0 and 50 percent",
            self.margin
        );
        let mut cargo = Vec::new();
        if let Some(features) = &self.features {
            cargo.extend(["--features".to_owned(), features.clone()]);
        }
        for (is_set, flag) in [
            (self.all_features, "--all-features"),
            (self.no_default_features, "--no-default-features"),
        ] {
            if is_set {
                cargo.push(flag.to_owned());
            }
        }
        let subject = self.subject()?;
        let arguments = match subject {
            Subject::Programs { .. } => Vec::new(),
            _ => self.arguments.clone(),
        };
        Ok(Settings {
            folder: std::path::absolute(&self.folder)?,
            base: self.base.clone().unwrap_or_default(),
            head: self.head.clone(),
            subject,
            arguments,
            package: self.package.clone(),
            cargo,
            profile: self.profile.clone(),
            lockfile: match self.lockfile.as_str() {
                "base" => Lockfile::Base,
                "each" => Lockfile::Each,
                _ => Lockfile::Head,
            },
            bench_from_head: self.bench_from == "head",
            input: self.input.clone(),
            outputs: self.output.clone(),
            outputs_may_differ: self.outputs_may_differ,
            layouts: self.layouts,
            margin: self.margin / 100.0,
            budget: self.budget,
            time_limit: self.time_limit,
            counts: !self.no_counts,
            seed: self.seed,
        })
    }

    fn subject(&self) -> anyhow::Result<Subject> {
        let vs = self.arguments.iter().position(|word| word == "--vs");
        let named = match (&self.bench, &self.bin, &self.example) {
            (Some(name), _, _) => Some(Subject::Bench {
                name: name.clone(),
                filter: self.filter.clone(),
            }),
            (_, Some(name), _) => Some(Subject::Bin(name.clone())),
            (_, _, Some(name)) => Some(Subject::Example(name.clone())),
            _ => None,
        };
        match (named, vs) {
            (Some(subject), _) => {
                ensure!(
                    self.base.is_some(),
                    "BASE is missing, the revision before the change\nhint: `perf-patterns ab \
                     main --bench NAME` compares the working tree with main"
                );
                let is_bench = matches!(subject, Subject::Bench { .. });
                ensure!(
                    !is_bench || self.arguments.is_empty(),
                    "--bench takes no arguments after `--`\nhint: `--filter` chooses benchmarks"
                );
                Ok(subject)
            }
            (None, Some(vs)) => {
                ensure!(
                    self.base.is_none(),
                    "BASE and HEAD do not go with two programs\nhint: leave out the revisions"
                );
                let (base, head) = self.arguments.split_at(vs);
                let head = &head[1..];
                let head = head.strip_prefix(&["--".to_owned()]).unwrap_or(head);
                ensure!(
                    !base.is_empty() && !head.is_empty(),
                    "a program is missing\nhint: `perf-patterns ab -- ./old ARGS --vs ./new ARGS`"
                );
                Ok(Subject::Programs {
                    base: base.to_vec(),
                    head: head.to_vec(),
                })
            }
            (None, None) => bail!(
                "nothing to compare\nhint: name a --bench, a --bin or an --example of the project, \
                 or two programs: `perf-patterns ab -- ./old ARGS --vs ./new ARGS`"
            ),
        }
    }
}

/// Says which conditions are met, and by what.
fn check(report: &Report, conditions: &[Condition]) -> anyhow::Result<bool> {
    let mut well = true;
    for condition in conditions {
        if let Some(reason) = condition.undecided(report) {
            bail!("--fail-if cannot be decided: {reason}");
        }
        for entry in condition.met_by(report) {
            well = false;
            print::note(format!(
                "failed: {} of {}: {} ({})",
                entry.metric.name(),
                entry.id,
                terminal::verdict(report, entry),
                terminal::percent(1.0 / entry.ratio)
            ));
        }
    }
    Ok(well)
}

/// `90s`, `5m`, `1h`, or seconds.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let (number, scale) = match text.strip_suffix(['s', 'm', 'h']) {
        Some(number) if text.ends_with('m') => (number, 60.0),
        Some(number) if text.ends_with('h') => (number, 3_600.0),
        Some(number) => (number, 1.0),
        None => (text, 1.0),
    };
    number
        .trim()
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite() && *number > 0.0 && number * scale < 1e7)
        .map(|number| Duration::from_secs_f64(number * scale))
        .ok_or_else(|| "not a time, such as 90s, 5m or 1h".to_owned())
}
