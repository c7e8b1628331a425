//! From registers and a stack to the addresses of the callers, by the tables in
//! .eh_frame.
//!
//! Needs no frame pointers. Unwinding allocates nothing; looking for newly loaded
//! files allocates, and is done between stacks.

use std::time::{Duration, Instant};

use framehop::{
    CacheNative, ExplicitModuleSectionInfo, MustNotAllocateDuringUnwind, UnwindRegsNative,
    Unwinder as _, UnwinderNative,
};

use super::memory;
use crate::modules::{self, CUT_OFF, Image, Modules, Table};

/// The most frames of a stack that are kept.
pub(crate) const MAX_FRAMES: usize = 256;
/// How many of them are the outermost ones, if a stack has more.
const OUTERMOST: usize = 64;
/// The most frames that are walked to find the outermost.
const MAX_WALKED: usize = 16 * 1024;
/// The shortest time between two searches for new files.
const FIRST_REFRESH_PAUSE: Duration = Duration::from_millis(200);
/// Generated code belongs to no file: the pause doubles up to this.
const LAST_REFRESH_PAUSE: Duration = Duration::from_secs(60);

/// The registers that unwinding starts from.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub(crate) struct Regs {
    pub(crate) pc: u64,
    pub(crate) sp: u64,
    pub(crate) fp: u64,
    /// The link register; zero on processors that have none.
    pub(crate) lr: u64,
}

/// How a stack ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// At the thread's first function.
    Root,
    /// At the end of the readable stack, or at [`MAX_WALKED`].
    Truncated,
    /// At code without unwind tables.
    Lost,
}

pub(crate) struct Unwinder {
    inner: UnwinderNative<Table, MustNotAllocateDuringUnwind>,
    cache: CacheNative<MustNotAllocateDuringUnwind>,
    modules: Modules,
    refreshed: Instant,
    pause: Duration,
    /// The loader's changes known by then.
    changes: u64,
}

impl Unwinder {
    pub(crate) fn new() -> Self {
        // Callers that want a profile are told of a failure; here there is no caller
        // to tell.
        let _ = memory::check();
        let mut unwinder = Self {
            inner: UnwinderNative::new(),
            cache: CacheNative::new_in(),
            modules: Modules::default(),
            refreshed: Instant::now(),
            pause: FIRST_REFRESH_PAUSE,
            changes: 0,
        };
        unwinder.refresh();
        unwinder
    }

    pub(crate) fn modules(&self) -> &Modules {
        &self.modules
    }

    /// Looks for newly loaded files if the loader changed some, or if one of
    /// `addresses` is in no known file and enough time has passed. Returns true when a
    /// stack may now be read better.
    pub(crate) fn learn(&mut self, addresses: &[u64]) -> bool {
        if modules::changes() != self.changes {
            self.refresh();
            return true;
        }
        let all_known = addresses
            .iter()
            .all(|address| *address == CUT_OFF || self.modules.knows(*address));
        if all_known || self.refreshed.elapsed() < self.pause {
            return false;
        }
        let before = self.modules.all().len();
        self.refresh();
        let grew = self.modules.all().len() > before;
        self.pause = if grew {
            FIRST_REFRESH_PAUSE
        } else {
            (self.pause * 2).min(LAST_REFRESH_PAUSE)
        };
        grew
    }

    fn refresh(&mut self) {
        // Before searching, so that a change during the search causes another one.
        self.changes = modules::changes();
        let mut added = Vec::new();
        let mut removed = Vec::new();
        self.modules
            .refresh(|image| added.push(image), |start| removed.push(start));
        // Cached addresses may belong to another library by now.
        if !removed.is_empty() || !added.is_empty() {
            self.cache = CacheNative::new_in();
        }
        for start in removed {
            self.inner.remove_module(start);
        }
        for image in added {
            self.inner.add_module(module(image));
        }
        self.refreshed = Instant::now();
    }

    /// Walks from the innermost frame outwards into `out`: the interrupted address,
    /// then the addresses of the calls. `read` returns the eight bytes at an address
    /// of the stack, or `None` where it cannot be read.
    ///
    /// Of a deep stack the innermost and the outermost frames are kept, with
    /// [`CUT_OFF`] between them, or in last place if the root was not reached.
    pub(crate) fn unwind(
        &mut self,
        regs: Regs,
        out: &mut [u64; MAX_FRAMES],
        mut read: impl FnMut(u64) -> Option<u64>,
    ) -> (usize, End) {
        let mut ran_out = false;
        let mut read_stack = |address: u64| {
            read(address).ok_or(()).inspect_err(|()| {
                ran_out = true;
            })
        };
        #[cfg(target_arch = "x86_64")]
        let native = UnwindRegsNative::new(regs.pc, regs.sp, regs.fp);
        #[cfg(target_arch = "aarch64")]
        let native = UnwindRegsNative::new_with_ptr_auth_mask(
            framehop::aarch64::PtrAuthMask::new_24_40(),
            regs.lr,
            regs.sp,
            regs.fp,
        );
        let mut frames = self
            .inner
            .iter_frames(regs.pc, native, &mut self.cache, &mut read_stack);
        let mut kept = Kept::new(out);
        let end = loop {
            if kept.seen == MAX_WALKED {
                break End::Truncated;
            }
            match frames.next() {
                Ok(Some(frame)) => kept.push(frame.address_for_lookup()),
                Ok(None) => break End::Root,
                Err(_) if ran_out => break End::Truncated,
                Err(_) => break End::Lost,
            }
        };
        (kept.finish(end), end)
    }
}

