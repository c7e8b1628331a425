//! Builds one side of a comparison: one toolchain, a target folder for each side,
//! functions and loops aligned, and the linker's command line kept.

mod lockfile;
mod target;
mod toolchain;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, bail};
use command_line::{files, process};
use serde::Deserialize;

use crate::settings::Settings;
use crate::store::{self, Store};

pub use lockfile::lock;
pub use target::{Wanted, locate, workspace_root};
use target::{find, metadata, target};
pub use toolchain::Toolchain;
use toolchain::target_folder;

/// A built executable.
#[derive(Clone, Debug)]
pub struct Built {
    /// As cargo made it.
    pub executable: PathBuf,
    /// The folder of its package: benchmarks run there.
    pub package_folder: PathBuf,
    /// The package's name.
    pub package: String,
    /// How it was linked; `None` where the compiler had nothing to do.
    pub link: Option<String>,
    /// Its root source file.
    source: PathBuf,
}

/// Builds `side`, which is checked out in the store; `prefix` leads from its root
/// to the project.
///
/// # Errors
/// If it has no such target, or does not build.
pub fn build(
    settings: &Settings,
    toolchain: &Toolchain,
    side: &str,
    prefix: &Path,
    store: &Store,
) -> anyhow::Result<Built> {
    let folder = store.file(side).join(prefix);
    let metadata = metadata(toolchain, side, &folder, store)?;
    let wanted = find(settings, &metadata, side)?;
    let (kind, name) = target(settings)?;
    let link = store.file(&format!("{side}.link"));
    store.remove(&link)?;
    let profile = match (&settings.profile, kind) {
        (Some(profile), _) => profile,
        (None, "bench") => "bench",
        (None, _) => "release",
    };
    // In the package's folder: its name alone may also be a dependency's.
    let mut command = toolchain.cargo(side, &wanted.package_folder, store);
    command
        .args([
            "rustc",
            "--quiet",
            "--message-format=json-render-diagnostics",
        ])
        .args(["--profile", profile])
        .arg(format!("--{kind}"))
        .arg(name)
        .args(&settings.cargo)
        .args(["--", "-C", "save-temps", "--print"])
        .arg(format!("link-args={}", link.display()));
    let finished = process::run_with(&mut command, |_| ())?;
    if !finished.status.success() {
        bail!(
            "{side} does not build: {}\n{}hint: `cargo bench --no-run` in that revision shows \
             the whole of it",
            first_error(&finished.stderr),
            likely_cause(&finished.stderr),
        );
    }
    let executable = executable(&finished.stdout, name)
        .with_context(|| format!("{side}: cargo built no {kind} `{name}`"))?;
    Ok(Built {
        executable,
        package_folder: wanted.package_folder,
        package: wanted.package,
        link: fs_err::read_to_string(&link).ok(),
        source: wanted.source,
    })
}

impl Built {
    /// Makes the next build compile this target again, for its link.
    ///
    /// # Errors
    /// If its source cannot be touched.
    pub fn invalidate(&self) -> anyhow::Result<()> {
        touch(&self.source)
    }
}

/// The first error that cargo or the compiler named.
fn first_error(stderr: &str) -> String {
    let mut lines = stderr
        .lines()
        .map(str::trim)
        .skip_while(|line| !line.starts_with("error"));
    let error = lines.next().unwrap_or("cargo gave no reason");
    let place = lines.find(|line| line.starts_with("--> "));
    match place {
        Some(place) => format!("{error} ({})", place.trim_start_matches("--> ")),
        None => error.to_owned(),
    }
}

/// A likely cause that cargo does not name, or not in its first line.
fn likely_cause(stderr: &str) -> String {
    if store::says_no_space(stderr) {
        format!("{}\n", store::NO_SPACE)
    } else if stderr.contains("failed to load manifest for dependency")
        || stderr.contains("failed to read") && stderr.contains("Cargo.toml")
    {
        "hint: a dependency by path that lies outside the repository cannot be checked out\n".into()
    } else if stderr.contains("linking with `") || stderr.contains("error: linker `") {
        "hint: is the linker installed that the project's configuration names?\n".into()
    } else {
        String::new()
    }
}

fn executable(messages: &str, name: &str) -> Option<PathBuf> {
    #[derive(Deserialize)]
    struct Message {
        reason: String,
        executable: Option<PathBuf>,
        target: Option<Named>,
    }
    #[derive(Deserialize)]
    struct Named {
        name: String,
    }
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok())
        .filter(|message| message.reason == "compiler-artifact")
        .filter(|message| {
            message
                .target
                .as_ref()
                .is_some_and(|target| target.name == name)
        })
        .filter_map(|message| message.executable)
        .next_back()
}

/// Gives the second side the first side's finished dependencies, if it has none
/// of its own: then only workspace members are compiled.
///
/// # Errors
/// If there is no space.
pub fn share_dependencies(from: &str, to: &str, store: &Store) -> anyhow::Result<()> {
    let (source, target) = (
        store.file(&target_folder(from)),
        store.file(&target_folder(to)),
    );
    if target.exists() {
        return Ok(());
    }
    // Renamed when whole: an interrupted copy would look like a build.
    let part = store.file(&format!("{}.part", target_folder(to)));
    let mut copy = Command::new("cp");
    copy.arg("-Rp").arg(&source).arg(&part);
    process::run(&mut copy)
        .context("cannot copy the first side's build\nhint: is the disk full?")?;
    fs_err::rename(&part, &target)?;
    // cargo takes a source that is older than a finished build for built.
    for file in files::below(&store.file(to))? {
        // A link may lead out of the checkout.
        if !file.is_symlink() {
            touch(&file)?;
        }
    }
    Ok(())
}

fn touch(path: &Path) -> anyhow::Result<()> {
    let file = fs_err::OpenOptions::new().append(true).open(path);
    // A file that may not be written is not a source to build again.
    if let Ok(file) = file {
        file.file()
            .set_modified(SystemTime::now())
            .with_context(|| format!("cannot touch {}", path.display()))?;
    }
    Ok(())
}
