//! A variant made ready to run: input, state and adapter, forgotten by type.

use std::fmt;

use super::{Metric, Nasty, Pattern, Scenario, Variant};

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

impl fmt::Display for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.nasty {
            Some(name) => write!(f, "the hand-picked input `{name}`"),
            None => write!(f, "size {}", self.size),
        }?;
        write!(f, " of `{}` (seed {:#x})", self.scenario, self.seed)
    }
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

    /// Whether the input is to be that of `scenario`.
    pub fn is(&self, scenario: &Scenario) -> bool {
        self.scenario == scenario.name
    }

    /// The hand-picked input, if one is wanted instead of a seeded one.
    ///
    /// # Panics
    /// If `inputs` has none of that name.
    pub fn nasty<T>(&self, inputs: Nasty<T>) -> Option<T> {
        let wanted = self.nasty?;
        let found = inputs.iter().find(|(name, _)| *name == wanted);
        let (_, input) = found.unwrap_or_else(|| panic!("no input is called {wanted}"));
        Some(input())
    }
}

/// A variant with its input and state, ready to run any number of times.
pub trait Case {
    /// What is measured: the variant's work, and dropping what it returns.
    fn run(&mut self);

    /// Runs once and returns the result in a form that variants share.
    fn answer(&mut self) -> String;

    /// Swaps the input and keeps the state (pools, reused buffers).
    fn load(&mut self, setup: &Setup);

    /// Where the machine code of [`Case::run`] lies in this process, for tools
    /// that read it.
    fn code_address(&self) -> usize {
        let run: fn(&mut Self) = Self::run;
        run as usize
    }
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

/// The adapter of a variant: a function from [`Setup`] to `Box<dyn Case>`.
///
/// `case!(INPUT, |input| CALL)` builds the input with `INPUT(setup)` and measures
/// `CALL`, whose result is kept from the optimiser and dropped; where `CALL` only
/// hands the input on, `case!(INPUT, FUNCTION)` is the same, and
/// `case!(INPUT, CALLER, FUNCTION)` measures `CALLER(input, FUNCTION)`. The answer is the
/// result's `Debug` form, which containers of one kind share (`String` and
/// `Cow<str>`, `Vec` and `SmallVec`).
///
/// `case!(INPUT, |input| CALL, |out| EXPR)` takes the answer from `EXPR`, where the
/// `Debug` forms of equal results differ, and `case!(INPUT, |input| CALL, FUNCTION)`
/// from `FUNCTION(out)`, as does `case!(INPUT, CALLER, FUNCTION, ANSWER)`. `case!(INPUT, STATE, |state, input| CALL)`
/// also keeps a state from run to run, made by `STATE(setup)`.
#[macro_export]
macro_rules! case {
    ($make:expr, $variant:path) => {
        $crate::case!($make, |input| $variant(input))
    };
    ($make:expr, $caller:path, $variant:path) => {
        $crate::case!($make, |input| $caller(input, $variant))
    };
    ($make:expr, $caller:path, $variant:path, $answer:path) => {
        $crate::case!($make, |input| $caller(input, $variant), $answer)
    };
    ($make:expr, |$input:ident| $call:expr, $answer:path) => {
        $crate::case!($make, |$input| $call, |out| $answer(out))
    };
    ($make:expr, |$input:ident| $call:expr) => {
        $crate::case!($make, |$input| $call, |out| out)
    };
    ($make:expr, |$input:ident| $call:expr, |$out:ident| $answer:expr) => {
        |setup| $crate::case!(@ setup, $make, |_| (), |_state, $input| $call, |$out| $answer)
    };
    ($make:expr, $state:expr, |$kept:ident, $input:ident| $call:expr) => {
        |setup| $crate::case!(@ setup, $make, $state, |$kept, $input| $call, |out| out)
    };
    (@ $setup:expr, $make:expr, $state:expr, |$kept:ident, $input:ident| $call:expr, |$out:ident| $answer:expr) => {
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
            .not_simulated
            .filter(|_| metric.is_simulated())
    }

    /// The case with this id, if the catalogue has it.
    pub fn find(id: &str) -> Option<CaseId> {
        crate::patterns()
            .filter(|pattern| id.starts_with(pattern.id))
            .flat_map(Pattern::cases)
            .find(|case| case.has_id(id))
    }

    /// Whether this is its id. Allocates nothing, since a program that counts looks
    /// its case up before it counts.
    fn has_id(&self, id: &str) -> bool {
        let mut rest = Rest(id);
        fmt::Write::write_fmt(&mut rest, format_args!("{self}")).is_ok() && rest.0.is_empty()
    }
}

/// What of an expected text was not written yet; writing anything else fails.
struct Rest<'a>(&'a str);

impl fmt::Write for Rest<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.strip_prefix(text).ok_or(fmt::Error)?;
        Ok(())
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
