//! # Recursion
//!
//! A recursive function is rarely slow because it recurs. It is slow because it
//! computes the same thing again, or because every level allocates a result that
//! the level above takes apart. The patterns here separate the three: repeated
//! work, allocation at each level, and the call itself.
//!
//! ## The mechanism
//!
//! A call pushes a return address, saves the registers that the callee wants, and
//! comes back. That is a handful of instructions, well predicted, on memory that is
//! in the nearest cache. A loop with a stack of its own does much the same by hand:
//! it pushes what has to be remembered, and pops it. Which of the two is faster
//! depends on what has to be remembered, and seldom by much.
//!
//! **Repeated work** is another matter, since it changes the exponent. A function
//! that calls itself twice on nearly the same input makes a tree of calls; its
//! leaves double with each level. Remembering results turns the tree into a line. No
//! other change in this catalogue wins so much, and none depends so much on the
//! size: for a small input the table costs more than the tree.
//!
//! **A result at each level** is the usual form of a walk that collects something:
//! each level returns a `Vec`, and its caller appends that to its own. An element
//! of a leaf at depth *d* is then copied *d* times, and each level allocates,
//! however little it found. Passing one buffer down (`&mut Vec<T>`) copies each
//! element once. The signature is uglier; it can be a private function behind a
//! plain one.
//!
//! **The stack** is the limit that no profile shows. A thread of Rust has a stack
//! of fixed size: 2 MiB unless somebody asks for more, 8 MiB for the main thread on
//! most systems. A deep input overflows it, and an overflow aborts the process
//! without unwinding. How deep is too deep depends on the size of a frame, which
//! changes with the optimiser's mood. A stack on the heap has no such limit, and
//! says so by allocating.
//!
//! ## What it costs
//!
//! For a tree of *n* nodes and depth *d*:
//!
//! - **one buffer passed down**: *n* copies, log₂ *n* reallocations;
//! - **a vector from each level**: up to *n* × *d* copies, and a block or more for
//!   each inner node;
//! - **a call**: a few instructions, and its frame on the stack;
//! - **naive double recursion**: about φⁿ calls; with a table *n*.
//!
//! In [`crate::recursion::flatten_tree`] passing one buffer is a
//! factor of
//! <!-- record: recursion/flatten-tree/pass-buffer/time-ratio -->many<!-- end --> in time,
//! with <!-- record: recursion/flatten-tree/pass-buffer/allocations -->few<!-- end -->
//! allocations for
//! <!-- record: recursion/flatten-tree/return-vec/allocations -->very many<!-- end -->. In
//! [`crate::recursion::fibonacci`] the naive form takes
//! <!-- record: recursion/fibonacci/naive/time -->long<!-- end --> where a table takes
//! <!-- record: recursion/fibonacci/memo-vec/time -->hardly any time<!-- end --> and a
//! loop <!-- record: recursion/fibonacci/iterate/time -->less still<!-- end -->. And in
//! [`crate::recursion::depth_first`] the factor is
//! <!-- record: recursion/depth-first/explicit-stack/time-ratio -->about one<!-- end -->:
//! the explicit stack is for depth, not for speed. A block takes
//! <!-- record: cost/allocate-free -->a price of its own<!-- end -->, so that a walk
//! which allocates at each node is bound by that, and not by its calls.
//!
//! ## What to do
//!
//! - If a staircase of one function fills the graph; and its inputs repeat; then
//!   [`crate::recursion::fibonacci`]; unless the input is small.
//! - If every level of a walk owns allocations; and their results are put together;
//!   then [`crate::recursion::flatten_tree`]; unless each level's result is kept by
//!   itself.
//! - If the process aborts with an overflowed stack; and the depth comes from the
//!   input; then [`crate::recursion::depth_first`]; unless a limit on the depth is
//!   an acceptable answer.
//!
//! ## What it does not help with
//!
//! Turning a recursion into a loop for speed alone is mostly wasted effort, and
//! costs the reader. A walk over a tree of boxes waits for memory at each node; that
//! is a matter of layout, and an arena helps more than any loop
//! ([`crate::pooling::arena_tree`]). Memory of results helps only where inputs
//! really repeat: measure how often the table hits before you keep it, and decide
//! when it is emptied. Rust does not promise to turn a tail call into a jump; if
//! the depth matters, do not rely on it.

pub mod depth_first;
pub mod fibonacci;
pub mod flatten_tree;

use crate::catalogue::Family;
use crate::family;

/// The family.
pub const FAMILY: Family = family!("recursion.rs").patterns(&[
    &fibonacci::PATTERN,
    &flatten_tree::PATTERN,
    &depth_first::PATTERN,
]);
