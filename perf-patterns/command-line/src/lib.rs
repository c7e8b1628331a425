//! What every program of the workshop does at its edges, each in one place:
//! starting processes, printing, tables, figures for people, findings and schemas
//! for other tools, and folders as a whole.

pub mod files;
pub mod findings;
pub mod format;
pub mod print;
pub mod process;
pub mod schema;
pub mod table;
pub mod units;
