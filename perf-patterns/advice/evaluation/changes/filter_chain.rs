//! After EmbarkStudios/quilkin#1027: the filters of a chain are an enum instead of trait objects;
//! − after light-curve/light-curve#60: features that each take long to evaluate; no gain was seen.
struct Packet {
    source: u32,
    length: u32,
    mark: u32,
}

trait Filter {
    fn pass(&self, packet: &mut Packet) -> bool;
}

struct Firewall(u32);
struct Mark(u32);
struct Limit(u32);

impl Filter for Firewall {
    fn pass(&self, packet: &mut Packet) -> bool {
        packet.source % 64 != self.0
    }
}

impl Filter for Mark {
    fn pass(&self, packet: &mut Packet) -> bool {
        packet.mark ^= self.0;
        true
    }
}

impl Filter for Limit {
    fn pass(&self, packet: &mut Packet) -> bool {
        packet.length < self.0
    }
}

//- 1 mistake heap-vs-stack/dyn-dispatch
struct Chain {
    filters: Vec<Box<dyn Filter>>,
}

impl Chain {
    fn new() -> Chain {
        Chain {
            filters: vec![
                Box::new(Firewall(3)),
                Box::new(Mark(7)),
                Box::new(Limit(1_400)),
                Box::new(Firewall(9)),
                Box::new(Mark(1)),
                Box::new(Limit(1_390)),
            ],
        }
    }

    fn pass(&self, packet: &mut Packet) -> bool {
        self.filters.iter().all(|filter| filter.pass(packet))
    }
}
//+ 1
enum Kind {
    Firewall(Firewall),
    Mark(Mark),
    Limit(Limit),
}

struct Chain {
    filters: Vec<Kind>,
}

impl Chain {
    fn new() -> Chain {
        Chain {
            filters: vec![
                Kind::Firewall(Firewall(3)),
                Kind::Mark(Mark(7)),
                Kind::Limit(Limit(1_400)),
                Kind::Firewall(Firewall(9)),
                Kind::Mark(Mark(1)),
                Kind::Limit(Limit(1_390)),
            ],
        }
    }

    fn pass(&self, packet: &mut Packet) -> bool {
        self.filters.iter().all(|filter| match filter {
            Kind::Firewall(firewall) => firewall.pass(packet),
            Kind::Mark(mark) => mark.pass(packet),
            Kind::Limit(limit) => limit.pass(packet),
        })
    }
}
//.

trait Feature {
    fn evaluate(&self, series: &[f64]) -> f64;
}

struct Mean;
struct Spread;

impl Feature for Mean {
    fn evaluate(&self, series: &[f64]) -> f64 {
        series.iter().sum::<f64>() / series.len() as f64
    }
}

impl Feature for Spread {
    fn evaluate(&self, series: &[f64]) -> f64 {
        let mean = Mean.evaluate(series);
        series.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>().sqrt()
    }
}

//- 2 lookalike heap-vs-stack/dyn-dispatch
fn features() -> Vec<Box<dyn Feature>> {
    vec![Box::new(Mean), Box::new(Spread)]
}

fn evaluate(series: &[f64]) -> f64 {
    features().iter().map(|feature| feature.evaluate(series)).sum()
}
//+ 2
enum Known {
    Mean(Mean),
    Spread(Spread),
}

fn features() -> [Known; 2] {
    [Known::Mean(Mean), Known::Spread(Spread)]
}

fn evaluate(series: &[f64]) -> f64 {
    let one = |feature: &Known| match feature {
        Known::Mean(mean) => mean.evaluate(series),
        Known::Spread(spread) => spread.evaluate(series),
    };
    features().iter().map(one).sum()
}
//.

fn main() {
    let chain = Chain::new();
    let (mut passed, mut marks) = (0, 0_u64);
    for n in 0..40_000_u32 {
        let mut packet = Packet { source: n * 7, length: n % 1_500, mark: n };
        if chain.pass(&mut packet) {
            passed += 1;
            marks += u64::from(packet.mark);
        }
    }
    let series: Vec<f64> = (0..400).map(|n| f64::from(n * n % 101)).collect();
    let sum: f64 = (0..100).map(|from| evaluate(&series[from..])).sum();
    println!("{passed} {marks} {sum:.3}");
}
