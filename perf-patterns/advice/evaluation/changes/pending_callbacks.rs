//! After 1c3t3a/rust-socketio#332: callbacks whose time is over are kept out in one pass, instead of by index after a collect;
//! after douweschulte/pdbtbx#37: children that are removed by a test.
struct Callback {
    id: u32,
    until: u32,
    calls: u32,
}

struct Atom {
    serial: u32,
    element: u8,
}

struct Socket {
    pending: Vec<Callback>,
    expired: u64,
}

impl Socket {
    //- 1 mistake work/quadratic-delete
    fn acknowledge(&mut self, now: u32) {
        let mut over = Vec::new();
        for (at, callback) in self.pending.iter_mut().enumerate() {
            callback.calls += 1;
            if callback.until <= now {
                over.push(at);
            }
        }
        for at in over.into_iter().rev() {
            self.expired += u64::from(self.pending.remove(at).id);
        }
    }
    //+ 1
    fn acknowledge(&mut self, now: u32) {
        let expired = &mut self.expired;
        self.pending.retain_mut(|callback| {
            callback.calls += 1;
            if callback.until <= now {
                *expired += u64::from(callback.id);
            }
            callback.until > now
        });
    }
    //.
}

//- 2 mistake work/quadratic-delete
fn remove_hydrogens(atoms: &mut Vec<Atom>) -> usize {
    let before = atoms.len();
    let mut at = 0;
    while at < atoms.len() {
        if atoms[at].element == 1 {
            atoms.remove(at);
        } else {
            at += 1;
        }
    }
    before - atoms.len()
}
//+ 2
fn remove_hydrogens(atoms: &mut Vec<Atom>) -> usize {
    let before = atoms.len();
    atoms.retain(|atom| atom.element != 1);
    before - atoms.len()
}
//.

fn main() {
    let mut socket = Socket { pending: Vec::new(), expired: 0 };
    for now in 0..25_u32 {
        socket.pending.extend((0..200).map(|at| Callback { id: now * 200 + at, until: now + 1 + at * 7 % 12, calls: 0 }));
        socket.acknowledge(now);
    }
    let mut removed = 0;
    let mut serials = 0_u64;
    for molecule in 0..6_u32 {
        let mut atoms = (0..1_500).map(|serial| Atom { serial, element: [6, 1, 1, 8, 1][((serial + molecule) % 5) as usize] }).collect();
        removed += remove_hydrogens(&mut atoms);
        serials += atoms.iter().map(|atom| u64::from(atom.serial)).sum::<u64>();
    }
    let calls: u32 = socket.pending.iter().map(|callback| callback.calls).sum();
    println!("{} {calls} {} {removed} {serials}", socket.pending.len(), socket.expired);
}
