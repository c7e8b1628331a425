//! Labels of parcels: codes of countries and carriers, short strings that are cloned with each scan; addresses are long.
use std::collections::BTreeMap;

//- 1 mistake string-building/small-inline|ownership/clone-to-read
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Code(String);

fn code(text: &str) -> Code {
    Code(text.to_ascii_uppercase())
}
//+ 1
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Code([u8; 4]);

fn code(text: &str) -> Code {
    let mut code = [0; 4];
    code[..text.len()].copy_from_slice(text.as_bytes());
    code.make_ascii_uppercase();
    Code(code)
}
//.

#[derive(Clone)]
struct Parcel {
    from: Code,
    to: Code,
    carrier: Code,
    grams: u32,
}

struct Scan {
    parcel: Parcel,
    hour: u32,
}

struct Depot {
    //- 2 lookalike string-building/small-inline
    address: String,
    //+ 2
    address: Box<str>,
    //.
    scans: Vec<Scan>,
}

impl Depot {
    fn scan(&mut self, parcel: &Parcel, hour: u32) {
        //- 1
        self.scans.push(Scan { parcel: parcel.clone(), hour });
        //+ 1
        self.scans.push(Scan { parcel: parcel.clone(), hour });
        //.
    }
}

fn depots(count: u32) -> Vec<Depot> {
    (0..count)
        .map(|at| Depot {
            //- 2
            address: format!("{} Harbour Road, Building {}, Town of the North", at * 7 + 1, at % 9),
            //+ 2
            address: format!("{} Harbour Road, Building {}, Town of the North", at * 7 + 1, at % 9).into(),
            //.
            scans: Vec::new(),
        })
        .collect()
}

fn main() {
    let countries = ["de", "fr", "no", "pl", "se", "it"];
    let carriers = ["dhx", "ups", "gls"];
    let parcels: Vec<Parcel> = (0..1_200)
        .map(|at| Parcel {
            from: code(countries[at % 6]),
            to: code(countries[at * 7 / 3 % 6]),
            carrier: code(carriers[at % 3]),
            grams: at as u32 * 31 % 9_000,
        })
        .collect();
    let mut depots = depots(12);
    for (at, parcel) in parcels.iter().enumerate() {
        for stop in 0..3 {
            depots[(at + stop * 5) % 12].scan(parcel, (at + stop) as u32 % 24);
        }
    }
    let mut weights: BTreeMap<(Code, Code), u32> = BTreeMap::new();
    for scan in depots.iter().flat_map(|depot| &depot.scans).filter(|scan| scan.hour == 7) {
        *weights.entry((scan.parcel.from.clone(), scan.parcel.to.clone())).or_insert(0) += scan.parcel.grams;
    }
    let inland = depots[3].scans.iter().filter(|scan| scan.parcel.from == scan.parcel.to && scan.parcel.carrier == code("ups")).count();
    println!("{} {:?} {inland} {}", weights.len(), weights.values().max(), depots[3].address.contains("Harbour"));
}
