//! Counts with ptrace: a process may trace its own child without privileges, and
//! is notified of each call before the kernel acts on it
//! (<https://man7.org/linux/man-pages/man2/ptrace.2.html>).
//!
//! The child runs the case between two calls of a kind that nothing else makes, so
//! that the count is exact: what prepares and ends the process lies outside.

use std::collections::{BTreeMap, HashSet};
use std::process::{Command, Stdio};

use anyhow::Context;
use nix::errno::Errno;
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::{Signal, raise};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use patterns::catalogue::CaseId;

use crate::Found;

/// How the child ends if it may not be traced.
const REFUSED: i32 = 77;

/// Runs `case` twice, as every tool does, and the second time between two marks.
///
/// # Errors
/// If this process cannot stop itself.
pub fn run_traced(case: &CaseId) -> anyhow::Result<()> {
    let mut prepared = case.prepare();
    prepared.run();
    if let Err(refused) = ptrace::traceme() {
        eprintln!("{refused}");
        std::process::exit(REFUSED);
    }
    // The parent sets its options, and it continues from here.
    raise(Signal::SIGSTOP).context("cannot stop")?;
    mark();
    prepared.run();
    mark();
    Ok(())
}

/// The mark: `getppid`, which neither the standard library nor a pattern needs.
fn mark() {
    let _ = std::os::unix::process::parent_id();
}

const MARK: i64 = libc::SYS_getppid;

/// What the call of `case` asks of the kernel, threads that it starts included.
///
/// # Errors
/// If the child cannot be started, or ends in another way than by success.
pub fn count(case: &str) -> anyhow::Result<Found> {
    let program = std::env::current_exe().context("this program's place is not known")?;
    let child = Command::new(program)
        .args([case, "--traced"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .context("cannot start the traced process")?;
    let child = Pid::from_raw(i32::try_from(child.id())?);
    match waitpid(child, Some(WaitPidFlag::__WALL))? {
        WaitStatus::Stopped(_, Signal::SIGSTOP) => {}
        WaitStatus::Exited(_, REFUSED) => return Ok(refused(Errno::EPERM)),
        other => anyhow::bail!("the traced process did not stop: {other:?}"),
    }
    let options = Options::PTRACE_O_TRACESYSGOOD
        | Options::PTRACE_O_TRACECLONE
        | Options::PTRACE_O_TRACEFORK
        | Options::PTRACE_O_TRACEVFORK
        | Options::PTRACE_O_EXITKILL;
    if let Err(error) = ptrace::setoptions(child, options) {
        let _ = ptrace::kill(child);
        return Ok(refused(error));
    }
    ptrace::syscall(child, None)?;
    follow(child).map(Found::Calls)
}

fn refused(error: Errno) -> Found {
    Found::NotMeasured(format!(
        "this system does not let a process trace its child (ptrace: {})",
        error.desc()
    ))
}

/// Follows the child and all that it starts to the child's end.
fn follow(child: Pid) -> anyhow::Result<BTreeMap<String, u64>> {
    let mut calls = BTreeMap::new();
    let mut marks = 0;
    // Each call stops its thread twice: before and after.
    let mut inside = HashSet::new();
    loop {
        match waitpid(None, Some(WaitPidFlag::__WALL))? {
            WaitStatus::PtraceSyscall(thread) => {
                if !inside.remove(&thread) {
                    inside.insert(thread);
                    match number(thread)? {
                        MARK => marks += 1,
                        number if marks == 1 => *calls.entry(name(number)).or_default() += 1,
                        _ => {}
                    }
                }
                resume(thread, None)?;
            }
            WaitStatus::Stopped(thread, signal) => {
                // A new thread begins with this one, which is not for it.
                resume(thread, (signal != Signal::SIGSTOP).then_some(signal))?;
            }
            WaitStatus::PtraceEvent(thread, ..) => resume(thread, None)?,
            WaitStatus::Exited(process, 0) if process == child => {
                anyhow::ensure!(marks == 2, "the traced process left {marks} marks, not 2");
                return Ok(calls);
            }
            WaitStatus::Exited(process, code) if process == child => {
                anyhow::bail!("the traced process ended with exit code {code}")
            }
            WaitStatus::Signaled(process, signal, _) if process == child => {
                anyhow::bail!("the traced process was ended by {signal}")
            }
            _ => {}
        }
    }
}

/// Lets a thread run to its next stop, unless it has ended meanwhile.
fn resume(thread: Pid, signal: Option<Signal>) -> anyhow::Result<()> {
    match ptrace::syscall(thread, signal) {
        Ok(()) | Err(Errno::ESRCH) => Ok(()),
        Err(error) => Err(error).context("cannot resume a thread"),
    }
}

/// Which call the stopped thread is about to make.
fn number(thread: Pid) -> anyhow::Result<i64> {
    let registers = ptrace::getregs(thread).context("cannot read a thread's registers")?;
    #[cfg(target_arch = "x86_64")]
    let number = registers.orig_rax;
    #[cfg(target_arch = "aarch64")]
    let number = registers.regs[8];
    Ok(number.cast_signed())
}

/// The kernel's name of a call; its number where it is not one of [`NAMES`].
fn name(number: i64) -> String {
    let known = NAMES.iter().find(|(known, _)| *known == number);
    known.map_or_else(
        || format!("number {number}"),
        |(_, name)| (*name).to_owned(),
    )
}

/// What the standard library, allocators and threads ask of the kernel.
const NAMES: &[(i64, &str)] = &[
    (libc::SYS_brk, "brk"),
    (libc::SYS_clone, "clone"),
    (libc::SYS_clone3, "clone3"),
    (libc::SYS_close, "close"),
    (libc::SYS_copy_file_range, "copy_file_range"),
    (libc::SYS_exit, "exit"),
    (libc::SYS_fcntl, "fcntl"),
    (libc::SYS_fstat, "fstat"),
    (libc::SYS_futex, "futex"),
    (libc::SYS_getrandom, "getrandom"),
    (libc::SYS_gettid, "gettid"),
    (libc::SYS_lseek, "lseek"),
    (libc::SYS_madvise, "madvise"),
    (libc::SYS_mmap, "mmap"),
    (libc::SYS_mprotect, "mprotect"),
    (libc::SYS_mremap, "mremap"),
    (libc::SYS_munmap, "munmap"),
    (libc::SYS_openat, "openat"),
    (libc::SYS_prctl, "prctl"),
    (libc::SYS_pread64, "pread64"),
    (libc::SYS_pwrite64, "pwrite64"),
    (libc::SYS_read, "read"),
    (libc::SYS_readv, "readv"),
    (libc::SYS_rseq, "rseq"),
    (libc::SYS_rt_sigprocmask, "rt_sigprocmask"),
    (libc::SYS_sched_getaffinity, "sched_getaffinity"),
    (libc::SYS_sched_yield, "sched_yield"),
    (libc::SYS_set_robust_list, "set_robust_list"),
    (libc::SYS_sigaltstack, "sigaltstack"),
    (libc::SYS_statx, "statx"),
    (libc::SYS_write, "write"),
    (libc::SYS_writev, "writev"),
];
