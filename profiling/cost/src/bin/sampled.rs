//! The work with the sampling allocator, which takes this one line: see `main.rs`.

use profiling_alloc_system as _;

fn main() -> anyhow::Result<()> {
    cost_roles::run(true)
}

#[path = "../roles.rs"]
mod cost_roles;
