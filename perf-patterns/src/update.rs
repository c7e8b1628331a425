//! `outdated` and `update`: what was copied, against the catalogue of today.

use std::path::PathBuf;

use crate::change::{self, Change};
use crate::copy::formatted;
use crate::extract::{self, With};
use crate::ledger::{self, Entry};
use crate::target::Target;
use command_line::print;

/// Tells what changed upstream, and what was edited
#[derive(clap::Args)]
pub struct OutdatedArgs {
    /// The crate, or a folder in it
    #[arg(long = "in", value_name = "FOLDER")]
    folder: PathBuf,
}

/// Merges what changed upstream
#[derive(clap::Args)]
pub struct UpdateArgs {
    /// The crate, or a folder in it
    #[arg(long = "in", value_name = "FOLDER")]
    folder: PathBuf,
    /// Show what would change as a diff, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// One copied module: as it was given, as it is, as it would be given today.
struct Copied {
    entry: Entry,
    base: String,
    /// `None` where the file is gone.
    here: Option<String>,
    /// `None` where the catalogue has it no more.
    today: Option<String>,
}

impl OutdatedArgs {
    /// Prints a line for each copied module. Whether all are as today's.
    ///
    /// # Errors
    /// If the crate or what it was given cannot be read.
    pub fn run(self) -> anyhow::Result<bool> {
        let (_, copied) = copied(&self.folder)?;
        for module in &copied {
            print::data(format!(
                "{} {} ({}): {}",
                module.entry.id,
                module.entry.variant,
                module.entry.path.display(),
                module.state()
            ));
        }
        Ok(copied
            .iter()
            .all(|module| module.today.as_ref() == Some(&module.base)))
    }
}

impl UpdateArgs {
    /// Merges each copied module with today's. Whether there was no conflict.
    ///
    /// # Errors
    /// If the crate cannot be read or written; it is as it was then.
    pub fn run(self) -> anyhow::Result<bool> {
        let (target, copied) = copied(&self.folder)?;
        let mut changes = Vec::new();
        let mut conflicts = 0;
        for module in copied {
            let (Some(here), Some(today)) = (&module.here, &module.today) else {
                print::note(format!(
                    "{}: {}: left alone",
                    module.entry.id,
                    module.state()
                ));
                continue;
            };
            if *today == module.base {
                continue;
            }
            let merged = match diffy::merge(&module.base, here, today) {
                Ok(merged) => merged,
                Err(with_markers) => {
                    conflicts += 1;
                    print::note(format!(
                        "{}: conflicts in {}: look for <<<<<<<",
                        module.entry.id,
                        module.entry.path.display()
                    ));
                    with_markers
                }
            };
            print::data(format!(
                "updated {} ({})",
                module.entry.id,
                module.entry.path.display()
            ));
            changes.push(Change::new(target.place(&module.entry.path)?, merged)?);
            let entry = Entry {
                version: extract::VERSION.to_owned(),
                hash: ledger::hash(today),
                ..module.entry.clone()
            };
            changes.extend(entry.changes(&target.root, today)?);
        }
        changes.retain(Change::is_needed);
        if self.dry_run {
            for change in &changes {
                print::data(change.diff(&target.root));
            }
        } else {
            change::apply(&changes)?;
        }
        if changes.is_empty() {
            print::note("everything is as in the catalogue");
        }
        Ok(conflicts == 0)
    }
}

impl Copied {
    fn state(&self) -> String {
        let edited = match &self.here {
            None => return "the file is gone".to_owned(),
            Some(here) if *here == self.base => "not edited here",
            Some(_) => "edited here",
        };
        let upstream = match &self.today {
            None => "no longer in the catalogue".to_owned(),
            Some(today) if *today == self.base => "current".to_owned(),
            Some(_) => format!("changed since {}", self.entry.version),
        };
        format!("{upstream}, {edited}")
    }
}

fn copied(folder: &std::path::Path) -> anyhow::Result<(Target, Vec<Copied>)> {
    let target = Target::find(folder)?;
    let entries = ledger::entries(&target.root)?;
    anyhow::ensure!(
        !entries.is_empty(),
        "{} was given no pattern: it has no {}/",
        target.root.display(),
        ledger::FOLDER
    );
    let copied = entries
        .into_iter()
        .map(|entry| {
            let base = entry.base(&target.root)?;
            let file = target.place(&entry.path)?;
            let here = if file.is_file() {
                Some(fs_err::read_to_string(&file)?)
            } else {
                None
            };
            let today = today(&entry, target.edition)?;
            Ok(Copied {
                entry,
                base,
                here,
                today,
            })
        })
        .collect::<anyhow::Result<_>>()?;
    Ok((target, copied))
}

/// What the catalogue would give today.
fn today(entry: &Entry, edition: u32) -> anyhow::Result<Option<String>> {
    let Some(pattern) = patterns::find(&entry.id) else {
        return Ok(None);
    };
    let Some(variant) = pattern.variant(&entry.variant) else {
        return Ok(None);
    };
    let with = With {
        test: entry.test,
        bench: false,
    };
    formatted(&extract::module(pattern, variant, with)?, edition).map(Some)
}
