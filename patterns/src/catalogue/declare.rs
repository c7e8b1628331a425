//! All that a pattern file declares itself with:
//! `use crate::catalogue::declare::*;`

pub use super::Expect::*;
pub use super::Metric::*;
pub use super::{
    Choice, Compiled, Direction, Exercise, Fact, Nasty, Pattern, Proof, Scenario, Scope, Seen,
    Setup, Shape, Symptom, Track, share,
};
pub use crate::{case, pattern};

use super::{Case, Claim, Expect, Kind, Metric, Nondeterministic, Role, Variant};

/// The input that the prose has in mind, at every size.
pub const TYPICAL: Scenario = Scenario::TYPICAL;

/// What the default hasher of a map moves, in every scenario.
pub const RANDOM_HASHER: &[Nondeterministic] = Nondeterministic::RANDOM_HASHER;

/// What random keys of maps move, and whether the kernel is asked for memory.
pub const RANDOM_HASHER_AND_HEAP: &[Nondeterministic] = Nondeterministic::RANDOM_HASHER_AND_HEAP;

/// See [`Nondeterministic::by_chance`].
pub const fn by_chance(
    metric: Metric,
    scenario: &Scenario,
    reason: &'static str,
) -> Nondeterministic {
    Nondeterministic::by_chance(metric, scenario, reason)
}

/// See [`Scenario::counter_case`].
pub const fn counter_case(name: &'static str, about: &'static str) -> Scenario {
    Scenario::counter_case(name, about)
}

/// See [`Scenario::counter_case_at`].
pub const fn counter_case_at(
    sizes: &'static [usize],
    name: &'static str,
    about: &'static str,
) -> Scenario {
    Scenario::counter_case_at(sizes, name, about)
}

/// How a vector or a string grows: at least to twice its capacity.
pub const GROWTH: &str =
    "https://doc.rust-lang.org/std/vec/struct.Vec.html#capacity-and-reallocation";

/// What a vector promises about its memory.
pub const GUARANTEES: &str = "https://doc.rust-lang.org/std/vec/struct.Vec.html#guarantees";

/// Where a box puts what it holds.
pub const BOX: &str = "https://doc.rust-lang.org/std/boxed/index.html";

/// What the size of a type costs.
pub const TYPE_SIZES: &str = "https://nnethercote.github.io/perf-book/type-sizes.html";

/// What one finds in a code base; the numerator of every ratio.
pub const fn slow(name: &'static str, prepare: fn(&Setup) -> Box<dyn Case>) -> Variant {
    Variant::new(Role::Slow, name, prepare)
}

/// What to write instead.
pub const fn fast(name: &'static str, prepare: fn(&Setup) -> Box<dyn Case>) -> Variant {
    Variant::new(Role::Fast, name, prepare)
}

/// Another way, shown so that the choice is an informed one.
pub const fn alternative(name: &'static str, prepare: fn(&Setup) -> Box<dyn Case>) -> Variant {
    Variant::new(Role::Alternative, name, prepare)
}

/// See [`Choice`].
pub const fn choice(variant: &'static str, when: &'static str) -> Choice {
    Choice { variant, when }
}

/// See [`Symptom::new`].
pub const fn symptom(see: &'static str) -> Symptom {
    Symptom::new(see)
}

/// A claim on the typical scenario at the middle size. `source` documents the
/// mechanism.
pub const fn claim(
    metric: Metric,
    variant: &'static str,
    expect: Expect,
    source: &'static str,
) -> Claim {
    Claim::new(metric, variant, expect, source)
}

/// An exercise: make the start cheaper. `metrics` grade it.
pub const fn cheaper(name: &'static str, metrics: &'static [Metric]) -> Exercise {
    Exercise::new(name, Kind::Cheaper, metrics)
}

/// An exercise: find the one function that costs, among the fast variants of the
/// patterns `among`, and mend it. `metrics` grade the mending.
pub const fn find(
    name: &'static str,
    metrics: &'static [Metric],
    among: &'static [&'static str],
) -> Exercise {
    Exercise::new(name, Kind::Find { among }, metrics)
}

/// An exercise: see, with the counts of `metrics`, that the advice does not pay
/// here. [`Exercise::on`] or [`Exercise::at`] says where.
pub const fn leave_alone(name: &'static str, metrics: &'static [Metric]) -> Exercise {
    Exercise::new(name, Kind::Leave, metrics)
}

/// An exercise: survive an input that is as deep as it is large. [`Exercise::on`]
/// says which.
pub const fn survive(name: &'static str) -> Exercise {
    Exercise::new(name, Kind::Survive, &[])
}

/// An exercise: predict the ratio of each metric before it is counted.
pub const fn predict(name: &'static str, metrics: &'static [Metric]) -> Exercise {
    Exercise::new(name, Kind::Predict, metrics)
}

/// An exercise: answer `question` by the mechanism, `right` and not one of `wrong`,
/// and show the count that proves it.
pub const fn explain(
    name: &'static str,
    question: &'static str,
    right: &'static str,
    wrong: &'static [&'static str],
    proof: Proof,
) -> Exercise {
    let kind = Kind::Explain {
        question,
        right,
        wrong,
        proof,
    };
    Exercise::new(name, kind, &[])
}
