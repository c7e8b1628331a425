//! Pushing to a server: what arrives, and servers that fail, refuse or never answer.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

#[path = "../../tests/support/mod.rs"]
mod support;

use profiling_alloc_system as _;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use profiling::pprof::proto;
use profiling::profile::ValueType;
use profiling::{Profile, history, push};
use support::{burn, while_busy};

#[inline(never)]
fn busy_work() {
    std::hint::black_box(burn(20_000));
}

/// A double of Pyroscope's `/ingest`: answers with `statuses` in turn, then with 200,
/// and passes on the requests that it accepted.
fn server(statuses: &'static [&'static str]) -> (String, Receiver<Pushed>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (sender, taken) = channel();
    std::thread::spawn(move || {
        let mut statuses = statuses.iter();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let pushed = Pushed::read(&mut stream);
            let status = statuses.next().copied().unwrap_or("200 OK");
            let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 4\r\n\r\nwhy\n");
            stream.write_all(answer.as_bytes()).unwrap();
            if status.starts_with("200") && sender.send(pushed).is_err() {
                return;
            }
        }
    });
    (address, taken)
}

/// A request in the documented form, parsed; any other form panics.
struct Pushed {
    query: Vec<(String, String)>,
    head: String,
    profile: proto::Profile,
}

impl Pushed {
    fn read(stream: &mut TcpStream) -> Self {
        let mut bytes = Vec::new();
        let mut piece = [0; 4096];
        let body_at = loop {
            if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            let count = stream.read(&mut piece).unwrap();
            bytes.extend_from_slice(&piece[..count]);
        };
        let head = String::from_utf8(bytes[..body_at].to_vec()).unwrap();
        let length: usize = head
            .lines()
            .find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("content-length").then_some(value)
            })
            .unwrap()
            .parse()
            .unwrap();
        let mut body = bytes.split_off(body_at);
        while body.len() < length {
            let count = stream.read(&mut piece).unwrap();
            assert!(count > 0, "the body ends early");
            body.extend_from_slice(&piece[..count]);
        }
        let query = head
            .strip_prefix("POST /ingest?")
            .unwrap()
            .split(' ')
            .next()
            .unwrap()
            .split('&')
            .map(|pair| pair.split_once('=').unwrap())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Self {
            query,
            profile: profiling::pprof::unpack(&body).unwrap(),
            head,
        }
    }

    fn query(&self, name: &str) -> &str {
        let found = self.query.iter().find(|(known, _)| known == name);
        &found.unwrap().1
    }

    /// The string at `index`.
    fn text(&self, index: i64) -> &str {
        &self.profile.string_table[index as usize]
    }
}

/// A profile that its period distinguishes from others.
fn profile(period: i64) -> Profile {
    Profile {
        sample_types: vec![ValueType::new("samples", "count")],
        period,
        ..Profile::default()
    }
}

fn quick(server: &str) -> push::Settings {
    push::Settings {
        timeout: Duration::from_millis(300),
        first_pause: Duration::from_millis(10),
        longest_pause: Duration::from_millis(50),
        ..push::Settings::to(server, "test")
    }
}

