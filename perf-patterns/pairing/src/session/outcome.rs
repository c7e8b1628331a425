//! What a comparison came to: its report, and those that are kept.

use std::path::{Path, PathBuf};

use super::{Prepared, budget, root, session_file};
use crate::build::Toolchain;
use crate::counts::Counted;
use crate::judge::{self, Judged};
use crate::report::{self, Report, Side};
use crate::settings::{Settings, Subject};
use crate::store::Store;
use crate::turns::Measured;

pub(super) fn report(
    prepared: Prepared,
    measured: Measured,
    counted: Counted,
    sides: [Side; 2],
) -> anyhow::Result<Report> {
    let settings = prepared.settings;
    let Judged {
        mut entries,
        control,
        ..
    } = judge::judge(&measured.samples, settings.margin);
    entries.extend(counted.entries);
    let layouts_shuffled = prepared.ready.base.are_shuffled && prepared.ready.head.are_shuffled;
    let method = report::Method {
        harness: prepared.harness.clone(),
        subject: subject(settings),
        layouts: prepared.ready.base.executables.len(),
        layouts_shuffled,
        aligned: prepared.toolchain.is_some_and(Toolchain::aligns),
        margin: settings.margin,
        confidence: statistics::CONFIDENCE,
        budget_seconds: budget(&prepared).as_secs_f64(),
        seconds: measured.elapsed.as_secs_f64(),
        within_budget: measured.is_settled,
        rustc: prepared
            .toolchain
            .map(|toolchain| toolchain.version.clone()),
        machine: machine(),
        load: load(),
        outputs_equal: prepared.outputs_equal,
    };
    let [base, head] = sides;
    let measured_at = jiff::Timestamp::now();
    // What was measured is kept until the next comparison; there is nothing to
    // resume any more.
    prepared.store.remove(&session_file(prepared.store))?;
    let report = Report {
        schema_version: report::SCHEMA_VERSION,
        measured_at: measured_at.to_string(),
        base,
        head,
        control,
        benchmarks: entries,
        not_measured: counted.not_measured,
        only_base: prepared.only_base,
        only_head: prepared.only_head,
        method,
        warnings: prepared.warnings,
    };
    keep(&report, measured_at, prepared.store)?;
    Ok(report)
}

/// Keeps a report for the project's history.
fn keep(report: &Report, at: jiff::Timestamp, store: &Store) -> anyhow::Result<()> {
    let name = format!("{:020}.json", at.as_millisecond());
    let part = store.file("report.json");
    fs_err::write(&part, serde_json::to_string_pretty(report)?)?;
    // Renamed when whole.
    fs_err::rename(part, store.folder("reports")?.join(name))?;
    Ok(())
}

/// Every comparison of the project in `folder` that ended, the oldest first.
///
/// # Errors
/// If they cannot be read.
pub fn history(folder: &Path) -> anyhow::Result<Vec<Report>> {
    let store = Store::open(&root(folder)?)?;
    let mut files: Vec<PathBuf> = fs_err::read_dir(store.folder("reports")?)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    files.sort();
    // One of another version is left out: its figures are in its own file.
    Ok(files
        .iter()
        .filter_map(|file| serde_json::from_str(&fs_err::read_to_string(file).ok()?).ok())
        .collect())
}

fn subject(settings: &Settings) -> String {
    let with_arguments = |text: String| {
        if settings.arguments.is_empty() {
            text
        } else {
            format!("{text} -- {}", settings.arguments.join(" "))
        }
    };
    match &settings.subject {
        Subject::Bench { name, filter: None } => format!("--bench {name}"),
        Subject::Bench {
            name,
            filter: Some(filter),
        } => format!("--bench {name} --filter {filter}"),
        Subject::Bin(name) => with_arguments(format!("--bin {name}")),
        Subject::Example(name) => with_arguments(format!("--example {name}")),
        Subject::Programs { base, head } => {
            format!("-- {} --vs {}", base.join(" "), head.join(" "))
        }
    }
}

fn machine() -> String {
    let cpu = fs_err::read_to_string("/proc/cpuinfo")
        .ok()
        .and_then(|text| {
            let line = text.lines().find(|line| line.starts_with("model name"))?;
            Some(line.split_once(": ")?.1.to_owned())
        })
        .unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let cores = std::thread::available_parallelism().map_or_else(
        |_| String::new(),
        |cores| format!(", {cores} core{}", if cores.get() == 1 { "" } else { "s" }),
    );
    format!("{cpu}{cores}, {}", std::env::consts::OS)
}

fn load() -> Option<f64> {
    let text = fs_err::read_to_string("/proc/loadavg").ok()?;
    text.split_whitespace().next()?.parse().ok()
}
