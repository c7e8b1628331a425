//! Jobs of a pool: those that are done are looked up and removed one after the other; a few are cancelled; one list is a stack.
#[derive(Clone)]
struct Job {
    id: u32,
    cost: u32,
    left: u32,
}

struct Pool {
    jobs: Vec<Job>,
    undo: Vec<u32>,
    done: u64,
}

impl Pool {
    fn work(&mut self, by: u32) {
        for job in &mut self.jobs {
            job.left = job.left.saturating_sub(by);
        }
    }

    //- 1 mistake work/quadratic-delete
    fn sweep(&mut self) {
        let finished: Vec<u32> = self.jobs.iter().filter(|job| job.left == 0).map(|job| job.id).collect();
        for id in finished {
            if let Some(at) = self.jobs.iter().position(|job| job.id == id) {
                let job = self.jobs.remove(at);
                self.done += u64::from(job.cost) * u64::from(job.id % 7);
            }
        }
    }
    //+ 1
    fn sweep(&mut self) {
        let done = &mut self.done;
        self.jobs.retain(|job| {
            if job.left == 0 {
                *done += u64::from(job.cost) * u64::from(job.id % 7);
            }
            job.left > 0
        });
    }
    //.

    fn cancel(&mut self, ids: &[u32]) -> usize {
        let before = self.jobs.len();
        //- 2 lookalike work/quadratic-delete
        for id in ids {
            if let Some(at) = self.jobs.iter().position(|job| job.id == *id) {
                self.jobs.remove(at);
                self.undo.push(*id);
            }
        }
        //+ 2
        for id in ids {
            if self.jobs.iter().any(|job| job.id == *id) {
                self.undo.push(*id);
            }
        }
        self.jobs.retain(|job| !ids.contains(&job.id));
        //.
        before - self.jobs.len()
    }

    fn undo(&mut self) -> u32 {
        //- 3 lookalike work/quadratic-delete
        let mut sum = 0;
        while !self.undo.is_empty() {
            sum = sum * 3 + self.undo.remove(self.undo.len() - 1);
        }
        sum
        //+ 3
        let sum = self.undo.iter().rev().fold(0, |sum, id| sum * 3 + id);
        self.undo.clear();
        sum
        //.
    }
}

fn main() {
    let jobs = (0..2_500).map(|id| Job { id, cost: id * 7 % 40, left: 10 + id * 31 % 90 }).collect();
    let mut pool = Pool { jobs, undo: Vec::new(), done: 0 };
    let cancelled = pool.cancel(&[9, 800, 1_999, 77_777]);
    for _ in 0..12 {
        pool.work(8);
        pool.sweep();
    }
    println!("{cancelled} {} {} {}", pool.undo(), pool.jobs.len(), pool.done);
}
