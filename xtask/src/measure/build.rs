//! Builds the measuring programs. Always with `-p`: at the root, features would
//! be unified and the gungraun runner built a second time.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use anyhow::Context;
use serde::Deserialize;
use tempfile::TempDir;

use super::Stage;
use crate::cargo::cargo;
use crate::{print, process, store};

/// The measuring programs of this run, by target, where cargo says that they are:
/// found once, so that whatever is edited meanwhile, all stages measure one build.
static PROGRAMS: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());

/// Builds what `stages` need, and shows the compiler's progress. The suite, which
/// also checks whether variants agree, is always among it.
///
/// # Errors
/// If something does not compile, or the user interrupts.
pub fn programs(stages: &[Stage]) -> anyhow::Result<()> {
    programs_beside(stages, || Ok(()))
}

/// As [`programs`], with `other` beside it: a build without optimisation, in a folder
/// that none of these locks. What is optimised ends in one long compilation after
/// another, each on one core: the other core is free for it.
///
/// # Errors
/// As [`programs`], and that of `other`.
pub fn programs_beside(
    stages: &[Stage],
    other: impl FnOnce() -> anyhow::Result<()> + Send,
) -> anyhow::Result<()> {
    let needs = |stage| stages.contains(&stage);
    let counts = needs(Stage::Instructions);
    let suite = || {
        build(
            &["build", "--release", "-p", "suite", "--bins"],
            None,
            Eyes::Open,
        )
    };
    let runner = || match counts {
        true => build(&["build", "-p", "runner"], None, Eyes::Shut),
        false => Ok(()),
    };
    both(suite, runner)?;
    let benches = || {
        if counts || needs(Stage::WallTime) || needs(Stage::Pairs) {
            let runner = counts.then(|| program("runner")).transpose()?;
            build(
                &["bench", "-p", "benches", "--no-run"],
                runner.as_deref(),
                Eyes::Open,
            )?;
        }
        Ok(())
    };
    both(benches, other)
}

/// Does both at once; the first error of the two.
fn both(
    one: impl FnOnce() -> anyhow::Result<()>,
    other: impl FnOnce() -> anyhow::Result<()> + Send,
) -> anyhow::Result<()> {
    std::thread::scope(|scope| {
        let other = scope.spawn(other);
        let one = one();
        let other = other
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        one.and(other)
    })
}

/// Whether somebody watches a build. Of two at once it is one: the progress of both
/// would be written over each other.
#[derive(Clone, Copy, PartialEq)]
enum Eyes {
    Open,
    Shut,
}

/// One build, once for eyes and once for the places of the programs.
fn build(arguments: &[&str], runner: Option<&Path>, eyes: Eyes) -> anyhow::Result<()> {
    let command = || command(arguments, runner);
    if eyes == Eyes::Open {
        process::run_visibly(&mut command())?;
    }
    let messages = process::run(command().args(["--quiet", "--message-format=json"]))?;
    PROGRAMS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .extend(executables(&messages));
    Ok(())
}

/// `cargo` with `arguments`. The benchmark of instructions keeps the path of its
/// `runner`; where the target folder is another one, `.cargo/config.toml` does not know
/// it.
fn command(arguments: &[&str], runner: Option<&Path>) -> Command {
    let mut command = cargo();
    command.args(arguments);
    if let Some(runner) = runner {
        command.env("GUNGRAUN_RUNNER", runner);
    }
    command
}

/// A program that was built in this run.
fn program(name: &str) -> anyhow::Result<PathBuf> {
    PROGRAMS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get(name)
        .cloned()
        .with_context(|| format!("the measuring program {name} was not built"))
}

/// The program `pairs`, `count` times with its functions in another order each, if
/// the linker can; as it was built, where one is enough or all there is. Orders
/// follow seeds, and cargo keeps what it has linked.
///
/// # Errors
/// If cargo cannot be started, or the user interrupts.
pub fn layouts(count: usize) -> anyhow::Result<Vec<PathBuf>> {
    let plain = vec![program("pairs")?];
    if count < 2 {
        return Ok(plain);
    }
    let mut programs = Vec::new();
    for seed in 1..=count {
        // The runner as in `build`: another path would be another build.
        let mut command = command(
            &["rustc", "-p", "benches", "--profile", "bench"],
            program("runner").ok().as_deref(),
        );
        command
            .args(["--bench", "pairs", "--quiet", "--message-format=json", "--"])
            .arg(format!("-Clink-arg=-Wl,--shuffle-sections=.text.*={seed}"));
        let finished = process::run_with(&mut command, |_| ())?;
        match executables(&finished.stdout).remove("pairs") {
            Some(program) if finished.status.success() => programs.push(program),
            _ => {
                print::warning(
                    "the linker cannot put functions in another order: speed-ups hold for one",
                );
                return Ok(plain);
            }
        }
    }
    Ok(programs)
}

/// The programs that cargo's messages name, by target.
fn executables(messages: &str) -> HashMap<String, PathBuf> {
    #[derive(Deserialize)]
    struct Artifact {
        target: Target,
        executable: Option<PathBuf>,
    }
    #[derive(Deserialize)]
    struct Target {
        name: String,
    }
    messages
        .lines()
        // Other messages have other fields.
        .filter_map(|line| serde_json::from_str::<Artifact>(line).ok())
        .filter_map(|artifact| Some((artifact.target.name, artifact.executable?)))
        .collect()
}

