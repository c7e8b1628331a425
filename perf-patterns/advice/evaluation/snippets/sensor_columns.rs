//! Columns out of rows of sensors: lengths are known and not said; alarms are as many as they are; a filter halves.
struct Row {
    second: u32,
    celsius: i32,
    humidity: u8,
}

fn rows(count: u32) -> Vec<Row> {
    (0..count)
        .map(|second| Row {
            second,
            celsius: (second * 37 % 400) as i32 - 100,
            humidity: (second * 11 % 101) as u8,
        })
        .collect()
}

//- 1 mistake preallocation/vec-capacity
#[derive(Default)]
struct Columns {
    seconds: Vec<u32>,
    celsius: Vec<i32>,
    humidity: Vec<u8>,
}

fn turn(rows: &[Row]) -> Columns {
    let mut columns = Columns::default();
    for row in rows {
        columns.seconds.push(row.second);
        columns.celsius.push(row.celsius);
        columns.humidity.push(row.humidity);
    }
    columns
}
//+ 1
#[derive(Default)]
struct Columns {
    seconds: Vec<u32>,
    celsius: Vec<i32>,
    humidity: Vec<u8>,
}

fn turn(rows: &[Row]) -> Columns {
    Columns {
        seconds: rows.iter().map(|row| row.second).collect(),
        celsius: rows.iter().map(|row| row.celsius).collect(),
        humidity: rows.iter().map(|row| row.humidity).collect(),
    }
}
//.

//- 2 lookalike preallocation/vec-capacity
fn alarms(columns: &Columns) -> Vec<(u32, i32)> {
    let mut alarms = Vec::new();
    for (at, celsius) in columns.celsius.iter().enumerate() {
        if *celsius > 290 && columns.humidity[at] > 90 {
            alarms.push((columns.seconds[at], *celsius));
        }
    }
    alarms
}
//+ 2
fn alarms(columns: &Columns) -> Vec<(u32, i32)> {
    let mut alarms = Vec::with_capacity(64);
    for (at, celsius) in columns.celsius.iter().enumerate() {
        if *celsius > 290 && columns.humidity[at] > 90 {
            alarms.push((columns.seconds[at], *celsius));
        }
    }
    alarms
}
//.

fn means(columns: &Columns, by: usize) -> Vec<i64> {
    //- 3 lookalike preallocation/vec-capacity
    let mut means = Vec::with_capacity(columns.celsius.len() / by + 1);
    for block in columns.celsius.chunks(by) {
        means.push(block.iter().map(|celsius| i64::from(*celsius)).sum::<i64>() / block.len() as i64);
    }
    means
    //+ 3
    let mean = |block: &[i32]| block.iter().map(|celsius| i64::from(*celsius)).sum::<i64>() / block.len() as i64;
    columns.celsius.chunks(by).map(mean).collect()
    //.
}

fn main() {
    let rows = rows(40_000);
    let mut seen = 0;
    let mut warmest = i64::MIN;
    for day in rows.chunks(8_000) {
        let columns = turn(day);
        seen += alarms(&columns).len();
        warmest = warmest.max(means(&columns, 60).into_iter().max().unwrap_or(0));
    }
    println!("{seen} {warmest}");
}
