//! The service of the book runs, counts, and shows where it spends time and memory, also before a restart.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

#[path = "../../../../profiling/tests/support/client.rs"]
mod client;

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

struct Service {
    child: Child,
    service: SocketAddr,
    profiles: SocketAddr,
}

impl Service {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_example-service"))
            .args(["127.0.0.1:0", "127.0.0.1:0"])
            .arg(folder)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let mut addresses = line
            .split("http://")
            .skip(1)
            .map(|rest| rest.split('/').next().unwrap().parse().unwrap());
        Self {
            child,
            service: addresses.next().unwrap(),
            profiles: addresses.next().unwrap(),
        }
    }

    fn profile(&self, target: &str) -> String {
        let answer = client::get(self.profiles, &format!("/debug/pprof/{target}"));
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
        // Names are plain text in the unpacked message.
        let message = profiling::pprof::unpack(&answer.body).unwrap();
        message.string_table.join("\n")
    }

    /// As Ctrl-C does.
    fn stop(mut self) {
        let stopped = Command::new("kill")
            .args(["-INT", &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(stopped.success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // Where a check failed before it was stopped.
        let _ = self.child.kill();
    }
}

fn count(service: SocketAddr, text: &str) -> String {
    let request = format!(
        "POST /count HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: text/plain\r\n\
         Content-Length: {}\r\n\r\n{text}",
        text.len()
    );
    client::ask(service, &request).text()
}

#[test]
fn the_service_counts_and_shows_where_it_spends_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(folder.path());
    assert_eq!(count(service.service, "a b B"), "b 2");

    let text: String = (0..100_000).map(|word| format!("word{word} ")).collect();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                count(service.service, &text);
            }
        });
        let profiles = std::panic::catch_unwind(|| {
            ["profile?seconds=2", "allocs"].map(|target| (target, service.profile(target)))
        });
        stop.store(true, Ordering::Relaxed);
        for (target, names) in profiles.unwrap() {
            assert!(
                names.contains("example_service::count"),
                "{target}: {names}"
            );
        }
    });
    // What to look at there, from the allocations since the start.
    let advice = client::get(service.profiles, "/debug/pprof/advice").text();
    assert!(advice.starts_with('['), "{advice}");
    assert!(!advice.contains("\"confirmed\""), "{advice}");
    service.stop();

    // What the first process saw is there after a restart.
    let again = Service::start(folder.path());
    let names = again.profile("history?kind=cpu&from=-1h&to=now");
    assert!(names.contains("example_service::count"), "{names}");
    again.stop();
}

/// The crates that a source file names: first parts of paths, in small letters.
fn crates_in(source: &str) -> impl Iterator<Item = &str> {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    source.match_indices("::").filter_map(move |(at, _)| {
        let before = &source[..at];
        let start = before
            .rfind(|letter| !is_name(letter))
            .map_or(0, |at| at + 1);
        // Neither a type's nor a method's nor a deeper path's.
        let is_first = before[start..].starts_with(|first: char| first.is_ascii_lowercase())
            && !before[..start].ends_with(['.', ':']);
        is_first.then(|| &before[start..])
    })
}

#[test]
fn the_guides_manifest_names_every_crate_that_its_examples_use() {
    let guide = include_str!("../../../src/guide/profile-a-service.md");
    let (_, manifest) = guide.split_once("[dependencies]").unwrap();
    let (manifest, _) = manifest.split_once("```").unwrap();
    for source in [
        include_str!("../src/main.rs"),
        include_str!("../examples/mounted.rs"),
        include_str!("../examples/push.rs"),
    ] {
        let (_, source) = source.split_once("// ANCHOR: ").unwrap();
        let (source, _) = source.split_once("// ANCHOR_END").unwrap();
        for name in crates_in(source) {
            // Modules that a `use` line above has brought.
            let is_brought = ["std", "routing", "history", "http", "push"].contains(&name);
            let entry = format!("\n{} = ", name.replace('_', "-"));
            assert!(is_brought || manifest.contains(&entry), "{name}");
        }
    }
}
