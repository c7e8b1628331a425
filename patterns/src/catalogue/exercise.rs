//! What a pattern gives to practise on: exercises, graded by counts.
//!
//! Only what is special to an exercise is declared. Its start, its reference, its
//! inputs and what counts as the same answer come from the pattern file itself.

use super::{Metric, Scenario};

/// One exercise of a pattern. [`Pattern::exercises`](super::Pattern::exercises)
/// takes them; [`declare`](super::declare) has a constructor for each kind.
pub struct Exercise {
    /// Kebab-case, unique in the whole catalogue; the folder that a learner works in.
    pub name: &'static str,
    /// What has to be done.
    pub kind: Kind,
    /// The tracks it is part of, the main one first. Every exercise also belongs
    /// to the whole.
    pub tracks: &'static [Track],
    /// The symptom as one meets it at work: a profile, a complaint. Markdown, some
    /// three to eight lines. Never the answer.
    pub story: &'static str,
    /// What the function must do, in one sentence, as its documentation would say.
    pub task: &'static str,
    /// The counts that grade it: each has a ratio of at least 1.6 between start and
    /// reference at both sizes.
    pub metrics: &'static [Metric],
    /// Which part of the profile to look at, which question to ask there, the means,
    /// the difference that it makes in the code.
    pub hints: [&'static str; 4],
    /// What people try first and why it does not help, for the teacher: a sentence each.
    pub wrong_turns: &'static [&'static str],
    /// The variant that it starts from; empty for the slow one.
    pub start: &'static str,
    /// The variant that scores 1; empty for the fast one. The crates that it needs
    /// are brought along.
    pub reference: &'static str,
    /// The input's kind.
    pub scenario: &'static str,
    /// The least of the two sizes at which it is counted; none for those that follow
    /// from the pattern's middle size.
    pub sizes: Option<(usize, usize)>,
    /// What the learner's function is called; empty for the exercise's name.
    pub function: &'static str,
    /// Whoever solves it may skip the rest of its family.
    pub is_checkpoint: bool,
}

/// What has to be done in an exercise.
pub enum Kind {
    /// Make the start cheaper, and answer alike.
    Cheaper,
    /// Name line and pattern in a program of several functions, then mend it.
    Find {
        /// Ids of other patterns, whose fast variants stand around the slow one.
        among: &'static [&'static str],
    },
    /// Decide, with figures, whether the pattern's advice pays on an input for
    /// which it does not.
    Leave,
    /// Make the start survive an input as deep as it is large; graded by the depth
    /// that is reached.
    Survive,
    /// Predict the ratio of a metric between start and reference before it is counted.
    Predict,
    /// Choose why, and show the count that proves it.
    Explain {
        /// What is to be explained: a question.
        question: &'static str,
        /// The mechanism.
        right: &'static str,
        /// Others that sound as good.
        wrong: &'static [&'static str],
        /// What proves it.
        proof: Proof,
    },
}

impl Kind {
    /// As on the command line and in the book.
    pub const fn name(&self) -> &'static str {
        match self {
            Kind::Cheaper => "make-it-cheaper",
            Kind::Find { .. } => "find-it",
            Kind::Leave => "leave-it-alone",
            Kind::Survive => "survive",
            Kind::Predict => "predict",
            Kind::Explain { .. } => "explain",
        }
    }

    /// What has to be done, in a few words.
    pub const fn about(&self) -> &'static str {
        match self {
            Kind::Cheaper => "make it cheaper",
            Kind::Find { .. } => "find what costs, and mend it",
            Kind::Leave => "decide whether the change pays",
            Kind::Survive => "make it survive any depth",
            Kind::Predict => "predict the ratio before it is counted",
            Kind::Explain { .. } => "explain why, and prove it by a count",
        }
    }
}

/// A count that proves a mechanism.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// One that every exercise has.
    Metric(Metric),
    /// Jumps and calls whose target is read from memory, as of `dyn Trait`.
    IndirectJumps,
}

