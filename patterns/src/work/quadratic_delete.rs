//! # Delete many in one pass
//!
//! ## What you see
//!
//! In a flame graph, `memmove` below `Vec::remove`, with nothing of the allocator
//! near it; beside it perhaps `position`. The heap profile is silent. In a growth
//! chart the line has a slope of 2: ten times the data, a hundred times the time.
//!
//! ## Why
//!
//! `Vec::remove` closes the gap by moving every element behind it. With *k*
//! deletions among *n* elements that is about *k* × *n*/2 moves, and since *k*
//! usually grows with *n*, the cost is quadratic. Looking for the next one from the
//! start (`position`) adds as many comparisons.
//!
//! `retain` walks through the vector once with two indices, one that reads and one
//! that writes: each element is looked at once and moved at most once, however many
//! go. `swap_remove` fills the gap with the last element, so it moves only one for
//! each deletion, and gives up the order.
//!
//! ## Coming from Go
//!
//! `append(s[:i], s[i+1:]...)` in a loop is the same mistake, and
//! `slices.DeleteFunc` is `retain`. Go clears the places that became free so that
//! the collector can have what they pointed to; Rust has dropped it.
//!
//! ## Time and instructions
//!
//! `memmove` moves 32 bytes or more with one instruction, so the moves weigh little
//! in a count, while each of them is a pass over memory. Comparisons weigh in both.
//!
//! ## When not to
//!
//! For a single deletion `remove` is right: one search and one `memmove`, where
//! `retain` moves what comes behind element by element (the `single` scenario). If
//! you delete by position now and then from a long sequence, another structure is
//! the answer: a `VecDeque` at the ends, a map by key, or a flag on the element
//! and one `retain` from time to time.
//!
//! ## See also
//!
//! - [`crate::pooling::reuse_vec`]
//! - Clippy's [`manual_retain`](https://rust-lang.github.io/rust-clippy/master/index.html#manual_retain)
//!   (perf) finds a `filter` and `collect` into the same variable; no lint finds
//!   `remove` in a loop.
//! - [`Vec::remove`](https://doc.rust-lang.org/std/vec/struct.Vec.html#method.remove)
//!   names its cost, and points to
//!   [`swap_remove`](https://doc.rust-lang.org/std/vec/struct.Vec.html#method.swap_remove).
//!   Who needs what was removed has
//!   [`extract_if`](https://doc.rust-lang.org/std/vec/struct.Vec.html#method.extract_if)
//!   from Rust 1.87 on.

use crate::catalogue::declare::*;

// ANCHOR: shared
/// One entry of an order book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Ascending.
    pub number: u32,
    /// Whether it is to be deleted.
    pub is_cancelled: bool,
}
// ANCHOR_END: shared

// ANCHOR: remove-each
/// Deletes cancelled orders: looks for the next, removes it, starts over.
pub fn remove_each(orders: &mut Vec<Order>) {
    while let Some(place) = orders.iter().position(|order| order.is_cancelled) {
        orders.remove(place);
    }
}
// ANCHOR_END: remove-each

// ANCHOR: index-loop
/// Deletes cancelled orders in one walk, but closes each gap by itself.
pub fn index_loop(orders: &mut Vec<Order>) {
    let mut place = 0;
    while place < orders.len() {
        if orders[place].is_cancelled {
            orders.remove(place);
        } else {
            place += 1;
        }
    }
}
// ANCHOR_END: index-loop

// ANCHOR: retain
/// Deletes cancelled orders in one pass.
pub fn retain(orders: &mut Vec<Order>) {
    orders.retain(|order| !order.is_cancelled);
}
// ANCHOR_END: retain

// ANCHOR: swap-remove
/// Deletes cancelled orders and lets the last one fill each gap: the order of the
/// others changes.
pub fn swap_remove(orders: &mut Vec<Order>) {
    let mut place = 0;
    while place < orders.len() {
        if orders[place].is_cancelled {
            orders.swap_remove(place);
        } else {
            place += 1;
        }
    }
}
// ANCHOR_END: swap-remove

/// Orders, and the book that a variant deletes from: it has room from the second
/// run on.
struct Books {
    orders: Vec<Order>,
    book: Vec<Order>,
}

const SINGLE: Scenario = counter_case("single", "one order is cancelled, the first of all")
    .expect("one `memmove` is quicker than moving the elements one by one");

const NASTY: Nasty<Vec<Order>> = &[
    ("none", || vec![]),
    ("one, kept", || orders(1, |_| false)),
    ("one, cancelled", || orders(1, |_| true)),
    ("all cancelled", || orders(100, |_| true)),
    ("none cancelled", || orders(100, |_| false)),
    ("the last", || orders(50, |number| number == 49)),
    ("runs", || orders(200, |number| number / 20 % 2 == 0)),
    ("very long", || orders(5_000, |number| number % 50 == 0)),
    ("duplicates", || orders(2, |number| number == 1).repeat(20)),
];

fn orders(size: u32, is_cancelled: impl Fn(u32) -> bool) -> Vec<Order> {
    let order = |number| Order {
        number,
        is_cancelled: is_cancelled(number),
    };
    (0..size).map(order).collect()
}

