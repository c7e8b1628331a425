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
//! A fresh buffer for each request grows from nothing to its usual size and is
//! thrown away: log₂ of the size in requests to the allocator, and each byte
//! copied about once more. Saying the capacity leaves a single request. Keeping
//! the buffer leaves none: after the first few requests it is as large as it
//! needs to be, and its memory is warm in the cache.
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

use crate::case;
use crate::catalogue::{
    Claim, Expect, Metric, Nondeterministic, Pattern, Role, Scenario, Setup, Variant,
};

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

/// `size` requests of 4 KiB; in `small` of a few bytes, in `four-threads` for each of
/// four threads.
fn load(setup: &Setup) -> Load {
    let threads = if setup.scenario == "four-threads" {
        4
    } else {
        1
    };
    let requests = match setup.nasty {
        None => {
            let mut random = setup.random();
            let length = if setup.scenario == "small" { 7 } else { 4_096 };
            (0..setup.size)
                .map(|_| {
                    (0..random.usize(length / 2..=length))
                        .map(|_| random.u8(..))
                        .collect()
                })
                .collect()
        }
        Some("none") => vec![],
        Some("empty request") => vec![vec![]],
        Some("long, then short") => vec![vec![1; 50_000], vec![2]],
        Some("one byte") => vec![vec![9]],
        Some("duplicates") => vec![vec![7; 100]; 20],
        Some(_) => setup.unknown(),
    };
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
const CAPACITY: &str =
    "https://doc.rust-lang.org/std/vec/struct.Vec.html#capacity-and-reallocation";
const WORKERS: &str = "valgrind counts the instructions of worker threads only in part";
const RACE: &str = "which thread holds which buffer, and when the threads overlap, is chance";

/// The declaration.
pub const PATTERN: Pattern = Pattern {
    id: "pooling/request-buffer",
    title: "Reuse the buffer of a request",
    source: include_str!("request_buffer.rs"),
    size_unit: "requests",
    sizes: &[10, 100, 1_000],
    variants: &[
        Variant::new(Role::Slow, "fresh", "a new buffer, which grows", |setup| {
            case!(setup, load, |load| serve(load, fresh))
        }),
        Variant::new(Role::Alternative, "with-capacity", "a new buffer of the right size", |setup| {
            case!(setup, load, |load| serve(load, with_capacity))
        }),
        Variant::new(Role::Alternative, "object-pool", "a pool that threads share", |setup| {
            case!(setup, load, pool => |pool, load| serve(load, |request| object_pool(pool, request)))
        })
        .needs(&["object-pool"]),
        Variant::new(Role::Fast, "thread-local", "one buffer for each thread", |setup| {
            case!(setup, load, |load| serve(load, thread_local))
        }),
    ],
    scenarios: &[
        Scenario::TYPICAL,
        Scenario::counter_case(
            "small",
            "requests of at most seven bytes",
            "one small request each: little to win, and the shared pool's lock takes part of it",
        ),
        Scenario::counter_case(
            "four-threads",
            "the same requests on each of four threads at once, started for the purpose",
            "threads of their own start without a warm buffer, and share the pool's lock",
        )
        .without(&[
            (Metric::Instructions, WORKERS),
            (Metric::L1Hits, WORKERS),
            (Metric::LlHits, WORKERS),
            (Metric::RamHits, WORKERS),
            (Metric::EstimatedCycles, WORKERS),
        ]),
    ],
    nasty: &["none", "empty request", "long, then short", "one byte", "duplicates"],
    nondeterministic: &[
        Nondeterministic::by_chance(Metric::Allocations, "four-threads", RACE),
        Nondeterministic::by_chance(Metric::AllocatedBytes, "four-threads", RACE),
        Nondeterministic::by_chance(Metric::PeakBytes, "four-threads", RACE),
    ],
    claims: &[
        Claim::new(Metric::Allocations, "with-capacity", Expect::AtLeast(4.0), CAPACITY),
        Claim::new(Metric::Allocations, "object-pool", Expect::AtLeast(500.0), POOL),
        Claim::new(Metric::Allocations, "thread-local", Expect::AtLeast(500.0), LOCAL),
        Claim::new(Metric::Instructions, "thread-local", Expect::AtLeast(1.5), LOCAL),
        Claim::new(Metric::TimeNs, "thread-local", Expect::Wins, LOCAL),
        Claim::new(Metric::Instructions, "object-pool", Expect::AtMost(2.5), POOL)
            .in_scenario("small"),
        Claim::new(Metric::TimeNs, "object-pool", Expect::AtMost(2.5), POOL).in_scenario("small"),
        Claim::new(Metric::Allocations, "thread-local", Expect::AtLeast(5.0), LOCAL)
            .in_scenario("four-threads"),
    ],
    ..Pattern::TEMPLATE
};
