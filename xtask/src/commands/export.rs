//! `cargo xtask export`

use std::io::Read;

use flate2::read::GzDecoder;

use crate::export::{self, ExportFormat, Selected};
use crate::measure::{SAMPLES, Samples};
use crate::{Outcome, print, store};

#[derive(clap::Args)]
pub struct Args {
    /// Record: `latest`, `reference`, a run id, a folder or a file
    #[arg(default_value = "latest")]
    record: String,
    /// Format: bencher, github-action-benchmark, benchfmt, csv or openmetrics
    #[arg(long, hide_possible_values = true)]
    format: ExportFormat,
    /// A family, a pattern, or part of an id
    #[arg(long, value_name = "FILTER")]
    only: Option<String>,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Outcome> {
        let record = store::find(&self.record)?;
        let selected = Selected {
            record: &record,
            only: self.only.as_deref().unwrap_or_default(),
        };
        let is_empty = selected.cases().next().is_none() && selected.pairs().next().is_none();
        if let Some(only) = &self.only {
            anyhow::ensure!(
                !is_empty,
                "`--only {only}` matches no case of {}\nhint: name a family, a pattern \
                 or any part of an id",
                self.record
            );
        }
        anyhow::ensure!(
            !is_empty,
            "{} has no results yet\nhint: `cargo xtask bench-all --resume` resumes the run",
            self.record
        );
        let file = store::folder(&record).join(SAMPLES);
        // Only a run of this machine has its single measurements beside it.
        let samples: Vec<Samples> = if self.format == ExportFormat::Benchfmt && file.is_file() {
            let mut text = String::new();
            GzDecoder::new(fs_err::File::open(&file)?).read_to_string(&mut text)?;
            serde_json::from_str(&text)?
        } else {
            Vec::new()
        };
        print::data(export::write(self.format, &selected, &samples)?);
        Ok(Outcome::Done)
    }
}
