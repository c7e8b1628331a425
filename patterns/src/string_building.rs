//! # String building
//!
//! Text is where a profile most often points first. Every `format!`, every
//! `to_string` and every `collect::<String>()` makes a buffer of its own, and in a
//! loop the buffers add up. The patterns here keep one buffer, size it once, or do
//! without it.
//!
//! ## The mechanism
//!
//! A `String` is three words (pointer, capacity, length) and one block on the heap.
//! Building text therefore has three prices, and each pattern of this chapter
//! removes one of them.
//!
//! The first is the **block**. Whoever returns a `String` allocates, whoever drops
//! it frees, and both happen once for each piece if the pieces are strings. The
//! text of a piece rarely matters for this price: two letters cost as much as
//! twenty.
//!
//! The second is the **copy**. A piece that is built in a buffer of its own is
//! copied into the final one. That doubles the work, which is bearable. A *result*
//! that is built anew from itself is copied once in each turn, so that *n* turns
//! copy about *n*²/2 pieces, which is not. No allocator helps against that.
//!
//! The third is the **formatting machinery**. `format!` and `write!` cut their text
//! into pieces when the program is compiled, and go through `Formatter` when it
//! runs: width, fill, sign and precision are looked at for each argument, through a
//! table of functions, even where none was given. For a plain `&str` that is
//! all overhead; for a number the digits come on top.
//!
//! What does *not* cost is growth by doubling. A buffer that starts empty and is
//! appended to reallocates about log₂ of its final length times and copies each
//! byte about once more. That is why one buffer, grown as it may, already takes
//! most of the gain.
//!
//! ## What it costs
//!
//! For *n* pieces of *b* bytes each:
//!
//! - **a string for each piece**: *n* blocks, and 2*nb* bytes copied;
//! - **the result anew in each turn**: at least *n* blocks, and about *n*²*b*/2
//!   bytes copied;
//! - **one buffer**: about log₂(*nb*) reallocations, and at most 2*nb* bytes copied;
//! - **one buffer of the right size**: 1 block, and *nb* bytes copied.
//!
//! A block, allocated and freed, takes
//! <!-- record: cost/allocate-free -->time of its own<!-- end -->; copying 4 KiB
//! takes <!-- record: cost/copy-4k -->far less than a block for each word<!-- end -->.
//! Writing a number by `write!` takes
//! <!-- record: cost/format-number -->several times as long as its digits need<!-- end -->.
//! That is why the first line of this list is worth mending where there are many
//! pieces, and the second always.
//!
//! The catalogue shows both. [`crate::string_building::append`] makes
//! <!-- record: string-building/append/format-each-time/allocations -->many<!-- end -->
//! allocations the slow way and
//! <!-- record: string-building/append/push-str/allocations -->few<!-- end -->
//! with one buffer. [`crate::string_building::join_numbers`] spends
//! <!-- record: string-building/join-numbers/to-string/time-each -->most of its time<!-- end -->
//! on making a string of each number, and
//! <!-- record: string-building/join-numbers/itoa/time-each -->a fraction of it<!-- end -->
//! when the digits go straight into the buffer.
//!
//! ## What to do
//!
//! - If a result is built from itself in a loop; and the pieces are text;
//!   then [`crate::string_building::append`]; unless there are only a few of them.
//! - If `to_string` stands below a `join` or a `push_str`; and the pieces are
//!   numbers; then [`crate::string_building::join_numbers`]; unless the list is
//!   very short.
//! - If `alloc::fmt::format` stands below a `push_str`; and the text is thrown away
//!   at once; then [`crate::string_building::format_push`]; unless the line is not
//!   hot.
//! - If a function returns an owned copy of its input; and most inputs need no
//!   change; then [`crate::string_building::escape_cow`]; unless most do.
//! - If `to_lowercase` stands below a comparison; and the text is ASCII; then
//!   [`crate::string_building::ascii_case`]; unless users type it in their own
//!   language.
//! - If `collect` stands below a parser; and the number of fields is known; then
//!   [`crate::string_building::parse_fields`]; unless the fields have to be
//!   validated.
//! - If very many blocks are of a few bytes; and the strings are kept; then
//!   [`crate::string_building::small_inline`]; unless many are longer than the
//!   inline room.
//!
//! ## What it does not help with
//!
//! Output that leaves the program piece by piece is a matter of system calls and
//! not of strings: [`crate::io::buffered_write`]. Text that is read and not built wants to
//! be borrowed, not built faster. And a search through text, or a comparison of it,
//! is bound by how many bytes are looked at per instruction; no buffer changes
//! that. If the flame graph shows `memcpy` and hardly an allocator, the bytes
//! themselves are too many: write fewer of them.

pub mod append;
pub mod ascii_case;
pub mod escape_cow;
pub mod format_push;
pub mod join_numbers;
pub mod parse_fields;
pub mod small_inline;

use crate::catalogue::Family;
use crate::family;

/// The family.
pub const FAMILY: Family = family!("string_building.rs").patterns(&[
    &append::PATTERN,
    &join_numbers::PATTERN,
    &format_push::PATTERN,
    &escape_cow::PATTERN,
    &ascii_case::PATTERN,
    &parse_fields::PATTERN,
    &small_inline::PATTERN,
]);
