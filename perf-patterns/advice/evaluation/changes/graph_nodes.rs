//! − After pantsbuild/pants#6545: large members of an enumeration are boxed, with no difference that was seen;
//! after stumpapp/stump#484: an error that is large because of one of its variants.
use std::collections::VecDeque;

//- 1 lookalike heap-vs-stack/large-enum
enum Key {
    Digest([u8; 32]),
    Process { arguments: [u64; 20], timeout: u32 },
    Select([u32; 44]),
    Task([u32; 40]),
}

fn key(at: u32) -> Key {
    match at % 8 {
        0 => Key::Digest([at as u8; 32]),
        1 | 2 => Key::Process { arguments: [at.into(); 20], timeout: at % 90 },
        3..=5 => Key::Select([at; 44]),
        _ => Key::Task([at; 40]),
    }
}
//+ 1
enum Key {
    Digest([u8; 32]),
    Process { arguments: Box<[u64; 20]>, timeout: u32 },
    Select(Box<[u32; 44]>),
    Task(Box<[u32; 40]>),
}

fn key(at: u32) -> Key {
    match at % 8 {
        0 => Key::Digest([at as u8; 32]),
        1 | 2 => Key::Process { arguments: Box::new([at.into(); 20]), timeout: at % 90 },
        3..=5 => Key::Select(Box::new([at; 44])),
        _ => Key::Task(Box::new([at; 40])),
    }
}
//.

fn cost(key: &Key) -> u64 {
    match key {
        Key::Digest(digest) => u64::from(digest[3]),
        Key::Process { arguments, timeout } => arguments.iter().sum::<u64>() + u64::from(*timeout),
        Key::Select(parameters) => parameters.iter().map(|part| u64::from(*part)).sum(),
        Key::Task(parameters) => parameters.iter().map(|part| u64::from(part.rotate_left(3))).sum(),
    }
}

//- 2 mistake heap-vs-stack/large-enum
enum Finding {
    Clean(u32),
    Moved(u32, u32),
    Broken { path: [u8; 200], line: u32 },
}

fn finding(at: u32) -> Finding {
    match at % 150 {
        0 => Finding::Broken { path: [b'a' + (at % 26) as u8; 200], line: at },
        k if k % 3 == 0 => Finding::Moved(at, k),
        _ => Finding::Clean(at),
    }
}

fn findings(count: u32) -> VecDeque<Finding> {
    (0..count).map(finding).collect()
}
//+ 2
enum Finding {
    Clean(u32),
    Moved(u32, u32),
    Broken { path: Box<[u8; 200]>, line: u32 },
}

fn finding(at: u32) -> Finding {
    match at % 150 {
        0 => Finding::Broken { path: Box::new([b'a' + (at % 26) as u8; 200]), line: at },
        k if k % 3 == 0 => Finding::Moved(at, k),
        _ => Finding::Clean(at),
    }
}

fn findings(count: u32) -> VecDeque<Finding> {
    (0..count).map(finding).collect()
}
//.

fn main() {
    //- 1
    let mut keys: VecDeque<Key> = (0..900).map(key).collect();
    //+ 1
    let mut keys: VecDeque<Key> = (0..900).map(key).collect();
    //.
    let mut spent = 0;
    for round in 0..2_000_u32 {
        if let Some(key) = keys.pop_front() {
            spent += cost(&key) * u64::from(round % 3);
            keys.push_back(key);
        }
    }
    let mut clean = 0;
    let mut letters = 0;
    for finding in findings(5_000) {
        match finding {
            Finding::Clean(at) => clean += at % 2,
            Finding::Moved(from, to) => clean += from.abs_diff(to) % 2,
            Finding::Broken { path, line } => letters += u32::from(path[9]) + line,
        }
    }
    println!("{spent} {clean} {letters}");
}
