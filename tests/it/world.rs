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
[model.since]
type = "date"
label = "Since"
meaning = "When it came out."
[model.reach]
type = "number"
label = "Reach"
meaning = "How far, measured or estimated."
[model.reach_low]
type = "number"
label = "Reach, at least"
meaning = "How far at least."
[model.reach_high]
type = "number"
label = "Reach, at most"
meaning = "How far at most."
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
        "since" => format!("\"20{}-{:02}-{:02}\"", 19 + random.below(9), 1 + random.below(12), 1 + random.below(28)),
        "frame" => format!("\"{}\"", random.pick(&["steel", "alloy", "carbon"])),
        "lights" => {
            let on: Vec<String> =
                ["front", "rear", "side"].iter().filter(|_| random.chance(60)).map(|l| format!("\"{l}\"")).collect();
            format!("[{}]", on.join(", "))
        }
        _ => random.chance(50).to_string(),
    })
}

/// A value with an interval: measured, estimated, only an interval, or some part of it that says less.
fn reach(random: &mut Random) -> Facts {
    let value = 5 + random.below(150);
    let (below, above) = (value.saturating_sub(random.below(40)), value + random.below(40));
    let (known, low, high) = match random.below(10) {
        0..3 => (Some(value), Some(value), Some(value)),
        3..5 => (Some(value), Some(below), Some(above)),
        5..7 => (None, Some(below), Some(above)),
        7 => (Some(value), None, Some(above)),
        8 => (None, Some(below), None),
        _ => (None, None, None),
    };
    let text = |n: Option<u64>| n.map(|n| format!("{n}.0"));
    vec![("reach", text(known)), ("reach_low", text(low)), ("reach_high", text(high))]
}

pub fn model(random: &mut Random, id: String) -> Model {
    let mut facts = |names: &[&'static str]| names.iter().map(|f| (*f, value(random, f))).collect::<Vec<_>>();
    let mut own = facts(&["gears", "range", "folds", "frame", "lights", "since"]);
    let offers = (0..3).map(|i| (format!("shop-{i}"), facts(&["price", "used"]))).collect::<Vec<_>>();
    let count = 1 + random.below(3) as usize;
    own.extend(reach(random));
    Model { id, facts: own, offers: offers.into_iter().take(count).collect() }
}

/// A measure with an interval.
const ENDS: &str = "'model.reach'\nlow = 'model.reach_low'\nhigh = 'model.reach_high'";

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
    "needs.as_of - model.since >= 30 && model.since - \"2020-02-29\" > -200",
];

/// One group or two, as `under` has them.
fn two_of(random: &mut Random, first: Option<&String>, groups: &[String]) -> String {
    let first = first.unwrap_or_else(|| random.pick(groups));
    let second = random.pick(groups);
    if first == second { format!("'{first}'") } else { format!("['{first}', '{second}']") }
}

/// Rules that derive: one that sets what others read, and several that set the same, agreeing or not, in any order of ids.
fn derive(random: &mut Random, rules: &mut Vec<(String, String)>) {
    let sets = |when: &str, what: &str| format!("summary = 's'\nwhen = '{when}'\nderive = {{ {what} }}");
    let mut all = vec![("cargo", sets("needs.style == \"cargo\"", "dark = ['rear']"))];
    if random.chance(70) {
        let dark = random.pick(&["['rear']", "['front']", "['rear', 'side']", "[]"]);
        let when = random.pick(&["needs.hills", "has(needs.hills)", "needs.style != \"sport\""]);
        all.push(("dark", sets(when, &format!("dark = {dark}"))));
    }
    if random.chance(60) {
        all.push((
            "flat",
            sets(
                "!needs.hills",
                random.pick::<&str>(&["style = 'city'", "style = 'cargo'", "style = ['sport', 'city']"]),
            ),
        ));
    }
    if random.chance(60) {
        all.push(("far", sets("\"rear\" in needs.dark", random.pick::<&str>(&["km = 60", "km = 90"]))));
    }
    if random.chance(60) {
        all.push(("fast", sets("needs.style == \"sport\" || needs.hills", "km = 60")));
    }
    for (name, text) in all {
        rules.push((
            format!("{}/{}-{name}.toml", random.pick(&["first", "rules"]), random.pick(&["a", "m", "z"])),
            text,
        ));
    }
}

