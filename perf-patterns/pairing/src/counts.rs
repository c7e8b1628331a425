//! Counts beside time: instructions by callgrind, allocations by DHAT, and the
//! size of the program. Exact where the program is; each side is counted twice,
//! so that a program that is not shows it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Context;
use command_line::process;
use object::{Object, ObjectSection, SectionKind};

use crate::gungraun::Counts;
use crate::judge;
use crate::program::Call;
use crate::report::{Entry, Metric, NotMeasured};

/// Both executables, as cargo linked them.
pub struct Pair<'a> {
    /// Before the change.
    pub base: &'a Path,
    /// After it.
    pub head: &'a Path,
}

/// What was counted, and what was not.
#[derive(Default)]
pub struct Counted {
    /// One for each benchmark and metric.
    pub entries: Vec<Entry>,
    /// Why not.
    pub not_measured: Vec<NotMeasured>,
}

impl Counted {
    fn add(&mut self, id: &str, metric: Metric, counts: anyhow::Result<[[f64; 2]; 2]>) {
        match counts {
            Ok([base, head]) => self.entries.push(judge::counted(id, metric, base, head)),
            Err(error) => self.skip(id, metric, &format!("{error:#}")),
        }
    }

    fn skip(&mut self, id: &str, metric: Metric, reason: &str) {
        self.not_measured.push(NotMeasured {
            id: id.to_owned(),
            metric,
            reason: reason.to_owned(),
        });
    }

    /// What a harness counted of one benchmark, twice on each side.
    pub fn add_counts(
        &mut self,
        id: &str,
        base: &[BTreeMap<String, Counts>; 2],
        head: &[BTreeMap<String, Counts>; 2],
    ) {
        for metric in [
            Metric::Instructions,
            Metric::Allocations,
            Metric::AllocatedBytes,
            Metric::PeakBytes,
        ] {
            let of = |runs: &[BTreeMap<String, Counts>; 2]| -> Option<[f64; 2]> {
                let one = |run: &BTreeMap<String, Counts>| run.get(id)?.get(&metric).copied();
                Some([one(&runs[0])?, one(&runs[1])?])
            };
            match (of(base), of(head)) {
                (Some(base), Some(head)) => self.add(id, metric, Ok([base, head])),
                (None, None) if metric != Metric::Instructions => {}
                _ => self.skip(id, metric, "the harness did not count it on both sides"),
            }
        }
    }

    /// Says of all benchmarks why `metric` was not measured.
    pub fn skip_all(&mut self, metric: Metric, reason: &str) {
        self.skip("*", metric, reason);
    }
}

/// Why valgrind cannot count here, if it cannot.
pub fn unavailable() -> Option<&'static str> {
    (!process::is_installed("valgrind"))
        .then_some("valgrind is not installed; your package manager has it")
}

/// Instructions of one iteration of each criterion benchmark.
///
/// # Errors
/// If the user interrupts.
pub fn criterion(
    pair: &Pair,
    ids: &[String],
    folders: [&Path; 2],
    scratch: &Path,
    time_limit: Duration,
    mut begin: impl FnMut(&str),
) -> anyhow::Result<Counted> {
    let mut counted = Counted::default();
    for id in ids {
        process::check_interrupted()?;
        begin(id);
        let count = |executable: &Path, folder: &Path| -> anyhow::Result<f64> {
            let mut command = valgrind("callgrind", scratch);
            command
                .arg("--toggle-collect=*Bencher*iter*")
                .arg(executable)
                .args(["--bench", "--test", "--exact", id])
                .env("CRITERION_HOME", scratch)
                .env("CARGO_MANIFEST_DIR", folder)
                .current_dir(folder);
            let counted = instructions(&mut command, time_limit)?;
            anyhow::ensure!(
                counted > 0.0,
                "no iteration was found in the program (is it stripped?)"
            );
            Ok(counted)
        };
        let twice =
            |executable, folder| Ok([count(executable, folder)?, count(executable, folder)?]);
        let both = twice(pair.base, folders[0])
            .and_then(|base: [f64; 2]| Ok([base, twice(pair.head, folders[1])?]));
        interrupted(&both)?;
        counted.add(id, Metric::Instructions, both);
    }
    for metric in [Metric::Allocations, Metric::AllocatedBytes] {
        counted.skip_all(
            metric,
            "a benchmark shares its process with its harness; `--bin` and `--example` count \
             whole programs",
        );
    }
    Ok(counted)
}

