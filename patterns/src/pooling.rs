//! # Pooling
//!
//! The cheapest allocation is the one that was made long ago. A buffer that is
//! cleared and used again costs neither `malloc` nor the first touch of its pages;
//! what it costs is a question of ownership: who clears it, who holds it meanwhile,
//! and how large it may become. The patterns here go from a local variable that
//! outlives a loop to a pool that threads share.
//!
//! ## The mechanism
//!
//! Three things are paid for when a block is allocated, used and freed, and reuse
//! saves all three.
//!
//! **The allocator's work.** A small block usually comes from a list of the
//! thread's own and goes back to it, without a lock. When
//! the list is empty, when the block is freed by another thread, or when it is
//! large, the allocator goes to a shared heap, and the price is many times higher
//! and varies.
//!
//! **The first touch.** Memory that is new from the kernel exists only on paper.
//! The first write to each page of 4 KiB raises a page fault; the kernel finds a
//! page, zeroes it and enters it. Large blocks are returned to the kernel when they
//! are freed, so that the next large block faults again on every page. This is the
//! price that shows as system time, under a loop that looks harmless.
//!
//! **The growth.** A buffer that starts empty in each turn grows in each turn. One
//! that is cleared keeps its capacity: after a few turns it is as large as it needs
//! to be, and no turn allocates.
//!
//! Reuse has a ladder, and every rung costs more of the code's clarity. A variable
//! declared outside the loop; a buffer that the caller passes in; a field that is
//! cleared; a `thread_local!`; a pool behind a lock; an arena that frees everything
//! at once. Stay on the lowest rung that does it.
//!
//! ## What it costs
//!
//! For *r* rounds that each need *b* bytes:
//!
//! - **new in each round**: *r* × (block + growth), and *r* × *b*/4096 page faults
//!   where *b* is so large that the kernel takes it back;
//! - **kept**: one block, one growth, and the faults once;
//! - **pooled between threads**: the same, plus two operations on a shared list in
//!   each round;
//! - **an arena**: blocks that double in size, and one release; no value is dropped
//!   by itself.
//!
//! A block of 64 bytes takes
//! <!-- record: cost/allocate-free -->a price of its own<!-- end -->, allocated and
//! freed; the first touch of a page takes
//! <!-- record: cost/first-touch -->far more<!-- end -->. So a buffer of a megabyte
//! costs 256 first touches before its first byte is useful. In
//! [`crate::pooling::reuse_vec`] allocations fell from
//! <!-- record: pooling/reuse-vec/slow/allocations -->several in each round<!-- end -->
//! to <!-- record: pooling/reuse-vec/fast/allocations -->a few in all<!-- end -->, and time
//! by a factor of
//! <!-- record: pooling/reuse-vec/fast/time-ratio -->less than that<!-- end -->.
//! In [`crate::pooling::arena_tree`] a tree of boxes takes
//! <!-- record: pooling/arena-tree/boxes/allocations -->one for each node<!-- end -->
//! allocations, and the same tree in an arena
//! <!-- record: pooling/arena-tree/bumpalo/allocations -->one for each chunk<!-- end -->.
//!
//! ## What to do
//!
//! - If a vector is made inside a loop; and nothing keeps it beyond its turn; then
//!   [`crate::pooling::reuse_vec`]; unless the work of a turn dwarfs it.
//! - If a count equals the lines of the input; and `lines` stands above it; then
//!   [`crate::pooling::read_lines`]; unless the lines are kept.
//! - If `clone` overwrites a field; and the field has a buffer already; then
//!   [`crate::pooling::clone_from`]; unless the old value is needed.
//! - If a response buffer leads by bytes; and every request makes one; then
//!   [`crate::pooling::request_buffer`]; unless a capacity alone does it.
//! - If page faults are wide; and the blocks are large; then
//!   [`crate::pooling::big_buffer`]; unless the memory is wanted elsewhere meanwhile.
//! - If every node is a block; and all of them go together; then
//!   [`crate::pooling::arena_tree`]; unless nodes have to be dropped one by one.
//!
//! ## What it does not help with
//!
//! There is no garbage collector that empties a pool: what is put in stays, at the
//! largest size that it ever had. One huge request can pin its megabytes for the
//! life of the process, so a pool needs a limit on what it takes back. A pool also
//! hides who owns what. A buffer that is handed out twice, or not cleared, is a bug
//! that no benchmark shows; this catalogue compares the answers of every variant in
//! sequences through one state for that reason. And where the blocks live as long
//! as the program, there is nothing to reuse: make them smaller instead
//! ([`crate::heap_vs_stack`]).

pub mod arena_tree;
pub mod big_buffer;
pub mod clone_from;
pub mod read_lines;
pub mod request_buffer;
pub mod reuse_vec;

use crate::catalogue::Family;
use crate::family;

/// The family.
pub const FAMILY: Family = family!("pooling.rs").patterns(&[
    &request_buffer::PATTERN,
    &big_buffer::PATTERN,
    &reuse_vec::PATTERN,
    &arena_tree::PATTERN,
    &read_lines::PATTERN,
    &clone_from::PATTERN,
]);
