//! Lifts in a house, simulated with short lists, small values and numbers: nothing in it is worth an edit.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Idle,
    Up,
    Down,
}

#[derive(Clone, Debug)]
struct Lift {
    floor: u8,
    state: State,
    stops: Vec<u8>,
    carried: u32,
}

//- 1 lookalike heap-vs-stack/inline-vec|pooling/reuse-vec
fn house(lifts: u8) -> Vec<Lift> {
    (0..lifts).map(|at| Lift { floor: at * 4, state: State::Idle, stops: Vec::new(), carried: 0 }).collect()
}
//+ 1
fn house(lifts: u8) -> Vec<Lift> {
    (0..lifts).map(|at| Lift { floor: at * 4, state: State::Idle, stops: Vec::with_capacity(16), carried: 0 }).collect()
}
//.

//- 2 lookalike lookups/contains-set
fn call(lift: &mut Lift, floor: u8) {
    if !lift.stops.contains(&floor) {
        lift.stops.push(floor);
    }
}
//+ 2
fn call(lift: &mut Lift, floor: u8) {
    if lift.stops.iter().all(|stop| *stop != floor) {
        lift.stops.push(floor);
    }
}
//.

fn step(lift: &mut Lift) {
    let Some(&next) = lift.stops.first() else {
        lift.state = State::Idle;
        return;
    };
    lift.state = match next.cmp(&lift.floor) {
        std::cmp::Ordering::Greater => State::Up,
        std::cmp::Ordering::Less => State::Down,
        std::cmp::Ordering::Equal => State::Idle,
    };
    match lift.state {
        State::Up => lift.floor += 1,
        State::Down => lift.floor -= 1,
        State::Idle => {}
    }
    //- 3 lookalike work/quadratic-delete
    if let Some(at) = lift.stops.iter().position(|stop| *stop == lift.floor) {
        lift.stops.remove(at);
        lift.carried += 1;
    }
    //+ 3
    let before = lift.stops.len();
    let floor = lift.floor;
    lift.stops.retain(|stop| *stop != floor);
    lift.carried += u32::from(lift.stops.len() < before);
    //.
}

//- 4 lookalike heap-vs-stack/return-small|heap-vs-stack/return-large
fn nearest(lifts: &[Lift], floor: u8) -> (usize, u8) {
    let away = |lift: &Lift| lift.floor.abs_diff(floor) + lift.stops.len() as u8 * 3;
    let (at, lift) = lifts.iter().enumerate().min_by_key(|(at, lift)| (away(lift), *at)).expect("there is a lift");
    (at, away(lift))
}
//+ 4
fn nearest(lifts: &[Lift], floor: u8) -> (usize, u8) {
    let mut best = (0, u8::MAX);
    for (at, lift) in lifts.iter().enumerate() {
        let away = lift.floor.abs_diff(floor) + lift.stops.len() as u8 * 3;
        if away < best.1 {
            best = (at, away);
        }
    }
    best
}
//.

fn main() {
    let mut lifts = house(5);
    let mut state = 17_u32;
    let mut waited = 0_u64;
    let mut idle = 0_u64;
    for second in 0..20_000_u32 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        if second % 7 == 0 {
            let floor = (state >> 24) as u8 % 20;
            let (at, away) = nearest(&lifts, floor);
            call(&mut lifts[at], floor);
            waited += u64::from(away);
        }
        for lift in &mut lifts {
            step(lift);
            idle += u64::from(lift.state == State::Idle);
        }
    }
    println!("{waited} {idle} {:?}", lifts.iter().map(|lift| lift.carried).collect::<Vec<_>>());
}
