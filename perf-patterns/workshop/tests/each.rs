//! What the proofs of all exercises share: they are checked several at once.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use workshop::registry::Registered;

/// What `failures` finds in each exercise, several exercises at once; only in those that
/// `WORKSHOP_EXERCISES` names, where it is set.
pub fn each(
    exercises: impl Iterator<Item = Registered>,
    failures: impl Fn(Registered) -> Vec<String> + Sync,
) -> Vec<String> {
    let only = std::env::var("WORKSHOP_EXERCISES").ok();
    let is_wanted = |one: &Registered| {
        let is_named = |names: &String| names.split(',').any(|name| name == one.exercise.name);
        only.as_ref().is_none_or(is_named)
    };
    let exercises: Vec<Registered> = exercises.filter(is_wanted).collect();
    let turn = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(one) = exercises.get(turn.fetch_add(1, Ordering::Relaxed)) {
                    // The panic says why; the others are to be seen too.
                    let caught =
                        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| failures(*one)));
                    let name = one.exercise.name;
                    let all = caught.unwrap_or_else(|_| vec![format!("{name} panicked")]);
                    found.lock().unwrap().extend(all);
                }
            });
        }
    });
    eprintln!("{} exercises", exercises.len());
    found.into_inner().unwrap()
}
