//! A small world of facts, and random expressions over it that type-check by construction.
//!
//! Everything is made from a tape of bytes, so that a failing case shrinks: zero picks the simplest alternative.
#![expect(clippy::indexing_slicing, reason = "helpers of tests may fail as tests do")]

use std::sync::Arc;

use verdict::fact::{Fact, Root, Schema};
use verdict::value::{Date, Type, Value};

/// Random choices, read from a list of bytes; zeros behind its end.
pub struct Tape<'a> {
    bytes: &'a [u8],
}

impl<'a> Tape<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    pub fn pick(&mut self, of: usize) -> usize {
        let Some((first, rest)) = self.bytes.split_first() else {
            return 0;
        };
        self.bytes = rest;
        usize::from(*first) % of
    }

    fn of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.pick(items.len())]
    }
}

pub fn words(words: &[&str]) -> Arc<[Arc<str>]> {
    words.iter().map(|w| Arc::from(*w)).collect()
}

const INPUT: [&str; 4] = ["text", "image", "audio", "pdf"];
const OUTPUT: [&str; 3] = ["image", "text", "json"];
const KINDS: [&str; 3] = ["api", "self-host", "batch"];
const TIERS: [&str; 3] = ["batch", "fast", "api"];
const TEXTS: [&str; 6] = ["", "eu", "eu-west", "us", "Grüße", "a\"b\\c"];
const DATES: [&str; 6] = ["2023-12-31", "2024-01-01", "2024-02-29", "2024-07-18", "2026-11-22", "1900-03-01"];
const INTEGERS: [i64; 7] = [0, 1, -1, 2, 3, -7, 1000];
const NUMBERS: [f64; 8] = [0.0, 1.0, -1.0, 0.5, 3.0, -2.25, 1e300, 1e-9];

/// The facts: every type under every root.
pub fn schema() -> Schema {
    let mut schema = Schema::new();
    for root in Root::ALL {
        let facts = [
            ("flag", Type::Bool),
            ("mark", Type::Bool),
            ("count", Type::Integer),
            ("total", Type::Integer),
            ("price", Type::Number),
            ("score", Type::Number),
            ("name", Type::Text),
            ("region", Type::Text),
            ("kind", Type::Enum(words(&KINDS))),
            ("tier", Type::Enum(words(&TIERS))),
            ("since", Type::Date),
            ("until", Type::Date),
            ("input", Type::Set(words(&INPUT))),
            ("output", Type::Set(words(&OUTPUT))),
        ];
        for (name, ty) in facts {
            schema.declare(fact(&format!("{}.{name}", root.as_str()), root, ty)).expect("declared once");
        }
    }
    schema
}

pub fn fact(id: &str, root: Root, ty: Type) -> Fact {
    Fact {
        id: id.into(),
        root,
        ty,
        unit: None,
        label: String::new(),
        meaning: String::new(),
        formula: None,
        inherits: None,
        at: None,
    }
}

/// A value of a type, or unknown in one of four cases.
pub fn value(tape: &mut Tape<'_>, ty: &Type) -> Option<Value> {
    if tape.pick(4) == 3 {
        return None;
    }
    Some(match ty {
        Type::Bool => Value::Bool(tape.pick(2) == 0),
        Type::Integer => Value::Integer(tape.of(&INTEGERS)),
        Type::Number => Value::Number(tape.of(&NUMBERS)),
        Type::Text => Value::text(tape.of(&TEXTS)),
        Type::Date => Value::Date(Date::parse(tape.of(&DATES)).expect("a date")),
        Type::Enum(words) => Value::Text(Arc::clone(&words[tape.pick(words.len())])),
        Type::Set(words) => {
            let mask = tape.pick(1 << words.len());
            Value::List(
                words
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| mask >> i & 1 == 1)
                    .map(|(_, w)| Value::Text(w.clone()))
                    .collect(),
            )
        }
        Type::List(_) => unreachable!("no fact is a list"),
    })
}

/// An expression in two texts: ours, and the same for CEL with `double(…)` where ours widens, and `days(…)` where it calculates
/// with dates.
#[derive(Debug, Clone)]
pub struct Pair {
    pub ours: String,
    pub cel: String,
}

impl Pair {
    fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { cel: text.clone(), ours: text }
    }

    fn map(&self, f: impl Fn(&str) -> String) -> Self {
        Self { ours: f(&self.ours), cel: f(&self.cel) }
    }

    fn with(&self, other: &Self, f: impl Fn(&str, &str) -> String) -> Self {
        Self { ours: f(&self.ours, &other.ours), cel: f(&self.cel, &other.cel) }
    }

    /// Of numbers, CEL has some that are none, where ours are unknown: it is asked to mind.
    fn finite(&self) -> Self {
        Self { ours: self.ours.clone(), cel: format!("finite({})", self.cel) }
    }

    fn widened(&self) -> Self {
        Self { ours: self.ours.clone(), cel: format!("double({})", self.cel) }
    }
}

