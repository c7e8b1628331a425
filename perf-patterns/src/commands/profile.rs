//! `profile`: measures an unmodified program, and ends with its own lines that cost.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::time::Duration;

use ::advice::Advice;
use ::advice::own::{Figures, Line, Program};
use anyhow::{Context, bail, ensure};
use command_line::process::{self, Interrupted, Limits};
use command_line::{print, table, units};
use serde::Deserialize;

use super::{ab, advise, look};

/// Own lines at the end.
const LINES: usize = 15;

/// Samples a second of CPU time: each holds 16 KiB of the stack.
const SAMPLES_PER_SECOND: &str = "499";

/// Below this many of anything in the whole program a line's share is chance.
const FEW: u64 = 100;

/// The most that `perf script` may print.
const MOST_SCRIPT_BYTES: u64 = 1 << 30;

/// Measures an unmodified program: heap, instructions, CPU; all of it by default
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  perf-patterns profile -- ./program big.txt
  perf-patterns profile --bin program -- big.txt
  perf-patterns profile --heap --bench parse -- --profile-time 1 json
Exit codes: 0 done, 2 nothing could be measured.")]
pub struct Args {
    /// Count allocations, their sizes and lifetimes: valgrind's DHAT
    #[arg(long)]
    heap: bool,
    /// Sample CPU time: perf
    #[arg(long)]
    cpu: bool,
    /// Count instructions and calls: valgrind's callgrind
    #[arg(long)]
    instructions: bool,
    /// Folder for the profiles [default: target/perf-patterns/NAME]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Build and profile this binary
    #[arg(long, value_name = "NAME", group = "target")]
    bin: Option<String>,
    /// Build and profile this bench target; it gets `--bench` as from cargo
    #[arg(long, value_name = "NAME", group = "target")]
    bench: Option<String>,
    /// Build and profile this example
    #[arg(long, value_name = "NAME", group = "target")]
    example: Option<String>,
    /// Build and profile this test target
    #[arg(long, value_name = "NAME", group = "target")]
    test: Option<String>,
    /// The package, where several could be meant
    #[arg(long, short, value_name = "NAME", requires = "target")]
    package: Option<String>,
    /// Features to build with
    #[arg(long, value_name = "FEATURES", requires = "target")]
    features: Option<String>,
    /// Path to Cargo.toml
    #[arg(long, value_name = "FILE", requires = "target")]
    manifest_path: Option<PathBuf>,
    /// Folder with the program's own sources [default: the workspace, or this folder]
    #[arg(long, value_name = "DIR")]
    source: Option<PathBuf>,
    /// Standard input of the program
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// Time after which one run is killed
    #[arg(long, value_name = "TIME", value_parser = ab::duration, default_value = "10m")]
    time_limit: Duration,
    /// The program and its arguments; with a target, the arguments alone
    #[arg(last = true, value_name = "PROGRAM ARGS")]
    words: Vec<String>,
}

/// What is run, and how.
struct Subject {
    program: PathBuf,
    arguments: Vec<String>,
    /// Cargo runs benches and tests in the folder of their package.
    folder: Option<PathBuf>,
    /// Where its own sources are.
    source: PathBuf,
}

/// One way to measure.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Heap,
    Instructions,
    Cpu,
}

impl Kind {
    const ALL: [Kind; 3] = [Kind::Heap, Kind::Instructions, Kind::Cpu];

    const fn name(self) -> &'static str {
        match self {
            Kind::Heap => "heap",
            Kind::Instructions => "instructions",
            Kind::Cpu => "CPU",
        }
    }

    const fn file(self) -> &'static str {
        match self {
            Kind::Heap => "heap.dhat.json",
            Kind::Instructions => "instructions.callgrind",
            Kind::Cpu => "cpu.perf-script.txt",
        }
    }

    const fn read_by(self) -> &'static str {
        match self {
            Kind::Heap => "valgrind's dh_view.html",
            Kind::Instructions => "KCachegrind, callgrind_annotate",
            Kind::Cpu => "Firefox profiler; cpu.perf.data beside it: perf report, Hotspot",
        }
    }

    /// What the other profiles still answer without this one.
    const fn without(self) -> &'static str {
        match self {
            Kind::Heap => {
                "instructions and CPU still show which lines are hot, malloc and free \
                 included; not how much is allocated, and how long it lives"
            }
            Kind::Instructions => {
                "CPU samples still show which lines are hot, and heap which allocate; not \
                 how often a function is called"
            }
            Kind::Cpu => {
                "instructions still show which lines are hot; not waiting for memory, and not \
                 the kernel's work"
            }
        }
    }
}

