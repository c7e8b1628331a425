//! `advise`: profiles of one program in, patterns by line out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ::advice::compiled::{Compiled, Does};
use ::advice::own::{self, Program};
use ::advice::source::{Source, Span};
use ::advice::{Advice, Answer, Confidence};
use allocation_report::Effects;
use anyhow::bail;
use command_line::findings::{self, Finding, Level, Location, Rule};
use command_line::{print, units};
use patterns::catalogue::Pattern;
use profiles::Profile;

use super::look;

/// Shows which pattern to apply on which line, from profiles of one program
#[derive(clap::Args)]
pub struct Args {
    /// Profiles of one program: heap, instructions, CPU, in any order
    #[arg(required_unless_present = "schema")]
    files: Vec<PathBuf>,
    /// The profiled program, whose debug information names addresses
    #[arg(long, value_name = "PROGRAM")]
    bin: Option<PathBuf>,
    /// Folder with the program's own sources
    #[arg(long, default_value = ".", value_name = "DIR")]
    source: PathBuf,
    /// Output format: text, json, sarif or github
    #[arg(long, value_enum, default_value = "text", hide_possible_values = true)]
    format: Format,
    /// Exit with 1 on such advice: confirmed, or look (any)
    #[arg(
        long,
        value_enum,
        value_name = "CONFIDENCE",
        hide_possible_values = true
    )]
    fail_on: Option<FailOn>,
    /// Print the JSON Schema of `--format json` and do nothing else
    #[arg(long)]
    schema: bool,
}

/// How advice is printed.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs; `--schema` prints its schema
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

/// What ends the command with 1.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    /// Confirmed advice
    Confirmed,
    /// Any advice
    Look,
}

impl Args {
    /// Prints advice; whether none is such that `--fail-on` fails.
    ///
    /// # Errors
    /// If a profile cannot be read, or no source is found.
    pub fn run(self) -> anyhow::Result<bool> {
        if self.schema {
            print::data(::advice::answer::schema()?);
            return Ok(true);
        }
        let mut profiles = Vec::new();
        for path in &self.files {
            profiles.push(look::open(path, self.bin.as_deref())?);
        }
        let (answer, program) = answer(&profiles, &self.source, self.bin.as_deref())?;
        match self.format {
            Format::Text => print::data(text(&answer, &program)),
            Format::Json => print::data(serde_json::to_string_pretty(&answer.advice)?),
            Format::Sarif => print::data(findings::sarif(
                "perf-patterns",
                env!("CARGO_PKG_VERSION"),
                &rules(),
                &findings_of(&answer.advice),
            )),
            Format::Github => print::data(findings::github(&findings_of(&answer.advice))),
        }
        let fails = |advice: &Advice| match self.fail_on {
            None => false,
            Some(FailOn::Confirmed) => advice.confidence == Confidence::Confirmed,
            Some(FailOn::Look) => true,
        };
        Ok(!answer.advice.iter().any(fails))
    }
}

/// Advice from profiles that were read, with the sources below `folder` and the machine
/// code of the program `bin`.
pub(super) fn answer(
    profiles: &[Profile],
    folder: &Path,
    bin: Option<&Path>,
) -> anyhow::Result<(Answer, Program)> {
    let sources = sources(profiles, folder);
    if sources.is_empty() {
        bail!(
            "no source file that the profiles name is below {}\n\
             hint: --source names the folder of the sources, --bin the program, built with \
             debug information (CARGO_PROFILE_RELEASE_DEBUG=line-tables-only)",
            folder.display()
        );
    }
    // `#[derive(Clone)]` makes code whose lines are those of the type's definition.
    let definitions: BTreeMap<&str, Vec<Span>> = sources
        .iter()
        .filter_map(|(file, text)| Some((file.as_str(), Source::parse(text)?.definitions())))
        .collect();
    let is_derived = |file: &str, line: u32| {
        definitions.get(file).is_some_and(|spans| {
            spans
                .iter()
                .any(|span| (span.first..=span.last).contains(&line))
        })
    };
    let mut program = own::lines(profiles, |file, line| {
        sources.contains_key(file) && !is_derived(file, line)
    });
    program.compiled = bin.and_then(|bin| compiled(bin, &sources, folder));
    let patterns: Vec<&'static Pattern> = patterns::patterns().collect();
    let spent = own::spent(profiles);
    // `ab` compares nothing without a target.
    let target = bin
        .and_then(Path::file_name)
        .map_or("NAME".into(), |name| name.to_string_lossy());
    Ok((
        ::advice::advise(&patterns, &program, &sources, spent, &target),
        program,
    ))
}