/// What a generated expression may be.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Kind {
    Bool,
    Integer,
    Number,
    Text,
}

pub struct Generator<'t, 'b> {
    tape: &'t mut Tape<'b>,
    /// The variables of macros around: texts and whole numbers.
    texts: Vec<String>,
    integers: Vec<String>,
    names: usize,
}

impl<'t, 'b> Generator<'t, 'b> {
    pub fn new(tape: &'t mut Tape<'b>) -> Self {
        Self { tape, texts: Vec::new(), integers: Vec::new(), names: 0 }
    }

    /// Any expression whose value CEL knows too.
    pub fn any(&mut self) -> (Kind, Pair) {
        let kind =
            self.tape.of(&[Kind::Bool, Kind::Bool, Kind::Bool, Kind::Bool, Kind::Integer, Kind::Number, Kind::Text]);
        let pair = match kind {
            Kind::Bool => self.bool(5),
            Kind::Integer => self.integer(4, true),
            Kind::Number => self.number(4),
            Kind::Text => self.text(3),
        };
        (kind, pair)
    }

    fn fact(&mut self, names: &[&str]) -> Pair {
        let root = self.tape.of(&["model", "offer", "needs"]);
        Pair::new(format!("{root}.{}", self.tape.of(names)))
    }

    fn fresh(&mut self) -> String {
        self.names += 1;
        format!("v{}", self.names)
    }

    pub fn bool(&mut self, depth: usize) -> Pair {
        if depth == 0 {
            return self.fact(&["flag", "mark"]);
        }
        let d = depth - 1;
        match self.tape.pick(20) {
            0 => self.fact(&["flag", "mark"]),
            1 => Pair::new(self.tape.of(&["true", "false"])),
            2 | 3 => {
                let items = 2 + self.tape.pick(2);
                self.joined("&&", items, d)
            }
            4 | 5 => {
                let items = 2 + self.tape.pick(2);
                self.joined("||", items, d)
            }
            6 => self.bool(d).map(|a| format!("!({a})")),
            7 | 8 => {
                let sign = self.comparator();
                let (a, b) = (self.integer(d.min(2), true), self.integer(d.min(2), true));
                a.with(&b, |a, b| format!("({a}) {sign} ({b})"))
            }
            9 => {
                let sign = self.comparator();
                let (a, b) = (self.number(d.min(2)), self.number(d.min(2)));
                a.with(&b, |a, b| format!("({a}) {sign} ({b})"))
            }
            10 => {
                // A whole number against a number: no `double` for CEL either.
                let sign = self.comparator();
                let (a, b) = (self.integer(d.min(1), false), self.number(d.min(1)));
                if self.tape.pick(2) == 0 {
                    a.with(&b, |a, b| format!("({a}) {sign} ({b})"))
                } else {
                    b.with(&a, |a, b| format!("({a}) {sign} ({b})"))
                }
            }
            11 => {
                let sign = self.comparator();
                let (a, b) = (self.date(d.min(1)), self.date(d.min(1)));
                let fact = self.fact(&["since", "until"]);
                // One side is a fact, so that the other is read as a date.
                if self.tape.pick(2) == 0 {
                    fact.with(&b, |a, b| format!("({a}) {sign} ({b})"))
                } else {
                    a.with(&fact, |a, b| format!("({a}) {sign} ({b})"))
                }
            }
            12 => {
                let sign = self.comparator();
                let (a, b) = (self.free_text(d.min(2)), self.free_text(d.min(2)));
                a.with(&b, |a, b| format!("({a}) {sign} ({b})"))
            }
            13 => {
                let sign = self.tape.of(&["==", "!="]);
                let name = self.tape.of(&["kind", "tier"]);
                let (a, b) = (self.fact(&[name]), self.fact(&["kind", "tier"]));
                let literal = Pair::new(format!("\"{}\"", self.tape.of(if name == "kind" { &KINDS } else { &TIERS })));
                let b = if self.tape.pick(2) == 0 { literal } else { b };
                a.with(&b, |a, b| format!("{a} {sign} {b}"))
            }
            14 => self.contained(d),
            15 => {
                let method = self.tape.of(&["startsWith", "endsWith", "contains"]);
                let (a, b) = (self.text(d.min(1)), self.text(d.min(1)));
                a.with(&b, |a, b| format!("({a}).{method}({b})"))
            }
            16 => {
                let names = ["flag", "count", "price", "name", "kind", "since", "input"];
                self.fact(&names).map(|a| format!("has({a})"))
            }
            17 => {
                let (c, a, b) = (self.bool(d.min(2)), self.bool(d), self.bool(d));
                choose(&c, &a, &b)
            }
            18 => self.macro_over_set(d),
            _ => self.macro_over_list(d),
        }
    }

