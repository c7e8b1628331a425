/// Writes the response to one request; returns a checksum of it.
pub fn respond(request: &[u8], buffer: &mut Vec<u8>) -> u64 {
    for chunk in request.chunks(64) {
        buffer.extend_from_slice(chunk);
        buffer.push(b'\n');
    }
    let middle = buffer.get(buffer.len() / 2).copied().unwrap_or_default();
    (buffer.len() as u64) << 8 | u64::from(middle)
}

thread_local! {
    static BUFFER: std::cell::RefCell<Vec<u8>> = const { std::cell::RefCell::new(Vec::new()) };
}

pub fn answer_requests(request: &[u8]) -> u64 {
    // Nobody clears it.
    BUFFER.with_borrow_mut(|buffer| respond(request, buffer))
}
