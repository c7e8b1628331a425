//! Counts votes: ballots by number in a map of known size; parties are few; districts have a map of a dozen each.
use std::collections::{HashMap, HashSet};

struct Ballot {
    number: u64,
    district: u16,
    party: &'static str,
}

const PARTIES: [&str; 6] = ["red", "green", "blue", "white", "gold", "none"];

fn ballots(count: u64) -> Vec<Ballot> {
    (0..count)
        .map(|at| Ballot {
            number: at.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20,
            district: (at * 13 % 40) as u16,
            party: PARTIES[(at * at % 23 % 6) as usize],
        })
        .collect()
}

fn doubles(ballots: &[Ballot]) -> usize {
    //- 1 mistake preallocation/map-capacity|lookups/hasher
    let mut seen: HashSet<u64> = HashSet::new();
    //+ 1
    let mut seen: HashSet<u64> = HashSet::with_capacity(ballots.len());
    //.
    let mut doubles = 0;
    for ballot in ballots {
        //- 1
        if !seen.insert(ballot.number) {
        //+ 1
        if !seen.insert(ballot.number) {
        //.
            doubles += 1;
        }
    }
    doubles
}

fn by_party(ballots: &[Ballot]) -> HashMap<&'static str, u32> {
    //- 2 lookalike preallocation/map-capacity
    let mut by_party = HashMap::new();
    //+ 2
    let mut by_party = HashMap::with_capacity(PARTIES.len());
    //.
    for ballot in ballots {
        *by_party.entry(ballot.party).or_insert(0) += 1;
    }
    by_party
}

fn by_district(ballots: &[Ballot]) -> Vec<HashMap<&'static str, u32>> {
    //- 3 lookalike preallocation/map-capacity
    let mut districts: Vec<HashMap<&'static str, u32>> = (0..40).map(|_| HashMap::new()).collect();
    //+ 3
    let mut districts: Vec<HashMap<&'static str, u32>> = (0..40).map(|_| HashMap::with_capacity(6)).collect();
    //.
    for ballot in ballots.iter().step_by(10) {
        *districts[usize::from(ballot.district)].entry(ballot.party).or_insert(0) += 1;
    }
    districts
}

fn main() {
    let ballots = ballots(15_000);
    let by_party = by_party(&ballots);
    let won = by_district(&ballots).iter().filter(|district| district.get("red") > district.get("blue")).count();
    println!("{} {:?} {won}", doubles(&ballots), PARTIES.map(|party| by_party.get(party)));
}
