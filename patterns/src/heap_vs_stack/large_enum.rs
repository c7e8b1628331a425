//! # Box the rare large variant
//!
//! ## What you see
//!
//! In a heap profile, a vector of an enum that is far larger than its contents
//! explain. In a flame graph, `memcpy` where values are put into the vector, and a
//! simple loop over it that waits for memory.
//!
//! ## Why
//!
//! Every value of an enum has the size of its largest variant. If one message in a
//! hundred carries a buffer of a kilobyte, the other ninety-nine carry the room for
//! it, and pay twice. When a value is built in one place and moved to another, as
//! here into the vector, the compiler may copy the whole room, whatever is in it.
//! And each value lies on cache lines of its own, so a walk fetches at least one
//! line for each element instead of one for several. Boxing the large variant
//! shrinks every element to two words, at the price of an allocation and a pointer
//! for the rare ones.
//!
//! ## Coming from Go
//!
//! Go has no enums with data; a slice of interface values points at each element,
//! small or large. The inline layout, and with it this problem, is Rust's.
//!
//! ## Time and instructions
//!
//! In the `all-large` scenario they disagree. Boxing executes more instructions, most of
//! them the allocator's, and saves one `memcpy` of a kilobyte for each message: few
//! instructions on wide registers, but it is they that move the memory. So the time
//! does not follow the count.
//!
//! ## When not to
//!
//! When the large variant is the common one (the `all-large` scenario), boxing
//! turns one allocation into one for each element, and every access into a jump,
//! and saves no memory: then the enum's size is simply what the data needs. Do not
//! read too much into the time of that scenario, which begins with an allocator
//! that has nothing else to do.
//!
//! ## See also
//!
//! - [`crate::heap_vs_stack::dyn_dispatch`]
//! - Clippy's [`large_enum_variant`](https://rust-lang.github.io/rust-clippy/master/index.html#large_enum_variant)
//!   (perf) finds it, without knowing how rare the variant is.
//! - [The Rust Performance Book, on type sizes](https://nnethercote.github.io/perf-book/type-sizes.html)

use crate::catalogue::declare::*;

// ANCHOR: inline
/// A message, with room for the largest in every one.
#[allow(clippy::large_enum_variant)]
pub enum InlineMessage {
    /// A number.
    Number(u64),
    /// A block of bytes.
    Block([u8; 1024]),
}

/// Queues a message for each number, as a block where it is a multiple of `every`,
/// then sums what the queue holds.
pub fn inline(numbers: &[u64], every: u64) -> u64 {
    let queue: Vec<InlineMessage> = numbers
        .iter()
        .map(|&number| {
            if number % every == 0 {
                InlineMessage::Block([number as u8; 1024])
            } else {
                InlineMessage::Number(number)
            }
        })
        .collect();
    queue.iter().fold(0, |sum: u64, message| match message {
        InlineMessage::Number(number) => sum.wrapping_add(*number),
        InlineMessage::Block(block) => sum.wrapping_add(u64::from(block[512])),
    })
}
// ANCHOR_END: inline

// ANCHOR: boxed
/// A message, with the rare large one on the heap.
pub enum BoxedMessage {
    /// A number.
    Number(u64),
    /// A block of bytes.
    Block(Box<[u8; 1024]>),
}

/// Queues a message for each number, as a block where it is a multiple of `every`,
/// then sums what the queue holds.
pub fn boxed(numbers: &[u64], every: u64) -> u64 {
    let queue: Vec<BoxedMessage> = numbers
        .iter()
        .map(|&number| {
            if number % every == 0 {
                BoxedMessage::Block(Box::new([number as u8; 1024]))
            } else {
                BoxedMessage::Number(number)
            }
        })
        .collect();
    queue.iter().fold(0, |sum: u64, message| match message {
        BoxedMessage::Number(number) => sum.wrapping_add(*number),
        BoxedMessage::Block(block) => sum.wrapping_add(u64::from(block[512])),
    })
}
// ANCHOR_END: boxed

const ALL_LARGE: Scenario = counter_case("all-large", "every message is a block")
    .expect("one allocation becomes one for each message, and no byte is saved");

const NASTY: Nasty<Vec<u64>> = &[
    ("none", || vec![]),
    ("one", || vec![1]),
    ("only large", || vec![0, 100, 200]),
    ("duplicates", || vec![100, 7, 100, 7]),
    ("very long", || (0..2_000).collect()),
];

/// `size` numbers, and of which multiples blocks are made: of a hundred, or in
/// `all-large` of one.
fn messages(setup: &Setup) -> (Vec<u64>, u64) {
    let every = if setup.is(&ALL_LARGE) { 1 } else { 100 };
    let numbers = setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        (0..setup.size).map(|_| random.u64(..)).collect()
    });
    (numbers, every)
}

const CHOICES: &[Choice] = &[choice(
    "boxed",
    "where the large variant is rare: an allocation and a pointer for each of those",
)];

