//! A whole comparison, from two names to a report.

mod benches;
mod outcome;
mod project;
mod whole;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};

use crate::build::{Built, Toolchain};
use crate::git::{Repository, Revision};
use crate::layout::Layouts;
use crate::report::Report;
use crate::schedule::Arm;
use crate::settings::{Settings, Subject};
use crate::store::Store;
use crate::turns::{self, Measured, Turns};

pub use outcome::history;
use project::project;
use whole::programs;

/// Time for the turns of one benchmark, by default.
const BUDGET_EACH: Duration = Duration::from_secs(8);

/// The least time for all turns, by default.
const BUDGET_LEAST: Duration = Duration::from_secs(30);

/// Blocks after which turns end, settled or not: 48 processes per side.
const MOST_BLOCKS: usize = 24;

/// What is kept while turns are taken, so that they can be resumed.
#[derive(Serialize, Deserialize)]
struct Session {
    settings: Settings,
    base: Option<Revision>,
    head: Option<Revision>,
}

/// What is ready to take turns.
struct Ready {
    base: Layouts,
    control: Layouts,
    head: Layouts,
}

/// What turns need to know of their subject.
struct Prepared<'a> {
    settings: &'a Settings,
    store: &'a Store,
    ready: Ready,
    ids: Vec<String>,
    harness: String,
    toolchain: Option<&'a Toolchain>,
    only_base: Vec<String>,
    only_head: Vec<String>,
    outputs_equal: Option<bool>,
    warnings: Vec<String>,
}

/// Both builds.
struct Both<'a> {
    base: &'a Built,
    head: &'a Built,
}

/// Compares what `settings` say.
///
/// # Errors
/// If they cannot be compared: one line says why, and mostly what to do. Whatever
/// the reason, nothing is left behind but builds and samples in the store.
pub fn compare(settings: &Settings) -> anyhow::Result<Report> {
    if let Subject::Programs { base, head } = &settings.subject {
        let store = Store::open(&fs_err::canonicalize(&settings.folder)?)?;
        begin(
            &store,
            &Session {
                settings: settings.clone(),
                base: None,
                head: None,
            },
        )?;
        return programs(settings, base, head, &store);
    }
    let repository = Repository::find(&settings.folder)?;
    let store = Store::open(&repository.top)?;
    let base = repository.resolve(&settings.base, &store)?;
    let head = match &settings.head {
        Some(name) => repository.resolve(name, &store)?,
        None => repository.snapshot(&store)?,
    };
    begin(
        &store,
        &Session {
            settings: settings.clone(),
            base: Some(base.clone()),
            head: Some(head.clone()),
        },
    )?;
    project(settings, &repository, &store, &base, &head)
}

/// Resumes the last comparison in `folder` that was interrupted.
///
/// # Errors
/// If there is none; else as [`compare`].
pub fn resume(folder: &Path) -> anyhow::Result<Report> {
    let root = root(folder)?;
    let store = Store::open(&root)?;
    let text = fs_err::read_to_string(session_file(&store)).map_err(|_| {
        anyhow::anyhow!(
            "no comparison of {} was interrupted: nothing to resume",
            root.display()
        )
    })?;
    let session: Session = serde_json::from_str(&text)
        .context("the interrupted comparison is of another version: start it again")?;
    let settings = &session.settings;
    match (&settings.subject, session.base, session.head) {
        (Subject::Programs { base, head }, _, _) => programs(settings, base, head, &store),
        (_, Some(base), Some(head)) => {
            let repository = Repository::find(&settings.folder)?;
            project(settings, &repository, &store, &base, &head)
        }
        _ => bail!("the interrupted comparison does not record what it compared: start it again"),
    }
}

fn session_file(store: &Store) -> PathBuf {
    store.file("session.json")
}

fn samples_file(store: &Store) -> PathBuf {
    store.file("samples.jsonl")
}

/// A new comparison: samples of an older one are not its own.
fn begin(store: &Store, session: &Session) -> anyhow::Result<()> {
    store.remove(&samples_file(store))?;
    fs_err::write(session_file(store), serde_json::to_string(session)?)?;
    Ok(())
}

const fn side_name(arm: Arm) -> &'static str {
    match arm {
        Arm::Base | Arm::Control => "base",
        Arm::Head => "head",
    }
}

fn budget(prepared: &Prepared) -> Duration {
    let each = BUDGET_EACH * u32::try_from(prepared.ids.len()).unwrap_or(u32::MAX);
    prepared.settings.budget.unwrap_or(each.max(BUDGET_LEAST))
}

fn take(prepared: &Prepared, scratch: &Path, run: &mut turns::Run) -> anyhow::Result<Measured> {
    let executables = |arm: Arm| match arm {
        Arm::Base => prepared.ready.base.executables.as_slice(),
        Arm::Head => prepared.ready.head.executables.as_slice(),
        Arm::Control => prepared.ready.control.executables.as_slice(),
    };
    let layouts = prepared.ready.base.executables.len().max(1);
    turns::take(
        &Turns {
            executables: &executables,
            ids: &prepared.ids,
            margin: prepared.settings.margin,
            budget: budget(prepared),
            most_passes: MOST_BLOCKS.div_ceil(layouts),
            seed: prepared.settings.seed,
            scratch,
            kept: &samples_file(prepared.store),
        },
        run,
    )
}

/// The root of the repository in which `folder` lies, or itself where there is none.
fn root(folder: &Path) -> anyhow::Result<PathBuf> {
    match Repository::find(folder) {
        Ok(repository) => Ok(repository.top),
        Err(_) => Ok(fs_err::canonicalize(folder)?),
    }
}
