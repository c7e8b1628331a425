//! Go's endpoints over a socket: answered with Go's headers, refused politely, and
//! blocked by no client.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

#[path = "../../tests/support/client.rs"]
mod client;
#[path = "../../tests/support/mod.rs"]
mod support;

use profiling_alloc_system as _;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use profiling::http;
use support::{burn, while_busy};

#[inline(never)]
fn busy_work() {
    std::hint::black_box(burn(20_000));
}

fn server() -> SocketAddr {
    static SERVER: OnceLock<SocketAddr> = OnceLock::new();
    *SERVER.get_or_init(|| {
        let limits = http::Limits {
            requests: 8,
            duration: Duration::from_secs(20),
            rate_hz: 500,
        };
        let settings = http::Settings {
            limits,
            ..http::Settings::default()
        };
        settings.serve("127.0.0.1:0").unwrap().address()
    })
}

fn ask(request: &str) -> client::Answer {
    client::ask(server(), request)
}

fn get(target: &str) -> client::Answer {
    client::get(server(), target)
}

#[test]
fn headers_are_as_go_writes_them() {
    let heap = get("/debug/pprof/heap");
    assert_eq!(heap.status, 200);
    assert!(
        heap.head.contains("Content-Type: application/octet-stream"),
        "{}",
        heap.head
    );
    assert!(
        heap.head
            .contains("Content-Disposition: attachment; filename=\"heap\""),
        "{}",
        heap.head
    );
    let unknown = get("/debug/pprof/nothing");
    assert_eq!(unknown.status, 404);
    assert!(unknown.head.contains("X-Go-Pprof: 1"), "{}", unknown.head);
    assert!(
        unknown
            .head
            .contains("Content-Type: text/plain; charset=utf-8"),
        "{}",
        unknown.head
    );
    assert_eq!(get("/elsewhere").status, 404);
    let head_only = ask("HEAD /debug/pprof/cmdline HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert!(head_only.body.is_empty() && head_only.status == 200);
}

#[test]
fn wrong_parameters_are_told_what_is_allowed() {
    for (target, told) in [
        ("profile?seconds=21", "from 0 to 20"),
        ("profile?seconds=soon", "from 0 to 20"),
        ("profile?hz=501&seconds=1", "from 1 to 500"),
        ("profile?second=1", "allowed are seconds"),
        ("heap?debug=x", "from 0 to 2"),
        ("allocs?gc=1", "heap only"),
        ("flamegraph?kind=x", "allowed are cpu, wall, heap"),
        ("advice?kind=heap", "allowed are allocs, cpu"),
        ("history?from=yesterday", "-15m"),
        ("history", "nothing is recorded"),
        ("diff?kind=cpu&from=-5m", "to is missing"),
    ] {
        let answer = get(&format!("/debug/pprof/{target}"));
        assert_eq!(answer.status, 400, "{target}: {}", answer.text());
        assert!(answer.text().contains(told), "{target}: {}", answer.text());
        assert_eq!(answer.text().trim_end().lines().count(), 1, "one line");
    }
    assert_eq!(ask("PUT /debug/pprof/heap HTTP/1.1\r\n\r\n").status, 405);
    assert_eq!(get("/debug/pprof/trace").status, 501);
}

#[test]
fn texts_tell_threads_names_and_arguments() {
    let threads = std::thread::Builder::new()
        .name("waiting-for-it".to_owned())
        .spawn(|| std::thread::park_timeout(Duration::from_secs(10)))
        .unwrap();
    std::thread::sleep(Duration::from_millis(50));
    let text = get("/debug/pprof/goroutine?debug=1").text();
    let paragraph = text
        .split("\n\n")
        .find(|of| of.contains("waiting-for-it"))
        .unwrap();
    assert!(
        paragraph.contains("[sleeping]") && paragraph.contains("park_timeout"),
        "{paragraph}"
    );
    threads.thread().unpark();
    threads.join().unwrap();

    let arguments: Vec<String> = std::env::args().collect();
    assert_eq!(get("/debug/pprof/cmdline").text(), arguments.join("\0"));
    assert!(
        get("/debug/pprof/heap?debug=1")
            .text()
            .contains("inuse_space/bytes")
    );
}

#[test]
fn addresses_are_named() {
    let address = busy_work as fn() as usize;
    let asked = get(&format!("/debug/pprof/symbol?{address:#x}")).text();
    assert!(
        asked.starts_with("num_symbols: 1\n") && asked.contains("busy_work"),
        "{asked}"
    );
    let body = format!("{address:#x}+0x1");
    let posted = ask(&format!(
        "POST /debug/pprof/symbol HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    ));
    assert!(posted.text().contains("busy_work"), "{}", posted.text());
}

#[test]
fn the_pages_are_whole_without_the_network() {
    let index = get("/debug/pprof/").text();
    assert!(
        index.contains("goroutine") && index.contains("flamegraph"),
        "{index}"
    );
    assert_eq!(get("/debug/pprof").status, 200);
    let graph = while_busy(1, busy_work, || {
        get("/debug/pprof/flamegraph?kind=cpu&seconds=1")
    })
    .text();
    assert!(graph.contains("busy_work"), "the data is in the page");
    for page in [index, graph] {
        for outside in ["src=", "href=\"http", "url(", "@import", "fetch("] {
            assert!(!page.contains(outside), "{outside}");
        }
    }
}

/// Copies all its contents for each piece that it appends.
#[inline(never)]
fn appended(pieces: u32) -> String {
    let mut text = String::new();
    for number in 0..pieces {
        text = format!("{text}{number}");
    }
    text
}

#[test]
fn a_line_worth_a_look_is_named_with_its_pattern_and_a_question() {
    // 40 MB: about eighty samples.
    std::hint::black_box(appended(4_500));
    let answer = get("/debug/pprof/advice");
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.head.contains("application/json"), "{}", answer.head);
    let said: serde_json::Value = serde_json::from_str(&answer.text()).unwrap();
    let found = said
        .as_array()
        .unwrap()
        .iter()
        .find(|of| of["pattern"] == "string-building/append")
        .unwrap();
    assert_eq!(found["confidence"], "look");
    assert!(found["file"].as_str().unwrap().ends_with("tests/http.rs"));
    assert!(found["function"].as_str().unwrap().ends_with("::appended"));
    assert!(found["question"].as_str().unwrap().contains('?'));
    let share = found["ceiling"]["share"].as_f64().unwrap();
    assert!(share > 0.05 && share <= 1.0, "{share}");
}

#[test]
fn slow_and_broken_clients_hold_nothing() {
    // More idle connections than the number of requests that may run at once.
    let idle: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = TcpStream::connect(server()).unwrap();
            stream.write_all(b"GET /debug/pprof/heap HT").unwrap();
            stream
        })
        .collect();
    assert_eq!(
        get("/debug/pprof/cmdline").status,
        200,
        "others are served meanwhile"
    );
    let mut slow = &idle[0];
    let mut answer = String::new();
    slow.set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    slow.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert_eq!(ask("\0\0\0\r\n\r\n").status, 400);
    assert_eq!(
        ask(&format!("GET /{} HTTP/1.1\r\n", "x".repeat(20_000))).status,
        431
    );
    assert_eq!(
        ask("POST /debug/pprof/symbol HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n").status,
        413
    );
}

