//! Benchmarks of gungraun (formerly iai-callgrind): its runner counts each of them
//! under valgrind, in a process of its own, so they need no turns.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{anyhow, ensure};
use command_line::{files, process};
use readers::gungraun::Summary;

use crate::report::Metric;

/// What is taken of a tool's totals.
const FIGURES: [(&str, &str, Metric); 4] = [
    ("Callgrind", "Ir", Metric::Instructions),
    ("DHAT", "TotalBlocks", Metric::Allocations),
    ("DHAT", "TotalBytes", Metric::AllocatedBytes),
    ("DHAT", "AtTGmaxBytes", Metric::PeakBytes),
];

/// The counts of one benchmark.
pub type Counts = BTreeMap<Metric, f64>;

/// What the benchmark's process needs beside the command line: the runner reads its
/// options from the environment too.
pub fn prepare(command: &mut Command, scratch: &Path) {
    command
        .env("GUNGRAUN_HOME", home(scratch))
        .env("GUNGRAUN_SAVE_SUMMARY", "json")
        // Baselines and limits of the user's are another comparison.
        .env_remove("GUNGRAUN_BASELINE")
        .env_remove("GUNGRAUN_SAVE_BASELINE")
        .env_remove("GUNGRAUN_LOAD_BASELINE")
        .env_remove("GUNGRAUN_CALLGRIND_LIMITS");
}

/// Counts each benchmark that `filter` selects once, by its id as `--list` prints it.
///
/// # Errors
/// If the process fails, exceeds its time, or leaves summaries of another version.
pub fn count(
    mut command: Command,
    filter: Option<&str>,
    scratch: &Path,
    time_limit: Duration,
) -> anyhow::Result<BTreeMap<String, Counts>> {
    command.arg("--bench").args(filter);
    // Valgrind takes 50 times as long, and all benchmarks run in one.
    let limits = process::Limits::time(time_limit * 60);
    let finished = process::run_within(&mut command, limits, |_| ())?;
    finished.success(&command)?;
    let home = home(scratch);
    let mut counts = BTreeMap::new();
    for file in files::below(&home)? {
        if file.ends_with("summary.json") {
            let (id, figures) = summary(&fs_err::read_to_string(&file)?)?;
            counts.insert(id, figures);
        }
    }
    ensure!(!counts.is_empty(), "gungraun's runner wrote no summaries");
    // Files of one process must not be taken for another's.
    fs_err::remove_dir_all(home)?;
    Ok(counts)
}

/// What to install where the runner is missing or of another version than the library.
pub fn hint(version: Option<&str>) -> String {
    let version = version.map_or_else(String::new, |version| format!(" --version {version}"));
    format!(
        "its runner has to be installed, in the version of the lockfile: `cargo install \
         gungraun-runner{version}`, and valgrind with it"
    )
}

fn home(scratch: &Path) -> PathBuf {
    scratch.join("gungraun")
}

/// The benchmark's id and counts.
fn summary(text: &str) -> anyhow::Result<(String, Counts)> {
    let summary = Summary::parse(text).map_err(|error| {
        anyhow!(
            "{error:#}\n\
             hint: gungraun's own `--save-baseline` and `--baseline` compare two revisions"
        )
    })?;
    let figure = |(tool, event, metric): (&str, &str, Metric)| {
        Some((metric, summary.total(tool, event)?.as_f64()?))
    };
    let counts: Counts = FIGURES.into_iter().filter_map(figure).collect();
    let id = match &summary.id {
        Some(id) => format!("{}::{id}", summary.module_path),
        None => summary.module_path.clone(),
    };
    Ok((id, counts))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How the text is read is `readers`' own matter, with a captured one.
    #[test]
    fn a_summary_has_the_id_that_the_list_has() {
        let text = |id: &str| {
            format!(
                "{{\"version\":\"7\",\"module_path\":\"counts::sums::sum\",\"id\":{id},\"profiles\":[\
                 {{\"tool\":\"DHAT\",\"data\":{{\"total\":{{\"metrics\":{{\"TotalBlocks\":\
                 {{\"values\":{{\"new\":3}}}}}}}}}}}}]}}"
            )
        };
        let (id, counts) = summary(&text("\"short\"")).unwrap();
        assert_eq!(id, "counts::sums::sum::short");
        assert_eq!(counts, BTreeMap::from([(Metric::Allocations, 3.0)]));
        let (id, _) = summary(&text("null")).unwrap();
        assert_eq!(id, "counts::sums::sum");
        let error = summary("{\"version\":\"9\"}").unwrap_err().to_string();
        assert!(error.contains("hint: gungraun's own"), "{error}");
    }
}
