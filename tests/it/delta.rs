//! What lies between two worlds: changes as people count them, and the cause of each verdict that is another one.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use verdict::catalog::Catalog;
use verdict::delta::{Aspect, Case, Change, Changes, Delta, Outcome, Proof, What, World};
use verdict::graph::DecisionGraph;
use verdict::rulebook::Rulebook;

use crate::support::Texts;
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
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

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
    for seed in 0..40 {
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
        assert!(seen.get(aspect).is_some_and(|n| *n > 8), "{seen:?}");
    }
    assert!(seen["compiled"] > 30 && larger > 8, "{seen:?}, {larger} causes of several changes");
}
