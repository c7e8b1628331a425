//! Builds a program and counts what a run of it costs. Counts alone: they are the same on
//! a busy machine.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use command_line::process;
use serde::{Deserialize, Serialize};

/// What one run of a program costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Instructions in user space, by callgrind.
    pub instructions: u64,
    /// System calls, by strace.
    pub system_calls: u64,
    /// Blocks that were allocated, by DHAT.
    pub allocations: u64,
    /// Their bytes in all.
    pub allocated_bytes: u64,
    /// The most bytes alive at once.
    pub peak_bytes: u64,
}

/// A built program with the folder that it runs in.
pub struct Built {
    /// The executable.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Where it runs and leaves its files.
    pub folder: PathBuf,
}

/// Builds `code` in `folder`, in release with line tables: by rustc, or by cargo where it
/// uses crates.
///
/// # Errors
/// If it cannot be built.
pub fn build(code: &str, uses: &[String], folder: &Path, crates: &Path) -> anyhow::Result<Built> {
    let source = folder.join("src");
    fs_err::create_dir_all(&source)?;
    let main = source.join("main.rs");
    fs_err::write(&main, code)?;
    let program = folder.join("program");
    if uses.is_empty() {
        let mut rustc = Command::new("rustc");
        rustc
            .args(["--edition", "2024", "-C", "opt-level=3", "-A", "warnings"])
            .args(["-C", "debuginfo=line-tables-only", "-o"])
            .arg(&program)
            .arg(&main)
            .current_dir(folder);
        process::run(&mut rustc)?;
    } else {
        fs_err::write(folder.join("Cargo.toml"), manifest(uses)?)?;
        let mut cargo = Command::new("cargo");
        cargo
            .args(["build", "--release", "--quiet", "--target-dir"])
            .arg(crates)
            .env("CARGO_PROFILE_RELEASE_DEBUG", "line-tables-only")
            .env("RUSTFLAGS", "-A warnings")
            .current_dir(folder);
        process::run(&mut cargo)?;
        fs_err::copy(crates.join("release/program"), &program)?;
    }
    Ok(Built::at(folder.to_owned()))
}

/// The manifest of a package that uses crates, and belongs to no workspace.
///
/// # Errors
/// If a crate is not one that cases may use.
pub fn manifest(uses: &[String]) -> anyhow::Result<String> {
    let mut manifest = String::from(
        "[package]\nname = \"program\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n",
    );
    for name in uses {
        manifest.push_str(dependency(name)?);
        manifest.push('\n');
    }
    Ok(manifest)
}

/// The line of a manifest for a crate that cases may use.
fn dependency(name: &str) -> anyhow::Result<&'static str> {
    Ok(match name {
        "regex" => "regex = \"1\"",
        "rustc-hash" => "rustc-hash = \"2\"",
        "serde" => "serde = { version = \"1\", features = [\"derive\"] }",
        "serde_json" => "serde_json = \"1\"",
        "smallvec" => "smallvec = \"1\"",
        other => anyhow::bail!("no case may use {other}"),
    })
}

impl Built {
    /// The program that [`build`] leaves in a folder.
    pub fn at(folder: PathBuf) -> Built {
        Built {
            program: folder.join("program"),
            arguments: Vec::new(),
            folder,
        }
    }

    /// Whether the program and its profiles are there.
    pub fn is_profiled(&self) -> bool {
        [&self.program, &self.heap(), &self.instructions()]
            .iter()
            .all(|file| file.exists())
    }

    fn under(&self, tool: &[&str]) -> Command {
        let mut command = Command::new(tool[0]);
        command
            .args(&tool[1..])
            .arg(&self.program)
            .args(&self.arguments)
            .current_dir(&self.folder);
        command
    }

