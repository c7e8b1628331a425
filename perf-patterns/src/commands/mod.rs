//! The command line: what can be done with a pattern, and what can be done with
//! somebody's own code. One file a command of the second kind.

/// Everything that the program can do.
#[derive(clap::Subcommand)]
pub enum Command {
    #[command(flatten)]
    Pattern(perf_patterns::Command),
}

impl Command {
    /// Runs the command. Whether what it checked is well.
    ///
    /// # Errors
    /// If it was used wrongly, or the environment cannot do it.
    pub fn run(self) -> anyhow::Result<bool> {
        match self {
            Command::Pattern(command) => command.run(),
        }
    }
}
