//! # Ask a set, not a list, whether it contains
//!
//! ## What you see
//!
//! In a flame graph, `slice::contains` (or `memcmp` below it) is wide, and grows
//! faster than the input does. A heap profile shows nothing.
//!
//! ## Why
//!
//! `contains` on a slice compares one element after the other: for *m* questions to
//! *n* elements, about *m* × *n* comparisons. A `HashSet` is built once, in *n*
//! steps, and answers each question with one hash and about one comparison. A
//! sorted copy with `binary_search` needs about log₂ *n* comparisons instead, and
//! no hashing.
//!
//! But the steps differ in price. Comparing integers that lie side by side is
//! what processors do best, several at a time; hashing one costs dozens of
//! instructions, and inserting it more. So the list wins while it is short, and
//! the curves cross: under *How it grows* you see where, on this machine. The set
//! must also be built, which only several questions repay.
//!
//! ## Coming from Go
//!
//! `slices.Contains` in a loop is the same mistake, and `map[T]struct{}` the same
//! remedy. Go's hash is cheaper than Rust's default, so that its curves cross
//! earlier.
//!
//! ## When not to
//!
//! With a handful of elements (the `few` scenario) the list is many times faster:
//! building the set costs more than all questions. The same holds for a single
//! question to a list of any length: it costs one pass, and so does building the
//! set. Strings move the crossing down a little, since a comparison then follows
//! a pointer, though hashing has to read the string as well.
//!
//! ## See also
//!
//! - [`crate::lookups::hasher`]: a faster hasher moves the crossing.
//! - No Clippy lint finds it.
//! - [`slice::contains`](https://doc.rust-lang.org/std/primitive.slice.html#method.contains),
//!   [`HashSet`](https://doc.rust-lang.org/std/collections/struct.HashSet.html),
//!   [`slice::binary_search`](https://doc.rust-lang.org/std/primitive.slice.html#method.binary_search)

use crate::catalogue::declare::*;

// ANCHOR: slice-contains
/// Counts the ids that are known, and looks through the list for each.
pub fn slice_contains(ids: &[u64], known: &[u64]) -> usize {
    ids.iter().filter(|id| known.contains(id)).count()
}
// ANCHOR_END: slice-contains

// ANCHOR: hash-set
/// Counts the ids that are known, after making a set of the known ones.
pub fn hash_set(ids: &[u64], known: &[u64]) -> usize {
    use std::collections::HashSet;

    let known: HashSet<u64> = known.iter().copied().collect();
    ids.iter().filter(|id| known.contains(id)).count()
}
// ANCHOR_END: hash-set

// ANCHOR: sorted-copy
/// Counts the ids that are known, after sorting a copy of the known ones.
pub fn sorted_copy(ids: &[u64], known: &[u64]) -> usize {
    let mut known = known.to_vec();
    known.sort_unstable();
    ids.iter()
        .filter(|id| known.binary_search(id).is_ok())
        .count()
}
// ANCHOR_END: sorted-copy

const FEW: Scenario = counter_case_at(&[8], "few", "eight ids in each list")
    .expect("building the set costs more than all questions to the list");

const NASTY: Nasty<(Vec<u64>, Vec<u64>)> = &[
    ("none", || (vec![], vec![])),
    ("nothing known", || (vec![1, 2], vec![])),
    ("nothing asked", || (vec![], vec![1, 2])),
    ("one", || (vec![1], vec![1])),
    ("the largest", || (vec![u64::MAX, 0], vec![0, u64::MAX])),
    ("very long", || {
        ((0..300).collect(), (150..2_000).rev().collect())
    }),
    ("duplicates", || (vec![7, 7, 8], vec![7, 7, 9])),
];

/// `size` ids, and as many known ones in another order; about half are known.
fn lists(setup: &Setup) -> (Vec<u64>, Vec<u64>) {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        let known: Vec<u64> = (0..setup.size).map(|_| random.u64(..)).collect();
        let ids = (0..setup.size)
            .map(|_| {
                if random.bool() {
                    known[random.usize(..known.len())]
                } else {
                    random.u64(..)
                }
            })
            .collect();
        (ids, known)
    })
}

const CONTAINS: &str = "https://doc.rust-lang.org/std/primitive.slice.html#method.contains";
const SET: &str = "https://doc.rust-lang.org/std/collections/struct.HashSet.html";
const SEARCH: &str = "https://doc.rust-lang.org/std/primitive.slice.html#method.binary_search";

const CHOICES: &[Choice] = &[
    choice(
        "hash-set",
        "where both are many, or the set lives longer than one call",
    ),
    choice(
        "sorted-copy",
        "where the order is needed too, or a set's memory is too much",
    ),
    choice(
        "slice-contains",
        "where one list is short, or there is one question",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "jedisct1/rust-jwt-simple",
        number: "18",
        metric: "time of a verification",
        before: "356.90 ns",
        after: "29.064 ns",
        direction: Direction::For,
        about: "Reported when sets of allowed values had become lists, and a set was built from \
                the list for each token.",
    },
    Seen {
        repo: "fables-tales/rubyfmt",
        number: "823",
        metric: "time of `contains`, 2 to 4 names",
        before: "",
        after: "10-12x faster",
        direction: Direction::Against,
        about: "Sets of two to four reserved names became slices.",
    },
];

