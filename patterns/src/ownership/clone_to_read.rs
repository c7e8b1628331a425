//! # Borrow to read
//!
//! ## What you see
//!
//! In a heap profile, a getter or a line with `.clone()` or `.to_string()` owns a
//! block for each call, and each block is dead by the end of the expression. In a
//! flame graph, `malloc`, `memcpy` and `free` around a comparison or a search.
//!
//! ## Why
//!
//! Cloning a `String` allocates, copies every byte, and frees again; looking at it
//! needs a pointer and a length. Owned copies slip in where a getter returns
//! `String`, where a parameter wants `String`, or where the borrow checker
//! objected once. Return `&str`, take `&str`, and the copies go.
//!
//! How much time that saves depends on what the look costs. An allocation with its
//! `free` and a short copy take some tens of nanoseconds; a search through long
//! text takes microseconds, and hides them. The bytes are saved either way.
//!
//! ## Coming from Go
//!
//! A Go string is a pointer and a length, and assigning one copies just that: a
//! getter that returns `string` is Rust's getter that returns `&str`. `String` with
//! `clone` is Go's `strings.Clone`.
//!
//! ## Time and instructions
//!
//! In the `long` scenario they disagree. A long copy is one instruction that
//! repeats, `rep movsb`: the simulator counts it once for each byte, and the
//! processor moves a cache line at a time. Trust the time.
//!
//! ## When not to
//!
//! Where the work on the text is much larger than the copy (the `long` scenario),
//! allocations and bytes fall, and time hardly does: do it for the memory, and
//! where it costs no lifetime in a type. A clone that lets a lock go early, or
//! keeps one large buffer from staying alive for a few of its bytes, does more than
//! read: leave it.
//!
//! ## See also
//!
//! - [`crate::string_building::escape_cow`] where only some values must be owned,
//!   [`crate::lookups::key_without_owning`] for keys.
//! - Clippy's [`redundant_clone`](https://rust-lang.github.io/rust-clippy/master/index.html#redundant_clone)
//!   (nursery, off by default) finds clones of values that are not used afterwards,
//!   [`unnecessary_to_owned`](https://rust-lang.github.io/rust-clippy/master/index.html#unnecessary_to_owned)
//!   (perf) those in arguments; neither sees through a getter.
//! - [The Rust Performance Book, on `clone`](https://nnethercote.github.io/perf-book/heap-allocations.html#clone)

use crate::catalogue::declare::*;

// ANCHOR: shared
/// A note.
pub struct Note {
    /// What it says.
    pub text: String,
}
// ANCHOR_END: shared

// ANCHOR: clone
/// A copy of what the note says.
pub fn text_of(note: &Note) -> String {
    note.text.clone()
}

/// Counts the notes that contain `word`, in a copy of each.
pub fn clone(notes: &[Note], word: &str) -> usize {
    let found = notes.iter().filter(|note| text_of(note).contains(word));
    found.count()
}
// ANCHOR_END: clone

// ANCHOR: borrow
/// What the note says.
pub fn text(note: &Note) -> &str {
    &note.text
}

/// Counts the notes that contain `word`.
pub fn borrow(notes: &[Note], word: &str) -> usize {
    let found = notes.iter().filter(|note| text(note).contains(word));
    found.count()
}
// ANCHOR_END: borrow

const LONG: Scenario = counter_case_at(&[100], "long", "texts of about ten thousand letters")
    .expect("every byte is saved, and hardly any time: searching outweighs the copy");

const NASTY: Nasty<Vec<Note>> = &[
    ("none", || vec![]),
    ("empty", || vec![note("")]),
    ("only the word", || vec![note(WORD)]),
    ("non-ASCII", || vec![note("é日本語rust🦀")]),
    ("nearly", || vec![note("rusrus trust")]),
    ("very long", || vec![note(&"rus".repeat(50_000)), note("t")]),
    ("duplicates", || [(); 30].map(|()| note("rusty")).into()),
];

fn note(text: &str) -> Note {
    Note { text: text.into() }
}

/// What is looked for.
const WORD: &str = "rust";

/// `size` notes of 20 to 40 letters; in `long` of about ten thousand. A third has
/// the word. None is shorter: below 20 bytes `contains` asks the C library's
/// `memcmp` at each place, which takes more instructions near the end of a page, and
/// the count would follow from where the linker and the allocator put things.
fn notes(setup: &Setup) -> Vec<Note> {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        let letters = if setup.is(&LONG) {
            8_000..=12_000
        } else {
            20..=40
        };
        (0..setup.size)
            .map(|_| {
                let length = random.usize(letters.clone());
                let mut text: String = (0..length).map(|_| random.lowercase()).collect();
                if random.u8(..3) == 0 {
                    text.push_str(WORD);
                }
                Note { text }
            })
            .collect()
    })
}

