//! # Loops and iterators
//!
//! An iterator chain and the loop that one would write by hand compile to the same
//! machine code, most of the time. Where they do not, there is something in the
//! chain that the compiler may not remove: a collection in the middle, a decoder of
//! UTF-8, a check of bounds. The patterns here take it out.
//!
//! ## The mechanism
//!
//! An iterator is a struct with a method `next`. A chain of adapters is one struct
//! inside the other, all of them known when the program is compiled; after inlining
//! nothing is left of them but the loop. That is what "zero cost" means, and it
//! holds as long as each stage hands its items to the next one by one.
//!
//! **`collect` breaks the chain.** It allocates, grows unless the length is known,
//! writes every item to memory, and the next stage reads them back. If the vector
//! is only iterated, all of this was for nothing. It is not always slower: two
//! passes over a compact vector may vectorise where one complicated pass does not,
//! and a `collect` of a known length is one block and a plain copy. Where the data
//! is small and the block is the cost, it counts; where the work per item is large,
//! it drowns.
//!
//! **`chars()` decodes.** A `&str` is UTF-8, and an item of `chars()` is a
//! character of one to four bytes: for each, the first byte decides how many
//! follow, and a branch decides what to do. The compiler cannot know that the text
//! is ASCII. `bytes()` is a walk over a slice of `u8`, which vectorises, and where a
//! question is about ASCII characters only (a delimiter, a digit, white space) it
//! gives the same answer, because no byte of a longer character is below 128.
//!
//! **Checks of bounds** are branches that never go wrong, hence well predicted; they
//! cost less for themselves than for what they prevent, which is wide instructions.
//! Iterating instead of indexing, or one assertion before the loop, lets the
//! compiler see that no check can fail.
//!
//! What decides in the end is **width**. A loop that the compiler turns into vector
//! instructions works on 16 to 64 bytes at once. One allocation, one call that is
//! not inlined, one early exit that depends on data, and it works on one.
//!
//! ## What it costs
//!
//! For *n* items of *b* bytes:
//!
//! - **a collection in the middle**: a block, growth, *nb* bytes written and read;
//! - **a chain**: nothing beyond its stages;
//! - **characters**: a few branches for each; **bytes**: a part of one vector
//!   instruction for each.
//!
//! A block takes <!-- record: cost/allocate-free -->a price of its own<!-- end -->,
//! allocated and freed; growing a vector to 1,000 numbers takes
//! <!-- record: cost/grow-vec -->longer<!-- end -->, filling one that was reserved
//! <!-- record: cost/fill-vec -->less<!-- end -->. In
//! [`crate::loops::collect_then_iterate`] the chain is a factor of
//! <!-- record: loops/collect-then-iterate/fast/time-ratio -->some<!-- end -->,
//! and in [`crate::loops::bytes_not_chars`] bytes are one of
//! <!-- record: loops/bytes-not-chars/fast/time-ratio -->several<!-- end -->.
//!
//! ## What to do
//!
//! - If `from_iter` owns blocks that die at once; and the vector is iterated once;
//!   then [`crate::loops::collect_then_iterate`]; unless it is used twice, or
//!   borrowed data is changed meanwhile.
//! - If `Chars::next` or `next_code_point` is wide; and the question is about ASCII;
//!   then [`crate::loops::bytes_not_chars`]; unless other characters matter.
//!
//! ## What it does not help with
//!
//! Rewriting a `for` loop as a chain, or the other way round, is a matter of taste:
//! `filter().map()` and `filter_map()` compile to the same instructions. A loop that
//! waits for memory does not get faster by fewer instructions; its order of access
//! does. And before a loop is made wide by hand, look at what the compiler made of
//! it: it may have been wide already, and the next release of the compiler may undo
//! the trick. Counts of instructions mislead here in both directions, since one wide
//! instruction does the work of many.

pub mod bytes_not_chars;
pub mod collect_then_iterate;

use crate::catalogue::Family;
use crate::family;

/// The family.
pub const FAMILY: Family =
    family!("loops.rs").patterns(&[&collect_then_iterate::PATTERN, &bytes_not_chars::PATTERN]);
