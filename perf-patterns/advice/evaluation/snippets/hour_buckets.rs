//! Events by the hour: each bucket has room for a day and holds a few; a page of output is nearly filled.
#[derive(Clone, Copy)]
struct Event {
    minute: u32,
    code: u16,
    user: u32,
}

fn events(count: u32) -> Vec<Event> {
    let mut state = 5_u32;
    (0..count)
        .map(|at| {
            state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            Event { minute: state >> 8 & 0xffff, code: (state >> 16) as u16 % 50, user: at % 800 }
        })
        .collect()
}

const PER_DAY: usize = 2_000;

//- 1 mistake preallocation/overshoot
fn buckets(events: &[Event]) -> Vec<Vec<Event>> {
    let mut buckets: Vec<Vec<Event>> = (0..1_100).map(|_| Vec::with_capacity(PER_DAY)).collect();
    for event in events {
        buckets[event.minute as usize / 60].push(*event);
    }
    buckets
}
//+ 1
fn buckets(events: &[Event]) -> Vec<Vec<Event>> {
    let mut buckets: Vec<Vec<Event>> = (0..1_100).map(|_| Vec::new()).collect();
    for event in events {
        buckets[event.minute as usize / 60].push(*event);
    }
    buckets
}
//.

fn page(events: &[Event], from: usize) -> Vec<u32> {
    //- 2 lookalike preallocation/overshoot
    let mut page = Vec::with_capacity(500);
    //+ 2
    let mut page = Vec::new();
    //.
    for event in events.iter().skip(from) {
        if event.code != 13 {
            page.push(event.user);
        }
        if page.len() == 500 {
            break;
        }
    }
    page
}

fn busiest(buckets: &[Vec<Event>]) -> (usize, usize) {
    let (at, bucket) = buckets.iter().enumerate().max_by_key(|(at, bucket)| (bucket.len(), *at)).unwrap();
    (at, bucket.len())
}

fn main() {
    let events = events(12_000);
    let buckets = buckets(&events);
    let mut users = 0_u64;
    for from in (0..11_000).step_by(400) {
        users += page(&events, from).iter().map(|user| u64::from(*user)).sum::<u64>();
    }
    let codes: u32 = buckets.iter().flatten().map(|event| u32::from(event.code)).sum();
    println!("{:?} {users} {codes}", busiest(&buckets));
}
