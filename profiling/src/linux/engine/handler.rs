//! The signal handler, which copies registers and a bounded piece of the stack, and
//! nothing else.
//!
//! It allocates nothing, takes no lock and reads the stack through the kernel (see
//! `memory`).

use std::sync::atomic::{AtomicI32, AtomicU64, Ordering};

use super::slots::{self, STACK_BYTES};
use super::tids;
use super::timer::{PROCESS_SIGNAL, thread_cpu_ns};
use crate::error::{Error, Result};
use crate::linux::memory;
use crate::unwind::Regs;

/// The upper bits of every value that our timers send.
const MAGIC: u64 = 0x5052 << 48;

/// The session of a signal: its place, and the number of the place's current tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cookie {
    pub(super) place: usize,
    pub(super) generation: u32,
}

impl Cookie {
    pub(super) fn pack(self) -> u64 {
        MAGIC | u64::from(self.generation) << 8 | self.place as u64
    }

    pub(super) fn unpack(packed: u64) -> Option<Self> {
        (packed >> 48 == MAGIC >> 48).then_some(Self {
            place: usize::from(packed.to_le_bytes()[0]),
            generation: u32::try_from(packed >> 8 & 0xffff_ffff).ok()?,
        })
    }
}

/// Periods that found no free slot, by session.
pub(super) static DROPPED: [AtomicU64; super::PLACES] =
    [const { AtomicU64::new(0) }; super::PLACES];

/// Periods of the process's timer that reached a thread which had not run, by session:
/// the thread that did run blocks the signal.
pub(super) static REFUSED: [AtomicU64; super::PLACES] =
    [const { AtomicU64::new(0) }; super::PLACES];

/// The place in signals that only test which thread the kernel signals.
pub(super) const PROBE: usize = super::PLACES;
/// The last thread that was signalled in such a test.
pub(super) static PROBED: AtomicI32 = AtomicI32::new(0);

/// The kernel's layout of `siginfo_t` on 64-bit Linux, for timers and queued
/// signals (include/uapi/asm-generic/siginfo.h).
#[repr(C)]
struct Info {
    signal: i32,
    errno: i32,
    code: i32,
    padding: i32,
    /// The timer, or the sending process.
    _sender: i32,
    /// How many expirations were not delivered, or the sending user.
    overrun: i32,
    value: u64,
}

/// Installs the handler once; it stays, since a late signal would end the process.
pub(super) fn install() -> Result<()> {
    // The process's timer may interrupt this handler: if its signal were blocked, the
    // kernel would send it to a sleeping thread.
    if claim(libc::SIGPROF, on_signal, Some(PROCESS_SIGNAL))? {
        Ok(())
    } else {
        Err(Error::SignalTaken)
    }
}

/// Installs the handler of [`PROCESS_SIGNAL`]; returns false where another part of the
/// process uses that signal.
pub(super) fn install_for_process() -> bool {
    claim(PROCESS_SIGNAL, on_process_signal, None).unwrap_or(false)
}

/// Whether `SIGPROF` is still ours.
pub(super) fn is_installed() -> bool {
    current(libc::SIGPROF).is_ok_and(|action| action.sa_sigaction == address(on_signal))
}

type Handler = extern "C" fn(libc::c_int, *mut libc::siginfo_t, *mut libc::c_void);

fn address(handler: Handler) -> usize {
    handler as *const () as usize
}

fn current(signal: libc::c_int) -> Result<libc::sigaction> {
    // SAFETY: plain data, filled by the call.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        if libc::sigaction(signal, std::ptr::null(), &raw mut action) != 0 {
            return Err(Error::last_os("sigaction", ""));
        }
        Ok(action)
    }
}

/// Installs `handler` for `signal`, unless another part of the process uses it: then
/// returns false. The handler blocks all other signals except `open`.
fn claim(signal: libc::c_int, handler: Handler, open: Option<libc::c_int>) -> Result<bool> {
    let old = current(signal)?.sa_sigaction;
    if old == address(handler) {
        return Ok(true);
    }
    if old != libc::SIG_DFL && old != libc::SIG_IGN {
        return Ok(false);
    }
    // SAFETY: the structure is plain data; the handler has the signature that SA_SIGINFO asks for.
    unsafe {
        let mut new: libc::sigaction = std::mem::zeroed();
        new.sa_sigaction = address(handler);
        new.sa_flags = libc::SA_SIGINFO | libc::SA_RESTART | libc::SA_ONSTACK;
        libc::sigfillset(&raw mut new.sa_mask);
        if let Some(open) = open {
            libc::sigdelset(&raw mut new.sa_mask, open);
        }
        if libc::sigaction(signal, &raw const new, std::ptr::null_mut()) != 0 {
            return Err(Error::last_os("sigaction", ""));
        }
    }
    Ok(true)
}

