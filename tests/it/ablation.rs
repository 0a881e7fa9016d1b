//! What every rule and every criterion is there for: a scenario whose verdict is another one without it.
//!
//! A rule that fires changes nothing by firing. `cargo test --test it ablation -- --nocapture` prints who needs what.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Mutex;

use verdict::evaluate::Evaluation;
use verdict::graph::{DecisionGraph, Given, Resolved, Vertex};
use verdict::needs::Request;
use verdict::rulebook::{Effect, Points, Rulebook};
use verdict::value::Value;
use verdict::verdict::{Out, Verdict};

use crate::scenario::scenarios;
use crate::shipped_world::{needs, smallest, told};
use crate::support::{list, shipped};
use crate::world::{Model, Random, World};

/// What can be left out of a rulebook.
#[derive(Clone, Copy)]
enum Part {
    Rule(usize),
    Criterion(usize),
}

/// What a request comes to, as far as leaving something out may change it.
struct Outcome {
    /// Best first, each with its rank.
    ranking: Vec<(usize, usize)>,
    /// The eligible alternatives.
    offers: Vec<usize>,
    excluded: Vec<usize>,
    unverified: Vec<usize>,
    /// The rules whose caveats each ranked model has, and what is said beside its offer, and what they say would let another one in.
    caveats: BTreeMap<usize, Vec<String>>,
    derived: Vec<(usize, Value)>,
    /// The needs that rules contradict, and these rules.
    contradictions: Vec<(usize, String)>,
    /// The rules that fire and the criteria with a weight: nothing else can change this outcome by being left out.
    live: BTreeSet<Vertex>,
}

impl Outcome {
    fn of(graph: &DecisionGraph, request: &Request) -> Self {
        let resolved = graph.resolve(request, graph.as_of_date(request)).unwrap_or_else(|e| panic!("{}", list(&e)));
        Self::of_needs(graph, &resolved)
    }

    fn of_needs(graph: &DecisionGraph, resolved: &Resolved) -> Self {
        let evaluation = Evaluation::new(graph, resolved);
        let verdict = Verdict::new(&evaluation);
        let id = |rule: usize| graph.rulebook().rules[rule].id.clone();
        let said = |row| evaluation.caveats(row).into_iter().chain(evaluation.beside(row));
        let caveats = |row| said(row).map(|(rule, _)| id(rule)).collect();
        let remedies =
            |o: &Out| (o.model, evaluation.remedies(o.nearest).into_iter().map(|(rule, _)| id(rule)).collect());
        let out = verdict.excluded.iter().chain(&verdict.unverified);
        let fired = evaluation.fired.iter().enumerate().filter(|(_, f)| **f == Some(true));
        let weighty = evaluation.weights.edges.iter().enumerate().filter(|(_, edge)| edge.weight > 0.0);
        Self {
            ranking: verdict.ranking.iter().map(|r| (r.rank, r.model)).collect(),
            offers: (0..graph.table().rows).filter(|row| evaluation.eligible.get(*row)).collect(),
            excluded: verdict.excluded.iter().map(|o| o.model).collect(),
            unverified: verdict.unverified.iter().map(|o| o.model).collect(),
            caveats: verdict.ranking.iter().map(|r| (r.model, caveats(r.row))).chain(out.map(remedies)).collect(),
            derived: resolved.derived.iter().map(|d| (d.need, d.value.clone())).collect(),
            contradictions: resolved.contradictions.iter().map(|c| (c.need, id(c.rule))).collect(),
            live: fired.map(|(i, _)| Vertex::Rule(i)).chain(weighty.map(|(i, _)| Vertex::Criterion(i))).collect(),
        }
    }

    fn eligible(&self) -> BTreeSet<usize> {
        self.ranking.iter().map(|(_, model)| *model).collect()
    }

    /// Whether the two differ in what a part with this effect is for: scores alone are no difference.
    fn differs(&self, other: &Self, effect: &str) -> bool {
        let standing = self.excluded != other.excluded || self.unverified != other.unverified;
        match effect {
            "require" => standing || self.eligible() != other.eligible(),
            "derive" => {
                let matters = standing || self.ranking != other.ranking || self.caveats != other.caveats;
                self.derived != other.derived && matters || self.contradictions != other.contradictions
            }
            "note" => self.caveats != other.caveats,
            _ => self.ranking != other.ranking,
        }
    }
}

