//! # Allocate a tree in one piece
//!
//! ## What you see
//!
//! In a heap profile, one block for each node, all of one size. In a flame graph,
//! `malloc` while the tree is built, cache misses while it is walked, and, often
//! forgotten, `drop_in_place` and `free` when it goes.
//!
//! ## Why
//!
//! A `Box` for each node is an allocation for each node, a header beside each block,
//! and a walk over the whole tree only to free it. An arena hands out places from
//! one large chunk by moving a pointer, and frees the chunk: nodes that were built
//! together lie together.
//!
//! `bumpalo` gives references, `&'arena Node`, which cannot outlive the arena. A
//! `Vec` of nodes with indices for links needs no lifetime and no crate. A `u32`
//! index is half a pointer, so nodes shrink; the price is a bounds check at each
//! step, and that an index into the wrong vector is not an error.
//!
//! ## Coming from Go
//!
//! Go's allocator bumps through spans of one size class, so small nodes already
//! lie close, and freeing is the collector's. Go's experimental arenas were
//! withdrawn; a slice with indices is the same trick there.
//!
//! ## When not to
//!
//! Nothing is freed before the arena is, so a tree that changes for hours grows
//! for hours. `bumpalo` does not run destructors: a node that owns a `String` leaks
//! it. For a tree of a few nodes (the `few` scenario) the arena's first chunk is
//! larger than all the boxes together.
//!
//! ## See also
//!
//! - [`crate::recursion::depth_first`] for walking one
//! - Clippy's [`vec_box`](https://rust-lang.github.io/rust-clippy/master/index.html#vec_box)
//!   (complexity) finds a box too many in vectors, not in trees.
//! - [`bumpalo`](https://docs.rs/bumpalo): when to use it, and when not.

use crate::catalogue::declare::*;

// ANCHOR: boxes
/// Builds a search tree of boxes; returns how many keys it holds and how deep.
pub fn boxes(keys: &[u32]) -> (usize, usize) {
    struct Node {
        key: u32,
        left: Option<Box<Node>>,
        right: Option<Box<Node>>,
    }

    fn measure(node: &Option<Box<Node>>) -> (usize, usize) {
        node.as_ref().map_or((0, 0), |node| {
            let (left, left_depth) = measure(&node.left);
            let (right, right_depth) = measure(&node.right);
            (left + right + 1, left_depth.max(right_depth) + 1)
        })
    }

    let mut root = None;
    for &key in keys {
        let mut place = &mut root;
        while let Some(node) = place {
            let node: &mut Box<Node> = node;
            place = if key < node.key {
                &mut node.left
            } else {
                &mut node.right
            };
        }
        *place = Some(Box::new(Node {
            key,
            left: None,
            right: None,
        }));
    }
    measure(&root)
}
// ANCHOR_END: boxes

// ANCHOR: bumpalo
/// Builds the same tree in an arena.
pub fn bump(keys: &[u32]) -> (usize, usize) {
    use std::cell::Cell;

    struct Node<'arena> {
        key: u32,
        left: Cell<Option<&'arena Node<'arena>>>,
        right: Cell<Option<&'arena Node<'arena>>>,
    }

    fn measure(node: Option<&Node>) -> (usize, usize) {
        node.map_or((0, 0), |node| {
            let (left, left_depth) = measure(node.left.get());
            let (right, right_depth) = measure(node.right.get());
            (left + right + 1, left_depth.max(right_depth) + 1)
        })
    }

    let arena = bumpalo::Bump::new();
    let root = Cell::new(None);
    for &key in keys {
        let mut place: &Cell<Option<&Node>> = &root;
        while let Some(node) = place.get() {
            place = if key < node.key {
                &node.left
            } else {
                &node.right
            };
        }
        place.set(Some(arena.alloc(Node {
            key,
            left: Cell::new(None),
            right: Cell::new(None),
        })));
    }
    measure(root.get())
}
// ANCHOR_END: bumpalo

// ANCHOR: indices
/// Builds the same tree in a vector, with indices for links.
pub fn indices(keys: &[u32]) -> (usize, usize) {
    const NONE: u32 = u32::MAX;

    struct Node {
        key: u32,
        left: u32,
        right: u32,
    }

    fn measure(nodes: &[Node], index: u32) -> (usize, usize) {
        nodes.get(index as usize).map_or((0, 0), |node| {
            let (left, left_depth) = measure(nodes, node.left);
            let (right, right_depth) = measure(nodes, node.right);
            (left + right + 1, left_depth.max(right_depth) + 1)
        })
    }

    let mut nodes: Vec<Node> = Vec::with_capacity(keys.len());
    for &key in keys {
        let new = nodes.len() as u32;
        let mut index = 0;
        while let Some(node) = nodes.get_mut(index as usize) {
            let link = if key < node.key {
                &mut node.left
            } else {
                &mut node.right
            };
            if *link == NONE {
                *link = new;
                break;
            }
            index = *link;
        }
        nodes.push(Node {
            key,
            left: NONE,
            right: NONE,
        });
    }
    measure(&nodes, 0)
}
// ANCHOR_END: indices

const FEW: Scenario = counter_case_at(&[3], "few", "three nodes")
    .expect("an arena's first chunk is more than three boxes");

