//! Benchmarks of a project: which both sides have, and their turns.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use command_line::{print, process};

use super::outcome::report;
use super::{Both, Prepared, side_name, take};
use crate::build::Built;
use crate::counts::{self, Counted, Pair};
use crate::gungraun;
use crate::harness::{self, Harness, Place};
use crate::report::{Metric, NotMeasured, Report, Side};
use crate::schedule::Arm;
use crate::turns::{Measured, Values};

/// Benchmarks of the project.
pub(super) fn benches(
    mut prepared: Prepared,
    both: &Both,
    name: &str,
    filter: Option<&str>,
    sides: [Side; 2],
) -> anyhow::Result<Report> {
    let harness_of = |built: &Built| -> anyhow::Result<Harness> {
        let lockfile = harness::lockfile(&built.package_folder)?;
        Harness::of(&built.executable, name, &lockfile)
    };
    let harness = harness_of(both.base)?;
    let other = harness_of(both.head)?;
    ensure!(
        harness == other,
        "the bench `{name}` is {}'s in base and {}'s in head: their figures cannot be compared",
        harness.name(),
        other.name()
    );
    let scratch = prepared.store.run_folder()?;
    let folders = [
        both.base.package_folder.as_path(),
        both.head.package_folder.as_path(),
    ];
    let time_limit = prepared.settings.time_limit;
    let list = |built: &Built, side: &str| {
        harness
            .list(
                &built.executable,
                filter,
                &place(&built.package_folder, scratch.path(), time_limit),
            )
            .map_err(|error| {
                if error.is::<process::Interrupted>() {
                    return error;
                }
                let lockfile = harness::lockfile(&built.package_folder).unwrap_or_default();
                anyhow::anyhow!("{error:#}\nhint: {}", harness.hint(&lockfile)).context(format!(
                    "{side}'s bench `{name}` cannot list its benchmarks"
                ))
            })
    };
    let (of_base, of_head) = (list(both.base, "base")?, list(both.head, "head")?);
    let missing = |from: &[String], of: &[String]| -> Vec<String> {
        of.iter().filter(|id| !from.contains(id)).cloned().collect()
    };
    prepared.only_base = missing(&of_head, &of_base);
    prepared.only_head = missing(&of_base, &of_head);
    prepared.ids = of_base
        .iter()
        .filter(|id| of_head.contains(id))
        .cloned()
        .collect();
    prepared.harness = harness.name().to_owned();
    if prepared.ids.is_empty() {
        match filter {
            Some(filter) if of_base.is_empty() && of_head.is_empty() => bail!(
                "no benchmark of `{name}` matches `{filter}`\nhint: without --filter all are \
                 compared"
            ),
            _ => bail!(
                "base and head have no benchmark of `{name}` in common\nhint: only in base: {}; \
                 only in head: {}",
                listed(&prepared.only_base),
                listed(&prepared.only_head)
            ),
        }
    }
    let pair = Pair {
        base: &both.base.executable,
        head: &both.head.executable,
    };
    if harness == Harness::Gungraun {
        return counted_alone(
            prepared,
            &pair,
            folders,
            filter,
            scratch.path(),
            name,
            sides,
        );
    }
    if harness
        == (Harness::Criterion {
            whole_seconds: true,
        })
    {
        prepared.warnings.push(
            "criterion 0.3 measures for whole seconds: each process takes two for each benchmark"
                .to_owned(),
        );
    }
    let mut dear: BTreeMap<String, Duration> = BTreeMap::new();
    let measured = {
        let run = &mut |arm: Arm, executable: &Path, ids: &[String]| -> anyhow::Result<Values> {
            let folder = folders[usize::from(arm == Arm::Head)];
            let timed = harness
                .run(executable, ids, &place(folder, scratch.path(), time_limit))
                .with_context(|| format!("{}'s bench `{name}`", side_name(arm)))?;
            for benchmark in &timed {
                // The least: on a loaded machine a process may be stopped for long.
                let spent = Duration::from_nanos(benchmark.spent_ns as u64);
                dear.entry(benchmark.id.clone())
                    .and_modify(|least| *least = spent.min(*least))
                    .or_insert(spent);
            }
            Ok(timed
                .into_iter()
                .map(|benchmark| (benchmark.id, Metric::TimeNs, benchmark.least_ns))
                .collect())
        };
        take(&prepared, scratch.path(), run)?
    };
    let unseen = never_timed(&prepared.ids, &dear);
    dear.retain(|_, spent| *spent > 4 * harness::PLANNED);
    if let Some(text) = priced(&dear) {
        print::warning(&text);
        prepared.warnings.push(text);
    }
    let mut counted = counts::size(&pair, name);
    if prepared.settings.counts {
        let more = count_benches(&prepared, harness, &pair, folders, scratch.path())?;
        counted.entries.extend(more.entries);
        counted.not_measured.extend(more.not_measured);
    }
    counted.not_measured.extend(unseen);
    report(prepared, measured, counted, sides)
}

