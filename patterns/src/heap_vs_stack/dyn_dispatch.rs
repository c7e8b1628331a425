//! # Let the compiler see the types
//!
//! ## What you see
//!
//! In a flame graph, many narrow methods beside each other below one loop, each
//! reached by an indirect call, and none of them inlined. In a heap profile, one
//! small block for each element of a collection.
//!
//! ## Why
//!
//! `Vec<Box<dyn Shape>>` has three costs: an allocation per element, so that the
//! loop follows a pointer to wherever that lies; an indirect call, which the
//! processor must predict; and, above all, a barrier to optimisation: nothing is
//! inlined, hoisted or vectorised.
//!
//! An `enum` of the known types lies in the vector itself, and a `match` with
//! inlined arms selects the type. Sorting by type goes further: a vector for
//! each type needs no `match` at all, and each loop does one thing to one kind of
//! element, which vectorises.
//!
//! What is measured is the walk over a finished collection: the blocks were
//! allocated before, one after the other, so they lie closer together than those of
//! a program that has run for an hour.
//!
//! ## Coming from Go
//!
//! An interface value is a pointer and a table, like `Box<dyn Trait>`, and every
//! method call through it is indirect. Go has no closed sum type; in Rust a closed
//! set of types is an `enum`, and the compiler checks that no case is forgotten.
//!
//! ## Time and instructions
//!
//! An indirect call that the processor predicts wrongly is one instruction and
//! some twenty cycles of thrown-away work. So mixed types can cost far more time
//! than their instructions suggest; an `enum` may even execute more of them.
//!
//! ## When not to
//!
//! An open set of types (plug-ins, users of your library) is what `dyn` is for.
//! Where all elements happen to be of one type (the `one-type` scenario) calls
//! are predicted perfectly, and only the barrier to optimisation is left to
//! remove. Splitting by type gives up the order of elements.
//!
//! ## See also
//!
//! - [`crate::heap_vs_stack::large_enum`]: when one variant is far larger
//! - Clippy's [`vec_box`](https://rust-lang.github.io/rust-clippy/master/index.html#vec_box)
//!   (complexity) finds `Vec<Box<T>>` of sized types only.
//! - [Trait objects in the Rust Reference](https://doc.rust-lang.org/reference/types/trait-object.html)

use crate::catalogue::Shape as Figures;
use crate::catalogue::declare::*;

// ANCHOR: shared
/// A rectangle.
pub struct Rectangle {
    /// In units.
    pub width: u64,
    /// In units.
    pub height: u64,
}

/// A square.
pub struct Square {
    /// In units.
    pub side: u64,
}

/// A triangle with a right angle.
pub struct Triangle {
    /// In units.
    pub base: u64,
    /// In units.
    pub height: u64,
}

/// Anything with an area.
pub trait Shape {
    /// Twice the area, which is a whole number for triangles too.
    fn twice_the_area(&self) -> u64;
}

impl Shape for Rectangle {
    fn twice_the_area(&self) -> u64 {
        2 * self.width * self.height
    }
}

impl Shape for Square {
    fn twice_the_area(&self) -> u64 {
        2 * self.side * self.side
    }
}

impl Shape for Triangle {
    fn twice_the_area(&self) -> u64 {
        self.base * self.height
    }
}
// ANCHOR_END: shared

// ANCHOR: boxed-dyn
/// Sums twice the areas of whatever has one.
pub fn boxed_dyn(shapes: &[Box<dyn Shape>]) -> u64 {
    shapes.iter().map(|shape| shape.twice_the_area()).sum()
}
// ANCHOR_END: boxed-dyn

// ANCHOR: enum
/// One of the shapes that there are.
pub enum AnyShape {
    /// Four right angles.
    Rectangle(Rectangle),
    /// And equal sides.
    Square(Square),
    /// One right angle.
    Triangle(Triangle),
}