fn wait_for(pusher: &push::Pusher, until: impl Fn(&push::Status) -> bool) -> push::Status {
    let began = Instant::now();
    loop {
        let status = pusher.status();
        if until(&status) {
            return status;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{status:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

const WAIT: Duration = Duration::from_secs(20);

#[test]
fn windows_of_history_arrive_with_functions_and_lines() {
    let (address, taken) = server(&[]);
    let mut push = push::Settings::to(&address, "shop{env=test}");
    push.headers = vec![("X-Scope-OrgID".to_owned(), "7".to_owned())];
    let settings = history::Settings {
        window: Duration::from_secs(1),
        cpu_hz: 100,
        push: Some(push),
        ..history::Settings::default()
    };
    let history = settings.start().unwrap();
    let (cpu, heap) = while_busy(1, busy_work, || {
        let mut all: Vec<Pushed> = Vec::new();
        let of = |pushed: &Pushed, kind| {
            let types = &pushed.profile.sample_type;
            types.iter().any(|of| pushed.text(of.r#type) == kind)
        };
        loop {
            all.push(taken.recv_timeout(WAIT).unwrap());
            let cpu = all.iter().position(|pushed| of(pushed, "cpu"));
            let heap = all.iter().position(|pushed| of(pushed, "inuse_space"));
            if let (Some(cpu), Some(heap)) = (cpu, heap) {
                let last = all.swap_remove(cpu.max(heap));
                let first = all.swap_remove(cpu.min(heap));
                return if cpu < heap {
                    (first, last)
                } else {
                    (last, first)
                };
            }
        }
    });
    for pushed in [&cpu, &heap] {
        assert_eq!(pushed.query("name"), "shop%7Benv%3Dtest%7D");
        assert_eq!(pushed.query("format"), "pprof");
        assert!(
            pushed.head.to_lowercase().contains("x-scope-orgid: 7\r\n"),
            "{}",
            pushed.head
        );
        let from: i64 = pushed.query("from").parse().unwrap();
        let until: i64 = pushed.query("until").parse().unwrap();
        assert_eq!(from, pushed.profile.time_nanos / 1_000_000_000);
        assert!(from < until && until <= from + 4, "{from} to {until}");
        assert!(
            pushed
                .profile
                .sample
                .iter()
                .all(|sample| sample.label.is_empty())
        );
    }
    assert_eq!(cpu.query("sampleRate"), "100");
    let share = support::share(&cpu.profile, 1, "busy_work", None);
    assert!(share > 0.5, "busy_work has {share} of the time");
    // The server knows of a success before the sender does.
    let began = Instant::now();
    while history.push_status().unwrap().sent < 2 {
        assert!(began.elapsed() < WAIT, "{:?}", history.push_status());
        support::pause(10);
    }
    assert_eq!(history.push_status().unwrap().failures, 0);
}

#[test]
fn a_server_that_fails_at_first_gets_everything_in_order() {
    let (address, taken) = server(&["503 Service Unavailable", "500 Oops", "429 Slowly"]);
    let pusher = quick(&address).start().unwrap();
    for period in 1..=3 {
        pusher.push(&profile(period));
    }
    let periods: Vec<i64> = (0..3)
        .map(|_| taken.recv_timeout(WAIT).unwrap().profile.period)
        .collect();
    assert_eq!(periods, [1, 2, 3]);
    let status = wait_for(&pusher, |status| status.sent == 3);
    assert_eq!((status.failures, status.refused, status.dropped), (3, 0, 0));
}

#[test]
fn what_is_refused_is_not_tried_again() {
    let (address, taken) = server(&["422 Unprocessable Entity"]);
    let pusher = quick(&address).start().unwrap();
    pusher.push(&profile(1));
    pusher.push(&profile(2));
    assert_eq!(taken.recv_timeout(WAIT).unwrap().profile.period, 2);
    let status = wait_for(&pusher, |status| status.sent == 1);
    assert_eq!((status.failures, status.refused, status.dropped), (0, 1, 0));
}

#[test]
fn a_redirect_is_refused_by_name() {
    let (address, taken) = server(&["307 Elsewhere\r\nLocation: http://elsewhere.example/ingest"]);
    let pusher = quick(&address).start().unwrap();
    pusher.push(&profile(1));
    let status = wait_for(&pusher, |status| status.refused == 1);
    assert!(
        status.problem.contains("http://elsewhere.example/ingest"),
        "{status:?}"
    );
    pusher.push(&profile(2));
    assert_eq!(taken.recv_timeout(WAIT).unwrap().profile.period, 2);
}

#[test]
fn a_server_that_never_answers_costs_the_oldest_and_holds_nobody() {
    // The kernel accepts connections; nobody reads or answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut settings = quick(&format!("http://{}", silent.local_addr().unwrap()));
    let one = profiling::pprof::addresses(&profile(1_000)).len();
    settings.queue_bytes = 4 * one;
    let pusher = settings.start().unwrap();
    pusher.push(&profile(1_000));
    let status = wait_for(&pusher, |status| status.failures > 1);
    assert!(status.problem.contains("no answer in time"), "{status:?}");
    for period in 1_001..1_021 {
        pusher.push(&profile(period));
    }
    // One is being sent, and as many are waiting as there is room for.
    let status = pusher.status();
    assert_eq!((status.sent, status.waiting), (0, 5), "{status:?}");
    assert_eq!(status.dropped, 16);
    drop(pusher);
    drop(silent);
}

#[test]
fn nobody_listening_is_told_and_tried_again() {
    let nowhere = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let pusher = quick(&format!("http://{nowhere}")).start().unwrap();
    pusher.push(&profile(1));
    let status = wait_for(&pusher, |status| status.failures > 2);
    assert!(status.problem.contains("refused"), "{status:?}");
    assert_eq!(status.waiting, 1);
}
