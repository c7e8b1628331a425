//! A question is asked on a terminal, and nowhere else.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::io::Write;
use std::process::{Command, Stdio};

use command_line::print;

/// What the test below runs on a terminal.
#[test]
#[ignore = "asks whoever runs it"]
fn asks() {
    println!("answered: {:?}", print::ask("Measure again now?"));
}

/// What `program` writes where `typed` is typed.
fn said(program: &mut Command, typed: &str) -> String {
    let mut child = program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Kept open: its end would be typed, too.
    let mut keyboard = child.stdin.take().unwrap();
    keyboard.write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    drop(keyboard);
    testing::stdout(&output) + &testing::stderr(&output)
}

#[test]
fn a_question_is_asked_on_a_terminal_and_nowhere_else() {
    if !testing::has(
        "script",
        "a_question_is_asked_on_a_terminal_and_nowhere_else",
    ) {
        return;
    }
    let this = std::env::current_exe().unwrap();
    let arguments = ["--ignored", "--exact", "asks", "--nocapture"];
    let nobody = said(Command::new(&this).args(arguments), "y\n");
    assert!(nobody.contains("answered: None"), "{nobody}");
    assert!(!nobody.contains("again"), "{nobody}");
    let on_a_terminal = format!("'{}' {}", this.display(), arguments.join(" "));
    for (typed, answer) in [
        ("y\n", "Some(true)"),
        ("yes\n", "Some(true)"),
        ("n\n", "Some(false)"),
        ("\n", "Some(false)"),
    ] {
        let mut script = Command::new("script");
        script.args(["--quiet", "--command", &on_a_terminal, "/dev/null"]);
        let said = said(&mut script, typed);
        assert!(said.contains("Measure again now? [y/N]"), "{said}");
        assert!(
            said.contains(&format!("answered: {answer}")),
            "{typed:?}: {said}"
        );
    }
}
