//! Short lists: divisors that live for a moment, and adjacency lists that stay.
//- 1 mistake heap-vs-stack/inline-vec
fn primes_of(mut n: u32) -> Vec<u32> {
    let mut primes = Vec::new();
    let mut p = 2;
    while p * p <= n {
        if n % p == 0 {
            primes.push(p);
            while n % p == 0 {
                n /= p;
            }
        }
        p += 1;
    }
    if n > 1 {
        primes.push(n);
    }
    primes
}

fn totient(n: u32) -> u32 {
    primes_of(n).iter().fold(n, |left, p| left / p * (p - 1))
}
//+ 1
fn primes_of(mut n: u32) -> ([u32; 10], usize) {
    let mut primes = [0; 10];
    let mut count = 0;
    let mut p = 2;
    while p * p <= n {
        if n % p == 0 {
            primes[count] = p;
            count += 1;
            while n % p == 0 {
                n /= p;
            }
        }
        p += 1;
    }
    if n > 1 {
        primes[count] = n;
        count += 1;
    }
    (primes, count)
}

fn totient(n: u32) -> u32 {
    let (primes, count) = primes_of(n);
    primes[..count].iter().fold(n, |left, p| left / p * (p - 1))
}
//.

//- 2 lookalike heap-vs-stack/inline-vec
fn neighbours(n: usize) -> Vec<Vec<usize>> {
    let mut edges = vec![Vec::new(); n];
    for at in 0..n {
        for step in [1, 7, 19, 40, 77, 130, 211, 300, 401] {
            edges[at].push((at + step) % n);
        }
    }
    edges
}
//+ 2
fn neighbours(n: usize) -> Vec<[usize; 9]> {
    let mut edges = vec![[0; 9]; n];
    for at in 0..n {
        for (k, step) in [1, 7, 19, 40, 77, 130, 211, 300, 401].into_iter().enumerate() {
            edges[at][k] = (at + step) % n;
        }
    }
    edges
}
//.

fn main() {
    let sum: u64 = (1..9_000).map(|n| u64::from(totient(n))).sum();
    let edges = neighbours(500);
    let mut ranks = vec![1.0f32; 500];
    for _ in 0..40 {
        for (at, list) in edges.iter().enumerate() {
            ranks[at] = 0.3 + list.iter().map(|to| ranks[*to]).sum::<f32>() / 13.0;
        }
    }
    println!("{sum} {:.3}", ranks[250]);
}
