//! After rolldown/rolldown#9920: a list of one or two per statement has its own block each.
struct Statement {
    //- 1 mistake heap-vs-stack/inline-vec
    declares: Vec<u32>,
    //+ 1
    declares: Few,
    //.
    flags: u32,
}

struct Few {
    items: [u32; 4],
    count: usize,
}

impl Few {
    fn of(items: impl Iterator<Item = u32>) -> Few {
        let mut few = Few { items: [0; 4], count: 0 };
        for item in items.take(4) {
            few.items[few.count] = item;
            few.count += 1;
        }
        few
    }

    fn iter(&self) -> std::slice::Iter<'_, u32> {
        self.items[..self.count].iter()
    }
}

//- 1
fn statements(n: u32) -> Vec<Statement> {
    (0..n)
        .map(|at| Statement { declares: (0..1 + at % 2).map(|k| at * 2 + k).collect(), flags: at % 7 })
        .collect()
}
//+ 1
fn statements(n: u32) -> Vec<Statement> {
    (0..n)
        .map(|at| Statement { declares: Few::of((0..1 + at % 2).map(|k| at * 2 + k)), flags: at % 7 })
        .collect()
}
//.

fn main() {
    let names = Few::of(0..3);
    let mut used = vec![0u32; 24_000];
    let mut sum = names.iter().sum::<u32>();
    for round in 0..3 {
        let statements = statements(10_000);
        for statement in &statements {
            for id in statement.declares.iter() {
                used[*id as usize] += statement.flags + round;
            }
        }
        sum += used[777];
    }
    println!("{sum}");
}
