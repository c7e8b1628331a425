//! What the program does in other people's crates.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

mod ab;
mod advice_sample;
mod crates;
mod escape;
mod escape_lines;
mod every_variant;
mod profile;
mod support;
mod texts;
mod workshop;