    /// What a run prints.
    ///
    /// # Errors
    /// If it fails.
    pub fn output(&self) -> anyhow::Result<String> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).current_dir(&self.folder);
        process::run(&mut command)
    }

    /// Leaves `heap.dhat.json` and `instructions.callgrind` in the folder, written as
    /// `perf-patterns profile` asks valgrind to.
    ///
    /// # Errors
    /// If valgrind is missing or fails.
    pub fn profile(&self) -> anyhow::Result<()> {
        process::run(&mut self.under(&[
            "valgrind",
            "--tool=dhat",
            "--fullpath-after=",
            "--num-callers=40",
            &format!("--dhat-out-file={}", self.heap().display()),
        ]))?;
        process::run(&mut self.under(&[
            "valgrind",
            "--tool=callgrind",
            "--dump-instr=yes",
            &format!("--callgrind-out-file={}", self.instructions().display()),
        ]))?;
        Ok(())
    }

    fn heap(&self) -> PathBuf {
        self.folder.join("heap.dhat.json")
    }

    fn instructions(&self) -> PathBuf {
        self.folder.join("instructions.callgrind")
    }

    /// Counts a run, and leaves its profiles in the folder.
    ///
    /// # Errors
    /// If a tool is missing or fails.
    pub fn count(&self) -> anyhow::Result<Counts> {
        self.profile()?;
        let calls = self.folder.join("system-calls.txt");
        process::run(&mut self.under(&["strace", "-f", "-c", "-o", &calls.display().to_string()]))?;
        let mut counts = heap_totals(&fs_err::read_to_string(self.heap())?)?;
        counts.instructions = instruction_total(&fs_err::read_to_string(self.instructions())?)?;
        counts.system_calls = call_total(&fs_err::read_to_string(&calls)?)?;
        ensure!(counts.instructions > 0, "nothing was counted");
        Ok(counts)
    }
}

fn heap_totals(text: &str) -> anyhow::Result<Counts> {
    #[derive(Deserialize)]
    struct Heap {
        pps: Vec<Point>,
    }
    #[derive(Deserialize)]
    struct Point {
        tb: u64,
        tbk: u64,
        gb: u64,
    }
    let heap: Heap = serde_json::from_str(text).context("not a file of DHAT")?;
    let sum = |of: fn(&Point) -> u64| heap.pps.iter().map(of).sum();
    Ok(Counts {
        allocations: sum(|point| point.tbk),
        allocated_bytes: sum(|point| point.tb),
        peak_bytes: sum(|point| point.gb),
        ..Counts::default()
    })
}

fn instruction_total(text: &str) -> anyhow::Result<u64> {
    text.lines()
        .find_map(|line| line.strip_prefix("totals: "))
        .and_then(|total| total.trim().parse().ok())
        .context("callgrind's file has no total")
}

/// The last line of `strace -c`: share, seconds, time a call, calls, errors, `total`.
fn call_total(text: &str) -> anyhow::Result<u64> {
    text.lines()
        .rfind(|line| line.trim_end().ends_with(" total"))
        .and_then(|line| line.split_whitespace().nth(3)?.parse().ok())
        .context("strace has no total")
}

/// The least share of a count that makes advice worth following.
pub const LEAST_SHARE: f64 = 0.05;

/// Fewer system calls than this are a matter of the program's start.
const LEAST_CALLS: u64 = 50;

/// What following advice saves, and of what, as shares of the program's counts; the
/// largest first. Memory only where the advice is about it.
pub fn savings(before: &Counts, after: &Counts, memory: bool) -> Vec<(&'static str, f64)> {
    let share = |of: fn(&Counts) -> u64| {
        let (before, after) = (of(before) as f64, of(after) as f64);
        if before > 0.0 {
            1.0 - after / before
        } else {
            0.0
        }
    };
    let mut savings = vec![("instructions", share(|counts| counts.instructions))];
    if before.system_calls >= after.system_calls + LEAST_CALLS {
        savings.push(("system calls", share(|counts| counts.system_calls)));
    }
    if memory {
        savings.push(("allocated bytes", share(|counts| counts.allocated_bytes)));
        savings.push(("peak bytes", share(|counts| counts.peak_bytes)));
    }
    savings.sort_by(|a, b| b.1.total_cmp(&a.1));
    savings
}

/// Whether following the advice saves enough of anything.
pub fn is_worth(before: &Counts, after: &Counts, memory: bool) -> bool {
    savings(before, after, memory)[0].1 >= LEAST_SHARE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_read() {
        assert_eq!(
            call_total("% time\n100.00 0.01 2 61 3 total\n").unwrap(),
            61
        );
        assert_eq!(instruction_total("events: Ir\ntotals: 77\n").unwrap(), 77);
        let heap = r#"{"pps":[{"tb":8,"tbk":1,"gb":4},{"tb":2,"tbk":1,"gb":0}]}"#;
        let counts = heap_totals(heap).unwrap();
        assert_eq!(
            (
                counts.allocations,
                counts.allocated_bytes,
                counts.peak_bytes
            ),
            (2, 10, 4)
        );
    }

    #[test]
    fn memory_counts_only_where_the_advice_is_about_it() {
        let before = Counts {
            instructions: 1_000,
            system_calls: 60,
            allocations: 1,
            allocated_bytes: 100,
            peak_bytes: 100,
        };
        let after = Counts {
            instructions: 990,
            system_calls: 30,
            peak_bytes: 50,
            ..before
        };
        assert!(!is_worth(&before, &after, false));
        assert!(is_worth(&before, &after, true));
    }
}
