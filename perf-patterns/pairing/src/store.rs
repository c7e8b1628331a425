//! Where checkouts, builds and samples are kept: a folder of our own for each
//! repository, outside of it, held by one process at a time.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// The folder of one repository.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    /// Held while this lives; the kernel gives it back however the process ends.
    _lock: fs_err::File,
}

/// The root of all stores: `$PERF_PATTERNS_HOME`, else the user's cache folder.
///
/// # Errors
/// If neither is known.
pub fn home() -> anyhow::Result<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(home) = variable("PERF_PATTERNS_HOME") {
        return Ok(std::path::absolute(home)?);
    }
    let cache = match (variable("XDG_CACHE_HOME"), variable("HOME")) {
        (Some(cache), _) => PathBuf::from(cache),
        (None, Some(home)) if cfg!(target_os = "macos") => {
            PathBuf::from(home).join("Library/Caches")
        }
        (None, Some(home)) => PathBuf::from(home).join(".cache"),
        (None, None) => bail!(
            "no folder to keep builds in: HOME is not set\nhint: set PERF_PATTERNS_HOME to one"
        ),
    };
    Ok(cache.join("perf-patterns"))
}

/// What to do where builds cannot be kept: a line of its own below an error.
pub const NO_SPACE: &str = "hint: set PERF_PATTERNS_HOME to a folder with space";

/// Whether a tool ended because the disk is full, by what it wrote to standard error.
pub fn says_no_space(stderr: &str) -> bool {
    // As strerror has it, and as LLVM's linker says it.
    stderr.contains("No space left on device") || stderr.contains("no space left on device")
}

/// Says what to do where a file could not be written because the disk is full: that
/// can happen at any step. Other errors stay as they are, and those with a hint.
pub fn hint_at_no_space(error: anyhow::Error) -> anyhow::Error {
    let is_full = error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|cause| cause.kind() == std::io::ErrorKind::StorageFull)
    });
    let text = format!("{error:#}");
    if is_full && !text.contains("hint:") {
        anyhow::anyhow!("{text}\n{NO_SPACE}")
    } else {
        error
    }
}

impl Store {
    /// The store of the project at `root` (a repository's, or of two programs),
    /// locked.
    ///
    /// # Errors
    /// If another process holds it, or it cannot be made.
    pub fn open(root: &Path) -> anyhow::Result<Self> {
        let mut hasher = DefaultHasher::new();
        root.hash(&mut hasher);
        let name = root.file_name().unwrap_or_default().to_string_lossy();
        let folder = home()?
            .join("ab")
            .join(format!("{name}-{:016x}", hasher.finish()));
        let cannot = || format!("cannot keep builds in {}\n{NO_SPACE}", folder.display());
        fs_err::create_dir_all(folder.join("objects")).with_context(cannot)?;
        let lock = fs_err::File::create(folder.join("lock")).with_context(cannot)?;
        match lock.file().try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => bail!(
                "another `perf-patterns ab` works on {} right now\nhint: wait until it ends; two \
                 at once would disturb each other's figures",
                root.display()
            ),
            Err(std::fs::TryLockError::Error(error)) => {
                return Err(error).with_context(cannot);
            }
        }
        let store = Store {
            folder,
            _lock: lock,
        };
        store.sweep()?;
        Ok(store)
    }

    /// What a killed process left: locks of git, and folders of runs.
    fn sweep(&self) -> anyhow::Result<()> {
        for entry in fs_err::read_dir(&self.folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.ends_with(".lock") {
                fs_err::remove_file(&path)?;
            } else if name.starts_with("run-") || name.ends_with(".part") {
                fs_err::remove_dir_all(&path)?;
            }
        }
        Ok(())
    }

    /// A file's place.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A folder, made if there is none.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn folder(&self, name: &str) -> anyhow::Result<PathBuf> {
        let folder = self.folder.join(name);
        fs_err::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// A folder for one run, removed when dropped.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn run_folder(&self) -> anyhow::Result<tempfile::TempDir> {
        tempfile::Builder::new()
            .prefix("run-")
            .tempdir_in(&self.folder)
            .with_context(|| format!("cannot make a folder in {}", self.folder.display()))
    }

    /// Removes a file that may be missing.
    ///
    /// # Errors
    /// If it is there and cannot be removed.
    pub fn remove(&self, path: &Path) -> anyhow::Result<()> {
        match fs_err::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// An interrupted git is killed and leaves its locks: nobody else would remove them
/// before the next comparison.
impl Drop for Store {
    fn drop(&mut self) {
        // The next one sweeps, too, and says what is wrong.
        let _ = self.sweep();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_has_a_hint_wherever_it_is_met_and_only_once() {
        let full = || anyhow::Error::from(std::io::Error::from(std::io::ErrorKind::StorageFull));
        let hint = "hint: set PERF_PATTERNS_HOME";
        assert!(
            hint_at_no_space(full().context("writing samples"))
                .to_string()
                .contains(hint)
        );
        let known = full().context("no layouts\nhint: set PERF_PATTERNS_HOME to another");
        assert_eq!(
            format!("{:#}", hint_at_no_space(known))
                .matches("hint:")
                .count(),
            1
        );
        let other = anyhow::anyhow!("no such revision");
        assert_eq!(hint_at_no_space(other).to_string(), "no such revision");
    }
}
