//! Records on disk: read whole or by their header, written so that nobody sees a part.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::ser::Formatter;

use crate::{Environment, Profiles, Record, SCHEMA_VERSION, Settings, version_1};

/// The file beside a record that holds its profiles.
const PROFILES: &str = "profiles.json";

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

/// Reads one `record.json`, of this version or an older one, with the profiles
/// beside it; without, where there are none.
///
/// # Errors
/// See [`RecordError`].
pub fn read(path: &Path) -> Result<Record, RecordError> {
    let mut record = read_figures(path)?;
    let beside = path.with_file_name(PROFILES);
    // Version 1 had them inside.
    if record.profiles == Profiles::default() && beside.is_file() {
        record.profiles = parse(&beside, &bytes(&beside)?)?;
    }
    Ok(record)
}

/// The same without the profiles beside it, for those that look at many runs.
///
/// # Errors
/// See [`RecordError`].
pub fn read_figures(path: &Path) -> Result<Record, RecordError> {
    let text = bytes(path)?;
    // The version first: a newer record may well have another shape.
    #[derive(Deserialize)]
    struct Version {
        schema_version: u64,
    }
    let Version {
        schema_version: version,
    } = parse(path, &text)?;
    if version == 0 {
        return Err(damaged(path, &"versions of records begin with 1"));
    }
    if version > u64::from(SCHEMA_VERSION) {
        return Err(RecordError::Newer {
            path: path.to_path_buf(),
            found: version,
        });
    }
    let mut record: Record = parse(path, &text)?;
    if version == 1 {
        version_1::convert(&mut record, &text).map_err(|error| damaged(path, &error))?;
    }
    record.place().map_err(|problem| damaged(path, &problem))?;
    Ok(record)
}

fn damaged(path: &Path, problem: &impl ToString) -> RecordError {
    RecordError::Damaged {
        path: path.to_path_buf(),
        problem: problem.to_string(),
    }
}

/// A hundred patterns need half a megabyte, and their profiles a few. What is larger
/// is not a record, and is not worth reading to find out.
const LARGEST_BYTES: u64 = 64 << 20;

fn bytes(path: &Path) -> Result<Vec<u8>, RecordError> {
    let refused = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => RecordError::Missing(path.to_path_buf()),
        _ => damaged(path, &error),
    };
    let size = fs_err::metadata(path).map_err(refused)?.len();
    if size > LARGEST_BYTES {
        let problem = format!("it has {size} bytes, and no record has {LARGEST_BYTES}");
        return Err(damaged(path, &problem));
    }
    fs_err::read(path).map_err(refused)
}

fn parse<T: serde::de::DeserializeOwned>(path: &Path, text: &[u8]) -> Result<T, RecordError> {
    serde_json::from_slice(text).map_err(|error| damaged(path, &error))
}

/// What a listing shows of a run: the beginning of its record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// The folder's name.
    pub run_id: String,
    /// RFC 3339 in UTC.
    pub started_at: String,
    /// `null` while the run has not ended.
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
/// See [`RecordError`]. Of the part behind the header only the end is looked at.
pub fn read_header(path: &Path) -> Result<Header, RecordError> {
    if let Some(header) = beginning(path) {
        return Ok(header);
    }
    let record = read_figures(path)?;
    Ok(Header {
        run_id: record.run_id,
        started_at: record.started_at,
        finished_at: record.finished_at,
        environment: record.environment,
        settings: record.settings,
    })
}

/// The header of a file that begins and ends as a record of this version does; one
/// with many machines is longer than this looks, and read with all the rest.
fn beginning(path: &Path) -> Option<Header> {
    const LENGTH: u64 = 16 * 1024;
    let mut file = fs_err::File::open(path).ok()?;
    let mut text = Vec::new();
    (&mut file).take(LENGTH).read_to_end(&mut text).ok()?;
    let text = String::from_utf8_lossy(&text);
    let version = format!("{{\n\"schema_version\":{SCHEMA_VERSION},\n");
    let (header, _) = text.split_once(",\n\"patterns\":")?;
    file.seek(SeekFrom::End(-2)).ok()?;
    let mut last = [0; 2];
    file.read_exact(&mut last).ok()?;
    if last != *b"}\n" || !header.starts_with(&version) {
        return None;
    }
    serde_json::from_str(&format!("{header}}}")).ok()
}