const CLONE: &str = "https://nnethercote.github.io/perf-book/heap-allocations.html#clone";

const CHOICES: &[Choice] = &[
    choice("borrow", "wherever the value is only looked at"),
    choice(
        "clone",
        "where the copy outlives its source, or frees a lock for others",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "oxc-project/oxc",
        number: "22663",
        metric: "allocations on TypeScript's `checker.ts`",
        before: "53020",
        after: "37851",
        direction: Direction::For,
        about: "The name of a binding is cloned once, not twice.",
    },
    Seen {
        repo: "rust-lang/cargo",
        number: "7324",
        metric: "time",
        before: "",
        after: "a barely visible improvement",
        direction: Direction::For,
        about: "A string that stood out in a profile of builds with nothing to do is no longer \
                cloned.",
    },
    Seen {
        repo: "astral-sh/ruff",
        number: "9884",
        metric: "benchmarks",
        before: "",
        after: "no improvement",
        direction: Direction::None,
        about: "The parser no longer clones strings; reviewers suspected that their tool counts \
                no time for allocations.",
    },
    Seen {
        repo: "oxc-project/oxc",
        number: "4377",
        metric: "benchmarks",
        before: "",
        after: "no significant speed-up",
        direction: Direction::None,
        about: "Borrowed text in place of short strings, which had been stored inline: there was \
                hardly an allocation to save.",
    },
];

/// Frames by which a number becomes text: that is no copy.
const NUMBERS: &[&str] = &["fmt", "to_string of a number"];

const SYMPTOMS: &[Symptom] = &[
    symptom("A clone or owned copy that is only looked at, and freed before the next")
        .confirm(
            &[
                "clone",
                "to_string",
                "to_owned",
                "to_vec",
                "from",
                "to_path_buf",
            ],
            &[Fact::OnlyRead],
        )
        .of(Scope::OrCaller)
        .not_through(NUMBERS)
        .matters(&[share(Allocations, 0.05), share(AllocatedBytes, 0.1)])
        .saves_each(100)
        .shape(&[Shape::Blocks(50), Shape::Freed])
        .advise(
            "borrow it",
            "Is the value small and the place cold? Then bytes fall, and time does not.",
        ),
    symptom("Clones own a good part of the allocations, and nearly all die soon")
        .look(&["clone"], &[])
        .matters(&[share(Allocations, 0.15)])
        .saves_each(100)
        .shape(&[Shape::Blocks(100), Shape::Freed])
        .advise(
            "borrow it, or share it by `Arc`",
            "Does whoever gets the clone change it, or keep it longer than the original?",
        ),
    symptom("A getter clones, and what it gives is freed before the next call")
        .confirm(
            &["clone", "to_string", "to_owned", "to_vec"],
            &[Fact::Getter],
        )
        .not_through(NUMBERS)
        .matters(&[share(Allocations, 0.05), share(AllocatedBytes, 0.1)])
        .saves_each(100)
        .shape(&[Shape::Blocks(100), Shape::LiveAtMost(4)])
        .advise(
            "return a borrow",
            "Does a caller change the value while it holds what it got?",
        ),
    symptom("A text is formatted to be compared or searched, and freed at once")
        .look(&["format"], &[Fact::Compared])
        .of(Scope::AtCaller)
        .matters(&[share(Allocations, 0.1)])
        .saves_each(200)
        .shape(&[Shape::Blocks(100), Shape::LiveAtMost(4)])
        .advise(
            "compare the parts, without making a text of them",
            "Is the text looked at once, and not kept?",
        ),
    symptom("A clone is handed, by value, to a function that only reads it")
        .look(
            &["clone", "to_string", "to_owned", "to_vec"],
            &[Fact::ReadByCallee],
        )
        .not_through(NUMBERS)
        .matters(&[share(Allocations, 0.05), share(AllocatedBytes, 0.1)])
        .saves_each(100)
        .shape(&[Shape::Blocks(50), Shape::Freed])
        .advise(
            "let the function borrow it",
            "Will the function need to keep or change it?",
        ),
    symptom("A function copies a part of what it borrows, and what it returns dies at once")
        .look(
            &[
                "clone",
                "to_string",
                "to_owned",
                "to_vec",
                "from",
                "into",
                "cloned",
            ],
            &[Fact::OwnedResult],
        )
        .not_through(NUMBERS)
        .matters(&[share(Allocations, 0.1)])
        .saves_each(100)
        .shape(&[Shape::Blocks(100), Shape::LiveAtMost(4)])
        .advise(
            "return a borrow of that part",
            "Does a caller keep the result, or change what it was taken from?",
        ),
    symptom("An owned copy of a text or a list lives for a moment")
        .look(&["to_owned", "to_vec", "to_path_buf"], &[])
        .not_through(NUMBERS)
        .matters(&[share(Allocations, 0.15)])
        .saves_each(100)
        .shape(&[Shape::Blocks(100), Shape::LiveAtMost(4)])
        .advise(
            "borrow it",
            "Does whoever gets the copy change it, or need it to be owned?",
        ),
];

