//! Makes a learner's folder a git repository of its own.

use std::path::Path;
use std::process::Command;

use command_line::process;

/// Makes a repository of `folder` with one commit, where git can; a workshop works
/// without, so that nothing here is an error.
pub fn commit_all(folder: &Path) {
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.arg("-C").arg(folder).args(arguments);
        process::run(&mut command).is_ok()
    };
    // Within another repository it would be a part of that one, and be sent along.
    let made = git(&["init", "--quiet", "--initial-branch", "main"]);
    if made && git(&["add", "--all"]) {
        git(&[
            "commit",
            "--quiet",
            "--message",
            "The exercises as they were given",
        ]);
    }
}