/// A program of `benches/suite`, as [`programs`] found it.
///
/// # Errors
/// If it was not built.
pub fn suite(name: &str) -> anyhow::Result<Command> {
    let mut command = Command::new(program(name)?);
    command.current_dir(store::root());
    Ok(command)
}

/// A benchmark program of `benches`, as [`programs`] found it.
///
/// # Errors
/// If it was not built.
pub fn bench(name: &str) -> anyhow::Result<Command> {
    Ok(started(&program(name)?))
}

/// A benchmark program, as cargo would start it.
pub fn started(program: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(store::root().join("benches"))
        .arg("--bench");
    command
}

/// What the names of temporary folders begin with.
const SCRATCH: &str = "measuring-";

/// A temporary folder for one stage. Folders that a killed run left are removed.
///
/// # Errors
/// If it cannot be made.
pub fn scratch() -> anyhow::Result<TempDir> {
    scratch_in(&store::target())
}

fn scratch_in(target: &Path) -> anyhow::Result<TempDir> {
    fs_err::create_dir_all(target)?;
    for entry in fs_err::read_dir(target)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let owner = name
            .strip_prefix(SCRATCH)
            .and_then(|rest| rest.split('-').next());
        // Of a process that is gone; folders of older versions name none.
        if owner.is_some_and(|pid| pid.parse().map_or(true, |pid: i32| !is_running(pid))) {
            // Another run may be removing it too.
            let _ = fs_err::remove_dir_all(entry.path());
        }
    }
    tempfile::Builder::new()
        .prefix(&format!("{SCRATCH}{}-", std::process::id()))
        .tempdir_in(target)
        .context("cannot make a temporary folder in the target folder")
}

fn is_running(pid: i32) -> bool {
    use rustix::process::{Pid, test_kill_process};
    // Not permitted means that it runs, as somebody else's.
    Pid::from_raw(pid).is_some_and(|pid| test_kill_process(pid) != Err(rustix::io::Errno::SRCH))
}

/// Writes the list of cases that a measuring program takes.
///
/// # Errors
/// If the file cannot be written.
pub fn case_list<'a>(
    folder: &std::path::Path,
    cases: impl Iterator<Item = &'a patterns::catalogue::CaseId>,
) -> anyhow::Result<PathBuf> {
    let list: String = cases.map(|case| format!("{case}\n")).collect();
    let path = folder.join("cases");
    fs_err::write(&path, list).context("cannot write the list of cases")?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A target of the build's own, and a target folder that a configuration above the
    /// clone moves: both change every path that one would guess.
    #[test]
    fn programs_are_where_cargo_says_that_they_are() {
        let above = tempfile::tempdir().unwrap();
        let version = Command::new("rustc").arg("-vV").output().unwrap();
        let version = String::from_utf8(version.stdout).unwrap();
        let host = version
            .lines()
            .find_map(|line| line.strip_prefix("host: "))
            .unwrap();
        let clone = above.path().join("clone");
        let write = |path: &str, text: &str| {
            let path = above.path().join(path);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, text).unwrap();
        };
        write(
            ".cargo/config.toml",
            &format!("[build]\ntarget = \"{host}\"\ntarget-dir = \"elsewhere\"\n"),
        );
        write(
            "clone/Cargo.toml",
            "[package]\nname = \"runner\"\nedition = \"2024\"\n",
        );
        write("clone/src/main.rs", "fn main() {}\n");
        // What an earlier build left where one would look.
        write("clone/target/debug/runner", "stale");
        let mut command = Command::new(env!("CARGO"));
        command
            .args(["build", "--quiet", "--message-format=json"])
            .current_dir(&clone)
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("CARGO_BUILD_TARGET_DIR")
            .env_remove("CARGO_BUILD_TARGET");
        let output = command.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let programs = executables(&String::from_utf8(output.stdout).unwrap());
        let built = above.path().join("elsewhere").join(host);
        let built = built.join("debug/runner").canonicalize().unwrap();
        assert_eq!(programs["runner"].canonicalize().unwrap(), built);

        // And the benchmark is compiled with that path, whatever `.cargo/config.toml`
        // would have it be.
        let bench = super::command(&["bench"], Some(&built));
        let given = bench
            .get_envs()
            .find(|(name, _)| *name == "GUNGRAUN_RUNNER");
        assert_eq!(given.and_then(|(_, path)| path), Some(built.as_os_str()));
        let own = store::root().join(".cargo/config.toml");
        let own: toml_edit::DocumentMut = fs_err::read_to_string(own).unwrap().parse().unwrap();
        let configured = &own["env"]["GUNGRAUN_RUNNER"];
        assert!(configured.get("value").is_some() && configured.get("force").is_none());
    }

    #[test]
    fn what_a_killed_run_left_is_removed_and_what_a_running_one_uses_is_not() {
        let target = tempfile::tempdir().unwrap();
        // No process has this id: the largest is 2^22.
        let left = target.path().join("measuring-2000000000-abc");
        let older = target.path().join("measuring-abcdef");
        let other = target.path().join("debug");
        for folder in [&left, &older, &other] {
            fs_err::create_dir(folder).unwrap();
        }
        let mine = scratch_in(target.path()).unwrap();
        let again = scratch_in(target.path()).unwrap();
        assert!(mine.path().is_dir() && again.path().is_dir() && other.is_dir());
        assert!(!left.exists() && !older.exists());
    }
}
