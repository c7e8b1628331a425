//! What a pattern is: the types that every pattern file fills in, and the cases
//! that follow from them.
//!
//! The declarations are constants; [`declare`] has what they are written with.
//! Code is erased at the edge by [`case!`]: the variants keep whatever signature is
//! natural, and every tool sees the same [`Case`].
//!
//! [`case!`]: crate::case

mod case;
mod claim;
pub mod declare;
mod evidence;
mod exercise;
mod file;
mod judge;
mod metric;
mod nasty;
mod nondeterministic;
mod scenario;
mod symptom;
mod variant;

pub use case::{Case, CaseId, Setup, erase};
pub use claim::{Claim, Expect};
pub use evidence::{Choice, Direction, Seen};
pub use exercise::{Exercise, Kind, Proof, Track};
pub use file::{id, id_length, title};
pub use judge::{Evidence, Verdict};
pub use metric::Metric;
pub use nasty::{Names, Nasty};
pub use nondeterministic::Nondeterministic;
pub use scenario::{Scenario, Sizes};
pub use symptom::{Compiled, Fact, Reach, Scope, Shape, Share, Symptom, share};
pub use variant::{Role, Variant};

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

impl Family {
    /// What [`family!`](crate::family) expands to: no pattern yet, and the title
    /// from the heading of `source`.
    pub const fn new(id: &'static str, source: &'static str) -> Self {
        Family {
            id,
            title: title(source),
            source,
            patterns: &[],
        }
    }

    /// Its patterns, in the order of the book.
    pub const fn patterns(mut self, patterns: &'static [&'static Pattern]) -> Self {
        self.patterns = patterns;
        self
    }
}

/// One pattern: a slow variant, at least one fast variant, and what they show.
///
/// [`pattern!`](crate::pattern) starts one, and the methods fill it in.
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
    pub nasty: Names,
    /// Metrics that two runs of one build may report differently.
    pub nondeterministic: &'static [Nondeterministic],
    /// What the page asserts, each checked by a tool.
    pub claims: &'static [Claim],
    /// The scenario in which `size` is the depth of the input, if there is one: a
    /// tool then looks for the size at which each variant overflows its stack.
    /// Building and dropping that input must not recur.
    pub deep_scenario: Option<&'static str>,
    /// Ratios within 1 ± this count as equal in time. Fixed before measuring.
    pub equivalence_margin: f64,
    /// Which variant to take, and when; in the order in which to consider them.
    pub choices: &'static [Choice],
    /// Public changes that applied the pattern, or took it back.
    pub seen: &'static [Seen],
    /// How the slow variant shows, in profiles and in source.
    pub symptoms: &'static [Symptom],
    /// What there is to practise on.
    pub exercises: &'static [Exercise],
}

impl Pattern {
    /// What [`pattern!`](crate::pattern) expands to: the title is the heading of
    /// `source`, and the rest is what most patterns have in common.
    pub const fn new(id: &'static str, source: &'static str) -> Self {
        Pattern {
            id,
            title: title(source),
            source,
            size_unit: "items",
            sizes: &[100, 1_000, 10_000],
            equivalence_sizes: &[0, 1, 2, 7, 33],
            variants: &[],
            scenarios: &[Scenario::TYPICAL],
            nasty: Names::NONE,
            nondeterministic: &[],
            claims: &[],
            deep_scenario: None,
            equivalence_margin: 0.03,
            choices: &[],
            seen: &[],
            symptoms: &[],
            exercises: &[],
        }
    }

    /// What `size` counts, as a plural noun, and the sizes: at least three,
    /// ascending, about a decade apart.
    pub const fn sizes(mut self, unit: &'static str, sizes: &'static [usize]) -> Self {
        self.size_unit = unit;
        self.sizes = sizes;
        self
    }

    /// Other small sizes for the equivalence test, 0 and 1 among them.
    pub const fn equivalence_sizes(mut self, sizes: &'static [usize]) -> Self {
        self.equivalence_sizes = sizes;
        self
    }

    /// Exactly one `Slow` and at least one `Fast`.
    pub const fn variants(mut self, variants: &'static [Variant]) -> Self {
        self.variants = variants;
        self
    }

    /// What the input function can make: scenarios, of which the first is
    /// [`Scenario::TYPICAL`], and the hand-picked inputs that it looks up.
    pub const fn inputs<T>(mut self, scenarios: &'static [Scenario], nasty: Nasty<T>) -> Self {
        self.scenarios = scenarios;
        self.nasty = Names::of(nasty);
        self
    }

