//! What takes the samples: the workshop's own profiler where it runs, and the
//! `pprof` crate elsewhere. METHODOLOGY.md has the figures.

#[cfg_attr(
    all(
        target_os = "linux",
        any(target_arch = "x86_64", target_arch = "aarch64")
    ),
    path = "sampler/own.rs"
)]
#[cfg_attr(
    not(all(
        target_os = "linux",
        any(target_arch = "x86_64", target_arch = "aarch64")
    )),
    path = "sampler/pprof_crate.rs"
)]
mod chosen;

pub use chosen::Sampler;

/// What was sampled.
pub struct Sampled {
    /// Function names, outermost first, and how often the stack was seen.
    pub stacks: Vec<(Vec<String>, u64)>,
    /// As profile.proto, which `go tool pprof` reads.
    pub proto: Vec<u8>,
}
