//! Where a program allocates, read from its machine code: a report, a check for CI,
//! and what a newer build does that an older one did not.

mod build;
mod findings;
mod text;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use allocation_report::{
    Breach, Change, Denial, Effects, Filter, Function, Join, Line, Origin, Report,
};
use anyhow::{Context, bail};
use command_line::print;
use serde::Serialize;

/// Reports where a built program allocates, from its machine code
#[derive(clap::Args)]
pub struct Args {
    /// Functions or files: `hot::step`, `crate::hot::**`, `src/hot.rs`
    pub filter: Option<String>,
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
    /// Package to build
    #[arg(long, short, value_name = "PACKAGE")]
    package: Option<String>,
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
    /// Name the implementations that a call of a trait object may reach
    ///
    /// Builds with full debug information, which takes longer.
    #[arg(long, conflicts_with = "path")]
    implementations: bool,
    /// Report per source line instead of per function
    #[arg(long)]
    lines: bool,
    /// Add how often each line allocated, from a DHAT profile of the program
    #[arg(long, value_name = "FILE")]
    with_heap: Option<PathBuf>,
    /// Fail if a function of this path or glob allocates; repeatable
    #[arg(long, value_name = "PATH", conflicts_with_all = ["since", "lines", "with_heap", "filter"])]
    deny: Vec<String>,
    /// With `--deny`: also fail on freeing
    #[arg(long, requires = "deny")]
    frees: bool,
    /// With `--deny`: accept calls that cannot be followed
    #[arg(long, requires = "deny")]
    allow_unknown: bool,
    /// Show what allocates that did not in this earlier build
    #[arg(long, value_name = "ELF", conflicts_with_all = ["lines", "with_heap"])]
    since: Option<PathBuf>,
    /// Show only this effect
    #[arg(long, value_name = "EFFECT")]
    only: Option<Only>,
    /// Show only lines of this workspace
    #[arg(long)]
    mine: bool,
    /// Show every function and line, allocating or not
    #[arg(long)]
    all: bool,
    /// Output format: table, json, github or sarif
    #[arg(
        long,
        default_value = "table",
        value_name = "FORMAT",
        hide_possible_values = true
    )]
    pub format: Format,
}

/// One effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Only {
    /// Allocates or reallocates
    Allocates,
    /// Frees
    Frees,
    /// Makes a call that cannot be followed
    Unknown,
}

impl Only {
    fn holds(self, effects: Effects) -> bool {
        match self {
            Only::Allocates => effects.takes_memory(),
            Only::Frees => effects.has(Effects::FREES),
            Only::Unknown => effects.has(Effects::UNKNOWN),
        }
    }
}

/// How the answer is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people and editors: `file:line:column: message`
    Table,
    /// For programs
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

/// What is shown, and of what.
struct View<'a> {
    report: &'a Report,
    filter: Option<Filter>,
    only: Option<Only>,
    /// Where one's own lines are; with `--mine` no others are shown.
    root: Option<&'a Path>,
    mine: bool,
    all: bool,
    joined: Option<&'a Join>,
}

impl View<'_> {
    /// Whether a function is asked about.
    fn selects(&self, name: &str, file: Option<&str>) -> bool {
        match &self.filter {
            Some(filter) => filter.selects(name, file),
            None => file.is_some_and(|file| Origin::of(file) == Origin::Own),
        }
    }

    /// Whether a place in a file is asked about, whatever function it is in.
    fn selects_file(&self, file: &str) -> bool {
        match &self.filter {
            Some(filter) => filter.selects_file(file),
            None => Origin::of(file) == Origin::Own,
        }
    }

    /// Whether a place may be shown at all.
    fn shows(&self, file: &str) -> bool {
        !self.mine || is_mine(file, self.root)
    }

    /// Whether effects are among those that are shown.
    fn wants(&self, effects: Effects) -> bool {
        match self.only {
            Some(only) => only.holds(effects),
            None if self.all => !effects.is_empty(),
            None => effects.takes_memory() || effects.has(Effects::UNKNOWN),
        }
    }
}

