//! How much one thing says about another, by counts.

/// The mutual information of row and column of a table of counts, in bits, less what is to be expected where neither says anything
/// about the other: few counts over many rows look like knowledge. 0 at least.
///
/// Method: adjustment for chance (Vinh, Epps & Bailey 2010, JMLR 11:2837–2854): the expectation is exact, over all tables
/// with the same sums.
#[expect(clippy::cast_precision_loss, reason = "hundreds of counts")]
pub(super) fn adjusted(counts: &[Vec<usize>]) -> f64 {
    let rows: Vec<usize> = counts.iter().map(|row| row.iter().sum()).collect();
    let width = counts.iter().map(Vec::len).max().unwrap_or_default();
    let columns: Vec<usize> = (0..width).map(|c| counts.iter().filter_map(|row| row.get(c)).sum()).collect();
    let all: usize = rows.iter().sum();
    let term = |n: usize, row: usize, column: usize| {
        let (n, product) = (n as f64, row as f64 * column as f64);
        n / all as f64 * libm::log(n * all as f64 / product)
    };
    // Logarithms of factorials.
    let mut sums = vec![0.0; all + 1];
    for n in 1..=all {
        let before = sums.get(n - 1).copied().unwrap_or_default();
        if let Some(slot) = sums.get_mut(n) {
            *slot = before + libm::log(n as f64);
        }
    }
    let factorial = |n: usize| sums.get(n).copied().unwrap_or_default();
    let mut said = 0.0;
    for (counts, row) in counts.iter().zip(&rows) {
        for (n, column) in counts.iter().zip(&columns).filter(|(n, _)| **n > 0) {
            said += term(*n, *row, *column);
        }
        for column in columns.iter().filter(|column| **column > 0) {
            // How probable a count is if rows and columns have nothing to do with each other is hypergeometric.
            for n in 1.max((row + column).saturating_sub(all))..=(*row).min(*column) {
                let ways = factorial(*row) + factorial(*column) + factorial(all - row) + factorial(all - column);
                let of = factorial(n) + factorial(row - n) + factorial(column - n) + factorial(all + n - row - column);
                said -= term(n, *row, *column) * libm::exp(ways - of - factorial(all));
            }
        }
    }
    (said / std::f64::consts::LN_2).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::adjusted;

    #[test]
    fn a_copy_says_all_but_what_chance_gives() {
        // Two equal halves of four: the tables with these sums are 2|0 (twice, one bit) of probability 1/6 each, and 1|1 (0 bits) of 4/6.
        let copy = adjusted(&[vec![2, 0], vec![0, 2]]);
        assert!((copy - (1.0 - 2.0 / 6.0)).abs() < 1e-12, "{copy}");
    }

    #[test]
    fn many_rows_say_nothing_by_being_many() {
        let each_its_own: Vec<Vec<usize>> =
            (0..60).map(|i| vec![usize::from(i % 2 == 0), usize::from(i % 2 == 1)]).collect();
        assert!(adjusted(&each_its_own) < 1e-9);
        assert!(adjusted(&[]) <= 0.0 && adjusted(&[vec![0, 0], vec![0, 0]]) <= 0.0);
    }
}
