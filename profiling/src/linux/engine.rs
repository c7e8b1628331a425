//! Sampling stacks of running threads: timers signal, handlers copy, one collector thread unwinds.
//!
//! Method: for CPU time, `timer_create` on the thread's own CPU clock with
//! `SIGEV_THREAD_ID`, and one timer on the process's clock for threads without their
//! own (see `timers`). Each signal is weighted by 1 + overrun, so that no CPU time is
//! lost where the kernel's tick is slower than the requested rate. For wall time,
//! signals to threads in turns (see `turns`).

mod fork;
mod handler;
mod process_timer;
mod session;
mod slots;
mod tids;
mod timer;
mod timers;
mod turns;

use std::collections::{HashMap, HashSet};
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicI32, AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub(crate) use self::fork::{is_forked, watch_forks};
use self::handler::Cookie;
use self::session::Session;
pub(crate) use self::session::{Clock, Spec};
use super::memory;
use crate::error::{Error, Result};
use crate::profile::{Frame, Module, Profile};
use crate::threads::Thread;
use crate::unwind::{MAX_FRAMES, Unwinder};
use crate::{modules, task};

/// How many profiles may be in progress at once.
pub(crate) const SESSIONS: usize = 6;
/// The place for dumps of all threads.
const DUMP: usize = SESSIONS;
const PLACES: usize = SESSIONS + 1;
/// The longest time that samples wait for the collector.
const TICK: Duration = Duration::from_millis(100);

/// Changed to wake the collector.
static WAKE: AtomicU32 = AtomicU32::new(0);
static COLLECTOR_TID: AtomicI32 = AtomicI32::new(0);
/// How often the collector continued after a panic.
static PANICS: AtomicU64 = AtomicU64::new(0);
static STATE: Mutex<Option<State>> = Mutex::new(None);

struct State {
    unwinder: Unwinder,
    sessions: [Option<Session>; SESSIONS],
    generation: u32,
    dump: Option<Dump>,
}

struct Dump {
    cookie: Cookie,
    stacks: HashMap<i32, Vec<Frame>>,
}

/// A profile in progress; dropping it stops sampling.
pub(crate) struct Handle {
    cookie: Cookie,
}

/// Whether `what` is available here and now.
pub(crate) fn available(_what: &'static str) -> Result<()> {
    if is_forked() {
        Err(Error::Forked)
    } else {
        memory::check()
    }
}

/// For the profile's comments: what replaces a system call that is forbidden here.
pub(crate) fn memory_comment() -> Option<String> {
    memory::is_by_file().then(|| {
        "memory: process_vm_readv is forbidden here (by a seccomp filter?); it was read from /proc/self/mem".to_owned()
    })
}

pub(super) fn collector_tid() -> i32 {
    COLLECTOR_TID.load(Ordering::Relaxed)
}

pub(super) fn panics() -> u64 {
    PANICS.load(Ordering::Relaxed)
}

/// Wakes the collector; safe in a signal handler.
fn wake() {
    WAKE.fetch_add(1, Ordering::Release);
    // SAFETY: a futex on a static.
    unsafe {
        libc::syscall(
            libc::SYS_futex,
            WAKE.as_ptr(),
            libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG,
            1,
        )
    };
}

/// Sleeps until `seen` is out of date, or until `time` is over if it is given.
fn wait(seen: u32, at_most: Option<Duration>) {
    let time = at_most.map(|time| libc::timespec {
        tv_sec: time.as_secs().cast_signed(),
        tv_nsec: libc::c_long::from(time.subsec_nanos().cast_signed()),
    });
    let time = time.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    // SAFETY: a futex on a static; `time` is null or lives until the call returns.
    unsafe {
        libc::syscall(
            libc::SYS_futex,
            WAKE.as_ptr(),
            libc::FUTEX_WAIT | libc::FUTEX_PRIVATE_FLAG,
            seen,
            time,
        )
    };
}

