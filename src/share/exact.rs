//! On what part of all weights one is better than another, without a random number.

/// The part of all ways to weigh some criteria on which the weighted sum of `differences` is above 0, a difference for each criterion;
/// every set of weights that add up to 1 is as probable as any other. 0 to 1; one half if nothing differs.
///
/// Method: the volume of a simplex cut by a half-space, in closed form (Varsi 1973, Pacific J. Math. 46:303–314; Ali 1973, Pacific
/// J. Math. 48:1–8). All terms are positive, so nothing is lost where differences are alike.
///
/// ```
/// use verdict::share::exact;
/// // Better on one of four criteria, as much as it is worse on the others: the first must outweigh the three together.
/// assert_eq!(exact::share(&[1.0, -1.0, -1.0, -1.0]), 0.125);
/// assert_eq!(exact::share(&[-1.0, 1.0, 1.0, 1.0]), 0.875);
/// // Three times better on one: it must have a fourth of the weight.
/// assert_eq!(exact::share(&[3.0, -1.0]), 0.75);
/// assert_eq!(exact::share(&[0.2, 0.0]), 1.0);
/// assert_eq!(exact::share(&[0.0, 0.0]), 0.5);
/// ```
#[must_use]
pub fn share(differences: &[f64]) -> f64 {
    if differences.iter().all(|d| *d == 0.0) {
        return 0.5;
    }
    let better: Vec<f64> = differences.iter().copied().filter(|d| *d > 0.0).collect();
    // What part is left to the other, with the first criteria of `better` alone; none of them, all of it.
    let mut left = vec![0.0; better.len()];
    for worse in differences.iter().filter(|d| **d <= 0.0).map(|d| d.abs()) {
        let mut before = 1.0;
        for (left, better) in left.iter_mut().zip(&better) {
            *left = (better * *left + worse * before) / (better + worse);
            before = *left;
        }
    }
    1.0 - left.last().copied().unwrap_or(1.0)
}
