//! Exercises, solutions and cheats, in one program.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

mod each;
mod grade;
mod hole;
mod kinds;
mod proof;
mod schemas;
mod solutions;
