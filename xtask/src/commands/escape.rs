//! `cargo xtask escape`

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

use allocation_report::{Join, Line, Place, Report};
use anyhow::{Context, bail};
use patterns::catalogue::CaseId;
use patterns::source;
use serde::{Deserialize, Serialize};

use super::Format;
use crate::escapes::Escape;
use crate::measure::escape::shown;
use crate::measure::{Stage, build, heap, plan};
use crate::{Outcome, measure, print, process};

#[derive(clap::Args)]
pub struct Args {
    /// Part of a function's name or of a file's path; without a program to read,
    /// a family, a pattern, or part of a variant's id
    filter: Option<String>,
    /// Build and read this binary
    #[arg(long, value_name = "NAME", group = "target")]
    bin: Option<String>,
    /// Build and read this example
    #[arg(long, value_name = "NAME", group = "target")]
    example: Option<String>,
    /// Build and read this test program
    #[arg(long, value_name = "NAME", group = "target")]
    test: Option<String>,
    /// Read this program: ELF, x86-64, with symbols and line tables
    #[arg(long, value_name = "ELF", group = "target", conflicts_with_all = ["package", "manifest_path"])]
    path: Option<PathBuf>,
    /// The package to build
    #[arg(long, short, value_name = "PACKAGE")]
    package: Option<String>,
    /// The manifest to build by
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
    /// Tell each source line, not each function
    #[arg(long)]
    lines: bool,
    /// A `dhat-heap.json` of the same program: how often each line ran
    #[arg(long, value_name = "FILE")]
    with_heap: Option<PathBuf>,
    #[arg(long, default_value = "table")]
    format: Format,
}

/// A variant as `--format json` tells it.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    escape: Escape,
    /// What was counted at the smaller sizes.
    counted: Vec<Counted>,
    /// The two together.
    conclusion: String,
}

#[derive(Serialize)]
struct Counted {
    scenario: &'static str,
    size: usize,
    allocations: u64,
}

/// A program as `--format json` tells it.
#[derive(Serialize)]
struct Program<'a> {
    functions: Vec<&'a allocation_report::Function>,
    lines: Vec<&'a Line>,
    /// Only with `--with-heap`.
    heap: Option<&'a Join>,
}

/// A line of output; ordered by place.
type Message = (String, u32, u32, String);

impl Args {
    pub fn run(self) -> anyhow::Result<Outcome> {
        let names_program = self.bin.is_some()
            || self.example.is_some()
            || self.test.is_some()
            || self.path.is_some()
            || self.package.is_some()
            || self.manifest_path.is_some();
        if names_program {
            return self.program();
        }
        if self.lines || self.with_heap.is_some() {
            bail!(
                "`--lines` and `--with-heap` are about a program\nhint: name one by --bin, \
                 --example, --test or --path"
            );
        }
        self.catalogue()
    }

    fn program(&self) -> anyhow::Result<Outcome> {
        let path = match &self.path {
            Some(path) => path.clone(),
            None => self.build()?,
        };
        let bytes =
            std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let report =
            allocation_report::analyse(&bytes).with_context(|| path.display().to_string())?;
        let joined = match &self.with_heap {
            Some(file) => {
                let text = fs_err::read_to_string(file)?;
                let joined = allocation_report::join(&report, &text)
                    .with_context(|| file.display().to_string())?;
                Some(joined)
            }
            None => None,
        };
        let filter = self.filter.as_deref();
        match self.format {
            Format::Json => {
                let told = Program {
                    functions: report
                        .functions
                        .iter()
                        .filter(|function| selects_function(function, filter))
                        .collect(),
                    lines: report
                        .lines
                        .iter()
                        .filter(|line| Report::selects(line.origin, &[&line.file], filter))
                        .collect(),
                    heap: joined.as_ref(),
                };
                print::data(serde_json::to_string_pretty(&told)?);
            }
            Format::Table => {
                let mut messages = if self.lines || joined.is_some() {
                    by_line(&report, joined.as_ref(), filter)
                } else {
                    by_function(&report, filter)
                };
                messages.sort();
                messages.dedup();
                if messages.is_empty() {
                    print::note("nothing is called so, or all of it was optimised away");
                }
                let text: String = messages
                    .into_iter()
                    .map(|(file, line, column, text)| {
                        format!("{file}:{line}:{}: {text}\n", column.max(1))
                    })
                    .collect();
                print::data(text);
            }
        }
        let unpredicted = joined.map_or_else(BTreeMap::new, |joined| joined.unpredicted);
        for (place, ran) in &unpredicted {
            print::warning(&format!(
                "{place} allocated {} times, {} bytes, and it was not said that it can",
                ran.allocations, ran.allocated_bytes
            ));
        }
        if unpredicted.is_empty() {
            Ok(Outcome::Done)
        } else {
            print::hint("is the profile of this very program?");
            Ok(Outcome::CheckFailed)
        }
    }