/// Whether a file lies in one's own workspace.
fn is_mine(file: &str, root: Option<&Path>) -> bool {
    Origin::of(file) == Origin::Own
        && match root {
            Some(root) => !file.starts_with('/') || Path::new(file).starts_with(root),
            None => true,
        }
}

/// A program as `--format json` prints it.
#[derive(Serialize)]
struct Program<'a> {
    functions: Vec<&'a Function>,
    lines: Vec<&'a Line>,
    /// Only with `--with-heap`.
    heap: Option<&'a Join>,
}

impl Args {
    /// Whether a program is named; otherwise the current folder's is meant.
    pub fn names_program(&self) -> bool {
        self.bin.is_some()
            || self.example.is_some()
            || self.test.is_some()
            || self.path.is_some()
            || self.package.is_some()
            || self.manifest_path.is_some()
    }

    /// Whether an option is given that is only about a program.
    pub fn is_about_a_program(&self) -> bool {
        self.lines
            || self.implementations
            || self.with_heap.is_some()
            || !self.deny.is_empty()
            || self.since.is_some()
            || self.only.is_some()
            || self.mine
            || !matches!(self.format, Format::Table | Format::Json)
    }

    /// Builds and reads the program, and prints the report; whether its check passed.
    ///
    /// # Errors
    /// If the program cannot be built or read, or a filter means nothing.
    pub fn run(&self) -> anyhow::Result<bool> {
        let parsed = |text: &str| {
            Filter::parse(text).map_err(|error| {
                anyhow::anyhow!(
                    "{error}\nhint: for example `hot::step`, `crate::hot::**` or `src/hot.rs`"
                )
            })
        };
        let filter = self.filter.as_deref().map(parsed).transpose()?;
        let denied: Vec<Filter> = self
            .deny
            .iter()
            .map(|text| parsed(text))
            .collect::<anyhow::Result<_>>()?;
        let path = match &self.path {
            Some(path) => path.clone(),
            None => build::program(self)?,
        };
        let report = read(&path)?;
        let root = build::workspace(self.manifest_path.as_deref());
        let joined = self
            .with_heap
            .as_ref()
            .map(|file| {
                let text = fs_err::read_to_string(file)?;
                allocation_report::join(&report, &text).with_context(|| file.display().to_string())
            })
            .transpose()?;
        let view = View {
            report: &report,
            filter,
            only: self.only,
            root: root.as_deref(),
            mine: self.mine,
            all: self.all,
            joined: joined.as_ref(),
        };
        if !denied.is_empty() {
            let denial = Denial {
                frees: self.frees,
                allow_unknown: self.allow_unknown,
            };
            let breaches = allocation_report::deny(&report, &denied, denial)?;
            self.print_breaches(&view, &breaches)?;
            return Ok(breaches.is_empty());
        }
        if let Some(earlier) = &self.since {
            let changes = allocation_report::diff(&read(earlier)?, &report);
            self.print_changes(&view, changes)?;
            return Ok(true);
        }
        self.print_report(&view)?;
        let Some(joined) = joined else {
            return Ok(true);
        };
        let silent = report_stacks(&joined);
        Ok(self.report_unpredicted(joined.unpredicted) && silent)
    }

    fn print_report(&self, view: &View) -> anyhow::Result<()> {
        match self.format {
            Format::Json => {
                let report = view.report;
                let program = Program {
                    functions: report
                        .functions
                        .iter()
                        .filter(|function| {
                            let file = function.place.as_ref().map(|place| place.file.as_str());
                            view.selects(&function.name, file)
                        })
                        .collect(),
                    lines: report
                        .lines
                        .iter()
                        .filter(|line| view.selects_file(&line.file) && view.shows(&line.file))
                        .collect(),
                    heap: view.joined,
                };
                print::data(serde_json::to_string_pretty(&program)?);
            }
            Format::Table => {
                let messages = if self.lines || view.joined.is_some() {
                    text::by_line(view)
                } else {
                    text::by_function(view)
                };
                if messages.is_empty() {
                    print::note(match (view.filter.is_some(), view.all) {
                        (true, true) => "no function matches, or all of them were optimised away",
                        (true, false) => {
                            "nothing to show; `--all` also shows what does not allocate"
                        }
                        (false, _) => "no line outside the libraries allocates",
                    });
                }
                print_lines(&text::lines(&messages));
                print::note(text::summary(view));
            }
            Format::Github | Format::Sarif => {
                self.print_findings(findings::of_sites(view));
            }
        }
        Ok(())
    }

