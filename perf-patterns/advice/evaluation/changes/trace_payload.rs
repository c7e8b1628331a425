//! After DataDog/lading#1783: a buffer of the largest size is made for each trial of how many traces fit.
struct Span {
    service: u8,
    start: u64,
    duration: u32,
}

fn encode(spans: &[Span], into: &mut Vec<u8>) {
    into.push(0xdc);
    into.extend((spans.len() as u16).to_be_bytes());
    for span in spans {
        into.push(span.service);
        let mut start = span.start;
        while start >= 0x80 {
            into.push(start as u8 | 0x80);
            start >>= 7;
        }
        into.push(start as u8);
        into.extend(span.duration.to_be_bytes());
    }
}

//- 1 mistake pooling/big-buffer|pooling/request-buffer|pooling/reuse-vec|preallocation/overshoot
fn to_bytes(spans: &[Span], max_bytes: usize) -> Vec<u8> {
    let (mut low, mut high) = (0, spans.len());
    while low < high {
        let middle = (low + high).div_ceil(2);
        let mut buffer = Vec::with_capacity(max_bytes);
        encode(&spans[..middle], &mut buffer);
        if buffer.len() <= max_bytes {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    let mut buffer = Vec::with_capacity(max_bytes);
    encode(&spans[..low], &mut buffer);
    buffer
}
//+ 1
fn to_bytes(spans: &[Span], max_bytes: usize) -> Vec<u8> {
    let (mut low, mut high) = (0, spans.len());
    let mut buffer = Vec::with_capacity(max_bytes);
    while low < high {
        let middle = (low + high).div_ceil(2);
        buffer.clear();
        encode(&spans[..middle], &mut buffer);
        if buffer.len() <= max_bytes {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    buffer.clear();
    encode(&spans[..low], &mut buffer);
    buffer
}
//.

fn main() {
    let spans: Vec<Span> = (0..2_000)
        .map(|at| Span { service: at as u8 % 12, start: at * at * 977, duration: at as u32 * 31 % 9_000 })
        .collect();
    let mut sent = 0;
    let mut check = 0_u32;
    for limit in [4_000, 9_000, 12_000, 16_000, 18_000] {
        //- 2 lookalike pooling/request-buffer|pooling/big-buffer
        let payload = to_bytes(&spans, limit);
        sent += payload.len();
        check = payload.iter().fold(check, |check, byte| check.rotate_left(5) ^ u32::from(*byte));
        //+ 2
        let payload: Box<[u8]> = to_bytes(&spans, limit).into();
        sent += payload.len();
        check = payload.iter().fold(check, |check, byte| check.rotate_left(5) ^ u32::from(*byte));
        //.
    }
    println!("{sent} {check:08x}");
}