/// What the program's machine code does at the lines of the own sources; `None` where it
/// cannot be read: it is of another system, or another processor.
fn compiled(bin: &Path, sources: &BTreeMap<String, String>, folder: &Path) -> Option<Compiled> {
    let report = allocation_report::analyse(&std::fs::read(bin).ok()?).ok()?;
    let home = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let places: BTreeMap<PathBuf, &str> = sources
        .keys()
        .filter_map(|file| Some((home.join(file).canonicalize().ok()?, file.as_str())))
        .collect();
    let mut names: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    let mut compiled = Compiled::default();
    for line in &report.lines {
        let named = names.entry(&line.file).or_insert_with(|| {
            let path = home.join(&line.file).canonicalize().ok()?;
            places.get(&path).copied()
        });
        if let Some(file) = *named {
            let does = Does {
                allocates: line.effects.takes_memory(),
                calls_unknown: line.effects.has(Effects::UNKNOWN),
            };
            compiled.add(file, line.line, does);
        }
    }
    Some(compiled)
}

/// The text of own sources by their names in the profiles: those below `folder`, but
/// for what cargo builds or fetches there.
fn sources(profiles: &[Profile], folder: &Path) -> BTreeMap<String, String> {
    let home = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    own::files(profiles)
        .into_iter()
        .filter_map(|file| {
            let path = home.join(&file).canonicalize().ok()?;
            let inner = path.strip_prefix(&home).ok()?;
            let foreign = inner
                .iter()
                .any(|part| part == "target" || part == ".cargo" || part == "registry");
            if foreign {
                return None;
            }
            let text = std::fs::read_to_string(&path).ok()?;
            Some((file, text))
        })
        .collect()
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// What the pattern's own pair saves: of the ceiling's metric and of instructions.
fn pair(advice: &Advice) -> Option<String> {
    let pair = advice.pair.as_ref()?;
    let mut metrics = vec![advice.ceiling.metric.as_str(), "instructions"];
    metrics.dedup();
    let changes: Vec<String> = metrics
        .into_iter()
        .filter_map(|metric| {
            let saved = *pair.saved.get(metric)?;
            let sign = if saved >= 0.0 { "−" } else { "+" };
            Some(format!(
                "{} {sign}{}",
                metric.replace('_', " "),
                percent(saved.abs())
            ))
        })
        .collect();
    (!changes.is_empty()).then(|| {
        format!(
            "  by itself, {} for {} at {} {}: {}",
            pair.fast,
            pair.slow,
            units::count(pair.size as u64),
            pair.size_unit,
            changes.join(", ")
        )
    })
}

fn text(answer: &Answer, program: &Program) -> String {
    let mut out = Vec::new();
    for advice in &answer.advice {
        out.push(format!(
            "{}:{}: {}: {}",
            advice.file,
            advice.line,
            advice.confidence.name(),
            advice.pattern
        ));
        out.push(format!("  in {}", advice.function));
        out.push(format!("  {}", advice.evidence));
        out.push(format!(
            "  at most {} of the program's {}",
            percent(advice.ceiling.share),
            advice.ceiling.metric.replace('_', " ")
        ));
        out.extend(pair(advice));
        out.push(format!("  answer first: {}", advice.question));
        let (take, check) = advice.commands();
        out.push(format!("  then: {take}"));
        out.push(format!("  check: {check}"));
        out.push(String::new());
    }
    if answer.advice.is_empty() {
        out.push(format!(
            "No advice: {} own lines match none of {} symptoms of {} patterns.",
            units::count(answer.lines as u64),
            answer.looked_for,
            patterns::patterns().count()
        ));
    }
    if !answer.spent.is_empty() {
        let parts: Vec<String> = answer
            .spent
            .iter()
            .map(|spent| format!("{} {}", spent.on, percent(spent.share)))
            .collect();
        out.push(format!(
            "The profile by what the time goes into: {}.",
            parts.join(", ")
        ));
    }
    let missing: Vec<&str> = [
        ("allocations", program.total.allocations),
        (
            "instructions or samples",
            program.total.instructions + program.total.samples,
        ),
        ("lifetimes", program.total.most_blocks.unwrap_or(0)),
    ]
    .iter()
    .filter(|(_, value)| *value == 0)
    .map(|(name, _)| *name)
    .collect();
    if !missing.is_empty() {
        out.push(format!(
            "Not in these profiles, and so not checked: {}.",
            missing.join(", ")
        ));
    }
    out.join("\n")
}

fn findings_of(advice: &[Advice]) -> Vec<Finding> {
    advice
        .iter()
        .map(|advice| Finding {
            rule: advice.pattern.clone(),
            level: match advice.confidence {
                Confidence::Confirmed => Level::Warning,
                Confidence::Look => Level::Note,
            },
            message: format!("{} Answer first: {}", advice.evidence, advice.question),
            location: Some(Location {
                file: advice.file.clone(),
                line: advice.line,
                column: 0,
            }),
            steps: Vec::new(),
        })
        .collect()
}

fn rules() -> Vec<Rule> {
    patterns::patterns()
        .filter(|pattern| !pattern.symptoms.is_empty())
        .map(|pattern| Rule {
            id: pattern.id.to_owned(),
            summary: pattern.title.to_owned(),
            help_uri: None,
        })
        .collect()
}
