//! A whole comparison, from two names to a report.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use command_line::{print, process};
use serde::{Deserialize, Serialize};

use crate::build::{self, Built, Toolchain};
use crate::counts::{self, Counted, Pair};
use crate::git::{Repository, Revision};
use crate::harness::{self, Harness, Place};
use crate::judge::{self, Judged};
use crate::layout::{self, Layouts, Missing};
use crate::program::Call;
use crate::report::{self, Metric, NotMeasured, Report, Side};
use crate::schedule::Arm;
use crate::settings::{Settings, Subject};
use crate::store::Store;
use crate::turns::{self, Measured, Turns, Values};

/// Time for the turns of one benchmark, by default.
const BUDGET_EACH: Duration = Duration::from_secs(8);

/// The least time for all turns, by default.
const BUDGET_LEAST: Duration = Duration::from_secs(30);

/// Blocks after which turns end, settled or not: 48 processes per side.
const MOST_BLOCKS: usize = 24;

/// What is kept while turns are taken, so that they can be resumed.
#[derive(Serialize, Deserialize)]
struct Session {
    settings: Settings,
    base: Option<Revision>,
    head: Option<Revision>,
}

/// What is ready to take turns.
struct Ready {
    base: Layouts,
    control: Layouts,
    head: Layouts,
}

/// What turns need to know of their subject.
struct Prepared<'a> {
    settings: &'a Settings,
    store: &'a Store,
    ready: Ready,
    ids: Vec<String>,
    harness: String,
    toolchain: Option<&'a Toolchain>,
    only_base: Vec<String>,
    only_head: Vec<String>,
    outputs_equal: Option<bool>,
    warnings: Vec<String>,
}

/// Compares what `settings` say.
///
/// # Errors
/// If they cannot be compared: one line says why, and mostly what to do. Whatever
/// the reason, nothing is left behind but builds and samples in the store.
pub fn compare(settings: &Settings) -> anyhow::Result<Report> {
    if let Subject::Programs { base, head } = &settings.subject {
        let store = Store::open(&fs_err::canonicalize(&settings.folder)?)?;
        begin(
            &store,
            &Session {
                settings: settings.clone(),
                base: None,
                head: None,
            },
        )?;
        return programs(settings, base, head, &store);
    }
    let repository = Repository::find(&settings.folder)?;
    let store = Store::open(&repository.top)?;
    let base = repository.resolve(&settings.base, &store)?;
    let head = match &settings.head {
        Some(name) => repository.resolve(name, &store)?,
        None => repository.snapshot(&store)?,
    };
    begin(
        &store,
        &Session {
            settings: settings.clone(),
            base: Some(base.clone()),
            head: Some(head.clone()),
        },
    )?;
    project(settings, &repository, &store, &base, &head)
}

/// Resumes the last comparison in `folder` that was interrupted.
///
/// # Errors
/// If there is none; else as [`compare`].
pub fn resume(folder: &Path) -> anyhow::Result<Report> {
    let root = root(folder)?;
    let store = Store::open(&root)?;
    let text = fs_err::read_to_string(session_file(&store)).map_err(|_| {
        anyhow::anyhow!(
            "no comparison of {} was interrupted: nothing to resume",
            root.display()
        )
    })?;
    let session: Session = serde_json::from_str(&text)
        .context("the interrupted comparison is of another version: start it again")?;
    let settings = &session.settings;
    match (&settings.subject, session.base, session.head) {
        (Subject::Programs { base, head }, _, _) => programs(settings, base, head, &store),
        (_, Some(base), Some(head)) => {
            let repository = Repository::find(&settings.folder)?;
            project(settings, &repository, &store, &base, &head)
        }
        _ => bail!("the interrupted comparison does not record what it compared: start it again"),
    }
}

fn session_file(store: &Store) -> PathBuf {
    store.file("session.json")
}

fn samples_file(store: &Store) -> PathBuf {
    store.file("samples.jsonl")
}

