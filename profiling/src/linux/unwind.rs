//! From registers and a stack to the addresses of the callers, by the tables in .eh_frame.
//!
//! No frame pointers are needed. Nothing is allocated while unwinding; looking
//! for newly loaded files allocates, and is done between stacks.

use std::time::{Duration, Instant};

use framehop::{
    CacheNative, ExplicitModuleSectionInfo, MustNotAllocateDuringUnwind, UnwindRegsNative,
    Unwinder as _, UnwinderNative,
};

use crate::modules::{self, Image, Modules, Table};

/// The most frames of a stack that are kept.
pub(crate) const MAX_FRAMES: usize = 256;
/// How soon after looking for new files to look again at the earliest.
const FIRST_REFRESH_PAUSE: Duration = Duration::from_millis(200);
/// Generated code belongs to no file: the pause doubles up to this.
const LAST_REFRESH_PAUSE: Duration = Duration::from_secs(60);

/// What is needed to unwind: the registers that frames are found by.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub(crate) struct Regs {
    pub(crate) pc: u64,
    pub(crate) sp: u64,
    pub(crate) fp: u64,
    /// The link register; zero where the processor has none.
    pub(crate) lr: u64,
}

/// How a stack ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// At the thread's first function.
    Root,
    /// Where the readable part of the stack ended, or at [`MAX_FRAMES`].
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
    /// What the loader had changed by then.
    changes: u64,
}

impl Unwinder {
    pub(crate) fn new() -> Self {
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

    /// Looks for newly loaded files if the loader changed some, or if `addresses`
    /// hold one that is in none, and enough time has passed. True when a stack
    /// may be read better now.
    pub(crate) fn learn(&mut self, addresses: &[u64]) -> bool {
        if modules::changes() != self.changes {
            self.refresh();
            return true;
        }
        let all_known = addresses.iter().all(|address| self.modules.knows(*address));
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
        // Before looking: what changes meanwhile is looked at again.
        self.changes = modules::changes();
        let mut added = Vec::new();
        let mut removed = Vec::new();
        self.modules
            .refresh(|image| added.push(image), |start| removed.push(start));
        // What it remembers of addresses may be another library's by now.
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

    /// Walks from the innermost frame outwards into `out`: the interrupted
    /// address, then the addresses of the calls. `read` gives the eight bytes
    /// at an address of the stack, or nothing where it cannot be read.
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
        let mut count = 0;
        let end = loop {
            if count == MAX_FRAMES {
                break End::Truncated;
            }
            match frames.next() {
                Ok(Some(frame)) => {
                    out[count] = frame.address_for_lookup();
                    count += 1;
                }
                Ok(None) => break End::Root,
                Err(_) if ran_out => break End::Truncated,
                Err(_) => break End::Lost,
            }
        };
        (count, end)
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
