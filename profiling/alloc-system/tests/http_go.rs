//! The real `go tool pprof` reads every endpoint: top, list, flame graph, differences.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

#[path = "../../tests/support/client.rs"]
mod client;
#[path = "../../tests/support/mod.rs"]
mod support;

use profiling_alloc_system as _;

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use profiling::{history, http, sync};
use support::{burn, go_pprof, text, while_busy};

static CONTENDED: sync::Mutex<u64> = sync::Mutex::new(0);

/// The function that most profiles must show: it computes, allocates and waits for a
/// lock.
#[inline(never)]
fn busy_work() {
    let kept: Vec<Box<[u8; 4096]>> = (0..64).map(|_| Box::new([1; 4096])).collect();
    std::hint::black_box(burn(20_000));
    std::hint::black_box(&kept);
    let mut last = CONTENDED.lock().unwrap();
    *last = burn(2_000);
}

/// The function that heap profiles must show: its memory stays.
#[inline(never)]
fn allocate_for_heap() -> Box<[u8; 8192]> {
    std::hint::black_box(Box::new([1; 8192]))
}

fn server() -> SocketAddr {
    static SERVER: OnceLock<SocketAddr> = OnceLock::new();
    *SERVER.get_or_init(|| {
        let kept: Vec<_> = (0..2000).map(|_| allocate_for_heap()).collect();
        std::mem::forget(kept);
        let settings = history::Settings {
            window: Duration::from_secs(1),
            cpu_hz: 100,
            wall_hz: Some(19),
            ..history::Settings::default()
        };
        // Until the process ends.
        std::mem::forget(settings.start().unwrap());
        http::serve("127.0.0.1:0").unwrap().address()
    })
}

/// On a busy machine a second of profile may miss the function: then it is taken
/// again.
const TRIES: usize = 8;
/// Or Go's tool times out after one and a half times the profile's length, symbols
/// included.
const PATIENTLY: &str = "-timeout=120";

/// Every profile with what it must show (also the function that `-list` is asked for).
const PROFILES: [(&str, &str); 15] = [
    ("profile?seconds=1", "busy_work"),
    ("wall?seconds=1", "busy_work"),
    ("heap", "allocate_for_heap"),
    ("heap?gc=1", "allocate_for_heap"),
    ("allocs", "allocate_for_heap"),
    ("allocs?seconds=1", "busy_work"),
    ("goroutine", "busy_work"),
    ("threads", "busy_work"),
    ("block", "busy_work"),
    ("mutex", "busy_work"),
    ("mutex?seconds=1", "busy_work"),
    ("history?kind=cpu&from=-1m&to=now", "busy_work"),
    ("history?kind=wall&from=-1m&to=now", "busy_work"),
    ("history?kind=heap&from=-1m&to=now", "allocate_for_heap"),
    ("diff?kind=cpu&from=-3s&to=-1s", "busy_work"),
];

#[test]
fn go_reads_every_endpoint() {
    let base = format!("http://{}/debug/pprof", server());
    while_busy(2, busy_work, || {
        // History needs a past to compare with.
        support::pause(4000);
        let folder = tempfile::tempdir().unwrap();
        for (at, (target, finds)) in PROFILES.into_iter().enumerate() {
            let file = folder.path().join(at.to_string());
            let file = text(&file);
            let url = format!("{base}/{target}");
            let mut tops = Vec::new();
            while !tops.last().is_some_and(|top: &String| top.contains(finds)) {
                assert!(tops.len() < TRIES, "top of {target}: {tops:#?}");
                // Fetched by the tool itself, and read from the file: symbolising is
                // slow in an unoptimised build.
                if go_pprof(&[PATIENTLY, "-proto", "-output", file, &url]).is_none() {
                    return;
                }
                let all = ["-top", "-cum", "-nodecount=2000", "-nodefraction=0", file];
                tops.push(go_pprof(&all).unwrap());
            }
            let list = go_pprof(&["-list", finds, file]).unwrap();
            assert!(list.contains("fn "), "lines of {target}: {list}");
            let raw = go_pprof(&["-raw", file]).unwrap();
            assert!(raw.contains(finds), "what {target} consists of: {raw}");
            let against_itself = go_pprof(&["-raw", "-diff_base", file, file]).unwrap();
            assert!(
                against_itself.contains("PeriodType"),
                "{target} against itself: {against_itself}"
            );
        }
        for empty in ["threadcreate", "threadcreate?seconds=1"] {
            let top = go_pprof(&[PATIENTLY, "-top", &format!("{base}/{empty}")]).unwrap();
            assert!(top.contains("Type: threadcreate"), "{top}");
        }
    });
}

#[test]
fn a_time_beyond_all_years_is_answered_and_does_not_overflow() {
    for (from, to) in [("1e300", "now"), ("now", "1e300"), ("-1e300h", "now")] {
        let target = format!("/debug/pprof/diff?kind=cpu&from={from}&to={to}&span=86400");
        let answer = client::get(server(), &target);
        assert_eq!(answer.status, 400, "{target}: {}", answer.text());
    }
}

/// The functions of `go tool pprof -top` with a value in the flat column, largest
/// first.
fn flat(file: &str, options: &[&str]) -> Option<Vec<String>> {
    let all = ["-top", "-nodecount=2000", "-nodefraction=0"];
    let top = go_pprof(&[&all, options, &[file]].concat())?;
    let rows = top
        .lines()
        .skip_while(|line| line.split_whitespace().next() != Some("flat"))
        .skip(1)
        .filter(|line| !line.trim_start().starts_with("0 "))
        .filter_map(|line| {
            Some(
                line.split_once("% ")?
                    .1
                    .split_once("% ")?
                    .1
                    .rsplit_once("%  ")?
                    .1,
            )
        })
        .map(str::to_owned)
        .collect();
    Some(rows)
}

