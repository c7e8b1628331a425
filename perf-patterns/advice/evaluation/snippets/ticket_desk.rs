//! A desk with tickets: the next is taken from the front of the list; a window of five forgets its oldest; the last leaves first.
struct Ticket {
    number: u32,
    minutes: u32,
}

//- 1 mistake work/quadratic-delete
struct Desk {
    waiting: Vec<Ticket>,
    window: Vec<u32>,
    served: u32,
}

fn open() -> Desk {
    Desk { waiting: Vec::new(), window: Vec::new(), served: 0 }
}

fn next(desk: &mut Desk) -> Option<Ticket> {
    if desk.waiting.is_empty() {
        return None;
    }
    Some(desk.waiting.remove(0))
}

fn queue(desk: &mut Desk, ticket: Ticket) {
    desk.waiting.push(ticket);
}
//+ 1
struct Desk {
    waiting: std::collections::VecDeque<Ticket>,
    window: Vec<u32>,
    served: u32,
}

fn open() -> Desk {
    Desk { waiting: Default::default(), window: Vec::new(), served: 0 }
}

fn next(desk: &mut Desk) -> Option<Ticket> {
    desk.waiting.pop_front()
}

fn queue(desk: &mut Desk, ticket: Ticket) {
    desk.waiting.push_back(ticket);
}
//.

//- 2 lookalike work/quadratic-delete
fn remember(desk: &mut Desk, minutes: u32) {
    desk.window.push(minutes);
    if desk.window.len() > 5 {
        desk.window.remove(0);
    }
}

fn average(desk: &Desk) -> u32 {
    desk.window.iter().sum::<u32>() / desk.window.len().max(1) as u32
}
//+ 2
fn remember(desk: &mut Desk, minutes: u32) {
    if desk.window.len() == 5 {
        desk.window.rotate_left(1);
        desk.window[4] = minutes;
    } else {
        desk.window.push(minutes);
    }
}

fn average(desk: &Desk) -> u32 {
    desk.window.iter().sum::<u32>() / desk.window.len().max(1) as u32
}
//.

fn main() {
    let mut desk = open();
    let mut longest = 0;
    let mut left = 0_u64;
    for number in 0..3_000 {
        queue(&mut desk, Ticket { number, minutes: 2 + number * 7 % 11 });
    }
    let mut busy_until = 0;
    for minute in 0..12_000_u32 {
        if minute % 9 == 0 {
            queue(&mut desk, Ticket { number: 10_000 + minute, minutes: 3 });
        }
        if minute >= busy_until {
            let Some(ticket) = next(&mut desk) else { continue };
            busy_until = minute + ticket.minutes;
            remember(&mut desk, ticket.minutes);
            longest = longest.max(average(&desk));
            desk.served += 1;
            left += u64::from(ticket.number);
        }
    }
    println!("{} {longest} {left} {}", desk.served, desk.waiting.len());
}
