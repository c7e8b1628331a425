//! `cargo xtask merge A B …`

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use command_line::files;
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde_json::Value;

use crate::measure::{ROUNDS, SAMPLES};
use crate::{Outcome, print, store};

#[derive(clap::Args)]
pub struct Args {
    /// Records of the shards: run ids, folders or files
    #[arg(required = true, num_args = 2..)]
    records: Vec<String>,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Outcome> {
        let mut parts = Vec::new();
        let mut folders = Vec::new();
        for name in &self.records {
            let file = store::locate(name)?;
            parts.push(store::read(&file)?);
            folders.extend(file.parent().map(Path::to_path_buf));
        }
        for part in record::missing(&parts) {
            print::warning(&format!(
                "shard {part} is missing: its patterns are not in the merged record"
            ));
        }
        let merged = record::merge(parts)?;
        let home = store::folder(&merged);
        for folder in &folders {
            let profiles = folder.join("profiles");
            if profiles.is_dir() {
                files::copy(&profiles, &home.join("profiles"))?;
            }
        }
        for name in [SAMPLES, ROUNDS] {
            join(&folders, name, &home)?;
        }
        // Last: whoever finds a record finds everything else beside it.
        store::save(&merged)?;
        print::note(format!(
            "{} cases and {} pairs of {} machines",
            merged.cases().count(),
            merged.pairs().count(),
            merged.machines.len()
        ));
        print::note(format!("record: {}", home.join("record.json").display()));
        print::hint(&format!(
            "`cargo xtask book --from {}` renders it",
            merged.run_id
        ));
        Ok(Outcome::Done)
    }
}

/// Puts the compressed lists called `name` in `folders` behind each other.
fn join(folders: &[PathBuf], name: &str, to: &Path) -> anyhow::Result<()> {
    let mut all: Vec<Value> = Vec::new();
    for folder in folders {
        let file = folder.join(name);
        if !file.is_file() {
            continue;
        }
        let mut text = String::new();
        let list: Vec<Value> = GzDecoder::new(fs_err::File::open(&file)?)
            .read_to_string(&mut text)
            .map_err(anyhow::Error::from)
            .and_then(|_| Ok(serde_json::from_str(&text)?))
            .with_context(|| {
                format!(
                    "{} is damaged\nhint: remove it, or copy it again",
                    file.display()
                )
            })?;
        all.extend(list);
    }
    if all.is_empty() {
        return Ok(());
    }
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(&serde_json::to_vec(&all)?)?;
    store::write(&to.join(name), &gzip.finish()?)
}
