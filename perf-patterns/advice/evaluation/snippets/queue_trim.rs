//! Jobs leave a list one by one from the front half; another list is popped at its end.
#[derive(Clone)]
struct Job {
    id: u64,
    due: u64,
    label: [u8; 24],
}

fn jobs(n: u64) -> Vec<Job> {
    (0..n).map(|id| Job { id, due: id * 7_919 % 1_000, label: [id as u8; 24] }).collect()
}

//- 1 mistake work/quadratic-delete
fn expire(jobs: &mut Vec<Job>, now: u64) -> u64 {
    let mut gone = 0;
    let mut at = 0;
    while at < jobs.len() {
        if jobs[at].due < now {
            gone += jobs.remove(at).id;
        } else {
            at += 1;
        }
    }
    gone
}
//+ 1
fn expire(jobs: &mut Vec<Job>, now: u64) -> u64 {
    let mut gone = 0;
    jobs.retain(|job| {
        if job.due < now {
            gone += job.id;
        }
        job.due >= now
    });
    gone
}
//.

//- 2 lookalike work/quadratic-delete
fn settle(window: &mut Vec<Job>, all: &[Job]) -> u64 {
    let mut sum = 0;
    for job in all {
        window.push(job.clone());
        if window.len() > 4 {
            sum += window.remove(0).due;
        }
    }
    sum
}
//+ 2
fn settle(window: &mut Vec<Job>, all: &[Job]) -> u64 {
    let mut sum = 0;
    let mut queue: std::collections::VecDeque<Job> = window.drain(..).collect();
    for job in all {
        queue.push_back(job.clone());
        if queue.len() > 4 {
            sum += queue.pop_front().map_or(0, |job| job.due);
        }
    }
    window.extend(queue);
    sum
}
//.

fn main() {
    let all = jobs(20_000);
    let mut open = all[..3_000].to_vec();
    let mut gone = 0;
    for now in [300, 600, 900] {
        gone += expire(&mut open, now);
    }
    let mut window = Vec::new();
    let sum = settle(&mut window, &all);
    let tags: u64 = open.iter().map(|job| u64::from(job.label[3])).sum();
    println!("{gone} {sum} {tags} {}", window.len());
}
