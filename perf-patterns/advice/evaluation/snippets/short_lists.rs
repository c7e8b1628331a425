//! Hot, and short: tags of an entity are searched in a list of a few, the oldest of eight is dropped, pairs live in a vector that stays.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Tag {
    Solid,
    Moves,
    Burns,
    Floats,
    Speaks,
}

const TAGS: [Tag; 5] = [Tag::Solid, Tag::Moves, Tag::Burns, Tag::Floats, Tag::Speaks];

struct Entity {
    //- 1 lookalike lookups/contains-set
    tags: Vec<Tag>,
    //+ 1
    tags: std::collections::HashSet<Tag>,
    //.
    recent: Vec<u32>,
}

impl Entity {
    fn new(n: usize) -> Entity {
        Entity { tags: TAGS.iter().copied().skip(n % 3).take(1 + n % 4).collect(), recent: Vec::with_capacity(8) }
    }

    //- 1
    fn has(&self, tag: Tag) -> bool {
        self.tags.contains(&tag)
    }
    //+ 1
    fn has(&self, tag: Tag) -> bool {
        self.tags.contains(&tag)
    }
    //.

    //- 2 lookalike work/quadratic-delete
    fn remember(&mut self, event: u32) {
        if self.recent.len() == 8 {
            self.recent.remove(0);
        }
        self.recent.push(event);
    }
    //+ 2
    fn remember(&mut self, event: u32) {
        if self.recent.len() == 8 {
            self.recent.rotate_left(1);
            self.recent.pop();
        }
        self.recent.push(event);
    }
    //.
}

struct World {
    entities: Vec<Entity>,
}

impl World {
    //- 3 lookalike heap-vs-stack/inline-vec|pooling/reuse-vec|preallocation/vec-capacity
    fn touching(&self, n: usize) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        for at in 0..self.entities.len() {
            let other = (at * 7 + n) % self.entities.len();
            if self.entities[at].has(Tag::Solid) && self.entities[other].has(Tag::Solid) {
                pairs.push((at, other));
            }
        }
        pairs
    }
    //+ 3
    fn touching(&self, n: usize) -> Vec<(usize, usize)> {
        let solid = |at: &usize| self.entities[*at].has(Tag::Solid);
        (0..self.entities.len())
            .map(|at| (at, (at * 7 + n) % self.entities.len()))
            .filter(|(at, other)| solid(at) && solid(other))
            .collect()
    }
    //.
}

fn main() {
    let mut world = World { entities: (0..120).map(Entity::new).collect() };
    let mut burning = 0;
    let mut history = Vec::new();
    for turn in 0..600_u32 {
        for (at, entity) in world.entities.iter_mut().enumerate() {
            if entity.has(Tag::Burns) && !entity.has(Tag::Floats) {
                burning += 1;
                entity.remember(turn ^ at as u32);
            }
        }
        if turn % 60 == 0 {
            history.push(world.touching(turn as usize));
        }
    }
    let last: u32 = world.entities.iter().flat_map(|entity| entity.recent.first()).sum();
    println!("{burning} {last} {}", history.iter().map(Vec::len).sum::<usize>());
}
