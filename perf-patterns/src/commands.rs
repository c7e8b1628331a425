//! The command line: commands about patterns, and commands for people's own code. Each
//! of the second kind has a file of its own.

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
    /// Show which pattern to apply on which line, from profiles of a program
    Advise(advise::Args),
    /// Show profiles of any tool: tables, source, tree, one offline page
    Look(look::Args),
    /// Profile an unmodified program, and show its own lines that cost most
    Profile(Box<profile::Args>),
    /// Learn the patterns by doing: exercises in a repository of your own, graded by counts
    Workshop(workshop::Args),
    /// Print completions for a shell
    Completions(completions::Args),
    /// Print the manual page, of the program or of one command
    Man(man::Args),
}

impl Command {
    /// Runs the command; whether its check passed.
    ///
    /// # Errors
    /// On wrong use, or where the environment lacks something.
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
