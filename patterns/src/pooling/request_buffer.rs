//! # Reuse the buffer of a request
//!
//! ## What you see
//!
//! In a heap profile of a server, the line that makes the response buffer leads
//! by bytes, with one block (and its growth) for each request. In a flame graph,
//! `realloc`, `memcpy` and `free` below the handler.
//!
//! ## Why
//!
//! A fresh buffer for each request reallocates about log₂ of its final size
//! times, copies each byte about once more, and is thrown away. `with_capacity`
//! leaves one allocation. Keeping the buffer leaves none after a few requests:
//! by then it is as large as it needs to be, and its memory is warm in the
//! cache.
//!
//! The difference between the two ways of keeping is who may take it. A
//! `thread_local!` needs no synchronisation, and keeps one buffer for each thread.
//! `object-pool` keeps a stack of buffers behind a mutex, hands out a guard that
//! puts its buffer back when dropped, and lets threads share.
//!
//! ## Coming from Go
//!
//! `sync.Pool` keeps a cache for each processor, takes from others when its own is
//! empty, and lets the garbage collector empty it: what you put in may be gone.
//! `object-pool` keeps all for ever, behind one lock; a thread-local is nearer to
//! `sync.Pool` in speed. As in Go, whoever takes a buffer out must clear it.
//!
//! ## When not to
//!
//! Small buffers: an allocator with a cache for each thread serves a few bytes in
//! nanoseconds, so that there is little to win, and a shared pool's lock takes part
//! of that (the `small` scenario). Where threads are started for the work
//! (`four-threads`), starting them outweighs all of it, and the shared pool's lock
//! may be contended. And a buffer that one huge request inflated stays huge. Try
//! `with_capacity` first.
//!
//! ## See also
//!
//! - [`crate::pooling::reuse_vec`] within one function, [`crate::pooling::big_buffer`]
//! - No Clippy lint sees it.
//! - [`object-pool`](https://docs.rs/object-pool),
//!   [`thread_local!`](https://doc.rust-lang.org/std/macro.thread_local.html)

use crate::catalogue::declare::*;

// ANCHOR: shared
/// Writes the response to one request; returns a checksum of it.
pub fn respond(request: &[u8], buffer: &mut Vec<u8>) -> u64 {
    for chunk in request.chunks(64) {
        buffer.extend_from_slice(chunk);
        buffer.push(b'\n');
    }
    let middle = buffer.get(buffer.len() / 2).copied().unwrap_or_default();
    (buffer.len() as u64) << 8 | u64::from(middle)
}
// ANCHOR_END: shared

// ANCHOR: fresh
/// Answers with a new buffer.
pub fn fresh(request: &[u8]) -> u64 {
    let mut buffer = Vec::new();
    respond(request, &mut buffer)
}
// ANCHOR_END: fresh

// ANCHOR: with-capacity
/// Answers with a new buffer of about the right size.
pub fn with_capacity(request: &[u8]) -> u64 {
    let mut buffer = Vec::with_capacity(request.len() + request.len() / 64 + 1);
    respond(request, &mut buffer)
}
// ANCHOR_END: with-capacity

// ANCHOR: object-pool
/// Answers with a buffer from a pool that threads share.
pub fn object_pool(pool: &object_pool::Pool<Vec<u8>>, request: &[u8]) -> u64 {
    let mut buffer = pool.pull(Vec::new);
    buffer.clear();
    respond(request, &mut buffer)
}
// ANCHOR_END: object-pool

// ANCHOR: thread-local
/// Answers with the buffer of this thread.
pub fn thread_local(request: &[u8]) -> u64 {
    use std::cell::RefCell;

    thread_local! {
        static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    BUFFER.with_borrow_mut(|buffer| {
        buffer.clear();
        respond(request, buffer)
    })
}
// ANCHOR_END: thread-local

/// What arrives, and on how many threads it is answered.
struct Load {
    requests: Vec<Vec<u8>>,
    threads: usize,
}

const WORKERS: &str = "valgrind counts the instructions of worker threads only in part";
const SMALL: Scenario = counter_case("small", "requests of at most seven bytes")
    .expect("one small request each: little to win, and the shared pool's lock takes part of it");
const FOUR_THREADS: Scenario = counter_case(
    "four-threads",
    "the same requests on each of four threads at once, started for the purpose",
)
.expect("threads of their own start without a warm buffer, and share the pool's lock")
.not_simulated(WORKERS);

const NASTY: Nasty<Vec<Vec<u8>>> = &[
    ("none", || vec![]),
    ("empty request", || vec![vec![]]),
    ("long, then short", || vec![vec![1; 50_000], vec![2]]),
    ("one byte", || vec![vec![9]]),
    ("duplicates", || vec![vec![7; 100]; 20]),
];

/// `size` requests of 4 KiB; in `small` of a few bytes, in `four-threads` for each of
/// four threads.
fn load(setup: &Setup) -> Load {
    let threads = if setup.is(&FOUR_THREADS) { 4 } else { 1 };
    let requests = setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        let length = if setup.is(&SMALL) { 7 } else { 4_096 };
        (0..setup.size)
            .map(|_| {
                (0..random.usize(length / 2..=length))
                    .map(|_| random.u8(..))
                    .collect()
            })
            .collect()
    });
    Load { requests, threads }
}

/// Answers every request on each thread, and sums the checksums.
fn serve(load: &Load, answer: impl Fn(&[u8]) -> u64 + Sync) -> u64 {
    let all = || {
        load.requests.iter().fold(0_u64, |sum, request| {
            sum.wrapping_mul(31).wrapping_add(answer(request))
        })
    };
    if load.threads == 1 {
        return all();
    }
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..load.threads).map(|_| scope.spawn(all)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_default())
            .fold(0, u64::wrapping_add)
    })
}

