//! Answers commands of a chat: a fresh buffer for each answer, sent at once; history that keeps its own lines.
use std::collections::VecDeque;
use std::fmt::Write;

struct Room {
    name: &'static str,
    history: VecDeque<String>,
    sent: u64,
    check: u32,
}

fn send(room: &mut Room, bytes: &[u8]) {
    room.sent += bytes.len() as u64;
    for byte in bytes {
        room.check = room.check.rotate_left(3) ^ u32::from(*byte);
    }
}

//- 1 mistake pooling/request-buffer|pooling/reuse-vec|preallocation/vec-capacity
fn answer(room: &mut Room, user: u32, command: &str) {
    let mut reply = String::new();
    match command {
        "/who" => {
            for other in 0..12 {
                let _ = write!(reply, "user{} ", (user + other * 7) % 100);
            }
        }
        "/where" => reply.push_str(room.name),
        other => {
            let _ = write!(reply, "{user} says: {other}");
        }
    }
    reply.push_str("\r\n");
    send(room, reply.as_bytes());
}

fn serve(room: &mut Room, requests: u32) {
    for at in 0..requests {
        let command = ["/who", "/where", "hello to all", "/who"][at as usize % 4];
        answer(room, at % 90, command);
        if at % 50 == 0 {
            remember(room, at);
        }
    }
}
//+ 1
fn answer(room: &mut Room, reply: &mut String, user: u32, command: &str) {
    reply.clear();
    match command {
        "/who" => {
            for other in 0..12 {
                let _ = write!(reply, "user{} ", (user + other * 7) % 100);
            }
        }
        "/where" => reply.push_str(room.name),
        other => {
            let _ = write!(reply, "{user} says: {other}");
        }
    }
    reply.push_str("\r\n");
    send(room, reply.as_bytes());
}

fn serve(room: &mut Room, requests: u32) {
    let mut reply = String::new();
    for at in 0..requests {
        let command = ["/who", "/where", "hello to all", "/who"][at as usize % 4];
        answer(room, &mut reply, at % 90, command);
        if at % 50 == 0 {
            remember(room, at);
        }
    }
}
//.

fn remember(room: &mut Room, at: u32) {
    //- 2 lookalike pooling/request-buffer|pooling/reuse-vec|string-building/format-push
    let line = format!("{at}: something was said in {}", room.name);
    room.history.push_back(line);
    if room.history.len() > 64 {
        room.history.pop_front();
    }
    //+ 2
    let mut line = match room.history.len() {
        0..=63 => String::new(),
        _ => room.history.pop_front().unwrap_or_default(),
    };
    line.clear();
    let _ = write!(line, "{at}: something was said in {}", room.name);
    room.history.push_back(line);
    //.
}

fn main() {
    let mut room = Room { name: "lobby", history: VecDeque::new(), sent: 0, check: 1 };
    serve(&mut room, 4_000);
    println!("{} {} {:?}", room.sent, room.check, room.history.back());
}
