//! Asks `perf-patterns`, and other tools, about a program.

use std::path::Path;
use std::process::Command;

use command_line::process;

use crate::count::Built;
use crate::store::Advice;

/// What `perf-patterns advise` says of the profiles in the program's folder; files are
/// named from `source`, so that the record is the same wherever it was written.
///
/// # Errors
/// If it fails, or does not print advice.
pub fn perf_patterns(program: &Path, built: &Built, source: &Path) -> anyhow::Result<Vec<Advice>> {
    let mut command = Command::new(program);
    command
        .args(["advise", "--format", "json", "--bin"])
        .arg(&built.program)
        .arg("--source")
        .arg(source)
        .args(["heap.dhat.json", "instructions.callgrind"])
        .current_dir(&built.folder);
    let mut all: Vec<Advice> = serde_json::from_str(&process::run(&mut command)?)?;
    for advice in &mut all {
        if let Ok(inside) = Path::new(&advice.file).strip_prefix(source) {
            advice.file = inside.display().to_string();
        }
    }
    Ok(all)
}

/// Lines and lints that Clippy names in a file, of its performance, nursery and pedantic
/// groups.
///
/// # Errors
/// If it cannot be started.
pub fn clippy(main: &Path, out: &Path) -> anyhow::Result<Vec<(u32, String)>> {
    let mut command = Command::new("clippy-driver");
    command
        .args([
            "--edition",
            "2024",
            "--error-format=json",
            "--emit=metadata",
        ])
        .args([
            "-A",
            "warnings",
            "-W",
            "clippy::perf",
            "-W",
            "clippy::nursery",
        ])
        .args(["-W", "clippy::pedantic", "-o"])
        .arg(out)
        .arg(main);
    let finished = process::run_with(&mut command, |_| ())?;
    let mut named = Vec::new();
    for line in finished.stderr.lines() {
        let Ok(message) = serde_json::from_str::<serde_json::Value>(line) else {
            continue;
        };
        let lint = message["code"]["code"].as_str().unwrap_or_default();
        if !lint.starts_with("clippy::") {
            continue;
        }
        for span in message["spans"].as_array().into_iter().flatten() {
            if let (Some(true), Some(line)) =
                (span["is_primary"].as_bool(), span["line_start"].as_u64())
            {
                named.push((u32::try_from(line)?, lint.to_owned()));
            }
        }
    }
    Ok(named)
}

/// Lines and rules that cargo-perf names in a folder of sources with one file.
///
/// # Errors
/// If it cannot be started, or does not print findings.
pub fn cargo_perf(program: &Path, sources: &Path) -> anyhow::Result<Vec<(u32, String)>> {
    #[derive(serde::Deserialize)]
    struct Finding {
        rule_id: String,
        line: u32,
    }
    let mut command = Command::new(program);
    command.args(["--format", "json", "--path"]).arg(sources);
    let finished = process::run_with(&mut command, |_| ())?;
    let found: Vec<Finding> = serde_json::from_str(&finished.stdout)?;
    Ok(found
        .into_iter()
        .map(|finding| (finding.line, finding.rule_id))
        .collect())
}
