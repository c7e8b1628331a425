//! A synthesiser: oscillators of a closed set behind a pointer, for each sample; whole voices behind one, for a block each.
const BLOCK: usize = 512;

//- 1 mistake heap-vs-stack/dyn-dispatch
trait Wave {
    fn at(&self, phase: u32) -> i32;
}

struct Saw;
struct Square(u32);
struct Triangle;

impl Wave for Saw {
    fn at(&self, phase: u32) -> i32 {
        (phase >> 16) as i32 - 32_768
    }
}

impl Wave for Square {
    fn at(&self, phase: u32) -> i32 {
        if phase < self.0 { 20_000 } else { -20_000 }
    }
}

impl Wave for Triangle {
    fn at(&self, phase: u32) -> i32 {
        ((phase >> 15) as i32 - 65_536).abs() - 32_768
    }
}

fn waves() -> Vec<Box<dyn Wave>> {
    vec![Box::new(Saw), Box::new(Square(1 << 31)), Box::new(Triangle), Box::new(Square(1 << 30))]
}

fn mix(waves: &[Box<dyn Wave>], phase: u32) -> i32 {
    waves.iter().map(|wave| wave.at(phase)).sum()
}
//+ 1
enum Wave {
    Saw,
    Square(u32),
    Triangle,
}

impl Wave {
    fn at(&self, phase: u32) -> i32 {
        match self {
            Wave::Saw => (phase >> 16) as i32 - 32_768,
            Wave::Square(width) => {
                if phase < *width {
                    20_000
                } else {
                    -20_000
                }
            }
            Wave::Triangle => ((phase >> 15) as i32 - 65_536).abs() - 32_768,
        }
    }
}

fn waves() -> Vec<Wave> {
    vec![Wave::Saw, Wave::Square(1 << 31), Wave::Triangle, Wave::Square(1 << 30)]
}

fn mix(waves: &[Wave], phase: u32) -> i32 {
    waves.iter().map(|wave| wave.at(phase)).sum()
}
//.

//- 2 lookalike heap-vs-stack/dyn-dispatch
trait Effect {
    fn run(&mut self, block: &mut [i32; BLOCK]);
}

struct Gain(i32);
struct LowPass(i32);

impl Effect for Gain {
    fn run(&mut self, block: &mut [i32; BLOCK]) {
        for sample in block {
            *sample = (*sample * self.0) >> 8;
        }
    }
}

impl Effect for LowPass {
    fn run(&mut self, block: &mut [i32; BLOCK]) {
        for sample in block {
            self.0 += (*sample - self.0) >> 3;
            *sample = self.0;
        }
    }
}

fn effects() -> Vec<Box<dyn Effect>> {
    vec![Box::new(Gain(200)), Box::new(LowPass(0)), Box::new(Gain(300))]
}
//+ 2
enum Effect {
    Gain(i32),
    LowPass(i32),
}

impl Effect {
    fn run(&mut self, block: &mut [i32; BLOCK]) {
        match self {
            Effect::Gain(by) => {
                for sample in block {
                    *sample = (*sample * *by) >> 8;
                }
            }
            Effect::LowPass(last) => {
                for sample in block {
                    *last += (*sample - *last) >> 3;
                    *sample = *last;
                }
            }
        }
    }
}

fn effects() -> Vec<Effect> {
    vec![Effect::Gain(200), Effect::LowPass(0), Effect::Gain(300)]
}
//.

fn main() {
    let waves = waves();
    let mut effects = effects();
    let mut loudest = 0;
    let mut phase = 0_u32;
    for block in 0..120_u32 {
        let mut samples = [0; BLOCK];
        for sample in &mut samples {
            phase = phase.wrapping_add(9_000_000 + block * 70_000);
            *sample = mix(&waves, phase) >> 2;
        }
        for effect in &mut effects {
            effect.run(&mut samples);
        }
        loudest = samples.iter().fold(loudest, |loudest: i32, sample| loudest.max(sample.abs()));
    }
    println!("{loudest}");
}
