//! The command line: what can be done with a pattern, and what can be done with
//! somebody's own code. One file a command of the second kind.

mod ab;
mod advise;
mod completions;
mod look;
mod man;
mod profile;
mod workshop;

/// Everything that the program can do.
#[derive(clap::Subcommand)]
pub enum Command {
    #[command(flatten)]
    Pattern(perf_patterns::Command),
    /// Compare two revisions of a project: did my change help?
    Ab(Box<ab::Args>),
    /// Read profiles of a program and say which pattern to apply on which line
    Advise(advise::Args),
    /// Show profiles of whatever tool: tables, source, tree, one offline page
    Look(look::Args),
    /// Measure an unmodified program: heap, instructions, CPU, and its own lines that cost
    Profile(Box<profile::Args>),
    /// Learn the patterns by doing: exercises in a repository of your own, graded by counts
    Workshop(workshop::Args),
    /// Print the completions for a shell
    Completions(completions::Args),
    /// Print the manual page, of the program or of one command
    Man(man::Args),
}

impl Command {
    /// Runs the command. Whether what it checked is well.
    ///
    /// # Errors
    /// If it was used wrongly, or the environment cannot do it.
    pub fn run(self) -> anyhow::Result<bool> {
        match self {
            Command::Pattern(command) => command.run(),
            Command::Ab(args) => args.run(),
            Command::Advise(args) => args.run(),
            Command::Look(args) => args.run(),
            Command::Profile(args) => args.run(),
            Command::Workshop(args) => args.run(),
            Command::Completions(args) => args.run(),
            Command::Man(args) => args.run(),
        }
    }
}