extern "C" fn on_signal(
    _signal: libc::c_int,
    info: *mut libc::siginfo_t,
    context: *mut libc::c_void,
) {
    // SAFETY: errno's place is valid in every thread; the kernel passes valid
    // `info` and `context` to a handler installed with SA_SIGINFO.
    unsafe {
        let errno = *libc::__errno_location();
        sample(&*info.cast::<Info>(), &*context.cast::<libc::ucontext_t>());
        *libc::__errno_location() = errno;
    }
}

extern "C" fn on_process_signal(
    _signal: libc::c_int,
    info: *mut libc::siginfo_t,
    context: *mut libc::c_void,
) {
    // SAFETY: as in `on_signal`.
    unsafe {
        let errno = *libc::__errno_location();
        sample_without_timer(&*info.cast::<Info>(), &*context.cast::<libc::ucontext_t>());
        *libc::__errno_location() = errno;
    }
}

fn gettid() -> i32 {
    // SAFETY: gettid has no conditions.
    (unsafe { libc::syscall(libc::SYS_gettid) }) as i32
}

fn weight(info: &Info) -> u32 {
    info.overrun.max(0).cast_unsigned().saturating_add(1)
}

/// Handles a period of the process's CPU time, unless the thread has a timer of its
/// own, which counts it, or did not run.
fn sample_without_timer(info: &Info, context: &libc::ucontext_t) {
    if info.code != libc::SI_TIMER {
        return;
    }
    let Some(cookie) = Cookie::unpack(info.value) else {
        return;
    };
    let tid = gettid();
    if cookie.place == PROBE {
        return PROBED.store(tid, Ordering::Relaxed);
    }
    if tids::has_timer(cookie.place, tid) {
        return;
    }
    let weight = weight(info);
    if tids::has_run(cookie.place, tid, thread_cpu_ns()) {
        keep(info.value, cookie, tid, weight, context);
    } else if let Some(refused) = REFUSED.get(cookie.place) {
        refused.fetch_add(u64::from(weight), Ordering::Relaxed);
    }
}

fn sample(info: &Info, context: &libc::ucontext_t) {
    let is_timer = info.code == libc::SI_TIMER;
    if !is_timer && info.code != libc::SI_QUEUE {
        return;
    }
    let Some(cookie) = Cookie::unpack(info.value) else {
        return;
    };
    let weight = if is_timer { weight(info) } else { 1 };
    keep(info.value, cookie, gettid(), weight, context);
}

/// Hands registers and stack to the collector.
fn keep(packed: u64, cookie: Cookie, tid: i32, weight: u32, context: &libc::ucontext_t) {
    let regs = registers(context);
    let written = slots::publish(|record| {
        // SAFETY: `publish` gives a pointer that is valid and ours alone until it
        // returns; the kernel writes at most 16 bytes of a name.
        unsafe {
            (*record).cookie = packed;
            (*record).tid = tid;
            (*record).weight = weight;
            (*record).regs = regs;
            libc::prctl(libc::PR_GET_NAME, &raw mut (*record).name);
            let stack = (&raw mut (*record).stack).cast();
            let copied = memory::copy(regs.sp, stack, STACK_BYTES);
            (*record).stack_bytes = u32::try_from(copied).unwrap_or(0);
        }
    });
    if !written && let Some(dropped) = DROPPED.get(cookie.place) {
        dropped.fetch_add(u64::from(weight), Ordering::Relaxed);
    }
}

#[cfg(target_arch = "x86_64")]
fn registers(context: &libc::ucontext_t) -> Regs {
    let general = &context.uc_mcontext.gregs;
    Regs {
        pc: general[libc::REG_RIP as usize].cast_unsigned(),
        sp: general[libc::REG_RSP as usize].cast_unsigned(),
        fp: general[libc::REG_RBP as usize].cast_unsigned(),
        lr: 0,
    }
}

#[cfg(target_arch = "aarch64")]
fn registers(context: &libc::ucontext_t) -> Regs {
    let machine = &context.uc_mcontext;
    Regs {
        pc: machine.pc,
        sp: machine.sp,
        fp: machine.regs[29],
        lr: machine.regs[30],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_comes_back_whole_and_foreign_values_do_not_pass() {
        let cookie = Cookie {
            place: 5,
            generation: u32::MAX,
        };
        assert_eq!(Cookie::unpack(cookie.pack()), Some(cookie));
        assert_eq!(Cookie::unpack(0), None);
        assert_eq!(
            Cookie::unpack(0x7fff_1234_5678),
            None,
            "a pointer of somebody else"
        );
    }
}
