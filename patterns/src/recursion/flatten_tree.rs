//! # Pass the buffer down, do not pass results up
//!
//! ## What you see
//!
//! In a heap profile, one recursive function owns nearly all allocations, and its
//! stacks have every depth from one to the height of the tree. In a flame graph,
//! the recursive tower has `malloc`, `memcpy` and `free` on every floor.
//!
//! ## Why
//!
//! A function that returns a `Vec` for its subtree makes its caller copy that
//! vector into its own and throw it away. Every element is copied once for each
//! level above it, and every node pays for a vector of its own that lives for
//! microseconds.
//!
//! Handing one `&mut Vec` down changes the shape of the work, not the shape of
//! the code: each node appends itself, each element is written once, and the
//! buffer grows like any other, with a number of reallocations that is logarithmic
//! in the size.
//!
//! ## Coming from Go
//!
//! `append(result, flatten(child)...)` has the same cost. In Go one passes a
//! pointer to the slice, or returns the slice that was passed in; `&mut Vec`
//! says in the signature that the callee may grow it.
//!
//! ## When not to
//!
//! If callers want the first few elements only, an iterator beats both. And a
//! signature with an out-parameter is worse to read: where trees are tiny (the
//! `leaf` scenario) return the `Vec`. A public function can do so and keep the
//! recursive one private, as here.
//!
//! ## See also
//!
//! - [`crate::recursion::depth_first`], [`crate::string_building::append`]
//! - No Clippy lint sees it.
//! - [`Vec::extend`](https://doc.rust-lang.org/std/vec/struct.Vec.html#impl-Extend%3CT%3E-for-Vec%3CT,+A%3E)

use crate::catalogue::declare::*;

// ANCHOR: shared
/// A node and what hangs below it.
#[derive(Debug, Default)]
pub struct Node {
    /// What it holds.
    pub value: u64,
    /// In order.
    pub children: Vec<Node>,
}
// ANCHOR_END: shared

// ANCHOR: return-vec
/// The values of a tree in preorder: a vector for each node.
pub fn return_vec(node: &Node) -> Vec<u64> {
    let mut values = vec![node.value];
    for child in &node.children {
        values.extend(return_vec(child));
    }
    values
}
// ANCHOR_END: return-vec

// ANCHOR: pass-buffer
/// The values of a tree in preorder: one vector, handed down.
pub fn pass_buffer(node: &Node) -> Vec<u64> {
    fn visit(node: &Node, values: &mut Vec<u64>) {
        values.push(node.value);
        for child in &node.children {
            visit(child, values);
        }
    }
    let mut values = Vec::new();
    visit(node, &mut values);
    values
}
// ANCHOR_END: pass-buffer

const LEAF: Scenario =
    counter_case_at(&[1], "leaf", "a single node").expect("one allocation either way");

const NASTY: Nasty<Node> = &[
    ("leaf", || node(1, vec![])),
    ("wide", || node(1, (0..5_000).map(leaf).collect())),
    ("deep", || {
        (1..500).fold(leaf(0), |child, value| node(value, vec![child]))
    }),
    ("duplicates", || node(3, (0..4).map(|_| leaf(3)).collect())),
];

fn node(value: u64, children: Vec<Node>) -> Node {
    Node { value, children }
}

fn leaf(value: u64) -> Node {
    node(value, vec![])
}

/// A tree of `size` nodes (at least the root), each below one of those before it.
pub(crate) fn tree(setup: &Setup) -> Node {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        // Parents come before their children, so that building from the end
        // finds every subtree complete.
        let parents: Vec<usize> = (1..setup.size)
            .map(|node| random.usize(node / 2..node))
            .collect();
        let mut nodes: Vec<Node> = (0..setup.size.max(1))
            .map(|_| Node {
                value: random.u64(..1_000),
                children: vec![],
            })
            .collect();
        while nodes.len() > 1 {
            let parent = parents[nodes.len() - 2];
            if let Some(mut node) = nodes.pop() {
                node.children.reverse();
                nodes[parent].children.push(node);
            }
        }
        let mut root = nodes.pop().unwrap_or_default();
        root.children.reverse();
        root
    })
}

