//! `cargo`, in this repository.

use std::process::Command;

use crate::store;

/// `cargo`, in the repository's root.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(store::root());
    // This process runs below `cargo xtask`, whose package is not ours to pass on.
    cargo.env_remove("CARGO_MANIFEST_DIR");
    cargo
}