const SEEN: &[Seen] = &[
    Seen {
        repo: "LadybirdBrowser/ladybird",
        number: "8581",
        metric: "resident memory after parsing 7.9 MB of JavaScript",
        before: "475 MB",
        after: "405 MB",
        direction: Direction::For,
        about: "Large variants of the syntax tree are boxed; times stay within noise.",
    },
    Seen {
        repo: "oxc-project/oxc-css-parser",
        number: "12",
        metric: "time to parse SCSS",
        before: "",
        after: "−6.0%",
        direction: Direction::For,
        about: "Four large variants are boxed; files that are mostly such take up to 0.4 % more.",
    },
    Seen {
        repo: "SeaQL/sea-query",
        number: "925",
        metric: "performance of building queries",
        before: "",
        after: "10–15% better",
        direction: Direction::Against,
        about: "The values of an enum are taken out of their boxes.",
    },
];

const SYMPTOMS: &[Symptom] =
    &[
        symptom("Large blocks of an enum of which one variant is much larger than the others")
            .look(&["*"], &[Fact::LargeVariant])
            .matters(&[share(AllocatedBytes, 0.2), share(PeakBytes, 0.2)])
            .shape(&[Shape::BytesAtLeast(2_048)])
            .advise(
                "box what the large variant holds",
                "Is the large variant rare among the elements?",
            ),
    ];

const EXERCISES: &[Exercise] = &[
    predict("message-queue", &[AllocatedBytes])
        .tracks(&[Track::Allocations])
        .task(
            "Queues a message for each number, as a block where it is a multiple of `every`, then \
             sums what the queue holds.",
        )
        .story(
            "Your queue holds messages of two kinds. Nearly all are a number of eight bytes. One \
             in a hundred is a block of a kilobyte. They are the two variants of one enum, and the \
             queue is a `Vec` of it.\n\nThe proposal on the table: put the block behind a `Box`. \
             \"That is an allocation for each block\", comes the objection, \"and we have enough \
             of those.\" True. But what becomes of the bytes? Say the factor before anybody \
             measures: bytes allocated today ÷ bytes allocated with the box.",
        )
        .hints([
            "Look at the two enums: how large is a value of each, whichever variant it holds?",
            "Ask what a hundred messages take, today and with the box, with one block among them.",
            "An enum is as large as its largest variant, and a word for the tag; a `Box` is one \
             word.",
            "A hundred messages today: a hundred kilobytes and a little. With the box: a hundred \
             times 16 bytes, and one kilobyte. Divide.",
        ])
        .wrong_turns(&[
            "\"A hundred times\" forgets that the blocks are still there, one in a hundred, and as \
             large as ever.",
            "The number of allocations gets worse: that is what the bytes are bought with.",
        ]),
    leave_alone("block-queue", &[Allocations, AllocatedBytes])
        .on(&ALL_LARGE)
        .task(
            "Queues a message for each number, as a block where it is a multiple of `every`, then \
             sums what the queue holds.",
        )
        .story(
            "Clippy has a lint for enums with one large variant, `large_enum_variant`, and it has \
             found the queue of the backup service: a number or a block of a kilobyte. Its advice \
             is to box the block.\n\nYou know this queue. It carries files. The variant with the \
             number exists for the protocol's sake; every message that anybody has ever seen in it \
             is a block. Follow the lint, or silence it with a reason?",
        )
        .hints([
            "Look at the messages: how many of them are of the small variant?",
            "Ask whom the room in each element is for, and whether it stands empty.",
            "Make the change, check it, and compare allocations and bytes.",
            "One allocation becomes one for each message, and the bytes stay what they were and a \
             little more: leave it alone, and write the reason beside the `allow`.",
        ])
        .wrong_turns(&[
            "The lint sees types, not data; it cannot know which variant is the common one.",
        ]),
];

pub(crate) const PATTERN: Pattern = pattern!("large_enum.rs")
    .sizes("messages", &[50, 500, 5_000])
    .variants(&[
        slow("inline", case!(messages, |of| inline(&of.0, of.1))).about("every message a kilobyte"),
        fast("boxed", case!(messages, |of| boxed(&of.0, of.1)))
            .about("the rare large one on the heap"),
    ])
    .inputs(&[TYPICAL, ALL_LARGE], NASTY)
    .claims(&[
        claim(AllocatedBytes, "boxed", AtLeast(15.0), TYPE_SIZES),
        claim(Instructions, "boxed", AtLeast(2.0), TYPE_SIZES),
        claim(TimeNs, "boxed", Wins, TYPE_SIZES),
        claim(TimeNs, "boxed", Wins, TYPE_SIZES).at(5_000),
        claim(Allocations, "boxed", Loses, TYPE_SIZES).on(&ALL_LARGE),
        claim(Instructions, "boxed", Loses, TYPE_SIZES).on(&ALL_LARGE),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
