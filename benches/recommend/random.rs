//! Numbers that look random and are the same in every run (`SplitMix64`).

pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).expect("it is below a usize")
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// A number between two, evenly over their ratio, with four digits behind the point.
    pub fn between(&mut self, least: f64, most: f64) -> f64 {
        let x = least * (most / least).powf(self.below(10_000) as f64 / 10_000.0);
        (x * 10_000.0).round() / 10_000.0
    }
}