    /// Metrics that two runs of one build may report differently.
    pub const fn may_differ(mut self, metrics: &'static [Nondeterministic]) -> Self {
        self.nondeterministic = metrics;
        self
    }

    /// What the page asserts, each checked by a tool.
    pub const fn claims(mut self, claims: &'static [Claim]) -> Self {
        self.claims = claims;
        self
    }

    /// Which variant to take, and when.
    pub const fn choices(mut self, choices: &'static [Choice]) -> Self {
        self.choices = choices;
        self
    }

    /// Public changes that applied the pattern, or took it back.
    pub const fn seen(mut self, seen: &'static [Seen]) -> Self {
        self.seen = seen;
        self
    }

    /// How the slow variant shows, in profiles and in source.
    pub const fn symptoms(mut self, symptoms: &'static [Symptom]) -> Self {
        self.symptoms = symptoms;
        self
    }

    /// What there is to practise on.
    pub const fn exercises(mut self, exercises: &'static [Exercise]) -> Self {
        self.exercises = exercises;
        self
    }

    /// The scenario in which `size` is the depth of the input.
    pub const fn deep_scenario(mut self, scenario: &Scenario) -> Self {
        self.deep_scenario = Some(scenario.name);
        self
    }

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

    /// Whether its advice is about memory: it claims to save bytes on typical input.
    pub fn saves_bytes(&self) -> bool {
        self.claims.iter().any(|claim| {
            matches!(claim.metric, Metric::AllocatedBytes | Metric::PeakBytes)
                && matches!(claim.expect, Expect::AtLeast(_) | Expect::Wins)
                && claim.scenario == Scenario::TYPICAL.name
        })
    }

    /// The size at which claims hold unless they say otherwise.
    pub fn middle_size(&self) -> usize {
        self.sizes[self.sizes.len() / 2]
    }

    /// What is declared of a metric that two runs may report differently in
    /// `scenario`; `None` where they may not.
    pub fn nondeterministic(&self, metric: Metric, scenario: &str) -> Option<&Nondeterministic> {
        self.nondeterministic.iter().find(|declared| {
            declared.metric == metric && declared.scenario.is_none_or(|only| only == scenario)
        })
    }

    /// The sizes at which a scenario is measured.
    pub fn sizes_in(&self, scenario: &Scenario) -> &'static [usize] {
        let middle = self.sizes.len() / 2;
        match scenario.sizes {
            Sizes::All => self.sizes,
            Sizes::Middle => &self.sizes[middle..=middle],
            Sizes::These(sizes) => sizes,
        }
    }

    /// The size at which a claim on this scenario holds unless it says
    /// otherwise: the middle one of those measured.
    pub fn middle_size_in(&self, scenario: &str) -> usize {
        let sizes = match self.scenario(scenario) {
            Some(scenario) => self.sizes_in(scenario),
            None => self.sizes,
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

    /// The variant that an exercise starts from.
    pub fn start_of(&self, exercise: &Exercise) -> &'static Variant {
        self.variant(exercise.start).unwrap_or_else(|| self.slow())
    }

    /// The variant that scores 1 in an exercise.
    pub fn reference_of(&self, exercise: &Exercise) -> &'static Variant {
        self.variant(exercise.reference)
            .unwrap_or_else(|| self.fast())
    }

    /// The variant with this name.
    pub fn variant(&self, name: &str) -> Option<&'static Variant> {
        self.variants.iter().find(|variant| variant.name == name)
    }

    /// The scenario with this name.
    pub fn scenario(&self, name: &str) -> Option<&'static Scenario> {
        self.scenarios.iter().find(|scenario| scenario.name == name)
    }

    /// Whether the usual advice is a myth: of the fast variant on the typical
    /// input, no claim says that time, instructions or allocations win.
    pub fn is_myth(&self) -> bool {
        let fast = self.fast().name;
        !self.claims.iter().any(|claim| {
            let win = matches!(claim.expect, Expect::Wins | Expect::AtLeast(_))
                && matches!(
                    claim.metric,
                    Metric::TimeNs
                        | Metric::Instructions
                        | Metric::Allocations
                        | Metric::AllocatedBytes
                        | Metric::SystemCalls
                );
            win && claim.variant == fast && claim.scenario == Scenario::TYPICAL.name
        })
    }

    /// Every case of this pattern: scenarios, then sizes, then variants.
    pub fn cases(&'static self) -> impl Iterator<Item = CaseId> {
        self.scenarios.iter().flat_map(move |scenario| {
            self.sizes_in(scenario).iter().flat_map(move |&size| {
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