/// The innermost frames of a stack in order, followed by the outermost in a ring.
struct Kept<'a> {
    out: &'a mut [u64; MAX_FRAMES],
    seen: usize,
}

impl<'a> Kept<'a> {
    const INNERMOST: usize = MAX_FRAMES - OUTERMOST;

    fn new(out: &'a mut [u64; MAX_FRAMES]) -> Self {
        Self { out, seen: 0 }
    }

    fn push(&mut self, address: u64) {
        let at = if self.seen < MAX_FRAMES {
            self.seen
        } else {
            Self::INNERMOST + (self.seen - Self::INNERMOST) % OUTERMOST
        };
        self.out[at] = address;
        self.seen += 1;
    }

    /// Puts the ring in order and marks the gap; returns the number of frames.
    fn finish(self, end: End) -> usize {
        let mut count = self.seen.min(MAX_FRAMES);
        if self.seen > MAX_FRAMES {
            let oldest = (self.seen - Self::INNERMOST) % OUTERMOST;
            self.out[Self::INNERMOST..].rotate_left(oldest);
            // Replaces the innermost of the outer ones.
            self.out[Self::INNERMOST] = CUT_OFF;
        }
        if end == End::Truncated {
            count = (count + 1).min(MAX_FRAMES);
            self.out[count - 1] = CUT_OFF;
        }
        count
    }
}

fn module(image: Image) -> framehop::Module<Table> {
    let hdr_end = image.hdr_address + image.hdr.len() as u64;
    let eh_frame_end = image.eh_frame_address + image.eh_frame.len() as u64;
    let has_tables = !image.hdr.is_empty();
    framehop::Module::new(
        image.module.path,
        image.module.start..image.module.end,
        image.bias,
        ExplicitModuleSectionInfo {
            base_svma: 0,
            text_svma: Some(image.text),
            eh_frame_hdr_svma: has_tables.then_some(image.hdr_address..hdr_end),
            eh_frame_hdr: has_tables.then_some(image.hdr),
            eh_frame_svma: has_tables.then_some(image.eh_frame_address..eh_frame_end),
            eh_frame: has_tables.then_some(image.eh_frame),
            text: None,
            stubs_svma: None,
            stub_helper_svma: None,
            got_svma: None,
            unwind_info: None,
            debug_frame: None,
            text_segment_svma: None,
            text_segment: None,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(frames: usize, end: End) -> Vec<u64> {
        let mut out = [0; MAX_FRAMES];
        let mut kept = Kept::new(&mut out);
        for address in 0..frames {
            kept.push(address as u64);
        }
        let count = kept.finish(end);
        out[..count].to_vec()
    }

    #[test]
    fn a_shallow_stack_is_kept_whole() {
        assert_eq!(kept(3, End::Root), [0, 1, 2]);
        let full = kept(MAX_FRAMES, End::Root);
        assert!(full.iter().copied().eq(0..MAX_FRAMES as u64));
    }

    #[test]
    fn a_deep_stack_keeps_both_ends_and_one_mark_between() {
        for frames in [MAX_FRAMES + 1, 1_000, 1_001, 5_000] {
            let stack = kept(frames, End::Root);
            assert_eq!(stack.len(), MAX_FRAMES);
            let cut = stack.iter().position(|at| *at == CUT_OFF).unwrap();
            assert!(stack[..cut].iter().copied().eq(0..cut as u64));
            let outer = &stack[cut + 1..];
            assert_eq!(outer.len(), OUTERMOST - 1);
            let first = (frames - outer.len()) as u64;
            assert!(outer.iter().copied().eq(first..frames as u64));
        }
    }

    #[test]
    fn a_stack_without_its_root_ends_with_the_mark() {
        assert_eq!(kept(2, End::Truncated), [0, 1, CUT_OFF]);
        assert_eq!(kept(2, End::Lost), [0, 1]);
        assert_eq!(*kept(MAX_FRAMES, End::Truncated).last().unwrap(), CUT_OFF);
        let deep = kept(1_000, End::Truncated);
        assert_eq!(deep.len(), MAX_FRAMES);
        assert_eq!(*deep.last().unwrap(), CUT_OFF);
    }
}
