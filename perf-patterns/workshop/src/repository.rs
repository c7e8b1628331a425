//! The learner's repository: its files, and the progress that is kept in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use fs_err as fs;
use patterns::catalogue::{Kind, Track};
use serde::{Deserialize, Serialize};

use crate::crates::{self, KNOWN, Known};
use crate::program;
use crate::registry::{self, Registered};
use crate::score::Medal;

/// The file that makes a folder a workshop, and holds its progress.
pub const PROGRESS: &str = "progress.json";
/// What is built lies here.
pub const STORE: &str = ".workshop";

/// A folder that `start` made.
pub struct Repository {
    /// Where it lies.
    pub root: PathBuf,
    /// What its progress file holds.
    pub progress: Progress,
}

/// What a learner has done so far.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Progress {
    /// The layout of this file.
    pub version: u32,
    /// The track.
    pub track: String,
    /// By exercise; none for those that were never touched.
    pub exercises: BTreeMap<String, Done>,
}

/// What was done on one exercise.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Done {
    /// How often it was checked.
    pub checks: u32,
    /// Hints that were read, 0 to 4.
    pub hints: u32,
    /// Whether the reference was written out.
    #[serde(default, skip_serializing_if = "is_false")]
    pub solution: bool,
    /// The best score.
    pub score: f64,
    /// The best medal.
    pub medal: Medal,
    /// What was said first, where only the first counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
}

fn is_false(value: &bool) -> bool {
    !value
}

impl Done {
    /// What a score is worth to someone who did, or did not, read the reference.
    pub fn worth(&self, score: f64) -> Medal {
        let medal = Medal::of(score);
        if self.solution {
            medal.min(Medal::Bronze)
        } else {
            medal
        }
    }

    /// Takes in the result of one check.
    pub fn add(&mut self, score: f64) -> Medal {
        let medal = self.worth(score);
        self.checks += 1;
        self.score = self.score.max(score);
        self.medal = self.medal.max(medal);
        medal
    }
}

impl Repository {
    /// The repository of `folder` or of one above it.
    ///
    /// # Errors
    /// If there is none, or its progress file is damaged.
    pub fn find(folder: &Path) -> anyhow::Result<Repository> {
        let folder = fs::canonicalize(folder)?;
        let root = folder.ancestors().find(|above| {
            above.join(PROGRESS).is_file() && above.join(STORE).is_dir()
                || above.join(PROGRESS).is_file() && above.join("Cargo.toml").is_file()
        });
        let Some(root) = root else {
            bail!(
                "there is no workshop in {} or above it\n\
                 hint: `perf-patterns workshop start` makes one; or name its folder by --in",
                folder.display()
            );
        };
        Repository::at(root)
    }

    /// The repository whose root is `root`.
    ///
    /// # Errors
    /// If it is none, or its progress file is damaged.
    pub fn at(root: &Path) -> anyhow::Result<Repository> {
        let root = fs::canonicalize(root)?;
        let path = root.join(PROGRESS);
        if !path.is_file() {
            bail!(
                "{} is not a workshop: it has no {PROGRESS}\n\
                 hint: name the folder that `perf-patterns workshop start` made",
                root.display()
            );
        }
        let text = fs::read_to_string(&path)?;
        let progress: Progress = serde_json::from_str(&text).with_context(|| {
            format!(
                "{} is damaged\nhint: restore it (`git checkout {PROGRESS}`)",
                path.display()
            )
        })?;
        Ok(Repository { root, progress })
    }

    /// The exercises of the track, in its order.
    pub fn exercises(&self) -> Vec<Registered> {
        let track = Track::from_name(&self.progress.track).unwrap_or(Track::Whole);
        registry::exercises()
            .filter(|found| found.is_in(track) || self.root.join(found.exercise.name).is_dir())
            .collect()
    }

    /// What was done on an exercise.
    pub fn done(&self, registered: Registered) -> Done {
        let done = self.progress.exercises.get(registered.exercise.name);
        done.cloned().unwrap_or_default()
    }

