//! Unsupported systems, where neither stacks can be read nor threads signalled: every
//! profile that needs them is refused with an error that says so. Counts of
//! allocations, block and mutex profiles (empty), `cmdline` and the pages work.

pub(crate) mod engine {
    use std::time::Duration;

    use crate::error::{Error, Result};
    use crate::profile::{Module, Profile};
    use crate::threads::Thread;

    #[derive(Clone, Copy)]
    pub(crate) enum Clock {
        Cpu,
        Wall,
    }

    #[derive(Clone, Copy)]
    pub(crate) struct Spec {
        pub(crate) clock: Clock,
        #[expect(dead_code, reason = "no timer asks for it here")]
        pub(crate) hz: u32,
        #[expect(dead_code, reason = "no thread is signalled here")]
        pub(crate) with_profiler: bool,
    }

    /// A profile in progress, which never exists here.
    pub(crate) enum Handle {}

    impl Handle {
        pub(crate) fn start(spec: Spec) -> Result<Self> {
            Err(Error::Unsupported {
                what: match spec.clock {
                    Clock::Cpu => "a CPU profile",
                    Clock::Wall => "a wall-clock profile",
                },
            })
        }

        pub(crate) fn problem(&self) -> Option<Error> {
            match *self {}
        }

        pub(crate) fn take(&self) -> Profile {
            match *self {}
        }
    }

    pub(crate) fn is_forked() -> bool {
        false
    }

    pub(crate) fn available(what: &'static str) -> Result<()> {
        Err(Error::Unsupported { what })
    }

    pub(crate) fn memory_comment() -> Option<String> {
        None
    }

    pub(crate) fn dump(
        _patience: Duration,
        _with_profiler: bool,
    ) -> Result<(Vec<Thread>, Vec<Module>)> {
        Err(Error::Unsupported {
            what: "a list of threads",
        })
    }
}

pub(crate) mod capture {
    use crate::profile::{Frame, Module};
    use crate::unwind::MAX_FRAMES;

    /// The proof that stacks may be read, which is never given here.
    pub(crate) enum Inside {}

    impl Inside {
        pub(crate) fn enter() -> Option<Self> {
            None
        }
    }

    pub(crate) fn addresses(inside: &Inside, _out: &mut [u64; MAX_FRAMES]) -> usize {
        match *inside {}
    }

    pub(crate) fn frames(inside: &Inside, _addresses: &[u64]) -> Box<[Frame]> {
        match *inside {}
    }

    pub(crate) fn modules(inside: &Inside) -> Vec<Module> {
        match *inside {}
    }
}

pub(crate) mod task {
    /// No other system lists threads as Linux does.
    pub(crate) fn ids() -> Vec<i32> {
        Vec::new()
    }

    /// Marks a thread as the profiler's own, which nothing here asks about.
    pub(crate) struct Own;

    impl Own {
        pub(crate) fn enter() -> Self {
            Self
        }
    }
}

pub(crate) mod unwind {
    pub(crate) const MAX_FRAMES: usize = 1;
}

pub(crate) mod modules {
    use crate::profile::{Frame, Module};

    /// Nothing is watched here.
    pub(crate) fn notice_changes() {}

    /// The files with code in this process: none is known here.
    #[derive(Default)]
    pub(crate) struct Modules {}

    impl Modules {
        pub(crate) fn all(&self) -> &[Module] {
            &[]
        }

        pub(crate) fn frame(&self, address: u64) -> Frame {
            Frame {
                module: Frame::NO_MODULE,
                address,
            }
        }

        pub(crate) fn refresh(&mut self, _added: fn(()), _removed: fn(())) {}
    }
}
