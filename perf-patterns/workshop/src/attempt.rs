//! What a learner hands in, and how each kind of exercise is checked.

use std::path::Path;

use fs_err as fs;
use patterns::catalogue::Kind;

use crate::check::{self, Checked, Settings};
use crate::registry::Registered;
use crate::repository::{self, Done};

/// The text of an attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attempt {
    /// `src/lib.rs`.
    pub code: String,
    /// `answer.toml`, where the exercise has one.
    pub answer: String,
}

/// Reads an attempt from the workshop at `root`.
///
/// # Errors
/// If a file is missing or is no text.
pub fn read(root: &Path, registered: Registered) -> anyhow::Result<Attempt> {
    let folder = root.join(registered.exercise.name);
    let answer = if repository::answers_by_text(registered) {
        fs::read_to_string(folder.join("answer.toml"))?
    } else {
        String::new()
    };
    let code = fs::read_to_string(folder.join("src/lib.rs"))?;
    Ok(Attempt { code, answer })
}

/// Checks an attempt; `done` is what was done before.
///
/// # Errors
/// If the environment cannot do it, or the answer's file is no TOML.
pub fn check(
    registered: Registered,
    attempt: &Attempt,
    _done: &Done,
    settings: &Settings,
) -> anyhow::Result<Checked> {
    match registered.exercise.kind {
        Kind::Cheaper => check::check(registered, &attempt.code, settings),
        _ => anyhow::bail!(
            "{} is of the kind {}, which cannot be checked yet",
            registered.exercise.name,
            registered.exercise.kind.name()
        ),
    }
}
