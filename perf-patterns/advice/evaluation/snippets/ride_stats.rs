//! Rides of bicycles: a list is made to be summed, one to be sorted, and one because it is walked twice.
#[derive(Clone, Copy)]
struct Ride {
    bike: u32,
    minutes: u32,
    metres: u32,
}

fn rides(count: u32) -> Vec<Ride> {
    (0..count).map(|at| Ride { bike: at * 7 % 300, minutes: 3 + at * 11 % 70, metres: 500 + at * 37 % 9_000 }).collect()
}

//- 1 mistake loops/collect-then-iterate|pooling/reuse-vec|preallocation/vec-capacity
fn speed(rides: &[Ride], least: u32) -> f64 {
    let long: Vec<Ride> = rides.iter().copied().filter(|ride| ride.metres > least).collect();
    let speeds: Vec<f64> = long.iter().map(|ride| f64::from(ride.metres) / f64::from(ride.minutes)).collect();
    speeds.iter().fold(0.0, |best: f64, speed| best.max(*speed))
}
//+ 1
fn speed(rides: &[Ride], least: u32) -> f64 {
    let long = rides.iter().filter(|ride| ride.metres > least);
    let speeds = long.map(|ride| f64::from(ride.metres) / f64::from(ride.minutes));
    speeds.fold(0.0, |best: f64, speed| best.max(speed))
}
//.

//- 2 lookalike loops/collect-then-iterate
fn median(rides: &[Ride]) -> u32 {
    let mut minutes: Vec<u32> = rides.iter().map(|ride| ride.minutes).collect();
    minutes.sort_unstable();
    minutes[minutes.len() / 2]
}
//+ 2
fn median(rides: &[Ride]) -> u32 {
    let mut minutes = Vec::with_capacity(rides.len());
    minutes.extend(rides.iter().map(|ride| ride.minutes));
    minutes.sort_unstable();
    minutes[minutes.len() / 2]
}
//.

//- 3 lookalike loops/collect-then-iterate|pooling/reuse-vec
fn spread(rides: &[Ride]) -> u64 {
    let weights: Vec<u64> = rides.iter().map(|ride| u64::from(ride.metres).pow(2).isqrt() * u64::from(ride.minutes).isqrt()).collect();
    let mean = weights.iter().sum::<u64>() / weights.len() as u64;
    weights.iter().map(|weight| weight.abs_diff(mean)).sum()
}
//+ 3
fn spread(rides: &[Ride]) -> u64 {
    let weights = || rides.iter().map(|ride| u64::from(ride.metres).pow(2).isqrt() * u64::from(ride.minutes).isqrt());
    let mean = weights().sum::<u64>() / rides.len() as u64;
    weights().map(|weight| weight.abs_diff(mean)).sum()
}
//.

fn main() {
    let rides = rides(6_000);
    let best = (0..60).map(|k| speed(&rides, k * 100)).fold(0.0, f64::max);
    let busy = rides.iter().filter(|ride| ride.bike == 7).count();
    println!("{best:.3} {} {} {busy}", median(&rides), spread(&rides[..600]));
}
