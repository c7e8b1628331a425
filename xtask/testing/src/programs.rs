//! Programs that tests run, interrupt, and look for.

use std::process::{Child, Command};

use crate::{stderr, stdout};

/// Runs `command`, which must end with 0, and returns what it wrote to standard output.
///
/// # Panics
/// If it does not start, fails, or prints something else than text.
pub fn succeeded(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}:\n{}\n{}",
        stdout(&output),
        stderr(&output)
    );
    stdout(&output)
}

/// Sends a signal to a program that was started here and not yet waited for: `INT`,
/// `KILL`.
///
/// # Panics
/// If it was waited for.
pub fn signal(child: &Child, name: &str) {
    succeeded(Command::new("kill").args(["-s", name, &child.id().to_string()]));
}

/// The command lines of all living processes, a space between the words; none on
/// systems without `/proc`.
pub fn command_lines() -> Vec<String> {
    std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| std::fs::read(entry.ok()?.path().join("cmdline")).ok())
        .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
        .collect()
}
