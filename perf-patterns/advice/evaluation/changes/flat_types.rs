//! After noir-lang/noir#359: the flat form of a type is returned in vectors that are appended to each other.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Plain {
    Field,
    Bool,
    Integer(u8),
}

enum Type {
    Plain(Plain),
    Tuple(Vec<Type>),
    Array(usize, Box<Type>),
}

fn nested(depth: u32, seed: u32) -> Type {
    match (depth, seed % 3) {
        (0, 0) => Type::Plain(Plain::Field),
        (0, 1) => Type::Plain(Plain::Bool),
        (0, _) => Type::Plain(Plain::Integer(32)),
        (_, 1) => Type::Array(3, Box::new(nested(depth - 1, seed + 1))),
        _ => Type::Tuple((0..4).map(|k| nested(depth - 1, seed + k)).collect()),
    }
}

//- 1 mistake recursion/flatten-tree|pooling/reuse-vec
impl Type {
    fn flatten(&self) -> Vec<Plain> {
        let mut flat = Vec::new();
        match self {
            Type::Plain(plain) => flat.push(*plain),
            Type::Tuple(types) => types.iter().for_each(|inner| flat.extend(inner.flatten())),
            Type::Array(length, inner) => {
                for _ in 0..*length {
                    flat.extend(inner.flatten());
                }
            }
        }
        flat
    }
}
//+ 1
impl Type {
    fn flatten(&self) -> Vec<Plain> {
        let mut flat = Vec::new();
        self.flatten_into(&mut flat);
        flat
    }

    fn flatten_into(&self, flat: &mut Vec<Plain>) {
        match self {
            Type::Plain(plain) => flat.push(*plain),
            Type::Tuple(types) => types.iter().for_each(|inner| inner.flatten_into(flat)),
            Type::Array(length, inner) => {
                for _ in 0..*length {
                    inner.flatten_into(flat);
                }
            }
        }
    }
}
//.

//- 2 lookalike recursion/depth-first|recursion/fibonacci
fn width(inner: &Type) -> usize {
    match inner {
        Type::Plain(_) => 1,
        Type::Tuple(types) => types.iter().map(width).sum(),
        Type::Array(length, inner) => length * width(inner),
    }
}
//+ 2
fn width(inner: &Type) -> usize {
    let mut sum = 0;
    let mut open = vec![(inner, 1)];
    while let Some((inner, times)) = open.pop() {
        match inner {
            Type::Plain(_) => sum += times,
            Type::Tuple(types) => open.extend(types.iter().map(|inner| (inner, times))),
            Type::Array(length, inner) => open.push((inner, times * length)),
        }
    }
    sum
}
//.

fn main() {
    let mut bits = 0;
    let mut fields = 0;
    for seed in 0..9 {
        let parameters = nested(6, seed);
        let flat = parameters.flatten();
        fields += flat.iter().filter(|plain| **plain == Plain::Field).count();
        bits += flat.len() * 32 - width(&parameters);
    }
    println!("{bits} {fields}");
}
