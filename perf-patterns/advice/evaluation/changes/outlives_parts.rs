//! After rust-lang/rust#55745: the components of a type go into a list that is passed down.
enum Type {
    Region(u32),
    Parameter(u32),
    Tuple(Vec<Type>),
    Reference(u32, Box<Type>),
}

fn sample(depth: u32, seed: u32) -> Type {
    match (depth, seed % 3) {
        (0, 0) => Type::Region(seed),
        (0, _) => Type::Parameter(seed),
        (_, 0) => Type::Reference(seed, Box::new(sample(depth - 1, seed + 1))),
        _ => Type::Tuple((0..3).map(|n| sample(depth - 1, seed * 2 + n)).collect()),
    }
}

//- 1 mistake recursion/flatten-tree
fn components(of: &Type) -> Vec<u32> {
    match of {
        Type::Region(region) => vec![*region],
        Type::Parameter(parameter) => vec![parameter * 2 + 1],
        Type::Tuple(parts) => parts.iter().flat_map(components).collect(),
        Type::Reference(region, to) => {
            let mut all = components(to);
            all.push(*region);
            all
        }
    }
}
//+ 1
fn components(of: &Type) -> Vec<u32> {
    fn push(of: &Type, all: &mut Vec<u32>) {
        match of {
            Type::Region(region) => all.push(*region),
            Type::Parameter(parameter) => all.push(parameter * 2 + 1),
            Type::Tuple(parts) => parts.iter().for_each(|part| push(part, all)),
            Type::Reference(region, to) => {
                push(to, all);
                all.push(*region);
            }
        }
    }
    let mut all = Vec::new();
    push(of, &mut all);
    all
}
//.

fn main() {
    let types: Vec<Type> = (0..12).map(|seed| sample(7, seed)).collect();
    let mut sum = 0_u64;
    for round in 0..4 {
        for of in &types {
            let components = components(of);
            sum += components.iter().map(|part| u64::from(part ^ round)).sum::<u64>() + components.len() as u64;
        }
    }
    println!("{sum}");
}
