//! The crate that a pattern is copied into.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, bail};
use toml_edit::DocumentMut;

/// What of a crate decides whether a pattern fits.
#[derive(Debug)]
pub struct Target {
    /// The folder of its manifest.
    pub root: PathBuf,
    /// `2018`, `2021`, …
    pub edition: u32,
    /// `rust-version`, if it declares one.
    pub rust_version: Option<(u32, u32)>,
    /// Whether its root is `#![no_std]`.
    pub no_std: bool,
    /// The file that its modules are declared in: the library's, else the
    /// binary's, wherever the manifest puts it.
    pub root_file: Option<PathBuf>,
    /// The folder that was named: the crate's own, or one in it.
    pub folder: PathBuf,
    /// The manifest of its workspace, where it is a member of one or the root.
    pub workspace: Option<DocumentMut>,
    /// The manifest, as it is.
    pub manifest: String,
}

impl Target {
    /// The crate at `folder`, or the one whose folder it lies in.
    ///
    /// # Errors
    /// If there is none, it is a workspace without a package of its own, or its
    /// manifest cannot be read.
    pub fn find(folder: &Path) -> anyhow::Result<Target> {
        let start = match std::fs::canonicalize(folder) {
            Ok(start) => start,
            Err(error) => bail!(
                "cannot open the folder {}: {error}\nhint: --in takes a crate's folder, or one in it",
                folder.display()
            ),
        };
        let root = start
            .ancestors()
            .find(|folder| folder.join("Cargo.toml").is_file())
            .with_context(|| {
                format!(
                    "{} is in no crate: neither it nor a folder above has a Cargo.toml\n\
                     hint: --in takes a crate's folder, or one in it",
                    folder.display()
                )
            })?
            .to_path_buf();
        let file = root.join("Cargo.toml");
        let manifest = fs_err::read_to_string(&file)?;
        let document: DocumentMut = manifest
            .parse()
            .with_context(|| format!("{} is not a valid manifest", file.display()))?;
        let Some(package) = document.get("package") else {
            bail!(
                "{} is a workspace without a package of its own\nhint: name a member: {}",
                root.display(),
                members(&document)
            );
        };
        let own = |key: &str| {
            package
                .get(key)
                .and_then(|item| item.as_str())
                .map(str::to_owned)
        };
        let workspace = workspace(&root, &document)?;
        let inherits = |key: &str| {
            let inherited = package.get(key).and_then(|item| item.get("workspace"));
            inherited.and_then(toml_edit::Item::as_bool) == Some(true)
        };
        let value = |key: &str| -> anyhow::Result<Option<String>> {
            if !inherits(key) {
                return Ok(own(key));
            }
            let workspace = workspace.as_ref().with_context(|| {
                format!(
                    "{} inherits its {key}, and no folder above is a workspace",
                    file.display()
                )
            })?;
            let value = workspace
                .get("workspace")
                .and_then(|workspace| workspace.get("package")?.get(key)?.as_str());
            Ok(value.map(str::to_owned))
        };
        let edition = value("edition")?.unwrap_or_else(|| "2015".into());
        let root_file = root_file(&root, &document)?;
        let no_std = match &root_file {
            Some(file) => is_no_std(&fs_err::read_to_string(file)?),
            None => false,
        };
        Ok(Target {
            edition: edition
                .parse()
                .with_context(|| format!("{}: edition {edition} is unknown", file.display()))?,
            rust_version: value("rust-version")?.as_deref().and_then(version),
            no_std,
            root_file,
            folder: start.clone(),
            workspace,
            manifest,
            root: root.clone(),
        })
    }

    /// The place of `relative` in the crate.
    ///
    /// # Errors
    /// If it would lie outside: an absolute path, or one with `..`, or one that a
    /// symbolic link leads out of the crate.
    pub fn place(&self, relative: &Path) -> anyhow::Result<PathBuf> {
        let stays = relative
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        anyhow::ensure!(
            stays,
            "{} is not a path within the crate {}\nhint: for example --as src/append.rs",
            relative.display(),
            self.root.display()
        );
        let place = self.root.join(relative);
        let existing = place.ancestors().find(|path| path.exists());
        if let Some(existing) = existing {
            let real = fs_err::canonicalize(existing)?;
            anyhow::ensure!(
                real.starts_with(&self.root),
                "{} leads out of the crate {}, to {}",
                relative.display(),
                self.root.display(),
                real.display()
            );
        }
        Ok(place)
    }
}

/// The library's file, else a binary's: as the manifest says, or `src/lib.rs`,
/// `src/main.rs`.
fn root_file(root: &Path, document: &DocumentMut) -> anyhow::Result<Option<PathBuf>> {
    let path = |target: &toml_edit::Item| Some(root.join(target.get("path")?.as_str()?));
    if let Some(file) = document.get("lib").and_then(path) {
        anyhow::ensure!(
            file.is_file(),
            "{} names {} as its library, and there is no such file",
            root.join("Cargo.toml").display(),
            file.display()
        );
        return Ok(Some(file));
    }
    // With both, the library is what others can use, and a binary can use it too.
    let usual = ["src/lib.rs", "src/main.rs"].map(|name| root.join(name));
    let binaries = document
        .get("bin")
        .and_then(|bin| bin.as_array_of_tables())
        .into_iter()
        .flatten()
        .filter_map(|bin| Some(root.join(bin.get("path")?.as_str()?)));
    Ok(usual
        .into_iter()
        .chain(binaries)
        .find(|file| file.is_file()))
}

fn is_no_std(source: &str) -> bool {
    source.lines().any(|line| {
        let line: String = line
            .split("//")
            .next()
            .unwrap_or("")
            .split_whitespace()
            .collect();
        // `cfg_attr(not(feature = "std"), no_std)` means that it must also build so.
        line.starts_with("#![") && line.contains("no_std")
    })
}

/// The manifest of the workspace that the crate at `root` belongs to, if any.
fn workspace(root: &Path, own: &DocumentMut) -> anyhow::Result<Option<DocumentMut>> {
    if own.get("workspace").is_some() {
        return Ok(Some(own.clone()));
    }
    for folder in root.ancestors().skip(1) {
        let file = folder.join("Cargo.toml");
        if !file.is_file() {
            continue;
        }
        let document: DocumentMut = fs_err::read_to_string(&file)?
            .parse()
            .with_context(|| format!("{} is not a valid manifest", file.display()))?;
        if document.get("workspace").is_some() {
            return Ok(Some(document));
        }
    }
    Ok(None)
}

fn members(document: &DocumentMut) -> String {
    document
        .get("workspace")
        .and_then(|workspace| workspace.get("members"))
        .and_then(|members| members.as_array())
        .map(|members| {
            let names: Vec<&str> = members
                .iter()
                .filter_map(toml_edit::Value::as_str)
                .collect();
            names.join(", ")
        })
        .unwrap_or_default()
}

/// `1.80` and `1.80.1` as numbers.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next().flatten().unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_std_is_seen_in_each_of_its_forms() {
        assert!(is_no_std("#![no_std]\n"));
        assert!(is_no_std("#![cfg_attr(not(feature = \"std\"), no_std)]"));
        assert!(!is_no_std("// #![no_std]\nfn main() {}"));
    }

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(version("1.9") < version("1.80.1"));
        assert_eq!(version("1"), Some((1, 0)));
    }
}
