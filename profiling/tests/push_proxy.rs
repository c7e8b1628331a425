//! Pushing through the proxy that the environment names. One test: the environment is
//! the process's.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::mpsc::channel;
use std::time::Duration;

use profiling::{Profile, push};

#[test]
fn the_proxy_is_asked_for_servers_elsewhere_and_not_for_this_machine() {
    const WAIT: Duration = Duration::from_secs(50);
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let here = TcpListener::bind("127.0.0.1:0").unwrap();
    let local = format!("http://{}", here.local_addr().unwrap());
    // SAFETY: the only test of this process, and no thread of it reads the environment
    // yet.
    unsafe {
        for name in [
            "ALL_PROXY",
            "all_proxy",
            "HTTPS_PROXY",
            "https_proxy",
            "NO_PROXY",
            "no_proxy",
        ] {
            std::env::remove_var(name);
        }
        let address = format!("http://{}", proxy.local_addr().unwrap());
        std::env::set_var("HTTP_PROXY", address);
    }
    let (give, firsts) = channel();
    for (name, listener) in [("proxy", proxy), ("here", here)] {
        let give = give.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = BufReader::new(stream.unwrap());
                let mut first = String::new();
                stream.read_line(&mut first).unwrap();
                let _ = stream
                    .get_mut()
                    .write_all(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
                let _ = give.send((name, first));
            }
        });
    }
    let asked = |server: &str| {
        let pusher = push::Settings::to(server, "test").start().unwrap();
        pusher.push(&Profile::default());
        firsts.recv_timeout(WAIT).unwrap()
    };
    let (who, first) = asked("http://profiles.example:4040");
    assert_eq!(who, "proxy");
    assert!(first.contains("profiles.example:4040"), "{first}");
    let (who, first) = asked(&local);
    assert_eq!(who, "here");
    assert!(first.starts_with("POST /ingest?"), "{first}");
}
