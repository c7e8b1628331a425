//! How a pattern's slow code shows: in a profile, and in the source around the
//! line. Data for `advise` and for the book's symptom index.

use super::Metric;

/// One way in which the slow variant shows.
///
/// The profile decides where to look, the source whether it is this pattern; what
/// is left open is the [question](Symptom::question) for the reader.
pub struct Symptom {
    /// What a person sees, as an entry of an index: half a sentence.
    pub see: &'static str,
    /// How far the engine may go.
    pub reach: Reach,
    /// Base names of what the own line calls (method, function or macro); none for the
    /// function that the line is in; `"*"` for whatever it calls.
    pub calls: &'static [&'static str],
    /// Base names of frames between the own line and the allocator (or below the
    /// own line, for instructions), one of which is there. Empty where any will do.
    pub frames: &'static [&'static str],
    /// Base names of frames below the own line, none of which is there: another pattern's.
    pub not_through: &'static [&'static str],
    /// Whose figures and source are compared with it.
    pub scope: Scope,
    /// What the line must own of the program's total; one is enough.
    pub matters: &'static [Share],
    /// Instructions that one allocation fewer is estimated to save; with the
    /// program's instructions known, all of them must come to a share that matters.
    /// 0 where the advice is not for instructions.
    pub instructions_each: u32,
    /// What the figures of the line must look like, all of it.
    pub shape: &'static [Shape],
    /// What the parsed source must show, all of it. Advice is never
    /// [confirmed](Reach::Confirm) without.
    pub source: &'static [Fact],
    /// Base names of frames below the own line by which the input says that the advice is
    /// wrong: none of them owns a tenth of the line's instructions.
    pub spoiled_through: &'static [&'static str],
    /// What the source must not show, none of it.
    pub guards: &'static [Fact],
    /// What the machine code of the line must show, all of it, where the built program is
    /// at hand and has code for the line.
    pub compiled: &'static [Compiled],
    /// The edit, in the imperative.
    pub edit: &'static str,
    /// The counter-case as a question to answer first.
    pub question: &'static str,
}

/// Where the profile's figures and the source's facts of a symptom stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// On one line.
    Line,
    /// The call is on the line; where it is in a helper, the facts may be those of the
    /// line that calls the helper. Advice is given where the call is.
    OrCaller,
    /// The same, and advice is given where the helper is called.
    AtCaller,
    /// All of a function: a growing block is booked where it was first allocated.
    Function,
}

/// How far the engine may go with a symptom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Where profile and source agree, the advice is confirmed.
    Confirm,
    /// What decides is in the data or with the author: at most "look here".
    Look,
    /// No profile shows it: an entry of the index, which only a reader can check.
    Read,
}

/// A share of the program's total.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Of which metric.
    pub metric: Metric,
    /// At least this much, from 0 to 1.
    pub least: f64,
}

/// What the figures of one line look like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// So many allocations at least.
    Blocks(u64),
    /// Never more than so many alive at once.
    LiveAtMost(u64),
    /// So many calls into the kernel at least.
    SystemCalls(u64),
    /// Most are freed while others are made: at most a third alive at once.
    Freed,
    /// Many are alive at once: at least a tenth.
    Kept,
    /// An allocation has so many bytes at most, on average.
    BytesAtMost(u64),
    /// An allocation has so many bytes at least, on average.
    BytesAtLeast(u64),
    /// Blocks are reallocated as they grow.
    Grows,
    /// Of what is allocated, this share at most is ever written.
    WrittenAtMost(f64),
    /// Of what is allocated, this share at most is ever read.
    ReadAtMost(f64),
    /// The function's lines that write a text of their own (the replacements of an
    /// escape) own so many instructions at most for each of its allocations.
    ReplacesAtMost(u64),
}

/// What the machine code of a line shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compiled {
    /// A call that cannot be followed: through a table of methods or a function pointer,
    /// which the optimiser has not resolved.
    CallsUnknown,
}

