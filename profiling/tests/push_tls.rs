//! Pushing to a server that accepts only TLS, with a certificate authority of its own.

#![cfg(feature = "tls")]
#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use profiling::{Profile, push};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tls");

/// Answers each request and leaves the connection open; passes on the heads.
fn server() -> (u16, Receiver<String>) {
    let file = |name: &str| Path::new(FOLDER).join(name);
    let chain = CertificateDer::from_pem_file(file("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(file("server.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![chain], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (give, heads) = channel();
    std::thread::spawn(move || {
        let mut open = Vec::new();
        for stream in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, stream.unwrap());
            let mut bytes = Vec::new();
            let mut piece = [0; 4096];
            // A client that does not trust the server sends nothing.
            while let Ok(count @ 1..) = stream.read(&mut piece) {
                bytes.extend_from_slice(&piece[..count]);
                let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
                    continue;
                };
                let head = String::from_utf8_lossy(&bytes[..at]).to_lowercase();
                let length = head
                    .lines()
                    .find_map(|line| line.strip_prefix("content-length: "));
                if bytes.len() < at + 4 + length.unwrap().parse::<usize>().unwrap() {
                    continue;
                }
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
                stream.write_all(answer).unwrap();
                stream.flush().unwrap();
                if give.send(head).is_err() {
                    return;
                }
                break;
            }
            open.push(stream);
        }
    });
    (port, heads)
}

fn settings(port: u16) -> push::Settings {
    push::Settings {
        timeout: Duration::from_secs(60),
        first_pause: Duration::from_millis(10),
        longest_pause: Duration::from_millis(50),
        ..push::Settings::to(&format!("https://localhost:{port}"), "test")
    }
}

fn wait_for(pusher: &push::Pusher, until: impl Fn(&push::Status) -> bool) -> push::Status {
    let began = Instant::now();
    loop {
        let status = pusher.status();
        if until(&status) {
            return status;
        }
        assert!(began.elapsed() < Duration::from_secs(50), "{status:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_profile_arrives_over_tls_and_an_open_connection_is_not_waited_for() {
    let (port, heads) = server();
    let mut settings = settings(port);
    settings.root_certificates = Some(Path::new(FOLDER).join("ca.pem"));
    let pusher = settings.start().unwrap();
    // Sooner than the timeout: the response's length is known.
    for sent in 1..=3 {
        pusher.push(&Profile::default());
        let head = heads.recv_timeout(Duration::from_secs(50)).unwrap();
        assert!(head.starts_with("post /ingest?name=test"), "{head}");
        wait_for(&pusher, |status| status.sent == sent);
    }
    assert_eq!(pusher.status().failures, 0);
}

#[test]
fn a_server_that_nobody_vouches_for_gets_nothing() {
    let (port, heads) = server();
    let pusher = settings(port).start().unwrap();
    pusher.push(&Profile::default());
    let status = wait_for(&pusher, |status| status.failures > 0);
    assert!(status.problem.contains("certificate"), "{status:?}");
    assert!(heads.try_recv().is_err());
}

#[test]
fn a_file_without_certificates_is_refused() {
    let mut settings = settings(1);
    settings.root_certificates = Some(Path::new(FOLDER).join("README.md"));
    let refusal = settings.start().unwrap_err().to_string();
    assert!(refusal.contains("no certificate"), "{refusal}");
}