/// Writes `record.json` and its profiles into `folder`.
///
/// # Errors
/// If the folder cannot be written.
pub fn save(record: &Record, folder: &Path) -> anyhow::Result<()> {
    if record.profiles != Profiles::default() {
        write(&folder.join(PROFILES), &lines(&record.profiles)?)?;
    }
    // Last: whoever finds a record finds everything else beside it.
    write(&folder.join("record.json"), &lines(record)?)
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

/// `value` as JSON with a line for each of its fields, and one for each element of
/// those that are lists: a header ends with a line, and a change is the lines that
/// changed.
fn lines(value: &impl Serialize) -> anyhow::Result<Vec<u8>> {
    let mut text = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, Lines { depth: 0 });
    value.serialize(&mut serializer)?;
    text.push(b'\n');
    Ok(text)
}

/// Breaks lines in the first two levels.
struct Lines {
    depth: usize,
}

impl Lines {
    fn begin<W: ?Sized + Write>(&self, out: &mut W, first: bool, level: usize) -> io::Result<()> {
        if !first {
            out.write_all(b",")?;
        }
        if self.depth == level {
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}

impl Formatter for Lines {
    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth += 1;
        out.write_all(b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth -= 1;
        if self.depth == 0 {
            out.write_all(b"\n")?;
        }
        out.write_all(b"}")
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth += 1;
        out.write_all(b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth -= 1;
        out.write_all(b"]")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.begin(out, first, 1)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.begin(out, first, 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Case, Role};

    fn record() -> Record {
        let mut record = Record {
            schema_version: SCHEMA_VERSION,
            run_id: "2026-01-02T03-04-05Z-abcdef0".into(),
            ..Record::default()
        };
        record.environment.cpu = "named \",\n\"patterns\":[\" by a joker".into();
        for (variant, role) in [("a", Role::Slow), ("b", Role::Fast)] {
            record.insert(Case {
                instructions: Some(7),
                ..Case::new("family/pattern", variant, role, "typical", 30)
            });
        }
        record
    }

    #[test]
    fn what_is_written_is_read_and_its_header_alone_too() {
        let folder = tempfile::tempdir().unwrap();
        let record = record();
        save(&record, folder.path()).unwrap();
        let file = folder.path().join("record.json");
        assert_eq!(read(&file).unwrap(), record);
        let header = read_header(&file).unwrap();
        assert_eq!(beginning(&file), Some(header.clone()));
        assert_eq!(header.environment, record.environment);
        assert_eq!(header.run_id, record.run_id);
    }

    #[test]
    fn a_record_that_ends_in_the_middle_has_no_header() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("record.json");
        let text = lines(&record()).unwrap();
        for length in (0..text.len() - 1).step_by(7) {
            std::fs::write(&file, &text[..length]).unwrap();
            assert!(read_header(&file).is_err(), "{length}");
        }
    }

    /// Reads `text` as a record, and returns why it cannot be.
    fn problem(text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("record.json");
        std::fs::write(&file, text).unwrap();
        read(&file).unwrap_err().to_string()
    }

    #[test]
    fn a_record_of_nothing_of_version_0_or_with_a_case_twice_is_refused() {
        let mut nothing = record();
        nothing.patterns.clear();
        let text = serde_json::to_string(&nothing).unwrap();
        assert!(problem(&text).ends_with("it has no cases"));

        let zero = serde_json::to_string(&record()).unwrap();
        let zero = zero.replacen("\"schema_version\":2", "\"schema_version\":0", 1);
        assert!(problem(&zero).ends_with("versions of records begin with 1"));

        let mut case_twice = record();
        let case = case_twice.patterns[0].inputs[0].cases[0].clone();
        case_twice.patterns[0].inputs[0].cases.push(case);
        let mut input_twice = record();
        let input = input_twice.patterns[0].inputs[0].clone();
        input_twice.patterns[0].inputs.push(input);
        let mut pattern_twice = record();
        let pattern = pattern_twice.patterns[0].clone();
        pattern_twice.patterns.push(pattern);
        for twice in [case_twice, input_twice, pattern_twice] {
            let problem = problem(&serde_json::to_string(&twice).unwrap());
            assert!(
                problem.ends_with("family/pattern/a/typical/30 stands there twice"),
                "{problem}"
            );
        }
    }

    #[test]
    fn a_file_far_too_large_is_refused_without_reading_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("record.json");
        let sparse = std::fs::File::create(&file).unwrap();
        sparse.set_len(LARGEST_BYTES + 1).unwrap();
        let problem = read(&file).unwrap_err().to_string();
        assert!(problem.contains("bytes, and no record has"), "{problem}");
    }

    #[test]
    fn each_pattern_and_each_field_of_the_header_has_a_line() {
        let text = String::from_utf8(lines(&record()).unwrap()).unwrap();
        let begins = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
        assert_eq!(begins("\"run_id\":"), 1);
        assert_eq!(begins("\"patterns\":["), 1);
        assert_eq!(begins("{\"id\":\"family/pattern\""), 1);
    }
}
