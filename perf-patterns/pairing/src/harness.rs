//! Runs the benchmarks of somebody's project unchanged, briefly, as their harness
//! lets itself be asked.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use command_line::process;

use crate::gungraun;
use crate::report::GUNGRAUN;

/// Which harness a bench target was built with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Harness {
    /// criterion; `whole_seconds` where it is 0.3, which takes no fractions.
    Criterion {
        /// Whether times are in whole seconds.
        whole_seconds: bool,
    },
    /// divan.
    Divan,
    /// gungraun: it counts, and needs no turns.
    Gungraun,
}

/// A benchmark's least time in one process.
#[derive(Clone, Debug, PartialEq)]
pub struct Timed {
    /// The harness's id.
    pub id: String,
    /// Nanoseconds of one call.
    pub least_ns: f64,
    /// Nanoseconds that measuring it took, as far as the harness says.
    pub spent_ns: f64,
}

/// How one process is run.
pub struct Place<'a> {
    /// The package's folder.
    pub folder: &'a Path,
    /// Where the harness may write.
    pub scratch: &'a Path,
    /// When it is killed.
    pub time_limit: Duration,
}

/// What of a process's time a benchmark is meant to take.
pub const PLANNED: Duration = Duration::from_millis(50);

impl Harness {
    /// The harness that is linked into `executable`; `lockfile` is the text of
    /// what it was built with. Never runs it: an unknown program may do anything.
    ///
    /// # Errors
    /// If it is none that is known.
    pub fn of(executable: &Path, name: &str, lockfile: &str) -> anyhow::Result<Self> {
        let program = fs_err::read(executable)?;
        let has = |text: &str| {
            let mut windows = program.windows(text.len());
            windows.any(|window| window == text.as_bytes())
        };
        if has("CRITERION_HOME") {
            let version = version_of("criterion", lockfile);
            let whole_seconds = version.is_some_and(|version| version.starts_with("0.3."));
            return Ok(Harness::Criterion { whole_seconds });
        }
        if has("DIVAN_SAMPLE_COUNT") {
            return Ok(Harness::Divan);
        }
        if has("GUNGRAUN_") {
            return Ok(Harness::Gungraun);
        }
        if has("IAI_CALLGRIND_") {
            bail!(
                "the bench `{name}` is iai-callgrind's, which its authors continue as gungraun\n\
                 hint: gungraun's counts are compared here; iai-callgrind's own \
                 `--save-baseline` and `--baseline` compare two revisions"
            );
        }
        bail!(
            "the bench `{name}` uses no harness that is known here, so it is not run\nhint: \
             criterion (0.4 and later), divan and gungraun are known; a program is compared whole with \
             `--bin` or `--example`"
        )
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Harness::Criterion { .. } => "criterion",
            Harness::Divan => "divan",
            Harness::Gungraun => GUNGRAUN,
        }
    }

    /// Why its benchmarks may not be listed, and what mends it.
    pub fn hint(self, lockfile: &str) -> String {
        match self {
            Harness::Criterion { .. } | Harness::Divan => {
                "does it read data that the repository does not have? Packages from a registry \
                 often leave it out"
                    .to_owned()
            }
            Harness::Gungraun => gungraun::hint(version_of("gungraun", lockfile)),
        }
    }

    /// The ids of the benchmarks that `filter` selects.
    ///
    /// # Errors
    /// If the process fails.
    pub fn list(
        self,
        executable: &Path,
        filter: Option<&str>,
        place: &Place,
    ) -> anyhow::Result<Vec<String>> {
        let mut command = command(executable, place);
        match self {
            Harness::Criterion { .. } | Harness::Gungraun => command.args(["--bench", "--list"]),
            // Its list leaves out arguments, each of which is a benchmark: a test runs
            // each of them once.
            Harness::Divan => command.args(["--test", "--color", "never"]),
        };
        command.args(filter);
        let finished = process::run_within(&mut command, limits(place), |_| ())?;
        finished.success(&command)?;
        let output = finished.stdout;
        Ok(match self {
            Harness::Criterion { .. } | Harness::Gungraun => listed(&output).collect(),
            Harness::Divan => divan_paths(&output).map(|(path, _)| path).collect(),
        })
    }

    /// Times each of `ids` once, in one process; nothing where it only counts.
    ///
    /// # Errors
    /// If the process fails, exceeds its time, or writes nothing that is known.
    pub fn run(
        self,
        executable: &Path,
        ids: &[String],
        place: &Place,
    ) -> anyhow::Result<Vec<Timed>> {
        match self {
            Harness::Criterion { whole_seconds } => {
                criterion(executable, ids, whole_seconds, place)
            }
            Harness::Divan => divan(executable, ids, place),
            Harness::Gungraun => Ok(Vec::new()),
        }
    }
}