/// Sums twice the areas of a closed set of shapes.
pub fn enumerated(shapes: &[AnyShape]) -> u64 {
    shapes
        .iter()
        .map(|shape| match shape {
            AnyShape::Rectangle(rectangle) => rectangle.twice_the_area(),
            AnyShape::Square(square) => square.twice_the_area(),
            AnyShape::Triangle(triangle) => triangle.twice_the_area(),
        })
        .sum()
}
// ANCHOR_END: enum

// ANCHOR: by-type
/// Shapes, sorted by type; their order among each other is lost.
#[derive(Default)]
pub struct Shapes {
    /// All rectangles.
    pub rectangles: Vec<Rectangle>,
    /// All squares.
    pub squares: Vec<Square>,
    /// All triangles.
    pub triangles: Vec<Triangle>,
}

/// Sums twice the areas, one type after the other.
pub fn by_type(shapes: &Shapes) -> u64 {
    fn total<S: Shape>(shapes: &[S]) -> u64 {
        shapes.iter().map(S::twice_the_area).sum()
    }
    total(&shapes.rectangles) + total(&shapes.squares) + total(&shapes.triangles)
}
// ANCHOR_END: by-type

const ONE_TYPE: Scenario = counter_case("one-type", "all shapes are rectangles")
    .expect("every indirect call is predicted: what is left is that nothing is inlined");

const NASTY: Nasty<Vec<(u8, u64, u64)>> = &[
    ("none", || vec![]),
    ("one of each", || vec![(0, 2, 3), (1, 4, 4), (2, 5, 6)]),
    ("no area", || vec![(0, 0, 7), (2, 0, 0)]),
    ("duplicates", || vec![(1, 3, 3); 30]),
    ("very long", || vec![(2, 1, 1); 20_000]),
];

/// What shapes there are: a type, and two measures.
fn specifications(setup: &Setup) -> Vec<(u8, u64, u64)> {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        let types = if setup.is(&ONE_TYPE) { 1 } else { 3 };
        (0..setup.size)
            .map(|_| {
                (
                    random.u8(..types),
                    random.u64(1..1_000),
                    random.u64(1..1_000),
                )
            })
            .collect()
    })
}

fn boxes(setup: &Setup) -> Vec<Box<dyn Shape>> {
    specifications(setup)
        .into_iter()
        .map(|(kind, a, b)| -> Box<dyn Shape> {
            match kind {
                0 => Box::new(Rectangle {
                    width: a,
                    height: b,
                }),
                1 => Box::new(Square { side: a }),
                _ => Box::new(Triangle { base: a, height: b }),
            }
        })
        .collect()
}

fn enums(setup: &Setup) -> Vec<AnyShape> {
    specifications(setup)
        .into_iter()
        .map(|(kind, a, b)| match kind {
            0 => AnyShape::Rectangle(Rectangle {
                width: a,
                height: b,
            }),
            1 => AnyShape::Square(Square { side: a }),
            _ => AnyShape::Triangle(Triangle { base: a, height: b }),
        })
        .collect()
}

fn sorted(setup: &Setup) -> Shapes {
    let mut shapes = Shapes::default();
    for (kind, a, b) in specifications(setup) {
        match kind {
            0 => shapes.rectangles.push(Rectangle {
                width: a,
                height: b,
            }),
            1 => shapes.squares.push(Square { side: a }),
            _ => shapes.triangles.push(Triangle { base: a, height: b }),
        }
    }
    shapes
}

const OBJECT: &str = "https://doc.rust-lang.org/reference/types/trait-object.html";

const CHOICES: &[Choice] = &[
    choice(
        "enum",
        "where the set of types is closed: each element has the size of the largest",
    ),
    choice(
        "by-type",
        "where order means nothing and each type has its own loop: one vector for each type",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "terminusdb/terminusdb-store",
        number: "75",
        metric: "time of `bench_add_string_triple`",
        before: "564 ns (+/- 36)",
        after: "575 ns (+/- 26)",
        direction: Direction::None,
        about: "An enum is used where a trait object was.",
    },
    Seen {
        repo: "Unleash/unleash-rust-sdk",
        number: "7",
        metric: "performance",
        before: "",
        after: "no benefit",
        direction: Direction::None,
        about: "Boxed strategies were tried with `enum_dispatch`.",
    },
];