impl Args {
    /// Measures, and prints the own lines that cost.
    ///
    /// # Errors
    /// If the program cannot be built or found, or nothing could be measured.
    pub fn run(self) -> anyhow::Result<bool> {
        let subject = self.subject()?;
        let out = self.folder(&subject)?;
        let mut measured = Vec::new();
        for kind in self.kinds() {
            match self.measure(kind, &subject, &out) {
                Ok(profile) => measured.push((kind, profile)),
                Err(error) if error.is::<Interrupted>() => return Err(error),
                Err(error) => print::warning(&format!(
                    "{} is not measured: {error:#}\n  {}",
                    kind.name(),
                    kind.without()
                )),
            }
        }
        ensure!(
            !measured.is_empty(),
            "nothing could be measured of {}\n\
             hint: valgrind measures heap and instructions, perf CPU time; your package \
             manager has both",
            subject.program.display()
        );
        let (kinds, profiles): (Vec<Kind>, Vec<_>) = measured.into_iter().unzip();
        match advise::answer(&profiles, &subject.source) {
            Ok((answer, program)) => {
                print::data(report(&program, &answer.advice, &subject.source));
            }
            // The profiles are there all the same.
            Err(error) => print::warning(&format!("no own line is known: {error:#}")),
        }
        next(&subject, &out, &kinds);
        Ok(true)
    }

    fn kinds(&self) -> Vec<Kind> {
        let asked = |kind: Kind| match kind {
            Kind::Heap => self.heap,
            Kind::Instructions => self.instructions,
            Kind::Cpu => self.cpu,
        };
        let some: Vec<Kind> = Kind::ALL.into_iter().filter(|&kind| asked(kind)).collect();
        if some.is_empty() {
            Kind::ALL.to_vec()
        } else {
            some
        }
    }

    /// The folder for the profiles, without those of an earlier run.
    fn folder(&self, subject: &Subject) -> anyhow::Result<PathBuf> {
        let name = subject.program.file_stem().unwrap_or_default();
        let out = match &self.out {
            Some(out) => out.clone(),
            None => Path::new("target/perf-patterns").join(name),
        };
        fs_err::create_dir_all(&out)?;
        let out = fs_err::canonicalize(out)?;
        for kind in Kind::ALL {
            let old = out.join(kind.file());
            if old.exists() {
                fs_err::remove_file(old)?;
            }
        }
        Ok(out)
    }

    fn subject(&self) -> anyhow::Result<Subject> {
        for (flag, name) in [
            ("bin", &self.bin),
            ("bench", &self.bench),
            ("example", &self.example),
            ("test", &self.test),
        ] {
            if let Some(name) = name {
                return self.build(flag, name);
            }
        }
        let Some((program, arguments)) = self.words.split_first() else {
            bail!(
                "nothing to profile\nhint: `perf-patterns profile -- ./program ARGS`, or name a \
                 --bin, --bench, --example or --test of the project"
            );
        };
        Ok(Subject {
            program: find(program)?,
            arguments: arguments.to_vec(),
            folder: None,
            source: self.source.clone().unwrap_or_else(|| ".".into()),
        })
    }

