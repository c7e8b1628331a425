//! What every program of the workshop does at its edges, each in one place:
//! starting processes, printing, tables, and figures for people.

pub mod print;
pub mod process;
pub mod table;
pub mod units;
