//! What somebody would write who knows these rules and needs nothing else: a loop over plain slices, 64 rows at a time, every
//! condition and weight in the code. As in the engine, what no request changes is prepared before; logarithms are `libm`'s.

use verdict::graph::{DecisionGraph, Resolved};
use verdict::value::{Date, Value};

use super::naive::Judged;
use super::world::{KINDS, LICENCES, OFFERS, REGIONS, Row};

const LANES: usize = 64;

/// The needs as plain values.
#[expect(clippy::struct_excessive_bools, reason = "each is a need of its own")]
pub struct Needs {
    tokens: Option<i64>,
    answer: Option<i64>,
    images: bool,
    strict: bool,
    /// A place in [`REGIONS`]; `None` is any.
    region: Option<u8>,
    budget: Option<f64>,
    requests: f64,
    tokens_in: f64,
    tokens_out: f64,
    commercial: bool,
    coding: bool,
    tools: bool,
    own: bool,
    /// Bits of the inputs.
    formats: u8,
    interactive: bool,
    memory: Option<f64>,
    tight: bool,
}

impl Needs {
    pub fn new(graph: &DecisionGraph, resolved: &Resolved) -> Self {
        let value = |id: &str| {
            let fact = graph.schema().find(&format!("needs.{id}")).expect("a need of the world");
            resolved.values[fact.index()].as_ref()
        };
        let whole = |id| if let Some(Value::Integer(i)) = value(id) { Some(*i) } else { None };
        let number = |id| value(id).and_then(Value::as_number);
        let yes = |id| value(id) == Some(&Value::Bool(true));
        let format = |(i, word): (usize, &&str)| match value("formats") {
            Some(Value::List(items)) if items.iter().any(|v| v.as_text() == Some(word)) => 1 << i,
            _ => 0,
        };
        let region = value("region").and_then(Value::as_text);
        Self {
            tokens: whole("tokens"),
            answer: whole("answer"),
            images: yes("images"),
            strict: yes("strict"),
            region: REGIONS.iter().position(|r| Some(*r) == region).map(|at| at as u8),
            budget: number("budget"),
            requests: number("requests").unwrap_or_default(),
            tokens_in: number("tokens_in").unwrap_or_default(),
            tokens_out: number("tokens_out").unwrap_or_default(),
            commercial: yes("commercial"),
            coding: yes("coding"),
            tools: yes("tools"),
            own: yes("own"),
            formats: super::world::INPUTS.iter().enumerate().map(format).sum(),
            interactive: yes("interactive"),
            memory: number("memory"),
            tight: yes("tight"),
        }
    }

    /// The weights of the leaves, in hundred-thousandths: the ten of the file, then the eight preferences.
    fn weights(&self) -> [i32; 18] {
        let when = |fires: bool, points: i64| if fires { points } else { 0 };
        let groups = [
            40 + when(self.tools, if self.coding { 8 } else { 3 }),
            30 + when(self.requests > 10_000.0, 10) + when(self.tight, 25),
            15 + when(self.tokens.is_some_and(|t| t > 8_000), 8) + when(self.formats.count_ones() > 1, 2),
            15 + when(self.interactive, 10) + when(self.strict, 8),
        ];
        let leaves = [
            (0, 10 + when(self.images, 2)),
            (0, when(self.coding, 12)),
            (0, 2 + when(self.memory.is_some(), 1)),
            (1, 1),
            (2, 2 + when(self.tokens.is_some_and(|t| t > 8_000), 3)),
            (2, 1 + when(self.answer.is_some_and(|t| t > 2_000), 2)),
            (3, 2 + when(self.interactive, 4)),
            (3, 1 + when(self.own, 4)),
            (3, 1),
            (3, 1),
            (1, when(self.budget.is_some(), 1)),
            (3, when(self.interactive, 2)),
            (3, 1),
            (3, when(self.region.is_some(), 2)),
            (3, when(self.strict, 3)),
            (3, 1),
            (2, 1),
            (0, when(self.images, 3)),
        ];
        let mut totals = [0; 4];
        for (group, points) in leaves {
            totals[group] += points;
        }
        let all: i64 = groups.iter().sum();
        let exact = leaves.map(|(group, points): (usize, i64)| {
            (groups[group] as f64 / all as f64) * (points as f64 / totals[group] as f64) * 100_000.0
        });
        let mut weights = exact.map(|w| w.floor() as i32);
        let mut order: Vec<usize> = (0..weights.len()).filter(|i| exact[*i] > 0.0).collect();
        order.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()).then(a.cmp(b)));
        let missing = 100_000 - weights.iter().sum::<i32>();
        order.iter().cycle().take(missing as usize).for_each(|i| weights[*i] += 1);
        weights
    }
}

