//! A small generator of pseudo-random numbers: the same on every machine, and none of it kept for security.
//!
//! Method: `SplitMix64` (Steele, Lea & Flood 2014, OOPSLA, 453–472). Logarithms and powers are `libm`'s.

/// Where a stream of numbers stands. Streams that are made with other names have nothing to do with each other.
///
/// ```
/// use verdict::sample::Random;
/// let mut a = Random::new(1, 7).stream(&["hills"]);
/// let mut b = Random::new(1, 7).stream(&["hills"]);
/// assert_eq!(a.unit(), b.unit());
/// assert_ne!(a.unit(), Random::new(1, 8).stream(&["hills"]).unit());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Random(u64);

impl Random {
    /// The stream of one draw.
    #[must_use]
    pub const fn new(seed: u64, draw: u64) -> Self {
        Self(mix(mix(seed).wrapping_add(mix(draw ^ STEP))))
    }

    /// A stream of its own for what has this name: taking more numbers from one changes nothing in another.
    #[must_use]
    pub fn stream(&self, name: &[&str]) -> Self {
        self.named(Name::new(name))
    }

    /// The same by a name that is there already.
    pub(super) const fn named(&self, name: Name) -> Self {
        Self(mix(self.0 ^ name.0))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A number between 0 and 1, and neither of them: the middle of one of 2^52 equal parts.
    pub fn unit(&mut self) -> f64 {
        const PARTS: f64 = 4_503_599_627_370_496.0;
        #[expect(clippy::cast_precision_loss, reason = "52 bits are exact")]
        let part = (self.next() >> 12) as f64;
        (part + 0.5) / PARTS
    }

    /// A number from the standard normal distribution, by Marsaglia's polar method.
    pub fn normal(&mut self) -> f64 {
        loop {
            let (x, y) = (2.0 * self.unit() - 1.0, 2.0 * self.unit() - 1.0);
            let s = x * x + y * y;
            if s > 0.0 && s < 1.0 {
                return x * (-2.0 * libm::log(s) / s).sqrt();
            }
        }
    }

    /// The logarithm of a number from the gamma distribution with this shape, above 0, and scale 1.
    ///
    /// Method: Marsaglia & Tsang 2000, ACM TOMS 26(3):363–372; below shape 1 by a power of another number. The logarithm, since for
    /// small shapes most numbers are too small to be written.
    pub fn ln_gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let boost = libm::log(self.unit()) / shape;
            return self.ln_gamma(shape + 1.0) + boost;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let root = 1.0 + c * x;
            if root <= 0.0 {
                continue;
            }
            let ln_v = 3.0 * libm::log(root);
            if libm::log(self.unit()) < 0.5 * x * x + d * (1.0 - root * root * root + ln_v) {
                return libm::log(d) + ln_v;
            }
        }
    }
}

/// The name of a stream, for who takes the same one from many draws.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name(u64);

impl Name {
    pub(super) fn new(parts: &[&str]) -> Self {
        // FNV-1a. A byte that no text has stands between the parts.
        let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |h: u64, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        Self(mix(hash))
    }
}

/// What the state grows by: the golden ratio in 64 bits.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// Every bit of the result depends on every bit given, and no two numbers give the same.
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
