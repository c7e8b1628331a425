//! Builds the program that is to be read, in release, with the debug information
//! that the report needs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::bail;
use command_line::{print, process};
use serde::Deserialize;

use super::Args;

fn cargo() -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.env_remove("CARGO_MANIFEST_DIR");
    command
}

/// Builds the program that the arguments name.
pub fn program(args: &Args) -> anyhow::Result<PathBuf> {
    let mut command = cargo();
    command
        .args([
            "build",
            "--release",
            "--message-format=json-render-diagnostics",
        ])
        // Line tables alone name inlined functions without their paths, by which
        // they are denied; everything else needs no more.
        .env(
            "CARGO_PROFILE_RELEASE_DEBUG",
            match (args.implementations, args.deny.is_empty()) {
                // Types of variables, and tables of methods.
                (true, _) => "full",
                (false, true) => "line-tables-only",
                (false, false) => "limited",
            },
        )
        .env("CARGO_PROFILE_RELEASE_SPLIT_DEBUGINFO", "off")
        .env("CARGO_PROFILE_RELEASE_STRIP", "none");
    for (flag, value) in [
        ("--bin", &args.bin),
        ("--example", &args.example),
        ("--test", &args.test),
        ("--package", &args.package),
    ] {
        if let Some(value) = value {
            command.arg(flag).arg(value);
        }
    }
    if let Some(manifest) = &args.manifest_path {
        command.arg("--manifest-path").arg(manifest);
    }
    print::note(format!("building: {}", process::shown(&command)));
    let programs = executables(&process::run(&mut command)?);
    match &programs[..] {
        [program] => Ok(program.clone()),
        [] => bail!("no program was built\nhint: choose one by --bin, --example or --test"),
        several => {
            let names: Vec<String> = several
                .iter()
                .filter_map(|program| Some(program.file_name()?.to_string_lossy().into_owned()))
                .collect();
            bail!(
                "several programs were built: {}\nhint: choose one by --bin, --example or --test",
                names.join(", ")
            )
        }
    }
}

/// The root of the workspace that one is in; none outside of one.
pub fn workspace(manifest: Option<&Path>) -> Option<PathBuf> {
    let mut command = cargo();
    command.args(["locate-project", "--workspace", "--message-format=plain"]);
    if let Some(manifest) = manifest {
        command.arg("--manifest-path").arg(manifest);
    }
    let manifest = process::run(&mut command).ok()?;
    Some(Path::new(manifest.trim()).parent()?.to_path_buf())
}

fn executables(messages: &str) -> Vec<PathBuf> {
    #[derive(Deserialize)]
    struct Artifact {
        executable: Option<PathBuf>,
    }
    let programs: BTreeSet<PathBuf> = messages
        .lines()
        // Other messages have other fields.
        .filter_map(|line| serde_json::from_str::<Artifact>(line).ok()?.executable)
        .collect();
    programs.into_iter().collect()
}