/// Where something is true and where it is false, a bit a row.
#[derive(Clone, Copy, Default)]
struct Truth {
    yes: u64,
    no: u64,
}

impl Truth {
    fn of(bits: [u8; LANES], known: u64) -> Self {
        let yes = pack(bits) & known;
        Self { yes, no: known & !yes }
    }
}

/// 64 bytes of 0 or 1 as bits.
fn pack(bits: [u8; LANES]) -> u64 {
    let (eights, _) = bits.as_chunks::<8>();
    eights.iter().enumerate().fold(0, |word, (i, eight)| {
        word | (u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * i)
    })
}

/// The utilities of a leaf, the assumed one where it is unknown, and all bits set where it is certain.
#[derive(Clone, Copy)]
struct Utilities {
    values: [f64; LANES],
    certain: [i32; LANES],
}

/// Values of 64 rows, and where they are known.
struct Lanes<T> {
    values: [T; LANES],
    known: u64,
}

/// All that is known of 64 rows.
struct Block {
    rows: u64,
    window: Lanes<i64>,
    max_output: Lanes<i64>,
    input_price: Lanes<f64>,
    output_price: Lanes<f64>,
    region: Lanes<u8>,
    params: [f64; LANES],
    input: [u8; LANES],
    api: u64,
    /// Requirements that read no need: those in force always, and those of some rule.
    always: Truth,
    coding: Truth,
    commercial: Truth,
    images: Truth,
    own: Truth,
    speed: Truth,
    strict: Truth,
    tools: Truth,
    /// Leaves that read no need, by their place among all; the others are computed for each request.
    fixed: Vec<(usize, Utilities)>,
}

pub struct Columns {
    blocks: Vec<Block>,
    rows: usize,
}

/// What came out, a value a row.
pub struct Outcome {
    eligible: Vec<u64>,
    unverified: Vec<u64>,
    score: Vec<[i32; LANES]>,
    low: Vec<[i32; LANES]>,
    high: Vec<[i32; LANES]>,
}

const BILL: usize = 3;
const CHEAP_ENOUGH: usize = 10;
const NEAR: usize = 13;

fn linear(x: f64, worst: f64, best: f64) -> f64 {
    ((x - worst) / (best - worst)).clamp(0.0, 1.0)
}

fn log(x: f64, worst: f64, best: f64) -> f64 {
    let (worst, best) = (libm::log(worst), libm::log(best));
    ((libm::log(x.max(f64::MIN_POSITIVE)) - worst) / (best - worst)).clamp(0.0, 1.0)
}

