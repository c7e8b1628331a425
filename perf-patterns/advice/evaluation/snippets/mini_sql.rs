//! A small query engine: tokens own their text, columns are found by lowered names, rows are cloned to be filtered.
#[derive(Debug, PartialEq)]
enum Token {
    Word(String),
    Number(i64),
    Sign(char),
}

fn tokens(query: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = query.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            'a'..='z' | 'A'..='Z' => rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len()),
            '0'..='9' => rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        tokens.push(match first {
            //- 1 lookalike ownership/clone-to-read|string-building/small-inline
            'a'..='z' | 'A'..='Z' => Token::Word(token.to_string()),
            //+ 1
            'a'..='z' | 'A'..='Z' => Token::Word(String::from(token)),
            //.
            '0'..='9' => Token::Number(token.parse().unwrap_or(0)),
            _ => Token::Sign(first),
        });
        rest = after.trim_start();
    }
    tokens
}

struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<i64>>,
}

//- 2 mistake string-building/ascii-case
fn column(table: &Table, name: &str) -> Option<usize> {
    table.columns.iter().position(|column| column.to_lowercase() == name.to_lowercase())
}
//+ 2
fn column(table: &Table, name: &str) -> Option<usize> {
    table.columns.iter().position(|column| column.eq_ignore_ascii_case(name))
}
//.

//- 3 mistake ownership/clone-to-read|loops/collect-then-iterate
fn filtered(table: &Table, at: usize, sign: char, value: i64) -> Vec<Vec<i64>> {
    let mut rows = table.rows.clone();
    rows.retain(|row| match sign {
        '<' => row[at] < value,
        '>' => row[at] > value,
        _ => row[at] == value,
    });
    rows
}
//+ 3
fn filtered(table: &Table, at: usize, sign: char, value: i64) -> Vec<&Vec<i64>> {
    let holds = |row: &&Vec<i64>| match sign {
        '<' => row[at] < value,
        '>' => row[at] > value,
        _ => row[at] == value,
    };
    table.rows.iter().filter(holds).collect()
}
//.

fn sum(table: &Table, query: &str) -> Option<i64> {
    let tokens = tokens(query);
    let [Token::Word(_), Token::Word(wanted), Token::Word(_), Token::Word(by), Token::Sign(sign), Token::Number(value)] = &tokens[..] else {
        return None;
    };
    let wanted = column(table, wanted)?;
    let rows = filtered(table, column(table, by)?, *sign, *value);
    Some(rows.iter().map(|row| row[wanted]).sum())
}

fn main() {
    let columns = ["Id", "Customer", "Price", "Amount", "Warehouse", "Weight"].map(str::to_owned).to_vec();
    let rows = (0..120).map(|at| vec![at, at * 7 % 30, at * 13 % 500, 1 + at % 9, at % 4, at * 31 % 77]).collect();
    let table = Table { columns, rows };
    let mut total = 0;
    for at in 0..150 {
        let query = match at % 3 {
            0 => format!("SUM price WHERE customer = {}", at % 30),
            1 => format!("SUM weight WHERE PRICE > {}", 480 - at % 20),
            _ => format!("SUM amount WHERE warehouse < {}", at % 2),
        };
        total += sum(&table, &query).unwrap_or(-1);
    }
    println!("{total} {:?}", sum(&table, "SUM nothing WHERE id > 3"));
}