const SYMPTOMS: &[Symptom] = &[
    symptom("`contains` of a slice, in a loop, owns a good part of the instructions")
        .look(&["contains"], &[Fact::InLoop])
        .unless(&[Fact::FewElements, Fact::Varies])
        .of(Scope::OrCaller)
        .frames(&["contains", "slice_contains", "any"])
        .matters(&[share(Instructions, 0.15)])
        .advise(
            "put what is searched into a `HashSet` before the loop",
            "Is the list longer than about a dozen? A short one is searched faster than hashed.",
        ),
    symptom("A list is searched by `any`, `find` or `position`, in a loop")
        .look(
            &["any", "find", "position", "contains"],
            &[
                Fact::InLoop,
                Fact::Chain(&["iter", "contains", "keys", "values"]),
            ],
        )
        .unless(&[Fact::FewElements, Fact::Varies])
        .of(Scope::OrCaller)
        .matters(&[share(Instructions, 0.25)])
        .advise(
            "put what is searched into a `HashSet` or a `HashMap` before the loop",
            "Is the list longer than about a dozen? A short one is searched faster than hashed.",
        ),
];

const EXERCISES: &[Exercise] = &[
    cheaper("known-ids", &[Instructions])
        .at(1_000, 3_000)
        .tracks(&[Track::FirstHour, Track::Lookups])
        .task("Counts the ids that are known.")
        .story(
            "The nightly import marks customers that we know already. On Monday the sales team \
             bought a list, and both files doubled. On Tuesday the import took four times as long, \
             and on Wednesday it was still running when the shop opened.\n\nSomeone has attached a \
             profile. Nothing is allocated. There is one tower, and its top is one line:\n\n    \
             96 %  <[u64]>::contains\n\n\"But comparing two numbers is the cheapest thing there \
             is!\"",
        )
        .hints([
            "Look at how often two ids are compared: how does that follow from the lengths of both \
             lists?",
            "Ask what one learns about the list of known ids at the first search that could help \
             the second.",
            "A collection that is made for being asked costs something once, and answers without \
             looking at everything.",
            "Before the loop: `let known: HashSet<u64> = known.iter().copied().collect()`. The \
             rest of the line stays. A sorted copy and `binary_search` do as well, or better.",
        ])
        .wrong_turns(&[
            "Building the set inside the closure builds it for every id.",
            "A loop of one's own that stops at the first hit is what `contains` does.",
            "Sorting both lists and walking them together is right, if an id that occurs twice is \
             still counted twice.",
        ]),
    leave_alone("allowed-roles", &[Allocations, Instructions])
        .on(&FEW)
        .at(8, 8)
        .tracks(&[Track::Lookups])
        .task("Counts the ids that are known.")
        .story(
            "Review of a change in the permission check, which runs for each request:\n\n> -    \
             roles.iter().filter(|id| allowed.contains(id)).count()\n> +    let allowed: \
             HashSet<u64> = allowed.iter().copied().collect();\n> +    roles.iter().filter(|id| \
             allowed.contains(id)).count()\n>\n> O(n) instead of O(n²). 🚀\n\nA user has about \
             eight roles. A page allows about eight. Approve?",
        )
        .hints([
            "Look at n.",
            "Ask what has to happen before the set can answer its first question.",
            "Make the change, check it, and compare both counts at eight ids.",
            "An allocation, eight hashes to fill the set and eight to ask it, where eight numbers \
             lie side by side in one cache line or two: leave it alone.",
        ])
        .wrong_turns(&[
            "The growth is right, and says nothing about eight.",
            "A set that is built once, and kept beside the page, would be another change, and \
             maybe a good one.",
        ]),
];

pub(crate) const PATTERN: Pattern = pattern!("contains_set.rs")
    // The slow variant is quadratic: at 30,000 ids one call is past 10 ms.
    .sizes("ids", &[30, 300, 3_000])
    .variants(&[
        slow(
            "slice-contains",
            case!(lists, |of| slice_contains(&of.0, &of.1)),
        )
        .about("looks through the list for each id"),
        fast("hash-set", case!(lists, |of| hash_set(&of.0, &of.1)))
            .about("builds a set, then asks it"),
        alternative("sorted-copy", case!(lists, |of| sorted_copy(&of.0, &of.1)))
            .about("sorts a copy, then searches by halves"),
    ])
    .inputs(&[TYPICAL, FEW], NASTY)
    .may_differ(RANDOM_HASHER)
    .claims(&[
        claim(Instructions, "hash-set", AtLeast(1.3), SET),
        claim(Instructions, "hash-set", AtLeast(10.0), CONTAINS).at(3_000),
        claim(TimeNs, "hash-set", Wins, CONTAINS).at(3_000),
        claim(Instructions, "sorted-copy", AtLeast(1.3), SEARCH),
        claim(Allocations, "hash-set", Loses, SET).on(&FEW),
        claim(Instructions, "hash-set", Loses, SET).on(&FEW),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