impl Block {
    fn new(rows: &[Row]) -> Self {
        fn lanes<T: Copy + Default>(rows: &[Row], value: impl Fn(&Row) -> Option<T>) -> Lanes<T> {
            let mut lanes = Lanes { values: [T::default(); LANES], known: 0 };
            for (i, row) in rows.iter().enumerate() {
                if let Some(v) = value(row) {
                    lanes.values[i] = v;
                    lanes.known |= 1 << i;
                }
            }
            lanes
        }
        let bits =
            |test: &dyn Fn(&Row) -> bool| rows.iter().enumerate().fold(0, |b, (i, r)| b | u64::from(test(r)) << i);
        let truth = |test: &dyn Fn(&Row) -> Option<bool>| Truth {
            yes: bits(&|r| test(r) == Some(true)),
            no: bits(&|r| test(r) == Some(false)),
        };
        let utilities = |assume: f64, utility: &dyn Fn(&Row) -> (Option<f64>, bool)| {
            let mut lanes = Utilities { values: [assume; LANES], certain: [0; LANES] };
            for (i, row) in rows.iter().enumerate() {
                let (value, certain) = utility(row);
                lanes.values[i] = value.unwrap_or(assume);
                lanes.certain[i] = if certain { -1 } else { 0 };
            }
            lanes
        };
        let leaf = |utility: &dyn Fn(&Row) -> Option<f64>| utilities(0.0, &|r| (utility(r), utility(r).is_some()));
        let prefer = |test: &dyn Fn(&Row) -> Option<bool>| leaf(&|r| test(r).map(|b| f64::from(u8::from(b))));
        let licence = |r: &Row, among: &[&str]| among.contains(&LICENCES[r.licence]);
        let kind = |r: &Row, kind: &str| KINDS[r.kind] == kind;
        let days =
            |year: i32, month: i32| f64::from(Date::parse(&format!("{year}-{month:02}-01")).expect("a date").days());
        let steps = |x: f64| {
            if x >= 300.0 {
                1.0
            } else if x >= 70.0 {
                0.8
            } else if x >= 7.0 {
                0.5
            } else {
                0.2
            }
        };
        let of_licence = |r: &Row| match LICENCES[r.licence] {
            "mit" | "apache" => 1.0,
            "community" => 0.6,
            "research" => 0.1,
            _ => 0.3,
        };
        Self {
            rows: bits(&|_| true),
            window: lanes(rows, |r| r.window),
            max_output: lanes(rows, |r| r.max_output),
            input_price: lanes(rows, |r| r.input_price),
            output_price: lanes(rows, |r| r.output_price),
            region: lanes(rows, |r| r.region.map(|at| at as u8)),
            params: lanes(rows, |r| Some(r.params)).values,
            input: lanes(rows, |r| Some(r.input)).values,
            api: bits(&|r| kind(r, "api")),
            always: truth(&|r| {
                let cheap = r.input_price.is_none_or(|p| p < 25.0);
                let recent = r.released >= (2023, 6);
                Some(cheap && recent && !(licence(r, &["research"]) && kind(r, "api")))
            }),
            coding: truth(&|r| r.coding.map(|c| c >= 20.0)),
            commercial: truth(&|r| Some(licence(r, &["mit", "apache", "proprietary"]))),
            images: truth(&|r| if r.input & 2 == 0 { Some(false) } else { r.vision }),
            own: truth(&|r| Some(r.open && kind(r, "self-host"))),
            speed: truth(&|r| r.speed.map(|s| s >= 10.0)),
            strict: truth(&|r| if kind(r, "self-host") { Some(true) } else { r.trains.map(|t| !t) }),
            tools: truth(&|r| r.tools),
            fixed: vec![
                (0, utilities(0.0, &|r| (r.quality.or(r.math).map(|q| linear(q, 20.0, 95.0)), r.quality.is_some()))),
                (1, leaf(&|r| r.coding.map(|c| linear(c, 0.0, 90.0)))),
                (2, leaf(&|r| Some(steps(r.params)))),
                (4, leaf(&|r| r.window.map(|w| log(w as f64, 4_000.0, 1_000_000.0)))),
                (5, leaf(&|r| r.max_output.map(|w| log(w as f64, 1_000.0, 128_000.0)))),
                (6, utilities(0.25, &|r| (r.speed.map(|s| log(s, 5.0, 200.0)), r.speed.is_some()))),
                (7, leaf(&|r| Some(of_licence(r)))),
                (8, leaf(&|r| Some(linear(days(r.released.0, r.released.1), days(2022, 1), days(2026, 11))))),
                (9, leaf(&|r| Some(if kind(r, "api") { 1.0 } else { 0.0 }))),
                (11, prefer(&|r| r.speed.map(|s| s > 60.0))),
                (12, prefer(&|r| Some(licence(r, &["mit", "apache"])))),
                (14, prefer(&|r| r.trains.map(|t| !t))),
                (15, prefer(&|r| Some(r.open))),
                (16, prefer(&|r| Some(r.input & 8 != 0))),
                (17, prefer(&|r| r.vision)),
            ],
        }
    }
}

/// The whole part of a number from 0 to 2^31, by what adding 2^52 leaves in the lowest bits; a cast checks each lane by itself.
fn floor(x: f64) -> i32 {
    const WHOLE: f64 = 4_503_599_627_370_496.0;
    let rounded = x + WHOLE;
    rounded.to_bits() as i32 - i32::from(rounded - WHOLE > x)
}

/// The scores of 64 rows in the making.
struct Sums {
    score: [i32; LANES],
    low: [i32; LANES],
    high: [i32; LANES],
}

impl Sums {
    fn add(&mut self, weight: i32, leaf: &Utilities) {
        let w = f64::from(weight);
        for i in 0..LANES {
            let (points, certain) = (floor(w * leaf.values[i] + 0.5), leaf.certain[i]);
            self.score[i] += points;
            self.low[i] += points & certain;
            self.high[i] += (points & certain) | (weight & !certain);
        }
    }

    /// A preference: the whole weight or nothing.
    fn prefer(&mut self, weight: i32, truth: Truth) {
        for i in 0..LANES {
            let (yes, no) = ((truth.yes >> i & 1) as i32, (truth.no >> i & 1) as i32);
            self.score[i] += weight * yes;
            self.low[i] += weight * yes;
            self.high[i] += weight * (1 - no);
        }
    }
}

impl Columns {
    pub fn new(rows: &[Row]) -> Self {
        Self { blocks: rows.chunks(LANES).map(Block::new).collect(), rows: rows.len() }
    }

