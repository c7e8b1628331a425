//! What a pattern is: the types that every pattern file fills in, and the cases
//! that follow from them.
//!
//! The declarations are constants. Code is erased at the edge by [`case!`]: the
//! variants keep whatever signature is natural, and every tool sees the same
//! [`Case`].
//!
//! [`case!`]: crate::case

use std::fmt;

/// A chapter of the catalogue: patterns that share a mechanism.
pub struct Family {
    /// Kebab-case; the first half of every pattern's id.
    pub id: &'static str,
    /// As a heading.
    pub title: &'static str,
    /// The family's own file, for its prose.
    pub source: &'static str,
    /// In the order of the book.
    pub patterns: &'static [&'static Pattern],
}

/// One pattern: a slow variant, at least one fast variant, and what they show.
///
/// Start from [`Pattern::TEMPLATE`] and fill in the rest.
pub struct Pattern {
    /// `<family>/<pattern>` in kebab-case; the file is the same in snake_case.
    pub id: &'static str,
    /// As a heading, in the imperative.
    pub title: &'static str,
    /// The pattern's own file (`include_str!`): its prose and its anchors.
    pub source: &'static str,
    /// What `size` counts, as a plural noun ("words").
    pub size_unit: &'static str,
    /// At least three, ascending, about a decade apart. The middle one is where
    /// claims hold unless they say otherwise.
    pub sizes: &'static [usize],
    /// Small sizes for the equivalence test, 0 and 1 among them.
    pub equivalence_sizes: &'static [usize],
    /// Exactly one `Slow` and at least one `Fast`.
    pub variants: &'static [Variant],
    /// The first one is [`Scenario::TYPICAL`].
    pub scenarios: &'static [Scenario],
    /// Names of hand-picked inputs; the pattern's input function knows them.
    pub nasty: &'static [&'static str],
    /// Metrics that two runs of one build may report differently.
    pub nondeterministic: &'static [Nondeterministic],
    /// What the page asserts, each checked by a tool.
    pub claims: &'static [Claim],
    /// Ratios within 1 ± this count as equal in time. Fixed before measuring.
    pub equivalence_margin: f64,
}

impl Pattern {
    /// Defaults for what most patterns have in common.
    pub const TEMPLATE: Pattern = Pattern {
        id: "",
        title: "",
        source: "",
        size_unit: "items",
        sizes: &[100, 1_000, 10_000],
        equivalence_sizes: &[0, 1, 2, 7, 33],
        variants: &[],
        scenarios: &[Scenario::TYPICAL],
        nasty: &[],
        nondeterministic: &[],
        claims: &[],
        equivalence_margin: 0.03,
    };

    /// The first half of the id.
    pub fn family(&self) -> &'static str {
        self.id
            .split_once('/')
            .map_or(self.id, |(family, _)| family)
    }

    /// The second half of the id.
    pub fn name(&self) -> &'static str {
        self.id.split_once('/').map_or(self.id, |(_, name)| name)
    }

    /// The size at which claims hold unless they say otherwise.
    pub fn middle_size(&self) -> usize {
        self.sizes[self.sizes.len() / 2]
    }

    /// The sizes at which a scenario is measured.
    pub fn sizes_in(&self, scenario: &Scenario) -> Vec<usize> {
        match scenario.sizes {
            Sizes::All => self.sizes.to_vec(),
            Sizes::Middle => vec![self.middle_size()],
            Sizes::These(sizes) => sizes.to_vec(),
        }
    }

    /// The size at which a claim on this scenario holds unless it says
    /// otherwise: the middle one of those measured.
    pub fn middle_size_in(&self, scenario: &str) -> usize {
        let sizes = match self.scenario(scenario) {
            Some(scenario) => self.sizes_in(scenario),
            None => self.sizes.to_vec(),
        };
        sizes[sizes.len() / 2]
    }

    /// The variant whose role is [`Role::Slow`].
    pub fn slow(&self) -> &'static Variant {
        self.by_role(Role::Slow)
    }

    /// The first variant whose role is [`Role::Fast`]: the one to copy.
    pub fn fast(&self) -> &'static Variant {
        self.by_role(Role::Fast)
    }

    fn by_role(&self, role: Role) -> &'static Variant {
        self.variants
            .iter()
            .find(|variant| variant.role == role)
            .unwrap_or_else(|| panic!("{}: no variant has the role {role}", self.id))
    }

    /// The variant with this name.
    pub fn variant(&self, name: &str) -> Option<&'static Variant> {
        self.variants.iter().find(|variant| variant.name == name)
    }

    /// The scenario with this name.
    pub fn scenario(&self, name: &str) -> Option<&'static Scenario> {
        self.scenarios.iter().find(|scenario| scenario.name == name)
    }

    /// Every case of this pattern: scenarios, then sizes, then variants.
    pub fn cases(&'static self) -> impl Iterator<Item = CaseId> {
        self.scenarios.iter().flat_map(move |scenario| {
            self.sizes_in(scenario).into_iter().flat_map(move |size| {
                self.variants
                    .iter()
                    .filter(|variant| variant.absence(scenario).is_none())
                    .map(move |variant| CaseId {
                        pattern: self,
                        variant,
                        scenario,
                        size,
                    })
            })
        })
    }
}