impl Proof {
    /// As in an answer file.
    pub const fn name(self) -> &'static str {
        match self {
            Proof::Metric(metric) => metric.name(),
            Proof::IndirectJumps => "indirect_jumps",
        }
    }
}

/// A track: exercises in the catalogue's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// Eight exercises, for whoever has an hour.
    FirstHour,
    /// What the heap costs.
    Allocations,
    /// Strings, formatting, parsing.
    Text,
    /// Maps, sets, keys.
    Lookups,
    /// All of them.
    Whole,
}

impl Track {
    /// Every track, in the order in which they are shown.
    pub const ALL: [Track; 5] = [
        Track::FirstHour,
        Track::Allocations,
        Track::Text,
        Track::Lookups,
        Track::Whole,
    ];

    /// As on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Track::FirstHour => "first-hour",
            Track::Allocations => "allocations",
            Track::Text => "text",
            Track::Lookups => "lookups",
            Track::Whole => "whole",
        }
    }

    /// What it is about, for a list.
    pub const fn about(self) -> &'static str {
        match self {
            Track::FirstHour => "an hour, one exercise of each kind among them",
            Track::Allocations => "what the heap costs, and how to ask it less",
            Track::Text => "building, comparing and parsing text",
            Track::Lookups => "maps, sets and their keys",
            Track::Whole => "all of them",
        }
    }

    /// The track with this name.
    pub fn from_name(name: &str) -> Option<Track> {
        Track::ALL.into_iter().find(|track| track.name() == name)
    }
}

impl Exercise {
    pub(super) const fn new(name: &'static str, kind: Kind, metrics: &'static [Metric]) -> Self {
        Exercise {
            name,
            kind,
            tracks: &[],
            story: "",
            task: "",
            metrics,
            hints: [""; 4],
            wrong_turns: &[],
            start: "",
            reference: "",
            scenario: Scenario::TYPICAL.name,
            sizes: None,
            function: "",
            is_checkpoint: false,
        }
    }

    /// The tracks that it is part of, the main one first.
    pub const fn tracks(mut self, tracks: &'static [Track]) -> Self {
        self.tracks = tracks;
        self
    }

    /// The symptom as one meets it at work, never the answer. Markdown.
    pub const fn story(mut self, story: &'static str) -> Self {
        self.story = story;
        self
    }

    /// What the function must do, in one sentence.
    pub const fn task(mut self, task: &'static str) -> Self {
        self.task = task;
        self
    }

    /// Which part of the profile to look at; which question to ask there; the means;
    /// the difference in the code.
    pub const fn hints(mut self, hints: [&'static str; 4]) -> Self {
        self.hints = hints;
        self
    }

    /// What people try first and why it does not help.
    pub const fn wrong_turns(mut self, wrong_turns: &'static [&'static str]) -> Self {
        self.wrong_turns = wrong_turns;
        self
    }

    /// Another start than the slow variant, another reference than the fast one.
    pub const fn between(mut self, start: &'static str, reference: &'static str) -> Self {
        self.start = start;
        self.reference = reference;
        self
    }

    /// Another input than the typical one.
    pub const fn on(mut self, scenario: &Scenario) -> Self {
        self.scenario = scenario.name;
        self
    }

    /// Other sizes: the least of each of the two.
    pub const fn at(mut self, small: usize, large: usize) -> Self {
        self.sizes = Some((small, large));
        self
    }

    /// Another name for the learner's function than the exercise's. Not the
    /// variant's own, where that gives the answer away.
    pub const fn function(mut self, function: &'static str) -> Self {
        self.function = function;
        self
    }

    /// Whoever solves it knows the family: the only one of it that says so.
    pub const fn checkpoint(mut self) -> Self {
        self.is_checkpoint = true;
        self
    }

    /// The name of the learner's function, in snake_case.
    pub fn function_name(&self) -> String {
        let name = if self.function.is_empty() {
            self.name
        } else {
            self.function
        };
        name.replace('-', "_")
    }
}
