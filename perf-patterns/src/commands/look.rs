//! `look`: profiles of any tool, as tables, source, tree, or one page.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command as Process;

use anyhow::{Context, bail};
use command_line::{print, process, table, units};
use profiles::view::{self, By, Node};
use profiles::{Metric, Profile, page, read, symbolise};

/// Shows profiles: pprof, dhat, callgrind, perf script, folded stacks, Firefox profiler
#[derive(clap::Args)]
pub struct Args {
    /// Profiles in any of these formats, recognised by their content
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Sum by function or by line
    #[arg(
        long,
        value_enum,
        default_value = "function",
        hide_possible_values = true
    )]
    by: Rows,
    /// Metric to show [default: the profile's first]
    #[arg(long)]
    metric: Option<String>,
    /// Show the source of functions whose names contain this, with figures
    #[arg(long, value_name = "FUNCTION", conflicts_with = "tree")]
    list: Option<String>,
    /// Show the tree of calls
    #[arg(long)]
    tree: bool,
    /// Show the difference from this profile
    #[arg(long, value_name = "BASE")]
    diff: Option<PathBuf>,
    /// Write one offline HTML page: flame graph, table, source, difference
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write the page to a temporary file and open it in a browser
    #[arg(long)]
    open: bool,
    /// The profiled program, whose debug information names addresses
    #[arg(long, value_name = "PROGRAM")]
    bin: Option<PathBuf>,
    /// Folder with the sources
    #[arg(long, default_value = ".", value_name = "DIR")]
    source: PathBuf,
    /// Most rows of a table
    #[arg(long, default_value_t = 25)]
    limit: usize,
}

/// What a row sums.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Rows {
    /// One row a function
    Function,
    /// One row a source line
    Line,
}

impl Args {
    /// Shows the profiles.
    ///
    /// # Errors
    /// If a file cannot be read, or is damaged.
    pub fn run(self) -> anyhow::Result<bool> {
        let base = match &self.diff {
            Some(path) => Some(open(path, self.bin.as_deref())?),
            None => None,
        };
        for path in &self.files {
            let profile = open(path, self.bin.as_deref())?;
            if self.html.is_some() || self.open {
                self.page(path, &profile, base.as_ref())?;
            } else {
                self.text(path, &profile, base.as_ref())?;
            }
        }
        Ok(true)
    }

    fn text(&self, path: &Path, profile: &Profile, base: Option<&Profile>) -> anyhow::Result<()> {
        let column = column(profile, self.metric.as_deref())?;
        let metric = &profile.metrics[column];
        let total = profile.total(column);
        print::note(format!(
            "{}: {}, {} {} in {} stacks",
            path.display(),
            profile.format.name(),
            figure(total, &metric.unit),
            metric.name,
            units::count(profile.samples.len() as u64)
        ));
        let by = match self.by {
            Rows::Function => By::Function,
            Rows::Line => By::Line,
        };
        if let Some(part) = &self.list {
            return self.list(profile, column, part);
        }
        if self.tree {
            let mut tree = view::tree(profile, column, 0.005);
            if let Some(base) = base.and_then(|base| {
                base.column(&metric.name)
                    .map(|column| view::tree(base, column, 0.005))
            }) {
                view::compare(&mut tree, &base);
            }
            let mut lines = Vec::new();
            indent(
                &tree,
                tree.value.max(1),
                &metric.unit,
                base.is_some(),
                0,
                &mut lines,
            );
            print::data(lines.join("\n"));
            return Ok(());
        }
        let text = match base {
            Some(base) => differences(profile, base, metric, by, self.limit),
            None => top(profile, column, by, self.limit),
        };
        print::data(text);
        Ok(())
    }

    fn list(&self, profile: &Profile, column: usize, part: &str) -> anyhow::Result<()> {
        let found = view::lines(profile, column, part);
        if found.is_empty() {
            bail!(
                "no function with a known line has `{part}` in its name\n\
                 hint: without --list all names are shown; --bin PROGRAM adds those that only debug information has"
            );
        }
        let unit = &profile.metrics[column].unit;
        let mut files: BTreeMap<&str, BTreeMap<u32, (u64, u64)>> = BTreeMap::new();
        for ((file, line), values) in &found {
            files.entry(file).or_default().insert(*line, *values);
        }
        for (file, lines) in files {
            let text = source(file, &self.source);
            let mut out = vec![format!("{:>12} {:>12}  {file}", "own", "with calls")];
            let (first, last) = (
                lines.keys().next().copied().unwrap_or(1),
                lines.keys().next_back().copied().unwrap_or(1),
            );
            for line in first.saturating_sub(3).max(1)..=last + 3 {
                let code = text
                    .as_deref()
                    .and_then(|text| text.lines().nth(line as usize - 1));
                let values = lines.get(&line);
                if values.is_none() && code.is_none() {
                    continue;
                }
                let shown = |value: Option<u64>| match value {
                    Some(value) if value > 0 => figure(value, unit),
                    _ => String::new(),
                };
                out.push(format!(
                    "{:>12} {:>12} {line:>6}  {}",
                    shown(values.map(|values| values.0)),
                    shown(values.map(|values| values.1)),
                    code.unwrap_or("(source not found)")
                ));
            }
            print::data(out.join("\n"));
        }
        Ok(())
    }

