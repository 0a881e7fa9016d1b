//! Least squares, Student's t and percentiles, from their definitions.

/// A straight line through points, and what its prediction interval needs.
#[derive(Debug, Clone, Copy)]
pub struct Fit {
    pub intercept: f64,
    pub slope: f64,
    pub error: f64,
    pub r2: f64,
    pub models: usize,
    pub mean: f64,
    pub spread: f64,
    pub quantile: f64,
}

impl Fit {
    /// Ordinary least squares. `uncertain` is the sum of the variances of those values that are estimates themselves: what their
    /// distance from the line does not show.
    pub fn new(points: &[(f64, f64)], uncertain: f64) -> Option<Self> {
        let n = points.len() as f64;
        if points.len() < 3 {
            return None;
        }
        let mean = points.iter().map(|p| p.0).sum::<f64>() / n;
        let level = points.iter().map(|p| p.1).sum::<f64>() / n;
        let sum = |of: &dyn Fn(f64, f64) -> f64| points.iter().map(|(x, y)| of(x - mean, y - level)).sum::<f64>();
        let (spread, total, both) = (sum(&|x, _| x * x), sum(&|_, y| y * y), sum(&|x, y| x * y));
        if spread <= 0.0 || total <= 0.0 {
            return None;
        }
        let slope = both / spread;
        let intercept = level - slope * mean;
        let rest: f64 = points.iter().map(|(x, y)| (y - intercept - slope * x).powi(2)).sum();
        let freedom = points.len() - 2;
        Some(Self {
            intercept,
            slope,
            error: ((rest + uncertain) / freedom as f64).sqrt(),
            r2: 1.0 - rest / total,
            models: points.len(),
            mean,
            spread,
            quantile: student(0.95, freedom),
        })
    }

    pub fn centre(&self, x: f64) -> f64 {
        self.intercept + self.slope * x
    }

    /// Half of the 90% prediction interval.
    pub fn half_width(&self, x: f64) -> f64 {
        let off = (x - self.mean).powi(2) / self.spread;
        self.quantile * self.error * (1.0 + 1.0 / self.models as f64 + off).sqrt()
    }
}

/// What a model has of each, and what it is.
type Row = (Vec<f64>, f64);

/// Ordinary least squares over several things at once, each row with a 1 in front: the figures, the residual standard error, R² and the
/// quantile of a 90% interval.
pub struct Several {
    pub figures: Vec<f64>,
    pub error: f64,
    pub r2: f64,
    pub models: usize,
    pub quantile: f64,
}

impl Several {
    pub fn new(points: &[Row]) -> Option<Self> {
        let (n, k) = (points.len(), points.first()?.0.len() + 1);
        if n <= k {
            return None;
        }
        let row = |x: &[f64]| std::iter::once(1.0).chain(x.iter().copied()).collect::<Vec<f64>>();
        let rows: Vec<Row> = points.iter().map(|(x, y)| (row(x), *y)).collect();
        // The normal equations, solved by elimination with the largest of each column in front.
        let sum = |of: &dyn Fn(&Row) -> f64| rows.iter().map(of).sum::<f64>();
        let mut equations: Vec<Vec<f64>> = (0..k)
            .map(|i| (0..k).map(|j| sum(&|r| r.0[i] * r.0[j])).chain([sum(&|r| r.0[i] * r.1)]).collect())
            .collect();
        for i in 0..k {
            let pivot = (i..k).max_by(|a, b| equations[*a][i].abs().total_cmp(&equations[*b][i].abs()))?;
            equations.swap(i, pivot);
            let front = equations[i].clone();
            for (_, other) in equations.iter_mut().enumerate().filter(|(r, _)| *r != i) {
                let times = other[i] / front[i];
                other.iter_mut().zip(&front).for_each(|(a, b)| *a -= times * b);
            }
        }
        let figures: Vec<f64> = (0..k).map(|i| equations[i][k] / equations[i][i]).collect();
        let level = sum(&|r| r.1) / n as f64;
        let rest = sum(&|r| (r.1 - r.0.iter().zip(&figures).map(|(x, f)| x * f).sum::<f64>()).powi(2));
        let error = (rest / (n - k) as f64).sqrt();
        let total = sum(&|r| (r.1 - level).powi(2));
        Some(Self { figures, error, r2: 1.0 - rest / total, models: n, quantile: student(0.95, n - k) })
    }

