//! After cowprotocol/services#4392: a transfer object cloned for each solver, then shared; − a single order.
use std::sync::Arc;

#[derive(Clone)]
struct Order {
    id: String,
    tokens: Vec<String>,
    amounts: Vec<u64>,
}

#[derive(Clone)]
struct Auction {
    orders: Vec<Order>,
}

fn auction(n: u64) -> Auction {
    let order = |id: u64| Order {
        id: format!("order-{id}"),
        tokens: (0..3).map(|k| format!("token-{}", id * k % 50)).collect(),
        amounts: vec![id; 4],
    };
    Auction { orders: (0..n).map(order).collect() }
}

//- 1 mistake ownership/clone-to-read
fn solve(auction: Auction, solver: u64) -> u64 {
    auction
        .orders
        .iter()
        .filter(|order| order.tokens.len() as u64 > solver % 3)
        .map(|order| order.amounts[0] * solver + order.id.len() as u64)
        .sum()
}

fn compete(auction: &Auction) -> u64 {
    (0..8).map(|solver| solve(auction.clone(), solver)).max().unwrap_or(0)
}
//+ 1
fn solve(auction: &Auction, solver: u64) -> u64 {
    auction
        .orders
        .iter()
        .filter(|order| order.tokens.len() as u64 > solver % 3)
        .map(|order| order.amounts[0] * solver + order.id.len() as u64)
        .sum()
}

fn compete(auction: &Auction) -> u64 {
    (0..8).map(|solver| solve(auction, solver)).max().unwrap_or(0)
}
//.

//- 2 lookalike ownership/clone-to-read
fn single(order: &Order) -> Vec<Order> {
    (0..2).map(|_| order.clone()).collect()
}

fn replay(auction: &Auction) -> u64 {
    single(&auction.orders[7]).iter().map(|order| order.amounts[1]).sum()
}
//+ 2
fn single(order: &Order) -> Vec<Arc<Order>> {
    let order = Arc::new(order.clone());
    (0..2).map(|_| order.clone()).collect()
}

fn replay(auction: &Auction) -> u64 {
    single(&auction.orders[7]).iter().map(|order| order.amounts[1]).sum()
}
//.

fn main() {
    let auction = auction(1_000);
    let _shared: Arc<u32> = Arc::new(1);
    println!("{} {}", compete(&auction), replay(&auction));
}