const NASTY: Nasty<Vec<u32>> = &[
    ("none", || vec![]),
    ("one", || vec![5]),
    ("ascending", || (0..500).collect()),
    ("descending", || (0..500).rev().collect()),
    ("duplicates", || vec![3; 100]),
    ("extremes", || vec![0, u32::MAX, 0, u32::MAX]),
];

/// `size` keys in random order, so that the tree is bushy.
fn keys(setup: &Setup) -> Vec<u32> {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        (0..setup.size).map(|_| random.u32(..)).collect()
    })
}

const BUMPALO: &str = "https://docs.rs/bumpalo";

const CHOICES: &[Choice] = &[
    choice(
        "indices",
        "where nodes are added and never freed alone: no dependency, but an index is not checked",
    ),
    choice(
        "bumpalo",
        "where references are wanted: a dependency, a lifetime, and destructors that do not run",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "swc-project/swc",
        number: "9805",
        metric: "time to parse",
        before: "12.963 ms",
        after: "11.881 ms",
        direction: Direction::For,
        about: "A proposal, still open, allocates the nodes of a syntax tree in an arena.",
    },
    Seen {
        repo: "astral-sh/ruff",
        number: "12419",
        metric: "time to parse numpy/globals.py",
        before: "",
        after: "+10.037%",
        direction: Direction::Against,
        about: "A first use of `bumpalo`, not yet for the vectors of the tree, was closed.",
    },
    Seen {
        repo: "arexon/nolana",
        number: "14",
        metric: "time to parse",
        before: "20.354 µs",
        after: "11.466 µs",
        direction: Direction::Against,
        about: "The arena was to go again, since the gain was not worth it for small programs.",
    },
];

const SYMPTOMS: &[Symptom] = &[
    symptom("As many boxes as a tree has nodes, all alive until the end")
        .look(&["new"], &[Fact::OfType(&["Box"])])
        .unless(&[Fact::NamesDyn])
        .matters(&[share(Allocations, 0.3)])
        .saves_each(150)
        .shape(&[Shape::Blocks(500), Shape::Kept])
        .advise(
            "keep the nodes in an arena, or in a vector with indices for links",
            "Do all nodes live as long as the tree? A single one cannot be freed then.",
        ),
    symptom("Trees of boxes are built and dropped, one after another")
        .look(
            &["new", "default", "from"],
            &[Fact::OfType(&["Box"]), Fact::TreeNode],
        )
        .unless(&[Fact::NamesDyn])
        .matters(&[share(Allocations, 0.3)])
        .saves_each(150)
        .shape(&[Shape::Blocks(500), Shape::BytesAtMost(512)])
        .advise(
            "keep the nodes in an arena, or in a vector with indices for links",
            "Do all nodes live as long as the tree? A single one cannot be freed then.",
        ),
];

const EXERCISES: &[Exercise] = &[cheaper(
    "search-tree",
    &[Allocations, AllocatedBytes, Instructions],
)
.between("boxes", "indices")
.task(
    "Builds a search tree of the keys, in their order, and returns how many it holds and how deep \
     it is.",
)
.story(
    "An index is built, measured and thrown away, over and over. Its nodes are a key and two \
     links. The flame graph has three towers of about equal width: the walk down the tree, \
     `malloc`, and, to everybody's surprise, `drop_in_place`.\n\n\"We never free anything in \
     there\", somebody says. That is so. It is freed all the same, node by node, when the tree \
     goes out of scope.",
)
.hints([
    "Look at the number of allocations, and at what one of them holds: how large is a node, and \
     how large are its links?",
    "Ask which node lives longer than another, and what would be lost if all of them lay side by \
     side.",
    "What is made together and dies together can share one allocation; a link is then a place in \
     it.",
    "A `Vec` of nodes with `u32` indices for `left` and `right`, and one index that means none. \
     Make room for `keys.len()` nodes.",
])
.wrong_turns(&[
    "`Option<usize>` for a link takes 16 bytes where four are enough, and the bytes show it.",
    "`Rc<RefCell<Node>>` makes nodes larger, and allocates as often.",
    "Sorting the keys gives their number but not the depth that *this* order of insertion gives.",
])];

pub(crate) const PATTERN: Pattern = pattern!("arena_tree.rs")
    .sizes("nodes", &[100, 1_000, 10_000])
    .variants(&[
        slow("boxes", case!(keys, boxes)).about("a box for each node"),
        alternative("bumpalo", case!(keys, bump))
            .about("references into an arena")
            .needs(&["bumpalo"]),
        fast("indices", case!(keys, indices)).about("a vector, and indices for links"),
    ])
    .inputs(&[TYPICAL, FEW], NASTY)
    .claims(&[
        claim(Allocations, "bumpalo", AtLeast(80.0), BUMPALO),
        claim(Allocations, "indices", AtLeast(900.0), GUARANTEES),
        claim(AllocatedBytes, "indices", AtLeast(1.8), GUARANTEES),
        claim(Instructions, "indices", AtLeast(1.2), GUARANTEES),
        claim(TimeNs, "indices", Wins, GUARANTEES),
        claim(AllocatedBytes, "bumpalo", Loses, BUMPALO).on(&FEW),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
