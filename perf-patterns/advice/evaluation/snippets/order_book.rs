//! A book of orders: cancelled ones are removed one after the other; a short queue gives up its first; order is free in a third.
#[derive(Clone, Copy)]
struct Order {
    id: u32,
    price: u32,
}

struct Book {
    orders: Vec<Order>,
}

impl Book {
    //- 1 mistake work/quadratic-delete
    fn cancel(&mut self, below: u32) -> u32 {
        let mut cancelled = 0;
        let mut at = 0;
        while at < self.orders.len() {
            if self.orders[at].price < below {
                self.orders.remove(at);
                cancelled += 1;
            } else {
                at += 1;
            }
        }
        cancelled
    }
    //+ 1
    fn cancel(&mut self, below: u32) -> u32 {
        let before = self.orders.len();
        self.orders.retain(|order| order.price >= below);
        (before - self.orders.len()) as u32
    }
    //.
}

//- 2 lookalike work/quadratic-delete
fn recent(orders: &[Order], keep: usize) -> u64 {
    let mut last: Vec<u32> = Vec::with_capacity(keep + 1);
    let mut sum = 0;
    for order in orders {
        last.push(order.price);
        if last.len() > keep {
            sum += u64::from(last.remove(0));
        }
    }
    sum
}
//+ 2
fn recent(orders: &[Order], keep: usize) -> u64 {
    let mut last = std::collections::VecDeque::with_capacity(keep + 1);
    let mut sum = 0;
    for order in orders {
        last.push_back(order.price);
        if last.len() > keep {
            sum += u64::from(last.pop_front().unwrap_or(0));
        }
    }
    sum
}
//.

//- 3 lookalike work/quadratic-delete
fn draw(mut orders: Vec<Order>, winners: u32) -> u64 {
    let mut sum = 0;
    for n in 0..winners as usize {
        let at = n * 7_919 % orders.len();
        sum += u64::from(orders.swap_remove(at).id);
    }
    sum
}
//+ 3
fn draw(mut orders: Vec<Order>, winners: u32) -> u64 {
    let mut sum = 0;
    for n in 0..winners as usize {
        let at = n * 7_919 % orders.len();
        let last = orders.len() - 1;
        orders.swap(at, last);
        sum += orders.pop().map_or(0, |order| u64::from(order.id));
    }
    sum
}
//.

fn main() {
    let orders: Vec<Order> = (0..2_500).map(|id| Order { id, price: id * 7_919 % 1_000 }).collect();
    let mut book = Book { orders: orders.clone() };
    let cancelled = book.cancel(300) + book.cancel(500);
    println!("{cancelled} {} {} {}", book.orders.len(), recent(&orders[..400], 6), draw(orders.clone(), 300));
}
