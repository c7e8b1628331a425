//! Run records on disk: `results/<run_id>/record.json` and what lies beside it.

use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use benches::record::{Environment, Record, SCHEMA_VERSION, Settings};

/// The run that is committed, so that a book can be shown before measuring.
pub const REFERENCE: &str = "reference";

/// The repository's root.
pub fn root() -> PathBuf {
    // Set by cargo for `cargo xtask`; the path at build time otherwise.
    std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from)
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default()
}

/// Where build products go: the folder that cargo marked, above this program. A
/// variable, a configuration above the clone or a target of the build's own may
/// have moved it.
pub fn target() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    program
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").is_file())
        .map_or_else(|| root().join("target"), Path::to_path_buf)
}

/// Where run records lie: `results`, or the folder that `WORKSHOP_RESULTS` names.
pub fn results() -> PathBuf {
    std::env::var_os("WORKSHOP_RESULTS").map_or_else(|| root().join("results"), PathBuf::from)
}

/// Why a record cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Not there.
    #[error("there is no record at {0}")]
    Missing(PathBuf),
    /// Not JSON, cut off, or of another shape.
    #[error("{path} is not a run record: {problem}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the parser says.
        problem: String,
    },
    /// Written by a later version of this tool.
    #[error(
        "{path} has schema version {found}, and this build reads up to {SCHEMA_VERSION}: update the checkout"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u64,
    },
}

/// Reads one `record.json`.
///
/// # Errors
/// See [`RecordError`].
pub fn read(path: &Path) -> Result<Record, RecordError> {
    let damaged = |problem: String| RecordError::Damaged {
        path: path.to_path_buf(),
        problem,
    };
    let bytes = match fs_err::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(RecordError::Missing(path.to_path_buf()));
        }
        Err(error) => return Err(damaged(error.to_string())),
    };
    // The version first: a newer record may well have another shape.
    #[derive(serde::Deserialize)]
    struct Version {
        schema_version: u64,
    }
    let version: Version =
        serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
    if version.schema_version > u64::from(SCHEMA_VERSION) {
        return Err(RecordError::Newer {
            path: path.to_path_buf(),
            found: version.schema_version,
        });
    }
    serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))
}

/// What a listing shows of a run: the part of its record before the cases.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Header {
    /// The folder's name.
    pub run_id: String,
    /// RFC 3339 in UTC.
    pub started_at: String,
    /// `null` while the run is incomplete.
    pub finished_at: Option<String>,
    /// Where it was measured.
    pub environment: Environment,
    /// How it was measured.
    pub settings: Settings,
}

/// Reads the beginning of one `record.json`, so that thousands are listed in the
/// time that a few take to read.
///
/// # Errors
/// See [`RecordError`]. Of the part behind the header only the last byte is
/// looked at.
pub fn read_header(path: &Path) -> Result<Header, RecordError> {
    /// More than a header has; one with many machines is read with all the rest.
    const BEGINNING: usize = 16 * 1024;
    let Some(text) = beginning(path, BEGINNING) else {
        return whole_header(path);
    };
    let Some(end) = text.find(",\"cases\":") else {
        return whole_header(path);
    };
    serde_json::from_str(&format!("{}}}", &text[..end])).or_else(|_| whole_header(path))
}

/// The first `bytes` of a file that ends as a record does and has this version.
fn beginning(path: &Path, bytes: usize) -> Option<String> {
    let mut file = fs_err::File::open(path).ok()?;
    let mut text = vec![0; bytes];
    file.read_exact(&mut text).ok()?;
    file.seek(SeekFrom::End(-1)).ok()?;
    let mut last = [0];
    file.read_exact(&mut last).ok()?;
    let text = String::from_utf8_lossy(&text).into_owned();
    let version = format!("{{\"schema_version\":{SCHEMA_VERSION},");
    (last == *b"}" && text.starts_with(&version)).then_some(text)
}

fn whole_header(path: &Path) -> Result<Header, RecordError> {
    let record = read(path)?;
    Ok(Header {
        run_id: record.run_id,
        started_at: record.started_at,
        finished_at: record.finished_at,
        environment: record.environment,
        settings: record.settings,
    })
}