/// The ids of a list: criterion ends their lines so from 0.5 on, and gungraun; with
/// `bench` before.
fn listed(output: &str) -> impl Iterator<Item = String> {
    output.lines().filter_map(|line| {
        let id = line.strip_suffix(": benchmark");
        Some(id.or_else(|| line.strip_suffix(": bench"))?.to_owned())
    })
}

/// The benchmark's process, as cargo would start it.
pub fn command(executable: &Path, place: &Place) -> Command {
    let mut command = Command::new(executable);
    command
        .current_dir(place.folder)
        .env("CARGO_MANIFEST_DIR", place.folder)
        .env("CRITERION_HOME", criterion_home(place))
        // Colours and language would change what is read.
        .env("NO_COLOR", "1")
        .env("LC_ALL", "C");
    gungraun::prepare(&mut command, place.scratch);
    command
}

fn criterion(
    executable: &Path,
    ids: &[String],
    whole_seconds: bool,
    place: &Place,
) -> anyhow::Result<Vec<Timed>> {
    let mut command = command(executable, place);
    let (warm_up, measurement) = if whole_seconds {
        ("1", "1")
    } else {
        ("0.01", "0.03")
    };
    // Many short samples: some escape the scheduler's slices.
    command
        .args(["--bench", "--noplot", "--nresamples", "10"])
        .args(["--sample-size", "100"])
        .args(["--warm-up-time", warm_up])
        .args(["--measurement-time", measurement])
        .arg(any_of(ids));
    let finished = process::run_within(&mut command, limits(place), |_| ())?;
    finished.success(&command)?;
    let home = criterion_home(place);
    let mut read = Vec::new();
    if home.is_dir() {
        read = readers::criterion::read(&home)?;
        // Files of one process must not be taken for another's.
        fs_err::remove_dir_all(home)?;
    }
    let timed: Vec<Timed> = read
        .into_iter()
        .filter(|samples| ids.contains(&samples.id))
        .filter_map(|samples| {
            let least = samples.per_call().into_iter().reduce(f64::min)?;
            Some(Timed {
                id: samples.id,
                least_ns: least,
                spent_ns: samples.times_ns.iter().sum(),
            })
        })
        .collect();
    ensure!(
        !timed.is_empty(),
        "criterion wrote no samples\nhint: is it 0.4 or later, and does the bench call \
         `configure_from_args` (as `criterion_main!` does)?"
    );
    Ok(timed)
}

fn divan(executable: &Path, ids: &[String], place: &Place) -> anyhow::Result<Vec<Timed>> {
    let mut command = command(executable, place);
    command
        .args(["--bench", "--color", "never"])
        .args(["--min-time", "0.02", "--max-time", "0.05"])
        .args(["--sample-size", "100"])
        .arg(any_of(ids));
    let finished = process::run_within(&mut command, limits(place), |_| ())?;
    finished.success(&command)?;
    let timed: Vec<Timed> = divan_paths(&finished.stdout)
        .filter(|(path, _)| ids.contains(path))
        .filter_map(|(id, fastest)| {
            Some(Timed {
                id,
                least_ns: fastest?,
                spent_ns: 0.0,
            })
        })
        .collect();
    ensure!(
        !timed.is_empty(),
        "divan printed no figures in a known form"
    );
    Ok(timed)
}

fn limits(place: &Place) -> process::Limits {
    process::Limits::time(place.time_limit)
}

fn criterion_home(place: &Place) -> PathBuf {
    place.scratch.join("criterion")
}

/// One regular expression for exactly these ids.
fn any_of(ids: &[String]) -> String {
    let escaped: Vec<String> = ids.iter().map(|id| escape(id)).collect();
    format!("^(?:{})$", escaped.join("|"))
}

fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if c.is_ascii_punctuation() && !matches!(c, '_' | '/' | ',' | ':' | '"' | '\'' | '%' | '@')
        {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// The benchmarks in divan's tree: each path, `::` between its parts, and its
/// fastest time in nanoseconds, if there is one.
fn divan_paths(output: &str) -> impl Iterator<Item = (String, Option<f64>)> {
    let mut parts: Vec<String> = Vec::new();
    let mut rows: Vec<(usize, String, Option<f64>)> = Vec::new();
    for line in output.lines() {
        let branch = |c: char| matches!(c, '│' | '├' | '╰' | '─' | ' ');
        let text = line.trim_start_matches(branch);
        let depth = line[..line.len() - text.len()].chars().count() / 3;
        // Columns are at least two blanks apart, or separated by bars.
        let name = text.split("  ").next().unwrap_or_default().trim();
        if name.is_empty() || text.starts_with("Timer") {
            continue;
        }
        let figures = text[name.len()..].split('│').next().unwrap_or_default();
        parts.truncate(depth);
        parts.push(name.to_owned());
        rows.push((depth, parts.join("::"), nanoseconds(figures)));
    }
    let is_leaf: Vec<bool> = (0..rows.len())
        .map(|index| {
            rows.get(index + 1)
                .is_none_or(|next| next.0 <= rows[index].0)
        })
        .collect();
    rows.into_iter()
        .zip(is_leaf)
        .filter(|(_, leaf)| *leaf)
        .map(|((_, path, fastest), _)| (path, fastest))
}

/// `1.234 µs`, as divan prints it.
fn nanoseconds(text: &str) -> Option<f64> {
    let mut words = text.split_whitespace();
    let value: f64 = words.next()?.parse().ok()?;
    let scale = match words.next()? {
        "ps" => 1e-3,
        "ns" => 1.0,
        "µs" | "us" => 1e3,
        "ms" => 1e6,
        "s" => 1e9,
        _ => return None,
    };
    Some(value * scale)
}

/// The version of a package in the text of a lockfile; the newest of several.
fn version_of<'a>(package: &str, lockfile: &'a str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lockfile.lines();
    let mut found = None;
    while let Some(line) = lines.next() {
        if line == name {
            let version = lines
                .next()
                .and_then(|line| line.strip_prefix("version = \""));
            found = version
                .map(|version| version.trim_end_matches('"'))
                .or(found);
        }
    }
    found
}

/// The text of the lockfile that `folder`'s project was built with.
///
/// # Errors
/// If there is none in it or above.
pub fn lockfile(folder: &Path) -> anyhow::Result<String> {
    let file = folder
        .ancestors()
        .map(|folder| folder.join("Cargo.lock"))
        .find(|file| file.is_file())
        .with_context(|| format!("{} has no Cargo.lock", folder.display()))?;
    Ok(fs_err::read_to_string(file)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_with_brackets_is_matched_as_it_is() {
        let ids = ["u64[0]/itoa".to_owned(), "a b".to_owned()];
        assert_eq!(any_of(&ids), r"^(?:u64\[0\]/itoa|a b)$");
    }

    /// Captured from criterion 0.4.0 and 0.5.1.
    #[test]
    fn lists_of_older_criterions_are_read() {
        let old = "create-spin-spinmutex: bench\n\ncreate-std: bench\n\n";
        let ids: Vec<String> = listed(old).collect();
        assert_eq!(ids, ["create-spin-spinmutex", "create-std"]);
        let new = "u64[0]/itoa: benchmark\nu64[0]/std::fmt: benchmark\n";
        let ids: Vec<String> = listed(new).collect();
        assert_eq!(ids, ["u64[0]/itoa", "u64[0]/std::fmt"]);
    }

    /// In the shape that divan 0.1 prints; written by hand, not captured.
    #[test]
    fn divans_tree_is_read_with_its_units() {
        let output = "\
Timer precision: 10 ns
speed           fastest       │ slowest       │ median        │ mean          │ samples │ iters
├─ join         1.234 µs      │ 9.9 µs        │ 1.3 µs        │ 1.4 µs        │ 100     │ 100
├─ group                      │               │               │               │         │
│  ├─ a         12.5 ns       │ 13 ns         │ 12.6 ns       │ 12.7 ns       │ 100     │ 3200
│  ╰─ b         2 ms          │ 3 ms          │ 2 ms          │ 2 ms          │ 100     │ 100
╰─ sum          999.9 ps      │ 1 ns          │ 1 ns          │ 1 ns          │ 100     │ 100
";
        let found: Vec<_> = divan_paths(output).collect();
        let fastest = |id: &str| {
            let row = found.iter().find(|(path, _)| path == id);
            row.unwrap_or_else(|| panic!("{found:?}")).1.unwrap()
        };
        assert!((fastest("speed::join") - 1_234.0).abs() < 1e-9);
        assert!((fastest("speed::group::a") - 12.5).abs() < 1e-9);
        assert!((fastest("speed::group::b") - 2e6).abs() < 1e-9);
        assert!((fastest("speed::sum") - 0.9999).abs() < 1e-9);
    }

    /// Captured from divan 0.1.21.
    #[test]
    fn each_argument_of_divans_is_a_benchmark() {
        let output = "\
divan
├─ one_byte
│  ├─ 100
│  ╰─ 1000
╰─ substring
   ├─ absent
   │  ╰─ 10000
   ╰─ finder

";
        let ids: Vec<String> = divan_paths(output).map(|(path, _)| path).collect();
        assert_eq!(
            ids,
            [
                "divan::one_byte::100",
                "divan::one_byte::1000",
                "divan::substring::absent::10000",
                "divan::substring::finder",
            ]
        );
    }

    #[test]
    fn the_version_stands_in_the_lockfile() {
        let lock = "[[package]]\nname = \"criterion\"\nversion = \"0.3.6\"\nsource = \"x\"\n";
        assert_eq!(version_of("criterion", lock), Some("0.3.6"));
        assert_eq!(version_of("divan", lock), None);
    }
}
