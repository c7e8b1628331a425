//! Invoices as text: rows are formatted beside the page, headings once, and references are kept.
mod money {
    #[derive(Clone, Copy)]
    pub struct Cents(pub i64);

    impl std::fmt::Display for Cents {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
        }
    }
}

use money::Cents;

struct Item {
    what: &'static str,
    pieces: u32,
    price: Cents,
}

struct Invoice {
    number: u32,
    items: Vec<Item>,
}

impl Invoice {
    fn new(number: u32) -> Self {
        const WHAT: [&str; 5] = ["bolts", "paint", "timber", "gloves", "rope"];
        let items = (0..40)
            .map(|n| Item {
                what: WHAT[(n + number) as usize % 5],
                pieces: n % 7 + 1,
                price: Cents(i64::from(n * 37 % 900 + number)),
            })
            .collect();
        Invoice { number, items }
    }

    fn render(&self, page: &mut String) {
        //- 2 lookalike string-building/format-push
        page.push_str(&format!("Invoice {:05}\n", self.number));
        //+ 2
        use std::fmt::Write;
        let _ = write!(page, "Invoice {:05}\n", self.number);
        //.
        for item in &self.items {
            //- 1 mistake string-building/format-push
            *page += &format!("{} x {}", item.pieces, item.what);
            *page += &format!(" at {}\n", item.price);
            //+ 1
            use std::fmt::Write;
            let _ = write!(page, "{} x {}", item.pieces, item.what);
            let _ = write!(page, " at {}\n", item.price);
            //.
        }
    }

    //- 3 lookalike string-building/format-push|string-building/append
    fn references(&self) -> Vec<String> {
        self.items.iter().take(2).map(|item| format!("{}/{}", self.number, item.what)).collect()
    }
    //+ 3
    fn references(&self) -> Vec<String> {
        use std::fmt::Write;
        let one = |item: &Item| {
            let mut text = String::new();
            let _ = write!(text, "{}/{}", self.number, item.what);
            text
        };
        self.items.iter().take(2).map(one).collect()
    }
    //.
}

fn main() {
    let mut page = String::new();
    let mut references = Vec::new();
    for number in 0..250 {
        let invoice = Invoice::new(number);
        invoice.render(&mut page);
        references.extend(invoice.references());
    }
    println!("{} {} {}", page.len(), references.len(), references[17]);
}
