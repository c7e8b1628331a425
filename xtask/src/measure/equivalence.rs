//! Whether the variants of a pattern answer alike, each pattern in a process of its
//! own: a variant that panics, overflows its stack or never returns drops its
//! pattern, as a wrong answer does, and is named with its input.

use std::process::Command;
use std::time::Duration;

use command_line::process::{LimitExceeded, Limits};
use patterns::catalogue::Pattern;

use super::build;
use crate::process;

/// How long one variant may take on one input. At the largest size the slowest
/// takes about 10 ms; a loaded machine is allowed a thousand times that.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why `pattern` must not be measured, if so. The suite must have been built.
///
/// # Errors
/// If the program cannot be started, or the user interrupts.
pub fn problem(pattern: &Pattern) -> anyhow::Result<Option<String>> {
    let mut command = build::suite("equivalence")?;
    command.arg(pattern.id);
    problem_of(&mut command, PATIENCE, pattern.id)
}

fn problem_of(
    command: &mut Command,
    patience: Duration,
    id: &str,
) -> anyhow::Result<Option<String>> {
    let mut trying = String::from("nothing yet");
    let ended = process::run_within(command, Limits::silence(patience), |line| {
        if let Some(step) = line.strip_prefix("trying ") {
            step.clone_into(&mut trying);
        }
    });
    match ended {
        Ok(finished) if finished.status.success() => Ok(None),
        // It found the disagreement and says it itself.
        Ok(finished) if finished.status.code() == Some(1) => {
            Ok(Some(finished.stderr.trim_end().to_owned()))
        }
        Ok(finished) => {
            let how = finished.status;
            let words = finished.stderr.lines().map(str::trim);
            let words: Vec<&str> = words.filter(|line| !line.is_empty()).take(3).collect();
            Ok(Some(format!(
                "{id}: {trying} ended with {how}: {}",
                words.join(" ")
            )))
        }
        Err(error) if error.is::<LimitExceeded>() => Ok(Some(format!(
            "{id}: {trying} did not return within {} s",
            patience.as_secs_f64()
        ))),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(script: &str) -> Option<String> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        problem_of(&mut command, Duration::from_secs(2), "family/pattern").unwrap()
    }

    const TRYING: &str = "echo 'trying `first` on size 1'; echo 'trying `slow` on size 37'";

    #[test]
    fn a_variant_that_never_returns_is_named_with_its_input() {
        let problem = found(&format!("{TRYING}; sleep 1000")).unwrap();
        assert_eq!(
            problem,
            "family/pattern: `slow` on size 37 did not return within 2 s"
        );
    }

    #[test]
    fn a_variant_that_panics_or_crashes_is_named_with_its_input_and_its_words() {
        let problem = found(&format!(
            "{TRYING}; echo 'index out of bounds' >&2; exit 101"
        ))
        .unwrap();
        assert!(
            problem.starts_with("family/pattern: `slow` on size 37 ended with"),
            "{problem}"
        );
        assert!(problem.ends_with("index out of bounds"), "{problem}");
        let problem = found(&format!("{TRYING}; kill -SEGV $$")).unwrap();
        assert!(problem.contains("signal"), "{problem}");
    }

    #[test]
    fn variants_that_agree_are_no_problem_and_a_disagreement_is_quoted() {
        assert_eq!(found(TRYING), None);
        assert_eq!(
            found("echo 'they disagree' >&2; exit 1").unwrap(),
            "they disagree"
        );
    }
}
