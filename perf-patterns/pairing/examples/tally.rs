//! Counts the verdicts of an evaluation, for METHODOLOGY.md's table:
//! - `tally identical FOLDER...`: reports of identical code;
//! - `tally planted FOLDER...`: reports of planted.sh, `NAME-five.json`, `NAME-two.json`;
//! - `tally catalogue LIST FOLDER...`: reports of catalogue.sh, and what
//!   `planted/catalogue.txt` expects of each.
//!
//! Each folder is one that a script of `evaluation` filled.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use command_line::{print, table, units};
use pairing::report::{Cause, Entry, Metric, Report, Verdict};
use statistics::proportion;

/// Benchmarks that plant.sh planted.
const PLANTED: &str = "planted/";

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["identical", folders @ ..] => identical(&read(folders)?),
        ["planted", folders @ ..] => planted(&read(folders)?),
        ["catalogue", list, folders @ ..] => {
            catalogue(&fs_err::read_to_string(list)?, &read(folders)?);
        }
        _ => bail!(
            "which set? `tally identical|planted FOLDER...`, `tally catalogue LIST FOLDER...`"
        ),
    }
    Ok(())
}

/// A report and its file's name, without `.json`.
type Named = (String, Report);

/// The reports in `folders`, by name.
fn read(folders: &[&str]) -> anyhow::Result<Vec<Named>> {
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in folders {
        for entry in fs_err::read_dir(folder)? {
            let path = entry?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                files.push(path);
            }
        }
    }
    files.sort();
    let reports: Vec<Named> = files
        .iter()
        .map(|file| report(file))
        .collect::<anyhow::Result<_>>()?;
    anyhow::ensure!(!reports.is_empty(), "no reports in {}", folders.join(", "));
    Ok(reports)
}

fn report(file: &Path) -> anyhow::Result<Named> {
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let report = serde_json::from_str(&fs_err::read_to_string(file)?)
        .with_context(|| format!("{} is no report", file.display()))?;
    Ok((name.into_owned(), report))
}

const fn is_time(entry: &Entry) -> bool {
    matches!(entry.metric, Metric::TimeNs | Metric::CpuTimeNs)
}

const fn is_different(entry: &Entry) -> bool {
    matches!(entry.verdict, Verdict::Faster | Verdict::Slower)
}

/// A row: what, comparisons, called different, at most.
fn row(name: &str, entries: &[&Entry]) -> Vec<String> {
    let different = entries.iter().filter(|entry| is_different(entry)).count();
    let count = |verdict| {
        entries
            .iter()
            .filter(|entry| entry.verdict == verdict)
            .count()
    };
    vec![
        name.to_owned(),
        entries.len().to_string(),
        different.to_string(),
        at_most(different, entries.len()),
        count(Verdict::Equivalent).to_string(),
        count(Verdict::NotResolved).to_string(),
    ]
}

fn at_most(hits: usize, trials: usize) -> String {
    if trials == 0 {
        return "–".to_owned();
    }
    let bound = proportion::upper_bound(hits, trials, 0.95);
    format!("{} %", units::significant(100.0 * bound))
}

const HEADER: [&str; 6] = [
    "what",
    "comparisons",
    "called different",
    "at most",
    "equivalent",
    "not resolved",
];

/// Whatever is called different is wrong.
fn identical(reports: &[Named]) {
    let mut by_name: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for (name, report) in reports {
        // The seed comes last.
        let name = name
            .rsplit_once('-')
            .map_or(name.as_str(), |(name, _)| name);
        let times = report.benchmarks.iter().filter(|entry| is_time(entry));
        by_name.entry(name).or_default().extend(times);
    }
    let mut rows: Vec<_> = by_name
        .iter()
        .map(|(name, entries)| row(name, entries))
        .collect();
    let all: Vec<&Entry> = by_name.into_values().flatten().collect();
    rows.push(row("all", &all));
    rows.push(control(reports));
    print::data(table::render(&HEADER, rows, 1));
    wrong(all.into_iter().filter(|entry| is_different(entry)));
    print::data(widths(reports));
    print::data(cost(reports));
}

