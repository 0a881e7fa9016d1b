//! What lies between two worlds: changes as people count them, and the cause of each verdict that is another one.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use verdict::catalog::Catalog;
use verdict::delta::{Aspect, Case, Change, Changes, Delta, Outcome, Proof, What, World};
use verdict::graph::DecisionGraph;
use verdict::rulebook::Rulebook;

use crate::support::{Texts, files_below, repo};
use crate::world::{self, Random, model};

/// The texts of a catalog and of a rulebook, by path.
type Files = BTreeMap<String, String>;

/// Two worlds, parsed.
struct Pair {
    catalogs: [Texts; 2],
    rules: [Texts; 2],
}

impl Pair {
    fn new(old: [Files; 2], new: [Files; 2]) -> Self {
        let ([a, b], [c, d]) = (old, new);
        Self { catalogs: [a, c].map(Texts::new), rules: [b, d].map(Texts::new) }
    }

    fn world(&self, side: usize) -> World<'_> {
        World { catalog: self.catalogs[side].views(), rules: self.rules[side].views() }
    }

    fn graph(&self, side: usize) -> Option<DecisionGraph> {
        let (catalog, found) = Catalog::parse(&self.catalogs[side].views());
        let rulebook = Rulebook::parse(&self.rules[side].views()).ok()?;
        if found.has_errors() { None } else { DecisionGraph::compile(rulebook, catalog).ok() }
    }

    fn changes(&self) -> Changes<'_> {
        Changes::between(&self.world(0), &self.world(1))
    }
}

/// A change in a few words: what happened to what.
fn words(change: &Change<'_>) -> String {
    let (about, before) = (change.about(), change.about_before());
    let what = match change.what {
        What::New => "new",
        What::Gone => "gone",
        What::Changed => "changed",
        What::Renamed => return format!("{} {} is now {}", about.noun, before.id, about.id),
        What::Reordered => "reordered",
    };
    [about.noun.as_ref(), &about.id, &about.keys.join("."), what].join(" ").replace("  ", " ")
}

fn all_words(changes: &Changes<'_>) -> Vec<String> {
    changes.as_slice().iter().map(words).collect()
}

/// A world of bicycles.
fn base() -> [Files; 2] {
    let world = world::world(1);
    [world.files().into_iter().collect(), world.rules.into_iter().collect()]
}

/// What changes when texts are changed: those of the catalog and of the rules.
fn after(change: impl FnOnce(&mut Files, &mut Files)) -> Vec<String> {
    let old = base();
    let [mut catalog, mut rules] = old.clone();
    change(&mut catalog, &mut rules);
    all_words(&Pair::new(old, [catalog, rules]).changes())
}

fn replace(files: &mut Files, path: &str, from: &str, to: &str) {
    let text = files.get_mut(path).unwrap();
    assert!(text.contains(from), "`{from}` is not in\n{text}");
    *text = text.replacen(from, to, 1);
}