    fn print_breaches(&self, view: &View, breaches: &[Breach]) -> anyhow::Result<()> {
        match self.format {
            Format::Json => print::data(serde_json::to_string_pretty(breaches)?),
            Format::Table => {
                print_lines(&text::breaches(view, breaches));
                if breaches.is_empty() {
                    print::note("nothing denied was found");
                }
            }
            Format::Github | Format::Sarif => {
                self.print_findings(findings::of_breaches(view, breaches));
            }
        }
        Ok(())
    }

    fn print_changes(&self, view: &View, changes: Vec<Change>) -> anyhow::Result<()> {
        let changes: Vec<Change> = changes
            .into_iter()
            .filter(|change| {
                let function = &view.report.functions[change.index];
                let file = function.place.as_ref().map(|place| place.file.as_str());
                view.selects(&function.name, file)
                    && file.is_none_or(|file| view.shows(file))
                    && view.wants(change.after)
            })
            .collect();
        match self.format {
            Format::Json => print::data(serde_json::to_string_pretty(&changes)?),
            Format::Table => {
                print_lines(&text::lines(&text::changes(view, &changes)));
                if changes.is_empty() {
                    print::note("nothing new allocates");
                }
            }
            Format::Github | Format::Sarif => {
                self.print_findings(findings::of_changes(view, &changes));
            }
        }
        Ok(())
    }

    fn print_findings(&self, found: Vec<command_line::findings::Finding>) {
        use command_line::findings;
        print::data(match self.format {
            Format::Github if found.is_empty() => return,
            Format::Github => findings::github(&found),
            _ => findings::sarif(
                "perf-patterns escape",
                env!("CARGO_PKG_VERSION"),
                &self::findings::rules(),
                &found,
            ),
        });
    }

    fn report_unpredicted(&self, unpredicted: BTreeMap<String, allocation_report::Ran>) -> bool {
        for (place, ran) in &unpredicted {
            print::warning(&format!(
                "{place} allocated {} times, {} bytes, against the prediction",
                ran.allocations, ran.allocated_bytes
            ));
        }
        if !unpredicted.is_empty() {
            print::hint("is the profile of this same build?");
        }
        unpredicted.is_empty()
    }
}

/// Prints the predictions for functions on the stacks of a heap profile; whether none
/// allocated against its prediction.
fn report_stacks(joined: &Join) -> bool {
    let Some(stacks) = &joined.stacks else {
        print::note("the addresses of the heap profile are not those of this program");
        return true;
    };
    print::note(format!(
        "of {} functions on {} stacks that allocated, {} are predicted to allocate, {} are unknown",
        stacks.functions,
        stacks.stacks,
        stacks.functions - stacks.unknown - stacks.silent.len(),
        stacks.unknown
    ));
    for (function, blocks) in &stacks.silent {
        print::warning(&format!(
            "{function} is on stacks that allocated {blocks} times, against the prediction"
        ));
    }
    stacks.silent.is_empty()
}

/// Nothing found prints no line, not an empty one.
fn print_lines(text: &str) {
    if !text.is_empty() {
        print::data(text);
    }
}

fn read(path: &Path) -> anyhow::Result<Report> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => bail!(
            "cannot read {}: {error}\nhint: --path names a built program; --bin, --example or --test builds one and reads it",
            path.display()
        ),
    };
    if bytes.is_empty() {
        bail!("{} is empty\nhint: build the program again", path.display());
    }
    allocation_report::analyse(&bytes).with_context(|| format!("cannot read {}", path.display()))
}

/// A file from where the reader stands, or from the workspace's root.
fn shown(file: &str, root: Option<&Path>) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let path = Path::new(file);
    root.and_then(|root| path.strip_prefix(root).ok())
        .or_else(|| path.strip_prefix(&here).ok())
        .unwrap_or(path)
        .display()
        .to_string()
}
