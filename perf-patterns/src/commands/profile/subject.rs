//! What `profile` runs: a program as it is, or a cargo target that it builds.

use std::path::{Path, PathBuf};
use std::process::Command as Process;

use anyhow::{Context, bail};
use command_line::{print, process};
use serde::Deserialize;

use super::Args;

/// What is run, and how.
pub(super) struct Subject {
    /// For its folder of profiles.
    pub(super) name: String,
    /// The workspace, or the current folder.
    pub(super) root: PathBuf,
    pub(super) program: PathBuf,
    pub(super) arguments: Vec<String>,
    /// Cargo runs benches and tests in the folder of their package.
    pub(super) folder: Option<PathBuf>,
    /// Where its own sources are.
    pub(super) source: PathBuf,
}

impl Args {
    /// The program that the arguments name, built where it is a target.
    ///
    /// # Errors
    /// If there is none, or it does not build.
    pub(super) fn subject(&self) -> anyhow::Result<Subject> {
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
        let program = find(program)?;
        let name = program.file_stem().unwrap_or_default();
        Ok(Subject {
            name: name.to_string_lossy().into_owned(),
            root: ".".into(),
            program,
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
        let root = workspace(&built.manifest_path)?;
        Ok(Subject {
            name: name.to_owned(),
            program: built.executable,
            arguments,
            folder: package.filter(|_| is_run_there),
            source: self.source.clone().unwrap_or_else(|| root.clone()),
            root,
        })
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
            "there is no program {program}\nhint: {}--bin NAME builds one of this project",
            if program.contains('/') {
                String::new()
            } else {
                format!("`./{program}` means the one in this folder, ")
            }
        )
    })?;
    Ok(std::path::absolute(found)?)
}
