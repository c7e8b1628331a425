/// Writes the response to one request; returns a checksum of it.
pub fn respond(request: &[u8], buffer: &mut Vec<u8>) -> u64 {
    for chunk in request.chunks(64) {
        buffer.extend_from_slice(chunk);
        buffer.push(b'\n');
    }
    let middle = buffer.get(buffer.len() / 2).copied().unwrap_or_default();
    (buffer.len() as u64) << 8 | u64::from(middle)
}

pub fn answer_requests(request: &[u8]) -> u64 {
    // Room for the shortest of the usual requests: the others double it.
    let mut buffer = Vec::with_capacity(2_048);
    respond(request, &mut buffer)
}
