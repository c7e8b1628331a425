//! Where does a built program allocate? Read from the program itself.
//!
//! Whether a `Box`, a `Vec` or a `format!` survives optimisation is visible only in
//! machine code. This library reads an ELF program for x86-64 with symbols and line
//! tables, and reports for each function and each source line whether it allocates,
//! reallocates, frees, or makes a call that cannot be followed.
//!
//! ```text
//! image ──► code (blocks) ──► flow (where calls go) ──► graph (effects) ──► assemble ──► report
//! lines (DWARF) ─────────────────────────────────────────────────────────────┘
//! ```
//!
//! "Does not allocate" is a promise: every path from the function was followed to its
//! end. Whatever could not be followed is [`Effects::UNKNOWN`]. What happens only on
//! the way into a panic is kept apart. Pure functions over bytes: nothing here reads a
//! file, starts a process or prints.

mod assemble;
mod candidates;
mod code;
mod deny;
mod diff;
mod effects;
mod endings;
mod flow;
mod graph;
mod heap;
mod image;
mod implementations;
mod import;
mod inlined;
mod known;
mod lines;
mod names;
mod objects;
mod report;
mod scopes;
mod select;
mod stacks;
mod step;
mod unwind;
mod values;

pub use candidates::Candidates;
pub use deny::{Breach, Denial, DenyError, Link, deny};
pub use diff::{Change, diff};
pub use effects::Effects;
pub use heap::{HeapError, Join, Ran, join};
pub use image::Error;
pub use report::{Frame, Function, How, Line, Origin, Place, Report, Site};
pub use select::{EmptyFilter, Filter};
pub use stacks::Stacks;

/// Reads the program `bytes` (a whole ELF file).
///
/// # Errors
/// If it is not a linked ELF program for x86-64 with symbols and line tables: see
/// [`Error`].
pub fn analyse(bytes: &[u8]) -> Result<Report, Error> {
    let image = image::Image::parse(bytes)?;
    let lines = lines::Lines::parse(&image)?;
    let pads = unwind::landing_pads(&image);
    let program = graph::Program::build(&image, &pads, &lines)?;
    let objects = lines.objects(&program.through_offsets());
    assemble::build(&image, &program, &lines, &objects)
}
