//! # Work: once, later, never
//!
//! The fastest code is the code that does not run. Before making work cheaper, ask
//! whether it has to be done each time, for each item, or now. The patterns here
//! move work to where it is done once, or only when it is needed.
//!
//! ## The mechanism
//!
//! Three questions find most of it, and none needs a profiler to ask.
//!
//! **Once, or each time?** Some objects are dear to make and cheap to use: a
//! compiled regular expression, a table, a parsed configuration, a connection. Made
//! inside a function, they are made at each call, and the profile shows the maker
//! above the user. `LazyLock` makes them at the first use and shares them. What is
//! shared is then reached by all threads, so an object with a lock or a pool inside
//! may turn into the place where threads wait: cheaper for one thread, dearer for
//! many.
//!
//! **For each item, or for the few?** Most inputs are ordinary. Text is mostly
//! ASCII, numbers are mostly small, most lines need no escaping, most messages are
//! valid. A check for the ordinary case is a comparison and a branch that the
//! processor learns to predict, so that it costs next to nothing; the full treatment
//! stays for the rest. The gain is the share of ordinary items; where that is
//! small, or changes from item to item so that nothing can be predicted, the check
//! is an extra.
//!
//! **Over all items, within a loop over all items?** That is a square, and squares
//! hide well. `Vec::remove` moves everything behind the removed element;
//! `position` looks at everything before it. Each is linear and looks innocent; in a
//! loop over the same vector they are quadratic. With a hundred items nobody
//! notices. With ten thousand it is the only thing in the flame graph, as one wide
//! `memmove`. `retain` does the same in one pass, since it knows all of what is to
//! go.
//!
//! ## What it costs
//!
//! For *n* items, of which a share *s* is special:
//!
//! - **made each time**: *n* × making + *n* × using; **made once**: making + *n* ×
//!   using + *n* looks at a flag;
//! - **full treatment of all**: *n* × full; **fast path**: *n* × check + *sn* × full;
//! - **remove in a loop**: up to *n*²/2 moves; **`retain`**: *n* moves.
//!
//! The exponents matter more than any price in this list: on a log-log chart a
//! square is a line of slope two, and no constant makes up for it. In
//! [`crate::work::quadratic_delete`] the one pass is a factor of
//! <!-- record: work/quadratic-delete/fast/time-ratio -->many<!-- end --> at the
//! middle size, and its page shows the slopes. In [`crate::work::compile_once`] it is
//! <!-- record: work/compile-once/fast/time-ratio -->very large<!-- end -->, because
//! making is that much dearer than using. In [`crate::work::fast_path`] it is
//! <!-- record: work/fast-path/fast/time-ratio -->moderate<!-- end -->: the check is
//! never free. For orientation, copying 4 KiB takes
//! <!-- record: cost/copy-4k -->little<!-- end --> here, a block
//! <!-- record: cost/allocate-free -->a price of its own<!-- end -->.
//!
//! ## What to do
//!
//! - If a constructor is wide below a function that is called often; and its
//!   arguments never change; then [`crate::work::compile_once`]; unless it is used
//!   once, or many threads would share it.
//! - If `memmove` is as wide as a loop; and the loop removes from a vector; then
//!   [`crate::work::quadratic_delete`]; unless one element goes.
//! - If every item gets the full treatment; and most are ordinary; then
//!   [`crate::work::fast_path`]; unless the rare case is common.
//!
//! ## What it does not help with
//!
//! A cache is not on this list by accident. It saves work where inputs repeat, and
//! costs memory, a lookup and an invalidation rule where they do not; a global
//! cache behind a lock has made programs slower than the work that it saved. Work
//! that is moved to a start-up is still done, and a command-line tool that starts
//! often pays it often: lazily is better than eagerly there. And a fast path
//! doubles the code that has to be right: keep the slow path as the reference, and
//! compare the two on every input that a test can think of.

pub mod compile_once;
pub mod fast_path;
pub mod quadratic_delete;

use crate::catalogue::Family;
use crate::family;

/// The family.
pub const FAMILY: Family = family!("work.rs").patterns(&[
    &compile_once::PATTERN,
    &quadratic_delete::PATTERN,
    &fast_path::PATTERN,
]);
