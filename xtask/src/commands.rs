//! The commands, one file each.

mod bench_all;
mod book;
mod calibrate;
mod compare;
mod doctor;
mod escape;
mod export;
mod gate;
mod history;
mod merge;
mod new;
mod profile;
mod schema;
mod summary;
mod verify;

pub use command_line::format::Format;

use crate::Outcome;

/// What `cargo xtask` can do.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Measure every pattern on this machine and render the book
    BenchAll(bench_all::Args),
    /// Render the book from a record, without measuring
    Book(book::Args),
    /// Compare two runs: what changed, by how much, how certain
    Compare(compare::Args),
    /// Fail if counts moved or a claim no longer holds, never for time
    Gate(gate::Args),
    /// Accept the current counts as the baseline for `gate`
    Bless(gate::BlessArgs),
    /// Write a record in the format of another tool
    Export(export::Args),
    /// Show how results changed from run to run
    History(history::Args),
    /// Merge the shards of a run into one record
    Merge(merge::Args),
    /// Measure how often verdicts on time are wrong on this machine
    Calibrate(calibrate::Args),
    /// List the patterns
    List(perf_patterns::list::Args),
    /// Profile a pattern: where it allocates, where its time goes
    Profile(profile::Args),
    /// Report where a built program allocates, from its machine code
    Escape(escape::Args),
    /// Check that variants agree and that claims on counts hold
    Verify(verify::Args),
    /// Check for required tools and for sources of measurement noise
    Doctor(doctor::Args),
    /// Start a new pattern: a registered file that compiles, to be filled in
    New(new::Args),
    /// Show the code of a variant, as it would be copied
    Show(perf_patterns::ShowArgs),
    /// Copy a variant into a crate
    Copy(perf_patterns::copy::Args),
    /// Show which copies changed in the catalogue, and which were edited
    Outdated(perf_patterns::update::OutdatedArgs),
    /// Merge changes of the catalogue into copies
    Update(perf_patterns::update::UpdateArgs),
    /// Write the JSON Schema of run records
    Schema(schema::Args),
}

impl Command {
    /// Runs the command.
    pub fn run(self) -> anyhow::Result<Outcome> {
        match self {
            Command::BenchAll(args) => args.run(),
            Command::Book(args) => args.run(),
            Command::Compare(args) => args.run(),
            Command::Gate(args) => args.run(),
            Command::Bless(args) => args.run(),
            Command::Export(args) => args.run(),
            Command::History(args) => args.run(),
            Command::Merge(args) => args.run(),
            Command::Calibrate(args) => args.run(),
            Command::List(args) => args.run().map(|()| Outcome::Done),
            Command::Profile(args) => args.run(),
            Command::Escape(args) => args.run(),
            Command::Verify(args) => args.run(),
            Command::Doctor(args) => args.run(),
            Command::New(args) => args.run(),
            Command::Show(args) => args.run().map(|()| Outcome::Done),
            Command::Copy(args) => args.run().map(|()| Outcome::Done),
            Command::Outdated(args) => args.run().map(well),
            Command::Update(args) => args.run().map(well),
            Command::Schema(args) => args.run(),
        }
    }
}

/// The outcome of a check.
fn well(well: bool) -> Outcome {
    if well {
        Outcome::Done
    } else {
        Outcome::CheckFailed
    }
}
