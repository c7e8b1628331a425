//! `profile`: profiles an unmodified program, and shows its own lines that cost most.

mod report;
mod subject;

use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::time::Duration;

use anyhow::{bail, ensure};
use command_line::print;
use command_line::process::{self, Interrupted, Limits};
use subject::Subject;

use super::{ab, advise, look};

/// Samples a second of CPU time: each holds 16 KiB of the stack.
const SAMPLES_PER_SECOND: &str = "499";

/// What perf itself writes and reads.
const PERF_DATA: &str = "cpu.perf.data";

/// The most that `perf script` may print.
const MOST_SCRIPT_BYTES: u64 = 1 << 30;

/// Profiles an unmodified program, and shows its own lines that cost most
///
/// Without `--heap`, `--cpu` or `--instructions` it takes all three profiles.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  perf-patterns profile -- ./program big.txt
  perf-patterns profile --bin program -- big.txt
  perf-patterns profile --heap --bench parse -- --profile-time 1 json
Exit codes: 0 done, 2 wrong use, or nothing could be measured.")]
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
    /// Build and profile this bench target, run with `--bench`
    #[arg(long, value_name = "NAME", group = "target")]
    bench: Option<String>,
    /// Build and profile this example
    #[arg(long, value_name = "NAME", group = "target")]
    example: Option<String>,
    /// Build and profile this test target
    #[arg(long, value_name = "NAME", group = "target")]
    test: Option<String>,
    /// Package to build
    #[arg(long, short, value_name = "NAME", requires = "target")]
    package: Option<String>,
    /// Features to build with
    #[arg(long, value_name = "FEATURES", requires = "target")]
    features: Option<String>,
    /// Path to Cargo.toml
    #[arg(long, value_name = "FILE", requires = "target")]
    manifest_path: Option<PathBuf>,
    /// Folder with its sources [default: the workspace, or this folder]
    #[arg(long, value_name = "DIR")]
    source: Option<PathBuf>,
    /// Standard input of the program
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// Time after which a run is killed
    #[arg(long, value_name = "TIME", value_parser = ab::duration, default_value = "10m")]
    time_limit: Duration,
    /// The program and its arguments; with a target, the arguments alone
    #[arg(last = true, value_name = "PROGRAM ARGS")]
    words: Vec<String>,
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

    /// What the other profiles still show without this one.
    const fn without(self) -> &'static str {
        match self {
            Kind::Heap => {
                "instructions and CPU still show which lines are hot, malloc and free \
                 included; not how much is allocated, nor how long it lives"
            }
            Kind::Instructions => {
                "CPU samples still show which lines are hot, and heap which allocate; not \
                 how often a function is called"
            }
            Kind::Cpu => {
                "instructions still show which lines are hot; not waits for memory, nor \
                 the kernel's work"
            }
        }
    }
}

impl Args {
    /// Measures, and prints the own lines that cost most.
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
                    "{}: not measured: {error:#}\n  {}",
                    kind.name(),
                    kind.without()
                )),
            }
        }
        ensure!(
            !measured.is_empty(),
            "{}: nothing could be measured\n\
             hint: valgrind measures heap and instructions, perf CPU time; your package \
             manager has both",
            subject.program.display()
        );
        let (kinds, profiles): (Vec<Kind>, Vec<_>) = measured.into_iter().unzip();
        match advise::answer(&profiles, &subject.source, Some(&subject.program)) {
            Ok((answer, program)) => {
                print::data(report::report(&program, &answer.advice, &subject.source));
            }
            // The profiles are there all the same.
            Err(error) => print::warning(&format!("no own lines to show: {error:#}")),
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
        let out = match &self.out {
            Some(out) => out.clone(),
            None => subject
                .root
                .join("target/perf-patterns")
                .join(&subject.name),
        };
        fs_err::create_dir_all(&out)?;
        let out = fs_err::canonicalize(out)?;
        for file in Kind::ALL.map(Kind::file).into_iter().chain([PERF_DATA]) {
            let old = out.join(file);
            if old.exists() {
                fs_err::remove_file(old)?;
            }
        }
        Ok(out)
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
            .arg(format!("--{tool}-out-file={}", literal(file)))
            .arg(format!("--log-file={}", literal(&log)))
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
        let data = out.join(PERF_DATA);
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
        // Tried on an empty program first: the program's own output would hide perf's.
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
        // perf keeps what was there under another name.
        fs_err::remove_file(&data)?;
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

    /// Runs the program under `command`; its output is discarded.
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

/// A path in an option of valgrind, which reads `%` as the start of a placeholder.
fn literal(path: &Path) -> String {
    path.display().to_string().replace('%', "%%")
}

/// Names the profiles and what to do with them.
fn next(subject: &Subject, out: &Path, kinds: &[Kind]) {
    let out = shortest(out);
    print::note(format!("\nprofiles in {}:", out.display()));
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