#[test]
fn the_same_files_differ_in_nothing() {
    assert_eq!(after(|_, _| {}), [""; 0]);
    // Nor do comments, spaces, or another way to write a number.
    let found = after(|catalog, rules| {
        replace(catalog, "catalog.toml", "name = 'bikes'", "# ours\nname   =   \"bikes\"");
        replace(rules, "criteria.toml", "points=", "points = ");
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn changes_are_what_people_count() {
    let found = after(|catalog, rules| {
        replace(catalog, "catalog.toml", "2026-01-01", "2026-02-01");
        replace(catalog, "sources.toml", "a shop", "the shop");
        catalog.insert(
            "models/maker/tandem.toml".into(),
            "source='shop'\n[facts]\ngears=3\n[[offer]]\nid='shop-0'".into(),
        );
        catalog.remove("models/maker/bike-0.toml");
        rules.insert("questions/rain.toml".into(), "ask='?'\nwhy='.'\nkind='yes-no'\nassume = false".into());
        replace(rules, "rulebook.toml", "questions = [", "questions = ['rain', ");
        let cargo = rules.keys().find(|path| path.ends_with("cargo.toml")).unwrap().clone();
        let text = rules.remove(&cargo).unwrap();
        rules.insert("rules/carry.toml".into(), text);
    });
    let cargo = found.iter().find(|c| c.ends_with("is now carry")).unwrap().clone();
    let expected = [
        "model maker/bike-0 gone",
        "model maker/tandem new",
        "catalog as_of changed",
        "source shop changed",
        "question rain new",
        cargo.as_str(),
    ];
    assert_eq!(found, expected);
}

#[test]
fn an_exception_is_called_by_its_reason() {
    let of = "of = { 'offer.shop' = 'corner' }\nsource = 'visit'\n[exception.facts]\n";
    let exceptions = |early: &str, more: &str| {
        format!(
            "[[exception]]\nbecause = 'they close early'\n{of}{early}\n[[exception]]\nbecause = 'no parts'\n{of}{more}"
        )
    };
    let [mut old, rules] = base();
    old.insert("exceptions.toml".into(), exceptions("repairs = false", "price = 3"));
    let mut new = old.clone();
    new.insert("exceptions.toml".into(), exceptions("repairs = true", "price = 3\nused = true"));
    let found = all_words(&Pair::new([old.clone(), rules.clone()], [new, rules.clone()]).changes());
    assert_eq!(found, ["exception they close early facts.repairs changed", "exception no parts facts.used new"]);
    let mut new = old.clone();
    new.insert("exceptions.toml".into(), format!("[[exception]]\nbecause = 'no parts'\n{of}price = 3"));
    let found = all_words(&Pair::new([old, rules.clone()], [new, rules]).changes());
    assert_eq!(found, ["exception they close early gone"]);
}

/// The valid catalog and rulebook of `tests/invalid/base`.
fn shop() -> [Files; 2] {
    ["catalog", "rules"].map(|folder| {
        let top = repo("tests/invalid/base").join(folder);
        let name = |path: &std::path::Path| path.strip_prefix(&top).unwrap().to_string_lossy().replace('\\', "/");
        files_below(&top, ".toml").iter().map(|p| (name(p), std::fs::read_to_string(p).unwrap())).collect()
    })
}

fn changed_shop(change: impl FnOnce(&mut Files, &mut Files)) -> Pair {
    let [mut catalog, mut rules] = shop();
    change(&mut catalog, &mut rules);
    Pair::new(shop(), [catalog, rules])
}

#[test]
fn what_is_half_of_each_would_be_neither() {
    let pair = changed_shop(|catalog, rules| {
        // One key has another value: it changes by itself. Keys come or go: the table changes as a whole.
        replace(catalog, "facts.toml", "How many gears it has.", "The number of gears.");
        replace(catalog, "facts.toml", "meaning = \"How far one", "min = 0\nmeaning = \"How far one");
        replace(rules, "load/child-seat.toml", "points = 10", "points = 11");
        replace(
            rules,
            "road/hilly.toml",
            "weigh = { gears = 20 }",
            "prefer = 'model.gears > 7'\nunder = 'ride'\npoints = 5",
        );
        replace(rules, "criteria.toml", "worst = 2000, best = 200", "worst = 2000, best = 100");
        // The order of questions counts, that of facts does not.
        replace(rules, "rulebook.toml", "\"hills\", \"distance\"", "\"distance\", \"hills\"");
        let facts = &catalog["facts.toml"];
        let (first, rest) = facts.split_once("\n\n").unwrap();
        let turned = format!("{rest}\n{first}\n");
        catalog.insert("facts.toml".into(), turned);
    });
    let expected = [
        "fact model.gears meaning changed",
        "fact model.range changed",
        "criterion price scale changed",
        "rule child-seat points changed",
        "rule hilly changed",
        "rulebook questions reordered",
    ];
    assert_eq!(all_words(&pair.changes()), expected);
    // Each of them makes a world by itself.
    for (change, words) in expected.iter().enumerate() {
        assert!(pair.changes().apply(&BTreeSet::from([change])).is_ok(), "{words}");
    }
}

#[test]
fn what_a_cause_needs_to_be_declared_belongs_to_it() {
    let pair = changed_shop(|catalog, rules| {
        let sources = catalog.get_mut("sources.toml").unwrap();
        sources.push_str("\n[sources.rumour]\nwhat = 'A rumour'\nas_of = '2026'\n[sources.unused]\nwhat = 'Unused'\nas_of = '2026'\n");
        replace(
            catalog,
            "models/acme/roadster.toml",
            "value = 900, source = \"visit\"",
            "value = 1900, source = \"rumour\"",
        );
        replace(catalog, "models/brio/courier.toml", "gears = 8", "gears = 9");
        rules.insert("questions/rain.toml".into(), "ask='?'\nwhy='.'\nkind='yes-no'\nassume = false".into());
        replace(rules, "rulebook.toml", "[\"hills\"", "[\"rain\", \"hills\"");
    });
    let (old, new) = (pair.graph(0).unwrap(), pair.graph(1).unwrap());
    let changes = pair.changes();
    let cases = [Case { name: "all".to_string(), request: verdict::needs::Request::default() }];
    let delta = Delta::new(&changes, [&old, &new], &cases);
    let (finding, cause) = &delta.findings[0];
    let cause = cause.as_ref().unwrap();
    let named: Vec<String> = cause.changes.iter().map(|at| words(&changes.as_slice()[*at])).collect();
    assert_eq!(finding.aspect, Aspect::First);
    assert_eq!(named, ["model acme/roadster offer.corner.price changed", "source rumour new"]);
    assert_eq!(cause.proof, Proof::Minimal);
}

#[test]
fn estimates_and_populations_change_by_line_and_by_answer() {
    let lines = "[reach]\nfact='model.reach'\n[[reach.line]]\nfrom='model.gears'\nslope=1\n[[reach.line]]\nfrom='model.range'\nslope=2\n";
    let of = |estimates: &str, people: &str| {
        let [mut catalog, mut rules] = shop();
        catalog.insert("estimates.toml".into(), estimates.into());
        let population = rules["population.toml"].replace("yes = 0.5", people);
        rules.insert("population.toml".into(), population);
        [catalog, rules]
    };
    let words =
        |estimates: &str, people: &str| all_words(&Pair::new(of(lines, "yes = 0.5"), of(estimates, people)).changes());
    assert_eq!(words(lines, "yes = 0.6"), ["persona commuter answers.hills changed"]);
    assert_eq!(words(&lines.replace("slope=2", "slope=3"), "yes = 0.5"), ["estimate reach line.model.range changed"]);
    // Which line comes first decides.
    let (head, turned) = lines.split_once("[[").unwrap();
    let (one, two) = turned.split_once("\n[[").unwrap();
    assert_eq!(words(&format!("{head}[[{two}[[{one}\n"), "yes = 0.5"), ["estimate reach line reordered"]);
}

/// A world of bicycles and what became of it: models with other facts, models that came and went, rules that say something else.
fn random_pair(seed: u64) -> (Pair, Case) {
    let mut random = Random(seed ^ 0xd1ff);
    let old = world::world(seed);
    let mut new = world::world(seed);
    for bike in &mut new.models {
        if random.chance(40) {
            let other = model(&mut random, bike.id.clone());
            if random.chance(50) {
                *bike = other;
            } else {
                bike.offers = other.offers;
            }
        }
    }
    if random.chance(30) && new.models.len() > 1 {
        let at = random.below(new.models.len() as u64) as usize;
        new.models.remove(at);
    }
    if random.chance(30) {
        new.models.push(model(&mut random, "maker/new".to_string()));
    }
    let others: BTreeMap<String, String> = world::world(seed + 1).rules.into_iter().collect();
    for (path, text) in &mut new.rules {
        match others.get(path) {
            Some(other) if path.starts_with("rules/") && random.chance(40) => text.clone_from(other),
            _ if path.starts_with("rules/") && random.chance(15) => {
                *text = text.replacen("summary = 's'", "summary = 't'", 1);
            }
            _ => {}
        }
    }
    if random.chance(30) {
        new.rules.retain(|(path, _)| !path.ends_with("r1.toml"));
    }
    let request = old.request();
    let files = |world: world::World| [world.files().into_iter().collect(), world.rules.into_iter().collect()];
    (Pair::new(files(old), files(new)), Case { name: "the request".to_string(), request })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, ..ProptestConfig::default() })]

    #[test]
    fn a_cause_is_enough_and_nothing_less_is(seed in 0_u64..100_000) {
        let (pair, case) = random_pair(seed);
        let (Some(old), Some(new)) = (pair.graph(0), pair.graph(1)) else { return Ok(()) };
        let changes = pair.changes();
        let outcome = |set: &BTreeSet<usize>| changes.apply(set).map(|graph| Outcome::new(&graph, &case.request)).ok();
        let delta = Delta::new(&changes, [&old, &new], std::slice::from_ref(&case));
        let (was, is) = &delta.outcomes[0];
        // The two ends are the two worlds.
        let all: BTreeSet<usize> = (0..changes.as_slice().len()).collect();
        let ends = (outcome(&BTreeSet::new()), outcome(&all));
        prop_assert_eq!((ends.0.as_ref(), ends.1.as_ref()), (Some(was), Some(is)));
        prop_assert_eq!(delta.findings.is_empty(), was == is);
        for (finding, cause) in &delta.findings {
            let cause = cause.as_ref().unwrap();
            let does = |set: &BTreeSet<usize>| outcome(set).is_some_and(|o| agrees(&o, is, &finding.aspect));
            let set: BTreeSet<usize> = cause.changes.iter().copied().collect();
            prop_assert!(does(&set), "{:?} does not do it", cause);
            prop_assert!(cause.proof < Proof::Enough);
            for left_out in &set {
                let less = set.iter().copied().filter(|c| c != left_out).collect();
                prop_assert!(!does(&less), "{:?} does not need {}", cause, left_out);
            }
            if cause.proof == Proof::Smallest && set.len() > 1 {
                prop_assert!(all.iter().all(|one| !does(&BTreeSet::from([*one]))));
            }
            if cause.proof == Proof::Smallest && set.len() > 2 {
                prop_assert!(all.iter().all(|a| all.iter().all(|b| !does(&BTreeSet::from([*a, *b])))));
            }
            for other in &cause.others {
                prop_assert!(does(&BTreeSet::from([*other])));
            }
        }
    }
}

