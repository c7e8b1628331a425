//! After pubgrub-rs/pubgrub#74: one buffer is reused from step to step.
#[derive(Clone)]
struct Term {
    package: u32,
    versions: Vec<(u32, u32)>,
}

fn terms(n: u32) -> Vec<Term> {
    (0..n)
        .map(|package| Term {
            package: package % 50,
            versions: (0..=package % 4).map(|k| (k * 10, k * 10 + 3 + package % 9)).collect(),
        })
        .collect()
}

//- 1 mistake pooling/reuse-vec|heap-vs-stack/inline-vec
fn propagate(terms: &[Term]) -> u64 {
    let mut work = 0u64;
    for pair in terms.windows(2) {
        let mut common: Vec<(u32, u32)> = vec![];
        for a in &pair[0].versions {
            for b in &pair[1].versions {
                let both = (a.0.max(b.0), a.1.min(b.1));
                if both.0 < both.1 {
                    common.push(both);
                }
            }
        }
        for range in common.iter() {
            work += u64::from(range.1 - range.0) * u64::from(pair[0].package);
        }
    }
    work
}
//+ 1
fn propagate(terms: &[Term]) -> u64 {
    let mut work = 0u64;
    let mut common: Vec<(u32, u32)> = vec![];
    for pair in terms.windows(2) {
        common.clear();
        for a in &pair[0].versions {
            for b in &pair[1].versions {
                let both = (a.0.max(b.0), a.1.min(b.1));
                if both.0 < both.1 {
                    common.push(both);
                }
            }
        }
        for range in common.iter() {
            work += u64::from(range.1 - range.0) * u64::from(pair[0].package);
        }
    }
    work
}
//.

fn main() {
    let terms = terms(3_000);
    let mut work = 0;
    for _ in 0..8 {
        work += propagate(std::hint::black_box(&terms));
    }
    println!("{work}");
}
