//! # Lookups
//!
//! To find a value by its key, a program hashes, compares, and looks into memory.
//! Each of the three can be the expensive one, and the standard library's choices
//! are the careful ones. The patterns here choose for the keys at hand.
//!
//! ## The mechanism
//!
//! A lookup in a `HashMap` has three parts. The **hash** turns the key into a
//! number. The standard hasher, SipHash 1-3 with a random seed, resists an attacker
//! who picks keys so that they collide; for a key of eight bytes that resistance is
//! most of the work. Hashers without it (`rustc-hash`, `foldhash`) take a
//! multiplication or two.
//!
//! The **probe** goes to the group of slots that the hash names and compares a byte
//! of the hash with sixteen slots at once. It nearly always finds the right slot at
//! the first attempt. While the table fits into a near cache this is
//! quick. When it does not, a probe is a wait for memory, and the hasher no
//! longer matters.
//!
//! The **comparison** of the whole key happens once for a hit, and hardly ever for
//! a miss. For strings it also follows a pointer to the key's own block.
//!
//! Around these stands the price of the **key itself**. The entry API takes an
//! owned key: whoever has a `&str` makes a `String` of it before the map can say
//! that the key was there already. A lookup by reference takes any borrowed form
//! (`Borrow`), and allocates nothing; only a real insertion needs to own.
//!
//! Against all of this stands the **scan**: comparing with each element of a slice
//! in turn. It has no hash, no pointer, and the best memory pattern there is. For a
//! handful of elements it wins. It grows with their number, and a scan within a
//! loop grows with its square, so it must lose at some size; the curves on the
//! pattern's page show at which.
//!
//! ## What it costs
//!
//! For *m* lookups among *n* keys:
//!
//! - **a hash map**: *m* × (hash + probe + comparison), whatever *n* is, until the
//!   table leaves the cache;
//! - **a scan**: *m* × *n*/2 comparisons;
//! - **an owned key for each lookup**: *m* blocks more;
//! - **dense numbers as keys**: *m* array accesses, no hash at all.
//!
//! Hashing a number takes
//! <!-- record: cost/hash-default -->a time of its own<!-- end --> with the standard
//! hasher; a whole lookup among a thousand keys takes
//! <!-- record: cost/map-lookup -->not much longer<!-- end -->; a block, allocated and
//! freed, takes <!-- record: cost/allocate-free -->about as long<!-- end -->; and a read
//! that misses every cache takes
//! <!-- record: cost/cache-miss -->far longer than either<!-- end -->. Those four decide
//! which of the patterns below is worth anything in a given place. In
//! [`crate::lookups::hasher`] another hasher is a factor of
//! <!-- record: lookups/hasher/fast/time-ratio -->several<!-- end --> in time, in
//! [`crate::lookups::key_without_owning`] the borrowed probe one of
//! <!-- record: lookups/key-without-owning/fast/time-ratio -->less<!-- end -->, and
//! in [`crate::lookups::contains_set`] the set one of
//! <!-- record: lookups/contains-set/fast/time-ratio -->more with each key<!-- end -->.
//!
//! ## What to do
//!
//! - If `SipHasher` or `hash_one` is wide; and keys come from your own program;
//!   then [`crate::lookups::hasher`]; unless somebody outside chooses the keys.
//! - If `to_string` or `to_owned` stands below an `entry`; and most keys are there
//!   already; then [`crate::lookups::key_without_owning`]; unless most are new.
//! - If a loop calls `contains` on a vector; and both grow with the input; then
//!   [`crate::lookups::contains_set`]; unless the vector stays short.
//!
//! ## What it does not help with
//!
//! A map that is larger than the caches waits for memory, and another hasher
//! changes nothing about that: make the entries smaller, keep the hot keys
//! together, or look up in the order of the keys. A map that is *built* for a few
//! lookups costs more than it saves; building is dearer than looking up. Maps of a
//! few entries are better as slices, and keys that are small dense numbers are
//! better as indices into a vector. And where threads share a map, the lock around
//! it decides, not the hash within.

pub mod contains_set;
pub mod hasher;
pub mod key_without_owning;

use crate::catalogue::Family;
use crate::family;

/// The family.
pub const FAMILY: Family = family!("lookups.rs").patterns(&[
    &hasher::PATTERN,
    &key_without_owning::PATTERN,
    &contains_set::PATTERN,
]);
