//! Hot, and owned for a reason: names outlive their source, keys are made once each, folded names are what is stored.
use std::collections::BTreeMap;

struct Source {
    line: String,
}

impl Source {
    fn read(&mut self, n: u32) -> &str {
        use std::fmt::Write;
        self.line.clear();
        let _ = write!(self.line, "Station {n} of the northern network;Line {} of the suburban railway;{}", n % 9, n * 37 % 1_000);
        &self.line
    }
}

struct Station {
    name: String,
    line: String,
    metres: u32,
}

//- 1 lookalike ownership/clone-to-read|string-building/parse-fields
fn stations(source: &mut Source, n: u32) -> Vec<Station> {
    let mut stations = Vec::with_capacity(n as usize);
    for at in 0..n {
        let mut fields = source.read(at).split(';');
        let name = fields.next().unwrap_or_default().to_string();
        let line = fields.next().unwrap_or_default().to_string();
        let metres = fields.next().and_then(|field| field.parse().ok()).unwrap_or(0);
        stations.push(Station { name, line, metres });
    }
    stations
}
//+ 1
fn stations(source: &mut Source, n: u32) -> Vec<Station> {
    let mut stations = Vec::with_capacity(n as usize);
    for at in 0..n {
        let line = source.read(at);
        let (name, rest) = line.split_once(';').unwrap_or((line, ""));
        let (line, metres) = rest.split_once(';').unwrap_or((rest, ""));
        stations.push(Station { name: name.into(), line: line.into(), metres: metres.parse().unwrap_or(0) });
    }
    stations
}
//.

//- 2 lookalike string-building/format-push|lookups/key-without-owning
fn by_label(stations: &[Station]) -> BTreeMap<String, u32> {
    let mut labels = BTreeMap::new();
    for station in stations {
        labels.insert(format!("{}/{}", station.line, station.name), station.metres);
    }
    labels
}
//+ 2
fn by_label(stations: &[Station]) -> BTreeMap<String, u32> {
    use std::fmt::Write;
    let mut labels = BTreeMap::new();
    for station in stations {
        let mut label = String::new();
        let _ = write!(label, "{}/{}", station.line, station.name);
        labels.insert(label, station.metres);
    }
    labels
}
//.

//- 3 lookalike string-building/ascii-case
fn folded(stations: &[Station]) -> Vec<String> {
    let mut names: Vec<String> = stations.iter().map(|station| station.name.to_ascii_lowercase()).collect();
    names.sort_unstable();
    names
}
//+ 3
fn folded(stations: &[Station]) -> Vec<String> {
    let fold = |station: &Station| {
        let mut name = station.name.clone();
        name.make_ascii_lowercase();
        name
    };
    let mut names: Vec<String> = stations.iter().map(fold).collect();
    names.sort_unstable();
    names
}
//.

fn main() {
    let mut source = Source { line: String::new() };
    let stations = stations(&mut source, 2_500);
    let labels = by_label(&stations);
    let names = folded(&stations);
    println!("{} {} {:?}", labels.len(), names[700], labels.values().max());
}
