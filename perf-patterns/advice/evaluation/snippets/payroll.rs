//! Pay by department: a list that is summed and dropped; one that is needed twice; one that ends a borrow.
struct Person {
    department: u8,
    pay: u32,
    raised: bool,
}

struct Firm {
    people: Vec<Person>,
    raises: u32,
}

impl Firm {
    fn of(&self, department: u8) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(move |person| person.department == department)
    }

    //- 1 mistake loops/collect-then-iterate
    fn cost(&self, department: u8) -> u64 {
        let pays: Vec<u64> = self.of(department).map(|person| u64::from(person.pay) * 13).collect();
        let mut sum = 0;
        for pay in pays.iter() {
            sum += pay + pay / 5;
        }
        sum
    }
    //+ 1
    fn cost(&self, department: u8) -> u64 {
        let mut sum = 0;
        for person in self.of(department) {
            let pay = u64::from(person.pay) * 13;
            sum += pay + pay / 5;
        }
        sum
    }
    //.

    //- 2 lookalike loops/collect-then-iterate
    fn above_mean(&self, department: u8) -> usize {
        let pays: Vec<u32> = self.of(department).map(|person| person.pay).collect();
        let mean = pays.iter().sum::<u32>() / pays.len().max(1) as u32;
        pays.iter().filter(|pay| **pay > mean).count()
    }
    //+ 2
    fn above_mean(&self, department: u8) -> usize {
        let (sum, count) = self.of(department).fold((0, 0), |(sum, count), person| (sum + person.pay, count + 1));
        let mean = sum / std::cmp::max(count, 1);
        self.of(department).filter(|person| person.pay > mean).count()
    }
    //.

    fn raise(&mut self, at: usize) {
        self.people[at].pay += 10;
        self.people[at].raised = true;
        self.raises += 1;
    }

    //- 3 lookalike loops/collect-then-iterate
    fn raise_lowest(&mut self, below: u32) {
        let lowest: Vec<usize> =
            (0..self.people.len()).filter(|at| self.people[*at].pay < below && !self.people[*at].raised).collect();
        for at in lowest {
            self.raise(at);
        }
    }
    //+ 3
    fn raise_lowest(&mut self, below: u32) {
        for at in 0..self.people.len() {
            if self.people[at].pay < below && !self.people[at].raised {
                self.raise(at);
            }
        }
    }
    //.
}

fn main() {
    let people = (0..3_000_u32)
        .map(|n| Person { department: (n % 3) as u8, pay: 2_000 + n * 7_919 % 3_000, raised: false })
        .collect();
    let mut firm = Firm { people, raises: 0 };
    let mut cost = 0;
    for round in 0..40 {
        cost += firm.cost(round % 3);
    }
    let above = firm.above_mean(1);
    firm.raise_lowest(2_050);
    println!("{cost} {above} {}", firm.raises);
}
