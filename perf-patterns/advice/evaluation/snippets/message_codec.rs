//! A codec of messages: each field reserves its own bytes exactly, and each message has a buffer of its own that is sent at once.
struct Message<'a> {
    topic: &'a str,
    fields: Vec<(u8, &'a [u8])>,
}

//- 1 mistake preallocation/reserve-exact-trap|preallocation/vec-capacity
fn put(batch: &mut Vec<u8>, bytes: &[u8]) {
    batch.reserve_exact(bytes.len() + 2);
    batch.extend((bytes.len() as u16).to_be_bytes());
    batch.extend(bytes);
}
//+ 1
fn put(batch: &mut Vec<u8>, bytes: &[u8]) {
    batch.extend((bytes.len() as u16).to_be_bytes());
    batch.extend(bytes);
}
//.

fn batch(messages: &[Message]) -> Vec<u8> {
    let mut batch = Vec::new();
    for message in messages {
        put(&mut batch, message.topic.as_bytes());
        for (kind, field) in &message.fields {
            batch.push(*kind);
            put(&mut batch, field);
        }
    }
    batch
}

//- 2 mistake pooling/request-buffer|pooling/reuse-vec|preallocation/vec-capacity
fn send(messages: &[Message], link: &mut u64) {
    for message in messages {
        let mut buffer = Vec::new();
        buffer.extend(message.topic.as_bytes());
        for (kind, field) in &message.fields {
            buffer.push(*kind);
            buffer.extend(*field);
        }
        *link = buffer.iter().fold(*link, |link, byte| link.rotate_left(7) ^ u64::from(*byte));
    }
}
//+ 2
fn send(messages: &[Message], link: &mut u64) {
    let mut buffer = Vec::new();
    for message in messages {
        buffer.clear();
        buffer.extend(message.topic.as_bytes());
        for (kind, field) in &message.fields {
            buffer.push(*kind);
            buffer.extend(*field);
        }
        *link = buffer.iter().fold(*link, |link, byte| link.rotate_left(7) ^ u64::from(*byte));
    }
}
//.

//- 3 lookalike preallocation/reserve-exact-trap|preallocation/vec-capacity
fn topics(messages: &[Message]) -> Vec<u8> {
    let mut topics = Vec::new();
    topics.reserve_exact(messages.iter().map(|message| message.topic.len() + 1).sum());
    for message in messages {
        topics.extend(message.topic.as_bytes());
        topics.push(b'\n');
    }
    topics
}
//+ 3
fn topics(messages: &[Message]) -> Vec<u8> {
    let mut topics = Vec::with_capacity(messages.iter().map(|message| message.topic.len() + 1).sum());
    for message in messages {
        topics.extend(message.topic.as_bytes());
        topics.push(b'\n');
    }
    topics
}
//.

fn main() {
    let payload: Vec<u8> = (0..400_u32).map(|at| (at * 7) as u8).collect();
    let messages: Vec<Message> = (0..900_usize)
        .map(|at| Message {
            topic: ["orders/new", "orders/paid", "stock"][at % 3],
            fields: (0..at % 4 + 1).map(|k| (k as u8, &payload[at % 300..at % 300 + 9 + k * 5])).collect(),
        })
        .collect();
    let batch = batch(&messages);
    let mut link = 1;
    send(&messages, &mut link);
    println!("{} {link:016x} {}", batch.len(), topics(&messages).len());
}
