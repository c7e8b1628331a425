//! `perf-patterns`: the patterns of the Rust performance workshop, offline, and
//! its tools for everybody's own code.

mod commands;

use std::process::ExitCode;

use clap::{ColorChoice, Parser};
use command_line::{print, process};

/// Slow and fast Rust side by side, and tools that find and prove what to change in your code.
#[derive(Parser)]
#[command(version)]
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
    command: commands::Command,
}

fn main() -> ExitCode {
    let args = Args::parse();
    print::set_color(args.color);
    let answer = process::handle_interrupts()
        .and_then(|()| args.command.run())
        .and_then(|well| print::check_written().map(|()| well));
    match answer {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            print::error(&error);
            match error.downcast_ref() {
                Some(process::Interrupted) => ExitCode::from(130),
                None => ExitCode::from(2),
            }
        }
    }
}