fn lock() -> MutexGuard<'static, Option<State>> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The state, after ensuring that handler, slots and collector exist.
fn prepared(state: &mut Option<State>) -> Result<&mut State> {
    memory::check()?;
    if state.is_none() {
        slots::prepare()?;
        handler::install()?;
        std::thread::Builder::new()
            .name("profiling".to_owned())
            .spawn(collect)
            .map_err(|source| Error::System {
                call: "starting the collector thread",
                source,
                hint: "",
            })?;
    } else {
        // Another part of the process may have replaced our handler meanwhile.
        handler::install()?;
    }
    Ok(state.get_or_insert_with(|| State {
        unwinder: Unwinder::new(),
        sessions: [const { None }; SESSIONS],
        generation: 0,
        dump: None,
    }))
}

impl State {
    fn next_cookie(&mut self, place: usize) -> Cookie {
        self.generation = self.generation.wrapping_add(1).max(1);
        Cookie {
            place,
            generation: self.generation,
        }
    }

    /// One pass of the collector; returns how long it may sleep afterwards, `None` for
    /// no limit.
    fn work(&mut self) -> Option<Duration> {
        self.drain();
        let sessions = || self.sessions.iter().flatten();
        let walls = sessions().filter(|session| session.is_wall()).count();
        let mut pause = sessions().next().map(|_| TICK);
        for session in self.sessions.iter_mut().flatten() {
            if let Some(next) = session.work(walls) {
                let left = next.saturating_duration_since(Instant::now());
                pause = pause.map(|pause| pause.min(left));
            }
        }
        pause
    }

    /// Unwinds and counts the samples that wait in the slots.
    fn drain(&mut self) {
        slots::drain(|record| {
            let Some(cookie) = Cookie::unpack(record.cookie) else {
                return;
            };
            if let Some(dump) = &mut self.dump
                && dump.cookie == cookie
            {
                let mut addresses = [0; MAX_FRAMES];
                let (stack, _) = session::unwind(record, &mut self.unwinder, &mut addresses);
                dump.stacks.insert(record.tid, stack);
            } else if let Some(Some(session)) = self.sessions.get_mut(cookie.place)
                && session.cookie == cookie
            {
                session.count(record, &mut self.unwinder);
            }
            // All others belong to a session that has ended.
        });
    }
}

/// The collector's main loop.
fn collect() {
    // SAFETY: gettid has no conditions.
    let tid = unsafe { libc::syscall(libc::SYS_gettid) } as i32;
    COLLECTOR_TID.store(tid, Ordering::Relaxed);
    let _own = task::Own::enter();
    loop {
        let seen = WAKE.load(Ordering::Acquire);
        modules::notice_changes();
        // A panic would otherwise end all sampling unnoticed.
        let worked = catch_unwind(|| lock().as_mut().and_then(State::work));
        let pause = worked.unwrap_or_else(|_| {
            PANICS.fetch_add(1, Ordering::Relaxed);
            Some(TICK)
        });
        wait(seen, pause);
    }
}

impl Handle {
    /// Starts sampling every thread.
    pub(crate) fn start(spec: Spec) -> Result<Self> {
        if is_forked() {
            return Err(Error::Forked);
        }
        watch_forks();
        modules::notice_changes();
        let without_process_timer = match spec.clock {
            Clock::Cpu => process_timer::reason_against(),
            Clock::Wall => None,
        };
        let mut state = lock();
        let state = prepared(&mut state)?;
        let place = state
            .sessions
            .iter()
            .position(Option::is_none)
            .ok_or(Error::TooManySessions { limit: SESSIONS })?;
        let cookie = state.next_cookie(place);
        state.sessions[place] = Some(Session::start(cookie, spec, without_process_timer)?);
        wake();
        Ok(Self { cookie })
    }

    /// Why there are no samples, if something prevents them.
    pub(crate) fn problem(&self) -> Option<Error> {
        if is_forked() {
            return Some(Error::Forked);
        }
        lock().as_ref()?.sessions[self.cookie.place]
            .as_ref()?
            .problem()
    }

