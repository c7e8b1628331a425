//! After bevyengine/bevy#14670: a set that is assigned anew is cloned into what is there;
//! − after jj-vcs/jj#8230, declined: a name that is assigned now and then.
#[derive(Clone, Default)]
struct Access {
    reads: Vec<u64>,
    writes: Vec<u64>,
}

#[derive(Default)]
struct System {
    access: Access,
    combined: Access,
    label: String,
}

impl Access {
    fn conflicts(&self, other: &Access) -> u32 {
        self.writes.iter().zip(&other.reads).map(|(a, b)| (a & b).count_ones()).sum()
    }
}

impl System {
    fn refresh(&mut self, n: usize) {
        //- 1 mistake pooling/clone-from
        self.combined.reads = self.access.reads.clone();
        self.combined.writes = self.access.writes.clone();
        //+ 1
        self.combined.reads.clone_from(&self.access.reads);
        self.combined.writes.clone_from(&self.access.writes);
        //.
        let at = n % self.combined.writes.len();
        self.combined.writes[at] ^= n as u64;
    }

    //- 2 lookalike pooling/clone-from|ownership/clone-to-read
    fn rename(&mut self, names: &[String], n: usize) {
        if n % 60 == 0 {
            self.label = names[n / 60 % names.len()].clone();
        }
    }
    //+ 2
    fn rename(&mut self, names: &[String], n: usize) {
        if n % 60 == 0 {
            self.label.clone_from(&names[n / 60 % names.len()]);
        }
    }
    //.
}

fn main() {
    let names: Vec<String> = (0..5).map(|n| format!("schedule {n}")).collect();
    let other = Access { reads: vec![0x5555; 12], writes: vec![0; 12] };
    let mut system = System {
        access: Access { reads: (0..12).collect(), writes: (0..12).map(|n| n * 0x1111).collect() },
        ..System::default()
    };
    let mut conflicts = 0;
    for n in 0..6_000 {
        system.refresh(n);
        system.rename(&names, n);
        conflicts += system.combined.conflicts(&other);
    }
    println!("{conflicts} {}", system.label);
}
