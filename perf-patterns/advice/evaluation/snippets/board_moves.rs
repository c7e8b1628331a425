//! Looks ahead in a game on a board of 64 squares: each move gives back a board in a box; moves are a list for each position.
#[derive(Clone, Copy)]
struct Board {
    squares: [i8; 64],
    turn: i8,
}

//- 1 mistake heap-vs-stack/inline-vec|pooling/reuse-vec|loops/collect-then-iterate|preallocation/vec-capacity
fn moves(board: &Board) -> Vec<usize> {
    let mut moves = Vec::new();
    for at in 8..56 {
        let neighbours = [at - 8, at - 1, at + 1, at + 8];
        if board.squares[at] == 0 && neighbours.iter().any(|near| board.squares[*near] == -board.turn) {
            moves.push(at);
        }
    }
    moves
}
//+ 1
fn moves(board: &Board) -> impl Iterator<Item = usize> + '_ {
    (8..56).filter(|at| {
        let at = *at;
        let neighbours = [at - 8, at - 1, at + 1, at + 8];
        board.squares[at] == 0 && neighbours.iter().any(|near| board.squares[*near] == -board.turn)
    })
}
//.

//- 2 mistake heap-vs-stack/return-large|heap-vs-stack/return-small
fn play(board: &Board, at: usize) -> Box<Board> {
    let mut next = Box::new(*board);
    next.squares[at] = board.turn;
    for near in [at - 8, at - 1, at + 1, at + 8] {
        if next.squares[near] == -board.turn {
            next.squares[near] = board.turn;
        }
    }
    next.turn = -board.turn;
    next
}
//+ 2
fn play(board: &Board, at: usize) -> Board {
    let mut next = *board;
    next.squares[at] = board.turn;
    for near in [at - 8, at - 1, at + 1, at + 8] {
        if next.squares[near] == -board.turn {
            next.squares[near] = board.turn;
        }
    }
    next.turn = -board.turn;
    next
}
//.

//- 3 lookalike recursion/fibonacci|recursion/depth-first
fn best(board: &Board, depth: u32) -> i32 {
    let standing = board.squares.iter().map(|square| i32::from(*square)).sum::<i32>() * i32::from(board.turn);
    if depth == 0 {
        return standing;
    }
    let mut best = i32::MIN;
    for at in moves(board) {
        best = best.max(-self::best(&play(board, at), depth - 1));
    }
    if best == i32::MIN { standing } else { best }
}
//+ 3
fn best(board: &Board, depth: u32) -> i32 {
    let standing: i32 = board.squares.iter().map(|square| i32::from(*square) * i32::from(board.turn)).sum();
    match depth {
        0 => standing,
        _ => moves(board).into_iter().map(|at| -best(&play(board, at), depth - 1)).max().unwrap_or(standing),
    }
}
//.

fn main() {
    let mut board = Board { squares: [0; 64], turn: 1 };
    for (at, square) in [(27, 1), (28, -1), (35, -1), (36, 1), (20, -1)] {
        board.squares[at] = square;
    }
    let mut played = Vec::new();
    for _ in 0..6 {
        let next = moves(&board).into_iter().min_by_key(|at| (best(&play(&board, *at), 2), *at));
        let Some(at) = next else { break };
        //- 2
        board = *play(&board, at);
        //+ 2
        board = play(&board, at);
        //.
        played.push(at);
    }
    println!("{played:?} {}", best(&board, 2));
}