/// One way to do the work.
pub struct Variant {
    /// Kebab-case; also the name of its anchor.
    pub name: &'static str,
    /// Its part in the comparison.
    pub role: Role,
    /// Half a line: what it does differently.
    pub summary: &'static str,
    /// Crates (as named in this crate's manifest) that the anchor needs.
    pub dependencies: &'static [&'static str],
    /// Scenarios in which it cannot stand beside the others, and why.
    pub absent_in: &'static [(&'static str, &'static str)],
    /// Builds input and state, unmeasured. See [`case!`](crate::case).
    pub prepare: fn(&Setup) -> Box<dyn Case>,
}

impl Variant {
    /// Without dependencies, present in every scenario.
    pub const fn new(
        role: Role,
        name: &'static str,
        summary: &'static str,
        prepare: fn(&Setup) -> Box<dyn Case>,
    ) -> Self {
        Variant {
            name,
            role,
            summary,
            dependencies: &[],
            absent_in: &[],
            prepare,
        }
    }

    /// Names the crates that the anchor needs.
    pub const fn needs(mut self, dependencies: &'static [&'static str]) -> Self {
        self.dependencies = dependencies;
        self
    }

    /// Names the scenarios that this variant sits out, each with its reason.
    pub const fn absent_in(mut self, scenarios: &'static [(&'static str, &'static str)]) -> Self {
        self.absent_in = scenarios;
        self
    }

    /// Why this variant has no case in `scenario`, if it has none.
    pub fn absence(&self, scenario: &Scenario) -> Option<&'static str> {
        self.absent_in
            .iter()
            .find(|(name, _)| *name == scenario.name)
            .map(|(_, reason)| *reason)
    }
}

/// A variant's part in the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// What one finds in a code base; the numerator of every ratio. In a myth
    /// it is the variant that the usual advice calls slow.
    Slow,
    /// What to write instead.
    Fast,
    /// Another way, shown so that the choice is an informed one.
    Alternative,
}

impl Role {
    /// As in records and on pages.
    pub const fn name(self) -> &'static str {
        match self {
            Role::Slow => "slow",
            Role::Fast => "fast",
            Role::Alternative => "alternative",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A kind of input. Every pattern has the typical one; others show where the
/// advice weakens or turns around.
pub struct Scenario {
    /// Kebab-case.
    pub name: &'static str,
    /// What the input looks like.
    pub about: &'static str,
    /// What is expected to come out, in words.
    pub expect: &'static str,
    /// The page's counter-case: its numbers stand under "When not to".
    pub counter_case: bool,
    /// Where it is measured.
    pub sizes: Sizes,
    /// Metrics that no tool can take here, each with the reason.
    pub not_measured: &'static [(Metric, &'static str)],
}

