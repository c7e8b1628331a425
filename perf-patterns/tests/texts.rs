//! What people read on the terminal, as reviewed: help, tables and errors.
//! `UPDATE_EXPECT=1 cargo test -p perf-patterns texts` writes the files anew.

use std::process::Command;

use expect_test::expect_file;
use testing::{help_texts, root, session};

use crate::escape;

/// `perf-patterns`, in the repository's root.
fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_perf-patterns"));
    command
        .current_dir(root())
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100");
    command
}

/// What each call prints, one after the other. `FILES` stands for the folder of the
/// profiles that are shown.
fn sessions(columns: &str, calls: &[&str]) -> String {
    const FILES: &str = "perf-patterns/tests/texts";
    calls
        .iter()
        .map(|call| {
            let call = call.replace("FILES", FILES);
            let mut command = program();
            command
                .args(call.split_whitespace())
                .env("COLUMNS", columns);
            session("perf-patterns", &mut command).replace(FILES, "FILES")
        })
        .collect()
}

#[test]
fn help_is_as_reviewed() {
    expect_file!["texts/help.txt"].assert_eq(&help_texts("perf-patterns", &program));
}

#[test]
fn tables_are_as_reviewed() {
    let wide = sessions(
        "100",
        &[
            "list --only string-building",
            "show append",
            "show append --diff",
            "look FILES/words.folded",
            "look FILES/words.folded --tree",
            "look FILES/words.dhat.json --limit 4",
            "look FILES/words.dhat.json --by line --metric allocations",
            "look FILES/words.folded --diff FILES/before.folded",
            "look FILES/words.dhat.json --list count --source book/examples/advice",
            "advise FILES/words.dhat.json --source book/examples/advice",
            "advise FILES/words.folded --source book/examples/advice",
            "workshop list --track first-hour",
        ],
    );
    let narrow = sessions(
        "60",
        &["list --only string-building", "look FILES/words.folded"],
    );
    expect_file!["texts/tables.txt"].assert_eq(&format!("{wide}With 60 columns:\n\n{narrow}"));
}

#[test]
fn errors_are_as_reviewed() {
    let errors = sessions(
        "100",
        &[
            "no-such-command",
            "list --only apend",
            "show apend",
            "show append --variant fastest",
            "copy apend",
            "copy append --in no-such-folder",
            "copy append --in patterns/src --as ../append.rs --dry-run",
            "copy append --in patterns --as append --dry-run",
            "copy append --with proof",
            "outdated --in patterns",
            "update --in no-such-folder",
            "escape --deny hot --lines",
            "escape --frees",
            "escape --path no-such-file",
            "escape --path Cargo.toml",
            "escape --path FILES/words.folded --deny ::",
            "ab",
            "ab main",
            "ab --bench parse",
            "ab main --bench parse --layouts 1",
            "ab main --bench parse --margin 60",
            "ab main --bench parse --budget soon",
            "ab main --bench parse -- --quick",
            "ab main --bin tool --fail-if faster",
            "ab main -- ./old --vs ./new",
            "ab -- ./old --vs",
            "advise",
            "advise no-such-file",
            "advise Cargo.toml",
            "advise FILES/words.dhat.json --source perf-patterns/pairing",
            "look",
            "look no-such-file",
            "look Cargo.toml",
            "look FILES/words.folded --metric speed",
            "look FILES/words.folded --list nothing",
            "look FILES/words.dhat.json --bin Cargo.toml",
            "profile",
            "profile -- ./no-such-program",
            "profile --bench parse --bin tool",
            "profile --time-limit soon -- true",
            "workshop start patterns",
            "workshop start no-such-folder --track Text",
            "workshop check append",
            "workshop hint",
            "workshop show apend",
            "workshop list --track texts",
            "workshop grade patterns",
            "workshop report Cargo.toml",
            "workshop solution apend --into -",
            "completions tcsh",
            "man lst",
        ],
    );
    expect_file!["texts/errors.txt"].assert_eq(&errors);
}

/// What a program of one's own is shown to allocate: the short answer, which is what
/// `escape` prints unless it is asked for more, and a denial.
#[test]
fn the_short_answer_of_escape_is_as_reviewed() {
    let folder = tempfile::tempdir().unwrap();
    escape::build(folder.path(), escape::SOURCE, "program");
    let text: String = [
        "escape --path program",
        "escape --path program --only unknown crate::dynamic",
        "escape --path program --deny crate::hot::**",
    ]
    .iter()
    .map(|call| {
        let mut command = program();
        command
            .args(call.split_whitespace())
            .current_dir(folder.path());
        session("perf-patterns", &mut command)
    })
    .collect();
    // What `println!` calls within the standard library changes with the compiler.
    let text: String = text
        .lines()
        .map(|line| match line.split_once(" → ") {
            Some((line, _)) => format!("{line} → …\n"),
            None => format!("{line}\n"),
        })
        .collect();
    expect_file!["texts/escape.txt"].assert_eq(&text);
}
