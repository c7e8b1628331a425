//! The signal handler: copies registers and a bounded piece of the stack, and nothing else.
//!
//! It allocates nothing, takes no lock and reads the stack through the kernel
//! (`process_vm_readv`), which answers with an error where reading directly
//! would crash.

use std::sync::atomic::{AtomicU64, Ordering};

use super::slots::{self, STACK_BYTES};
use crate::error::{Error, Result};
use crate::unwind::Regs;

/// The upper bits of every value that our timers carry.
const MAGIC: u64 = 0x5052 << 48;
const PAGE: usize = 4096;
const PAGES: usize = STACK_BYTES / PAGE + 1;

/// Which session a signal belongs to: a place among the sessions and the number of its tenant.
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

/// Installs the handler, once; it stays, since a late signal would end the process.
pub(super) fn install() -> Result<()> {
    // SAFETY: both structures are plain data; the handler has the signature that SA_SIGINFO asks for.
    unsafe {
        let mut old: libc::sigaction = std::mem::zeroed();
        if libc::sigaction(libc::SIGPROF, std::ptr::null(), &raw mut old) != 0 {
            return Err(Error::last_os("sigaction", ""));
        }
        let ours = on_signal as *const () as usize;
        if old.sa_sigaction == ours {
            return Ok(());
        }
        if old.sa_sigaction != libc::SIG_DFL && old.sa_sigaction != libc::SIG_IGN {
            return Err(Error::SignalTaken);
        }
        let mut new: libc::sigaction = std::mem::zeroed();
        new.sa_sigaction = ours;
        new.sa_flags = libc::SA_SIGINFO | libc::SA_RESTART | libc::SA_ONSTACK;
        libc::sigfillset(&raw mut new.sa_mask);
        if libc::sigaction(libc::SIGPROF, &raw const new, std::ptr::null_mut()) != 0 {
            return Err(Error::last_os("sigaction", ""));
        }
    }
    Ok(())
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

fn sample(info: &Info, context: &libc::ucontext_t) {
    let is_timer = info.code == libc::SI_TIMER;
    if !is_timer && info.code != libc::SI_QUEUE {
        return;
    }
    let Some(cookie) = Cookie::unpack(info.value) else {
        return;
    };
    let Some(dropped) = DROPPED.get(cookie.place) else {
        return;
    };
    let overrun = if is_timer { info.overrun.max(0) } else { 0 };
    let weight = overrun.cast_unsigned().saturating_add(1);
    let regs = registers(context);
    // SAFETY: gettid has no conditions.
    let tid = unsafe { libc::syscall(libc::SYS_gettid) } as i32;
    let written = slots::publish(|record| {
        // SAFETY: `publish` gives a pointer that is valid and ours alone until it returns.
        unsafe {
            (*record).cookie = info.value;
            (*record).tid = tid;
            (*record).weight = weight;
            (*record).regs = regs;
            (*record).stack_bytes = copy_stack(regs.sp, tid, &raw mut (*record).stack);
        }
    });
    if !written {
        dropped.fetch_add(u64::from(weight), Ordering::Relaxed);
    }
}

/// Copies from `sp` upwards as far as memory is mapped and the buffer lasts;
/// gives the number of bytes.
fn copy_stack(sp: u64, tid: i32, buffer: *mut [u8; STACK_BYTES]) -> u32 {
    // A transfer is partial only between pieces, hence a piece for each page.
    let mut pieces = [libc::iovec {
        iov_base: std::ptr::null_mut(),
        iov_len: 0,
    }; PAGES];
    let mut covered = 0;
    let mut count = 0;
    while covered < STACK_BYTES && count < PAGES {
        let address = sp.wrapping_add(covered as u64);
        let to_page_end = PAGE - (address as usize & (PAGE - 1));
        let len = to_page_end.min(STACK_BYTES - covered);
        pieces[count] = libc::iovec {
            iov_base: address as *mut libc::c_void,
            iov_len: len,
        };
        covered += len;
        count += 1;
    }
    let local = libc::iovec {
        iov_base: buffer.cast(),
        iov_len: STACK_BYTES,
    };
    // SAFETY: `local` is the slot's buffer; the kernel checks the pieces.
    // A thread's id names its process here.
    let copied = unsafe {
        libc::process_vm_readv(tid, &raw const local, 1, pieces.as_ptr(), count as u64, 0)
    };
    u32::try_from(copied).unwrap_or(0)
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

/// Whether the kernel lets this process copy its own memory, which a seccomp filter may forbid.
pub(super) fn check_copying() -> Result<()> {
    let here = 0u64;
    let mut there = 0u64;
    let local = libc::iovec {
        iov_base: (&raw mut there).cast(),
        iov_len: 8,
    };
    let remote = libc::iovec {
        iov_base: (&raw const here).cast_mut().cast(),
        iov_len: 8,
    };
    // SAFETY: both point to eight bytes on this stack.
    let read = unsafe {
        libc::process_vm_readv(libc::getpid(), &raw const local, 1, &raw const remote, 1, 0)
    };
    if read == 8 {
        return Ok(());
    }
    Err(Error::last_os(
        "process_vm_readv",
        "; hint: the container's seccomp filter must allow it",
    ))
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
