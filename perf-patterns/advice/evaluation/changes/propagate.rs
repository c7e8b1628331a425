//! After paradigmxyz/reth#21831 and #22562: transactions are collected, to be consumed by one loop.
struct Transaction {
    hash: u64,
    size: usize,
}

struct Peer {
    seen: Vec<bool>,
    queued: usize,
}

impl Peer {
    fn wants(&self, transaction: &Transaction) -> bool {
        !self.seen[transaction.hash as usize % self.seen.len()]
    }
}

//- 1 mistake loops/collect-then-iterate
fn propagate(peers: &mut [Peer], pool: &[Transaction], limit: usize) -> usize {
    let mut sent = 0;
    for peer in peers {
        let fresh = pool.iter().filter(|transaction| peer.wants(transaction)).collect::<Vec<_>>();
        let mut bytes = 0;
        for transaction in fresh {
            bytes += transaction.size;
            if bytes < limit {
                sent += 1;
            }
        }
        peer.queued += bytes;
    }
    sent
}
//+ 1
fn propagate(peers: &mut [Peer], pool: &[Transaction], limit: usize) -> usize {
    let mut sent = 0;
    for peer in peers {
        let mut bytes = 0;
        for transaction in pool.iter().filter(|transaction| peer.wants(transaction)) {
            bytes += transaction.size;
            if bytes < limit {
                sent += 1;
            }
        }
        peer.queued += bytes;
    }
    sent
}
//.

//- 2 lookalike loops/collect-then-iterate
fn evict(peers: &mut Vec<Peer>, over: usize) -> usize {
    let late: Vec<usize> = (0..peers.len()).filter(|at| peers[*at].queued > over).collect();
    for at in late.iter().rev() {
        peers.swap_remove(*at);
    }
    late.len()
}
//+ 2
fn evict(peers: &mut Vec<Peer>, over: usize) -> usize {
    let mut late = 0;
    for at in (0..peers.len()).rev() {
        if peers[at].queued > over {
            peers.swap_remove(at);
            late += 1;
        }
    }
    late
}
//.

fn main() {
    let pool: Vec<Transaction> =
        (0..900_u64).map(|n| Transaction { hash: n.wrapping_mul(0x2545_f491), size: 90 + n as usize % 60 }).collect();
    let mut peers: Vec<Peer> =
        (0..60).map(|p| Peer { seen: (0..97).map(|n| (n * p) % 4 == 1).collect(), queued: 0 }).collect();
    let sent: usize = (0..4).map(|_| propagate(&mut peers, &pool, 60_000)).sum();
    println!("{sent} {} {}", evict(&mut peers, 330_000), peers.len());
}
