//! Machines as people name them: `2 x RTX 3090`, `MacBook with 64 GB`, `4 x H100 at $1.10 an hour`.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::reader::{Reader, Table, quote};

/// The table `machines` of a question: besides its options, it takes the machines of a catalog.
#[derive(Debug, Clone, Default)]
pub struct Machines {
    /// The need that says how many there are.
    pub count: Option<String>,
    /// The need that says how much memory they have together, in GB of the label.
    pub memory: Option<String>,
    /// The need that says how much of that memory is for models, in GB of the label: no more than there is.
    pub part: Option<String>,
    /// The need that says how much memory the computer has beside such a machine, for whoever gives it as that of the machine.
    pub beside: Option<String>,
    /// The need that says what an hour of one costs, in USD.
    pub price: Option<String>,
    /// The machine that is meant where nothing but a memory is said.
    pub memory_alone: Option<String>,
    /// Words in names that say nothing, in lower case.
    pub fillers: Vec<String>,
    /// The machines; none before a catalog is known.
    pub known: Vec<Machine>,
}

/// A machine that can be named.
#[derive(Debug, Clone, PartialEq)]
pub struct Machine {
    /// Its id, which is the answer.
    pub id: Arc<str>,
    /// Its name for people.
    pub name: Arc<str>,
    /// Other words for it, in lower case.
    pub names: Vec<Arc<str>>,
    /// Its memory, in GB of the label, where that is known and the same for all.
    pub memory: Option<f64>,
    /// The memories that it is sold with.
    pub memory_options: Vec<f64>,
}

/// What somebody said of their machines.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// Which one.
    pub id: Arc<str>,
    /// How many, if that was said.
    pub count: Option<i64>,
    /// The memory of one, if that was said and is not the same for all.
    pub memory: Option<f64>,
    /// What an hour of one costs, if that was said.
    pub price: Option<f64>,
}

/// Words that say nothing; those of vendors are in the rulebook.
const FILLERS: [&str; 12] = ["a", "an", "the", "my", "of", "with", "and", "in", "ram", "vram", "memory", "unified"];

/// Numbers that people write as words.
const COUNTS: [(&str, i64); 10] = [
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("six", 6),
    ("eight", 8),
    ("dual", 2),
    ("quad", 4),
    ("pair", 2),
    ("couple", 2),
];

/// A text, taken apart.
#[derive(Debug, Default, PartialEq)]
struct Parts {
    words: Vec<String>,
    count: Option<i64>,
    memory: Option<f64>,
    price: Option<f64>,
}

/// Takes a text apart: how many, how much memory each, what an hour costs, and the words that are left.
fn parts(text: &str, fillers: &[String]) -> Parts {
    let text = text.to_lowercase().replace(['×', '*'], " x ").replace(['-', ',', '(', ')', '/', '_'], " ");
    let mut tokens: Vec<String> = Vec::new();
    let is_count = |text: &str| text.parse::<u8>().is_ok_and(|n| (1..=64).contains(&n));
    for word in text.split_whitespace() {
        // `24gb`, `2x` and `x2` are two words each, `2x3090` and `3090x2` three; `4070` and `m4` are one.
        let digits = word.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(word.len());
        let (number, unit) = word.split_at(digits);
        let times = word.split_once('x').filter(|(one, other)| !one.is_empty() && !other.is_empty());
        let times = times.filter(|(one, other)| is_count(one) || number == *one && is_count(other));
        if !number.is_empty() && matches!(unit, "gb" | "gib" | "x" | "g") {
            tokens.extend([number.to_string(), unit.to_string()]);
        } else if let Some(count) = word.strip_prefix('x').filter(|count| !tokens.is_empty() && is_count(count)) {
            tokens.extend(["x", count].map(str::to_string));
        } else if let Some((one, other)) = times {
            tokens.extend([one, "x", other].map(str::to_string));
        } else if unit == "s" && number.len() > 2 {
            // Several of them: `3090s`.
            tokens.push(number.to_string());
        } else {
            tokens.push(word.to_string());
        }
    }
    let mut out = Parts::default();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let next = tokens.get(at + 1).map_or("", String::as_str);
        let number = || token.parse::<f64>().ok().filter(|n| n.is_finite() && *n > 0.0);
        let whole = || token.parse::<i64>().ok().filter(|n| (1..=1024).contains(n));
        let priced = token.strip_prefix('$').and_then(|n| n.parse::<f64>().ok()).filter(|n| n.is_finite() && *n >= 0.0);
        if let Some(price) = priced {
            out.price = Some(price);
            at += 1;
        } else if matches!(next, "gb" | "gib" | "g") && number().is_some() {
            out.memory = number();
            at += 2;
        } else if next == "x" && whole().is_some() && out.count.is_none() {
            out.count = whole();
            at += 2;
        } else if token == "x" && next.parse::<i64>().is_ok_and(|n| (1..=64).contains(&n)) && out.count.is_none() {
            out.count = next.parse().ok();
            at += 2;
        } else if let Some((_, count)) = COUNTS.iter().find(|(word, _)| word == token).filter(|_| out.count.is_none()) {
            out.count = Some(*count);
            at += 1;
        } else {
            let of_price =
                ["at", "an", "per", "hour", "hr", "h", "hourly", "usd", "each", "for"].contains(&token.as_str());
            if !FILLERS.contains(&token.as_str())
                && !fillers.contains(token)
                && !(of_price && (out.price.is_some() || next.starts_with('$')))
            {
                out.words.push(token.clone());
            }
            at += 1;
        }
    }
    out
}

