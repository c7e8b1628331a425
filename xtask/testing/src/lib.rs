//! What the tests of several crates share. Nothing but tests depends on it, and a
//! failure is a panic that says what was expected.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Standard output, which must be text.
///
/// # Panics
/// If it is not.
pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Standard error, which must be text.
///
/// # Panics
/// If it is not.
pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Whether this program is here. Where it is not, says that `test` is skipped; where
/// nothing may be skipped (`WORKSHOP_NO_SKIP`), fails instead.
///
/// # Panics
/// See above.
pub fn has(program: &str, test: &str) -> bool {
    let found = std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    });
    found || skip(test, &format!("{program} is not installed"))
}

/// Whether `file` is there, as [`has`] does for programs.
///
/// # Panics
/// As [`has`] does.
pub fn is_there(file: &Path, test: &str) -> bool {
    file.is_file() || skip(test, &format!("there is no {}", file.display()))
}

/// Says that `test` is skipped, and returns `false`.
///
/// # Panics
/// Where nothing may be skipped.
pub fn skip(test: &str, why: &str) -> bool {
    let may_skip = std::env::var_os("WORKSHOP_NO_SKIP").is_none();
    assert!(may_skip, "may not be skipped: {test}: {why}");
    say_skipped(test, why);
    false
}

/// Says that `test` is skipped, for a reason that installing something does not mend.
pub fn say_skipped(test: &str, why: &str) {
    // Past the test harness, which would swallow it.
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {why}");
}

/// The repository's root.
///
/// # Panics
/// If this crate was moved.
pub fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    root.unwrap().to_path_buf()
}

/// Every file below `folder`, links to folders left out, in no order that means anything.
///
/// # Panics
/// If it cannot be read.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.path().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect()
}

/// Every file below `folder`, with its content.
///
/// # Panics
/// If one cannot be read.
pub fn snapshot(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    files(folder)
        .into_iter()
        .map(|file| {
            let content = std::fs::read(&file).unwrap();
            (file, content)
        })
        .collect()
}

/// Copies every file below `from` to the same place below `to`.
///
/// # Panics
/// If one cannot be read or written.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in files(from) {
        let target = to.join(file.strip_prefix(from).unwrap());
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(&file, target).unwrap();
    }
}

/// What a program answers to `-h`, and each of its commands and their commands, in the
/// order in which they are listed. `command` starts the program without arguments.
///
/// # Panics
/// If one does not end with 0, or has a line of more than 100 columns.
pub fn help_texts(program: &str, command: &dyn Fn() -> Command) -> String {
    let output = command().arg("-h").output().unwrap();
    assert!(output.status.success(), "{program}: {}", stderr(&output));
    let help = stdout(&output);
    for line in help.lines() {
        assert!(line.chars().count() <= 100, "{program} -h: {line}");
    }
    let mut text = format!("$ {program} -h\n{}\n", trimmed(&help));
    let list = help.split("\nCommands:\n").nth(1).unwrap_or_default();
    let names = list
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next());
    for name in names.filter(|name| *name != "help") {
        let inner = || {
            let mut command = command();
            command.arg(name);
            command
        };
        text.push_str(&help_texts(&format!("{program} {name}"), &inner));
    }
    text
}

/// A call of `program` as a reader of the terminal sees it: what was typed, data, talk,
/// and the exit code where it is not 0. The repository's root is shown as `ROOT`.
///
/// # Panics
/// If the program does not start, or prints something else than text.
pub fn session(program: &str, command: &mut Command) -> String {
    let typed: Vec<String> = command
        .get_args()
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let output = command.output().unwrap();
    let code = match output.status.code() {
        Some(0) => String::new(),
        code => format!("exit code: {}\n", code.unwrap_or(-1)),
    };
    let text = format!(
        "$ {program} {}\n{}{}{code}\n",
        typed.join(" "),
        trimmed(&stdout(&output)),
        trimmed(&stderr(&output)),
    );
    text.replace(&root().display().to_string(), "ROOT")
}

/// Without spaces at the ends of lines, which editors take away.
fn trimmed(text: &str) -> String {
    text.lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}