    /// Builds the program in release, with line tables.
    fn build(&self) -> anyhow::Result<PathBuf> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .args([
                "build",
                "--release",
                "--message-format=json-render-diagnostics",
            ])
            .env("CARGO_PROFILE_RELEASE_DEBUG", "line-tables-only")
            .env("CARGO_PROFILE_RELEASE_STRIP", "none")
            .env_remove("CARGO_MANIFEST_DIR");
        for (flag, value) in [
            ("--bin", &self.bin),
            ("--example", &self.example),
            ("--test", &self.test),
            ("--package", &self.package),
        ] {
            if let Some(value) = value {
                command.arg(flag).arg(value);
            }
        }
        if let Some(manifest) = &self.manifest_path {
            command.arg("--manifest-path").arg(manifest);
        }
        print::note(format!("building: {}", process::shown(&command)));
        let programs: Vec<PathBuf> = executables(&process::run(&mut command)?);
        match &programs[..] {
            [program] => Ok(program.clone()),
            [] => bail!("no program was built\nhint: choose one by --bin, --example or --test"),
            several => {
                let names: Vec<String> = several
                    .iter()
                    .filter_map(|program| Some(program.file_name()?.to_string_lossy().into_owned()))
                    .collect();
                bail!(
                    "several programs were built: {}\nhint: choose one by --bin, --example or --test",
                    names.join(", ")
                )
            }
        }
    }

    fn catalogue(&self) -> anyhow::Result<Outcome> {
        let cases = plan::select(self.filter.as_deref())?;
        build::programs(&[Stage::Heap])?;
        let mut wrong = Vec::new();
        let mut told = Vec::new();
        for found in measure::escape::variants(&cases)? {
            let counted = counted(&cases, &found.id)?;
            let conclusion = conclusion(&found, &counted);
            let taken = counted.iter().any(|count| count.allocations > 0);
            if taken && !found.allocates && !found.unknown {
                wrong.push(found.id.clone());
            }
            told.push(Told {
                escape: found,
                counted,
                conclusion,
            });
        }
        match self.format {
            Format::Json => print::data(serde_json::to_string_pretty(&told)?),
            Format::Table => {
                let mut messages: Vec<Message> = told.iter().flat_map(variant_messages).collect();
                messages.sort();
                messages.dedup();
                let text: String = messages
                    .into_iter()
                    .map(|(file, line, column, text)| {
                        format!("{file}:{line}:{}: {text}\n", column.max(1))
                    })
                    .collect();
                print::data(text);
            }
        }
        for id in &wrong {
            print::warning(&format!("{id} allocated, and its code does not show where"));
        }
        Ok(if wrong.is_empty() {
            Outcome::Done
        } else {
            Outcome::CheckFailed
        })
    }
}

fn executables(messages: &str) -> Vec<PathBuf> {
    #[derive(Deserialize)]
    struct Artifact {
        executable: Option<PathBuf>,
    }
    let programs: BTreeSet<PathBuf> = messages
        .lines()
        // Other messages have other fields.
        .filter_map(|line| serde_json::from_str::<Artifact>(line).ok()?.executable)
        .collect();
    programs.into_iter().collect()
}

fn selects_function(function: &allocation_report::Function, filter: Option<&str>) -> bool {
    let file = function.place.as_ref().map_or("", |place| &place.file);
    Report::selects(function.origin, &[&function.name, file], filter)
}

fn at(place: &Place, text: String) -> Message {
    (shown(&place.file), place.line, place.column, text)
}

