//! uses serde serde_json
//! Orders from JSON: looked at and dropped in one place, kept beyond the text in the other.
use serde::Deserialize;

//- 1 mistake ownership/serde-borrow
#[derive(Deserialize)]
struct Order {
    customer: String,
    article: String,
    count: u32,
}
//+ 1
#[derive(Deserialize)]
struct Order<'a> {
    customer: &'a str,
    article: &'a str,
    count: u32,
}
//.

//- 1
fn sold(text: &str, article: &str) -> u32 {
    let Ok(orders) = serde_json::from_str::<Vec<Order>>(text) else { return 0 };
    orders
        .iter()
        .filter(|order| order.article == article && !order.customer.is_empty())
        .map(|order| order.count)
        .sum()
}
//+ 1
fn sold(text: &str, article: &str) -> u32 {
    let Ok(orders) = serde_json::from_str::<Vec<Order>>(text) else { return 0 };
    orders
        .iter()
        .filter(|order| order.article == article && !order.customer.is_empty())
        .map(|order| order.count)
        .sum()
}
//.

#[derive(Deserialize)]
struct Customer {
    name: String,
    city: String,
}

//- 2 lookalike ownership/serde-borrow
fn customers(count: u32) -> Vec<Customer> {
    let mut all = Vec::new();
    for n in 0..count {
        let text = format!("{{\"name\":\"name {n}\",\"city\":\"city {}\"}}", n % 10);
        if let Ok(customer) = serde_json::from_str(&text) {
            all.push(customer);
        }
    }
    all
}
//+ 2
fn customers(count: u32) -> Vec<Customer> {
    #[derive(Deserialize)]
    struct Borrowed<'a> {
        name: &'a str,
        city: &'a str,
    }
    let mut all = Vec::new();
    for n in 0..count {
        let text = format!("{{\"name\":\"name {n}\",\"city\":\"city {}\"}}", n % 10);
        if let Ok(Borrowed { name, city }) = serde_json::from_str(&text) {
            all.push(Customer { name: name.to_string(), city: city.to_string() });
        }
    }
    all
}
//.

fn main() {
    let orders: Vec<String> = (0..3_000)
        .map(|n| format!("{{\"customer\":\"c{}\",\"article\":\"article {}\",\"count\":{}}}", n % 70, n % 9, n % 4))
        .collect();
    let text = format!("[{}]", orders.join(","));
    let mut sum = 0;
    for article in ["article 1", "article 5"] {
        sum += sold(&text, article);
    }
    let customers = customers(1_500);
    println!("{sum} {} {}", customers.len(), customers[9].name.len() + customers[9].city.len());
}
