//! The cheapest tickets for days of travel: the same rest is asked for again and again; seatings of a table meet each once.
struct Tariff {
    prices: [(usize, u32); 3],
}

//- 1 mistake recursion/fibonacci
fn cheapest(tariff: &Tariff, days: &[u32], at: usize) -> u32 {
    if at >= days.len() {
        return 0;
    }
    let mut best = u32::MAX;
    for (length, price) in tariff.prices {
        let until = days[at] + length as u32;
        let next = at + days[at..].partition_point(|day| *day < until);
        best = best.min(price + cheapest(tariff, days, next));
    }
    best
}
//+ 1
fn cheapest(tariff: &Tariff, days: &[u32], from: usize) -> u32 {
    let mut best = vec![0; days.len() + 1];
    for at in (from..days.len()).rev() {
        best[at] = u32::MAX;
        for (length, price) in tariff.prices {
            let until = days[at] + length as u32;
            let next = at + days[at..].partition_point(|day| *day < until);
            best[at] = best[at].min(price + best[next]);
        }
    }
    best[from]
}
//.

//- 2 lookalike recursion/fibonacci|recursion/depth-first
fn quarrels(seats: &mut Vec<u8>, guests: u8) -> u32 {
    if seats.len() == usize::from(guests) {
        return 1;
    }
    let mut seatings = 0;
    for guest in 0..guests {
        let fits = seats.last().is_none_or(|last| last.abs_diff(guest) != 1);
        if fits && !seats.contains(&guest) {
            seats.push(guest);
            seatings += quarrels(seats, guests);
            seats.pop();
        }
    }
    seatings
}
//+ 2
fn quarrels(seats: &mut Vec<u8>, guests: u8) -> u32 {
    let mut seatings = 0;
    let mut next = vec![0_u8];
    while let Some(guest) = next.pop() {
        if guest == guests {
            seats.pop();
            continue;
        }
        next.push(guest + 1);
        let fits = seats.last().is_none_or(|last| last.abs_diff(guest) != 1);
        if fits && !seats.contains(&guest) {
            seats.push(guest);
            if seats.len() == usize::from(guests) {
                seatings += 1;
                seats.pop();
            } else {
                next.push(0);
            }
        }
    }
    seatings
}
//.

fn main() {
    let tariff = Tariff { prices: [(1, 200), (7, 900), (30, 2_500)] };
    let days: Vec<u32> = (0..36).map(|n| n * 5 / 3 + n % 2).collect();
    let cheapest = cheapest(&tariff, &days, 0);
    let mut seats = Vec::new();
    println!("{cheapest} {}", quarrels(&mut seats, 7));
}
