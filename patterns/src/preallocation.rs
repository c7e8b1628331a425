//! # Preallocation
//!
//! A growing buffer pays twice: it allocates again and again, and it copies what it
//! holds each time the allocator cannot extend it in place. Whoever knows the size,
//! or half knows it, can say so. The patterns here show what that buys, where it
//! buys nothing, and where it costs.
//!
//! ## The mechanism
//!
//! `Vec`, `String`, `VecDeque` and `HashMap` start without a block. The first
//! element allocates a small one. When that is full, the container reallocates to
//! at least twice the capacity: 4, 8, 16 and so on. Doubling is what makes `push`
//! cheap on average: each element was moved about once by the time the container
//! holds *n* of them, however large *n* is. That is *amortised* growth, and it is
//! the reason why forgetting a capacity is never a disaster.
//!
//! It leaves three costs, of which the first is the one that people think of, and
//! often the smallest.
//!
//! **Reallocations**: about log₂ *n* of them. For a thousand elements that is
//! fewer than ten. Large blocks may even grow in place, or be remapped by the
//! kernel without copying.
//!
//! **Bytes**: the capacities of all generations add up to about twice what is kept
//! in the end, and the last generation is up to half empty. In a heap profile a
//! growing vector therefore shows more bytes than it ever holds.
//!
//! **The check**: each `push` asks whether there is room, and keeps a call to the
//! growing path in the loop. With the check, the compiler cannot turn the loop into
//! wide stores. This is often the largest part, and `with_capacity` alone does not
//! remove it: the check is still there, it merely never fires. An iterator of known
//! length does, since `collect` and `extend` then reserve once and write without
//! asking.
//!
//! A hash map pays more for growing than a vector, because its elements cannot be
//! copied as they lie: the table has another size, so every key is hashed again and
//! put in another place.
//!
//! ## What it costs
//!
//! Filling a container with *n* elements:
//!
//! - **growing**: log₂ *n* reallocations, *n* moves, *n* checks;
//! - **with a capacity**: 1 allocation, *n* checks;
//! - **from an iterator of known length**: 1 allocation, no check;
//! - **growing a map**: log₂ *n* tables, and *n* keys hashed once more.
//!
//! Growing a vector to 1,000 numbers takes
//! <!-- record: cost/grow-vec -->longer<!-- end -->; filling one that was reserved
//! takes <!-- record: cost/fill-vec -->less<!-- end -->, and a block allocated and
//! freed <!-- record: cost/allocate-free -->time of its own<!-- end -->. In
//! [`crate::preallocation::vec_capacity`] the capacity alone is a factor of
//! <!-- record: preallocation/vec-capacity/with-capacity/time-ratio -->less than two<!-- end -->
//! in time, and `collect` one of
//! <!-- record: preallocation/vec-capacity/collect/time-ratio -->much more<!-- end -->:
//! what lies between the two is the check. For a map,
//! [`crate::preallocation::map_capacity`] gains
//! a factor of
//! <!-- record: preallocation/map-capacity/with-capacity/time-ratio -->two or more<!-- end -->.
//!
//! The other direction has a price too. A reserved page that is never written costs
//! address space only. One that is zeroed, or written once, is resident, and stays
//! so as long as the container lives.
//!
//! ## What to do
//!
//! - If `grow_one` or `realloc` stands below a `push`; and the length is known
//!   before the loop; then [`crate::preallocation::vec_capacity`]; unless there are
//!   only a few elements.
//! - If `grow_amortized` stands below a `collect`; and the iterator is your own;
//!   then [`crate::preallocation::size_hint`]; unless it cannot know a lower bound.
//! - If `reserve_rehash` is wide; and the number of distinct keys is known; then
//!   [`crate::preallocation::map_capacity`]; unless most keys repeat.
//! - If a count equals the number of calls; and the line says `reserve_exact`; then
//!   [`crate::preallocation::reserve_exact_trap`]; unless it is called once, for the
//!   final size.
//! - If one line allocates megabytes; and the result is small; then
//!   [`crate::preallocation::overshoot`]; unless the worst case is the usual one.
//! - If a loop only writes zeros; and the buffer is new; then
//!   [`crate::preallocation::zeroed`]; unless all of it is overwritten anyway.
//!
//! ## What it does not help with
//!
//! A capacity saves growth and nothing else. It does not help a container that is
//! made anew for every request: there the block itself is the cost, and keeping the
//! container is the answer ([`crate::pooling`]). It does not help where the
//! elements own blocks of their own, since those are allocated one by one whatever
//! the vector does. And a guess that is too high by a factor of ten costs memory
//! for as long as the container lives, in every instance of it: a capacity is worth
//! a line where the number is known, and a comment where it is not.

pub mod map_capacity;
pub mod overshoot;
pub mod reserve_exact_trap;
pub mod size_hint;
pub mod vec_capacity;
pub mod zeroed;

use crate::catalogue::Family;
use crate::family;

/// The family.
pub const FAMILY: Family = family!("preallocation.rs").patterns(&[
    &vec_capacity::PATTERN,
    &map_capacity::PATTERN,
    &overshoot::PATTERN,
    &reserve_exact_trap::PATTERN,
    &size_hint::PATTERN,
    &zeroed::PATTERN,
]);
