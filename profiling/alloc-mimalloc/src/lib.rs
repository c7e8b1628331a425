//! Makes mimalloc, sampled for heap profiles, the global allocator of the program that links this.
//!
//! `use profiling_alloc_mimalloc as _;` in `main.rs` is all it takes. The static is in
//! a library on purpose: in the program's own crate it would keep the optimiser from
//! eliding allocations.

#[global_allocator]
static GLOBAL: profiling::heap::Sampling<mimalloc::MiMalloc> =
    profiling::heap::Sampling::new(mimalloc::MiMalloc);