impl Part {
    fn all(book: &Rulebook) -> Vec<Self> {
        let rules = (0..book.rules.len()).map(Self::Rule);
        rules.chain((0..book.criteria.len()).map(Self::Criterion)).collect()
    }

    fn id(self, book: &Rulebook) -> &str {
        match self {
            Self::Rule(i) => &book.rules[i].id,
            Self::Criterion(i) => &book.criteria[i].id,
        }
    }

    fn effect(self, book: &Rulebook) -> &'static str {
        match self {
            Self::Rule(i) => book.rules[i].effect.key(),
            Self::Criterion(i) if book.criteria[i].is_leaf() => "leaf",
            Self::Criterion(_) => "group",
        }
    }

    fn vertex(self) -> Vertex {
        match self {
            Self::Rule(i) => Vertex::Rule(i),
            // The first criterion of a graph is the goal.
            Self::Criterion(i) => Vertex::Criterion(i + 1),
        }
    }

    /// The rulebook without a rule; or with a criterion that nothing gives points, so that its siblings share what it had.
    fn removed_from(self, book: &Rulebook) -> Rulebook {
        let mut book = book.clone();
        match self {
            Self::Rule(i) => _ = book.rules.remove(i),
            Self::Criterion(i) => {
                book.criteria[i].points = Points::Fixed(0);
                let id = book.criteria[i].id.clone();
                for rule in &mut book.rules {
                    if let Effect::Weigh(points) = &mut rule.effect {
                        points.retain(|(criterion, _, _)| *criterion != id);
                    }
                }
            }
        }
        book
    }
}

impl Part {
    fn missing_from(self, graph: &DecisionGraph) -> DecisionGraph {
        DecisionGraph::compile(self.removed_from(graph.rulebook()), graph.catalog().clone())
            .unwrap_or_else(|e| panic!("without {}: {}", self.id(graph.rulebook()), list(&e)))
    }
}

/// What became of the search for a case that needs a part.
struct Finding {
    id: String,
    effect: &'static str,
    /// How many cases it fires or has weight in.
    live: usize,
    /// The first case whose outcome is another one without it.
    needed_by: Option<String>,
    /// Where there is none: a case in which at least the offers that can be had are others.
    offers_only: Option<String>,
}

