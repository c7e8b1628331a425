//! The gungraun runner, built from this workspace so that nobody installs it.

use std::process::ExitCode;

fn main() -> ExitCode {
    match gungraun_runner::runner::run::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("gungraun: {error:#}");
            ExitCode::FAILURE
        }
    }
}