    /// The same, to be changed; [`Repository::save`] keeps it.
    pub fn done_mut(&mut self, registered: Registered) -> &mut Done {
        let name = registered.exercise.name.to_owned();
        self.progress.exercises.entry(name).or_default()
    }

    /// Writes the progress file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&self) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(&self.progress)?;
        let path = self.root.join(PROGRESS);
        // Renamed, so that an interrupted check leaves the old one.
        let new = self.root.join(STORE).join("progress.new");
        fs::create_dir_all(self.root.join(STORE))?;
        fs::write(&new, text + "\n")?;
        Ok(fs::rename(new, path)?)
    }

    /// The exercise that is meant: the one named, the one whose folder `folder` lies
    /// in, or the first without a medal.
    ///
    /// # Errors
    /// If there is none of that name, or everything is solved.
    pub fn meant(&self, name: Option<&str>, folder: &Path) -> anyhow::Result<Registered> {
        if let Some(name) = name {
            return registry::find(name.trim_end_matches('/'));
        }
        let folder = fs::canonicalize(folder)?;
        let inside = folder.strip_prefix(&self.root).ok();
        let first = inside.and_then(|inside| inside.components().next());
        let first = first.map(|first| first.as_os_str().to_string_lossy().into_owned());
        if let Some(found) = first.and_then(|name| registry::find(&name).ok()) {
            return Ok(found);
        }
        self.next().context(
            "every exercise of this track is done\n\
             hint: name one to check it again, or start another track",
        )
    }

    /// The first exercise of the track without a medal that can still have one: of a
    /// prediction the first answer counts. Those behind a checkpoint are left out.
    pub fn next(&self) -> Option<Registered> {
        let is_open = |found: &Registered| {
            let done = self.done(*found);
            let is_left = done.medal == Medal::None && done.said.is_none();
            is_left && self.skipped_by(*found).is_none()
        };
        self.exercises().into_iter().find(is_open)
    }

    /// The checkpoint of an exercise's family, if this track has it and it is
    /// another exercise.
    pub fn checkpoint(&self, registered: Registered) -> Option<Registered> {
        let is_it = |found: &Registered| {
            found.exercise.is_checkpoint
                && found.family() == registered.family()
                && found.exercise.name != registered.exercise.name
        };
        self.exercises().into_iter().find(is_it)
    }

    /// The solved checkpoint for which an exercise without a medal may be skipped:
    /// solved to silver, and by oneself.
    pub fn skipped_by(&self, registered: Registered) -> Option<Registered> {
        let checkpoint = self.checkpoint(registered)?;
        let is_solved = self.done(checkpoint).medal >= Medal::Silver;
        (is_solved && self.done(registered).medal == Medal::None).then_some(checkpoint)
    }

    /// How many exercises without a medal a checkpoint spares.
    pub fn spares(&self, checkpoint: Registered) -> usize {
        let all = self.exercises().into_iter();
        all.filter(|found| {
            let is_spared = |of: Registered| of.exercise.name == checkpoint.exercise.name;
            self.checkpoint(*found).is_some_and(is_spared) && self.done(*found).medal == Medal::None
        })
        .count()
    }

    /// The one file of an exercise that a learner edits.
    pub fn file(&self, registered: Registered) -> PathBuf {
        self.root.join(shown(registered))
    }
}

/// That file, from the repository's root.
pub fn shown(registered: Registered) -> String {
    let name = registered.exercise.name;
    if answers_by_text(registered) {
        format!("{name}/answer.toml")
    } else {
        format!("{name}/src/lib.rs")
    }
}

/// What a learner edits, in words.
pub fn to_edit(registered: Registered) -> String {
    let name = registered.exercise.name;
    match registered.exercise.kind {
        Kind::Find { .. } => format!("{name}/answer.toml and {name}/src/lib.rs"),
        _ => shown(registered),
    }
}

/// Whether there is an answer beside the code.
pub fn has_answer(registered: Registered) -> bool {
    !matches!(registered.exercise.kind, Kind::Cheaper | Kind::Survive)
}