/// Instructions and allocations of whole programs.
///
/// # Errors
/// If the user interrupts.
pub fn programs(
    pair: &Pair,
    calls: [&Call; 2],
    scratch: &Path,
    mut begin: impl FnMut(&str),
) -> anyhow::Result<Counted> {
    let mut counted = Counted::default();
    let id = &calls[0].id;
    // Valgrind takes 50 times as long, and a program's own limit is for itself.
    let limit = calls[0].time_limit * 60;
    let under = |tool: &str, executable: &Path, call: &Call| -> Command {
        let mut command = valgrind(tool, scratch);
        command
            .arg(executable)
            .args(&call.arguments)
            .current_dir(&call.folder);
        let Some(input) = &call.input else {
            return command;
        };
        let mut shell = Command::new("sh");
        shell
            .args(["-c", "exec \"$@\" <\"$AB_INPUT\"", "sh"])
            .arg(command.get_program())
            .args(command.get_args())
            .current_dir(&call.folder)
            .env("AB_INPUT", input);
        shell
    };
    let sides = [(pair.base, calls[0]), (pair.head, calls[1])];

    begin("instructions");
    let instructions = each(&sides, |executable, call| {
        instructions(&mut under("callgrind", executable, call), limit)
    });
    interrupted(&instructions)?;
    counted.add(id, Metric::Instructions, instructions);

    begin("allocations");
    let heap = each(&sides, |executable, call| {
        heap(&mut under("dhat", executable, call), limit)
    });
    interrupted(&heap)?;
    match heap {
        Ok([base, head]) => {
            type Field = fn(&Heap) -> f64;
            let fields: [(Metric, Field); 3] = [
                (Metric::Allocations, |heap| heap.blocks),
                (Metric::AllocatedBytes, |heap| heap.bytes),
                (Metric::PeakBytes, |heap| heap.peak),
            ];
            for (metric, field) in fields {
                let of = |side: &[Heap; 2]| [field(&side[0]), field(&side[1])];
                counted.add(id, metric, Ok([of(&base), of(&head)]));
            }
        }
        Err(error) => counted.skip(id, Metric::Allocations, &format!("{error:#}")),
    }
    Ok(counted)
}

/// The size of the program: what is loaded of it.
pub fn size(pair: &Pair, id: &str) -> Counted {
    let mut counted = Counted::default();
    let both =
        loaded_bytes(pair.base).and_then(|base| Ok([[base; 2], [loaded_bytes(pair.head)?; 2]]));
    counted.add(id, Metric::ProgramBytes, both);
    counted
}

/// Each side twice.
fn each<T>(
    sides: &[(&Path, &Call); 2],
    count: impl Fn(&Path, &Call) -> anyhow::Result<T>,
) -> anyhow::Result<[[T; 2]; 2]> {
    let twice = |(executable, call): (&Path, &Call)| -> anyhow::Result<[T; 2]> {
        Ok([count(executable, call)?, count(executable, call)?])
    };
    Ok([twice(sides[0])?, twice(sides[1])?])
}

/// An interruption is not a reason for “not measured”.
fn interrupted<T>(result: &anyhow::Result<T>) -> Result<(), process::Interrupted> {
    match result {
        Err(error) if error.is::<process::Interrupted>() => Err(process::Interrupted),
        _ => Ok(()),
    }
}

