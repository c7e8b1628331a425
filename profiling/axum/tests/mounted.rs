//! A real axum service with `/debug/pprof/` mounted, requested over plain sockets.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

#[path = "../../tests/support/client.rs"]
mod client;

use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use profiling::http;

/// A runtime with a single worker, so that anything that blocks it stops everything.
fn service(settings: http::Settings, knows_clients: bool) -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            let app = Router::new()
                .route("/hello", get(async || "hello"))
                .merge(profiling_axum::router_with(settings));
            if knows_clients {
                let app = app.into_make_service_with_connect_info::<SocketAddr>();
                axum::serve(listener, app).await.unwrap();
            } else {
                axum::serve(listener, app).await.unwrap();
            }
        });
    });
    address
}

fn limits(requests: usize) -> http::Settings {
    http::Settings {
        limits: http::Limits {
            requests,
            ..http::Limits::default()
        },
        ..http::Settings::default()
    }
}

#[test]
fn the_service_answers_while_a_profile_is_taken() {
    let address = service(http::Settings::default(), true);
    let profile = std::thread::spawn(move || {
        let answer = client::get(address, "/debug/pprof/profile?seconds=2");
        (answer, Instant::now())
    });
    std::thread::sleep(Duration::from_millis(300));
    for _ in 0..10 {
        assert_eq!(client::get(address, "/hello").text(), "hello");
    }
    let hello_at = Instant::now();
    let (profile, profile_at) = profile.join().unwrap();
    assert!(hello_at < profile_at, "the runtime was blocked");
    assert_eq!(profile.status, 200, "{}", profile.text());
    let message = profiling::pprof::unpack(&profile.body).unwrap();
    assert!(message.duration_nanos >= 2_000_000_000);
    assert!(
        profile
            .head
            .to_lowercase()
            .contains("content-disposition: attachment; filename=\"profile\""),
        "{}",
        profile.head
    );
}

#[test]
fn every_route_and_status_is_passed_on() {
    let address = service(http::Settings::default(), true);
    for (target, status) in [
        ("/debug/pprof", 200),
        ("/debug/pprof/", 200),
        ("/debug/pprof/cmdline", 200),
        ("/debug/pprof/goroutine?debug=1", 200),
        ("/debug/pprof/mutex", 200),
        ("/debug/pprof/profile?seconds=x", 400),
        ("/debug/pprof/nothing", 404),
        ("/debug/pprof/heap", 501),
        ("/debug/pprof/trace", 501),
        ("/hello", 200),
        ("/elsewhere", 404),
    ] {
        let answer = client::get(address, target);
        assert_eq!(answer.status, status, "{target}: {}", answer.text());
    }
    let address_of = every_route_and_status_is_passed_on as fn() as usize;
    let body = format!("{address_of:#x}");
    let posted = client::ask(
        address,
        &format!(
            "POST /debug/pprof/symbol HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        ),
    );
    assert!(posted.text().contains("every_route"), "{}", posted.text());
}

#[test]
fn clients_elsewhere_are_kept_out() {
    let address = service(http::Settings::default(), true);
    let with = |header: &str| {
        let request =
            format!("GET /debug/pprof/cmdline HTTP/1.1\r\n{header}\r\nConnection: close\r\n\r\n");
        client::ask(address, &request).status
    };
    assert_eq!(with("Host: localhost"), 200);
    assert_eq!(with("Host: evil.example"), 403);
    assert_eq!(with("Host: localhost\r\nX-Forwarded-For: 192.0.2.1"), 403);
    assert_eq!(with("Host: localhost\r\nForwarded: for=192.0.2.1"), 403);

    let unknown = service(http::Settings::default(), false);
    let refused = client::get(unknown, "/debug/pprof/cmdline");
    assert_eq!(refused.status, 403);
    assert!(
        refused
            .text()
            .contains("into_make_service_with_connect_info")
    );
    let open = http::Settings {
        reachable_from_outside: true,
        ..http::Settings::default()
    };
    let open = service(open, false);
    assert_eq!(client::get(open, "/debug/pprof/cmdline").status, 200);
}

#[test]
fn slow_bodies_hold_no_place_and_a_secret_is_asked_for() {
    let address = service(limits(1), true);
    let _slow: Vec<TcpStream> = (0..3)
        .map(|_| {
            let mut stream = TcpStream::connect(address).unwrap();
            let head = "POST /debug/pprof/symbol HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n0x";
            stream.write_all(head.as_bytes()).unwrap();
            stream
        })
        .collect();
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(client::get(address, "/debug/pprof/cmdline").status, 200);

    let address = service(
        http::Settings {
            secret: Some(http::Secret::new("known")),
            ..http::Settings::default()
        },
        true,
    );
    assert_eq!(client::get(address, "/debug/pprof/cmdline").status, 401);
    assert_eq!(
        client::get(address, "/debug/pprof/threads?secret=known").status,
        200
    );
}

#[test]
fn requests_are_limited_and_those_who_hang_up_give_their_place_back() {
    let address = service(limits(1), true);
    let mut leaving = TcpStream::connect(address).unwrap();
    leaving
        .write_all(b"GET /debug/pprof/wall?seconds=200&hz=1 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .unwrap();
    let began = Instant::now();
    let status_becomes = |wanted: u16| {
        while client::get(address, "/debug/pprof/cmdline").status != wanted {
            assert!(began.elapsed() < Duration::from_secs(20), "never {wanted}");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    status_becomes(503);
    drop(leaving);
    status_becomes(200);
}