pub fn world(seed: u64) -> World {
    let mut random = Random(seed);
    let count = 2 + random.below(7);
    let models = (0..count).map(|i| model(&mut random, format!("maker/bike-{i}"))).collect();
    // In which order the questions are asked changes nothing.
    let mut asked = ["hills", "km", "style", "dark"];
    asked.rotate_left(random.below(4) as usize);
    if random.chance(50) {
        asked.reverse();
    }
    let mut rules = vec![
        (
            "rulebook.toml".to_string(),
            format!("name = 'b'\nversion = '1'\ngoal = 'Best bicycle'\nquestions = ['{}']", asked.join("', '")),
        ),
        (
            "questions/hills.toml".into(),
            format!(
                "ask='?'\nwhy='.'\nkind='yes-no'\n{}",
                if random.chance(50) { "assume = true" } else { "unanswered = '.'" }
            ),
        ),
        ("questions/km.toml".into(), "ask='?'\nwhy='.'\nkind='number'\nunit='km'\nunanswered='.'".into()),
        (
            "questions/style.toml".into(),
            format!(
                "ask='?'\nwhy='.'\nkind='choice'\n{}[options]\ncity='.'\nsport='.'\ncargo='.'",
                if random.chance(50) { "assume = 'city'\n" } else { "unanswered = '.'\n" }
            ),
        ),
        (
            "questions/dark.toml".into(),
            "ask='?'\nwhy='.'\nkind='choices'\nassume = []\n[options]\nfront='.'\nrear='.'\nside='.'".into(),
        ),
    ];
    let mut criteria = String::new();
    let mut groups: Vec<String> = Vec::new();
    for g in 0..=random.below(3) {
        let _ = writeln!(criteria, "[g{g}]\nlabel='G'\nmeaning='.'\nreason='.'\npoints={}", 1 + random.below(50));
        groups.push(format!("g{g}"));
    }
    // A second level, some of it under two groups, some of it with no points.
    for s in 0..random.below(3) {
        let under = two_of(&mut random, None, &groups);
        let _ = writeln!(
            criteria,
            "[s{s}]\nlabel='S'\nmeaning='.'\nreason='.'\nunder={under}\npoints={}",
            random.below(20)
        );
        groups.push(format!("s{s}"));
    }
    let leaves: &[(&str, &str)] = &[
        ("'model.range'", "{ kind = 'linear', worst = 0, best = 120 }"),
        ("'model.gears'", "{ kind = 'log', worst = 1, best = 30 }"),
        ("'offer.price'", "{ kind = 'log', worst = 4000, best = 'needs.hills ? 100.0 : 200.0' }"),
        ("'model.frame'", "{ kind = 'table', values = { steel = 0.1, alloy = 0.5, carbon = 1.0 } }"),
        ("'model.folds'", "{ kind = 'table', values = { \"true\" = 1.0, \"false\" = 0.25 } }"),
        ("['model.gears', 'size(model.lights)']", "{ kind = 'steps', steps = [[1, 0.2], [3, 0.5], [9, 1.0]] }"),
        ("'offer.per_km'", "{ kind = 'linear', worst = 100, best = 1 }"),
        ("'needs.as_of - model.since'", "{ kind = 'linear', worst = 2000, best = '\"2026-01-11\" - needs.as_of' }"),
        // Intervals, on scales up and down, with a substitute, and in steps.
        (ENDS, "{ kind = 'linear', worst = 150, best = 10 }"),
        (ENDS, "{ kind = 'steps', steps = [[10, 0.2], [60, 0.7], [100, 1.0]] }"),
        (
            "[{ value = 'model.reach', low = 'model.reach_low', high = 'model.reach_high' }, 'model.range']",
            "{ kind = 'log', worst = 1, best = 200 }",
        ),
        (
            "['model.range', { value = 'model.reach', low = 'model.reach_low', high = 'model.reach_high' }]",
            "{ kind = 'linear', worst = 0, best = 'needs.hills ? 90.0 : 140.0' }",
        ),
        // Anchors that nobody may know.
        (ENDS, "{ kind = 'linear', worst = 0, best = 'needs.km' }"),
        ("'model.range'", "{ kind = 'linear', worst = 0, best = 'needs.km' }"),
        ("'model.gears'", "{ kind = 'log', worst = 'needs.style == \"cargo\" ? 3.0 : 1.0', best = 'needs.km + 5.0' }"),
    ];
    for (i, (of, scale)) in leaves.iter().enumerate() {
        // Every group gets something to measure.
        let own = groups.get(i);
        if own.is_none() && random.chance(30) {
            continue;
        }
        let assume = if random.chance(30) { "assume = 0.5\n" } else { "" };
        let points = if i == 0 { 1 + random.below(9) } else { random.below(10) };
        let under = two_of(&mut random, own, &groups);
        let _ = writeln!(
            criteria,
            "[l{i}]\nlabel='L'\nmeaning='.'\nreason='.'\nunder={under}\npoints={points}\nof={of}\nscale={scale}\n{assume}"
        );
    }
    rules.push(("criteria.toml".into(), criteria));
    for i in 0..2 + random.below(7) {
        let when = if random.chance(70) { format!("when = '{}'\n", random.pick(CONDITIONS)) } else { String::new() };
        let requirement = random.pick(REQUIREMENTS);
        let effect = match random.below(6) {
            0..3 => format!(
                "require = '{requirement}'\nbecause = 'it is {{{{ model.range }}}}'\nwhen_unknown = '{}'",
                random.pick(&["exclude", "keep"])
            ),
            3 => format!("prefer = 'model.folds'\nunder = 'g0'\npoints = {}", random.below(20)),
            4 => format!("weigh = {{ g0 = {}, l0 = 'needs.style == \"sport\" ? 5 : -1' }}", random.below(40)),
            _ => "note = 'mind the {{ model.frame }}'\nabout = 'model.frame == \"carbon\"'".to_string(),
        };
        rules.push((format!("rules/r{i}.toml"), format!("summary = 's'\n{when}{effect}")));
    }
    derive(&mut random, &mut rules);
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

/// A world in which answers demand so much that often nothing is left.
pub fn demanding(seed: u64) -> World {
    let mut random = Random(seed ^ 7);
    let mut world = world(seed);
    world.models.truncate(3);
    let demands = [
        ("needs.hills", "model.gears > 28"),
        ("has(needs.km)", "model.range > 150"),
        ("needs.style in [\"sport\", \"cargo\"]", "model.frame == \"carbon\" && model.folds"),
        ("size(needs.dark) > 0", "size(model.lights) > 2 && offer.price < 300"),
    ];
    for (i, (when, require)) in demands.iter().enumerate() {
        if random.chance(60) {
            let text = format!("summary = 's'\nwhen = '{when}'\nrequire = '{require}'\nbecause = 'it must'");
            world.rules.push((format!("rules/demand{i}.toml"), text));
        }
    }
    world
}

impl World {
    pub fn files(&self) -> Vec<(String, String)> {
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
                let _ =
                    write!(text, "[[offer]]\nid = '{id}'\nsource = 'shop'\nas_of = '2026-01-01'\n{}", stated(facts));
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
