//! `completions SHELL`: what a shell needs to complete commands and options.

use clap::CommandFactory;
use clap_complete::Shell;
use command_line::print;

/// The name that people type.
const PROGRAM: &str = "perf-patterns";

/// Prints completions for a shell
#[derive(clap::Args)]
pub struct Args {
    /// The shell
    shell: Shell,
}

impl Args {
    /// Prints them.
    ///
    /// # Errors
    /// If what was generated is not text.
    pub fn run(self) -> anyhow::Result<bool> {
        print::data(script(self.shell)?);
        Ok(true)
    }
}

fn script(shell: Shell) -> anyhow::Result<String> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut crate::Args::command(), PROGRAM, &mut script);
    Ok(String::from_utf8(script)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn each_shell_gets_every_command() {
        for shell in Shell::value_variants() {
            let script = script(*shell).unwrap();
            for command in crate::Args::command().get_subcommands() {
                assert!(script.contains(command.get_name()), "{shell}: {command}");
            }
            assert!(script.contains("dry-run"), "{shell}");
        }
    }

    #[test]
    fn bash_accepts_its_script() {
        let mut bash = std::process::Command::new("bash");
        bash.arg("-n");
        let script = script(Shell::Bash).unwrap();
        let finished = command_line::process::run_on(&mut bash, &script).unwrap();
        finished.success(&bash).unwrap();
    }
}