    /// Builds a target in release, with line tables; the manifest stays as it is.
    fn build(&self, flag: &str, name: &str) -> anyhow::Result<Subject> {
        let mut command = cargo();
        match flag {
            "bench" => command.args(["bench", "--no-run"]),
            "test" => command.args(["test", "--release", "--no-run"]),
            _ => command.args(["build", "--release"]),
        };
        command
            .arg(format!("--{flag}"))
            .arg(name)
            .arg("--message-format=json-render-diagnostics");
        for (flag, value) in [("--package", &self.package), ("--features", &self.features)] {
            if let Some(value) = value {
                command.arg(flag).arg(value);
            }
        }
        if let Some(manifest) = &self.manifest_path {
            command.arg("--manifest-path").arg(manifest);
        }
        for profile in ["RELEASE", "BENCH"] {
            for (key, value) in [
                ("DEBUG", "line-tables-only"),
                ("SPLIT_DEBUGINFO", "off"),
                ("STRIP", "none"),
            ] {
                command.env(format!("CARGO_PROFILE_{profile}_{key}"), value);
            }
        }
        print::note(format!("building: {}", process::shown(&command)));
        let messages = process::run(&mut command)?;
        let built = Artifact::find(&messages, name)
            .with_context(|| format!("cargo built no {flag} `{name}`"))?;
        let package = built.manifest_path.parent().map(Path::to_owned);
        let is_run_there = matches!(flag, "bench" | "test");
        let mut arguments = self.words.clone();
        if flag == "bench" {
            arguments.insert(0, "--bench".to_owned());
        }
        let source = match &self.source {
            Some(source) => source.clone(),
            None => workspace(&built.manifest_path)?,
        };
        Ok(Subject {
            program: built.executable,
            arguments,
            folder: package.filter(|_| is_run_there),
            source,
        })
    }

    /// Measures one way, into its file in `out`.
    fn measure(
        &self,
        kind: Kind,
        subject: &Subject,
        out: &Path,
    ) -> anyhow::Result<profiles::Profile> {
        let file = out.join(kind.file());
        match kind {
            Kind::Heap => self.valgrind(
                "dhat",
                // Names of files with their folders, and stacks that reach own code.
                &["--fullpath-after=", "--num-callers=40"],
                subject,
                &file,
            )?,
            Kind::Instructions => self.valgrind(
                "callgrind",
                // Own lines need addresses: callgrind's lines are those of what was inlined.
                &["--dump-instr=yes"],
                subject,
                &file,
            )?,
            Kind::Cpu => self.perf(subject, out, &file)?,
        }
        // A script has no symbols, nor has a program that was stripped.
        look::open(&file, Some(&subject.program)).or_else(|_| look::open(&file, None))
    }

    fn valgrind(
        &self,
        tool: &str,
        options: &[&str],
        subject: &Subject,
        file: &Path,
    ) -> anyhow::Result<()> {
        ensure!(
            process::is_installed("valgrind"),
            "valgrind is not installed; your package manager has it"
        );
        let log = file.with_extension("log");
        let mut command = Process::new("valgrind");
        command
            .arg(format!("--tool={tool}"))
            .arg(format!("--{tool}-out-file={}", file.display()))
            .arg(format!("--log-file={}", log.display()))
            .args(options);
        self.profiled(&mut command, subject)?;
        if !file.is_file() {
            let said = fs_err::read_to_string(&log).unwrap_or_default();
            let last = said.lines().last().unwrap_or("it gave no reason");
            bail!("valgrind left no profile: {last}");
        }
        fs_err::remove_file(log)?;
        Ok(())
    }

    fn perf(&self, subject: &Subject, out: &Path, file: &Path) -> anyhow::Result<()> {
        ensure!(
            process::is_installed("perf"),
            "perf is not installed; your package manager has it, as perf or linux-tools"
        );
        let data = out.join("cpu.perf.data");
        let record = || {
            let mut command = Process::new("perf");
            command
                .args(["record", "--quiet", "-e", "cpu-clock"])
                .args(["-F", SAMPLES_PER_SECOND])
                .args(["--call-graph", "dwarf,16384", "-o"])
                .arg(&data)
                .arg("--");
            command
        };
        // Tried on nothing first: the program's own talk would hide perf's.
        let mut attempt = record();
        attempt.arg("true");
        let tried = process::run_within(&mut attempt, Limits::time(self.time_limit), |_| ())?;
        if !tried.status.success() {
            bail!(
                "perf may not sample here ({})\n\
                 hint: kernel.perf_event_paranoid = 1 permits it, or run as root",
                tried.stderr.lines().next().unwrap_or("it gave no reason")
            );
        }
        self.profiled(&mut record(), subject)?;
        let mut script = Process::new("perf");
        // Inlined functions are named here: perf would start a process for each address.
        script.args(["script", "--no-inline", "-i"]).arg(&data);
        let limits = Limits {
            time: Some(self.time_limit),
            silence: None,
            output_bytes: Some(MOST_SCRIPT_BYTES),
        };
        let said = process::run_within(&mut script, limits, |_| ())?;
        said.success(&script)?;
        ensure!(
            !said.stdout.is_empty(),
            "the program ended before a sample was taken ({SAMPLES_PER_SECOND} a second)"
        );
        fs_err::write(file, said.stdout)?;
        Ok(())
    }