impl Machine {
    /// Whether words and a memory name it.
    fn is(&self, said: &Parts, fillers: &[String]) -> bool {
        let names = self.names.iter().chain([&self.id, &self.name]);
        let mut all = names.map(|name| parts(name, fillers));
        all.any(|own| {
            let same = own.words.concat() == said.words.concat() && own.count.unwrap_or(1) == 1;
            let memory = match (said.memory, own.memory, self.memory) {
                (None, ..) => true,
                (Some(said), Some(own), _) if (said - own).abs() < 0.5 => true,
                (Some(said), _, Some(label)) if self.memory_options.is_empty() => (said - label).abs() < 0.5,
                (Some(said), ..) => self.memory_options.is_empty() || self.memory_options.contains(&said),
            };
            same && memory
        })
    }

    /// Why so many of them cannot have so much memory together, if they cannot: the memory of most is fixed, and of others between the least
    /// and the most that they are sold with. A part of it may be less than the least.
    ///
    /// ```
    /// use verdict::rulebook::machine::Machine;
    /// let card = Machine { id: "a".into(), name: "Card A".into(), names: vec![], memory: Some(8.0), memory_options: vec![] };
    /// assert_eq!(card.cannot_have(64.0, 1.0, false), Some("the Card A has 8 GB".into()));
    /// assert_eq!(card.cannot_have(16.0, 2.0, false), None);
    /// assert_eq!(card.cannot_have(6.0, 1.0, true), None);
    /// let laptop = Machine { memory_options: vec![16.0, 32.0], ..card };
    /// assert_eq!(laptop.cannot_have(24.0, 1.0, false), None);
    /// assert_eq!(laptop.cannot_have(64.0, 1.0, false), Some("the Card A is sold with 16, 32 GB".into()));
    /// ```
    #[must_use]
    pub fn cannot_have(&self, memory: f64, count: f64, part: bool) -> Option<String> {
        let options = &self.memory_options;
        let least = options.iter().copied().reduce(f64::min).or(self.memory)? * count;
        let most = options.iter().copied().reduce(f64::max).or(self.memory)? * count;
        let fits = (part || memory > least - 0.5 * count) && memory < most + 0.5 * count;
        (!fits).then(|| self.memories())
    }

    /// What memory it has, in a sentence.
    fn memories(&self) -> String {
        if self.memory_options.is_empty() {
            return format!("the {} has {} GB", self.name, self.memory.unwrap_or_default());
        }
        let options: Vec<String> = self.memory_options.iter().map(f64::to_string).collect();
        format!("the {} is sold with {} GB", self.name, options.join(", "))
    }

    /// Whether words name it, whatever memory was said.
    fn is_called(&self, said: &Parts, fillers: &[String]) -> bool {
        let names = self.names.iter().chain([&self.id, &self.name]);
        names.map(|name| parts(name, fillers)).any(|own| own.words.concat() == said.words.concat())
    }
}

impl Machines {
    /// Reads the table.
    pub(super) fn read(mut table: Table<'_, '_, '_>) -> Self {
        let mut need = |key| table.text(key).map(str::to_string);
        let [count, memory, part, beside, price, memory_alone] =
            ["count", "memory", "part", "beside", "price", "memory_alone"].map(&mut need);
        let fillers = table.texts("fillers").into_iter().map(|(word, _)| word.to_lowercase()).collect();
        table.finish();
        Self { count, memory, part, beside, price, memory_alone, fillers, known: Vec::new() }
    }

