//! All threads at one moment: names, states and stacks.
//!
//! Each thread is signalled and answers with its stack; a thread that does not answer
//! in time (signals blocked, stuck in the kernel) is listed without one.

use std::fmt::Write;
use std::time::Duration;

use crate::error::Result;
use crate::profile::{Frame, Profile, Sample, ValueType};
use crate::symbolise;
use crate::{clock, engine};

/// How long all threads together have to answer: on a busy machine a thread that waits
/// for a processor answers late.
const PATIENCE: Duration = Duration::from_secs(2);

/// A thread at one moment.
#[derive(Clone, Debug)]
pub struct Thread {
    /// The kernel's id.
    pub tid: i32,
    /// The name, at most 15 bytes, as the kernel keeps it.
    pub name: String,
    /// Its state in a word: running, sleeping, waiting for a device, stopped.
    pub state: &'static str,
    /// Innermost frame first; empty where the thread did not answer.
    pub stack: Vec<Frame>,
}

/// All threads of this process.
#[derive(Clone, Debug)]
pub struct Threads {
    /// In the kernel's order, the main thread first.
    pub threads: Vec<Thread>,
    modules: Vec<crate::profile::Module>,
}

/// Reads the stack of every thread except the profiler's own. Takes milliseconds, at
/// most two seconds.
///
/// # Errors
/// When the system does not support it, or another part of the process uses SIGPROF.
pub fn list() -> Result<Threads> {
    ask(false)
}

/// As [`list`], including the profiler's own threads.
///
/// # Errors
/// As [`list`].
pub fn list_with_profiler() -> Result<Threads> {
    ask(true)
}

fn ask(with_profiler: bool) -> Result<Threads> {
    let (found, modules) = engine::dump(PATIENCE, with_profiler)?;
    Ok(Threads {
        threads: found,
        modules,
    })
}

impl Threads {
    /// As a profile with one count for each thread, labelled with its name and state.
    #[must_use]
    pub fn profile(&self) -> Profile {
        let samples = self
            .threads
            .iter()
            .map(|thread| Sample {
                stack: thread.stack.clone(),
                values: vec![1],
                labels: vec![
                    ("thread".to_owned(), thread.name.clone()),
                    ("tid".to_owned(), thread.tid.to_string()),
                    ("state".to_owned(), thread.state.to_owned()),
                ],
            })
            .collect();
        Profile {
            // Go's name, by which tools recognise the profile.
            sample_types: vec![ValueType::new("goroutine", "count")],
            period_type: Some(ValueType::new("goroutine", "count")),
            period: 1,
            time_unix_ns: clock::unix_ns(),
            modules: self.modules.clone(),
            samples,
            ..Profile::default()
        }
    }

    /// As text: a paragraph for each thread.
    #[must_use]
    pub fn text(&self) -> String {
        let threads = self.clone();
        symbolise::run(move || threads.text_here())
    }

    fn text_here(&self) -> String {
        let stacks = self.threads.iter().map(|thread| &thread.stack);
        let lines = symbolise::lines(&self.modules, stacks.flatten().copied());
        let mut text = format!("threads: total {}\n", self.threads.len());
        for thread in &self.threads {
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "\nthread {} {:?} [{}]:",
                thread.tid, thread.name, thread.state
            );
            if thread.stack.is_empty() {
                text.push_str("  (did not answer in time)\n");
            }
            for frame in &thread.stack {
                crate::text::frame(&mut text, *frame, &self.modules, &lines);
            }
        }
        text
    }
}