    /// Runs the program behind what measures it; what it prints is thrown away.
    fn profiled(&self, command: &mut Process, subject: &Subject) -> anyhow::Result<()> {
        command.arg(&subject.program).args(&subject.arguments);
        if let Some(folder) = &subject.folder {
            command
                .current_dir(folder)
                .env("CARGO_MANIFEST_DIR", folder);
        }
        print::note(format!("running: {}", process::shown(command)));
        let input = self.input.as_ref().map(fs_err::File::open).transpose()?;
        let input = input.map(fs_err::File::into_parts).map(|(file, _)| file);
        let used = process::measure(command, input, self.time_limit)?;
        if !used.status.success() {
            print::warning(&format!(
                "the program ended with {}: the profile is of that run",
                used.status
            ));
        }
        Ok(())
    }
}

/// A program that cargo built.
#[derive(Deserialize)]
struct Artifact {
    executable: PathBuf,
    manifest_path: PathBuf,
    target: Target,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

impl Artifact {
    /// The program of this target among cargo's messages.
    fn find(messages: &str, name: &str) -> Option<Artifact> {
        messages
            .lines()
            // Other messages have other fields.
            .filter_map(|line| serde_json::from_str::<Artifact>(line).ok())
            .find(|artifact| artifact.target.name == name)
    }
}

fn cargo() -> Process {
    Process::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// The root of the workspace that a manifest belongs to.
fn workspace(manifest: &Path) -> anyhow::Result<PathBuf> {
    let mut command = cargo();
    command
        .args([
            "locate-project",
            "--workspace",
            "--message-format=plain",
            "--manifest-path",
        ])
        .arg(manifest);
    let root = process::run(&mut command)?;
    let root = Path::new(root.trim()).parent();
    Ok(root.unwrap_or(Path::new(".")).to_owned())
}

/// The file of a program as a shell would find it.
fn find(program: &str) -> anyhow::Result<PathBuf> {
    let found = if program.contains('/') {
        Some(PathBuf::from(program)).filter(|path| path.is_file())
    } else {
        std::env::var_os("PATH").and_then(|path| {
            std::env::split_paths(&path)
                .map(|folder| folder.join(program))
                .find(|path| path.is_file())
        })
    };
    let found = found.with_context(|| {
        format!(
            "there is no program {program}\nhint: `./{program}` is the one in this folder, \
             --bin NAME one of this project"
        )
    })?;
    Ok(std::path::absolute(found)?)
}

/// The program's totals, and its own lines that cost most, each with its advice.
fn report(program: &Program, advice: &[Advice], source: &Path) -> String {
    let total = &program.total;
    let mut lines: Vec<(&Line, Figures)> = program
        .lines
        .iter()
        .map(|line| {
            let mut sum = Figures::default();
            for way in &line.ways {
                sum.add(&way.figures);
            }
            (line, sum)
        })
        .collect();
    lines.sort_by(|a, b| weight(&b.1, total).total_cmp(&weight(&a.1, total)));
    lines.truncate(LINES);
    let home = source.canonicalize().unwrap_or_else(|_| source.to_owned());

    // Columns of what was measured.
    let columns: Vec<(&str, fn(&Figures) -> u64)> = COLUMNS
        .into_iter()
        .filter(|(_, value)| value(total) > 0)
        .collect();
    let mut header: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    header.push("own line");
    let rows = lines
        .iter()
        .map(|(line, sum)| {
            let mut row: Vec<String> = columns
                .iter()
                .map(|(_, value)| percent(value(sum), value(total)))
                .collect();
            let file = Path::new(&line.file);
            row.push(format!(
                "{}:{}  {}",
                file.strip_prefix(&home).unwrap_or(file).display(),
                line.line,
                profiles::base_name(&line.function)
            ));
            row
        })
        .collect();
    let rendered = table::render_names_last(&header, rows);
    let mut rendered = rendered.lines();
    let mut out = vec![totals(total), String::new()];
    out.extend(rendered.next().map(str::to_owned));
    let mut shown = BTreeSet::new();
    for (row, (line, sum)) in rendered.zip(&lines) {
        let is_seen = columns
            .iter()
            .any(|(_, value)| !percent(value(sum), value(total)).is_empty());
        if is_seen {
            out.push(row.to_owned());
        }
        for (number, advice) in advice.iter().enumerate() {
            if advice.line == line.line && advice.file == line.file {
                shown.insert(number);
                out.extend(lines_of(advice));
            }
        }
    }
    let further = advice.len() - shown.len();
    if further > 0 {
        out.push(format!(
            "{further} more for lines further down: `perf-patterns advise` has them."
        ));
    }
    if advice.is_empty() {
        out.push("No advice: no own line has the symptoms of a pattern.".to_owned());
    }
    out.join("\n")
}

/// What a line is shown with.
const COLUMNS: [(&str, fn(&Figures) -> u64); 6] = [
    ("instructions", |figures| figures.instructions),
    ("samples", |figures| figures.samples),
    ("allocations", |figures| figures.allocations),
    ("bytes", |figures| figures.allocated_bytes),
    ("peak", |figures| figures.peak_bytes),
    ("system calls", |figures| figures.system_calls),
];

/// The largest share that a line has of what most programs have much of: not of the
/// peak, of system calls, or of a handful of samples.
fn weight(sum: &Figures, total: &Figures) -> f64 {
    COLUMNS[..4]
        .iter()
        .filter(|(_, value)| value(total) >= FEW)
        .map(|(_, value)| value(sum) as f64 / value(total) as f64)
        .fold(0.0, f64::max)
}

fn totals(total: &Figures) -> String {
    let counted = [
        ("instructions", total.instructions),
        ("CPU samples", total.samples),
        ("allocations", total.allocations),
    ];
    let sized = [
        ("allocated", total.allocated_bytes),
        ("at the peak", total.peak_bytes),
    ];
    let counted = counted
        .iter()
        .filter(|(_, value)| *value > 0)
        .map(|(name, value)| format!("{} {name}", units::count(*value)));
    let sized = sized
        .iter()
        .filter(|(_, value)| *value > 0)
        .map(|(name, value)| format!("{} {name}", units::bytes(*value)));
    format!(
        "The program: {}.",
        counted.chain(sized).collect::<Vec<_>>().join(", ")
    )
}

fn lines_of(advice: &Advice) -> [String; 3] {
    [
        format!(
            "    {}: {}. {}",
            advice.confidence.name(),
            advice.pattern,
            advice.evidence.replace(" Edit: ", "\n    edit: ")
        ),
        format!("    answer first: {}", advice.question),
        format!("    then: {}", advice.command),
    ]
}

/// Nothing for what rounds to nothing: figures should stand out.
fn percent(value: u64, total: u64) -> String {
    let share = 100.0 * value as f64 / total.max(1) as f64;
    if share < 0.05 {
        String::new()
    } else {
        format!("{share:.1} %")
    }
}

/// Says what was left where, and what to do with it.
fn next(subject: &Subject, out: &Path, kinds: &[Kind]) {
    let out = shortest(out);
    print::note(format!("\nleft in {}:", out.display()));
    for kind in kinds {
        print::note(format!("  {}  ({})", kind.file(), kind.read_by()));
    }
    let files: Vec<String> = kinds
        .iter()
        .map(|kind| out.join(kind.file()).display().to_string())
        .collect();
    let program = shortest(&subject.program);
    let source = shortest(&subject.source);
    print::note(format!(
        "next:\n  perf-patterns look --open --bin {0} --source {1} {2}\n  \
         perf-patterns advise --format json --bin {0} --source {1} {3}",
        program.display(),
        source.display(),
        files.first().map_or("", String::as_str),
        files.join(" ")
    ));
}

/// A path as one would type it from here.
fn shortest(path: &Path) -> PathBuf {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    match here.as_deref().map(|here| path.strip_prefix(here)) {
        Ok(Ok(inner)) if inner.as_os_str().is_empty() => ".".into(),
        Ok(Ok(inner)) => inner.to_owned(),
        _ => path.to_owned(),
    }
}
