//! After oxc-project/oxc#21062: two loops that search what they have found already.
//- 1 mistake lookups/contains-set
fn distinct(links: &[(u32, u32)]) -> Vec<u32> {
    let mut order = Vec::new();
    for (from, to) in links {
        if !order.contains(from) {
            order.push(*from);
        }
        if !order.contains(to) {
            order.push(*to);
        }
    }
    order
}
//+ 1
fn distinct(links: &[(u32, u32)]) -> Vec<u32> {
    let mut order = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for (from, to) in links {
        if seen.insert(*from) {
            order.push(*from);
        }
        if seen.insert(*to) {
            order.push(*to);
        }
    }
    order
}
//.

//- 2 mistake work/quadratic-delete
fn prune(order: &mut Vec<u32>, dead: impl Fn(u32) -> bool) {
    let mut at = 0;
    while at != order.len() {
        if dead(order[at]) {
            order.remove(at);
        } else {
            at += 1;
        }
    }
}
//+ 2
fn prune(order: &mut Vec<u32>, dead: impl Fn(u32) -> bool) {
    order.retain(|id| !dead(*id));
}
//.

fn main() {
    let links: Vec<(u32, u32)> = (0..2_500u32).map(|n| (n % 1_100, n.wrapping_mul(2_654_435_761) >> 21)).collect();
    let mut order = distinct(&links);
    let before = order.len();
    let mut long: Vec<u32> = (0..40_000).collect();
    prune(&mut order, |id| id % 3 == 0);
    prune(&mut long, |id| id % 5 == 0);
    println!("{before} {} {}", order.len(), long.len());
}