    /// What a text names.
    ///
    /// ```
    /// use verdict::rulebook::machine::{Machine, Machines};
    /// let card = |id: &str, name: &str, memory: f64, names: &[&str]| Machine {
    ///     id: id.into(),
    ///     name: name.into(),
    ///     names: names.iter().map(|n| (*n).into()).collect(),
    ///     memory: Some(memory),
    ///     memory_options: vec![],
    /// };
    /// let laptop = Machine { memory_options: vec![36.0, 64.0], ..card("m4-max", "Mac with M4 Max", 36.0, &["macbook"]) };
    /// let known = vec![card("rtx-3090", "RTX 3090", 24.0, &["3090"]), card("any", "A card", 0.0, &[]), laptop];
    /// let fillers = vec!["geforce".into()];
    /// let machines = Machines { known, fillers, memory_alone: Some("any".into()), ..Machines::default() };
    ///
    /// let two = machines.find("2 × GeForce RTX 3090 at $0.34 an hour").unwrap();
    /// assert_eq!((&*two.id, two.count, two.price), ("rtx-3090", Some(2), Some(0.34)));
    /// for pair in ["two 3090s", "2x3090", "3090 x2", "a pair of RTX 3090"] {
    ///     assert_eq!(machines.find(pair), Ok(verdict::rulebook::machine::Named { price: None, ..two.clone() }), "{pair}");
    /// }
    /// assert_eq!(&*machines.find("RTX3090").unwrap().id, "rtx-3090");
    /// assert_eq!(machines.find("MacBook with 64 GB").unwrap().memory, Some(64.0));
    /// assert_eq!(&*machines.find("24 GB").unwrap().id, "any");
    /// assert_eq!(machines.find("RTX 3090 12 GB"), Err("the RTX 3090 has 24 GB".into()));
    /// assert_eq!(machines.find("RTX 3091"), Err("no machine is called that".into()));
    /// ```
    ///
    /// # Errors
    /// Why nothing is named by it, in a sentence.
    pub fn find(&self, text: &str) -> Result<Named, String> {
        // An id says which and nothing else.
        if let Some(exact) = self.known.iter().find(|m| *m.id == *text.trim()) {
            return Ok(Named { id: Arc::clone(&exact.id), count: None, memory: None, price: None });
        }
        let said = parts(text, &self.fillers);
        let of = |machine: &Machine| Named {
            id: Arc::clone(&machine.id),
            count: said.count,
            memory: said.memory.filter(|_| !machine.memory_options.is_empty() || machine.memory.is_none()),
            price: said.price,
        };
        if said.words.is_empty() {
            let alone = self.memory_alone.as_deref().filter(|_| said.memory.is_some());
            let alone = self.known.iter().find(|m| Some(&*m.id) == alone);
            let any = |machine| Named { memory: said.memory, ..of(machine) };
            return alone.map(any).ok_or_else(|| "no machine is called that".to_string());
        }
        let found: Vec<&Machine> = self.known.iter().filter(|m| m.is(&said, &self.fillers)).collect();
        match found.as_slice() {
            [one] => Ok(of(one)),
            [] => match self.known.iter().find(|m| m.is_called(&said, &self.fillers)) {
                Some(other) => Err(other.memories()),
                None => Err("no machine is called that".to_string()),
            },
            several => {
                let names: Vec<&str> = several.iter().map(|m| &*m.name).collect();
                Err(format!("it may be any of {}: say which, or how much memory", names.join(", ")))
            }
        }
    }

    /// At most three machines whose names have the most words of a text, those with the fewest others first.
    fn called_alike(&self, text: &str) -> Vec<&str> {
        let said = parts(text, &self.fillers).words;
        let alike = |machine: &Machine| {
            let names = machine.names.iter().chain([&machine.id, &machine.name]).map(|n| parts(n, &self.fillers).words);
            names
                .map(|own| (said.iter().filter(|word| own.contains(word)).count(), own.len()))
                .max_by_key(|of| (of.0, usize::MAX - of.1))
        };
        let all = self.known.iter().filter_map(|m| Some((alike(m).filter(|of| of.0 > 0)?, &*m.name)));
        let mut all: Vec<((usize, usize), &str)> = all.collect();
        let most = all.iter().map(|(of, _)| of.0).max();
        all.retain(|(of, _)| Some(of.0) == most);
        all.sort_by_key(|(of, _)| of.1);
        all.into_iter().map(|(_, name)| name).take(3).collect()
    }

    /// The same of an answer at a place; what names nothing is reported.
    pub(crate) fn read_at(&self, reader: &Reader<'_>, place: Place, text: &str, options: &[&str]) -> Option<Named> {
        match self.find(text) {
            Ok(named) => Some(named),
            Err(why) => {
                let mut wrong =
                    Diagnostic::error(Code::UnknownValue, format!("`{}` is not a machine that is known", quote(text)))
                        .at(place, why);
                let words = self.known.iter().flat_map(|m| m.names.iter().chain([&m.id])).map(AsRef::as_ref);
                let near = nearest(&text.trim().to_lowercase(), words.chain(options.iter().copied()));
                wrong.help = near.map(|word| format!("did you mean `{word}`?")).into_iter().collect();
                let alike = self.called_alike(text);
                if wrong.help.is_empty() && !alike.is_empty() {
                    wrong.help.push(format!("called alike: {}", alike.join(", ")));
                }
                wrong.help.push(format!(
                    "`verdict hardware list` shows what can be named, with a number before it and a memory after it: `2 x rtx 3090`; or one of {}",
                    options.join(", ")
                ));
                reader.push(wrong);
                None
            }
        }
    }
}