/// The record that `name` means: see [`locate`].
///
/// # Errors
/// If there is none, or it cannot be read.
pub fn find(name: &str) -> anyhow::Result<Record> {
    Ok(read(&locate(name)?)?)
}

/// The file that `name` means: `latest`, `reference`, a run id, a folder or a
/// file.
///
/// # Errors
/// If there is none.
pub fn locate(name: &str) -> anyhow::Result<PathBuf> {
    let path = Path::new(name);
    Ok(if name == "latest" {
        latest()?.context("nothing was measured here yet\nhint: run `cargo xtask bench-all`")?
    } else if path.is_file() {
        path.to_path_buf()
    } else if path.join("record.json").is_file() {
        path.join("record.json")
    } else {
        // The reference is the repository's, wherever this machine's runs lie.
        let folder = if name == REFERENCE {
            root().join("results")
        } else {
            results()
        };
        let by_id = folder.join(name).join("record.json");
        if !by_id.is_file() {
            bail!(
                "no record is called `{name}`: neither a file, nor a folder with a record.json, \
                 nor a run in {}\nhint: `latest` and `reference` also work",
                results().display()
            );
        }
        by_id
    })
}

/// The newest complete record that was measured here.
///
/// # Errors
/// If the results cannot be listed.
pub fn latest() -> anyhow::Result<Option<PathBuf>> {
    Ok(runs()?
        .into_iter()
        .rev()
        .find(|file| read(file).is_ok_and(|record| record.finished_at.is_some())))
}

/// Every local `record.json`, oldest first; the reference is not among them.
///
/// # Errors
/// If the results cannot be listed.
pub fn runs() -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if !results().is_dir() {
        return Ok(files);
    }
    for entry in fs_err::read_dir(results())? {
        let entry = entry?;
        let file = entry.path().join("record.json");
        if entry.file_name() != REFERENCE && file.is_file() {
            files.push(file);
        }
    }
    // Run ids begin with the time, so that names sort by it.
    files.sort();
    Ok(files)
}

/// Writes `bytes` to `path` by way of a temporary name: whoever reads sees the
/// old file or the new one, never a part.
///
/// # Errors
/// If the folder cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let folder = path
        .parent()
        .with_context(|| format!("{} has no folder", path.display()))?;
    fs_err::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix(".writing-")
        .tempfile_in(folder)
        .with_context(|| format!("cannot write in {}", folder.display()))?;
    file.write_all(bytes)?;
    // Temporary files are private; records are for everybody who reads here.
    #[cfg(unix)]
    file.as_file()
        .set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
    file.as_file().sync_all()?;
    file.persist(path)
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}

/// Writes `results/<run_id>/record.json`.
///
/// # Errors
/// If the folder cannot be written.
pub fn save(record: &Record) -> anyhow::Result<()> {
    let file = folder(record).join("record.json");
    write(&file, serde_json::to_string(record)?.as_bytes())
}

/// Makes a new folder below `results` for a run, and returns its id: `run_id`, or that
/// with a number where another run of the same second has it.
///
/// # Errors
/// If the folder cannot be made.
pub fn reserve(results: &Path, run_id: &str) -> anyhow::Result<String> {
    fs_err::create_dir_all(results)?;
    let mut id = run_id.to_owned();
    let mut number = 1;
    loop {
        match fs_err::create_dir(results.join(&id)) {
            Ok(()) => return Ok(id),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                number += 1;
                id = format!("{run_id}-{number}");
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// A record's folder.
pub fn folder(record: &Record) -> PathBuf {
    results().join(&record.run_id)
}

/// The hash of a pattern file as records keep it: FNV-1a, 64 bits, hexadecimal
/// (Fowler, Noll, Vo; RFC 9923). It tells edits, not attacks.
pub fn hash(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_runs_of_the_same_second_get_a_folder_each() {
        let results = tempfile::tempdir().unwrap();
        let ids = ["run", "run", "run"].map(|id| reserve(results.path(), id).unwrap());
        assert_eq!(ids, ["run", "run-2", "run-3"]);
    }

    /// From the test vectors of RFC 9923.
    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(hash(""), "cbf29ce484222325");
        assert_eq!(hash("a"), "af63dc4c8601ec8c");
        assert_eq!(hash("foobar"), "85944171f73967e8");
    }
}
