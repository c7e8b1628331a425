//! The gungraun runner, built from this workspace so that nobody installs it.

fn main() {
    gungraun_runner::runner::run::run();
}
