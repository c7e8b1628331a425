//! What a crate was given: `.patterns/` holds, for each copied file, where it
//! stands and the text as it was given. So `outdated` and `update` need neither a
//! network nor a clone.
//!
//! An entry lies below `.patterns/` as its file lies below the crate:
//! `.patterns/src/append.rs.json`, and `….base` with the text. Up to version 0.1.0
//! there was one for each pattern (`.patterns/string-building.append.json`); those
//! are read, and stay where they are.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::change::Change;

/// The folder, in the crate's root.
pub const FOLDER: &str = ".patterns";

/// One copied file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The pattern.
    pub id: String,
    /// The variant.
    pub variant: String,
    /// The catalogue's version when it was given.
    pub version: String,
    /// Of the text as it was given: FNV-1a, 64 bits, hexadecimal.
    pub hash: String,
    /// The file, from the crate's root.
    pub path: PathBuf,
    /// Whether the module's test came along.
    pub test: bool,
    /// What of the variant the file holds.
    #[serde(default)]
    pub part: Part,
    /// Where the entry lies, without its extension, if it does not lie where new
    /// ones go.
    #[serde(skip)]
    pub stored: Option<PathBuf>,
}

/// What of a variant a file holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Its code.
    #[default]
    Module,
    /// Its test against the slow variant.
    Tests,
}

impl Entry {
    fn file(&self, root: &Path, extension: &str) -> PathBuf {
        let mut file = match &self.stored {
            Some(stored) => stored.clone(),
            None => root.join(FOLDER).join(&self.path),
        }
        .into_os_string();
        file.push(".");
        file.push(extension);
        file.into()
    }

    /// The text as it was given.
    ///
    /// # Errors
    /// If it cannot be read, or is not what the hash says.
    pub fn base(&self, root: &Path) -> anyhow::Result<String> {
        let file = self.file(root, "base");
        let text = fs_err::read_to_string(&file)?;
        anyhow::ensure!(
            patterns_source::hash(&text) == self.hash,
            "{} was edited: it must stay as it was given\nhint: copy {} again with --force",
            file.display(),
            self.id
        );
        Ok(text)
    }

    /// What to write so that the crate remembers having been given `base`.
    ///
    /// # Errors
    /// If what stands there cannot be read.
    pub fn changes(&self, root: &Path, base: &str) -> anyhow::Result<[Change; 2]> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        Ok([
            Change::new(self.file(root, "json"), text)?,
            Change::new(self.file(root, "base"), base.to_owned())?,
        ])
    }

    /// The catalogue's version, to be compared.
    ///
    /// # Errors
    /// If it is not a version.
    pub fn version(&self) -> anyhow::Result<semver::Version> {
        self.version.parse().with_context(|| {
            format!(
                "{}: `{}` is not a version",
                self.path.display(),
                self.version
            )
        })
    }
}

/// Everything that the crate at `root` was given, by pattern and file.
///
/// # Errors
/// If an entry cannot be read.
pub fn entries(root: &Path) -> anyhow::Result<Vec<Entry>> {
    let mut folders = vec![root.join(FOLDER)];
    let mut entries = Vec::new();
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for file in fs_err::read_dir(folder)? {
            let file = file?;
            let path = file.path();
            // A link could lead round in a circle.
            if file.file_type()?.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                entries.push(read(root, &path)?);
            }
        }
    }
    entries.sort_by(|a, b| (&a.id, &a.path).cmp(&(&b.id, &b.path)));
    Ok(entries)
}

fn read(root: &Path, path: &Path) -> anyhow::Result<Entry> {
    let mut entry: Entry = serde_json::from_slice(&fs_err::read(path)?)
        .with_context(|| format!("{} is not an entry of a copied pattern", path.display()))?;
    if entry.file(root, "json") != path {
        entry.stored = Some(path.with_extension(""));
    }
    Ok(entry)
}