/// Whether two verdicts agree in one way, told once more and simply.
fn agrees(one: &Outcome, other: &Outcome, aspect: &Aspect) -> bool {
    let (Outcome::Judged { top: a, eligible: all }, Outcome::Judged { top: b, eligible: any }) = (one, other) else {
        return one == other;
    };
    let first =
        |top: &[(usize, std::sync::Arc<str>)]| top.iter().filter(|(rank, _)| *rank == 1).cloned().collect::<Vec<_>>();
    match aspect {
        Aspect::Answer => true,
        Aspect::First => first(a) == first(b),
        Aspect::Top => a == b,
        Aspect::Eligible(model) => all.contains(model) == any.contains(model),
    }
}

#[test]
fn the_random_pairs_differ_in_every_way() {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut larger = 0;
    for seed in 0..30 {
        let (pair, case) = random_pair(seed);
        let (Some(old), Some(new)) = (pair.graph(0), pair.graph(1)) else { continue };
        *seen.entry("compiled").or_default() += 1;
        let changes = pair.changes();
        for (finding, cause) in Delta::new(&changes, [&old, &new], &[case]).findings {
            let aspect = match finding.aspect {
                Aspect::Answer => "answer",
                Aspect::First => "first",
                Aspect::Top => "top",
                Aspect::Eligible(_) => "eligible",
            };
            *seen.entry(aspect).or_default() += 1;
            larger += usize::from(cause.unwrap().changes.len() > 1);
        }
    }
    for aspect in ["first", "top", "eligible"] {
        assert!(seen.get(aspect).is_some_and(|n| *n > 5), "{seen:?}");
    }
    assert!(seen["compiled"] > 20 && larger > 5, "{seen:?}, {larger} causes of several changes");
}
