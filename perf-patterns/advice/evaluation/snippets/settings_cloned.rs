//! Settings are cloned under the same name to be handed on; an optional text is cloned to be measured; a worker keeps its own.
#[derive(Clone, Debug)]
struct Settings {
    title: Option<String>,
    columns: Vec<String>,
    limit: usize,
}

struct Worker {
    settings: Settings,
    done: u64,
}

//- 1 mistake ownership/clone-to-read
fn width(settings: Settings, row: &[u32]) -> usize {
    let mut width = 0;
    for (column, value) in settings.columns.iter().zip(row).take(settings.limit) {
        width = width.max(column.len() + *value as usize % 10);
    }
    width
}

fn widest(settings: &Settings, rows: &[Vec<u32>]) -> usize {
    let mut widest = 0;
    for row in rows {
        let settings = settings.clone();
        widest = widest.max(width(settings, row));
    }
    widest
}
//+ 1
fn width(settings: &Settings, row: &[u32]) -> usize {
    let mut width = 0;
    for (column, value) in settings.columns.iter().zip(row).take(settings.limit) {
        width = width.max(column.len() + *value as usize % 10);
    }
    width
}

fn widest(settings: &Settings, rows: &[Vec<u32>]) -> usize {
    let mut widest = 0;
    for row in rows {
        widest = widest.max(width(settings, row));
    }
    widest
}
//.

//- 2 mistake ownership/clone-to-read
fn titles(all: &[Settings]) -> usize {
    all.iter().map(|settings| settings.title.clone().unwrap_or_default().len()).sum()
}
//+ 2
fn titles(all: &[Settings]) -> usize {
    all.iter().map(|settings| settings.title.as_deref().unwrap_or_default().len()).sum()
}
//.

//- 3 lookalike ownership/clone-to-read
fn workers(settings: &Settings, n: usize) -> Vec<Worker> {
    (0..n)
        .map(|at| {
            let mut settings = settings.clone();
            settings.limit = at;
            Worker { settings, done: 0 }
        })
        .collect()
}
//+ 3
fn workers(settings: &Settings, n: usize) -> Vec<Worker> {
    (0..n)
        .map(|at| {
            let Settings { title, columns, .. } = settings;
            Worker { settings: Settings { title: title.clone(), columns: columns.clone(), limit: at }, done: 0 }
        })
        .collect()
}
//.

fn main() {
    let settings = Settings {
        title: Some("sales by region".into()),
        columns: ["region", "quarter", "product", "amount"].map(String::from).to_vec(),
        limit: 4,
    };
    let rows: Vec<Vec<u32>> = (0..1_500).map(|n| (0..4).map(|k| n * k * 31 % 1_000).collect()).collect();
    let widest = widest(&settings, &rows);
    let mut workers = workers(&settings, 40);
    for worker in &mut workers {
        worker.done += worker.settings.limit as u64;
    }
    let all: Vec<Settings> = workers.iter().map(|worker| worker.settings.clone()).collect();
    let letters: usize = (0..60).map(|_| titles(&all)).sum();
    println!("{widest} {letters} {}", workers.iter().map(|worker| worker.done).sum::<u64>());
}
