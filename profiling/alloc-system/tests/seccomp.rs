//! Where a filter forbids the call by which stacks are read, another is used and
//! reported; where both are forbidden, there is an error and no empty profile. One
//! test: a filter applies to the whole process, for good.

#![cfg(all(target_os = "linux", target_arch = "x86_64"))]
#![allow(clippy::unwrap_used, reason = "a panic is the report")]

#[path = "../../tests/support/mod.rs"]
mod support;

use profiling_alloc_system as _;

use profiling::{Cpu, Profile, heap, pprof};
use support::{burn, pause, share, while_busy};

/// Makes `call` fail with `EPERM` in every thread, as containers' filters do.
fn forbid(call: libc::c_long) {
    let statement = |code: u32, jump_false: u8, value: u32| libc::sock_filter {
        code: u16::try_from(code).unwrap(),
        jt: 0,
        jf: jump_false,
        k: value,
    };
    let number = u32::try_from(call).unwrap();
    let refused = libc::SECCOMP_RET_ERRNO | u32::try_from(libc::EPERM).unwrap();
    let mut filter = [
        // The call's number is the first field that the kernel shows the filter.
        statement(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0),
        statement(libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K, 1, number),
        statement(libc::BPF_RET | libc::BPF_K, 0, refused),
        statement(libc::BPF_RET | libc::BPF_K, 0, libc::SECCOMP_RET_ALLOW),
    ];
    let program = libc::sock_fprog {
        len: u16::try_from(filter.len()).unwrap(),
        filter: filter.as_mut_ptr(),
    };
    // SAFETY: the program lives until the call returns, which copies it.
    unsafe {
        assert_eq!(libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
        let set = libc::syscall(
            libc::SYS_seccomp,
            libc::SECCOMP_SET_MODE_FILTER,
            libc::SECCOMP_FILTER_FLAG_TSYNC,
            &raw const program,
        );
        assert_eq!(set, 0, "{}", std::io::Error::last_os_error());
    }
}

#[inline(never)]
fn allocate_for_heap() -> Vec<Box<[u8; 8192]>> {
    (0..2000)
        .map(|_| std::hint::black_box(Box::new([1; 8192])))
        .collect()
}

#[inline(never)]
fn busy_work() {
    std::hint::black_box(burn(20_000));
}

fn told(profile: &Profile) -> bool {
    profile
        .comments
        .iter()
        .any(|told| told.contains("process_vm_readv is forbidden"))
}

#[test]
fn stacks_are_read_another_way_or_the_reason_is_told() {
    forbid(libc::SYS_process_vm_readv);
    let kept = allocate_for_heap();
    let profile = heap::profile().unwrap();
    drop(kept);
    assert!(told(&profile), "{:?}", profile.comments);
    assert!(share(&pprof::message(&profile), 1, "allocate_for_heap", None) > 0.5);

    let mut cpu = Profile::default();
    // On a busy machine a short profile may be empty.
    for _ in 0..20 {
        cpu = while_busy(1, busy_work, || {
            let cpu = Cpu::start_at(499).unwrap();
            pause(300);
            cpu.stop()
        });
        if !cpu.samples.is_empty() {
            break;
        }
    }
    assert!(told(&cpu), "{:?}", cpu.comments);
    let message = pprof::message(&cpu);
    assert!(share(&message, 1, "busy_work", None) > 0.5);
    assert!(share(&message, 1, "std::thread", None) > 0.5, "to the root");

    forbid(libc::SYS_pread64);
    for refusal in [heap::profile().map(drop), Cpu::start().map(drop)] {
        let refusal = refusal.unwrap_err().to_string();
        assert!(refusal.contains("seccomp"), "{refusal}");
    }
}
