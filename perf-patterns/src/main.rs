//! `perf-patterns`: the patterns of the Rust performance workshop, offline.

use std::process::ExitCode;

use clap::Parser;

/// Slow and fast Rust, side by side: list, show and copy patterns.
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(subcommand)]
    command: perf_patterns::Command,
}

fn main() -> ExitCode {
    match Args::parse().command.run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}