    pub fn judge(&self, needs: &Needs) -> Outcome {
        let weights = needs.weights();
        let count = self.blocks.len();
        let mut out = Outcome {
            eligible: Vec::with_capacity(count),
            unverified: Vec::with_capacity(count),
            score: Vec::with_capacity(count),
            low: Vec::with_capacity(count),
            high: Vec::with_capacity(count),
        };
        let (log_worst, log_best) = (libm::log(10_000.0), libm::log(1.0));
        for block in &self.blocks {
            let prices = block.input_price.values.iter().zip(&block.output_price.values);
            let mut bill = [0.0; LANES];
            for (bill, (input, output)) in bill.iter_mut().zip(prices) {
                *bill = needs.requests * (needs.tokens_in * input + needs.tokens_out * output) / 1_000_000.0;
            }
            let billed = block.input_price.known & block.output_price.known;
            let near =
                needs.region.map(|at| Truth::of(block.region.values.map(|r| u8::from(r == at)), block.region.known));

            let (mut excluded, mut open) = (block.always.no, 0);
            let mut require = |fires: bool, truth: Truth, keep: bool| {
                if fires {
                    excluded |= truth.no;
                    open |= if keep { 0 } else { !(truth.yes | truth.no) };
                }
            };
            require(needs.coding, block.coding, true);
            require(needs.commercial, block.commercial, false);
            require(needs.images, block.images, false);
            require(needs.own, block.own, false);
            require(needs.interactive, block.speed, false);
            require(needs.strict, block.strict, false);
            require(needs.tools, block.tools, false);
            let formats = needs.formats;
            require(formats != 0, Truth::of(block.input.map(|i| u8::from(i & formats == formats)), u64::MAX), false);
            if let Some(near) = near {
                require(true, Truth { yes: near.yes | !block.api, no: near.no & block.api }, false);
            }
            if let Some(tokens) = needs.tokens {
                require(true, Truth::of(block.window.values.map(|w| u8::from(w >= tokens)), block.window.known), false);
            }
            if let Some(answer) = needs.answer {
                let fits = block.max_output.values.map(|w| u8::from(w >= answer));
                require(true, Truth::of(fits, block.max_output.known), true);
            }
            if let Some(memory) = needs.memory {
                let fits = Truth::of(block.params.map(|p| u8::from(p * 2.0 <= memory)), u64::MAX);
                require(true, Truth { yes: fits.yes | block.api, no: fits.no & !block.api }, false);
            }
            if let Some(budget) = needs.budget {
                require(true, Truth::of(bill.map(|b| u8::from(b <= budget)), billed), false);
            }
            let possible = block.rows & !excluded;
            out.eligible.push(possible & !open);
            out.unverified.push(possible & open);

            let mut sums = Sums { score: [0; LANES], low: [0; LANES], high: [0; LANES] };
            for (at, leaf) in &block.fixed {
                if weights[*at] > 0 {
                    sums.add(weights[*at], leaf);
                }
            }
            let mut cost = Utilities { values: [0.0; LANES], certain: [0; LANES] };
            for (i, bill) in bill.iter().enumerate() {
                if billed >> i & 1 == 1 {
                    let ln = libm::log(bill.max(f64::MIN_POSITIVE));
                    cost.values[i] = ((ln - log_worst) / (log_best - log_worst)).clamp(0.0, 1.0);
                    cost.certain[i] = -1;
                }
            }
            sums.add(weights[BILL], &cost);
            if let Some(budget) = needs.budget {
                let half = budget / 2.0;
                sums.prefer(weights[CHEAP_ENOUGH], Truth::of(bill.map(|b| u8::from(b <= half)), billed));
            }
            if let Some(near) = near {
                sums.prefer(weights[NEAR], near);
            }
            out.score.push(sums.score);
            out.low.push(sums.low);
            out.high.push(sums.high);
        }
        out
    }
}

impl Outcome {
    pub fn row(&self, row: usize) -> Judged {
        let (block, lane) = (row / LANES, row % LANES);
        Judged {
            eligible: self.eligible[block] >> lane & 1 == 1,
            unverified: self.unverified[block] >> lane & 1 == 1,
            score: self.score[block][lane],
            low: self.low[block][lane],
            high: self.high[block][lane],
        }
    }

    /// The models with their best offers, best first: model, row, score.
    pub fn ranking(&self, columns: &Columns) -> Vec<(usize, usize, i32)> {
        let scores = self.score.as_flattened();
        let mut ranking = Vec::new();
        for model in 0..columns.rows / OFFERS {
            let rows = model * OFFERS..(model + 1) * OFFERS;
            let eligible = rows.filter(|row| self.eligible[row / LANES] >> (row % LANES) & 1 == 1);
            // The first of equals.
            if let Some(best) = eligible.rev().max_by_key(|row| scores[*row]) {
                ranking.push((model, best, scores[best]));
            }
        }
        ranking.sort_unstable_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(&b.0)));
        ranking
    }
}
