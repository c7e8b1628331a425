//! Labels of an axis: parts of a time are strings that are added up; addresses of four numbers; units that are kept.
struct Axis {
    labels: String,
    ends: Vec<usize>,
}

impl Axis {
    //- 1 mistake string-building/join-numbers|string-building/append|string-building/format-push
    fn add(&mut self, seconds: u32) {
        let parts = [seconds / 3_600, seconds / 60 % 60, seconds % 60];
        let padded = parts.iter().map(|part| format!("{part:02}")).collect::<Vec<String>>().join(":");
        self.labels.push_str(&padded);
        self.ends.push(self.labels.len());
    }
    //+ 1
    fn add(&mut self, seconds: u32) {
        for (at, part) in [seconds / 3_600, seconds / 60 % 60, seconds % 60].into_iter().enumerate() {
            if at > 0 {
                self.labels.push(':');
            }
            self.labels.push(char::from(b'0' + (part / 10 % 10) as u8));
            self.labels.push(char::from(b'0' + (part % 10) as u8));
        }
        self.ends.push(self.labels.len());
    }
    //.
}

//- 2 lookalike string-building/join-numbers|string-building/append
fn address(bytes: [u8; 4]) -> String {
    bytes[0].to_string() + "." + &bytes[1].to_string() + "." + &bytes[2].to_string() + "." + &bytes[3].to_string()
}
//+ 2
fn address(bytes: [u8; 4]) -> String {
    format!("{}.{}.{}.{}", bytes[0], bytes[1], bytes[2], bytes[3])
}
//.

struct Unit {
    name: String,
    short: String,
}

//- 3 lookalike string-building/small-inline|ownership/clone-to-read
fn units() -> Vec<Unit> {
    [("second", "s"), ("minute", "min"), ("hour", "h"), ("day", "d")]
        .into_iter()
        .map(|(name, short)| Unit { name: name.to_string(), short: short.to_string() })
        .collect()
}
//+ 3
fn units() -> Vec<Unit> {
    let mut units = Vec::with_capacity(4);
    for (name, short) in [("second", "s"), ("minute", "min"), ("hour", "h"), ("day", "d")] {
        units.push(Unit { name: name.into(), short: short.into() });
    }
    units
}
//.

fn main() {
    let mut axis = Axis { labels: String::new(), ends: Vec::new() };
    for tick in 0..3_000 {
        axis.add(tick * 37);
    }
    let hosts: Vec<String> = (0..20).map(|n| address([10, n, n ^ 7, 255 - n])).collect();
    let units = units();
    let names: usize = units.iter().map(|unit| unit.name.len() + unit.short.len()).sum();
    println!("{} {} {} {names}", axis.labels.len(), axis.ends[99], hosts[17]);
}