impl Scenario {
    /// The input that the prose has in mind, at every size.
    pub const TYPICAL: Scenario = Scenario {
        name: "typical",
        about: "the input that the prose has in mind",
        expect: "the fast variant wins where the page says so",
        counter_case: false,
        sizes: Sizes::All,
        not_measured: &[],
    };

    /// Where the advice weakens or turns around: measured at the middle size
    /// unless [`Scenario::at`] says otherwise.
    pub const fn counter_case(
        name: &'static str,
        about: &'static str,
        expect: &'static str,
    ) -> Self {
        Scenario {
            name,
            about,
            expect,
            counter_case: true,
            sizes: Sizes::Middle,
            not_measured: &[],
        }
    }

    /// Measured at these sizes.
    pub const fn at(mut self, sizes: Sizes) -> Self {
        self.sizes = sizes;
        self
    }

    /// Names metrics that no tool can take here, each with the reason.
    pub const fn without(mut self, metrics: &'static [(Metric, &'static str)]) -> Self {
        self.not_measured = metrics;
        self
    }
}

/// Where a scenario is measured.
#[derive(Clone, Copy, Debug)]
pub enum Sizes {
    /// At every size of the pattern.
    All,
    /// At the pattern's middle size.
    Middle,
    /// At exactly these.
    These(&'static [usize]),
}

/// What is measured, by its name in records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Metric {
    TimeNs,
    Instructions,
    L1Hits,
    LlHits,
    RamHits,
    EstimatedCycles,
    Allocations,
    AllocatedBytes,
    PeakBytes,
}

impl Metric {
    /// Every metric, in the order of a record's case.
    pub const ALL: [Metric; 9] = [
        Metric::TimeNs,
        Metric::Instructions,
        Metric::L1Hits,
        Metric::LlHits,
        Metric::RamHits,
        Metric::EstimatedCycles,
        Metric::Allocations,
        Metric::AllocatedBytes,
        Metric::PeakBytes,
    ];

    /// As in records: the unit is part of the name.
    pub const fn name(self) -> &'static str {
        match self {
            Metric::TimeNs => "time_ns",
            Metric::Instructions => "instructions",
            Metric::L1Hits => "l1_hits",
            Metric::LlHits => "ll_hits",
            Metric::RamHits => "ram_hits",
            Metric::EstimatedCycles => "estimated_cycles",
            Metric::Allocations => "allocations",
            Metric::AllocatedBytes => "allocated_bytes",
            Metric::PeakBytes => "peak_bytes",
        }
    }

    /// The metric with this name.
    pub fn from_name(name: &str) -> Option<Metric> {
        Metric::ALL.into_iter().find(|metric| metric.name() == name)
    }

    /// Whether the metric comes from valgrind.
    pub const fn is_simulated(self) -> bool {
        matches!(
            self,
            Metric::Instructions
                | Metric::L1Hits
                | Metric::LlHits
                | Metric::RamHits
                | Metric::EstimatedCycles
        )
    }

    /// Whether the metric counts the heap.
    pub const fn is_heap(self) -> bool {
        matches!(
            self,
            Metric::Allocations | Metric::AllocatedBytes | Metric::PeakBytes
        )
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A metric that two runs of one build may report differently.
pub struct Nondeterministic {
    /// Which one.
    pub metric: Metric,
    /// Why: what varies from run to run.
    pub reason: &'static str,
    /// How far two runs may be apart before it means something.
    pub tolerance_percent: f64,
}

/// One assertion about a pair: the slow variant against `variant`.
pub struct Claim {
    /// What is compared.
    pub metric: Metric,
    /// The other side of the pair.
    pub variant: &'static str,
    /// Where it holds.
    pub scenario: &'static str,
    /// At which size; the middle one if `None`.
    pub size: Option<usize>,
    /// What is asserted of slow ÷ other.
    pub expect: Expect,
    /// Where the mechanism is documented.
    pub source: &'static str,
}

impl Claim {
    /// A claim on the typical scenario at the middle size.
    pub const fn new(
        metric: Metric,
        variant: &'static str,
        expect: Expect,
        source: &'static str,
    ) -> Self {
        Claim {
            metric,
            variant,
            scenario: Scenario::TYPICAL.name,
            size: None,
            expect,
            source,
        }
    }

    /// The same, in another scenario.
    pub const fn in_scenario(mut self, scenario: &'static str) -> Self {
        self.scenario = scenario;
        self
    }

    /// The same, at another size.
    pub const fn at(mut self, size: usize) -> Self {
        self.size = Some(size);
        self
    }
}

/// What a claim asserts of the ratio slow ÷ other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Expect {
    /// At least this factor. Something over nothing is unbounded, so it passes.
    AtLeast(f64),
    /// Above 1, beyond the pattern's margin.
    Wins,
    /// Within the pattern's margin of 1.
    NoEffect,
    /// Below 1, beyond the pattern's margin: the counter-case.
    Loses,
}

