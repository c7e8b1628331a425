//! One way to do the work of a pattern, and its part in the comparison.

use std::fmt;

use super::{Case, Scenario, Setup};

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
    pub absent_in: &'static [(&'static Scenario, &'static str)],
    /// Builds input and state, unmeasured. See [`case!`](crate::case).
    pub prepare: fn(&Setup) -> Box<dyn Case>,
}

impl Variant {
    /// Without dependencies, present in every scenario.
    pub const fn new(role: Role, name: &'static str, prepare: fn(&Setup) -> Box<dyn Case>) -> Self {
        Variant {
            name,
            role,
            summary: "",
            dependencies: &[],
            absent_in: &[],
            prepare,
        }
    }

    /// Half a line: what it does differently.
    pub const fn about(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    /// Names the crates that the anchor needs.
    pub const fn needs(mut self, dependencies: &'static [&'static str]) -> Self {
        self.dependencies = dependencies;
        self
    }

    /// Names the scenarios that this variant sits out, each with its reason.
    pub const fn absent_in(
        mut self,
        scenarios: &'static [(&'static Scenario, &'static str)],
    ) -> Self {
        self.absent_in = scenarios;
        self
    }

    /// Why this variant has no case in `scenario`, if it has none.
    pub fn absence(&self, scenario: &Scenario) -> Option<&'static str> {
        self.absent_in
            .iter()
            .find(|(absent, _)| absent.name == scenario.name)
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
