//! The best mix against the worst case: a linear program of one kind, small enough to be our own.
//!
//! Given payoffs, it finds the weights of the rows with which the least weighted sum of a column is as great as can be (the value of a
//! matrix game, von Neumann 1928). With all payoffs made positive, the mix of the columns is a linear program whose beginning is a
//! solution already, so one phase of the simplex method is enough (Dantzig 1951). Bland's rule keeps it from going in circles.

/// A mix of the rows and one of the columns: 0 to 1 each, and 1 together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mixes {
    pub(super) rows: Vec<f64>,
    pub(super) columns: Vec<f64>,
}

/// Below this a coefficient is nothing but rounding.
const SAME: f64 = 1e-11;

/// After so many steps it is left at that. Whoever uses the mixes looks at what they come to, so that an early end is no wrong one.
const STEPS: usize = 10_000;

/// `payoffs` are rows of equal length, neither of them none; they are of about the size of 1.
pub(super) fn mixes(payoffs: &[Vec<f64>]) -> Mixes {
    let (rows, columns) = (payoffs.len(), payoffs.first().map_or(0, Vec::len));
    let least = payoffs.iter().flatten().copied().fold(f64::INFINITY, f64::min);
    // A line for each row and one for the sum that grows: the payoffs from 1 up, then what is left of the row's 1.
    let line = |row: &Vec<f64>| row.iter().map(|payoff| payoff - least + 1.0).chain([1.0]).collect();
    let mut lines: Vec<Vec<f64>> = payoffs.iter().map(line).collect();
    let mut sum: Vec<f64> = vec![1.0; columns];
    sum.push(0.0);
    lines.push(sum);
    // What stands for each line and for each column: a column of the payoffs by its number, a row by its own after these.
    let mut in_line: Vec<usize> = (columns..columns + rows).collect();
    let mut outside: Vec<usize> = (0..columns).collect();
    for _ in 0..STEPS {
        let Some((line, column)) = next(&lines, &in_line, &outside) else { break };
        exchange(&mut lines, line, column);
        if let (Some(left), Some(entered)) = (in_line.get_mut(line), outside.get_mut(column)) {
            std::mem::swap(left, entered);
        }
    }
    let mut mixed = vec![0.0; columns + rows];
    let mut put = |what: usize, part: f64| {
        if let Some(slot) = mixed.get_mut(what) {
            *slot = part.max(0.0);
        }
    };
    for (what, line) in in_line.iter().zip(&lines).filter(|(what, _)| **what < columns) {
        put(*what, line.last().copied().unwrap_or_default());
    }
    for (what, price) in outside.iter().zip(lines.last().into_iter().flatten()).filter(|(what, _)| **what >= columns) {
        put(*what, -price);
    }
    let rows = mixed.split_off(columns);
    Mixes { rows: shares(rows), columns: shares(mixed) }
}

/// The line and the column to exchange next; none where nothing makes the sum grow. Of several it is always the first by what stands
/// for it (Bland 1977).
fn next(lines: &[Vec<f64>], in_line: &[usize], outside: &[usize]) -> Option<(usize, usize)> {
    let gains = lines.last()?.iter().zip(outside).enumerate().filter(|(_, (gain, _))| **gain > SAME);
    let (column, _) = gains.min_by_key(|(_, (_, what))| **what)?;
    let mut best: Option<(f64, usize, usize)> = None;
    for (at, (line, what)) in lines.iter().zip(in_line).enumerate() {
        let (Some(slope), Some(left)) = (line.get(column).filter(|slope| **slope > SAME), line.last()) else {
            continue;
        };
        let room = left / slope;
        let nearer = best.is_none_or(|(least, of, _)| room < least - SAME || room <= least + SAME && *what < of);
        if nearer {
            best = Some((room, *what, at));
        }
    }
    best.map(|(_, _, line)| (line, column))
}

/// Exchanges what stands for a line with what stands for a column.
fn exchange(lines: &mut [Vec<f64>], line: usize, column: usize) {
    let Some(mut pivot) = lines.get_mut(line).map(std::mem::take) else { return };
    let by = pivot.get(column).copied().unwrap_or(1.0);
    if let Some(slot) = pivot.get_mut(column) {
        *slot = 1.0;
    }
    for cell in &mut pivot {
        *cell /= by;
    }
    for other in lines.iter_mut() {
        let Some(factor) = other.get_mut(column).map(std::mem::take) else { continue };
        for (cell, own) in other.iter_mut().zip(&pivot) {
            *cell -= factor * own;
        }
    }
    if let Some(slot) = lines.get_mut(line) {
        *slot = pivot;
    }
}

/// Parts of 1 in these proportions.
fn shares(parts: Vec<f64>) -> Vec<f64> {
    let sum: f64 = parts.iter().sum();
    parts.into_iter().map(|part| if sum > 0.0 { part / sum } else { 0.0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::mixes;

    /// The least sum of a column with the mix of the rows, and the greatest of a row with the mix of the columns.
    fn ends(payoffs: &[Vec<f64>]) -> (f64, f64) {
        let mixes = mixes(payoffs);
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let columns = (0..payoffs[0].len()).map(|c| payoffs.iter().map(|row| row[c]).collect::<Vec<f64>>());
        let least = columns.map(|column| dot(&mixes.rows, &column)).fold(f64::INFINITY, f64::min);
        let most = payoffs.iter().map(|row| dot(&mixes.columns, row)).fold(f64::NEG_INFINITY, f64::max);
        (least, most)
    }

    #[test]
    fn both_mixes_come_to_the_value_of_the_game() {
        // By hand: matching pennies is worth nothing; the second game (3 and 1 on its diagonals) 3·1 − 0 over their sum; a row that is
        // better everywhere is taken alone.
        let games: [(&[&[f64]], f64); 4] = [
            (&[&[1.0, -1.0], &[-1.0, 1.0]], 0.0),
            (&[&[3.0, 0.0], &[0.0, 1.0]], 0.75),
            (&[&[0.2, 0.3], &[0.1, 0.0]], 0.2),
            (&[&[-0.5], &[-0.25]], -0.25),
        ];
        for (game, value) in games {
            let payoffs: Vec<Vec<f64>> = game.iter().map(|row| row.to_vec()).collect();
            let (least, most) = ends(&payoffs);
            assert!((least - value).abs() < 1e-12 && (most - value).abs() < 1e-12, "{game:?}: {least} to {most}");
        }
    }

    #[test]
    fn many_equal_payoffs_do_not_send_it_in_circles() {
        let payoffs: Vec<Vec<f64>> =
            (0..12).map(|row| (0..300).map(|column| f64::from((row * 7 + column * 5) % 3 - 1)).collect()).collect();
        let (least, most) = ends(&payoffs);
        assert!((least - most).abs() < 1e-9, "{least} to {most}");
    }
}