/// What the parsed source shows around the line: of the call that [`Symptom::calls`]
/// names, or of the binding that holds its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The call is repeated within its function: by a loop or an iterator's closure.
    InLoop,
    /// It is an argument of a call of one of these names.
    ArgumentOf(&'static [&'static str]),
    /// One of these is called on its result at once.
    ThenCalls(&'static [&'static str]),
    /// The method chain that it ends has one of these calls.
    Chain(&'static [&'static str]),
    /// Its path or receiver names one of these types (`Regex` in `Regex::new`).
    OfType(&'static [&'static str]),
    /// It is an operand of `==` or `!=`.
    Compared,
    /// It is assigned to a place that it also reads (`text = format!("{text}…")`).
    MentionsTarget,
    /// It overwrites a place that held a value.
    Overwrites,
    /// It makes a binding inside a loop, anew in each turn.
    Fresh,
    /// The binding is used only where it was made: not returned, moved, or kept.
    Stays,
    /// What the call adds to, or makes, was made inside a loop, anew in each turn.
    TargetFresh,
    /// What the call adds to, or makes, is used only in the block where it was made.
    TargetStays,
    /// `for` walks the call's items, and each stays in its turn.
    WalksOwned,
    /// The binding is iterated once and not used otherwise.
    IteratedOnce,
    /// The binding is only indexed, counted, or matched against a slice pattern.
    Indexed,
    /// The binding is only the receiver of one of these.
    OnlyReceives(&'static [&'static str]),
    /// The binding is only read: compared, borrowed by methods that return no
    /// part of it, formatted.
    OnlyRead,
    /// What the call adds to was made empty in this function.
    StartsEmpty,
    /// What the call adds to was made in this function with one of these types.
    Receives(&'static [&'static str]),
    /// The loop around it walks something whose length is known before it starts,
    /// and the call is reached in every turn.
    KnownLength,
    /// Its argument is a number, written down.
    LiteralArgument,
    /// Its argument is written down, or a constant: the same in each turn.
    FixedArgument,
    /// Its receiver is made of what the innermost loop around it binds: another one in
    /// each turn.
    Varies,
    /// Its argument is.
    ArgumentVaries,
    /// It is what an iterator's closure makes of each item, and the items are collected into
    /// one `String`.
    CollectedToText,
    /// Its argument is a call of the function that it stands in.
    Recurs,
    /// The function that it stands in calls itself at least twice.
    RecursTwice,
    /// It is what its function returns: the last expression.
    Returned,
    /// It is all that a method of `&self` does: its function returns it, made of a field.
    Getter,
    /// The chain that it ends begins with an iterator of this file that reports no length,
    /// and steps by `+=` or `-=`, so that its length can be computed.
    Unhinted,
    /// Its function takes and returns numbers and calls itself at least twice, each time
    /// with a smaller one: what one call computes, another computes again.
    Overlaps,
    /// The function that it stands in names a `dyn` type.
    NamesDyn,
    /// It calls, again and again, a method of a trait of this file through `dyn`.
    CallsDyn,
    /// The function that it stands in returns a box of a sized value, of a type that does
    /// not hold boxes of itself.
    ReturnsBox,
    /// What the function returns is a box of a number.
    BoxesNumber,
    /// Its function names a type of this file that holds several boxes of itself: a tree.
    TreeNode,
    /// The function that it stands in takes a borrowed text and returns an owned one.
    OwnsBorrowed,
    /// It is handed, as a value, to a function of this file that only reads it.
    ReadByCallee,
    /// Its function takes something borrowed and returns, owned, what the call made.
    OwnedResult,
    /// It is the key by which something is sorted or searched, made for each comparison.
    SortKey,
    /// Its function names an enum of this file with one variant much larger than others.
    LargeVariant,
    /// What the call reads into, or writes from, is known to have 4 KiB or more.
    LargeBuffer,
    /// What the call reads into is known to have less, or it reads byte by byte.
    SmallBuffer,
    /// Its function returns an array, or a struct with one, of a kilobyte or more.
    ReturnsLarge,
    /// It is added to, and assigned to a place that it also reads (`text = text.clone() + …`).
    AddsToTarget,
    /// Its function tests whether something is ASCII.
    AsciiFirst,
    /// What is searched is written down, or of a type that says so: 16 elements at most, or
    /// bytes, which are searched faster than anything is hashed.
    FewElements,
    /// The call is reached in some turns of its loop only.
    InBranch,
    /// It stands in something that runs once (`LazyLock`, `OnceLock`, a static).
    Once,
}

impl Symptom {
    /// An entry of the index that [`Reach::Read`]s; the methods add what a tool can check.
    pub const fn new(see: &'static str) -> Self {
        Symptom {
            see,
            reach: Reach::Read,
            calls: &[],
            frames: &[],
            not_through: &[],
            scope: Scope::Line,
            matters: &[],
            instructions_each: 0,
            shape: &[],
            source: &[],
            spoiled_through: &[],
            guards: &[],
            compiled: &[],
            edit: "",
            question: "",
        }
    }

    /// May be confirmed: what the own line calls, and what its source must show.
    pub const fn confirm(
        mut self,
        calls: &'static [&'static str],
        source: &'static [Fact],
    ) -> Self {
        self.reach = Reach::Confirm;
        self.calls = calls;
        self.source = source;
        self
    }

    /// At most "look here": what the own line calls, and what its source must show.
    pub const fn look(mut self, calls: &'static [&'static str], source: &'static [Fact]) -> Self {
        self.reach = Reach::Look;
        self.calls = calls;
        self.source = source;
        self
    }

    /// See [`Symptom::frames`].
    pub const fn frames(mut self, frames: &'static [&'static str]) -> Self {
        self.frames = frames;
        self
    }

    /// See [`Symptom::not_through`].
    pub const fn not_through(mut self, frames: &'static [&'static str]) -> Self {
        self.not_through = frames;
        self
    }

    /// See [`Symptom::spoiled_through`].
    pub const fn spoiled_through(mut self, frames: &'static [&'static str]) -> Self {
        self.spoiled_through = frames;
        self
    }

    /// See [`Symptom::scope`].
    pub const fn of(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// See [`Symptom::matters`].
    pub const fn matters(mut self, shares: &'static [Share]) -> Self {
        self.matters = shares;
        self
    }

    /// See [`Symptom::instructions_each`].
    pub const fn saves_each(mut self, instructions: u32) -> Self {
        self.instructions_each = instructions;
        self
    }

    /// See [`Symptom::shape`].
    pub const fn shape(mut self, shape: &'static [Shape]) -> Self {
        self.shape = shape;
        self
    }

    /// See [`Symptom::guards`].
    pub const fn unless(mut self, guards: &'static [Fact]) -> Self {
        self.guards = guards;
        self
    }

    /// See [`Symptom::compiled`].
    pub const fn compiled(mut self, shown: &'static [Compiled]) -> Self {
        self.compiled = shown;
        self
    }

    /// See [`Symptom::edit`] and [`Symptom::question`].
    pub const fn advise(mut self, edit: &'static str, question: &'static str) -> Self {
        self.edit = edit;
        self.question = question;
        self
    }
}

/// A [`Share`].
pub const fn share(metric: Metric, least: f64) -> Share {
    Share { metric, least }
}
