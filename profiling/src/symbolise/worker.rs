//! One thread for everything that needs debug information: parsed, it takes hundreds
//! of megabytes, which several requests at once would each take, and which their
//! short-lived threads would leave behind in the C library's arenas.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::capture::Inside;
use crate::{engine, task};

/// Memory is given back after this long without a request.
const IDLE: Duration = Duration::from_secs(1);

type Job = Box<dyn FnOnce() + Send>;

static JOBS: Mutex<Option<Sender<Job>>> = Mutex::new(None);

thread_local! {
    static IS_WORKER: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Runs `work` on the one thread, or right here in the child of a fork, which has no
/// such thread.
pub(crate) fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    if engine::is_forked() || IS_WORKER.get() {
        return work();
    }
    let (give, take) = channel();
    let job: Job = Box::new(move || {
        // The caller may be gone.
        let _ = give.send(catch_unwind(AssertUnwindSafe(work)));
    });
    if let Err(job) = hand_over(job) {
        job();
    }
    match take.recv() {
        Ok(Ok(result)) => result,
        Ok(Err(panic)) => resume_unwind(panic),
        Err(_) => unreachable!("a job that was taken answers, also where it panics"),
    }
}

/// Returns the job if no thread can be started.
fn hand_over(job: Job) -> Result<(), Job> {
    let mut jobs = JOBS.lock().unwrap_or_else(PoisonError::into_inner);
    if jobs.is_none() {
        let (give, take) = channel();
        let started = std::thread::Builder::new()
            .name("profiling-names".to_owned())
            .spawn(move || work_off(&take));
        if started.is_ok() {
            *jobs = Some(give);
        }
    }
    match jobs.as_ref() {
        Some(give) => give.send(job).map_err(|unsent| unsent.0),
        None => Err(job),
    }
}

fn work_off(jobs: &Receiver<Job>) {
    IS_WORKER.set(true);
    let _own = task::Own::enter();
    // Allocations here do not belong in the service's heap profile.
    let _inside = Inside::enter();
    let mut is_trimmed = true;
    loop {
        let job = if is_trimmed {
            jobs.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            jobs.recv_timeout(IDLE)
        };
        match job {
            Ok(job) => {
                job();
                is_trimmed = false;
            }
            Err(RecvTimeoutError::Timeout) => {
                trim();
                is_trimmed = true;
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// Gives free memory back to the system; other allocators do so by themselves.
fn trim() {
    #[cfg(all(
        target_os = "linux",
        target_env = "gnu",
        any(target_arch = "x86_64", target_arch = "aarch64")
    ))]
    // SAFETY: may be called at any time by any thread (malloc_trim(3)).
    unsafe {
        libc::malloc_trim(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_take_turns_on_one_thread_and_a_panic_reaches_who_asked() {
        let first = run(|| std::thread::current().id());
        assert_ne!(first, std::thread::current().id());
        assert_eq!(first, run(|| run(|| std::thread::current().id())));
        let panicked = catch_unwind(|| run(|| panic!("on purpose")));
        assert!(panicked.is_err());
        assert_eq!(first, run(|| std::thread::current().id()));
    }
}
