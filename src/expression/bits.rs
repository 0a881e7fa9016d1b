//! A bitmap with a bit a row.

/// A bit for each row. Bits behind the last row are zero.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    /// `len` bits that are all `bit`.
    ///
    /// ```
    /// use verdict::expression::Bits;
    /// assert_eq!(Bits::new(70, true).count_ones(), 70);
    /// ```
    #[must_use]
    pub fn new(len: usize, bit: bool) -> Self {
        Self::trimmed(vec![if bit { u64::MAX } else { 0 }; len.div_ceil(64)], len)
    }

    /// The bits of an iterator.
    ///
    /// ```
    /// use verdict::expression::Bits;
    /// let bits: Bits = Bits::of([true, false, true].into_iter());
    /// assert_eq!(bits.iter_ones().collect::<Vec<_>>(), [0, 2]);
    /// ```
    #[must_use]
    pub fn of(bits: impl Iterator<Item = bool>) -> Self {
        let mut words = Vec::new();
        let mut len = 0_usize;
        for bit in bits {
            if len.is_multiple_of(64) {
                words.push(0);
            }
            if let Some(last) = words.last_mut() {
                *last |= u64::from(bit) << (len % 64);
            }
            len += 1;
        }
        Self { words, len }
    }

    /// The rows whose value passes `test`, 64 at a time.
    #[inline]
    pub(super) fn where_each<T: Copy>(values: &[T], test: impl Fn(T) -> bool + Copy) -> Self {
        let (blocks, rest) = values.as_chunks::<64>();
        let mut words = Vec::with_capacity(values.len().div_ceil(64));
        words.extend(blocks.iter().map(|block| {
            // A loop, not `map` on the array, which the compiler takes one by one.
            let mut bytes = [0; 64];
            for (byte, v) in bytes.iter_mut().zip(block) {
                *byte = u8::from(test(*v));
            }
            pack(&bytes)
        }));
        if !rest.is_empty() {
            words.push(rest.iter().enumerate().fold(0, |word, (i, v)| word | u64::from(test(*v)) << i));
        }
        Self { words, len: values.len() }
    }

    /// The rows whose two values pass `test`.
    #[inline]
    pub(super) fn where_pair<A: Copy, B: Copy>(left: &[A], right: &[B], test: impl Fn(A, B) -> bool + Copy) -> Self {
        let ((left_blocks, left_rest), (right_blocks, right_rest)) = (left.as_chunks::<64>(), right.as_chunks::<64>());
        let mut words = Vec::with_capacity(left.len().div_ceil(64));
        words.extend(left_blocks.iter().zip(right_blocks).map(|(left, right)| {
            let mut bytes = [0; 64];
            for ((byte, l), r) in bytes.iter_mut().zip(left).zip(right) {
                *byte = u8::from(test(*l, *r));
            }
            pack(&bytes)
        }));
        let rest = left_rest.iter().zip(right_rest).enumerate();
        if !left_rest.is_empty() {
            words.push(rest.fold(0, |word, (i, (l, r))| word | u64::from(test(*l, *r)) << i));
        }
        Self::trimmed(words, left.len().min(right.len()))
    }

    fn trimmed(mut words: Vec<u64>, len: usize) -> Self {
        words.resize(len.div_ceil(64), 0);
        if let (Some(last), used @ 1..) = (words.last_mut(), len % 64) {
            *last &= (1 << used) - 1;
        }
        Self { words, len }
    }

    /// How many bits there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The bit of a row; `false` behind the last one.
    #[must_use]
    pub fn get(&self, row: usize) -> bool {
        self.words.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Sets the bit of a row; behind the last one there is nothing to set.
    pub(super) fn set(&mut self, row: usize) {
        if row < self.len
            && let Some(word) = self.words.get_mut(row / 64)
        {
            *word |= 1 << (row % 64);
        }
    }

    /// How many bits are set.
    #[must_use]
    pub fn count_ones(&self) -> usize {
        self.words.iter().map(|w| w.count_ones() as usize).sum()
    }

    /// The rows whose bit is set, ascending.
    pub fn iter_ones(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            std::iter::successors((*word != 0).then_some(*word), |word| {
                let rest = word & (word - 1);
                (rest != 0).then_some(rest)
            })
            .map(move |word| at * 64 + word.trailing_zeros() as usize)
        })
    }

    /// The bitmap in words of 64 rows, the first row lowest.
    #[must_use]
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// The rows set in both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        self.with(other, |a, b| a & b)
    }

    /// The rows set in this one and not in the other.
    #[must_use]
    pub fn and_not(&self, other: &Self) -> Self {
        self.with(other, |a, b| a & !b)
    }

    /// The rows set in either.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        self.with(other, |a, b| a | b)
    }

    /// The rows not set.
    ///
    /// ```
    /// use verdict::expression::Bits;
    /// assert_eq!(Bits::new(70, false).not(), Bits::new(70, true));
    /// ```
    #[must_use]
    pub fn not(&self) -> Self {
        Self::trimmed(self.words.iter().map(|w| !w).collect(), self.len)
    }

    fn with(&self, other: &Self, f: impl Fn(u64, u64) -> u64) -> Self {
        Self {
            words: self.words.iter().zip(&other.words).map(|(a, b)| f(*a, *b)).collect(),
            len: self.len.min(other.len),
        }
    }

    /// Keeps the rows set in both.
    pub fn and_assign(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= b);
    }

    /// Adds the rows set in the other.
    pub fn or_assign(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a |= b);
    }
}

/// 64 bytes of 0 or 1 as 64 bits. Written so that the compiler compares and packs many rows at once.
#[inline]
fn pack(bytes: &[u8; 64]) -> u64 {
    let (eights, _) = bytes.as_chunks::<8>();
    eights.iter().enumerate().fold(0, |word, (i, eight)| {
        word | (u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * i)
    })
}