const EXERCISES: &[Exercise] = &[
    cheaper("find-notes", &[Allocations, Instructions])
        .checkpoint()
        .tracks(&[Track::FirstHour])
        .task("Counts the notes that contain `word`.")
        .story(
            "Users of the notes application say that search \"feels heavy\" with many notes. It \
             only reads, so nobody expected what the heap profile shows while one types into the \
             search field:\n\n    \
             10,000 allocations per key press\n    \
             all of them freed before the result is shown\n    \
             all of them as long as a note\n\n\"I *look* at a note\", says the one who wrote it. \
             \"I do not take anything.\" The compiler was of another opinion, once, and was \
             silenced.",
        )
        .hints([
            "Look at the size of the blocks: of what are they copies?",
            "Ask of the function that makes them: does its caller change the text, or keep it?",
            "What is only looked at can be lent.",
            "Let the helper return `&str`: `&note.text`. Its caller stays as it is.",
        ])
        .wrong_turns(&[
            "`as_str()` behind the clone borrows from the copy.",
            "`Cow<str>` that always borrows is a `&str` with a question at each use.",
            "An `Rc<String>` in the note makes clones cheap, and changes a type for everybody.",
        ]),
    find(
        "morning-digest",
        &[Allocations, AllocatedBytes],
        &[
            "string-building/parse-fields",
            "lookups/contains-set",
            "string-building/ascii-case",
        ],
    )
    .task("Counts the notes that contain `word`.")
    .story(
        "Each morning a program writes a digest of yesterday: which settings were in force, which \
         ids were known, which headers say the same, and in how many notes a word occurs. It \
         reads; that is all it does. The allocator's statistics of one run, by size of \
         block:\n\n    \
         20 to 44 bytes    10,000 allocations    at most 1 alive\n    \
         the rest               5 allocations\n\nThree of the four functions work on text, and \
         the fourth builds something that it needs. Which one takes what it only has to look at?",
    )
    .hints([
        "Look for a block for each item, of the item's own size, freed before the next one.",
        "Ask of every helper what its signature promises: a value of the caller's own, or a look \
         at one?",
        "What is only looked at can be lent: the signature says so, and the body has nothing left \
         to do.",
        "The helper returns `&str` and its body is `&note.text`; whoever calls it stays as it is.",
    ])
    .wrong_turns(&[
        "The loop that counts allocates nothing by itself: who changes only that changes nothing.",
        "The set in another function allocates as well, a few blocks that it looks up in: taking \
         it away makes that function slower, and this one no better.",
    ]),
];

pub(crate) const PATTERN: Pattern = pattern!("clone_to_read.rs")
    .sizes("notes", &[100, 1_000, 10_000])
    .variants(&[
        slow("clone", case!(notes, |notes| clone(notes, WORD))).about("a copy of each text"),
        fast("borrow", case!(notes, |notes| borrow(notes, WORD))).about("a look at each text"),
    ])
    .inputs(&[TYPICAL, LONG], NASTY)
    .claims(&[
        claim(Allocations, "borrow", AtLeast(1_000.0), CLONE),
        claim(AllocatedBytes, "borrow", AtLeast(10_000.0), CLONE),
        claim(Instructions, "borrow", AtLeast(1.3), CLONE),
        claim(TimeNs, "borrow", Wins, CLONE),
        claim(AllocatedBytes, "borrow", AtLeast(10_000.0), CLONE).on(&LONG),
        claim(TimeNs, "borrow", AtMost(1.8), CLONE).on(&LONG),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
