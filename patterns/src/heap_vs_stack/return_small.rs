//! # Return small structs by value
//!
//! ## What you see
//!
//! In a heap profile, blocks of a struct's size, as many as calls, below a
//! constructor that returns `Box<Self>`. In a flame graph, `malloc` and `free`
//! beside arithmetic on a few fields.
//!
//! ## Why
//!
//! A struct of up to two machine words comes back in registers. A larger one is
//! written straight into a place that the caller has reserved on its stack and
//! whose address it passes along: for 24 bytes, three stores. A box costs an
//! allocation, the same stores behind a pointer, and a `free`. It saves
//! nothing: moving 24 bytes once more is cheaper than allocating
//! them.
//!
//! ## Coming from Go
//!
//! Constructors that return `*T` are the habit in Go, and escape analysis often
//! makes them free. The habit does not travel: return `Self`, and let the caller
//! box it where it needs to be boxed.
//!
//! ## When not to
//!
//! When the value is handed through many calls that are not inlined (the
//! `passed-on` scenario) each may copy it, and a pointer is passed in a register;
//! with three words the copies still cost less than one allocation.
//!
//! ## See also
//!
//! - [`crate::heap_vs_stack::return_sum`], and [`crate::heap_vs_stack::return_large`],
//!   where it is no longer so clear
//! - Clippy's [`unnecessary_box_returns`](https://rust-lang.github.io/rust-clippy/master/index.html#unnecessary_box_returns)
//!   (pedantic) finds it.
//! - The [x86-64 ABI](https://gitlab.com/x86-psABIs/x86-64-ABI), on returning values

use crate::catalogue::declare::*;

// ANCHOR: shared
/// A point in space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: i64,
    /// Up.
    pub y: i64,
    /// Towards the reader.
    pub z: i64,
}
// ANCHOR_END: shared

// ANCHOR: boxed
/// Mirrors a point, into a box.
#[inline(never)]
#[allow(clippy::unnecessary_box_returns)]
pub fn boxed(point: &Point) -> Box<Point> {
    Box::new(Point {
        x: point.y,
        y: point.x,
        z: point.z.wrapping_neg(),
    })
}
// ANCHOR_END: boxed

// ANCHOR: value
/// Mirrors a point.
#[inline(never)]
pub fn value(point: &Point) -> Point {
    Point {
        x: point.y,
        y: point.x,
        z: point.z.wrapping_neg(),
    }
}
// ANCHOR_END: value

/// Points, and whether each result is passed on through further calls.
struct Walk {
    points: Vec<Point>,
    passed_on: bool,
}

const PASSED_ON: Scenario =
    counter_case("passed-on", "each result passes through three more calls")
        .expect("the value is copied each time, and still costs less than an allocation");

const NASTY: Nasty<Vec<Point>> = &[
    ("none", || vec![]),
    ("one", || vec![point(1, 2, 3)]),
    ("extremes", || vec![point(i64::MIN, i64::MAX, i64::MIN)]),
    ("duplicates", || vec![point(4, 4, 4); 40]),
    ("very long", || vec![point(0, 1, 0); 10_000]),
];

fn point(x: i64, y: i64, z: i64) -> Point {
    Point { x, y, z }
}

/// `size` points.
fn walk(setup: &Setup) -> Walk {
    let points = setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        let mut number = || random.i64(-1_000_000..1_000_000);
        (0..setup.size)
            .map(|_| point(number(), number(), number()))
            .collect()
    });
    Walk {
        points,
        passed_on: setup.is(&PASSED_ON),
    }
}

/// A call that does nothing but hand its argument back.
#[inline(never)]
fn pass<T>(value: T) -> T {
    std::hint::black_box(value)
}

fn sum<T: std::borrow::Borrow<Point>>(walk: &Walk, mirror: impl Fn(&Point) -> T) -> i64 {
    walk.points.iter().fold(0, |sum: i64, point| {
        let mut mirrored = mirror(point);
        if walk.passed_on {
            mirrored = pass(pass(pass(mirrored)));
        }
        let Point { x, y, z } = *mirrored.borrow();
        sum.wrapping_mul(3).wrapping_add(x).wrapping_add(y ^ z)
    })
}

const CHOICES: &[Choice] = &[choice(
    "value",
    "for structs of a few words; the caller boxes it where it must be boxed",
)];

const SEEN: &[Seen] = &[Seen {
    repo: "fschutt/fastblur",
    number: "9",
    metric: "what the allocations add to the run time",
    before: "",
    after: "3%",
    direction: Direction::For,
    about: "A function returns three numbers in a vector.",
}];

const SYMPTOMS: &[Symptom] =
    &[
        symptom("A box of a small struct: one allocation a call, freed by the caller")
            .confirm(&["new"], &[Fact::OfType(&["Box"]), Fact::ReturnsBox])
            .unless(&[Fact::BoxesNumber])
            .matters(&[share(Allocations, 0.05)])
            .saves_each(80)
            .shape(&[
                Shape::Blocks(200),
                Shape::BytesAtMost(128),
                Shape::LiveAtMost(4),
            ])
            .advise(
                "return the struct",
                "Does a trait or a recursive type need the box?",
            ),
    ];

const EXERCISES: &[Exercise] = &[cheaper("mirror", &[Allocations, Instructions])
.checkpoint()
.tracks(&[Track::Allocations])
.task("Mirrors a point: x and y change places, and z its sign.")
.story(
    "Written by someone who came from another language, in their first month, and never looked at \
     again:\n\n> // Points are objects, so they live on the heap.\n\nIt is called for every vertex \
     of every model. In the heap profile it is the line with the largest number of blocks in the \
     whole program, 24 bytes each, and none of them lives longer than the statement that made \
     it.\n\nThe function may return another type, as long as a caller can look at a point.",
)
.hints([
    "Look at size and lifetime of the blocks: how large is what comes back, and how long does \
     anybody keep it?",
    "Ask why it has to have an address of its own.",
    "A value of a few words can be handed back as it is: the caller has made room for it already.",
    "Return `Point`, without a `Box`. It is `Copy`, and three words long.",
])
.wrong_turns(&[
    "A reference to a local value does not compile, and should not.",
    "`Rc` in the place of `Box` allocates as often, and more.",
    "`#[inline]` does not help where the caller is in another crate's call: the box is part of the \
     signature.",
])];

pub(crate) const PATTERN: Pattern = pattern!("return_small.rs")
    .sizes("calls", &[100, 1_000, 10_000])
    .variants(&[
        slow("boxed", case!(walk, sum, boxed)).about("24 bytes on the heap"),
        fast("value", case!(walk, sum, value)).about("24 bytes on the caller's stack"),
    ])
    .inputs(&[TYPICAL, PASSED_ON], NASTY)
    .claims(&[
        claim(Allocations, "value", AtLeast(1_000.0), BOX),
        claim(Instructions, "value", AtLeast(3.0), BOX),
        claim(TimeNs, "value", Wins, BOX),
        claim(Allocations, "value", AtLeast(1_000.0), BOX).on(&PASSED_ON),
        claim(TimeNs, "value", Wins, BOX).on(&PASSED_ON),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
