//! Spectra of a recording: a megabyte of scratch for each block; the table of windows is made once and kept.
struct Analyser {
    window: Vec<f32>,
    peaks: Vec<u32>,
}

impl Analyser {
    //- 2 lookalike pooling/big-buffer|preallocation/vec-capacity
    fn new(length: usize) -> Analyser {
        let window = (0..length).map(|n| 1.0 - (n as f32 / length as f32 - 0.5).abs()).collect();
        Analyser { window, peaks: Vec::new() }
    }
    //+ 2
    fn new(length: usize) -> Analyser {
        let mut window = Vec::with_capacity(length);
        window.extend((0..length).map(|n| 1.0 - (n as f32 / length as f32 - 0.5).abs()));
        Analyser { window, peaks: Vec::with_capacity(4) }
    }
    //.

    //- 1 mistake pooling/big-buffer|pooling/reuse-vec|pooling/request-buffer
    fn blocks(&mut self, recording: &[f32]) {
        for block in recording.chunks(512) {
            let mut bins = vec![0.0_f32; 64 * 1024];
            self.spread(block, &mut bins);
            self.peaks.push(peak(&bins));
        }
    }
    //+ 1
    fn blocks(&mut self, recording: &[f32]) {
        let mut bins = vec![0.0_f32; 64 * 1024];
        let mut touched = 0;
        for block in recording.chunks(512) {
            bins[..touched].fill(0.0);
            self.spread(block, &mut bins);
            touched = 4_096;
            self.peaks.push(peak(&bins));
        }
    }
    //.

    fn spread(&self, block: &[f32], bins: &mut [f32]) {
        for (at, sample) in block.iter().enumerate() {
            bins[at * 8 % 4_096] += sample * self.window[at % self.window.len()];
        }
    }
}

fn peak(bins: &[f32]) -> u32 {
    let mut best = 0;
    for at in (0..4_096).step_by(8) {
        if bins[at] > bins[best] {
            best = at;
        }
    }
    best as u32
}

fn main() {
    let recording: Vec<f32> = (0..512 * 40).map(|n| (n * n % 1_013) as f32 / 1_013.0).collect();
    let mut analyser = Analyser::new(512);
    analyser.blocks(&recording);
    println!("{} {:?}", analyser.peaks.len(), analyser.peaks.last());
}
