//! The baseline of counts: what `gate` holds a change against, as text that a review
//! can read. A folder with `conditions.txt` and a file for each family, one line a
//! case.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use readers::Condition;
use record::{Environment, Metric, Record};

use super::conditions;

/// What is compared. The simulated caches are left out: they depend on addresses
/// as well.
pub const METRICS: [Metric; 5] = [
    Metric::Instructions,
    Metric::Allocations,
    Metric::AllocatedBytes,
    Metric::PeakBytes,
    Metric::SystemCalls,
];

/// The counts of a case, in the order of [`METRICS`]; `None` where not measured.
pub type Counts = [Option<u64>; METRICS.len()];

/// Where the counts hold.
const CONDITIONS: &str = "conditions.txt";

/// What stands for a count that was not measured.
const ABSENT: &str = "-";

/// Counts by case, with what they depend on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Baseline {
    /// What the counts depend on besides the code.
    pub conditions: Vec<Condition>,
    /// The hash of each pattern's file, by its id.
    pub hashes: BTreeMap<String, String>,
    /// By the case's id.
    pub cases: BTreeMap<String, Counts>,
}

impl Baseline {
    /// What `record` counted.
    pub fn of(record: &Record) -> Self {
        Baseline {
            conditions: conditions::of_counts(&record.environment),
            hashes: record
                .patterns
                .iter()
                .map(|pattern| (pattern.id.clone(), pattern.source_hash.clone()))
                .collect(),
            cases: record
                .cases()
                .map(|case| (case.id.clone(), METRICS.map(|metric| case.count(metric))))
                .collect(),
        }
    }

    /// Whether a baseline lies in `folder`.
    pub fn is_in(folder: &Path) -> bool {
        folder.join(CONDITIONS).is_file()
    }

