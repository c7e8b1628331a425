//! Makes the system's allocator, sampled for heap profiles, the global allocator of the program that links this.
//!
//! `use profiling_alloc_system as _;` in `main.rs` is all it takes. The static is in a
//! library on purpose: in the program's own crate it would keep the optimiser from
//! eliding allocations.

#[global_allocator]
static GLOBAL: profiling::heap::Sampling<std::alloc::System> =
    profiling::heap::Sampling::new(std::alloc::System);