/// Whether what is asked for is an answer and no code.
pub fn answers_by_text(registered: Registered) -> bool {
    matches!(
        registered.exercise.kind,
        Kind::Leave | Kind::Predict | Kind::Explain { .. }
    )
}

/// Makes the files of a new repository for a track.
///
/// # Errors
/// If a pattern file has lost its shape.
pub fn files(track: Track) -> anyhow::Result<BTreeMap<PathBuf, String>> {
    let mut files = BTreeMap::new();
    let mut members = Vec::new();
    for found in registry::exercises().filter(|found| found.is_in(track)) {
        let name = found.exercise.name;
        members.push(format!("    \"{name}\",\n"));
        let folder = PathBuf::from(name);
        files.insert(folder.join("README.md"), crate::text::readme(found)?);
        let start = program::start(found)?;
        files.insert(folder.join("src/lib.rs"), start.file);
        let crates = crates::of(found);
        let dependencies: String = crates.iter().map(|known| known.dependency()).collect();
        let dependencies = match dependencies.as_str() {
            "" => String::new(),
            lines => format!("\n[dependencies]\n{lines}"),
        };
        files.insert(
            folder.join("Cargo.toml"),
            format!(
                "# For your editor: `perf-patterns workshop check` builds without cargo.\n\
                 [package]\nname = \"exercise-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
                 publish = false\n{dependencies}"
            ),
        );
        if has_answer(found) {
            files.insert(folder.join("answer.toml"), crate::text::answer_form(found));
        }
    }
    if members.is_empty() {
        bail!("the track {} has no exercise yet", track.name());
    }
    files.insert(
        PathBuf::from("Cargo.toml"),
        format!(
            "# For your editor: `perf-patterns workshop check` builds without cargo.\n\
             [workspace]\nresolver = \"3\"\nmembers = [\n{}]\n",
            members.concat()
        ),
    );
    files.insert(PathBuf::from("README.md"), crate::text::welcome(track));
    files.insert(
        PathBuf::from(".gitignore"),
        format!("/{STORE}\n/target\n/Cargo.lock\n"),
    );
    let progress = Progress {
        version: 1,
        track: track.name().to_owned(),
        exercises: BTreeMap::new(),
    };
    files.insert(
        PathBuf::from(PROGRESS),
        serde_json::to_string_pretty(&progress)? + "\n",
    );
    Ok(files)
}

/// Where the sources of crates lie: in a learner's repository, beside the folder for
/// what is built; for whoever grades, in that folder.
pub fn crates_beside(store: &Path) -> PathBuf {
    match store.parent() {
        Some(root) if root.join(PROGRESS).is_file() => root.join(crates::FOLDER),
        _ => store.join(crates::FOLDER),
    }
}

/// The crates that exercises of a track use.
pub fn crates_of(track: Track) -> Vec<&'static Known> {
    let all = registry::exercises().filter(|found| found.is_in(track));
    let used: Vec<&Known> = all.flat_map(crates::of).collect();
    KNOWN.iter().filter(|known| used.contains(known)).collect()
}

/// Makes a new repository in `folder`, which must be empty or not exist.
///
/// # Errors
/// If something stands there, or it cannot be written.
pub fn start(folder: &Path, track: Track, ci: bool) -> anyhow::Result<Repository> {
    let taken = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if taken {
        bail!(
            "{} is not empty\nhint: name a new folder; in a workshop, `perf-patterns workshop next` \
             resumes",
            folder.display()
        );
    }
    let mut files = files(track)?;
    if ci {
        files.insert(
            PathBuf::from(".github/workflows/workshop.yml"),
            include_str!("workflow.yml").to_owned(),
        );
    }
    fs::create_dir_all(folder.join(STORE))?;
    let crates = crates_of(track);
    if !crates.is_empty() {
        files.insert(
            PathBuf::from(".cargo/config.toml"),
            crates::CONFIG.to_owned(),
        );
    }
    for (path, text) in files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    Repository::find(folder)
}
