use profiling::{Cpu, pprof};

use super::Sampled;

/// A running CPU profile.
pub struct Sampler(Cpu);

impl Sampler {
    /// Begins to sample `hz` times in each second of CPU time.
    ///
    /// # Errors
    /// If the system cannot do it.
    pub fn start(hz: u32) -> anyhow::Result<Self> {
        Ok(Self(Cpu::start_at(hz)?))
    }

    /// Ends sampling.
    ///
    /// # Errors
    /// None here; elsewhere if samples cannot be read.
    #[expect(clippy::unnecessary_wraps, reason = "the other sampler can fail")]
    pub fn stop(self) -> anyhow::Result<Sampled> {
        let profile = self.0.stop();
        let message = pprof::message(&profile);
        let stacks = pprof::folded(&message, 0)
            .into_iter()
            // The profiler's own thread is none of the variant's.
            .filter(|(stack, _)| stack.first().is_none_or(|name| name != "thread profiling"))
            .map(|(stack, count)| {
                let functions = stack
                    .into_iter()
                    .skip_while(|name| name.starts_with("thread "));
                (functions.collect(), u64::try_from(count).unwrap_or(0))
            })
            .collect();
        Ok(Sampled {
            stacks,
            proto: pprof::pack(&message),
        })
    }
}