/// `size` orders of which one in ten is cancelled; in `single` the first alone.
fn books(setup: &Setup) -> Books {
    let orders = setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        let mut orders = orders(setup.size as u32, |number| number == 0);
        if !setup.is(&SINGLE) {
            for order in &mut orders {
                order.is_cancelled = random.u8(..10) == 0;
            }
        }
        orders
    });
    let book = Vec::new();
    Books { orders, book }
}

/// Fills the book anew, deletes from it and shows it.
fn after(books: &mut Books, delete: impl Fn(&mut Vec<Order>)) -> &[Order] {
    books.book.clear();
    books.book.extend_from_slice(&books.orders);
    delete(&mut books.book);
    &books.book
}

/// The orders by number: a variant that gives up their order is compared so.
fn by_number(orders: &[Order]) -> Vec<Order> {
    let mut orders = orders.to_vec();
    orders.sort_by_key(|order| order.number);
    orders
}

const REMOVE: &str = "https://doc.rust-lang.org/std/vec/struct.Vec.html#method.remove";
const RETAIN: &str = "https://doc.rust-lang.org/std/vec/struct.Vec.html#method.retain";
const SWAP: &str = "https://doc.rust-lang.org/std/vec/struct.Vec.html#method.swap_remove";

const CHOICES: &[Choice] = &[
    choice("retain", "unless you delete one: the order is kept"),
    choice(
        "swap-remove",
        "where the order means nothing: it moves one element for each that goes",
    ),
    choice(
        "index-loop",
        "where the loop must do more than delete and few elements go: it stays quadratic",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "RoaringBitmap/roaring-rs",
        number: "83",
        metric: "time to intersect 7m with 3m and 4m values",
        before: "240ms",
        after: "55ms",
        direction: Direction::For,
        about: "The intersection of two arrays calls `retain` instead of `remove` in a loop.",
    },
    Seen {
        repo: "douweschulte/pdbtbx",
        number: "37",
        metric: "average time to delete from a large structure",
        before: "7ms 252μs",
        after: "4ms 180μs",
        direction: Direction::For,
        about: "A loop that removed children one by one became `retain`.",
    },
];

const SYMPTOMS: &[Symptom] = &[symptom("`memmove` below `Vec::remove`, in a loop")
    .look(
        &[
            "remove",
            "drain",
            "insert",
            "insert_str",
            "replace_range",
            "split_off",
            "splice",
        ],
        &[Fact::InLoop],
    )
    .of(Scope::OrCaller)
    .frames(&["memmove", "copy"])
    .matters(&[share(Instructions, 0.1), share(TimeNs, 0.1)])
    .advise(
        "delete all at once with `retain`",
        "Are many deleted in one go? A single deletion is as cheap as it gets.",
    )];

const EXERCISES: &[Exercise] = &[find(
    "order-book",
    &[Instructions],
    &[
        "string-building/parse-fields",
        "preallocation/vec-capacity",
        "string-building/append",
    ],
)
// The square shows at these sizes; larger ones take longer to simulate.
.at(400, 1_200)
.tracks(&[Track::FirstHour])
.task("Deletes cancelled orders; the others stay in their order.")
.story(
    "At the close of trading the exchange cleans up. It reads settings, squares a few deviations, \
     puts a notice together, and deletes the orders that were cancelled during the day. On a \
     quiet day all of that takes a moment. On a day with ten times the orders it takes a hundred \
     times as long. The profile of the bad day:\n\n    \
     71 %  __memmove_avx_unaligned_erms\n    \
     27 %  <core::slice::Iter<T> as Iterator>::position\n     \
     2 %  everything else\n\nNothing is allocated that would be worth a word. Which of the four \
     functions is it, and what is to be done?",
)
.hints([
    "Look for the function that moves elements without allocating, and that searches.",
    "Ask how many elements move when one goes, and where the next search begins.",
    "All that are to go can go in one pass, in which each of the others moves once at most.",
    "The body becomes one line: `orders.retain(|order| !order.is_cancelled)`.",
])
.wrong_turns(&[
    "Resuming where the last search ended removes the search; the moving stays.",
    "`swap_remove` moves one element only, and changes the order of the others.",
    "Collecting the orders that stay into a new vector is linear as well, and allocates.",
])];

pub(crate) const PATTERN: Pattern = pattern!("quadratic_delete.rs")
    .sizes("orders", &[100, 1_000, 10_000])
    .variants(&[
        slow("remove-each", case!(books, after, remove_each))
            .about("looks from the start, and moves all behind"),
        alternative("index-loop", case!(books, after, index_loop))
            .about("resumes where it was, and moves all behind"),
        fast("retain", case!(books, after, retain)).about("one pass, each moved at most once"),
        alternative("swap-remove", case!(books, after, swap_remove, by_number))
            .about("the last fills the gap: the order is lost"),
    ])
    .inputs(&[TYPICAL, SINGLE], NASTY)
    .claims(&[
        claim(Instructions, "retain", AtLeast(10.0), REMOVE),
        claim(TimeNs, "retain", Wins, REMOVE),
        claim(Instructions, "index-loop", AtLeast(3.0), REMOVE),
        claim(Instructions, "swap-remove", AtLeast(10.0), SWAP),
        claim(Instructions, "retain", AtMost(1.0), RETAIN).on(&SINGLE),
        claim(TimeNs, "retain", Loses, RETAIN).on(&SINGLE),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
