//! After PRQL/prql#60: values that come back in boxes for no reason;
//! − after libbpf/libbpf-rs#838, which #849 took back: a box whose address is given away.
use std::collections::HashMap;

#[derive(Clone, Copy)]
struct Step {
    from: u32,
    to: u32,
    cost: u32,
}

//- 1 mistake heap-vs-stack/return-small
#[inline(never)]
fn lower(step: Box<Step>, by: u32) -> Box<Step> {
    Box::new(Step { cost: step.cost / by + 1, ..*step })
}

#[inline(never)]
fn shift(step: Box<Step>, by: u32) -> Box<Step> {
    Box::new(Step { from: step.from + by, to: step.to + by, ..*step })
}

fn plan(n: u32) -> Step {
    let step = Box::new(Step { from: n, to: n + 5, cost: n * 31 % 900 });
    *shift(lower(step, 3), n % 7)
}
//+ 1
#[inline(never)]
fn lower(step: Step, by: u32) -> Step {
    Step { cost: step.cost / by + 1, ..step }
}

#[inline(never)]
fn shift(step: Step, by: u32) -> Step {
    Step { from: step.from + by, to: step.to + by, ..step }
}

fn plan(n: u32) -> Step {
    let step = Step { from: n, to: n + 5, cost: n * 31 % 900 };
    shift(lower(step, 3), n % 7)
}
//.

// The other side knows a callback by its address, which must not change.
struct Callback {
    calls: u64,
    step: u64,
}

#[derive(Default)]
struct Ring {
    callbacks: Vec<Box<Callback>>,
    by_address: HashMap<usize, usize>,
}

impl Ring {
    //- 2 lookalike heap-vs-stack/return-small|heap-vs-stack/dyn-dispatch
    fn add(&mut self, step: u64) -> usize {
        let callback = Box::new(Callback { calls: 0, step });
        let address = &raw const *callback as usize;
        self.by_address.insert(address, self.callbacks.len());
        self.callbacks.push(callback);
        address
    }
    //+ 2
    fn add(&mut self, step: u64) -> usize {
        self.callbacks.push(Box::new(Callback { calls: 0, step }));
        let at = self.callbacks.len() - 1;
        let address = &raw const *self.callbacks[at] as usize;
        self.by_address.insert(address, at);
        address
    }
    //.

    fn fire(&mut self, address: usize) -> u64 {
        let callback = &mut self.callbacks[self.by_address[&address]];
        callback.calls += callback.step;
        callback.calls
    }
}

fn main() {
    let mut sum = 0_u64;
    for n in 0..12_000 {
        let step = plan(n);
        sum += u64::from(step.to - step.from) + u64::from(step.cost);
    }
    let mut ring = Ring::default();
    let addresses: Vec<usize> = (1..80).map(|step| ring.add(step)).collect();
    for round in 0..1_500 {
        sum += ring.fire(addresses[round * 7 % 79]);
    }
    println!("{sum}");
}
