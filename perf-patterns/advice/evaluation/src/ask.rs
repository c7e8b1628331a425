//! Asks `perf-patterns`, and other tools, about a program.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use command_line::process;

use crate::count::Built;
use crate::store::{Advice, Named};

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

/// Lines and lints that Clippy names in each program of a package, of its performance,
/// nursery and pedantic groups; without the programs that it cannot compile.
///
/// # Errors
/// If it cannot be started.
pub fn clippy(package: &Path, target: &Path) -> anyhow::Result<BTreeMap<String, Named>> {
    let mut command = Command::new("cargo");
    command
        .args(["clippy", "--bins", "--keep-going", "--quiet"])
        .args(["--message-format=json", "--target-dir"])
        .arg(target)
        .args(["--", "-A", "clippy::all"])
        .args(["-W", "clippy::perf"])
        .args(["-W", "clippy::nursery"])
        .args(["-W", "clippy::pedantic"])
        .env("CLIPPY_CONF_DIR", package)
        .current_dir(package);
    let finished = process::run_with(&mut command, |_| ())?;
    let mut named: BTreeMap<String, Named> = BTreeMap::new();
    let mut compiled = BTreeSet::new();
    for line in finished.stdout.lines() {
        let Ok(event) = serde_json::from_str::<serde_json::Value>(line) else {
            continue;
        };
        let program = event["target"]["name"].as_str().unwrap_or_default();
        match event["reason"].as_str() {
            Some("compiler-artifact") => {
                compiled.insert(program.to_owned());
            }
            Some("compiler-message") => named
                .entry(program.to_owned())
                .or_default()
                .extend(named_by(&event["message"])),
            _ => {}
        }
    }
    for program in &compiled {
        named.entry(program.clone()).or_default();
    }
    named.retain(|program, _| compiled.contains(program));
    Ok(named)
}

/// The lines of one of Clippy's messages, with its lint.
fn named_by(message: &serde_json::Value) -> Named {
    let code = message["code"]["code"].as_str().unwrap_or_default();
    let Some(lint) = code.strip_prefix("clippy::") else {
        return Named::new();
    };
    message["spans"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|span| span["is_primary"] == true)
        .filter_map(|span| u32::try_from(span["line_start"].as_u64()?).ok())
        .map(|line| (line, lint.to_owned()))
        .collect()
}

/// Lines and rules that cargo-perf names in a folder of sources with one file.
///
/// # Errors
/// If it cannot be started, or does not print findings.
pub fn cargo_perf(program: &Path, sources: &Path) -> anyhow::Result<Named> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lint_stands_where_its_primary_span_begins() {
        let message = |code: &str| {
            serde_json::json!({"code": {"code": code}, "spans": [
                {"is_primary": false, "line_start": 3},
                {"is_primary": true, "line_start": 7},
            ]})
        };
        assert_eq!(
            named_by(&message("clippy::needless_collect")),
            [(7, "needless_collect".to_owned())]
        );
        assert_eq!(named_by(&message("dead_code")), []);
    }
}
