//! A small client that sends exactly what it is given, valid or not.

#![allow(dead_code, clippy::unwrap_used)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

/// A server's response.
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Everything before the body.
    pub head: String,
    /// Everything after the head.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Sends `request` as it is.
pub fn ask(server: SocketAddr, request: &str) -> Answer {
    let mut stream = TcpStream::connect(server).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let at = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8(bytes[..at].to_vec()).unwrap();
    Answer {
        status: head[9..12].parse().unwrap(),
        head,
        body: bytes[at + 4..].to_vec(),
    }
}

/// Requests `target`.
pub fn get(server: SocketAddr, target: &str) -> Answer {
    ask(
        server,
        &format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
    )
}
