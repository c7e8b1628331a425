//! Makes jemalloc, sampled for heap profiles, the global allocator of the program that links this.
//!
//! `use profiling_alloc_jemalloc as _;` in `main.rs` is all it takes. The static is in
//! a library on purpose: in the program's own crate it would keep the optimiser from
//! eliding allocations.

#[global_allocator]
static GLOBAL: profiling::heap::Sampling<tikv_jemallocator::Jemalloc> =
    profiling::heap::Sampling::new(tikv_jemallocator::Jemalloc);
