//! Builds queries: a text that is made anew with each condition, one that is appended to, one of three pieces.
struct Query {
    text: String,
    bound: usize,
}

struct Filter<'a> {
    column: &'a str,
    values: &'a [i64],
}

impl Query {
    fn select(table: &str) -> Query {
        Query { text: format!("SELECT * FROM {table} WHERE 1 = 1"), bound: 0 }
    }

    //- 1 mistake string-building/append|string-building/format-push
    fn and(mut self, filter: &Filter) -> Query {
        for _ in filter.values {
            self.text = format!("{} AND {} <> ?", self.text, filter.column);
            self.bound += 1;
        }
        self
    }
    //+ 1
    fn and(mut self, filter: &Filter) -> Query {
        for _ in filter.values {
            self.text.push_str(" AND ");
            self.text.push_str(filter.column);
            self.text.push_str(" <> ?");
            self.bound += 1;
        }
        self
    }
    //.

    //- 2 lookalike string-building/append
    fn order(mut self, columns: &[&str]) -> Query {
        self.text = self.text + " ORDER BY ";
        for (at, column) in columns.iter().enumerate() {
            self.text = self.text + if at > 0 { ", " } else { "" } + column;
        }
        self
    }
    //+ 2
    fn order(mut self, columns: &[&str]) -> Query {
        self.text.push_str(" ORDER BY ");
        for (at, column) in columns.iter().enumerate() {
            self.text.push_str(if at > 0 { ", " } else { "" });
            self.text.push_str(column);
        }
        self
    }
    //.

    //- 3 lookalike string-building/append
    fn limit(self, rows: u32) -> String {
        format!("{} LIMIT {rows} -- {}", self.text, self.bound)
    }
    //+ 3
    fn limit(mut self, rows: u32) -> String {
        use std::fmt::Write;
        let _ = write!(self.text, " LIMIT {rows} -- {}", self.bound);
        self.text
    }
    //.
}

fn main() {
    let values: Vec<i64> = (0..70).collect();
    let columns = ["region", "customer", "placed_at", "state"];
    let mut letters = 0;
    for n in 0..60 {
        let mut query = Query::select("orders");
        for (at, column) in columns.iter().enumerate() {
            query = query.and(&Filter { column, values: &values[..(n + at) % 20] });
        }
        let text = query.order(&columns[..n % 4 + 1]).limit(100);
        letters += text.bytes().filter(|byte| byte.is_ascii_lowercase()).count();
    }
    println!("{letters}");
}