impl Expect {
    /// As in `list --format json`.
    pub const fn name(self) -> &'static str {
        match self {
            Expect::AtLeast(_) => "at_least",
            Expect::Wins => "wins",
            Expect::NoEffect => "no_effect",
            Expect::Loses => "loses",
        }
    }

    /// The factor of [`Expect::AtLeast`].
    pub const fn factor(self) -> Option<f64> {
        match self {
            Expect::AtLeast(factor) => Some(factor),
            _ => None,
        }
    }

    /// Whether the counts `slow` and `other` bear the assertion out, with
    /// `margin` on both sides of 1. Two zeros are equal; something over nothing
    /// is more than any factor.
    pub fn holds(self, slow: f64, other: f64, margin: f64) -> bool {
        let ratio = match (slow == 0.0, other == 0.0) {
            (true, true) => 1.0,
            (false, true) => f64::INFINITY,
            _ => slow / other,
        };
        match self {
            Expect::AtLeast(factor) => ratio >= factor,
            Expect::Wins => ratio > 1.0 + margin,
            Expect::NoEffect => (ratio - 1.0).abs() <= margin,
            Expect::Loses => ratio < 1.0 - margin,
        }
    }
}

impl fmt::Display for Expect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expect::AtLeast(factor) => write!(f, "at least {factor}×"),
            Expect::Wins => f.write_str("wins"),
            Expect::NoEffect => f.write_str("no effect"),
            Expect::Loses => f.write_str("loses"),
        }
    }
}

/// What an input is built from.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// Which scenario's input.
    pub scenario: &'static str,
    /// How large, in the pattern's `size_unit`.
    pub size: usize,
    /// The same seed gives the same input, everywhere.
    pub seed: u64,
    /// A hand-picked input instead of a seeded one.
    pub nasty: Option<&'static str>,
}

impl Setup {
    /// The seed with which every tool measures.
    pub const SEED: u64 = 0x5EED;

    /// The input that every tool measures.
    pub fn measured(scenario: &Scenario, size: usize) -> Setup {
        Setup {
            scenario: scenario.name,
            size,
            seed: Setup::SEED,
            nasty: None,
        }
    }

    /// A generator that starts at the seed.
    pub fn random(&self) -> fastrand::Rng {
        fastrand::Rng::with_seed(self.seed)
    }

    /// For the last arm of an input function.
    ///
    /// # Panics
    /// Always: the declaration names an input that the function does not know.
    pub fn unknown(&self) -> ! {
        panic!("the input function does not know {self:?}")
    }
}

/// A variant with its input and state, ready to run any number of times.
pub trait Case {
    /// What is measured: the variant's work, and dropping what it returns.
    fn run(&mut self);

    /// Runs once and tells the result in a form that variants share.
    fn answer(&mut self) -> String;

    /// Swaps the input and keeps the state (pools, reused buffers).
    fn load(&mut self, setup: &Setup);
}

struct Erased<I, S, R, A> {
    input: I,
    state: S,
    make: fn(&Setup) -> I,
    run: R,
    answer: A,
}

