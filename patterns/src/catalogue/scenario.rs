//! A kind of input, and the sizes at which it is measured.

/// A kind of input. Every pattern has the typical one; others show where the
/// advice weakens or turns around.
pub struct Scenario {
    /// Kebab-case.
    pub name: &'static str,
    /// What the input looks like.
    pub about: &'static str,
    /// The expected result, in words.
    pub expect: &'static str,
    /// The page's counter-case: its numbers stand under "When not to".
    pub counter_case: bool,
    /// Where it is measured.
    pub sizes: Sizes,
    /// Why valgrind cannot count here, if it cannot.
    pub not_simulated: Option<&'static str>,
}

impl Scenario {
    /// The input that the prose has in mind, at every size.
    pub const TYPICAL: Scenario = Scenario {
        name: "typical",
        about: "the input that the prose has in mind",
        expect: "the fast variant wins where the page says so",
        counter_case: false,
        sizes: Sizes::All,
        not_simulated: None,
    };

    /// Where the advice weakens or turns around: measured at the middle size.
    pub const fn counter_case(name: &'static str, about: &'static str) -> Self {
        Scenario {
            name,
            about,
            expect: "",
            counter_case: true,
            sizes: Sizes::Middle,
            not_simulated: None,
        }
    }

    /// A counter-case that is measured at exactly these sizes.
    pub const fn counter_case_at(
        sizes: &'static [usize],
        name: &'static str,
        about: &'static str,
    ) -> Self {
        let mut scenario = Self::counter_case(name, about);
        scenario.sizes = Sizes::These(sizes);
        scenario
    }

    /// The expected result, in words.
    pub const fn expect(mut self, expect: &'static str) -> Self {
        self.expect = expect;
        self
    }

    /// Not run under valgrind, for this reason.
    pub const fn not_simulated(mut self, reason: &'static str) -> Self {
        self.not_simulated = Some(reason);
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
