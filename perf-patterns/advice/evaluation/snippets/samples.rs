//! A vector of known length that grows by pushing; another whose length nobody knows.
#[derive(Clone, Copy)]
struct Sample {
    at: u64,
    value: f32,
    weight: f32,
}

fn wave(at: u64) -> f32 {
    let phase = (at % 64) as f32 / 64.0;
    4.0 * phase * (1.0 - phase)
}

//- 1 mistake preallocation/vec-capacity
fn record(count: usize, every: u64) -> Vec<Sample> {
    let mut samples = Vec::new();
    for n in 0..count as u64 {
        samples.push(Sample { at: n * every, value: wave(n * every), weight: 1.0 });
    }
    samples
}
//+ 1
fn record(count: usize, every: u64) -> Vec<Sample> {
    let mut samples = Vec::with_capacity(count);
    for n in 0..count as u64 {
        samples.push(Sample { at: n * every, value: wave(n * every), weight: 1.0 });
    }
    samples
}
//.

//- 2 lookalike preallocation/vec-capacity
fn peaks(samples: &[Sample]) -> Vec<Sample> {
    let mut peaks = Vec::new();
    for window in samples.windows(3) {
        if window[1].value > 0.999 && window[1].value > window[0].value && window[1].value > window[2].value {
            peaks.push(window[1]);
        }
    }
    peaks
}
//+ 2
fn peaks(samples: &[Sample]) -> Vec<Sample> {
    let mut peaks = Vec::with_capacity(samples.len());
    for window in samples.windows(3) {
        if window[1].value > 0.999 && window[1].value > window[0].value && window[1].value > window[2].value {
            peaks.push(window[1]);
        }
    }
    peaks
}
//.

fn main() {
    let samples = record(60_000, 3);
    let peaks = peaks(&samples);
    let weight: f32 = samples.iter().map(|sample| sample.weight * sample.value).sum();
    println!("{weight:.0} {} {:?}", peaks.len(), peaks.last().map(|peak| peak.at));
}
