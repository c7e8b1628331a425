//! Planets around a star: the state is cloned into what has room for it, step by step; snapshots are kept; the best is kept.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Body {
    x: f64,
    y: f64,
    vx: f64,
    vy: f64,
}

fn system(count: usize) -> Vec<Body> {
    (1..=count)
        .map(|n| {
            let r = 5.0 + n as f64 * 0.3;
            let v = (1_000.0 / r).sqrt();
            let turn = n as f64;
            Body { x: r * turn.cos(), y: r * turn.sin(), vx: -v * turn.sin(), vy: v * turn.cos() }
        })
        .collect()
}

fn advance(from: &[Body], to: &mut [Body], dt: f64) {
    for (old, new) in from.iter().zip(to) {
        let r2 = old.x * old.x + old.y * old.y;
        let pull = -1_000.0 / (r2 * r2.sqrt());
        new.vx = old.vx + pull * old.x * dt;
        new.vy = old.vy + pull * old.y * dt;
        new.x = old.x + new.vx * dt;
        new.y = old.y + new.vy * dt;
    }
}

struct Run {
    now: Vec<Body>,
    before: Vec<Body>,
    snapshots: Vec<Vec<Body>>,
    furthest: f64,
}

fn run(mut run: Run, steps: usize) -> Run {
    for step in 0..steps {
        //- 1 mistake pooling/clone-from|ownership/clone-to-read|pooling/reuse-vec
        run.before = run.now.clone();
        //+ 1
        std::mem::swap(&mut run.before, &mut run.now);
        //.
        advance(&run.before, &mut run.now, 0.001);
        if step % 100 == 0 {
            //- 2 lookalike pooling/clone-from|ownership/clone-to-read
            run.snapshots.push(run.now.clone());
            //+ 2
            run.snapshots.push(run.now.iter().copied().collect());
            //.
        }
        run.furthest = run.furthest.max(run.now[step % run.now.len()].x);
    }
    run
}

fn main() {
    let now = system(8);
    //- 1
    let start = Run { before: now.clone(), now, snapshots: Vec::new(), furthest: 0.0 };
    //+ 1
    let start = Run { before: now.clone(), now, snapshots: Vec::new(), furthest: 0.0 };
    //.
    let end = run(start, 12_000);
    let moved = end.snapshots.windows(2).filter(|pair| pair[0] != pair[1]).count();
    println!("{} {moved} {:.3}", end.snapshots.len(), end.furthest);
}