/// Each function, and each of its places that does something.
fn by_function(report: &Report, filter: Option<&str>) -> Vec<Message> {
    let mut messages = Vec::new();
    for function in &report.functions {
        let selected = selects_function(function, filter);
        if selected && let Some(place) = &function.place {
            messages.push(at(place, function.message()));
        }
        for site in &function.sites {
            // A closure of ours may have gone into a function of the library.
            let Some(place) = &site.place else { continue };
            let own = Report::selects(site.origin, &[&place.file], filter);
            if (selected || own) && !site.effects.is_empty() {
                messages.push(at(place, site.message()));
            }
        }
    }
    messages
}

/// Each line that has code.
fn by_line(report: &Report, joined: Option<&Join>, filter: Option<&str>) -> Vec<Message> {
    let mut messages = Vec::new();
    for (index, line) in report.lines.iter().enumerate() {
        let ran = joined.and_then(|joined| joined.ran.get(&index));
        let named = line.sites.iter().any(|&(function, _)| {
            filter.is_some_and(|filter| report.functions[function].name.contains(filter))
        });
        if !named && !Report::selects(line.origin, &[&line.file], filter) {
            continue;
        }
        let ran = ran.map_or_else(String::new, |ran| {
            format!(
                "; ran {} times, {} bytes",
                ran.allocations, ran.allocated_bytes
            )
        });
        let file = shown(&line.file);
        let sites: BTreeSet<(u32, String)> = line
            .sites
            .iter()
            .map(|&(function, site)| &report.functions[function].sites[site])
            .filter(|site| !site.effects.is_empty())
            .map(|site| {
                let column = site
                    .place
                    .as_ref()
                    .filter(|place| place.line == line.line && place.file == line.file)
                    .map_or(0, |place| place.column);
                (column, site.message())
            })
            .collect();
        if sites.is_empty() {
            let verdict = if line.only_when_panicking.takes_memory() {
                "does not allocate (only when it panics)"
            } else {
                "does not allocate"
            };
            messages.push((file, line.line, 0, format!("{verdict}{ran}")));
        } else {
            for (column, message) in sites {
                messages.push((file.clone(), line.line, column, format!("{message}{ran}")));
            }
        }
    }
    messages
}

fn counted(cases: &[CaseId], variant: &str) -> anyhow::Result<Vec<Counted>> {
    let mut counted = Vec::new();
    for case in cases {
        let pattern = case.pattern;
        // The largest inputs tell nothing new, and take longest.
        let small = case.size <= pattern.middle_size_in(case.scenario.name);
        if format!("{}/{}", pattern.id, case.variant.name) == variant && small {
            counted.push(Counted {
                scenario: case.scenario.name,
                size: case.size,
                allocations: heap::count(case, None)?.allocations,
            });
        }
    }
    Ok(counted)
}

fn conclusion(found: &Escape, counted: &[Counted]) -> String {
    let without: BTreeSet<&str> = counted
        .iter()
        .filter(|count| count.allocations == 0)
        .map(|count| count.scenario)
        .collect();
    let took = counted.iter().any(|count| count.allocations > 0);
    match (found.allocates || found.unknown, took) {
        (true, false) if found.allocates => "can allocate, did not here".to_owned(),
        (true, false) => "unknown, did not allocate here".to_owned(),
        (true, true) if !without.is_empty() => {
            let scenarios: Vec<&str> = without.into_iter().collect();
            format!(
                "{}; not in every case of: {}",
                found.verdict,
                scenarios.join(", ")
            )
        }
        _ => found.verdict.clone(),
    }
}

fn variant_messages(told: &Told) -> Vec<Message> {
    let id = &told.escape.id;
    let case = plan::select(Some(id))
        .ok()
        .and_then(|cases| cases.first().copied());
    let Some(case) = case else { return Vec::new() };
    let file = format!("patterns/src/{}.rs", case.pattern.id.replace('-', "_"));
    let line = source::anchor(case.pattern.source, case.variant.name).map_or(1, |(_, line)| line);
    let mut messages = vec![(file, line as u32, 1, format!("{id}: {}", told.conclusion))];
    messages.extend(told.escape.sites.iter().map(|site| {
        (
            site.file.clone(),
            site.line,
            site.column,
            format!("{id}: {}", site.message),
        )
    }));
    messages
}