    fn page(&self, path: &Path, profile: &Profile, base: Option<&Profile>) -> anyhow::Result<()> {
        let title = match &self.diff {
            Some(base) => format!("{} compared with {}", path.display(), base.display()),
            None => path.display().to_string(),
        };
        let html = page::html(&title, profile, base, &sources(profile, &self.source), &[]);
        let to = match &self.html {
            Some(path) => path.clone(),
            None => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                std::env::temp_dir().join(format!("{name}.html"))
            }
        };
        fs_err::write(&to, html)?;
        print::note(format!(
            "{}: one page, which needs no network",
            to.display()
        ));
        if self.open {
            let program = ["xdg-open", "open"]
                .into_iter()
                .find(|program| process::is_installed(program))
                .with_context(|| {
                    format!(
                        "nothing here opens a page (looked for xdg-open and open)\n\
                         hint: open {} yourself",
                        to.display()
                    )
                })?;
            process::start(Process::new(program).arg(&to))?;
        }
        Ok(())
    }
}

/// Reads a profile, and names its addresses where a program is given.
pub(super) fn open(path: &Path, program: Option<&Path>) -> anyhow::Result<Profile> {
    let profile = read::file(path)?;
    match program {
        Some(program) => symbolise::symbolise(profile, program)
            .map_err(|why| anyhow::anyhow!("{why}\nhint: --bin takes the profiled program")),
        None => Ok(profile),
    }
}

fn column(profile: &Profile, metric: Option<&str>) -> anyhow::Result<usize> {
    let Some(wanted) = metric else {
        return Ok(0);
    };
    profile.column(wanted).with_context(|| {
        let names: Vec<&str> = profile
            .metrics
            .iter()
            .map(|metric| metric.name.as_str())
            .collect();
        format!(
            "the profile has no metric `{wanted}`\nhint: it has {}",
            names.join(", ")
        )
    })
}

/// A value in its unit.
pub(super) fn figure(value: u64, unit: &str) -> String {
    match unit {
        "bytes" => units::bytes(value),
        "nanoseconds" => units::time(value as f64),
        _ => units::count(value),
    }
}

fn percent(value: u64, total: u64) -> String {
    format!("{:.1} %", 100.0 * value as f64 / total.max(1) as f64)
}

fn top(profile: &Profile, column: usize, by: By, limit: usize) -> String {
    let unit = &profile.metrics[column].unit;
    let total = profile.total(column);
    let rows = view::top(profile, column, by)
        .into_iter()
        .take(limit)
        .map(|row| {
            vec![
                figure(row.own, unit),
                percent(row.own, total),
                figure(row.with_calls, unit),
                percent(row.with_calls, total),
                row.name,
            ]
        })
        .collect();
    table::render_names_last(&["own", "", "with calls", "", heading(by)], rows)
}

const fn heading(by: By) -> &'static str {
    match by {
        By::Function => "function",
        By::Line => "line",
    }
}

fn differences(profile: &Profile, base: &Profile, metric: &Metric, by: By, limit: usize) -> String {
    let rows = view::difference(profile, base, &metric.name, by)
        .into_iter()
        .take(limit)
        .map(|(row, difference)| {
            let sign = if difference < 0 { '−' } else { '+' };
            vec![
                format!("{sign}{}", figure(difference.unsigned_abs(), &metric.unit)),
                figure(row.own, &metric.unit),
                row.name,
            ]
        })
        .collect();
    table::render_names_last(&["difference", "now", heading(by)], rows)
}

fn indent(
    node: &Node,
    total: u64,
    unit: &str,
    compared: bool,
    depth: usize,
    out: &mut Vec<String>,
) {
    let before = if compared {
        format!("  (before {})", figure(node.base, unit))
    } else {
        String::new()
    };
    out.push(format!(
        "{:>12} {:>7}  {}{}{before}",
        figure(node.value, unit),
        percent(node.value, total),
        "  ".repeat(depth.min(60)),
        node.name
    ));
    for child in &node.children {
        indent(child, total, unit, compared, depth + 1, out);
    }
}

/// The text of a source file by its name in a profile, below `folder` where the name
/// is not absolute.
fn source(file: &str, folder: &Path) -> Option<String> {
    std::fs::read_to_string(folder.join(file)).ok()
}

/// The program's own sources, as far as they are here: not those of the standard
/// library and of the registry.
fn sources(profile: &Profile, folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for frame in &profile.frames {
        let foreign = ["/rustc/", "/registry/", "/rust/deps/"]
            .iter()
            .any(|part| frame.file.contains(part));
        if frame.line == 0 || foreign || found.contains_key(&frame.file) || found.len() >= 200 {
            continue;
        }
        if let Some(text) = source(&frame.file, folder) {
            found.insert(frame.file.clone(), text);
        }
    }
    found
}