/// A new comparison: samples of an older one are not its own.
fn begin(store: &Store, session: &Session) -> anyhow::Result<()> {
    store.remove(&samples_file(store))?;
    fs_err::write(session_file(store), serde_json::to_string(session)?)?;
    Ok(())
}

/// Two revisions of a project.
fn project(
    settings: &Settings,
    repository: &Repository,
    store: &Store,
    base: &Revision,
    head: &Revision,
) -> anyhow::Result<Report> {
    let toolchain = Toolchain::find(&settings.folder, store)?;
    let prefix = &repository.prefix;
    repository.check_out(&base.tree, "base", store)?;
    repository.check_out(&head.tree, "head", store)?;
    let mut warnings = build::lock(settings, &toolchain, prefix, &repository.top, store)?;
    if settings.bench_from_head {
        crate::transplant::bench(settings, &toolchain, prefix, store)?;
    }
    warnings.extend(configuration_above(&repository.top));
    if base.tree == head.tree {
        warnings.push("both sides are the same tree: every difference is noise".to_owned());
    }
    let seed = |arm: u64, layout: usize| settings.seed * 1_000 + arm * 100 + layout as u64 + 1;
    let seeds = |arm: u64| -> Vec<u64> { (0..settings.layouts).map(|l| seed(arm, l)).collect() };

    print::note(format!("building base: {}", base.name));
    let of_base: Vec<u64> = seeds(1).into_iter().chain(seeds(3)).collect();
    let (base_built, mut base_layouts) =
        built(settings, &toolchain, "base", prefix, &of_base, store)?;
    build::share_dependencies("base", "head", store)?;
    print::note(format!("building head: {}", head.name));
    let (head_built, head_layouts) = built(settings, &toolchain, "head", prefix, &seeds(2), store)?;
    let control = Layouts {
        executables: if base_layouts.are_shuffled {
            base_layouts.executables.split_off(settings.layouts)
        } else {
            base_layouts.executables.clone()
        },
        are_shuffled: base_layouts.are_shuffled,
    };
    let both = Both {
        base: &base_built,
        head: &head_built,
    };
    let prepared = Prepared {
        settings,
        store,
        ready: Ready {
            base: base_layouts,
            control,
            head: head_layouts,
        },
        ids: Vec::new(),
        harness: String::new(),
        toolchain: Some(&toolchain),
        only_base: Vec::new(),
        only_head: Vec::new(),
        outputs_equal: None,
        warnings,
    };
    let sides = [side(base), side(head)];
    match &settings.subject {
        Subject::Bench { name, filter } => benches(prepared, &both, name, filter.as_deref(), sides),
        Subject::Bin(name) | Subject::Example(name) => {
            let call = call(settings, name, &settings.arguments)?;
            let pair = Pair {
                base: &base_built.executable,
                head: &head_built.executable,
            };
            whole(prepared, &pair, [&call, &call], sides)
        }
        Subject::Programs { .. } => bail!("two programs have no revisions"),
    }
}

/// Both builds.
struct Both<'a> {
    base: &'a Built,
    head: &'a Built,
}

/// Cargo's configuration in folders above the repository, which a checkout
/// elsewhere does not see.
fn configuration_above(top: &Path) -> Option<String> {
    let own = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let found = top
        .ancestors()
        .skip(1)
        .map(|folder| folder.join(".cargo"))
        .filter(|folder| Some(folder) != own.as_ref())
        .flat_map(|folder| [folder.join("config.toml"), folder.join("config")])
        .find(|file| file.is_file())?;
    Some(format!(
        "{} is not applied: it lies outside the repository",
        found.display()
    ))
}

fn side(revision: &Revision) -> Side {
    Side {
        name: revision.name.clone(),
        commit: revision.commit.clone(),
        tree: Some(revision.tree.clone()),
    }
}

