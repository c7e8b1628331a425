//! # Walk deep trees with a stack of your own
//!
//! ## What you see
//!
//! No slowness. What brings one here is a crash: `thread 'main' has overflowed
//! its stack`, on an input that nobody had tested, and no unwinding, since an
//! overflow aborts the process. *How deep it goes*, below, is where.
//!
//! ## Why
//!
//! A call is cheap: a few instructions, and the return address is predicted. Its
//! frame lives on a stack whose size was fixed when the thread started, 8 MiB for
//! the main thread on most Linux systems and 2 MiB for a thread that Rust starts.
//! A depth that the input decides can use it up.
//!
//! An explicit `Vec` of nodes to visit lives on the heap and grows while there is
//! memory. It replaces calls and returns by pushes and pops, which check capacity
//! and may reallocate: more instructions than a call, and allocations where there
//! were none. What time makes of that depends on the tree and on the processor,
//! which overlaps the one and predicts the other; either side can win.
//! "Remove recursion for speed" is a myth here. What the explicit stack buys is
//! depth.
//!
//! ## Coming from Go
//!
//! Go's stacks grow by copying, up to a limit of 1 GB, so deep recursion merely
//! costs memory. Rust's stacks do not grow. The same algorithm that was safe in
//! Go needs the explicit stack here.
//!
//! ## When not to
//!
//! Where the depth is bounded by construction (balanced trees, parsers with a
//! limit on nesting) recursion is shorter, and as fast. Dropping is recursion
//! too: a deep tree needs an iterative `Drop`, as the one here has.
//!
//! ## See also
//!
//! - [`crate::recursion::flatten_tree`], [`crate::recursion::fibonacci`]
//! - Clippy's [`only_used_in_recursion`](https://rust-lang.github.io/rust-clippy/master/index.html#only_used_in_recursion)
//!   (complexity) and rustc's `unconditional_recursion` find mistakes, not depth.
//! - [Stack size of threads](https://doc.rust-lang.org/std/thread/index.html#stack-size)

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

impl Drop for Node {
    /// Takes the tree apart level by level: the drop that the compiler writes
    /// recurs, and overflows where a recursive walk does.
    fn drop(&mut self) {
        let mut orphans = std::mem::take(&mut self.children);
        while let Some(mut node) = orphans.pop() {
            orphans.append(&mut node.children);
        }
    }
}
// ANCHOR_END: shared

// ANCHOR: recursive
/// Sums a tree by calling itself.
pub fn recursive(node: &Node) -> u64 {
    let below = node.children.iter().map(recursive);
    below.fold(node.value, u64::wrapping_add)
}
// ANCHOR_END: recursive

// ANCHOR: explicit-stack
/// Sums a tree with a stack of nodes to visit: any depth.
pub fn explicit_stack(root: &Node) -> u64 {
    let mut sum = 0_u64;
    let mut pending = vec![root];
    while let Some(node) = pending.pop() {
        sum = sum.wrapping_add(node.value);
        pending.extend(&node.children);
    }
    sum
}
// ANCHOR_END: explicit-stack

const CHAIN: Scenario = counter_case("chain", "every node below the last: as deep as it is large")
    .expect("the explicit stack never holds more than one node; what it buys is depth");

const NASTY: Nasty<Node> = &[
    ("leaf", || chain(1)),
    ("deep", || chain(1_000)),
    ("wide", || node(1, (0..5_000).map(leaf).collect())),
    ("overflowing sum", || node(u64::MAX, vec![leaf(u64::MAX)])),
];

fn node(value: u64, children: Vec<Node>) -> Node {
    Node { value, children }
}

fn leaf(value: u64) -> Node {
    node(value, vec![])
}

/// A tree of `size` nodes (at least the root): bushy, or in `chain` one below the
/// other.
fn tree(setup: &Setup) -> Node {
    setup.nasty(NASTY).unwrap_or_else(|| {
        if setup.is(&CHAIN) {
            return chain(setup.size);
        }
        let mut random = setup.random();
        let mut nodes: Vec<Node> = (0..setup.size.max(1))
            .map(|_| Node {
                value: random.u64(..),
                children: vec![],
            })
            .collect();
        while nodes.len() > 1 {
            let parent = random.usize((nodes.len() - 1) / 2..nodes.len() - 1);
            if let Some(node) = nodes.pop() {
                nodes[parent].children.push(node);
            }
        }
        nodes.pop().unwrap_or_default()
    })
}

