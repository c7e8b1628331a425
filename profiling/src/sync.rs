//! A mutex that reports where threads wait for it (`block`) and which holders made
//! them wait (`mutex`).
//!
//! The standard library's locks cannot be observed from outside; switch those that
//! matter by changing their `use` line. An uncontended lock costs one more
//! compare-and-swap and no system call.

mod contention;

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LockResult, PoisonError, TryLockError};

pub(crate) use contention::{Kind, profile};

use crate::clock;

/// Like [`std::sync::Mutex`], and measures waiting.
#[derive(Debug, Default)]
pub struct Mutex<T: ?Sized> {
    /// When the longest of the current waits began, in nanoseconds; zero where nobody
    /// waits.
    waiting_since_ns: AtomicU64,
    inner: std::sync::Mutex<T>,
}

/// Keeps a [`Mutex`] locked; dropping it unlocks.
#[derive(Debug)]
pub struct MutexGuard<'a, T: ?Sized> {
    /// Taken out in `drop`, so that unlocking comes before reporting.
    inner: Option<std::sync::MutexGuard<'a, T>>,
    waiting_since_ns: &'a AtomicU64,
}

impl<T> Mutex<T> {
    /// A mutex, unlocked.
    pub const fn new(value: T) -> Self {
        Self {
            waiting_since_ns: AtomicU64::new(0),
            inner: std::sync::Mutex::new(value),
        }
    }

    /// Returns the value inside.
    ///
    /// # Errors
    /// When a thread panicked while it held the lock.
    pub fn into_inner(self) -> LockResult<T> {
        self.inner.into_inner()
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Waits for the lock.
    ///
    /// # Errors
    /// When a thread panicked while it held the lock.
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        match self.inner.try_lock() {
            Ok(guard) => Ok(self.guard(guard)),
            Err(TryLockError::Poisoned(poisoned)) => {
                Err(PoisonError::new(self.guard(poisoned.into_inner())))
            }
            Err(TryLockError::WouldBlock) => self.wait(),
        }
    }

    #[cold]
    fn wait(&self) -> LockResult<MutexGuard<'_, T>> {
        let began_ns = clock::unix_ns().cast_unsigned();
        // Only the first waiter leaves its mark; whoever unlocks takes it.
        let _ = self.waiting_since_ns.compare_exchange(
            0,
            began_ns,
            Ordering::Relaxed,
            Ordering::Relaxed,
        );
        let result = self.inner.lock();
        let waited_ns = clock::unix_ns().cast_unsigned().saturating_sub(began_ns);
        contention::record(Kind::Block, waited_ns);
        match result {
            Ok(guard) => Ok(self.guard(guard)),
            Err(poisoned) => Err(PoisonError::new(self.guard(poisoned.into_inner()))),
        }
    }

    fn guard<'a>(&'a self, inner: std::sync::MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        MutexGuard {
            inner: Some(inner),
            waiting_since_ns: &self.waiting_since_ns,
        }
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match &self.inner {
            Some(guard) => guard,
            None => unreachable!("the guard is only taken out when it is dropped"),
        }
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        match &mut self.inner {
            Some(guard) => guard,
            None => unreachable!("the guard is only taken out when it is dropped"),
        }
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        let since_ns = self.waiting_since_ns.load(Ordering::Relaxed);
        if since_ns != 0 {
            self.waiting_since_ns.store(0, Ordering::Relaxed);
        }
        self.inner = None;
        if since_ns != 0 {
            let waited_ns = clock::unix_ns().cast_unsigned().saturating_sub(since_ns);
            contention::record(Kind::Mutex, waited_ns);
        }
    }
}
