//! Messages are cloned for each receiver, who keeps them; one lookup clones for nothing.
use std::collections::HashMap;

#[derive(Clone)]
struct Message {
    from: String,
    body: String,
}

#[derive(Default)]
struct Room {
    members: Vec<String>,
    inboxes: HashMap<String, Vec<Message>>,
}

impl Room {
    //- 1 mistake ownership/clone-to-read|lookups/key-without-owning
    fn post(&mut self, message: &Message) {
        for member in self.members.clone() {
            if member != message.from {
                let inbox = self.inboxes.entry(member.clone()).or_default();
                inbox.truncate(3);
                inbox.push(message.clone());
            }
        }
    }
    //+ 1
    fn post(&mut self, message: &Message) {
        for member in &self.members {
            if *member != message.from {
                let inbox = match self.inboxes.get_mut(member) {
                    Some(inbox) => inbox,
                    None => self.inboxes.entry(member.clone()).or_default(),
                };
                inbox.truncate(3);
                inbox.push(message.clone());
            }
        }
    }
    //.
}

//- 2 lookalike ownership/clone-to-read
fn digest(rooms: &[Room]) -> Vec<Message> {
    let mut all: Vec<Message> = rooms.iter().flat_map(|room| room.inboxes.values().flatten()).cloned().collect();
    all.sort_by(|a, b| (&a.from, &a.body).cmp(&(&b.from, &b.body)));
    all
}
//+ 2
fn digest(rooms: &[Room]) -> Vec<Message> {
    let mut all: Vec<&Message> = rooms.iter().flat_map(|room| room.inboxes.values().flatten()).collect();
    all.sort_by(|a, b| (&a.from, &a.body).cmp(&(&b.from, &b.body)));
    all.into_iter().cloned().collect()
}
//.

fn main() {
    let members: Vec<String> = (0..12).map(|n| format!("member number {n}")).collect();
    let mut rooms: Vec<Room> =
        (0..10).map(|_| Room { members: members.clone(), ..Room::default() }).collect();
    for n in 0..600 {
        let message = Message { from: members[n % 12].clone(), body: format!("text of message {n}") };
        rooms[n % 10].post(&message);
    }
    let digest = digest(&rooms);
    println!("{} {}", digest.len(), digest[digest.len() / 2].body);
}
