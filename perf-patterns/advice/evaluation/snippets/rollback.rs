//! A game that rolls back: one snapshot is overwritten each step, the record of a match owns each of its own.
#[derive(Clone, Default)]
struct World {
    places: Vec<(i32, i32)>,
    speeds: Vec<(i32, i32)>,
    tick: u32,
}

struct Session {
    world: World,
    saved: World,
    record: Vec<World>,
    rolled_back: u32,
}

impl World {
    fn new(n: i32) -> World {
        let places = (0..n).map(|at| (at * 3, at * 5 % 70)).collect();
        let speeds = (0..n).map(|at| (at % 3 - 1, at % 5 - 2)).collect();
        World { places, speeds, tick: 0 }
    }

    fn step(&mut self) -> bool {
        self.tick += 1;
        for (place, speed) in self.places.iter_mut().zip(&self.speeds) {
            place.0 += speed.0;
            place.1 += speed.1;
        }
        self.tick % 7 != 3
    }
}

impl Session {
    fn advance(&mut self) {
        //- 1 mistake pooling/clone-from
        self.saved = self.world.clone();
        //+ 1
        self.saved.places.clone_from(&self.world.places);
        self.saved.speeds.clone_from(&self.world.speeds);
        self.saved.tick = self.world.tick;
        //.
        if !self.world.step() {
            std::mem::swap(&mut self.world, &mut self.saved);
            self.world.tick += 1;
            self.rolled_back += 1;
        }
        //- 2 lookalike pooling/clone-from|ownership/clone-to-read
        if self.world.tick % 500 == 0 {
            self.record.push(self.world.clone());
        }
        //+ 2
        if self.world.tick % 500 == 0 {
            let mut copy = World::default();
            copy.clone_from(&self.world);
            self.record.push(copy);
        }
        //.
    }
}

fn main() {
    let mut session =
        Session { world: World::new(40), saved: World::default(), record: Vec::new(), rolled_back: 0 };
    for _ in 0..20_000 {
        session.advance();
    }
    println!("{} {} {:?}", session.rolled_back, session.record.len(), session.world.places[7]);
}
