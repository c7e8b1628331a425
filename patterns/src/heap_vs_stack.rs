//! # Heap and stack
//!
//! Go decides for you: its compiler proves what cannot escape and puts the rest on
//! the heap. Rust has no escape analysis, because the type says where a value
//! lives. A struct is where its owner is; `Box`, `Vec` and `String` own a place on
//! the heap; nothing moves there behind your back. What remains is a decision with
//! a price on either side, and an optimiser that sometimes removes an allocation
//! that you wrote.
//!
//! ## The mechanism
//!
//! A value on the stack, or inside another value, costs no allocation. It is moved
//! by copying its bytes, and a move is a `memcpy` of the *whole* type, however
//! little of it is in use. The caller of a function that returns a large struct
//! reserves room for it and passes the address, so that a return often copies
//! nothing; a value that is put into a vector, or passed through several layers, is
//! copied each time.
//!
//! A value in a box costs an allocation, a free, and one more memory access each
//! time it is looked at. Moving it copies one pointer. The access is cheap where
//! the block is in the cache, and expensive where it is not: blocks that were
//! allocated one by one lie wherever there was room, and a walk over them waits for
//! memory at each step, since no prefetcher can guess the next address.
//!
//! A third price is paid by the optimiser. Through a `Box<dyn Trait>` the callee is
//! not known, so nothing is inlined, constants are not folded, and a loop is not
//! vectorised. The indirect call itself is cheap when the branch predictor guesses
//! right, and costs some twenty cycles when it does not.
//!
//! The size of a type is the knob for all of this. An enum is as large as its
//! largest variant, in every element of a vector, even if that variant is one in a
//! hundred. Boxing the rare large variant makes all the others small. An inline
//! container (`SmallVec`, `ArrayVec`, `CompactString`) turns the knob the other way:
//! its elements are inside the value, so that the common short case allocates
//! nothing, and the value is larger wherever it is moved.
//!
//! ## What it costs
//!
//! For *n* values of *s* bytes:
//!
//! - **inline**: no block; *s* bytes for each move; neighbours lie together;
//! - **boxed**: *n* blocks; 8 bytes for each move; up to *n* waits for memory on a
//!   walk;
//! - **inline with a large variant**: *n* times the size of the largest;
//! - **small inline container**: no block while it fits; one, and a copy, when it
//!   spills.
//!
//! A block takes <!-- record: cost/allocate-free -->a price of its own<!-- end -->,
//! allocated and freed; a copy of 4 KiB takes
//! <!-- record: cost/copy-4k -->surprisingly little<!-- end -->; a read that misses
//! every cache takes
//! <!-- record: cost/cache-miss -->as long as many instructions<!-- end -->; and an
//! indirect call that is guessed right
//! <!-- record: cost/indirect-call -->hardly more than a direct one<!-- end -->. So a
//! box has to save a lot of copying before it pays. In
//! [`crate::heap_vs_stack::return_small`] the boxed variant takes
//! <!-- record: heap-vs-stack/return-small/boxed/time-each -->about what a block takes<!-- end -->
//! for each call and the plain one
//! <!-- record: heap-vs-stack/return-small/value/time-each -->next to nothing<!-- end -->.
//! In [`crate::heap_vs_stack::dyn_dispatch`] time and instructions
//! disagree: a factor of
//! <!-- record: heap-vs-stack/dyn-dispatch/enum/time-ratio -->several<!-- end -->
//! against
//! <!-- record: heap-vs-stack/dyn-dispatch/enum/instructions-ratio -->about one<!-- end -->.
//!
//! ## What to do
//!
//! - If blocks of 8 bytes stand below `Box::new`; and the value is a number; then
//!   [`crate::heap_vs_stack::return_sum`]; unless the optimiser has removed them
//!   already.
//! - If a constructor returns `Box<Self>`; and the struct is small; then
//!   [`crate::heap_vs_stack::return_small`]; unless it has to be behind a pointer.
//! - If `memcpy` stands below a return; and the value has kilobytes; then
//!   [`crate::heap_vs_stack::return_large`]; unless a measurement says that it does
//!   not matter.
//! - If very many vectors hold a few elements; and most stay short; then
//!   [`crate::heap_vs_stack::inline_vec`]; unless many spill, or are kept in
//!   structs that are moved a lot.
//! - If narrow methods stand side by side below one loop; and the set of types is
//!   closed; then [`crate::heap_vs_stack::dyn_dispatch`]; unless others add types.
//! - If a vector of an enum is larger than its contents explain; and the large
//!   variant is rare; then [`crate::heap_vs_stack::large_enum`]; unless most
//!   elements are the large one.
//!
//! ## What it does not help with
//!
//! A single box for a single long-lived value is free for all practical purposes;
//! so is a `Box<dyn Trait>` that is called a thousand times a second. Layout helps
//! where there are many values, or many calls. It does not help a program that
//! allocates because it *builds* a lot (see [`crate::string_building`]), nor one
//! whose blocks are large and few. And a type made small by clever packing has a
//! price in every match that unpacks it: check that memory, and not arithmetic, is
//! what the loop waits for.

pub mod dyn_dispatch;
pub mod inline_vec;
pub mod large_enum;
pub mod return_large;
pub mod return_small;
pub mod return_sum;

use crate::catalogue::Family;
use crate::family;

/// The family.
pub const FAMILY: Family = family!("heap_vs_stack.rs").patterns(&[
    &return_sum::PATTERN,
    &return_small::PATTERN,
    &return_large::PATTERN,
    &inline_vec::PATTERN,
    &dyn_dispatch::PATTERN,
    &large_enum::PATTERN,
]);