const SYMPTOMS: &[Symptom] = &[
    symptom("A box for each element of a collection of trait objects")
        .look(&["new", "push"], &[Fact::OfType(&["Box"]), Fact::NamesDyn])
        .matters(&[share(Allocations, 0.15)])
        .saves_each(100)
        .shape(&[
            Figures::Blocks(500),
            Figures::BytesAtMost(256),
            Figures::Kept,
        ])
        .advise(
            "use an enum, or a collection for each type",
            "Is the set of types closed? And are these boxes trait objects?",
        ),
    symptom("Calls through `dyn` in a loop own instructions beside those of what is called")
        .look(&["*"], &[Fact::CallsDyn])
        .matters(&[share(Instructions, 0.1)])
        .compiled(&[Compiled::CallsUnknown])
        .advise(
            "use an enum, or a collection for each type",
            "Is the set of types closed?",
        ),
];

const EXERCISES: &[Exercise] = &[explain(
    "areas",
    "Both ways execute about the same number of instructions for each shape, and yet the second \
     takes less time. Why?",
    "Each call of the first way goes to an address that is read from memory, and the processor \
     must guess it; the second has no such call.",
    &[
        "The boxes of the first way are allocated during the call, and the second allocates \
         nothing.",
        "The second way computes several areas at once, with one instruction for four of them.",
        "The elements of the second way are smaller, so that twice as many fit into the cache.",
    ],
    Proof::IndirectJumps,
)
.tracks(&[Track::FirstHour])
.task("Sums twice the areas of all shapes.")
.story(
    "The drawing program adds up areas, a few thousand for each frame. There are two versions of \
     the loop, and a dispute about them that has gone on for a week.\n\n- The first has a `Vec` of \
     boxed shapes, each of which knows how to compute its area.\n- The second has a `Vec` of an \
     enum, and a `match`.\n\n\"Mine has *fewer* instructions\", says the author of the first, and \
     can prove it. \"Mine is faster\", says the author of the second, and can prove it too. Both \
     are right. Settle it.",
)
.hints([
    "Look at the counts of both, side by side: which of them are equal, and which is not?",
    "Ask of every jump in the two loops: does the program text say where it goes?",
    "A method of a trait object is called through a table: its address is read from memory, for \
     each shape anew.",
    "Count indirect jumps: about one for each shape in the first, none in the second. With shapes \
     in random order the processor guesses wrong often, and nothing can be inlined across such a \
     call.",
])
.wrong_turns(&[
    "The boxes were made before the call: the allocations of both are 0.",
    "A `match` is a jump as well, but one whose targets stand in the code.",
    "An element of the enum is larger than a box's two words, not smaller.",
])];

pub(crate) const PATTERN: Pattern = pattern!("dyn_dispatch.rs")
    .sizes("shapes", &[100, 1_000, 10_000])
    .variants(&[
        slow("boxed-dyn", case!(boxes, boxed_dyn)).about("a block and an indirect call for each"),
        fast("enum", case!(enums, enumerated)).about("in the vector, told apart by `match`"),
        alternative("by-type", case!(sorted, by_type)).about("a vector for each type"),
    ])
    .inputs(&[TYPICAL, ONE_TYPE], NASTY)
    .claims(&[
        claim(TimeNs, "enum", Wins, OBJECT),
        claim(Instructions, "by-type", AtLeast(1.4), OBJECT),
        claim(TimeNs, "by-type", Wins, OBJECT),
        claim(TimeNs, "enum", Wins, OBJECT).on(&ONE_TYPE),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
