//! Which of a project's targets is meant, and where it is.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use command_line::process;
use serde::Deserialize;

use super::Toolchain;
use crate::settings::{Settings, Subject};
use crate::store::Store;

/// What cargo knows of a workspace, as far as it is needed.
#[derive(Deserialize)]
pub(super) struct Metadata {
    packages: Vec<Package>,
    workspace_root: PathBuf,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
    src_path: PathBuf,
}

/// A target of a side.
pub struct Wanted {
    /// Its package.
    pub package: String,
    /// The folder of its package.
    pub package_folder: PathBuf,
    /// Its root source file.
    pub source: PathBuf,
}

/// Where the target that `settings` mean is in `side`.
///
/// # Errors
/// If it has none.
pub fn locate(
    settings: &Settings,
    toolchain: &Toolchain,
    side: &str,
    prefix: &Path,
    store: &Store,
) -> anyhow::Result<Wanted> {
    let folder = store.file(side).join(prefix);
    find(settings, &metadata(toolchain, side, &folder, store)?, side)
}

/// The kind and the name of the target that `settings` mean.
pub(super) fn target(settings: &Settings) -> anyhow::Result<(&'static str, &str)> {
    match &settings.subject {
        Subject::Bench { name, .. } => Ok(("bench", name)),
        Subject::Bin(name) => Ok(("bin", name)),
        Subject::Example(name) => Ok(("example", name)),
        Subject::Programs { .. } => bail!("two programs are not built"),
    }
}

/// The root of the workspace that `folder` belongs to.
///
/// # Errors
/// If it is no Cargo project.
pub fn workspace_root(
    toolchain: &Toolchain,
    side: &str,
    folder: &Path,
    store: &Store,
) -> anyhow::Result<PathBuf> {
    Ok(metadata(toolchain, side, folder, store)?.workspace_root)
}

pub(super) fn metadata(
    toolchain: &Toolchain,
    side: &str,
    folder: &Path,
    store: &Store,
) -> anyhow::Result<Metadata> {
    ensure!(
        folder.is_dir(),
        "{side} has no folder {}: the project was in another place then",
        folder
            .strip_prefix(store.file(side))
            .unwrap_or(folder)
            .display()
    );
    let mut command = toolchain.cargo(side, folder, store);
    command.args(["metadata", "--no-deps", "--format-version", "1"]);
    let text = process::run(&mut command)
        .with_context(|| format!("{side}: cargo cannot read the project"))?;
    serde_json::from_str(&text).context("cannot read what `cargo metadata` printed")
}

pub(super) fn find(settings: &Settings, metadata: &Metadata, side: &str) -> anyhow::Result<Wanted> {
    let (kind, name) = target(settings)?;
    let of_kind = |target: &&Target| target.kind.iter().any(|own| own == kind);
    let packages = metadata.packages.iter().filter(|package| {
        settings
            .package
            .as_ref()
            .is_none_or(|wanted| *wanted == package.name)
    });
    let mut found = packages.clone().filter_map(|package| {
        let target = package
            .targets
            .iter()
            .filter(of_kind)
            .find(|target| target.name == name)?;
        Some((package, target))
    });
    let Some((package, target)) = found.next() else {
        let names: Vec<&str> = packages
            .flat_map(|package| package.targets.iter().filter(of_kind))
            .map(|target| target.name.as_str())
            .collect();
        let has = if names.is_empty() {
            format!("it has no {kind} at all")
        } else {
            format!("it has {}", names.join(", "))
        };
        let both = if kind == "bench" && side == "base" {
            "; `--bench-from head` builds HEAD's against BASE's code"
        } else {
            ""
        };
        bail!("{side} has no {kind} `{name}`\nhint: {has}{both}");
    };
    if let Some((other, _)) = found.next() {
        bail!(
            "{side} has more than one {kind} `{name}`: in {} and in {}\nhint: name one with \
             `--package`",
            package.name,
            other.name
        );
    }
    Ok(Wanted {
        package: package.name.clone(),
        package_folder: package
            .manifest_path
            .parent()
            .unwrap_or(Path::new("."))
            .to_owned(),
        source: target.src_path.clone(),
    })
}