    pub fn centre(&self, x: &[f64]) -> f64 {
        self.figures.iter().zip(std::iter::once(&1.0).chain(x)).map(|(f, x)| f * x).sum()
    }
}

/// The quantile of Student's t: the distribution function in closed form (Abramowitz & Stegun 26.7.3 and 26.7.4), halved towards.
pub fn student(p: f64, freedom: usize) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1000.0_f64);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if f64::midpoint(1.0, within(middle, freedom)) < p { low = middle } else { high = middle }
    }
    low
}

/// The probability that |t| is at most `t`.
fn within(t: f64, freedom: usize) -> f64 {
    let angle = (t / (freedom as f64).sqrt()).atan();
    let (sin, cos) = (angle.sin(), angle.cos());
    // 1 + 1/2 cos² + 1·3/(2·4) cos⁴ + … for even degrees, cos + 2/3 cos³ + 2·4/(3·5) cos⁵ + … for odd ones.
    let odd = freedom % 2;
    let (mut term, mut sum) = (if odd == 1 { cos } else { 1.0 }, 0.0);
    let mut k = odd;
    while k + 2 <= freedom {
        sum += term;
        term *= (k + 1) as f64 / (k + 2) as f64 * cos * cos;
        k += 2;
    }
    if odd == 0 { sin * sum } else { (angle + sin * sum) * 2.0 / std::f64::consts::PI }
}

/// The percentile between the order statistics, linearly interpolated at position (n - 1) p: the definition of `NumPy` and of
/// Excel's PERCENTILE.INC, number 7 of Hyndman & Fan (1996).
pub fn percentile(values: &[f64], p: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (sorted.len() - 1) as f64 * p;
    let (below, above) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    below + (above - below) * at.fract()
}

#[test]
fn the_statistics_are_those_of_the_tables() {
    let near = |a: f64, b: f64| assert!((a - b).abs() < 0.0005, "{a} is not {b}");
    for (freedom, t) in
        [(1, 6.314), (2, 2.920), (3, 2.353), (4, 2.132), (5, 2.015), (10, 1.812), (18, 1.734), (120, 1.658)]
    {
        near(student(0.95, freedom), t);
    }
    // Anscombe's first data set.
    let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
    let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
    let points: Vec<(f64, f64)> = x.into_iter().zip(y).collect();
    let fit = Fit::new(&points, 0.0).unwrap();
    near(fit.intercept, 3.0001);
    near(fit.slope, 0.5001);
    near(fit.error, 1.2366);
    near(fit.r2, 0.6665);
    near(fit.mean, 9.0);
    near(fit.spread, 110.0);
    // Over one thing it is the same line; over two, a plane is found again.
    let several = Several::new(&points.iter().map(|(x, y)| (vec![*x], *y)).collect::<Vec<_>>()).unwrap();
    near(several.figures[1], fit.slope);
    near(several.error, fit.error);
    near(several.r2, fit.r2);
    let plane = [(1.0, 2.0), (2.0, 1.0), (3.0, 5.0), (4.0, 4.0)].map(|(a, b)| (vec![a, b], 7.0 + 2.0 * a - 3.0 * b));
    let plane = Several::new(&plane).unwrap();
    near(plane.centre(&[10.0, 10.0]), -3.0);
    near(percentile(&[1.0, 2.0, 3.0, 4.0], 0.05), 1.15);
    near(percentile(&[4.0, 1.0, 3.0, 2.0], 0.95), 3.85);
}
