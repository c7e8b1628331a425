//! Sound through a chain of effects: a call through a pointer for each sample and effect; listeners come from outside.
trait Effect {
    fn apply(&mut self, sample: f32) -> f32;
}

struct Gain(f32);
struct Delay {
    line: [f32; 32],
    at: usize,
}
struct Clip(f32);

impl Effect for Gain {
    fn apply(&mut self, sample: f32) -> f32 {
        sample * self.0
    }
}

impl Effect for Delay {
    fn apply(&mut self, sample: f32) -> f32 {
        let out = sample + self.line[self.at] * 0.5;
        self.line[self.at] = sample;
        self.at = (self.at + 1) % 32;
        out
    }
}

impl Effect for Clip {
    fn apply(&mut self, sample: f32) -> f32 {
        sample.clamp(-self.0, self.0)
    }
}

//- 1 mistake heap-vs-stack/dyn-dispatch
type Chain = Vec<Box<dyn Effect>>;

fn chain() -> Chain {
    (0..9)
        .map(|n| -> Box<dyn Effect> {
            match n % 3 {
                0 => Box::new(Gain(1.0 + n as f32 / 20.0)),
                1 => Box::new(Clip(0.7)),
                _ => Box::new(Delay { line: [0.0; 32], at: 0 }),
            }
        })
        .collect()
}

fn through(chain: &mut Chain, sample: f32) -> f32 {
    chain.iter_mut().fold(sample, |sample, effect| effect.apply(sample))
}
//+ 1
enum One {
    Gain(Gain),
    Clip(Clip),
    Delay(Delay),
}

type Chain = Vec<One>;

fn chain() -> Chain {
    (0..9)
        .map(|n| match n % 3 {
            0 => One::Gain(Gain(1.0 + n as f32 / 20.0)),
            1 => One::Clip(Clip(0.7)),
            _ => One::Delay(Delay { line: [0.0; 32], at: 0 }),
        })
        .collect()
}

fn through(chain: &mut Chain, sample: f32) -> f32 {
    chain.iter_mut().fold(sample, |sample, effect| match effect {
        One::Gain(gain) => gain.apply(sample),
        One::Clip(clip) => clip.apply(sample),
        One::Delay(delay) => delay.apply(sample),
    })
}
//.

//- 2 lookalike heap-vs-stack/dyn-dispatch
struct Meter<'a> {
    listeners: Vec<Box<dyn FnMut(f32) + 'a>>,
}

impl<'a> Meter<'a> {
    fn on(&mut self, listener: impl FnMut(f32) + 'a) {
        self.listeners.push(Box::new(listener));
    }

    fn tell(&mut self, block: f32) {
        for listener in &mut self.listeners {
            listener(block);
        }
    }
}
//+ 2
struct Meter<'a> {
    listeners: [Option<Box<dyn FnMut(f32) + 'a>>; 2],
}

impl<'a> Meter<'a> {
    fn on(&mut self, listener: impl FnMut(f32) + 'a) {
        let free = self.listeners.iter().position(Option::is_none).unwrap_or(0);
        self.listeners[free] = Some(Box::new(listener));
    }

    fn tell(&mut self, block: f32) {
        for listener in self.listeners.iter_mut().flatten() {
            listener(block);
        }
    }
}
//.

fn main() {
    let mut chain = chain();
    let (mut loudest, mut blocks) = (0.0_f32, 0);
    let mut meter = Meter { listeners: Default::default() };
    meter.on(|block| loudest = loudest.max(block));
    meter.on(|_| blocks += 1);
    let mut out = 0.0;
    for block in 0..60 {
        let mut most = 0.0_f32;
        for n in 0..256 {
            let sample = through(&mut chain, ((block * 256 + n) % 97) as f32 / 97.0 - 0.5);
            most = most.max(sample.abs());
            out += sample;
        }
        meter.tell(most);
    }
    drop(meter);
    println!("{out:.4} {loudest:.4} {blocks}");
}
