//! What a learner hands in, and how each kind of exercise is checked.

use std::path::Path;

use anyhow::{Context, bail};
use fs_err as fs;
use patterns::catalogue::Kind;

use crate::answers::{self, Judged, Said};
use crate::check::{self, Checked, Settings, Verdict};
use crate::program;
use crate::registry::Registered;
use crate::repository::{self, Done};
use crate::score::Medal;
use crate::text;

/// The text of an attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attempt {
    /// `src/lib.rs`.
    pub code: String,
    /// `answer.toml`, where the exercise has one.
    pub answer: String,
}

/// A file of an exercise has so many bytes at most.
const MOST_BYTES: u64 = 1 << 20;

/// Reads an attempt from the workshop at `root`.
///
/// # Errors
/// If a file is missing, is not text, or is not a plain file of a sensible size.
pub fn read(root: &Path, registered: Registered) -> anyhow::Result<Attempt> {
    let folder = root.join(registered.exercise.name);
    let text = |name: &str| -> anyhow::Result<String> {
        let path = folder.join(name);
        let about = fs::symlink_metadata(&path)?;
        if !about.is_file() || about.len() > MOST_BYTES {
            bail!("{} is not a plain file of at most 1 MiB", path.display());
        }
        fs::read_to_string(&path).with_context(|| format!("{}", path.display()))
    };
    let answer = if repository::has_answer(registered) {
        text("answer.toml")?
    } else {
        String::new()
    };
    let code = text("src/lib.rs")?;
    Ok(Attempt { code, answer })
}

/// What an exercise holds when it is given out.
///
/// # Errors
/// If the pattern file has lost its shape.
pub fn given(registered: Registered) -> anyhow::Result<Attempt> {
    Ok(Attempt {
        code: program::start(registered)?.file,
        answer: text::answer_form(registered),
    })
}

/// Checks an attempt; `done` is what was done before.
///
/// # Errors
/// If the environment cannot do it.
pub fn check(
    registered: Registered,
    attempt: &Attempt,
    done: &Done,
    settings: &Settings,
) -> anyhow::Result<Checked> {
    let exercise = registered.exercise;
    if matches!(exercise.kind, Kind::Cheaper | Kind::Survive) {
        return check::check(registered, &attempt.code, &attempt.code, settings);
    }
    // Of a prediction the first counts.
    let first = match (&exercise.kind, &done.said) {
        (Kind::Predict, Some(said)) => said,
        _ => &attempt.answer,
    };
    let said = match Said::read(first) {
        Ok(said) => said,
        Err(reason) => return Ok(unanswered(registered, reason)),
    };
    // The figures that an answer names stay the same: they follow from nothing else.
    let counted = |code: &str| check::check(registered, code, exercise.name, settings);
    let (mut checked, judged) = match &exercise.kind {
        Kind::Cheaper | Kind::Survive => bail!("an exercise of another kind"),
        Kind::Find { .. } => {
            let checked = check::check(registered, &attempt.code, &attempt.code, settings)?;
            let lines = program::costly_lines(registered)?;
            let judged = answers::find(registered.pattern.id, lines, &said, checked.score);
            (checked, judged)
        }
        Kind::Leave => {
            let checked = counted(&attempt.code)?;
            let judged = answers::leave(exercise, &said, &checked);
            (checked, judged)
        }
        Kind::Predict => {
            if !answers::is_predicted(exercise, &said) {
                let reason = "answer.toml has no ratio yet for each count; nothing is counted \
                              before you predict";
                return Ok(unanswered(registered, reason.to_owned()));
            }
            let mut checked = counted(&program::start(registered)?.file)?;
            checked.said = Some(first.clone());
            if done
                .said
                .as_ref()
                .is_some_and(|said| *said != attempt.answer)
            {
                checked
                    .notes
                    .push("The first answer counts; answer.toml has another one now.".to_owned());
            }
            let judged = answers::predict(exercise, &said, &checked);
            (checked, judged)
        }
        Kind::Explain { .. } => {
            let checked = counted(&program::start(registered)?.file)?;
            let choices = text::mechanisms(registered);
            let judged = answers::explain(exercise, &choices, &said, &checked);
            (checked, judged)
        }
    };
    if matches!(checked.verdict, Verdict::Counted) {
        let Judged { score, notes } = judged;
        checked.score = score;
        checked.medal = Medal::of(score);
        checked.notes.extend(notes);
    }
    Ok(checked)
}

fn unanswered(registered: Registered, reason: String) -> Checked {
    Checked::without_counts(registered.exercise.name, Verdict::Unanswered(reason))
}