#[test]
fn the_flat_column_names_the_programs_functions_and_not_the_way_to_the_allocator_or_lock() {
    let address = server();
    while_busy(2, busy_work, || {
        support::pause(500);
        let folder = tempfile::tempdir().unwrap();
        for (kind, options, finds) in [
            ("heap", vec![], "allocate_for_heap"),
            (
                "allocs",
                vec!["-sample_index=alloc_space"],
                "allocate_for_heap",
            ),
            ("block", vec![], "busy_work"),
            ("mutex", vec![], "busy_work"),
        ] {
            let file = folder.path().join(kind);
            // The total is more than this function allocated.
            let most = if kind == "allocs" { usize::MAX } else { 1 };
            let mut tries = 0;
            let rows = loop {
                let answer = client::get(address, &format!("/debug/pprof/{kind}"));
                std::fs::write(&file, answer.body).unwrap();
                let Some(rows) = flat(text(&file), &options) else {
                    return;
                };
                if rows.iter().take(most).any(|row| row.contains(finds)) {
                    break rows;
                }
                tries += 1;
                assert!(tries < TRIES, "flat of {kind}: {rows:#?}");
                support::pause(500);
            };
            for hidden in [
                "registers",
                "addresses",
                "profiling::heap",
                "profiling::sync",
                "profiling_alloc",
                "alloc::alloc::",
                "raw_vec",
                "__rust",
                "finish_grow",
                "drop_in_place<profiling",
            ] {
                assert!(
                    rows.iter().all(|row| !row.starts_with(hidden)),
                    "{hidden} in flat of {kind}: {rows:#?}"
                );
            }
        }
    });
}

/// The sum of the second column of `-raw`'s samples.
fn total(raw: &str) -> i64 {
    raw.lines()
        .skip_while(|line| !line.starts_with("Samples:"))
        .take_while(|line| !line.starts_with("Locations"))
        .filter_map(|line| {
            line.split_once(':')?
                .0
                .split_whitespace()
                .nth(1)?
                .parse::<i64>()
                .ok()
        })
        .sum()
}

#[test]
fn go_draws_flame_graphs_and_subtracts() {
    let folder = tempfile::tempdir().unwrap();
    let fetch = |name: &str, seconds: u32| {
        let path = folder.path().join(name);
        let target = format!("/debug/pprof/profile?seconds={seconds}");
        std::fs::write(&path, client::get(server(), &target).body).unwrap();
        path
    };
    let raw = |args: &[&str]| Some(total(&go_pprof(&[&["-raw"], args].concat())?));
    let mut seen = Vec::new();
    let (short, long, whole, base) = loop {
        let (short, long) = while_busy(1, busy_work, || (fetch("short", 1), fetch("long", 3)));
        let (Some(whole), Some(base)) = (raw(&[text(&long)]), raw(&[text(&short)])) else {
            return;
        };
        if whole > base && base > 0 {
            break (short, long, whole, base);
        }
        seen.push((whole, base));
        assert!(seen.len() < TRIES, "{seen:?} ns");
    };
    let (short, long) = (text(&short), text(&long));
    let graph = go_pprof(&["-dot", long]).unwrap();
    assert!(
        graph.starts_with("digraph") && graph.contains("busy_work"),
        "{graph}"
    );
    let lines = go_pprof(&["-list", "go_draws_|busy_work", long]).unwrap();
    assert!(lines.contains("burn("), "{lines}");
    let difference = raw(&["-diff_base", short, long]);
    assert_eq!(difference, Some(whole - base));

    let page = flame_graph(long);
    assert!(page.contains("busy_work"), "the flame graph's data: {page}");
}

/// The page with which Go's tool draws a flame graph in a browser.
fn flame_graph(file: &str) -> String {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    // The tool itself: if `go` were killed, it would leave the tool running.
    let tool = Command::new("go")
        .args(["tool", "-n", "pprof"])
        .output()
        .unwrap();
    let viewer = Command::new(String::from_utf8(tool.stdout).unwrap().trim())
        .args(["-no_browser", "-http", &free.to_string(), file])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut viewer = Ended(viewer);
    let mut told = BufReader::new(viewer.0.stderr.take().unwrap()).lines();
    let serving = told.any(|line| line.unwrap().contains("Serving web UI"));
    assert!(serving, "go tool pprof -http did not start");
    let mut page = None;
    for _ in 0..100 {
        if std::net::TcpStream::connect(free).is_ok() {
            page = Some(client::get(free, "/ui/flamegraph").text());
            break;
        }
        support::pause(50);
    }
    page.unwrap()
}

/// A child that is killed when the test ends, passed or failed.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn go_names_addresses_by_the_symbol_endpoint() {
    let mut tops = Vec::new();
    while !tops
        .last()
        .is_some_and(|top: &String| top.contains("http_go::busy_work"))
    {
        assert!(tops.len() < TRIES, "{tops:#?}");
        let top = while_busy(1, busy_work, || {
            go_pprof(&[
                PATIENTLY,
                "-top",
                "-cum",
                "-symbolize=force:remote",
                &format!("http://{}/debug/pprof/profile?seconds=1", server()),
            ])
        });
        let Some(top) = top else { return };
        tops.push(top);
    }
}
