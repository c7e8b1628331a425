//! The versions of dependencies that both sides are built with.

use std::path::{Path, PathBuf};

use anyhow::Context;
use command_line::{print, process};

use super::{Toolchain, workspace_root};
use crate::settings::Settings;
use crate::store::Store;

/// Both sides' lockfile, as `settings` say. A project without one gets one.
///
/// # Errors
/// If cargo cannot make one.
pub fn lock(
    settings: &Settings,
    toolchain: &Toolchain,
    prefix: &Path,
    theirs: &Path,
    store: &Store,
) -> anyhow::Result<Vec<String>> {
    use crate::settings::Lockfile;
    let place = |side: &str| -> anyhow::Result<PathBuf> {
        let folder = store.file(side).join(prefix);
        Ok(workspace_root(toolchain, side, &folder, store)?.join("Cargo.lock"))
    };
    let (base, head) = (place("base")?, place("head")?);
    let mut warnings = Vec::new();
    if settings.lockfile == Lockfile::Each {
        return Ok(warnings);
    }
    let (from, to, name) = match settings.lockfile {
        Lockfile::Base => (&base, &head, "BASE"),
        _ => (&head, &base, "HEAD"),
    };
    if !from.is_file() {
        // Libraries often ignore theirs.
        let relative = from
            .strip_prefix(store.file("head"))
            .or(from.strip_prefix(store.file("base")));
        let ignored = relative.map(|relative| theirs.join(relative)).ok();
        match ignored.filter(|file| file.is_file()) {
            Some(file) => {
                fs_err::copy(file, from)?;
            }
            None => {
                let folder = from.parent().unwrap_or(Path::new("."));
                let generate = |offline: &[&str]| {
                    let mut command = toolchain.cargo("head", folder, store);
                    command.args(["generate-lockfile", "--quiet"]).args(offline);
                    process::run(&mut command)
                };
                if generate(&[]).is_err() {
                    generate(&["--offline"])
                        .context("cannot choose versions of the dependencies")?;
                }
            }
        }
    }
    if to.is_file() && fs_err::read(from)? != fs_err::read(to)? {
        let text = format!(
            "Cargo.lock differs between BASE and HEAD: both are built with {name}'s \
             (`--lockfile each` compares them as they are)"
        );
        print::warning(&text);
        warnings.push(text);
    }
    fs_err::copy(from, to)?;
    Ok(warnings)
}