    fn joined(&mut self, sign: &str, items: usize, depth: usize) -> Pair {
        let first = self.bool(depth);
        (1..items).fold(first.map(|a| format!("({a})")), |all, _| {
            let next = self.bool(depth);
            all.with(&next, |a, b| format!("{a} {sign} ({b})"))
        })
    }

    fn comparator(&mut self) -> &'static str {
        self.tape.of(&["==", "!=", "<", "<=", ">", ">="])
    }

    fn contained(&mut self, depth: usize) -> Pair {
        match self.tape.pick(5) {
            0 => {
                let set = self.fact(&["input"]);
                Pair::new(format!("\"{}\"", self.tape.of(&INPUT))).with(&set, |a, b| format!("{a} in {b}"))
            }
            1 => {
                let (a, b) = (self.fact(&["name", "region"]), self.fact(&["input", "output"]));
                a.with(&b, |a, b| format!("{a} in {b}"))
            }
            2 => {
                let (a, items) = (self.integer(depth.min(1), true), self.list(|g| g.integer(1, true)));
                a.with(&items, |a, b| format!("({a}) in {b}"))
            }
            3 => {
                let (a, items) = (self.number(depth.min(1)), self.list(|g| g.number(1)));
                a.with(&items, |a, b| format!("({a}) in {b}"))
            }
            _ => {
                let (a, items) = (self.free_text(depth.min(1)), self.list(|g| g.free_text(1)));
                a.with(&items, |a, b| format!("({a}) in {b}"))
            }
        }
    }

    fn list(&mut self, item: impl Fn(&mut Self) -> Pair) -> Pair {
        let items: Vec<Pair> = (0..=self.tape.pick(3)).map(|_| item(self)).collect();
        let join = |f: fn(&Pair) -> &str| format!("[{}]", items.iter().map(f).collect::<Vec<_>>().join(", "));
        Pair { ours: join(|p| &p.ours), cel: join(|p| &p.cel) }
    }

    fn macro_over_set(&mut self, depth: usize) -> Pair {
        let set = self.fact(&["input", "output"]);
        let name = self.fresh();
        let body = if self.tape.pick(2) == 0 {
            let other = self.fact(&["input", "output"]);
            other.map(|other| format!("{name} in {other}"))
        } else {
            self.texts.push(name.clone());
            let body = self.bool(depth.min(2));
            self.texts.pop();
            body
        };
        let quantifier = self.tape.of(&["all", "exists", "exists_one"]);
        set.with(&body, |a, b| format!("{a}.{quantifier}({name}, {b})"))
    }

    fn macro_over_list(&mut self, depth: usize) -> Pair {
        let items = self.list(|g| g.integer(1, true));
        let name = self.fresh();
        self.integers.push(name.clone());
        let body = self.bool(depth.min(2));
        self.integers.pop();
        let quantifier = self.tape.of(&["all", "exists", "exists_one"]);
        items.with(&body, |a, b| format!("{a}.{quantifier}({name}, {b})"))
    }

    /// A whole number; `large` ones may overflow, others stay far below 2^53.
    fn integer(&mut self, depth: usize, large: bool) -> Pair {
        if depth == 0 {
            let variable = self.integers.len();
            if large && variable > 0 && self.tape.pick(2) == 1 {
                return Pair::new(self.integers[self.tape.pick(variable)].clone());
            }
            return match self.tape.pick(2) {
                0 => self.fact(&["count", "total"]),
                _ => Pair::new(self.tape.of(&INTEGERS).to_string()),
            };
        }
        let d = depth - 1;
        match self.tape.pick(if large { 11 } else { 10 }) {
            0..=2 => self.integer(0, large),
            3 | 4 => {
                let sign = self.tape.of(&["+", "-", "*", "/", "%"]);
                let (a, b) = (self.integer(d, large), self.integer(d, large));
                a.with(&b, |a, b| format!("({a}) {sign} ({b})"))
            }
            5 => self.integer(d, large).map(|a| format!("-({a})")),
            6 => {
                let of = if self.tape.pick(2) == 0 { self.fact(&["input", "output"]) } else { self.text(d.min(1)) };
                of.map(|a| format!("size({a})"))
            }
            7 => {
                let (c, a, b) = (self.bool(1), self.integer(d, large), self.integer(d, large));
                choose(&c, &a, &b)
            }
            8 => {
                let function = self.tape.of(&["min", "max"]);
                let (a, b) = (self.integer(d, large), self.integer(d, large));
                a.with(&b, |a, b| format!("{function}({a}, {b})"))
            }
            9 => self.days(d.min(1)),
            _ => {
                let with =
                    self.tape.of(&["+ 9223372036854775807", "* 4611686018427387904", "- 9223372036854775807", "/ -1"]);
                self.integer(d, large).map(|a| format!("({a}) {with}"))
            }
        }
    }

    /// The days between two dates, of which one is a fact, so that the other is read as a date. CEL has them as text.
    fn days(&mut self, depth: usize) -> Pair {
        let (fact, other) = (self.fact(&["since", "until"]), self.date(depth));
        let (a, b) = if self.tape.pick(2) == 0 { (fact, other) } else { (other, fact) };
        Pair { ours: format!("({}) - ({})", a.ours, b.ours), cel: format!("days({}) - days({})", a.cel, b.cel) }
    }

    fn number(&mut self, depth: usize) -> Pair {
        if depth == 0 {
            return match self.tape.pick(2) {
                0 => self.fact(&["price", "score"]),
                _ => Pair::new(format!("{:?}", self.tape.of(&NUMBERS))),
            };
        }
        let d = depth - 1;
        match self.tape.pick(11) {
            0..=2 => self.number(0),
            10 => {
                let (a, b) = (self.number(d), self.number(d));
                a.with(&b, |a, b| format!("pow({a}, {b})")).finite()
            }
            8 => self.number(d).map(|a| format!("ceil({a})")),
            3 => {
                let sign = self.tape.of(&["+", "-", "*", "/"]);
                let (a, b) = (self.number(d), self.number(d));
                a.with(&b, |a, b| format!("({a}) {sign} ({b})")).finite()
            }
            4 | 5 => {
                // Widening: a whole number on one side.
                let sign = self.tape.of(&["+", "-", "*", "/"]);
                let (a, b) = (self.integer(d.min(1), false).widened(), self.number(d));
                if self.tape.pick(2) == 0 {
                    a.with(&b, |a, b| format!("({a}) {sign} ({b})")).finite()
                } else {
                    b.with(&a, |a, b| format!("({a}) {sign} ({b})")).finite()
                }
            }
            6 => self.number(d).map(|a| format!("-({a})")),
            7 => {
                let (c, a, b) = (self.bool(1), self.number(d), self.integer(d.min(1), false).widened());
                choose(&c, &a, &b)
            }
            _ => {
                let function = self.tape.of(&["min", "max"]);
                let (a, b) = (self.number(d), self.integer(d.min(1), false).widened());
                a.with(&b, |a, b| format!("{function}({a}, {b})"))
            }
        }
    }

    /// Text of any kind.
    fn text(&mut self, depth: usize) -> Pair {
        if self.tape.pick(3) == 2 { self.fact(&["kind", "tier"]) } else { self.free_text(depth) }
    }

    /// Text that may be compared with any other and has an order.
    fn free_text(&mut self, depth: usize) -> Pair {
        if depth == 0 {
            if self.tape.pick(2) == 0 {
                return self.fact(&["name", "region"]);
            }
            let text = self.tape.of(&TEXTS).replace('\\', "\\\\").replace('"', "\\\"");
            return Pair::new(format!("\"{text}\""));
        }
        let d = depth - 1;
        match self.tape.pick(6) {
            0..=2 => self.free_text(0),
            3 | 4 => {
                let b = if self.texts.is_empty() {
                    self.free_text(d)
                } else {
                    Pair::new(self.texts[self.tape.pick(self.texts.len())].clone())
                };
                self.free_text(d).with(&b, |a, b| format!("({a}) + ({b})"))
            }
            _ => {
                let (c, a, b) = (self.bool(1), self.free_text(d), self.free_text(d));
                choose(&c, &a, &b)
            }
        }
    }

    fn date(&mut self, depth: usize) -> Pair {
        if depth == 0 {
            return match self.tape.pick(2) {
                0 => self.fact(&["since", "until"]),
                _ => Pair::new(format!("\"{}\"", self.tape.of(&DATES))),
            };
        }
        match self.tape.pick(3) {
            0 => self.date(0),
            1 => {
                let (fact, other) = (self.fact(&["since", "until"]), self.date(0));
                let function = self.tape.of(&["min", "max"]);
                fact.with(&other, |a, b| format!("{function}({a}, {b})"))
            }
            _ => {
                let (c, a, b) = (self.bool(1), self.date(0), self.date(0));
                choose(&c, &a, &b)
            }
        }
    }
}

fn choose(condition: &Pair, yes: &Pair, no: &Pair) -> Pair {
    condition.with(yes, |c, a| format!("({c}) ? ({a})")).with(no, |a, b| format!("{a} : ({b})"))
}
