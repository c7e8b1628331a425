//! What the command line does as a program, and the rules of the workspace.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

mod architecture;
mod book_in_browser;
mod browser;
mod commands;
mod compare;
mod counts_repeat;
mod depth;
mod escape;
mod interrupt;
mod lints;
mod missing_tool;
mod records;
mod support;
mod texts;
mod walls;
mod words;