impl<I, S, R, A> Case for Erased<I, S, R, A>
where
    R: FnMut(&mut S, &mut I),
    A: FnMut(&mut S, &mut I) -> String,
{
    fn run(&mut self) {
        (self.run)(&mut self.state, &mut self.input);
    }

    fn answer(&mut self) -> String {
        (self.answer)(&mut self.state, &mut self.input)
    }

    fn load(&mut self, setup: &Setup) {
        self.input = (self.make)(setup);
    }
}

/// What [`case!`](crate::case) expands to: forgets the types of input and state.
pub fn erase<I: 'static, S: 'static>(
    setup: &Setup,
    make: fn(&Setup) -> I,
    state: fn(&Setup) -> S,
    run: impl FnMut(&mut S, &mut I) + 'static,
    answer: impl FnMut(&mut S, &mut I) -> String + 'static,
) -> Box<dyn Case> {
    Box::new(Erased {
        input: make(setup),
        state: state(setup),
        make,
        run,
        answer,
    })
}

/// Turns a variant into a `Box<dyn Case>`.
///
/// `case!(setup, INPUT, |input| CALL)` builds the input with `INPUT(setup)` and
/// measures `CALL`, whose result is kept from the optimiser and dropped. The
/// answer is the result's `Debug` form, which containers of one kind share
/// (`String` and `Cow<str>`, `Vec` and `SmallVec`).
///
/// `case!(setup, INPUT, STATE => |state, input| CALL)` also keeps a state from
/// run to run, made by `STATE(setup)`. Either takes `, answer: |out| EXPR` at
/// the end where the `Debug` forms of equal results differ.
#[macro_export]
macro_rules! case {
    ($setup:expr, $make:expr, |$input:ident| $call:expr $(, answer: |$out:ident| $answer:expr)? $(,)?) => {
        $crate::case!(
            $setup, $make, (|_| ()) => |_state, $input| $call $(, answer: |$out| $answer)?
        )
    };
    ($setup:expr, $make:expr, $state:expr => |$kept:ident, $input:ident| $call:expr $(,)?) => {
        $crate::case!($setup, $make, $state => |$kept, $input| $call, answer: |out| out)
    };
    ($setup:expr, $make:expr, $state:expr => |$kept:ident, $input:ident| $call:expr, answer: |$out:ident| $answer:expr $(,)?) => {
        $crate::catalogue::erase(
            $setup,
            $make,
            $state,
            |$kept, $input| {
                let _ = ::std::hint::black_box($call);
            },
            |$kept, $input| {
                let $out = $call;
                ::std::format!("{:?}", $answer)
            },
        )
    };
}

/// One measurable thing: `<family>/<pattern>/<variant>/<scenario>/<size>`.
#[derive(Clone, Copy)]
pub struct CaseId {
    /// Whose case it is.
    pub pattern: &'static Pattern,
    /// Which way of doing the work.
    pub variant: &'static Variant,
    /// On which kind of input.
    pub scenario: &'static Scenario,
    /// How large.
    pub size: usize,
}

impl CaseId {
    /// Builds input and state with the seed that every tool uses.
    pub fn prepare(&self) -> Box<dyn Case> {
        (self.variant.prepare)(&Setup::measured(self.scenario, self.size))
    }

    /// Why no tool can take `metric` here, if none can.
    pub fn not_measured(&self, metric: Metric) -> Option<&'static str> {
        self.scenario
            .not_measured
            .iter()
            .find(|(other, _)| *other == metric)
            .map(|(_, reason)| *reason)
    }

    /// The case with this id, if the catalogue has it.
    pub fn find(id: &str) -> Option<CaseId> {
        crate::patterns()
            .filter(|pattern| id.starts_with(pattern.id))
            .flat_map(Pattern::cases)
            .find(|case| case.to_string() == id)
    }
}

impl fmt::Debug for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}/{}/{}/{}",
            self.pattern.id, self.variant.name, self.scenario.name, self.size
        )
    }
}
