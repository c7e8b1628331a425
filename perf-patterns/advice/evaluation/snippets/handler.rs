//! A server's answer: a fresh buffer for each request; a body that is given away is fresh by right.
struct Request {
    id: u32,
    items: u32,
}

struct Reply {
    body: Vec<u8>,
    status: u16,
}

fn number(out: &mut Vec<u8>, mut n: u32) {
    let start = out.len();
    loop {
        out.push(b'0' + (n % 10) as u8);
        n /= 10;
        if n == 0 {
            break;
        }
    }
    out[start..].reverse();
}

struct Server {
    sent: u64,
    sums: u64,
    #[allow(dead_code)]
    scratch: Vec<u8>,
}

impl Server {
    //- 1 mistake pooling/request-buffer
    fn serve(&mut self, request: &Request) {
        let mut response = Vec::new();
        for item in 0..request.items {
            response.extend_from_slice(b"{\"item\":");
            number(&mut response, item ^ request.id);
            response.extend_from_slice(b"},");
        }
        self.send(&response);
    }
    //+ 1
    fn serve(&mut self, request: &Request) {
        let mut response = std::mem::take(&mut self.scratch);
        response.clear();
        for item in 0..request.items {
            response.extend_from_slice(b"{\"item\":");
            number(&mut response, item ^ request.id);
            response.extend_from_slice(b"},");
        }
        self.send(&response);
        self.scratch = response;
    }
    //.

    fn send(&mut self, bytes: &[u8]) {
        self.sent += bytes.len() as u64;
        self.sums += u64::from(bytes[bytes.len() / 2]);
    }

    //- 2 lookalike pooling/request-buffer
    fn queue(&self, request: &Request) -> Reply {
        let mut body = Vec::with_capacity(32);
        body.extend_from_slice(b"id ");
        number(&mut body, request.id);
        Reply { body, status: 200 }
    }
    //+ 2
    fn queue(&self, request: &Request) -> Reply {
        let mut digits = [0; 32];
        digits[..3].copy_from_slice(b"id ");
        let mut body = Vec::with_capacity(32);
        body.extend_from_slice(&digits[..3]);
        number(&mut body, request.id);
        Reply { body, status: 200 }
    }
    //.
}

fn main() {
    let mut server = Server { sent: 0, sums: 0, scratch: Vec::new() };
    let mut queue = Vec::new();
    for id in 0..4_000 {
        let request = Request { id, items: 6 + id % 9 };
        server.serve(&request);
        if id % 2 == 0 {
            queue.push(server.queue(&request));
        }
    }
    let queued: usize = queue.iter().map(|reply| reply.body.len() + usize::from(reply.status)).sum();
    println!("{} {} {queued}", server.sent, server.sums);
}