fn valgrind(tool: &str, scratch: &Path) -> Command {
    let mut command = Command::new("valgrind");
    command.arg(format!("--tool={tool}")).arg(format!(
        "--{tool}-out-file={}",
        scratch.join("valgrind.out").display()
    ));
    command
}

fn run(command: &mut Command, time_limit: Duration) -> anyhow::Result<String> {
    let limits = process::Limits::time(time_limit);
    let finished = process::run_within(command, limits, |_| ())?;
    finished.success(command)?;
    Ok(finished.stderr)
}

/// The last count: a program that was forked first has its own before.
fn instructions(command: &mut Command, time_limit: Duration) -> anyhow::Result<f64> {
    let said = run(command, time_limit)?;
    last_number(&said, "Collected :").context("callgrind printed no count")
}

/// What DHAT counts of a process.
struct Heap {
    bytes: f64,
    blocks: f64,
    peak: f64,
}

fn heap(command: &mut Command, time_limit: Duration) -> anyhow::Result<Heap> {
    let said = run(command, time_limit)?;
    heap_of(&said).context("DHAT printed no totals")
}

/// `Total:     1,024 bytes in 3 blocks`, `At t-gmax: 512 bytes in 1 blocks`.
fn heap_of(said: &str) -> Option<Heap> {
    let line = |name: &str| said.lines().rev().find_map(|line| line.split_once(name));
    let (_, total) = line("Total:")?;
    let (bytes, blocks) = total.split_once(" bytes in ")?;
    let (_, peak) = line("At t-gmax:")?;
    Some(Heap {
        bytes: number(bytes)?,
        blocks: number(blocks)?,
        peak: number(peak.split_once(" bytes")?.0)?,
    })
}

fn last_number(said: &str, name: &str) -> Option<f64> {
    let (_, rest) = said.lines().rev().find_map(|line| line.split_once(name))?;
    number(rest)
}

fn number(text: &str) -> Option<f64> {
    let word = text.split_whitespace().next()?;
    word.replace(',', "").parse().ok()
}

fn loaded_bytes(executable: &Path) -> anyhow::Result<f64> {
    let program = fs_err::read(executable)?;
    let file = object::File::parse(&*program).with_context(|| {
        format!(
            "{} is not an executable of a known format",
            executable.display()
        )
    })?;
    let loaded = |section: &object::Section| {
        matches!(
            section.kind(),
            SectionKind::Text
                | SectionKind::Data
                | SectionKind::ReadOnlyData
                | SectionKind::ReadOnlyDataWithRel
                | SectionKind::ReadOnlyString
                | SectionKind::UninitializedData
                | SectionKind::Tls
                | SectionKind::UninitializedTls
        )
    };
    Ok(file
        .sections()
        .filter(loaded)
        .map(|section| section.size() as f64)
        .sum())
}

/// A program that lies in `PATH`, or the path that it is.
///
/// # Errors
/// If there is none.
pub fn which(program: &str, folder: &Path) -> anyhow::Result<PathBuf> {
    let found = if program.contains('/') {
        Some(folder.join(program)).filter(|path| path.is_file())
    } else {
        std::env::var_os("PATH").and_then(|path| {
            std::env::split_paths(&path)
                .map(|folder| folder.join(program))
                .find(|path| path.is_file())
        })
    };
    found.with_context(|| format!("there is no program `{program}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_valgrind_prints_is_read_with_its_commas() {
        let said = "==1== Collected : 0\n==2== Events    : Ir\n==2== Collected : 72294\n";
        assert_eq!(last_number(said, "Collected :"), Some(72_294.0));
        let said = "==1== Total:     1,045,034 bytes in 2,077 blocks\n\
                    ==1== At t-gmax: 86,632 bytes in 12 blocks\n==1== At t-end:  0 bytes\n";
        let heap = heap_of(said).unwrap();
        assert_eq!(
            (heap.bytes, heap.blocks, heap.peak),
            (1_045_034.0, 2_077.0, 86_632.0)
        );
    }
}