/// BASE against BASE in all of them.
fn control(reports: &[Named]) -> Vec<String> {
    let sum = |of: fn(&Report) -> usize| reports.iter().map(|(_, report)| of(report)).sum();
    let trials: usize = sum(|report| report.control.trials);
    let found: usize = sum(|report| report.control.false_positives);
    let nothing = "–".to_owned();
    vec![
        "control, all metrics".to_owned(),
        trials.to_string(),
        found.to_string(),
        at_most(found, trials),
        nothing.clone(),
        nothing,
    ]
}

fn wrong<'a>(entries: impl Iterator<Item = &'a Entry>) {
    for entry in entries {
        print::data(format!("wrong: {}", line(entry)));
    }
}

fn line(entry: &Entry) -> String {
    let limit = entry
        .limited_by
        .map_or(String::new(), |limit| format!(" ({limit})"));
    format!(
        "{} {}: {}{limit}, {:.4} [{:.4}, {:.4}]",
        entry.id,
        entry.metric.name(),
        entry.verdict.name(),
        entry.ratio,
        entry.low,
        entry.high
    )
}

/// How much the intervals leave open.
fn widths(reports: &[Named]) -> String {
    let widths = reports
        .iter()
        .flat_map(|(_, report)| &report.benchmarks)
        .filter(|entry| is_time(entry))
        .map(|entry| 50.0 * (entry.high - entry.low))
        .collect();
    let (middle, ninth) = quantiles(widths);
    format!("half an interval: {middle} % in the middle, {ninth} % at the ninetieth percentile")
}

/// What a benchmark costs beyond building, linking and counting.
fn cost(reports: &[Named]) -> String {
    let each = |report: &Report| {
        let times = report
            .benchmarks
            .iter()
            .filter(|entry| entry.metric == Metric::TimeNs);
        report.method.seconds / times.count().max(1) as f64
    };
    let (middle, ninth) = quantiles(reports.iter().map(|(_, report)| each(report)).collect());
    let load = reports
        .iter()
        .filter_map(|(_, report)| report.method.load)
        .collect();
    let (load_middle, load_ninth) = quantiles(load);
    format!(
        "seconds a benchmark: {middle} in the middle of {} runs, {ninth} at the ninetieth \
         percentile; load average at their ends {load_middle}, {load_ninth}",
        reports.len()
    )
}

/// The median and the ninetieth percentile, as text.
fn quantiles(mut values: Vec<f64>) -> (String, String) {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let last = values.len().saturating_sub(1) as f64;
        values
            .get((share * last).round() as usize)
            .map_or("–".to_owned(), |value| units::significant(*value))
    };
    (at(0.5), at(0.9))
}

/// Planted benchmarks take more; all others are untouched.
fn planted(reports: &[Named]) {
    let of = |end: &str, is_wanted: &dyn Fn(&Entry) -> bool| -> Vec<&Entry> {
        reports
            .iter()
            .filter(|(name, _)| name.ends_with(end))
            .flat_map(|(_, report)| &report.benchmarks)
            .filter(|entry| is_wanted(entry))
            .collect()
    };
    let is_planted = |entry: &Entry| entry.id.starts_with(PLANTED);
    let untouched = of("-five", &|entry| is_time(entry) && !is_planted(entry));
    let five = of("-five", &|entry| is_time(entry) && is_planted(entry));
    let two = of("-two", &|entry| is_time(entry) && is_planted(entry));
    // Half of what 1.05 times the work changes.
    let is_quiet = |entry: &&&Entry| entry.layout_percent.is_none_or(|percent| percent < 2.5);
    let quiet: Vec<&Entry> = five.iter().filter(is_quiet).copied().collect();
    let rows = vec![row("untouched by the change", &untouched), control(reports)];
    print::data(table::render(&HEADER, rows, 1));
    wrong(untouched.into_iter().filter(|entry| is_different(entry)));
    for (name, entries) in [
        ("1.05 times the work", &five),
        ("1.05 times, layouts within 2.5 %", &quiet),
        ("1.02 times the work", &two),
    ] {
        print::data(signs(name, entries));
        let is_wrong = |entry: &&Entry| entry.verdict == Verdict::Faster;
        wrong(entries.iter().copied().filter(is_wrong));
    }
    let added: Vec<f64> = of("-two", &|entry| entry.metric == Metric::Instructions)
        .iter()
        .map(|entry| 100.0 * change(entry))
        .collect();
    let least = added.iter().copied().fold(f64::INFINITY, f64::min);
    let most = added.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !added.is_empty() {
        print::data(format!(
            "instructions of {} at 1.02 times: {least:+.2} % to {most:+.2} %",
            added.len()
        ));
    }
    print::data(cost(reports));
}

