//! A roster whose getter clones; the archive has to own.
#[derive(Clone)]
struct Player {
    name: String,
    team: String,
    score: u32,
}

fn roster(n: u32) -> Vec<Player> {
    (0..n)
        .map(|i| Player {
            name: format!("player number {}", i * 37 % 1_000),
            team: ["red team", "blue team", "green team"][i as usize % 3].to_string(),
            score: i * 2_654_435_761 % 1_000,
        })
        .collect()
}

impl Player {
    //- 1 mistake ownership/clone-to-read
    fn team(&self) -> String {
        self.team.clone()
    }
    //+ 1
    fn team(&self) -> &str {
        &self.team
    }
    //.
}

fn points(players: &[Player], team: &str) -> u32 {
    players.iter().filter(|player| player.team() == team).map(|player| player.score).sum()
}

//- 2 lookalike ownership/clone-to-read
fn archive(players: &[Player]) -> Vec<(String, u32)> {
    let mut best = Vec::new();
    for player in players {
        if player.score > 500 {
            let name = player.name.clone();
            best.push((name, player.score));
        }
    }
    best
}
//+ 2
fn archive(players: &[Player]) -> Vec<(String, u32)> {
    let mut best = Vec::new();
    for player in players {
        if player.score > 500 {
            best.push((player.name.as_str().into(), player.score));
        }
    }
    best
}
//.

fn main() {
    let mut players = roster(3_000);
    let mut sum = 0;
    for round in 0..6 {
        sum += points(&players, "red team") + round * points(&players, "blue team");
        players[round as usize].score += 1;
    }
    let mut kept = archive(&players);
    drop(players);
    kept.sort();
    println!("{sum} {} {:?}", kept.len(), kept[0]);
}
