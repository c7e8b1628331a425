//! Tools that this workspace cannot build itself: is valgrind here, and how does
//! this system install it?

use std::process::Command;

use anyhow::Context;

use crate::{environment, print, process};

/// A package manager: its program, and the arguments that install valgrind.
const MANAGERS: [(&str, &[&str]); 6] = [
    ("apt-get", &["install", "-y", "valgrind"]),
    ("dnf", &["install", "-y", "valgrind"]),
    ("pacman", &["-S", "--noconfirm", "valgrind"]),
    ("zypper", &["--non-interactive", "install", "valgrind"]),
    ("apk", &["add", "valgrind"]),
    ("pkg", &["install", "-y", "valgrind"]),
];

/// Whether valgrind is here, after an offer to install it where it is not.
///
/// With `yes` it is installed unasked; without a terminal to ask on, nothing is
/// installed. A failed installation is a warning: the run continues without it.
///
/// # Errors
/// If the user interrupts.
pub fn offer_valgrind(yes: bool) -> anyhow::Result<bool> {
    if environment::valgrind().is_some() {
        return Ok(true);
    }
    let Some(command) = install_command() else {
        return Ok(false);
    };
    let question = format!(
        "valgrind is missing; install it with `{}`?",
        command.join(" ")
    );
    if !yes && print::ask(&question) != Some(true) {
        return Ok(false);
    }
    if let Err(error) = install(&command) {
        process::check_interrupted()?;
        print::warning(&format!("valgrind could not be installed: {error:#}"));
    }
    Ok(environment::valgrind().is_some())
}

/// Why there are no instructions, with the command that mends it.
pub fn valgrind_missing() -> String {
    match install_command() {
        Some(command) => format!(
            "valgrind is missing, install it with `{}`",
            command.join(" ")
        ),
        None => {
            "valgrind is missing, and no known package manager of this system has it".to_owned()
        }
    }
}

/// The command that installs valgrind here; with `sudo -n`, which never prompts,
/// where this is not root.
fn install_command() -> Option<Vec<&'static str>> {
    if !cfg!(any(target_os = "linux", target_os = "freebsd")) {
        return None;
    }
    let (program, arguments) = MANAGERS
        .into_iter()
        .find(|(program, _)| process::is_installed(program))?;
    let mut command = Vec::new();
    if !rustix::process::geteuid().is_root() {
        command.extend(["sudo", "-n"]);
    }
    command.push(program);
    command.extend(arguments);
    Some(command)
}

fn install(command: &[&str]) -> anyhow::Result<()> {
    let (program, arguments) = command.split_first().context("no command")?;
    let try_install = || process::run_visibly(Command::new(program).args(arguments));
    if let Err(error) = try_install() {
        // A machine that was never updated has no list of packages yet.
        let Some(position) = command.iter().position(|word| *word == "apt-get") else {
            return Err(error);
        };
        let mut update: Vec<&str> = command[..=position].to_vec();
        update.push("update");
        process::run_visibly(Command::new(update[0]).args(&update[1..]))?;
        return try_install();
    }
    Ok(())
}