/// `depth` nodes, one below the other.
pub fn chain(depth: usize) -> Node {
    (1..depth).fold(
        Node {
            value: 0,
            children: vec![],
        },
        |child, value| Node {
            value: value as u64,
            children: vec![child],
        },
    )
}

const STACK: &str = "https://doc.rust-lang.org/std/thread/index.html#stack-size";

const CHOICES: &[Choice] = &[choice(
    "explicit-stack",
    "where the input decides the depth: for safety, not for speed",
)];

const SEEN: &[Seen] = &[
    Seen {
        repo: "georust/rstar",
        number: "37",
        metric: "time steps of a model in a second",
        before: "1040",
        after: "1090",
        direction: Direction::For,
        about: "A recursive walk is given up for a stack in a `SmallVec`.",
    },
    Seen {
        repo: "georust/rstar",
        number: "37",
        metric: "time steps in a second, with a stack on the heap",
        before: "1040",
        after: "990",
        direction: Direction::Against,
        about: "The same recursive walk beats the stack that was there before, which allocates.",
    },
    Seen {
        repo: "bytecodealliance/cranelift",
        number: "573",
        metric: "time",
        before: "",
        after: "pretty close",
        direction: Direction::None,
        about: "A recursive function gets a stack of its own, for the sake of depth.",
    },
];

const SYMPTOMS: &[Symptom] = &[symptom(
    "A deep chain of one function in the stack, or an overflow",
)];

const EXERCISES: &[Exercise] = &[
leave_alone("head-count", &[Allocations, Instructions])
.task("Sums the values of a tree.")
.story(
    "From the style guide of a company that you have just joined:\n\n> 4.7 **No recursion.** \
     Function calls are expensive. Use an explicit stack.\n\nThe code at hand sums the salaries in \
     an organisation chart: some hundred people, five levels. It is three lines long and calls \
     itself. A check in CI has flagged it, and the rewrite with an explicit stack is ready. The \
     team lead wants a recommendation with numbers.",
)
.hints([
    "Look at what a call costs here, and at what a stack of one's own has to do in its place.",
    "Ask what can go wrong with the recursion: how deep is this tree, and who decides that?",
    "Make the change, check it, and compare both counts.",
    "The explicit stack allocates and takes more instructions: leave it alone. It buys depth, and \
     pays where the input decides how deep it gets; five levels are none.",
])
.wrong_turns(&[
    "\"No allocation\" holds for the recursive one: the thread's stack is there anyway.",
    "Where a stranger sends the tree, the answer is another one, and no count shows it.",
]),
survive("long-thread")
.on(&CHAIN)
.task("Sums the values of a tree.")
.story(
    "The forum counts what is below a post by adding up a tree of replies. It has done so for \
     years, in three lines that call themselves. Last night somebody replied to a reply to a \
     reply, by a script, until the server was gone:\n\n    \
     thread 'main' has overflowed its stack\n    \
     fatal runtime error: stack overflow, aborting\n\nNothing could catch that. A limit on the \
     depth is no answer, says the product manager: the longest honest thread has four hundred \
     thousand posts, one below the other, and it is the most read page of all.",
)
.hints([
    "Look at what lies on the thread's stack for each level of the tree, and at who decides how \
     many levels there are.",
    "Ask what one has to remember of a node while those below it are visited, and where that \
     could be kept instead.",
    "A list of nodes to visit lies on the heap, and grows for as long as there is memory.",
    "`let mut pending = vec![node]`, then `while let Some(node) = pending.pop()`: add its value, \
     and put its children on the list. The order of a sum does not matter.",
])
.wrong_turns(&[
    "A frame half as large lasts for twice the depth, and not for the next script.",
    "A thread with a larger stack is a larger number in the same place, and is not taken here.",
    "A loop in the place of `map` and `fold` still calls itself for each child.",
]),
];

pub(crate) const PATTERN: Pattern = pattern!("depth_first.rs")
    .sizes("nodes", &[100, 1_000, 10_000])
    .variants(&[
        slow("recursive", case!(tree, recursive))
            .about("calls itself: short, and bounded in depth"),
        fast("explicit-stack", case!(tree, explicit_stack)).about("a stack on the heap: any depth"),
    ])
    .inputs(&[TYPICAL, CHAIN], NASTY)
    .deep_scenario(&CHAIN)
    .claims(&[
        claim(Allocations, "explicit-stack", Loses, STACK),
        claim(PeakBytes, "explicit-stack", Loses, STACK),
        claim(Instructions, "explicit-stack", Loses, STACK),
        claim(Instructions, "explicit-stack", Loses, STACK).on(&CHAIN),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
