//! `cargo xtask`: measure, collect, analyse, render.
//!
//! `main` parses and dispatches; each command is a file below `commands`.

mod analysis;
mod book;
mod cargo;
mod commands;
mod compare;
mod environment;
mod escapes;
mod export;
mod measure;
mod store;
mod tools;

use std::process::ExitCode;

use clap::{ColorChoice, Parser};
use command_line::{print, process, table, units};

use commands::Command;

/// The Rust performance workshop: measure patterns, read why, copy what wins.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Args {
    /// Colour: auto, always or never; `NO_COLOR` is respected
    #[arg(
        long,
        global = true,
        default_value = "auto",
        value_name = "WHEN",
        hide_possible_values = true,
        display_order = 100
    )]
    color: ColorChoice,
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let args = Args::parse();
    print::set_color(args.color);
    let outcome = process::handle_interrupts()
        .and_then(|()| args.command.run())
        .and_then(|outcome| print::check_written().map(|()| outcome));
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::CheckFailed) => ExitCode::from(1),
        Err(error) => {
            print::error(&error);
            match error.downcast_ref() {
                Some(process::Interrupted) => ExitCode::from(130),
                None => ExitCode::from(2),
            }
        }
    }
}

/// How a command ended that was used rightly, in an environment that can do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Exit code 0.
    Done,
    /// Exit code 1: the answer is no.
    CheckFailed,
}