const CHOICES: &[Choice] = &[choice(
    "pass-buffer",
    "in the recursive part, behind a public function that returns the vector",
)];

const SEEN: &[Seen] = &[
    Seen {
        repo: "topiary/topiary",
        number: "417",
        metric: "run time against one vector that a loop fills",
        before: "",
        after: "over twice",
        direction: Direction::For,
        about: "A recursive function was tried that returns a vector for each node.",
    },
    Seen {
        repo: "microsoft/windows-rs",
        number: "1801",
        metric: "time to flatten the tree of namespaces",
        before: "62 µs",
        after: "6 µs",
        direction: Direction::None,
        about: "One vector was measured and not taken, as the tree is flattened only once.",
    },
];

const SYMPTOMS: &[Symptom] =
    &[
        symptom("A recursive function returns a vector that its caller copies into its own")
            .confirm(
                &[
                    "extend",
                    "append",
                    "extend_from_slice",
                    "push_str",
                    "flat_map",
                    "concat",
                    "chain",
                ],
                &[Fact::Recurs],
            )
            .of(Scope::Function)
            .matters(&[share(Allocations, 0.05), share(AllocatedBytes, 0.05)])
            .shape(&[Shape::Blocks(50)])
            .advise(
                "pass one `&mut Vec` down",
                "Does anybody need the part of a subtree by itself?",
            ),
    ];

const EXERCISES: &[Exercise] = &[cheaper(
    "walk-tree",
    &[Allocations, AllocatedBytes, Instructions],
)
.checkpoint()
.at(600, 2_400)
.tracks(&[Track::Allocations])
.task("Returns the values of a tree in preorder: a node before its children, and they in order.")
.story(
    "A bug report that is really a question:\n\n**Title**: Export of the folder tree takes 7 s, \
     while saving it takes 0.2 s\n\n**Steps**: open the large sample project, File → Export → List \
     of files.\n\n**Notes**: I attached a heap profile. The function that makes the list calls \
     itself, and below it there are *two vectors for each folder*, most with a handful of entries, \
     and they are freed at once. In the flame graph there is `memcpy` on every level. The list \
     itself is nothing special. Why is it built so often?",
)
.hints([
    "Look at one entry, deep in the tree: into how many vectors is it copied until it stands in \
     the list?",
    "Ask what a call gives back to its caller, and what the caller does with it.",
    "Instead of handing a list up, a call can be handed the list and add to it.",
    "An inner `fn visit(node: &Node, values: &mut Vec<u64>)` pushes the value and visits the \
     children; the public function makes the one vector and starts it.",
])
.wrong_turns(&[
    "`Vec::with_capacity` in each call saves growing, and leaves a vector for each node.",
    "`append` in the place of `extend` copies just as much.",
    "A stack of nodes that one pops gives another order, unless the children are pushed in \
     reverse.",
])];

pub(crate) const PATTERN: Pattern = pattern!("flatten_tree.rs")
    .sizes("nodes", &[100, 1_000, 10_000])
    .variants(&[
        slow("return-vec", case!(tree, return_vec)).about("a vector for each node"),
        fast("pass-buffer", case!(tree, pass_buffer)).about("one vector, handed down"),
    ])
    .inputs(&[TYPICAL, LEAF], NASTY)
    .claims(&[
        claim(Allocations, "pass-buffer", AtLeast(80.0), GROWTH),
        claim(AllocatedBytes, "pass-buffer", AtLeast(2.0), GROWTH),
        claim(Instructions, "pass-buffer", AtLeast(4.0), GROWTH),
        claim(TimeNs, "pass-buffer", Wins, GROWTH),
        claim(Allocations, "pass-buffer", NoEffect, GROWTH).on(&LEAF),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