fn pool(_setup: &Setup) -> object_pool::Pool<Vec<u8>> {
    object_pool::Pool::new(4, Vec::new)
}

const POOL: &str = "https://docs.rs/object-pool";
const LOCAL: &str = "https://doc.rust-lang.org/std/macro.thread_local.html";
const RACE: &str = "which thread holds which buffer, and when the threads overlap, is chance";

const CHOICES: &[Choice] = &[
    choice(
        "thread-local",
        "where requests run to their end on one thread: one buffer for each thread, kept for ever",
    ),
    choice(
        "with-capacity",
        "first of all, where the size is about known: it needs no state",
    ),
    choice(
        "object-pool",
        "where threads share and come and go: a dependency, a lock, and buffers that are kept",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "Devolutions/devolutions-gateway",
        number: "975",
        metric: "throughput",
        before: "11.4 Gbits/sec",
        after: "14.4 Gbits/sec",
        direction: Direction::For,
        about: "The task that sends keeps its buffer between writes.",
    },
    Seen {
        repo: "neo4j/neo4j-python-driver-rust-ext",
        number: "92",
        metric: "allocations for each call",
        before: "2 to 10",
        after: "0",
        direction: Direction::For,
        about: "A proposal, still open, keeps a buffer of up to 64 KiB for each thread.",
    },
];

const SYMPTOMS: &[Symptom] =
    &[
        symptom("Each call makes a buffer, fills it, and frees it before it returns")
            .look(
                &[
                    "with_capacity",
                    "vec",
                    "push",
                    "push_str",
                    "extend_from_slice",
                    "extend",
                    "write",
                    "writeln",
                    "resize",
                    "collect",
                    "to_vec",
                ],
                &[Fact::TargetStays],
            )
            .matters(&[share(Allocations, 0.1)])
            .saves_each(120)
            .shape(&[Shape::Blocks(100), Shape::LiveAtMost(8)])
            .advise(
                "take the buffer from the caller, or keep it for the thread",
                "Is the buffer larger than a few hundred bytes? For small ones a pool can lose.",
            ),
    ];

const EXERCISES: &[Exercise] = &[cheaper(
    "answer-requests",
    &[Allocations, AllocatedBytes, Instructions],
)
.checkpoint()
.between("fresh", "with-capacity")
.tracks(&[Track::Allocations])
.task("Returns the checksum of the response to one request.")
.story(
    "Trace of one request of 4 KiB, in the words of the allocator:\n\n    \
     alloc 64, realloc 128, 256, 512, 1024, 2048, 4096, 8192, free\n\nThe response is the request, \
     with a newline behind each 64 bytes. \"So its length is no secret\", remarks the architect, \
     and goes to lunch.\n\nA buffer that outlives the call would be the next step; but each \
     exercise must give back whatever it allocates, so stay within one call.",
)
.hints([
    "Look at the trace: which of these sizes is known before the first byte is written?",
    "Ask how the response's length follows from the request's, and whether a little too much would \
     hurt.",
    "A buffer that is made with the right room never moves.",
    "`Vec::with_capacity(request.len() + request.len() / 64 + 1)`: one newline for each chunk, the \
     last one included.",
])
.wrong_turns(&[
    "`request.len()` alone forgets the newlines: the buffer doubles at the very end, which costs \
     most of what was saved.",
    "A `thread_local!` buffer is the best answer in a service, and refused here: it keeps memory \
     past the call.",
    "Computing the checksum without a buffer changes `respond`, which belongs to somebody else in \
     this story.",
])];

pub(crate) const PATTERN: Pattern = pattern!("request_buffer.rs")
    .sizes("requests", &[10, 100, 1_000])
    .variants(&[
        slow("fresh", case!(load, serve, fresh)).about("a new buffer, which grows"),
        alternative("with-capacity", case!(load, serve, with_capacity))
            .about("a new buffer of the right size"),
        alternative(
            "object-pool",
            case!(load, pool, |pool, load| serve(load, |request| object_pool(
                pool, request
            ))),
        )
        .about("a pool that threads share")
        .needs(&["object-pool"]),
        fast("thread-local", case!(load, serve, thread_local)).about("one buffer for each thread"),
    ])
    .inputs(&[TYPICAL, SMALL, FOUR_THREADS], NASTY)
    .may_differ(&[
        by_chance(Allocations, &FOUR_THREADS, RACE),
        by_chance(AllocatedBytes, &FOUR_THREADS, RACE),
        by_chance(PeakBytes, &FOUR_THREADS, RACE),
        by_chance(SystemCalls, &FOUR_THREADS, RACE),
    ])
    .claims(&[
        claim(Allocations, "with-capacity", AtLeast(4.0), GROWTH),
        claim(Allocations, "object-pool", AtLeast(500.0), POOL),
        claim(Allocations, "thread-local", AtLeast(500.0), LOCAL),
        claim(Instructions, "thread-local", AtLeast(1.5), LOCAL),
        claim(TimeNs, "thread-local", Wins, LOCAL),
        claim(Instructions, "object-pool", AtMost(2.5), POOL).on(&SMALL),
        claim(TimeNs, "object-pool", AtMost(2.5), POOL).on(&SMALL),
        claim(Allocations, "thread-local", AtLeast(5.0), LOCAL).on(&FOUR_THREADS),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
