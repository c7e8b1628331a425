//! What a crate was given: `.patterns/` holds, for each copied module, where it
//! stands and the text as it was given. So `outdated` and `update` need neither a
//! network nor a clone.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::change::Change;

/// The folder, in the crate's root.
pub const FOLDER: &str = ".patterns";

/// One copied module.
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
    /// The module, from the crate's root.
    pub path: PathBuf,
    /// Whether its test came along.
    pub test: bool,
}

impl Entry {
    fn file(&self, root: &Path, extension: &str) -> PathBuf {
        root.join(FOLDER)
            .join(format!("{}.{extension}", self.id.replace('/', ".")))
    }

    /// The text as it was given.
    ///
    /// # Errors
    /// If it cannot be read, or is not what the hash says.
    pub fn base(&self, root: &Path) -> anyhow::Result<String> {
        let file = self.file(root, "base");
        let text = fs_err::read_to_string(&file)?;
        anyhow::ensure!(
            hash(&text) == self.hash,
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
}

/// Everything that the crate at `root` was given, by pattern.
///
/// # Errors
/// If an entry cannot be read.
pub fn entries(root: &Path) -> anyhow::Result<Vec<Entry>> {
    let folder = root.join(FOLDER);
    if !folder.is_dir() {
        return Ok(vec![]);
    }
    let mut entries = Vec::new();
    for file in fs_err::read_dir(folder)? {
        let path = file?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let entry: Entry =
                serde_json::from_slice(&fs_err::read(&path)?).with_context(|| {
                    format!("{} is not an entry of a copied pattern", path.display())
                })?;
            entries.push(entry);
        }
    }
    entries.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(entries)
}

/// FNV-1a, 64 bits (RFC 9923). It tells edits, not attacks.
pub fn hash(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}
