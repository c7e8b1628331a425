//! Grades finished repositories: of each, only the files of answers are taken, and
//! what they do costs their own repository only.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, bail};
use command_line::process;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attempt;
use crate::check::{Settings, Verdict};
use crate::confine;
use crate::registry::{self, Registered};
use crate::repository::{self, Progress, Repository};
use crate::score::Medal;

/// A repository, graded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Repo {
    /// Its folder's name.
    pub repository: String,
    /// The track that it records.
    pub track: String,
    /// Its exercises, in the catalogue's order.
    pub exercises: Vec<Exercise>,
}

/// An exercise of a repository, graded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Exercise {
    /// Its name.
    pub exercise: String,
    /// Whether the answers are equal.
    pub equal: bool,
    /// From 0.
    pub score: f64,
    /// What that is worth.
    pub medal: Medal,
    /// Hints that were read, as the repository itself says.
    pub hints: u32,
    /// Checks that were made, as the repository itself says.
    pub checks: u32,
    /// Whether it is unchanged since the start.
    pub untouched: bool,
    /// Why there is no medal, where something is wrong.
    pub reason: Option<String>,
}

impl Repo {
    /// Exercises with a medal.
    pub fn solved(&self) -> usize {
        let medals = self.exercises.iter().map(|one| one.medal);
        medals.filter(|medal| *medal > Medal::None).count()
    }

    /// 100 for each exercise as good as the reference.
    pub fn points(&self) -> u64 {
        self.exercises.iter().map(Exercise::points).sum()
    }
}

impl Exercise {
    /// 100 where it is as good as the reference; 0 without a medal.
    pub fn points(&self) -> u64 {
        match self.medal {
            Medal::None => 0,
            _ => (self.score.min(1.0) * 100.0).round() as u64,
        }
    }
}

/// Grades the repositories, several at once.
///
/// `secret` decides the inputs; `on_done` is called after each exercise.
///
/// # Errors
/// If a folder is not a workshop, or the environment cannot do it.
pub fn grade(
    folders: &[PathBuf],
    secret: &str,
    store: &Path,
    simulate: bool,
    on_done: impl Fn(&str, &Exercise) + Sync,
) -> anyhow::Result<Vec<Repo>> {
    let mut repos = Vec::new();
    let mut tasks = Vec::new();
    for folder in folders {
        let repository = Repository::at(folder)?;
        for found in repository.exercises() {
            if repository.root.join(found.exercise.name).is_dir() {
                tasks.push((repos.len(), found, repository.root.clone()));
            }
        }
        repos.push((name(&repository.root), repository.progress));
    }
    let results: Mutex<BTreeMap<usize, Exercise>> = Mutex::new(BTreeMap::new());
    let failed: Mutex<Option<anyhow::Error>> = Mutex::new(None);
    let turn = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let settings = Settings {
        store,
        secret,
        simulate,
        time: crate::check::TIME,
    };
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let at = turn.fetch_add(1, Ordering::Relaxed);
                    let Some((repo, found, root)) = tasks.get(at) else {
                        return;
                    };
                    let (name, progress) = &repos[*repo];
                    match one(root, *found, progress, &settings) {
                        Ok(exercise) => {
                            on_done(name, &exercise);
                            lock(&results).insert(at, exercise);
                        }
                        Err(error) => {
                            lock(&failed).get_or_insert(error);
                            turn.store(tasks.len(), Ordering::Relaxed);
                        }
                    }
                }
            });
        }
    });
    process::check_interrupted()?;
    if let Some(error) = lock(&failed).take() {
        return Err(error);
    }
    let mut graded: Vec<Repo> = repos
        .into_iter()
        .map(|(repository, progress)| Repo {
            repository,
            track: progress.track,
            exercises: vec![],
        })
        .collect();
    for (at, exercise) in std::mem::take(&mut *lock(&results)) {
        graded[tasks[at].0].exercises.push(exercise);
    }
    Ok(graded)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn name(root: &Path) -> String {
    root.file_name().map_or_else(
        || root.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn one(
    root: &Path,
    found: Registered,
    progress: &Progress,
    settings: &Settings,
) -> anyhow::Result<Exercise> {
    let done = progress.exercises.get(found.exercise.name);
    let done = done.cloned().unwrap_or_default();
    let mut graded = Exercise {
        exercise: found.exercise.name.to_owned(),
        equal: false,
        score: 0.0,
        medal: Medal::None,
        hints: done.hints,
        checks: done.checks,
        untouched: false,
        reason: None,
    };
    // What cannot be read is the repository's own affair.
    let attempt = match attempt::read(root, found) {
        Ok(attempt) => attempt,
        Err(error) => {
            graded.reason = Some(format!("{error:#}"));
            return Ok(graded);
        }
    };
    if attempt == attempt::given(found)? {
        graded.untouched = true;
        graded.equal = true;
        graded.reason = Some("unchanged since the start".to_owned());
        return Ok(graded);
    }
    let checked = attempt::check(found, &attempt, &done, settings)?;
    graded.equal = matches!(checked.verdict, Verdict::Counted);
    graded.score = checked.score;
    graded.medal = done.worth(checked.score);
    graded.reason = checked.report().reason;
    Ok(graded)
}

/// Whether programs can be kept from the network and the rest of the machine here.
pub fn is_confined() -> bool {
    confine::can_confine()
}

/// Reads what `grade --format json` wrote.
///
/// # Errors
/// If it is something else: with the file.
pub fn read(files: &[PathBuf]) -> anyhow::Result<Vec<Repo>> {
    let mut all = Vec::new();
    for file in files {
        let text = fs_err::read_to_string(file)?;
        let repos: Vec<Repo> = serde_json::from_str(&text).map_err(|error| {
            anyhow::anyhow!(
                "{} is not a result of `workshop grade --format json`: {error}\nhint: write one \
                 with `perf-patterns workshop grade DIR… --format json`",
                file.display()
            )
        })?;
        all.extend(repos);
    }
    if all.is_empty() {
        bail!("the files name no repository");
    }
    Ok(all)
}

/// Every exercise that one of the repositories has, in the catalogue's order.
pub fn names(repos: &[Repo]) -> Vec<&'static str> {
    let has = |name: &str| {
        let mut all = repos.iter().flat_map(|repo| &repo.exercises);
        all.any(|one| one.exercise == name)
    };
    registry::exercises()
        .map(|found| found.exercise.name)
        .filter(|name| has(name))
        .collect()
}

/// A learner's build folder is not trusted by whoever grades.
pub fn store() -> anyhow::Result<tempfile::TempDir> {
    tempfile::Builder::new()
        .prefix(repository::STORE)
        .tempdir()
        .context("a folder to build in")
}
