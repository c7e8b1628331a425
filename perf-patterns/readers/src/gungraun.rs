//! Reads the summaries that gungraun's runner writes (`--save-summary=json`), of
//! schema version 7: gungraun 0.20 writes it. Its own crate of these types brings the
//! whole runner with it.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use serde::Deserialize;

const VERSION: &str = "7";

/// What one benchmark came to.
#[derive(Deserialize)]
pub struct Summary {
    /// The path of the benchmark's function: `bench::group::function`.
    pub module_path: String,
    /// What the benchmark calls this of its cases.
    pub id: Option<String>,
    profiles: Vec<Profile>,
}

#[derive(Deserialize)]
struct Profile {
    tool: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    total: Total,
}

#[derive(Deserialize)]
struct Total {
    metrics: BTreeMap<String, Figure>,
}

#[derive(Deserialize)]
struct Figure {
    values: Values,
}

#[derive(Deserialize)]
struct Values {
    new: Option<serde_json::Number>,
}

impl Summary {
    /// Reads the text of a `summary.json`.
    ///
    /// # Errors
    /// If it is no summary, or one of another version.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        /// What every version has.
        #[derive(Deserialize)]
        struct Head {
            version: String,
        }
        let Head { version } =
            serde_json::from_str(text).context("what gungraun's runner wrote is no summary")?;
        ensure!(
            version == VERSION,
            "gungraun's summaries are of version {version}, and version {VERSION} is read here"
        );
        serde_json::from_str(text).context("what gungraun's runner wrote is no summary")
    }

    /// What `tool` (`Callgrind`, `DHAT`) counted in all of `event` (`Ir`,
    /// `TotalBlocks`), where it ran and counts that.
    pub fn total(&self, tool: &str, event: &str) -> Option<&serde_json::Number> {
        let profile = self.profiles.iter().find(|profile| profile.tool == tool)?;
        profile.data.total.metrics.get(event)?.values.new.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Captured from gungraun 0.20.0, shortened to the fields that are read.
    #[test]
    fn totals_are_those_of_the_tool_that_is_asked() {
        let text = r#"{"version":"7","kind":"LibraryBenchmark","id":"short",
            "module_path":"counts::sums::sum","profiles":[{"tool":"Callgrind","data":{"total":
            {"metrics":{"Ir":{"values":{"new":68}},"L1HitRate":{"values":{"new":96.7}}}}}},
            {"tool":"DHAT","data":{"total":{"metrics":{"TotalBlocks":{"values":{"new":3}},
            "TotalBytes":{"values":{"old":7}}}}}}]}"#;
        let summary = Summary::parse(text).unwrap();
        assert_eq!(summary.id.as_deref(), Some("short"));
        assert_eq!(summary.module_path, "counts::sums::sum");
        let count = |tool, event| summary.total(tool, event)?.as_u64();
        assert_eq!(count("Callgrind", "Ir"), Some(68));
        assert_eq!(count("DHAT", "TotalBlocks"), Some(3));
        assert_eq!(
            count("DHAT", "TotalBytes"),
            None,
            "only the run before has it"
        );
        assert_eq!(count("DHAT", "Ir"), None);
        assert_eq!(count("Memcheck", "Ir"), None);
    }

    #[test]
    fn another_version_and_another_text_are_named() {
        let error = |text| Summary::parse(text).err().unwrap().to_string();
        assert!(error(r#"{"version":"9"}"#).contains("version 9"));
        assert!(error("{}").contains("no summary"));
    }
}
