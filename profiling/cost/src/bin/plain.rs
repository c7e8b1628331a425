//! The work without a sampling allocator: see `main.rs`.

fn main() -> anyhow::Result<()> {
    cost_roles::run(false)
}

#[path = "../roles.rs"]
mod cost_roles;