/// HEAD against BASE, a share of 1; above 0 it takes more.
fn change(entry: &Entry) -> f64 {
    entry.head / entry.base - 1.0
}

/// How often more work was called slower, and why it was not elsewhere.
fn signs(name: &str, entries: &[&Entry]) -> String {
    let count = |verdict| {
        entries
            .iter()
            .filter(|entry| entry.verdict == verdict)
            .count()
    };
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for limit in entries.iter().filter_map(|entry| entry.limited_by) {
        let cause = match limit.cause {
            Cause::Layout => "layout",
            Cause::Machine => "machine",
            Cause::TooFewRuns => "too few runs",
        };
        *reasons.entry(cause).or_default() += 1;
    }
    let reasons: Vec<String> = reasons
        .into_iter()
        .map(|(cause, count)| format!(", {cause} {count}"))
        .collect();
    format!(
        "{name}: {} comparisons, sign right {}, wrong {}, equivalent {}, not resolved {}{}",
        entries.len(),
        count(Verdict::Slower),
        count(Verdict::Faster),
        count(Verdict::Equivalent),
        count(Verdict::NotResolved),
        reasons.concat()
    )
}

/// What `list` expects of each pattern, against what was found of the benchmark whose
/// instructions moved most.
fn catalogue(list: &str, reports: &[Named]) {
    let mut rows = Vec::new();
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [package, _, _, pattern, expected] = words.as_slice() else {
            print::warning(&format!("not understood: {line}"));
            continue;
        };
        let name = format!("{package}-{pattern}");
        let found = match reports.iter().find(|(found, _)| *found == name) {
            Some((_, report)) => judged(report, expected),
            None => ["–", "–", "–", "not measured"].map(str::to_owned),
        };
        rows.push([vec![name, (*expected).to_owned()], found.to_vec()].concat());
    }
    let right = rows.iter().filter(|row| row[5] == "right").count();
    let all = rows.len();
    let header = [
        "pattern",
        "expected",
        "instructions",
        "allocations",
        "time",
        "sign",
    ];
    print::data(table::render(&header, rows, 2));
    print::data(format!("sign right: {right} of {all}"));
    print::data(cost(reports));
}

/// Instructions, allocations, time, and whether the sign is right.
fn judged(report: &Report, expected: &str) -> [String; 4] {
    let of = |metric| {
        report
            .benchmarks
            .iter()
            .filter(move |entry| entry.metric == metric)
    };
    let counted =
        of(Metric::Instructions).max_by(|a, b| change(a).abs().total_cmp(&change(b).abs()));
    let time =
        of(Metric::TimeNs).find(|entry| counted.is_none_or(|counted| counted.id == entry.id));
    let moved = |entry: Option<&Entry>| {
        entry.map_or("–".to_owned(), |entry| {
            format!("{:+.1} %", 100.0 * change(entry))
        })
    };
    let sign = match time {
        Some(entry) if entry.verdict.name() == expected => "right".to_owned(),
        Some(entry) if is_different(entry) => "wrong".to_owned(),
        Some(entry) => match entry.limited_by {
            Some(limit) => format!("not resolved: {limit}"),
            None => entry.verdict.name().to_owned(),
        },
        None => "not measured".to_owned(),
    };
    [
        moved(counted),
        moved(of(Metric::Allocations).next()),
        time.map_or("–".to_owned(), |entry| {
            format!("{:+.1} %", 100.0 * (1.0 / entry.ratio - 1.0))
        }),
        sign,
    ]
}
