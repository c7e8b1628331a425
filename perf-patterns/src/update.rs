//! `outdated` and `update`: what was copied, against the catalogue of today.

use std::path::{Path, PathBuf};

use command_line::format::Format;
use command_line::print;
use serde::Serialize;

use crate::change::{self, Change};
use crate::copy::{formatted, module_text, tests_path};
use crate::extract;
use crate::ledger::{self, Entry, Part};
use crate::target::Target;

/// Shows which copies changed in the catalogue, and which were edited
#[derive(clap::Args)]
pub struct OutdatedArgs {
    /// The crate, or a folder in it
    #[arg(
        long = "in",
        visible_alias = "into",
        value_name = "FOLDER",
        default_value = "."
    )]
    folder: PathBuf,
    /// A family, a pattern, or part of an id
    #[arg(long, value_name = "FILTER")]
    only: Option<String>,
    /// Output format
    #[arg(long, default_value = "table")]
    format: Format,
}

/// A copied file as `--format json` shows it; other tools rely on this.
#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    variant: &'a str,
    path: &'a Path,
    state: String,
    current: bool,
}

/// Merges changes of the catalogue into copies
#[derive(clap::Args)]
pub struct UpdateArgs {
    /// The crate, or a folder in it
    #[arg(
        long = "in",
        visible_alias = "into",
        value_name = "FOLDER",
        default_value = "."
    )]
    folder: PathBuf,
    /// A family, a pattern, or part of an id
    #[arg(long, value_name = "FILTER")]
    only: Option<String>,
    /// Show what would change as a diff, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// One copied file: as it was given, as it is, as it would be given today.
struct Copied {
    entry: Entry,
    base: String,
    /// `None` where the file is gone.
    here: Option<String>,
    /// `None` where the catalogue has it no more.
    today: Option<String>,
    /// Whether the catalogue that gave it is newer than this program's.
    is_newer: bool,
}

impl OutdatedArgs {
    /// Prints a line for each copied file. Whether all are as today's.
    ///
    /// # Errors
    /// If the crate or what it was given cannot be read.
    pub fn run(self) -> anyhow::Result<bool> {
        let (_, copied) = copied(&self.folder, self.only.as_deref())?;
        let listed: Vec<Listed> = copied
            .iter()
            .map(|file| Listed {
                id: &file.entry.id,
                variant: &file.entry.variant,
                path: &file.entry.path,
                state: file.state(),
                current: file.is_current(),
            })
            .collect();
        match self.format {
            Format::Json => print::data(serde_json::to_string_pretty(&listed)?),
            Format::Table => {
                for file in &listed {
                    print::data(format!(
                        "{} {} ({}): {}",
                        file.id,
                        file.variant,
                        file.path.display(),
                        file.state
                    ));
                }
            }
        }
        Ok(copied.iter().all(Copied::is_current))
    }
}

impl UpdateArgs {
    /// Merges each copied file with today's. Whether there was no conflict, and
    /// none was left.
    ///
    /// # Errors
    /// If the crate cannot be read or written, or was given something by a newer
    /// catalogue; it is as it was then.
    pub fn run(self) -> anyhow::Result<bool> {
        let (target, copied) = copied(&self.folder, self.only.as_deref())?;
        if let Some(newer) = copied.iter().find(|file| file.is_newer) {
            anyhow::bail!(
                "{} comes from catalogue {}, and this program has {}: nothing was changed\n\
                 hint: install a newer `perf-patterns`; this one would undo changes",
                newer.entry.path.display(),
                newer.entry.version,
                extract::VERSION
            );
        }
        let mut changes = Vec::new();
        let (mut is_well, mut is_same) = (true, true);
        for file in &copied {
            let (Some(here), Some(today)) = (&file.here, &file.today) else {
                is_same = false;
                print::note(format!("{}: {}: left alone", file.name(), file.state()));
                continue;
            };
            if let Some(line) = conflict(here) {
                is_well = false;
                print::note(format!(
                    "{}: line {line} is a conflict marker: left alone\n\
                     hint: choose between the two sides, and update again",
                    file.name()
                ));
                continue;
            }
            if *today == file.base {
                continue;
            }
            let merged = match diffy::merge(&file.base, here, today) {
                Ok(merged) => merged,
                Err(with_markers) => {
                    is_well = false;
                    print::note(format!("{}: conflicts: search it for <<<<<<<", file.name()));
                    with_markers
                }
            };
            let path = file.entry.path.display();
            if !self.dry_run {
                print::data(format!("updated {} ({path})", file.entry.id));
            }
            changes.push(Change::new(target.place(&file.entry.path)?, merged)?);
            let entry = Entry {
                version: extract::VERSION.to_owned(),
                hash: patterns_source::hash(today),
                ..file.entry.clone()
            };
            changes.extend(entry.changes(&target.root, today)?);
            changes.extend(moved_tests(&target, file, &copied)?);
        }
        changes.retain(Change::is_needed);
        if self.dry_run {
            for change in &changes {
                print::data(change.diff(&target.root));
            }
        } else {
            change::apply(&changes)?;
        }
        if changes.is_empty() && is_well && is_same {
            print::note("every copy is current");
        }
        Ok(is_well)
    }
}

