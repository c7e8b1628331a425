//! # Ownership
//!
//! `clone` is the easiest way to satisfy the borrow checker, and each call of it
//! says "I want this to be mine". Often nobody wants that: the value is looked at
//! and dropped. The patterns here say what is meant, and the copy goes.
//!
//! ## The mechanism
//!
//! To own a `String`, a `Vec` or a `HashMap` is to own a block on the heap. Cloning
//! one therefore allocates, copies the contents, and later frees; cloning a
//! structure of such values does that for each of its parts. The compiler does not
//! remove it. It may in theory elide a pair of allocation and free that it can see
//! whole, but a clone whose bytes are read is not such a pair.
//!
//! A reference is one or two words, and costs nothing to make. What it costs is a
//! lifetime: the signature has to say that the result points into the argument, and
//! the caller has to keep the argument alive. In a function that looks at a value
//! and returns something else, this price is zero: take `&str` for `String`, `&[T]`
//! for `Vec<T>`, `&T` for `T`. In a structure that is kept, it is a parameter that
//! spreads through every type that holds it.
//!
//! Between the two stand three ways to decide when the program runs. `Cow<'a, str>`
//! borrows while nothing has to change, and owns when something does; each access
//! asks which. `Rc` and `Arc` share one value: a clone counts up, a drop counts
//! down, and the last one frees. The count is an ordinary addition for `Rc`, and an
//! atomic one for `Arc`, which is cheap as long as one core does it and slow when
//! many do it at once. And `mem::take` moves a value out and leaves an empty one
//! behind: no copy, if the old place is not needed.
//!
//! Deserialising is where owning is most often forgotten, because the types ask for
//! it: a field of type `String` makes serde allocate for each value, although the
//! text lies in the input already. `&'a str` points there, and fails on text with
//! escapes; `Cow<'a, str>` with `#[serde(borrow)]` points where it can.
//!
//! ## What it costs
//!
//! For *n* values of *b* bytes in one block each:
//!
//! - **cloning to look**: *n* blocks, *nb* bytes copied, *n* frees;
//! - **borrowing**: nothing; a lifetime;
//! - **sharing**: *n* counts up and down; one block in all;
//! - **borrowing from the input**: no block; the input stays in memory as long as
//!   any value does.
//!
//! Cloning a short string takes
//! <!-- record: cost/clone-string -->about as long as a block<!-- end -->, of which
//! <!-- record: cost/allocate-free -->most<!-- end --> is the block, and copying 4 KiB
//! takes <!-- record: cost/copy-4k -->less than one expects<!-- end -->. So many small
//! clones are bound by the allocator, and a few large ones by their bytes. In
//! [`crate::ownership::clone_to_read`] the slow variant makes
//! <!-- record: ownership/clone-to-read/slow/allocations -->many<!-- end --> allocations and
//! the fast one
//! <!-- record: ownership/clone-to-read/fast/allocations -->few<!-- end -->, which is a
//! factor of
//! <!-- record: ownership/clone-to-read/fast/time-ratio -->several<!-- end --> in time;
//! in [`crate::ownership::serde_borrow`] the factor is
//! <!-- record: ownership/serde-borrow/fast/time-ratio -->another<!-- end -->, since parsing
//! has work of its own.
//!
//! ## What to do
//!
//! - If `clone` or `to_string` owns many blocks; and the copy is only looked at;
//!   then [`crate::ownership::clone_to_read`]; unless the original changes
//!   meanwhile.
//! - If `String::deserialize` owns as many blocks as there are fields; and the input
//!   stays in memory; then [`crate::ownership::serde_borrow`]; unless most text has
//!   escapes, or the records outlive the input.
//!
//! ## What it does not help with
//!
//! Clones that are rare, or small, or made once when a program starts, are not worth
//! a lifetime: bytes fall, and time does not. Public changes of this kind often
//! measured next to nothing, and some were taken back. A borrowed field pins the
//! whole input for as long as one small value of it lives, so that memory can
//! *rise*. And an `Arc` put in place of a clone helps where values are large and
//! shared by several; with a single holder it adds a count and a pointer, and saves
//! nothing.

pub mod clone_to_read;
pub mod serde_borrow;

use crate::catalogue::Family;
use crate::family;

/// The family.
pub const FAMILY: Family =
    family!("ownership.rs").patterns(&[&clone_to_read::PATTERN, &serde_borrow::PATTERN]);