/// Leaves out one part after the other and looks for a case that notices.
fn ablate(graph: &DecisionGraph, cases: &[(&str, &Request)]) -> Vec<Finding> {
    let book = graph.rulebook();
    let whole: Vec<Outcome> = cases.iter().map(|(_, request)| Outcome::of(graph, request)).collect();
    let judge = |part: Part| {
        let live: Vec<_> = whole.iter().zip(cases).filter(|(o, _)| o.live.contains(&part.vertex())).collect();
        let (id, effect) = (part.id(book).to_string(), part.effect(book));
        let mut finding = Finding { id, effect, live: live.len(), needed_by: None, offers_only: None };
        if live.is_empty() {
            return finding;
        }
        let without = part.missing_from(graph);
        for (outcome, (name, request)) in live {
            let now = Outcome::of(&without, request);
            if outcome.differs(&now, effect) {
                finding.needed_by = Some((*name).to_string());
                break;
            }
            if outcome.offers != now.offers {
                finding.offers_only.get_or_insert_with(|| (*name).to_string());
            }
        }
        finding
    };
    let parts = Mutex::new(Part::all(book));
    let found = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, Into::into) {
            scope.spawn(|| {
                while let Some(part) = { parts.lock().unwrap().pop() } {
                    let finding = judge(part);
                    found.lock().unwrap().push(finding);
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap();
    found.sort_by(|a, b| (a.effect, &a.id).cmp(&(b.effect, &b.id)));
    found
}

/// What coverage says of rules that decide, without compiling anything, is what leaving them out shows; of every fourth rule, as each
/// takes a graph of its own.
#[test]
fn coverage_finds_the_rules_that_decide() {
    let graph = shipped();
    let first = |graph: &DecisionGraph, request: &Request| {
        let resolved = graph.resolve(request, graph.as_of_date(request)).unwrap();
        Verdict::new(&Evaluation::new(graph, &resolved)).ranking.first().map(|r| r.model)
    };
    let exercised: Vec<_> = scenarios().iter().map(|s| s.scenario().exercises(graph).unwrap()).collect();
    let firsts: Vec<_> = scenarios().iter().map(|s| first(graph, &s.request)).collect();
    let mut wrong = Vec::new();
    for (at, rule) in graph.rulebook().rules.iter().enumerate().step_by(4) {
        if matches!(rule.effect, Effect::Note { .. }) {
            assert!(exercised.iter().all(|e| !e.decides(at)), "`{}` only notes something", rule.id);
            continue;
        }
        let without = Part::Rule(at).missing_from(graph);
        let acting = scenarios().iter().zip(&exercised).zip(&firsts).filter(|((_, e), _)| e.acts(at));
        for ((scenario, exercised), before) in acting {
            if (first(&without, &scenario.request) != *before) != exercised.decides(at) {
                wrong.push(format!("{} in {}: {}", rule.id, scenario.name, exercised.decides(at)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What guards against something that the catalog does not have today, and why: it may not stand here once a scenario needs it.
const GUARDS: [(&str, &str); 2] = [
    ("gateway-may-leave", "every gateway in the catalog can be told which hosts it may use"),
    ("offer-is-deprecated", "no such offer is the best of its model"),
];

/// Prints the scenario that needs each part, and lists all those that no scenario needs. Whoever moves offers only is needed: which
/// one is named is a part of the verdict.
#[test]
fn every_rule_and_every_criterion_changes_some_verdict() {
    let cases: Vec<(&str, &Request)> = scenarios().iter().map(|s| (s.name.as_str(), &s.request)).collect();
    let mut idle = String::new();
    for Finding { id, effect, live, needed_by, offers_only } in ablate(shipped(), &cases) {
        let guards = GUARDS.iter().any(|(guard, _)| *guard == id);
        match needed_by.or(offers_only) {
            Some(scenario) if guards => _ = writeln!(idle, "{effect:<8} {id:<36} guards no more: see {scenario}"),
            Some(scenario) => println!("{effect:<8} {id:<36} {scenario}"),
            None if guards => {}
            None => _ = writeln!(idle, "{effect:<8} {id:<36} counts in {live} scenarios"),
        }
    }
    assert!(idle.is_empty(), "no scenario has another verdict without these:\n{idle}");
}

/// For what no scenario needs: the fewest of many random answers that would, for the author of a scenario.
#[test]
#[ignore = "a tool: cargo test --test it scenarios_that_would_help -- --ignored --nocapture"]
fn scenarios_that_would_help() {
    let (graph, book) = (shipped(), shipped().rulebook());
    let as_of = graph.catalog().as_of().unwrap();
    let cases: Vec<(&str, &Request)> = scenarios().iter().map(|s| (s.name.as_str(), &s.request)).collect();
    let idle: BTreeSet<String> =
        ablate(graph, &cases).into_iter().filter(|f| f.needed_by.is_none()).map(|f| f.id).collect();
    for part in Part::all(book).into_iter().filter(|part| idle.contains(part.id(book))) {
        let without = part.missing_from(graph);
        let noticed = |given: &[Given]| {
            let outcome = Outcome::of_needs(graph, &graph.complete(given.to_vec(), as_of));
            let now = || Outcome::of_needs(&without, &without.complete(given.to_vec(), as_of));
            outcome.live.contains(&part.vertex()) && outcome.differs(&now(), part.effect(book))
        };
        let mut random = Random(7);
        let found = (0..1000).map(|_| needs(book, &mut random)).find(|given| noticed(given));
        let told = found.map_or("nothing was found".to_string(), |given| told(book, &smallest(given, noticed)));
        println!("{:<8} {:<36} {told}", part.effect(book), part.id(book));
    }
}

/// Five bicycles of which a rulebook says useful and useless things.
fn bicycles(useless: &[(&str, &str)]) -> World {
    let bike = |id: &str, range: u32, folds: bool, frame: &str| Model {
        id: format!("maker/{id}"),
        facts: vec![
            ("range", Some(range.to_string())),
            ("folds", Some(folds.to_string())),
            ("frame", Some(format!("'{frame}'"))),
        ],
        offers: vec![(
            "shop".to_string(),
            vec![("price", Some("500".to_string())), ("used", Some("false".to_string()))],
        )],
    };
    let question = |kind: &str| format!("ask = '?'\nwhy = '.'\n{kind}");
    let group = |points: u32| format!("label = 'G'\nmeaning = '.'\nreason = '.'\npoints = {points}\n");
    let leaf = |of: &str, under: &str, best: u32| {
        let scale = format!("scale = {{ kind = 'linear', worst = 0, best = {best} }}");
        format!("label = 'L'\nmeaning = '.'\nreason = '.'\npoints = 1\nunder = '{under}'\nof = '{of}'\n{scale}\n")
    };
    let criteria = format!(
        "[far]\n{}[range]\n{}[cheap]\n{}[price]\n{}[unused]\n{}[again]\n{}",
        group(10),
        leaf("model.range", "far", 200),
        group(5),
        leaf("offer.price", "cheap", 1000),
        group(0),
        leaf("model.range", "unused", 100),
    );
    let mut rules = vec![
        (
            "rulebook.toml".into(),
            "name = 'b'\nversion = '1'\ngoal = 'g'\nquestions = ['hills', 'km', 'style', 'colour']".into(),
        ),
        ("questions/hills.toml".into(), question("kind = 'yes-no'\nassume = false")),
        ("questions/km.toml".into(), question("kind = 'number'\nunit = 'km'\nunanswered = '.'")),
        (
            "questions/style.toml".into(),
            question("kind = 'choice'\nassume = 'city'\n[options]\ncity = '.'\nsport = '.'"),
        ),
        ("questions/colour.toml".into(), question("kind = 'choice'\nunanswered = '.'\n[options]\nred = '.'")),
        ("criteria.toml".into(), criteria),
    ];
    let rule = |id: &str, text: &str| (format!("rules/{id}.toml"), format!("summary = 's'\n{text}"));
    rules.extend([
        rule("must-go-far", "when = 'has(needs.km)'\nrequire = 'model.range >= needs.km'\nbecause = 'it is near'"),
        rule("folding-helps", "prefer = 'model.folds'\npoints = 90\nunder = 'far'"),
        rule("steel-rusts", "note = 'it rusts'\nabout = 'model.frame == \"steel\"'"),
        rule("sport-goes-far", "when = 'needs.style == \"sport\"'\nderive = { km = 60 }"),
        rule("hills-need-range", "when = 'needs.hills'\nweigh = { far = 900, range = 900 }"),
    ]);
    rules.extend(useless.iter().map(|(id, text)| rule(id, text)));
    let models = vec![bike("a", 50, true, "steel"), bike("b", 100, false, "carbon"), bike("c", 150, false, "alloy")];
    World { models, rules, needs: String::new() }
}

/// Rules that cannot fire, fire without an effect, or move scores and no rank are reported, and no other.
#[test]
fn the_ablation_finds_what_is_useless() {
    let useless = [
        ("never-fires", "when = 'needs.km < 0.0'\nrequire = 'model.folds'\nbecause = 'it does not fold'"),
        ("refuses-nobody", "require = 'offer.price < 501.0'\nbecause = 'it costs too much'"),
        ("prefers-everybody", "prefer = 'offer.price > 1.0'\npoints = 2\nunder = 'cheap'"),
        ("notes-nobody", "note = 'it was owned'\nabout = 'offer.used'"),
        ("moves-no-rank", "when = 'needs.hills'\nweigh = { cheap = 1 }"),
        ("derives-what-nothing-reads", "when = 'has(needs.km)'\nderive = { colour = 'red' }"),
    ];
    let mut world = bicycles(&useless);
    let mut requests = Vec::new();
    for needs in ["[needs]", "[needs]\nkm = 80", "[needs]\nstyle = 'sport'", "[needs]\nhills = true"] {
        world.needs = needs.to_string();
        requests.push((needs, world.request()));
    }
    let cases: Vec<(&str, &Request)> = requests.iter().map(|(name, request)| (*name, request)).collect();
    let found = ablate(&world.graph(), &cases);
    let idle: BTreeSet<&str> = found.iter().filter(|f| f.needed_by.is_none()).map(|f| f.id.as_str()).collect();
    // Every bicycle has the same price, and what nothing gives points measures nothing.
    let nothing_to_tell = ["cheap", "price", "unused", "again"];
    assert_eq!(idle, useless.iter().map(|(id, _)| *id).chain(nothing_to_tell).collect());
    let needed: Vec<_> = found.iter().filter_map(|f| Some((f.id.as_str(), f.needed_by.as_deref()?))).collect();
    assert!(needed.contains(&("must-go-far", "[needs]\nkm = 80")), "{needed:?}");
    assert!(needed.contains(&("sport-goes-far", "[needs]\nstyle = 'sport'")), "{needed:?}");
    assert!(needed.contains(&("hills-need-range", "[needs]\nhills = true")), "{needed:?}");
}