/// Builds one side and links its layouts.
fn built(
    settings: &Settings,
    toolchain: &Toolchain,
    side: &str,
    prefix: &Path,
    seeds: &[u64],
    store: &Store,
) -> anyhow::Result<(Built, Layouts)> {
    let build = || build::build(settings, toolchain, side, prefix, store);
    let mut built = build()?;
    let mut linked = layout::link(&built, seeds, store)?;
    if matches!(linked, Err(Missing::Objects)) {
        built.invalidate()?;
        built = build()?;
        linked = layout::link(&built, seeds, store)?;
    }
    layout::remove_objects(&built)?;
    match linked {
        Ok(layouts) => Ok((built, layouts)),
        Err(Missing::Objects) => bail!("{side}: the compiler did not report how it links"),
    }
}

/// Benchmarks of the project.
fn benches(
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
            .with_context(|| {
                format!(
                    "{side}'s bench `{name}` cannot list its benchmarks\nhint: does it read data \
                     that the repository does not have? Packages from a registry often leave it out"
                )
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
    dear.retain(|_, spent| *spent > 4 * harness::PLANNED);
    if let Some(text) = priced(&dear) {
        print::warning(&text);
        prepared.warnings.push(text);
    }
    let pair = Pair {
        base: &both.base.executable,
        head: &both.head.executable,
    };
    let mut counted = counts::size(&pair, name);
    if prepared.settings.counts {
        let more = count_benches(&prepared, harness, &pair, folders, scratch.path())?;
        counted.entries.extend(more.entries);
        counted.not_measured.extend(more.not_measured);
    }
    report(prepared, measured, counted, sides)
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

const fn side_name(arm: Arm) -> &'static str {
    match arm {
        Arm::Base | Arm::Control => "base",
        Arm::Head => "head",
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

/// Two programs that exist already.
fn programs(
    settings: &Settings,
    base: &[String],
    head: &[String],
    store: &Store,
) -> anyhow::Result<Report> {
    let program = |words: &[String]| -> anyhow::Result<(PathBuf, Vec<String>)> {
        let (program, arguments) = words
            .split_first()
            .context("a program is missing\nhint: `ab -- ./old ARGS --vs ./new ARGS`")?;
        Ok((
            counts::which(program, &settings.folder)?,
            arguments.to_vec(),
        ))
    };
    let (base_program, base_arguments) = program(base)?;
    let (head_program, head_arguments) = program(head)?;
    let name = base_program
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let calls = [
        call(settings, &name, &base_arguments)?,
        call(settings, &name, &head_arguments)?,
    ];
    let one = |executable: &Path| Layouts {
        executables: vec![executable.to_owned()],
        are_shuffled: false,
    };
    let prepared = Prepared {
        settings,
        store,
        ready: Ready {
            base: one(&base_program),
            control: one(&base_program),
            head: one(&head_program),
        },
        ids: Vec::new(),
        harness: String::new(),
        toolchain: None,
        only_base: Vec::new(),
        only_head: Vec::new(),
        outputs_equal: None,
        warnings: Vec::new(),
    };
    let side = |words: &[String]| Side {
        name: words.join(" "),
        commit: None,
        tree: None,
    };
    let pair = Pair {
        base: &base_program,
        head: &head_program,
    };
    whole(
        prepared,
        &pair,
        [&calls[0], &calls[1]],
        [side(base), side(head)],
    )
}

fn call(settings: &Settings, name: &str, arguments: &[String]) -> anyhow::Result<Call> {
    let folder = fs_err::canonicalize(&settings.folder)?;
    let input = match &settings.input {
        Some(file) => Some(
            fs_err::canonicalize(folder.join(file))
                .with_context(|| format!("there is no input {}", file.display()))?,
        ),
        None => None,
    };
    Ok(Call {
        id: name.to_owned(),
        arguments: arguments.to_vec(),
        folder,
        input,
        time_limit: settings.time_limit,
    })
}

/// Whole programs, equal work first.
fn whole(
    mut prepared: Prepared,
    pair: &Pair,
    calls: [&Call; 2],
    sides: [Side; 2],
) -> anyhow::Result<Report> {
    let scratch = prepared.store.run_folder()?;
    let outputs = &prepared.settings.outputs;
    let difference =
        calls[0].first_difference(pair.base, pair.head, calls[1], outputs, scratch.path())?;
    prepared.outputs_equal = Some(difference.is_none());
    if let Some(difference) = difference {
        ensure!(
            prepared.settings.outputs_may_differ,
            "the outputs differ: {difference}\nhint: `--outputs-may-differ` compares \
             the programs anyway, and marks the report"
        );
        prepared
            .warnings
            .push(format!("the outputs differ: {difference}"));
    }
    prepared.ids = vec![calls[0].id.clone()];
    "whole programs".clone_into(&mut prepared.harness);
    let mut own_peak = None;
    let measured = {
        let run = &mut |arm: Arm, executable: &Path, _: &[String]| -> anyhow::Result<Values> {
            let call = calls[usize::from(arm == Arm::Head)];
            own_peak = own_peak.max(process::own_peak_resident_bytes());
            call.values(executable)
                .with_context(|| format!("{}'s program", side_name(arm)))
        };
        take(&prepared, scratch.path(), run)?
    };
    let (measured, hidden) = without_hidden_peaks(measured, own_peak, &prepared.ids[0]);
    let mut counted = counts::size(pair, &prepared.ids[0]);
    counted.not_measured.extend(hidden);
    if prepared.settings.counts {
        let mut more = Counted::default();
        if let Some(reason) = counts::unavailable() {
            more.skip_all(Metric::Instructions, reason);
            more.skip_all(Metric::Allocations, reason);
        } else {
            let begin = |what: &str| print::note(format!("counting {what}"));
            more = counts::programs(pair, calls, scratch.path(), begin)?;
        }
        counted.entries.extend(more.entries);
        counted.not_measured.extend(more.not_measured);
    }
    report(prepared, measured, counted, sides)
}

/// The kernel counts what this program had when it started a child: a peak that is
/// no larger says nothing of the child.
fn without_hidden_peaks(
    mut measured: Measured,
    own_peak: Option<u64>,
    id: &str,
) -> (Measured, Option<NotMeasured>) {
    let own = own_peak.unwrap_or(0) as f64;
    let is_peak = |metric| metric == Metric::PeakResidentBytes;
    let is_hidden = measured
        .samples
        .iter()
        .any(|sample| is_peak(sample.metric) && sample.value <= own);
    if !is_hidden {
        return (measured, None);
    }
    measured.samples.retain(|sample| !is_peak(sample.metric));
    let reason = format!(
        "the kernel counts at least what the measuring program itself has, {}",
        command_line::units::bytes(own as u64)
    );
    let missing = NotMeasured {
        id: id.to_owned(),
        metric: Metric::PeakResidentBytes,
        reason,
    };
    (measured, Some(missing))
}

fn budget(prepared: &Prepared) -> Duration {
    let each = BUDGET_EACH * u32::try_from(prepared.ids.len()).unwrap_or(u32::MAX);
    prepared.settings.budget.unwrap_or(each.max(BUDGET_LEAST))
}

fn take(prepared: &Prepared, scratch: &Path, run: &mut turns::Run) -> anyhow::Result<Measured> {
    let executables = |arm: Arm| match arm {
        Arm::Base => prepared.ready.base.executables.as_slice(),
        Arm::Head => prepared.ready.head.executables.as_slice(),
        Arm::Control => prepared.ready.control.executables.as_slice(),
    };
    let layouts = prepared.ready.base.executables.len().max(1);
    turns::take(
        &Turns {
            executables: &executables,
            ids: &prepared.ids,
            margin: prepared.settings.margin,
            budget: budget(prepared),
            most_passes: MOST_BLOCKS.div_ceil(layouts),
            seed: prepared.settings.seed,
            scratch,
            kept: &samples_file(prepared.store),
        },
        run,
    )
}

fn report(
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

/// The root of the repository in which `folder` lies, or itself where there is none.
fn root(folder: &Path) -> anyhow::Result<PathBuf> {
    match Repository::find(folder) {
        Ok(repository) => Ok(repository.top),
        Err(_) => Ok(fs_err::canonicalize(folder)?),
    }
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
