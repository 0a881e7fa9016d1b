//! Random small worlds of bicycles: facts, models, criteria, rules and needs, all from one number. No language model in sight.

use std::fmt::Write;

use verdict::diagnostic::Source;
use verdict::graph::DecisionGraph;
use verdict::needs::Request;

use crate::support::{Texts, compile, list};

/// A small generator of numbers (`SplitMix64`), so that a world is a function of its seed.
#[derive(Clone)]
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len() as u64) as usize]
    }
}

/// Facts by name; `None` is unknown.
pub type Facts = Vec<(&'static str, Option<String>)>;

/// A model: its facts and its offers.
#[derive(Clone, Debug)]
pub struct Model {
    pub id: String,
    pub facts: Facts,
    pub offers: Vec<(String, Facts)>,
}

#[derive(Clone)]
pub struct World {
    pub models: Vec<Model>,
    pub rules: Vec<(String, String)>,
    pub needs: String,
}

const FACTS: &str = r#"
[model.gears]
type = "integer"
unit = "gears"
label = "Gears"
meaning = "How many."
[model.range]
type = "number"
unit = "km"
label = "Range"
meaning = "How far."
[model.folds]
type = "bool"
label = "Folds"
meaning = "Whether it folds."
[model.frame]
type = "enum"
values = ["steel", "alloy", "carbon"]
label = "Frame"
meaning = "Of what."
[model.lights]
type = "set"
values = ["front", "rear", "side"]
label = "Lights"
meaning = "Where."
[offer.price]
type = "number"
unit = "USD"
label = "Price"
meaning = "What it costs."
[offer.used]
type = "bool"
label = "Used"
meaning = "Whether it had an owner."
[offer.per_km]
type = "number"
unit = "USD per km"
label = "Per km"
meaning = "Price by range."
formula = 'offer.price / model.range'
"#;

fn value(random: &mut Random, fact: &str) -> Option<String> {
    if random.chance(20) {
        return None;
    }
    Some(match fact {
        "gears" => (1 + random.below(30)).to_string(),
        "range" => format!("{}.5", 5 + random.below(150)),
        "price" => format!("{}.25", 50 + random.below(4000)),
        "frame" => format!("\"{}\"", random.pick(&["steel", "alloy", "carbon"])),
        "lights" => {
            let on: Vec<String> =
                ["front", "rear", "side"].iter().filter(|_| random.chance(60)).map(|l| format!("\"{l}\"")).collect();
            format!("[{}]", on.join(", "))
        }
        _ => random.chance(50).to_string(),
    })
}

pub fn model(random: &mut Random, id: String) -> Model {
    let mut facts = |names: &[&'static str]| names.iter().map(|f| (*f, value(random, f))).collect::<Vec<_>>();
    let own = facts(&["gears", "range", "folds", "frame", "lights"]);
    let offers = (0..3).map(|i| (format!("shop-{i}"), facts(&["price", "used"]))).collect::<Vec<_>>();
    let count = 1 + random.below(3) as usize;
    Model { id, facts: own, offers: offers.into_iter().take(count).collect() }
}

const CONDITIONS: &[&str] = &[
    "needs.hills",
    "!needs.hills",
    "has(needs.km)",
    "needs.style == \"sport\"",
    "needs.style != \"city\" || needs.hills",
    "\"rear\" in needs.dark",
    "needs.dark.exists(d, d == \"side\")",
    "needs.style in [\"city\", \"cargo\"]",
];
/// What tightening `needs.km` can only make harder, and a longer range easier.
const REQUIREMENTS: &[&str] = &[
    "model.range >= needs.km",
    "needs.dark.all(d, d in model.lights)",
    "model.folds || model.gears > 7",
    "!offer.used",
    "model.frame != \"steel\" && !(model.frame == \"alloy\" && model.folds)",
    "offer.price <= 2500",
    "model.frame in [\"carbon\", \"alloy\"] || offer.used",
    "size(model.lights) >= 1",
];

pub fn world(seed: u64) -> World {
    let mut random = Random(seed);
    let count = 2 + random.below(7);
    let models = (0..count).map(|i| model(&mut random, format!("maker/bike-{i}"))).collect();
    let mut rules = vec![
        ("rulebook.toml".to_string(), "name = 'b'\nversion = '1'\ngoal = 'Best bicycle'\nquestions = ['hills', 'km', 'style', 'dark']".to_string()),
        ("questions/hills.toml".into(), format!("ask='?'\nwhy='.'\nkind='yes-no'\n{}", if random.chance(50) { "assume = true" } else { "" })),
        ("questions/km.toml".into(), "ask='?'\nwhy='.'\nkind='number'\nunit='km'".into()),
        ("questions/style.toml".into(), format!("ask='?'\nwhy='.'\nkind='choice'\n{}[options]\ncity='.'\nsport='.'\ncargo='.'", if random.chance(50) { "assume = 'city'\n" } else { "" })),
        ("questions/dark.toml".into(), "ask='?'\nwhy='.'\nkind='choices'\nassume = []\n[options]\nfront='.'\nrear='.'\nside='.'".into()),
    ];
    let mut criteria = String::new();
    let groups = 1 + random.below(3);
    for g in 0..groups {
        let _ = writeln!(criteria, "[g{g}]\nlabel='G'\nmeaning='.'\npoints={}", 1 + random.below(50));
    }
    let leaves: &[(&str, &str)] = &[
        ("'model.range'", "{ kind = 'linear', worst = 0, best = 120 }"),
        ("'model.gears'", "{ kind = 'log', worst = 1, best = 30 }"),
        ("'offer.price'", "{ kind = 'log', worst = 4000, best = 'needs.hills ? 100.0 : 200.0' }"),
        ("'model.frame'", "{ kind = 'table', values = { steel = 0.1, alloy = 0.5, carbon = 1.0 } }"),
        ("'model.folds'", "{ kind = 'table', values = { \"true\" = 1.0, \"false\" = 0.25 } }"),
        ("['model.gears', 'size(model.lights)']", "{ kind = 'steps', steps = [[1, 0.2], [3, 0.5], [9, 1.0]] }"),
        ("'offer.per_km'", "{ kind = 'linear', worst = 100, best = 1 }"),
    ];
    for (i, (of, scale)) in leaves.iter().enumerate() {
        if i > 0 && random.chance(30) {
            continue;
        }
        let assume = if random.chance(30) { "assume = 0.5\n" } else { "" };
        let points = if i == 0 { 1 + random.below(9) } else { random.below(10) };
        let (first, second) = (random.below(groups), random.below(groups));
        let under = if first == second { format!("'g{first}'") } else { format!("['g{first}', 'g{second}']") };
        let _ = writeln!(criteria, "[l{i}]\nlabel='L'\nmeaning='.'\nunder={under}\npoints={points}\nof={of}\nscale={scale}\n{assume}");
    }
    rules.push(("criteria.toml".into(), criteria));
    for i in 0..2 + random.below(7) {
        let when = if random.chance(70) { format!("when = '{}'\n", random.pick(CONDITIONS)) } else { String::new() };
        let requirement = random.pick(REQUIREMENTS);
        let effect = match random.below(6) {
            0..3 => format!("require = '{requirement}'\nbecause = 'it is {{{{ model.range }}}}'\nwhen_unknown = '{}'", random.pick(&["exclude", "keep"])),
            3 => format!("prefer = 'model.folds'\nunder = 'g0'\npoints = {}", random.below(20)),
            4 => format!("weigh = {{ g0 = {}, l0 = 'needs.style == \"sport\" ? 5 : -1' }}", random.below(40)),
            _ => "note = 'mind the {{ model.frame }}'\nabout = 'model.frame == \"carbon\"'".to_string(),
        };
        rules.push((format!("rules/r{i}.toml"), format!("summary = 's'\n{when}{effect}")));
    }
    rules.push(("rules/derived.toml".into(), "summary = 's'\nwhen = 'needs.style == \"cargo\"'\nderive = { dark = ['rear'] }".into()));
    let mut needs = String::from("[needs]\n");
    for (need, answers) in [
        ("hills", vec!["true", "false"]),
        ("km", vec!["20", "60", "'0.1k'"]),
        ("style", vec!["'city'", "'sport'", "'cargo'"]),
        ("dark", vec!["[]", "['rear']", "['front', 'rear']"]),
    ] {
        if random.chance(60) {
            let _ = writeln!(needs, "{need} = {}", random.pick(&answers));
        }
    }
    World { models, rules, needs }
}

impl World {
    fn files(&self) -> Vec<(String, String)> {
        let mut files = vec![
            ("catalog.toml".to_string(), "name = 'bikes'\nversion = '1'\nas_of = '2026-01-01'".to_string()),
            ("facts.toml".into(), FACTS.into()),
            ("sources.toml".into(), "[sources.shop]\nwhat = 'a shop'\nas_of = '2026-01-01'".into()),
        ];
        let stated = |facts: &[(&str, Option<String>)]| {
            facts.iter().filter_map(|(f, v)| v.as_ref().map(|v| format!("{f} = {v}\n"))).collect::<String>()
        };
        for model in &self.models {
            let mut text = format!("source = 'shop'\nas_of = '2026-01-01'\n[facts]\n{}", stated(&model.facts));
            for (id, facts) in &model.offers {
                let _ = write!(text, "[[offer]]\nid = '{id}'\nsource = 'shop'\nas_of = '2026-01-01'\n{}", stated(facts));
            }
            files.push((format!("models/{}.toml", model.id), text));
        }
        files
    }

    pub fn graph(&self) -> DecisionGraph {
        compile(&Texts::new(self.files()), &Texts::new(self.rules.clone())).unwrap_or_else(|e| panic!("{}", list(&e)))
    }

    pub fn request(&self) -> Request {
        Request::parse(&Source::new("needs", self.needs.clone())).unwrap_or_else(|e| panic!("{}", list(&e)))
    }
}
