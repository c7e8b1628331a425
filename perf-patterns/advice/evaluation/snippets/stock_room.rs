//! A stock room: items are cloned to be looked at; an order takes its own; a label is cloned once a delivery.
use std::collections::HashMap;

#[derive(Clone)]
struct Item {
    label: String,
    shelf: String,
    tags: Vec<String>,
    count: u32,
    cents: u32,
}

struct Room {
    items: HashMap<u32, Item>,
    orders: Vec<Item>,
    log: Vec<String>,
}

impl Room {
    //- 1 mistake ownership/clone-to-read
    fn item(&self, number: u32) -> Option<Item> {
        self.items.get(&number).cloned()
    }
    //+ 1
    fn item(&self, number: u32) -> Option<&Item> {
        self.items.get(&number)
    }
    //.

    fn value(&self, numbers: impl Iterator<Item = u32>) -> u64 {
        let mut value = 0;
        for number in numbers {
            //- 1
            if let Some(item) = self.item(number) {
            //+ 1
            if let Some(item) = self.item(number) {
            //.
                let fragile = item.tags.iter().any(|tag| tag == "fragile");
                value += u64::from(item.count) * u64::from(item.cents) * if fragile { 2 } else { 1 };
            }
        }
        value
    }

    fn order(&mut self, number: u32, count: u32) {
        if let Some(item) = self.items.get_mut(&number) {
            item.count -= count.min(item.count);
            //- 2 lookalike ownership/clone-to-read
            self.orders.push(Item { count, ..item.clone() });
            //+ 2
            let (label, shelf, tags) = (item.label.clone(), item.shelf.clone(), item.tags.clone());
            self.orders.push(Item { count, label, shelf, tags, cents: item.cents });
            //.
        }
    }

    fn deliver(&mut self, number: u32, count: u32) {
        let Some(item) = self.items.get_mut(&number) else { return };
        item.count += count;
        //- 3 lookalike ownership/clone-to-read|string-building/format-push
        let label = item.label.clone();
        self.log.push(format!("{label} +{count}"));
        //+ 3
        self.log.push(format!("{} +{count}", item.label));
        //.
    }
}

fn main() {
    let item = |number: u32| Item {
        label: format!("item number {number}"),
        shelf: format!("{}-{}", number % 7, number % 31),
        tags: ["small", "fragile", "green"].iter().take(number as usize % 4).map(|tag| tag.to_string()).collect(),
        count: number % 50,
        cents: 100 + number * 3 % 900,
    };
    let mut room = Room { items: (0..400).map(|number| (number, item(number))).collect(), orders: Vec::new(), log: Vec::new() };
    for day in 0..12 {
        room.deliver(day * 13, 5);
        room.order(day * 17, 2);
    }
    let value: u64 = (0..20).map(|aisle| room.value((0..450).filter(|number| number % 20 != aisle))).sum();
    println!("{value} {} {:?}", room.orders.len(), room.log.last());
}
