//! Builds the measuring programs. Always with `-p`: at the root, features would
//! be unified and the gungraun runner built a second time.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use anyhow::Context;
use serde::Deserialize;

use super::Stage;
use crate::{process, store};

/// The benchmark programs of this run: found once, so that whatever is edited
/// meanwhile, all stages measure one build.
static BENCHES: OnceLock<HashMap<String, PathBuf>> = OnceLock::new();

/// `cargo`, in the repository's root.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(store::root());
    // This process runs below `cargo xtask`, whose package is not ours to pass on.
    cargo.env_remove("CARGO_MANIFEST_DIR");
    cargo
}

/// Builds what `stages` need, and shows the compiler's progress.
///
/// # Errors
/// If something does not compile, or the user interrupts.
pub fn programs(stages: &[Stage]) -> anyhow::Result<()> {
    let needs = |stage| stages.contains(&stage);
    let suite = [
        Stage::Heap,
        Stage::Depth,
        Stage::SystemCalls,
        Stage::CpuProfile,
    ];
    if suite.into_iter().any(needs) {
        process::run_visibly(cargo().args(["build", "--release", "-p", "suite", "--bins"]))?;
    }
    if needs(Stage::Instructions) {
        process::run_visibly(cargo().args(["build", "-p", "runner"]))?;
    }
    if needs(Stage::Instructions) || needs(Stage::WallTime) || needs(Stage::Pairs) {
        let build = ["bench", "-p", "benches", "--no-run"];
        process::run_visibly(cargo().args(build))?;
        let told = process::run(
            cargo()
                .args(build)
                .args(["--quiet", "--message-format=json"]),
        )?;
        // Building twice in one process finds the same programs.
        let _ = BENCHES.set(executables(&told));
    }
    Ok(())
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

/// A program of `benches/suite`.
pub fn suite(program: &str) -> Command {
    let mut command = Command::new(store::target().join("release").join(program));
    command.current_dir(store::root());
    command
}

/// A benchmark program of `benches`, as [`programs`] found it.
///
/// # Errors
/// If it was not built.
pub fn bench(name: &str) -> anyhow::Result<Command> {
    let program = BENCHES
        .get()
        .and_then(|programs| programs.get(name))
        .with_context(|| format!("the benchmark program {name} was not built"))?;
    let mut command = Command::new(program);
    command
        .current_dir(store::root().join("benches"))
        .arg("--bench");
    Ok(command)
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