    /// Reads the baseline that lies in `folder`.
    ///
    /// # Errors
    /// If a file cannot be read, or a line of it is not what this writes.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let mut baseline = Baseline::default();
        let text = fs_err::read_to_string(folder.join(CONDITIONS))?;
        let written: BTreeMap<&str, &str> = text
            .lines()
            .filter_map(|line| line.split_once(": "))
            .collect();
        for known in conditions::of_counts(&Environment::default()) {
            let value = *written.get(known.name).with_context(|| {
                format!("{CONDITIONS} in {} lacks {}", folder.display(), known.name)
            })?;
            baseline.conditions.push(Condition {
                value: value.to_owned(),
                ..known
            });
        }
        for entry in fs_err::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default();
            if let Some(family) = name.to_string_lossy().strip_suffix(".txt")
                && name != CONDITIONS
            {
                let text = fs_err::read_to_string(&path)?;
                baseline.parse(family, &text).with_context(|| {
                    format!(
                        "{} is not a baseline of counts\nhint: `cargo xtask bless` writes it anew",
                        path.display()
                    )
                })?;
            }
        }
        Ok(baseline)
    }

    /// Takes in the file of one family: hashes, an empty line, counts under the names
    /// of their metrics.
    fn parse(&mut self, family: &str, text: &str) -> anyhow::Result<()> {
        let (hashes, counts) = text
            .split_once("\n\n")
            .context("it has no empty line between hashes and counts")?;
        for line in hashes.lines().skip(1) {
            let (pattern, hash) = line
                .split_once(' ')
                .with_context(|| format!("`{line}` is not a pattern and a hash"))?;
            self.hashes
                .insert(format!("{family}/{pattern}"), hash.to_owned());
        }
        let mut lines = counts.lines();
        let header: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
        for line in lines {
            let fields: Vec<&str> = line.split(' ').collect();
            if fields.len() != header.len() {
                bail!("`{line}` has not the {} fields of the header", header.len());
            }
            let mut counts = Counts::default();
            for (name, field) in header.iter().zip(&fields).skip(1) {
                // A metric that is no longer compared is read past.
                let index = METRICS.iter().position(|metric| metric.name() == *name);
                if let Some(index) = index
                    && *field != ABSENT
                {
                    let count = field
                        .parse()
                        .with_context(|| format!("`{field}` in `{line}` is not a count"))?;
                    counts[index] = Some(count);
                }
            }
            self.cases.insert(format!("{family}/{}", fields[0]), counts);
        }
        Ok(())
    }

    /// The files of this baseline by name.
    pub fn files(&self) -> BTreeMap<String, String> {
        let conditions = self
            .conditions
            .iter()
            .map(|known| format!("{}: {}\n", known.name, known.value))
            .collect();
        let mut files = BTreeMap::from([(CONDITIONS.to_owned(), conditions)]);
        let split = |id: &str| {
            let (family, rest) = id.split_once('/').unwrap_or(("", id));
            (format!("{family}.txt"), rest.to_owned())
        };
        for (id, hash) in &self.hashes {
            let (file, pattern) = split(id);
            let text: &mut String = files
                .entry(file)
                .or_insert_with(|| "pattern hash\n".to_owned());
            text.push_str(&format!("{pattern} {hash}\n"));
        }
        let names = METRICS.map(Metric::name).join(" ");
        for text in files
            .values_mut()
            .filter(|text| text.starts_with("pattern"))
        {
            text.push_str(&format!("\ncase {names}\n"));
        }
        for (id, counts) in &self.cases {
            let (file, case) = split(id);
            let counts = counts
                .map(|count| count.map_or_else(|| ABSENT.to_owned(), |count| count.to_string()));
            if let Some(text) = files.get_mut(&file) {
                text.push_str(&format!("{case} {}\n", counts.join(" ")));
            }
        }
        files
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn baseline() -> Baseline {
        let environment = Environment {
            rustc: "rustc 1.95.0 (59807616e 2026-04-14)".into(),
            ..Environment::default()
        };
        Baseline {
            conditions: conditions::of_counts(&environment),
            hashes: BTreeMap::from([
                ("a/one".to_owned(), "0123456789abcdef".to_owned()),
                ("b/two".to_owned(), "0000000000000000".to_owned()),
            ]),
            cases: BTreeMap::from([
                (
                    "a/one/slow/typical/10".to_owned(),
                    [Some(1), Some(0), None, Some(u64::MAX), Some(3)],
                ),
                ("a/one/fast/typical/10".to_owned(), [Some(2); 5]),
                ("b/two/slow/typical/10".to_owned(), [None; 5]),
            ]),
        }
    }

    fn read_back(change: impl Fn(String) -> String) -> anyhow::Result<Baseline> {
        let folder = tempfile::tempdir()?;
        for (name, text) in baseline().files() {
            std::fs::write(folder.path().join(name), change(text))?;
        }
        Baseline::read(folder.path())
    }

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(read_back(|text| text).unwrap(), baseline());
    }

    #[test]
    fn a_case_is_a_line_and_cases_are_sorted() {
        let files = baseline().files();
        assert_eq!(
            files["a.txt"],
            "pattern hash\none 0123456789abcdef\n\n\
             case instructions allocations allocated_bytes peak_bytes system_calls\n\
             one/fast/typical/10 2 2 2 2 2\n\
             one/slow/typical/10 1 0 - 18446744073709551615 3\n"
        );
    }

    #[test]
    fn a_metric_that_an_older_baseline_lacks_is_absent() {
        let read = read_back(|text| {
            text.replace(" system_calls\n", "\n")
                .replace("2 2 2 2 2", "2 2 2 2")
                .replace("615 3", "615")
                .replace("- - - - -", "- - - -")
        })
        .unwrap();
        assert_eq!(
            read.cases["a/one/fast/typical/10"],
            [Some(2), Some(2), Some(2), Some(2), None]
        );
    }

    #[test]
    fn a_damaged_line_is_named() {
        let error = read_back(|text| text.replace("2 2 2 2 2", "2 2 two 2 2")).unwrap_err();
        assert!(format!("{error:#}").contains("`two` in `one/fast/typical/10"));
        let error = read_back(|text| text.replace("2 2 2 2 2", "2 2")).unwrap_err();
        assert!(format!("{error:#}").contains("fields of the header"));
        assert!(error.to_string().contains("hint: `cargo xtask bless`"));
    }
}
