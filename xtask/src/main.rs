//! `cargo xtask`: measure, collect, analyse, render.

mod analysis;
mod book;

fn main() {}