/// Up to version 0.1.0 a module held its tests; today they are a file of their own,
/// which the module of today declares.
fn moved_tests(target: &Target, module: &Copied, copied: &[Copied]) -> anyhow::Result<Vec<Change>> {
    let path = tests_path(&module.entry.path);
    let is_there = copied.iter().any(|other| other.entry.path == path);
    if module.entry.part != Part::Module || !module.entry.test || is_there {
        return Ok(vec![]);
    }
    let mut entry = Entry {
        path: path.clone(),
        part: Part::Tests,
        stored: None,
        version: extract::VERSION.to_owned(),
        ..module.entry.clone()
    };
    let is_slow =
        patterns::find(&entry.id).is_some_and(|pattern| pattern.slow().name == entry.variant);
    if is_slow {
        return Ok(vec![]);
    }
    let Some(text) = today(&entry, target.edition)? else {
        return Ok(vec![]);
    };
    let change = Change::new(target.place(&path)?, text.clone())?;
    anyhow::ensure!(
        change.old.is_none() || !change.is_needed(),
        "{} exists already, and the tests of {} go there: nothing was changed",
        path.display(),
        module.entry.path.display()
    );
    entry.hash = patterns_source::hash(&text);
    let mut changes = vec![change];
    changes.extend(entry.changes(&target.root, &text)?);
    Ok(changes)
}

impl Copied {
    fn name(&self) -> String {
        format!("{} ({})", self.entry.id, self.entry.path.display())
    }

    fn is_current(&self) -> bool {
        let is_merged = self
            .here
            .as_deref()
            .is_none_or(|here| conflict(here).is_none());
        !self.is_newer && is_merged && self.today.as_ref() == Some(&self.base)
    }

    fn state(&self) -> String {
        let edited = match &self.here {
            None => return "the file is gone".to_owned(),
            Some(here) if *here == self.base => "not edited here".to_owned(),
            Some(here) => match conflict(here) {
                Some(line) => return format!("line {line} is a conflict marker"),
                None => "edited here".to_owned(),
            },
        };
        let upstream = match &self.today {
            _ if self.is_newer => format!(
                "of catalogue {}, newer than this program's {}",
                self.entry.version,
                extract::VERSION
            ),
            None => "no longer in the catalogue".to_owned(),
            Some(today) if *today == self.base => "current".to_owned(),
            Some(_) => format!("changed since {}", self.entry.version),
        };
        format!("{upstream}, {edited}")
    }
}

/// The number of the first line that a merge left for somebody to decide.
fn conflict(text: &str) -> Option<usize> {
    let is_marker = |line: &str| {
        ["<<<<<<<", "|||||||", ">>>>>>>"].iter().any(|marker| {
            line.strip_prefix(marker)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
    };
    text.lines().position(is_marker).map(|index| index + 1)
}

fn copied(folder: &Path, only: Option<&str>) -> anyhow::Result<(Target, Vec<Copied>)> {
    let target = Target::find(folder)?;
    let mut entries = ledger::entries(&target.root)?;
    anyhow::ensure!(
        !entries.is_empty(),
        "no pattern was copied into {}: it has no {}/\nhint: `perf-patterns copy PATTERN --in \
         FOLDER` copies one",
        target.root.display(),
        ledger::FOLDER
    );
    if let Some(only) = only {
        entries.retain(|entry| entry.id.contains(only));
        anyhow::ensure!(
            !entries.is_empty(),
            "`--only {only}` matches no pattern that was copied into {}\n\
             hint: `perf-patterns outdated` lists them",
            target.root.display()
        );
    }
    let own: semver::Version = extract::VERSION.parse()?;
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
            Ok(Copied {
                is_newer: entry.version()? > own,
                today: today(&entry, target.edition)?,
                entry,
                base,
                here,
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
    let text = match entry.part {
        Part::Module => {
            let with_test = entry.test && variant.name != pattern.slow().name;
            module_text(pattern, variant, &entry.path, with_test, edition)?
        }
        Part::Tests => formatted(&extract::tests(pattern, variant)?, edition)?,
    };
    Ok(Some(text))
}
