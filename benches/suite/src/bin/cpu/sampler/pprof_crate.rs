use std::collections::BTreeMap;

use anyhow::Context;
use pprof::protos::Message;
use pprof::{ProfilerGuard, ProfilerGuardBuilder};

use super::Sampled;

/// A running CPU profile.
pub struct Sampler(ProfilerGuard<'static>);

impl Sampler {
    /// Begins to sample `hz` times in each second of CPU time.
    ///
    /// # Errors
    /// If the system cannot do it.
    pub fn start(hz: u32) -> anyhow::Result<Self> {
        // No blocklist: it would drop the very frames (malloc, memcpy) that a
        // profile of allocations is about.
        let guard = ProfilerGuardBuilder::default()
            .frequency(i32::try_from(hz).context("the kernel's tick is out of range")?)
            .build()
            .context("cannot start sampling")?;
        Ok(Self(guard))
    }

    /// Ends sampling.
    ///
    /// # Errors
    /// If the samples cannot be read.
    pub fn stop(self) -> anyhow::Result<Sampled> {
        let report = self.0.report().build().context("cannot read the samples")?;
        let mut stacks: BTreeMap<Vec<String>, u64> = BTreeMap::new();
        for (frames, count) in &report.data {
            let stack = frames
                .frames
                .iter()
                .rev()
                .flat_map(|inlined| inlined.iter().rev())
                .map(|symbol| symbol.name())
                .collect();
            *stacks.entry(stack).or_default() += u64::try_from(*count).unwrap_or(0);
        }
        let message = report.pprof().context("cannot encode the samples")?;
        Ok(Sampled {
            stacks: stacks.into_iter().collect(),
            proto: message.encode_to_vec(),
        })
    }
}