    /// The profile since the start or the last call; sampling continues.
    pub(crate) fn take(&self) -> Profile {
        if is_forked() {
            return Profile::default();
        }
        let mut state = lock();
        let Some(state) = state.as_mut() else {
            return Profile::default();
        };
        state.drain();
        let State {
            unwinder, sessions, ..
        } = state;
        sessions[self.cookie.place]
            .as_mut()
            .map(|session| session.take(unwinder))
            .unwrap_or_default()
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if is_forked() {
            return;
        }
        if let Some(state) = lock().as_mut() {
            state.sessions[self.cookie.place] = None;
        }
    }
}

/// The stacks of all threads at this moment; waits at most `patience`. The profiler's
/// own threads are included only if `with_profiler`.
pub(crate) fn dump(patience: Duration, with_profiler: bool) -> Result<(Vec<Thread>, Vec<Module>)> {
    /// One dump at a time.
    static TURN: Mutex<()> = Mutex::new(());
    if is_forked() {
        return Err(Error::Forked);
    }
    watch_forks();
    modules::notice_changes();
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let cookie = {
        let mut state = lock();
        let state = prepared(&mut state)?;
        let cookie = state.next_cookie(DUMP);
        state.dump = Some(Dump {
            cookie,
            stacks: HashMap::new(),
        });
        cookie
    };
    let own = if with_profiler {
        HashSet::new()
    } else {
        task::own_ids()
    };
    let mut tids = task::ids();
    if tids.is_empty() {
        return Err(Error::NoProc);
    }
    tids.retain(|tid| !own.contains(tid));
    let until = Instant::now() + patience;
    // Read the state before sending the signal, which wakes a sleeper.
    let mut states: Vec<(i32, &'static str)> = Vec::with_capacity(tids.len());
    let mut answered = 0;
    let mut asked = 0;
    for group in tids.chunks(slots::count() / 4) {
        for tid in group {
            states.push((*tid, task::state(*tid)));
            // A thread that blocks the signal is not waited for.
            if !task::blocks(*tid, libc::SIGPROF) {
                send(*tid, cookie);
                asked += 1;
            }
        }
        // At most as many at once as there are slots.
        loop {
            let mut state = lock();
            if let Some(state) = state.as_mut() {
                state.drain();
                answered = state.dump.as_ref().map_or(0, |dump| dump.stacks.len());
            }
            drop(state);
            if answered >= asked || Instant::now() >= until {
                break;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }
    let mut state = lock();
    let Some(state) = state.as_mut() else {
        return Ok((Vec::new(), Vec::new()));
    };
    state.drain();
    let mut stacks = state
        .dump
        .take()
        .map(|dump| dump.stacks)
        .unwrap_or_default();
    let modules = state.unwinder.modules().all().to_vec();
    let threads = states
        .into_iter()
        .filter(|(tid, _)| task::exists(*tid))
        .map(|(tid, state)| Thread {
            tid,
            name: task::name(tid),
            state,
            stack: stacks.remove(&tid).unwrap_or_default(),
        })
        .collect();
    Ok((threads, modules))
}

/// Queues our signal to one thread; a thread that has ended is not an error.
fn send(tid: i32, cookie: Cookie) {
    #[repr(C)]
    struct Queued {
        signal: i32,
        errno: i32,
        code: i32,
        padding: i32,
        pid: i32,
        uid: u32,
        value: u64,
        /// The kernel reads 128 bytes.
        rest: [u64; 12],
    }
    // SAFETY: `info` has the kernel's layout and lives until the call returns.
    unsafe {
        let info = Queued {
            signal: libc::SIGPROF,
            errno: 0,
            code: libc::SI_QUEUE,
            padding: 0,
            pid: libc::getpid(),
            uid: libc::getuid(),
            value: cookie.pack(),
            rest: [0; 12],
        };
        libc::syscall(
            libc::SYS_rt_tgsigqueueinfo,
            libc::getpid(),
            tid,
            libc::SIGPROF,
            &raw const info,
        );
    }
}