#[test]
fn many_slow_connections_shut_nobody_out() {
    // A server of its own, since it hangs up on connections, which would be those of
    // other tests.
    let address = http::serve("127.0.0.1:0").unwrap().address();
    // More than there are places.
    let slow: Vec<TcpStream> = (0..60)
        .map(|_| {
            let mut stream = TcpStream::connect(address).unwrap();
            // A connection that was hung up on cannot send.
            let _ = stream.write_all(b"GET /debug/pprof/heap HT");
            stream
        })
        .collect();
    for _ in 0..5 {
        let answer = client::get(address, "/debug/pprof/cmdline");
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    drop(slow);
}

#[test]
fn requests_that_a_proxy_may_understand_otherwise_are_refused() {
    let post = |headers: &str| {
        ask(&format!(
            "POST /debug/pprof/symbol HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n\r\n0x1"
        ))
        .status
    };
    assert_eq!(post("Content-Length: 3"), 200);
    assert_eq!(post("Content-Length: 3\r\nContent-Length: 0"), 400);
    assert_eq!(post("Content-Length: +3"), 400);
    assert_eq!(post("Content-Length : 3"), 400);
    assert_eq!(post("Transfer-Encoding: chunked"), 501);
    assert_eq!(post("Content-Length: 3\r\nExpect: 200-maybe"), 417);
    let get = "GET /debug/pprof/cmdline HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n";
    assert_eq!(ask(get).status, 400);
}

#[test]
fn a_client_that_waits_to_be_asked_for_its_body_is_asked() {
    let mut stream = TcpStream::connect(server()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    stream
        .write_all(
            b"POST /debug/pprof/symbol HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\
              Expect: 100-continue\r\n\r\n",
        )
        .unwrap();
    let expected = b"HTTP/1.1 100 Continue\r\n\r\n";
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).unwrap();
    assert_eq!(&asked, expected);
    stream.write_all(b"0x1").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn a_client_that_hangs_up_ends_its_profile() {
    let address = http::serve("127.0.0.1:0").unwrap().address();
    let mut running = Vec::new();
    for _ in 0..6 {
        let mut stream = TcpStream::connect(address).unwrap();
        stream
            .write_all(b"GET /debug/pprof/wall?seconds=30&hz=1 HTTP/1.0\r\n\r\n")
            .unwrap();
        running.push(stream);
    }
    std::thread::sleep(Duration::from_millis(300));
    drop(running);
    let began = Instant::now();
    // All places for profiles were taken; they are free again long before 30 s are
    // over.
    while profiling::Wall::start_at(1).is_err() {
        assert!(
            began.elapsed() < Duration::from_secs(10),
            "profiles go on for nobody"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn other_machines_and_their_names_are_kept_out() {
    let refusal = http::serve("0.0.0.0:0").unwrap_err().to_string();
    assert!(refusal.contains("reachable_from_outside"), "{refusal}");
    let rebound = ask("GET /debug/pprof/heap HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    assert_eq!(rebound.status, 403);
    assert!(http::serve("nonsense").is_err());
    let taken = http::serve(server()).unwrap_err().to_string();
    assert!(taken.contains("cannot listen at 127.0.0.1"), "{taken}");
}

#[test]
fn a_server_that_was_stopped_frees_its_port() {
    let server = http::serve("127.0.0.1:0").unwrap();
    let address = server.address();
    server.stop();
    let began = Instant::now();
    while http::serve(address).is_err() {
        assert!(began.elapsed() < Duration::from_secs(5), "still listening");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_secret_is_asked_for_where_there_is_one() {
    let settings = http::Settings {
        secret: Some(http::Secret::new("known")),
        ..http::Settings::default()
    };
    let address = settings.serve("127.0.0.1:0").unwrap().address();
    let status = |target: &str, header: &str| {
        let request =
            format!("GET /debug/pprof/{target} HTTP/1.1\r\nHost: localhost\r\n{header}\r\n");
        client::ask(address, &request).status
    };
    assert_eq!(status("cmdline", ""), 401);
    assert_eq!(status("cmdline?secret=guessed", ""), 401);
    assert_eq!(status("threads?debug=1&secret=known", ""), 200);
    assert_eq!(status("cmdline", "Authorization: Bearer known\r\n"), 200);
}
