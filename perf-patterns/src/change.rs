//! Changes to a crate: planned first, shown if asked for, then made all or none.

use std::path::{Path, PathBuf};

use anyhow::Context;

/// One file that is to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub path: PathBuf,
    /// What stands there now, if anything does.
    pub old: Option<String>,
    /// What is to stand there.
    pub new: String,
    /// Whether most of the file is somebody's, and lines are added to it.
    pub is_edit: bool,
}

impl Change {
    /// The change of `path` to `new`, from what stands there.
    ///
    /// # Errors
    /// If the file is there and cannot be read.
    pub fn new(path: PathBuf, new: String) -> anyhow::Result<Change> {
        let old = if path.exists() {
            Some(fs_err::read_to_string(&path)?)
        } else {
            None
        };
        Ok(Change {
            path,
            old,
            new,
            is_edit: false,
        })
    }

    /// The same, of a file that is somebody's and gets a few lines more.
    ///
    /// # Errors
    /// If the file is there and cannot be read.
    pub fn edit(path: PathBuf, new: String) -> anyhow::Result<Change> {
        Ok(Change {
            is_edit: true,
            ..Change::new(path, new)?
        })
    }

    /// Whether anything would change.
    pub fn is_needed(&self) -> bool {
        self.old.as_deref() != Some(&self.new)
    }

    /// The change as a unified diff.
    pub fn diff(&self, root: &Path) -> String {
        let name = self.path.strip_prefix(root).unwrap_or(&self.path).display();
        let patch = diffy::create_patch(self.old.as_deref().unwrap_or(""), &self.new);
        let text = patch.to_string();
        let body = text
            .split_once("\n+++ modified\n")
            .map_or(text.as_str(), |(_, body)| body);
        let old = if self.old.is_some() {
            format!("a/{name}")
        } else {
            "/dev/null".to_owned()
        };
        format!("--- {old}\n+++ b/{name}\n{body}")
    }
}

/// Makes all changes, or none: if one fails, those before it are taken back.
///
/// # Errors
/// If a file cannot be written; the crate is as it was then.
pub fn apply(changes: &[Change]) -> anyhow::Result<()> {
    let mut folders = Vec::new();
    for (done, change) in changes.iter().enumerate() {
        if let Err(error) = write(change, &mut folders) {
            take_back(&changes[..done], &folders);
            return Err(error).context("nothing was changed");
        }
    }
    Ok(())
}

/// Writes one file by way of a temporary name, and notes the folders it made.
fn write(change: &Change, made: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let folder = change.path.parent().context("a file needs a folder")?;
    let missing: Vec<&Path> = folder
        .ancestors()
        .take_while(|folder| !folder.exists())
        .collect();
    for folder in missing.into_iter().rev() {
        fs_err::create_dir(folder)?;
        made.push(folder.to_path_buf());
    }
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    std::io::Write::write_all(&mut file, change.new.as_bytes())?;
    #[cfg(unix)]
    {
        // Temporary files are private; sources are not.
        use std::os::unix::fs::PermissionsExt;
        let mode = fs_err::metadata(&change.path).map_or(0o644, |data| data.permissions().mode());
        file.as_file()
            .set_permissions(std::fs::Permissions::from_mode(mode))?;
    }
    file.persist(&change.path)
        .with_context(|| format!("cannot write {}", change.path.display()))?;
    Ok(())
}

fn take_back(changes: &[Change], folders: &[PathBuf]) {
    for change in changes.iter().rev() {
        // The first error is the one to report; these are made good as far as
        // they can be.
        let _ = match &change.old {
            Some(old) => fs_err::write(&change.path, old),
            None => fs_err::remove_file(&change.path),
        };
    }
    for folder in folders.iter().rev() {
        let _ = fs_err::remove_dir(folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_half_way_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs_err::write(root.join("kept"), "old").unwrap();
        fs_err::write(root.join("file"), "not a folder").unwrap();
        let change = |name: &str| Change::new(root.join(name), "new".into()).unwrap();
        let changes = [
            change("kept"),
            change("made/deep/file"),
            Change {
                path: root.join("file/below"),
                old: None,
                new: "x".into(),
                is_edit: false,
            },
        ];
        assert!(apply(&changes).is_err());
        assert_eq!(fs_err::read_to_string(root.join("kept")).unwrap(), "old");
        assert!(!root.join("made").exists());
        let left: Vec<_> = fs_err::read_dir(root).unwrap().collect();
        assert_eq!(left.len(), 2);
    }
}
