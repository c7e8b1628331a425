//! Copies a pattern into a crate: its code becomes a module there, with the test that
//! proves it and the bench that shows it on one's own data. The catalogue is part of
//! the program, so all of it works offline.

pub mod bench;
pub mod change;
pub mod copy;
pub mod edit;
pub mod escape;
pub mod extract;
pub mod ledger;
pub mod list;
pub mod manifest;
mod modules;
pub mod target;
pub mod update;

use command_line::print;
use patterns::catalogue::{Pattern, Variant};
use patterns::suggest;

/// The commands about patterns.
#[derive(clap::Subcommand)]
pub enum Command {
    /// List the patterns
    List(list::Args),
    /// Show the code of a variant, as it would be copied
    Show(ShowArgs),
    /// Copy a variant into a crate
    Copy(copy::Args),
    /// Show which copies changed in the catalogue, and which were edited
    Outdated(update::OutdatedArgs),
    /// Merge changes of the catalogue into copies
    Update(update::UpdateArgs),
    /// Report where a built program allocates, from its machine code
    Escape(escape::Args),
}

/// Shows the code of a variant
#[derive(clap::Args)]
pub struct ShowArgs {
    /// A pattern's id
    pattern: String,
    /// Variant to show [default: the fast one]
    #[arg(long)]
    variant: Option<String>,
    /// Show the edit that leads to it from the slow variant, as a unified diff
    #[arg(long)]
    diff: bool,
}

impl ShowArgs {
    /// Prints the code of a variant, or the edit that leads to it.
    ///
    /// # Errors
    /// If there is no such variant, or rustfmt is missing.
    pub fn run(self) -> anyhow::Result<()> {
        let pattern = suggest::pattern(&self.pattern)?;
        let variant = match &self.variant {
            Some(name) => find_variant(pattern, name)?,
            None => pattern.fast(),
        };
        let text = if self.diff {
            edit::edit(pattern, variant)?
        } else {
            copy::standalone(pattern, variant)?
        };
        print::data(text.trim_end());
        Ok(())
    }
}

impl Command {
    /// Runs the command; whether its check passed.
    ///
    /// # Errors
    /// On wrong use, or if the crate cannot be read or written.
    pub fn run(self) -> anyhow::Result<bool> {
        match self {
            Command::List(args) => args.run().map(|()| true),
            Command::Show(args) => args.run().map(|()| true),
            Command::Copy(args) => args.run().map(|()| true),
            Command::Outdated(args) => args.run(),
            Command::Update(args) => args.run(),
            Command::Escape(args) => args.run(),
        }
    }
}

/// A pattern's variant.
///
/// # Errors
/// If it has none of that name: with those that it has.
pub fn find_variant(pattern: &'static Pattern, name: &str) -> anyhow::Result<&'static Variant> {
    pattern.variant(name).ok_or_else(|| {
        let names: Vec<&str> = pattern
            .variants
            .iter()
            .map(|variant| variant.name)
            .collect();
        anyhow::anyhow!(
            "{} has no variant `{name}`\nhint: it has {}",
            pattern.id,
            names.join(", ")
        )
    })
}