/// Benchmarks whose harness counts them itself: each side twice, in no turns.
fn counted_alone(
    prepared: Prepared,
    pair: &Pair,
    folders: [&Path; 2],
    filter: Option<&str>,
    scratch: &Path,
    name: &str,
    sides: [Side; 2],
) -> anyhow::Result<Report> {
    ensure!(
        prepared.settings.counts,
        "the bench `{name}` is gungraun's: it counts, and measures no time\n\
         hint: leave `--no-counts` away"
    );
    let began = Instant::now();
    let mut progress = print::Progress::new("counts", 4);
    let mut twice = |executable: &Path, folder: &Path, side: &str| {
        let place = place(folder, scratch, prepared.settings.time_limit);
        let mut once = || {
            progress.begin(side);
            let command = harness::command(executable, &place);
            let counts = gungraun::count(command, filter, scratch, place.time_limit)
                .with_context(|| format!("{side}'s bench `{name}`"))?;
            progress.step();
            anyhow::Ok(counts)
        };
        anyhow::Ok([once()?, once()?])
    };
    let base = twice(pair.base, folders[0], "base")?;
    let head = twice(pair.head, folders[1], "head")?;
    progress.finish();
    let mut counted = counts::size(pair, name);
    for id in &prepared.ids {
        counted.add_counts(id, &base, &head);
    }
    let measured = Measured {
        samples: Vec::new(),
        elapsed: began.elapsed(),
        is_settled: true,
    };
    report(prepared, measured, counted, sides)
}

/// Benchmarks that are listed and that no process timed: a reader would take them for
/// compared.
fn never_timed(ids: &[String], timed: &BTreeMap<String, Duration>) -> Vec<NotMeasured> {
    ids.iter()
        .filter(|id| !timed.contains_key(*id))
        .map(|id| NotMeasured {
            id: id.clone(),
            metric: Metric::TimeNs,
            reason: "the harness lists it, and gave no figure of it".to_owned(),
        })
        .collect()
}

const fn place<'a>(folder: &'a Path, scratch: &'a Path, time_limit: Duration) -> Place<'a> {
    Place {
        folder,
        scratch,
        time_limit,
    }
}

fn listed(ids: &[String]) -> String {
    if ids.is_empty() {
        "none".to_owned()
    } else {
        ids.join(", ")
    }
}

/// What settings in somebody's code cost, that no flag overrides.
fn priced(dear: &BTreeMap<String, Duration>) -> Option<String> {
    let (id, _) = dear.iter().max_by_key(|(_, spent)| **spent)?;
    let total: Duration = dear.values().sum();
    Some(format!(
        "{} benchmark{} set their own measuring time in code, which flags do not override: {} a \
         process for all of them, the longest {id}; a higher --budget gives them more processes",
        dear.len(),
        if dear.len() == 1 { "" } else { "s" },
        print::seconds(total)
    ))
}

fn count_benches(
    prepared: &Prepared,
    harness: Harness,
    pair: &Pair,
    folders: [&Path; 2],
    scratch: &Path,
) -> anyhow::Result<Counted> {
    let mut counted = Counted::default();
    if harness == Harness::Divan {
        counted.skip_all(
            Metric::Instructions,
            "single iterations can be counted in criterion benchmarks only",
        );
    } else if let Some(reason) = counts::unavailable() {
        counted.skip_all(Metric::Instructions, reason);
    } else {
        let mut progress = print::Progress::new("counts", prepared.ids.len());
        let mut is_first = true;
        let begin = |id: &str| {
            if !is_first {
                progress.step();
            }
            is_first = false;
            progress.begin(id);
        };
        let limit = prepared.settings.time_limit;
        counted = counts::criterion(pair, &prepared.ids, folders, scratch, limit, begin)?;
        progress.step();
        progress.finish();
    }
    Ok(counted)
}
