//! What holds of shares whatever the world is.

use verdict::diagnostic::Source;

use super::*;
use crate::support::{list, repo};
use crate::world::Model;

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shares_and_nothing_add_up_and_are_those_of_single_verdicts(seed in any::<u64>(), number in any::<u64>()) {
        for world in [world(seed), demanding(seed)] {
            let graph = world.graph();
            let askers = askers(&graph);
            let request = world.request();
            let said = graph.resolve(&request, date(&graph)).unwrap();
            for said in [among(&graph, &[]), among(&graph, &[0, 1]), said] {
                let shares = both(&graph, &askers, 0, &said, 60, number);
                for tally in shares.personas.iter().chain([&shares.all]) {
                    let sum = tally.firsts.iter().sum::<f64>() + tally.nothing as f64;
                    prop_assert!((sum - tally.people as f64).abs() < 1e-9);
                    prop_assert!(tally.ranking().iter().all(|model| said.among.as_ref().is_none_or(|a| a.contains(model))));
                }
                prop_assert_eq!(shares.all.people, 60);
            }
        }
    }
}

/// The shares of the first population over 60 people, all models compared.
fn shares(graph: &DecisionGraph, number: u64) -> Shares {
    both(graph, &askers(graph), 0, &among(graph, &[]), 60, number)
}

fn fact<'m>(model: &'m mut Model, name: &str) -> &'m mut Option<String> {
    &mut model.facts.iter_mut().find(|(f, _)| *f == name).unwrap().1
}

/// A world with a criterion below one of its own below the first group, written as one or as two halves.
fn halved(world: &World, split: bool) -> World {
    let mut world = world.clone();
    let (_, criteria) = world.rules.iter_mut().find(|(path, _)| path == "criteria.toml").unwrap();
    let half = |id: &str, points: u32| {
        format!(
            "[{id}]\nlabel='L'\nmeaning='.'\nreason='.'\nunder='node'\npoints={points}\nof='model.range'\nscale={{kind='linear', worst=0, best=140}}\n"
        )
    };
    criteria.push_str("[node]\nlabel='L'\nmeaning='.'\nreason='.'\nunder='g0'\npoints=9\n");
    *criteria += &if split { half("half", 4) + &half("other", 4) } else { half("whole", 8) };
    world
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, failure_persistence: None, ..ProptestConfig::default() })]

    /// Halves under one node share what the node has, however they are drawn. Each contribution is rounded once, so that two models
    /// within a few thousandths of each other may change places.
    #[test]
    fn a_criterion_split_in_two_halves_under_one_node_changes_no_share(seed in any::<u64>(), number in any::<u64>()) {
        let (one, two) = (halved(&world(seed), false).graph(), halved(&world(seed), true).graph());
        let (whole, split) = (shares(&one, number), shares(&two, number));
        prop_assert_eq!(whole.all.nothing, split.all.nothing);
        let rounded = 2 * two.leaves().len() as i32;
        let people = askers(&one);
        let sampler = Sampler::new(&one, &people, &people.populations[0], date(&one), number);
        let is_close = |number: &u64| {
            let draw = sampler.draw(*number);
            let ranking = Verdict::new(&draw.evaluate()).ranking;
            ranking.len() > 1 && ranking[0].score - ranking[1].score <= rounded
        };
        let close = (0..60).filter(is_close).count() as f64;
        let moved: f64 = whole.all.firsts.iter().zip(&split.all.firsts).map(|(a, b)| (a - b).abs()).sum();
        prop_assert!(moved <= 2.0 * close + 1e-9, "{moved} moved, {close} were close");
    }

    #[test]
    fn a_model_that_is_excluded_for_everybody_has_no_share(seed in any::<u64>(), number in any::<u64>()) {
        let mut world = world(seed);
        *fact(&mut world.models[0], "gears") = Some("27".into());
        let rule = "summary='s'\nrequire='model.gears != 27'\nbecause='it must'\nwhen_unknown='keep'";
        world.rules.push(("rules/none.toml".into(), rule.into()));
        let shares = shares(&world.graph(), number);
        prop_assert_eq!(shares.all.first(0), Share::default());
        prop_assert!(!shares.all.ranking().contains(&0));
    }

    /// It is eligible only where the other is, and nowhere better. Where the difference weighs next to nothing the two tie, so it
    /// may take from that one, and from no other.
    #[test]
    fn a_dominated_model_takes_nothing_from_others(seed in any::<u64>(), number in any::<u64>()) {
        let mut world = world(seed);
        *fact(&mut world.models[0], "range") = Some("70".into());
        let before = shares(&world.graph(), number);
        let mut worse = Model { id: "maker/worse".into(), ..world.models[0].clone() };
        *fact(&mut worse, "range") = Some("40".into());
        world.models.push(worse);
        let after = shares(&world.graph(), number);
        let last = before.all.firsts.len();
        prop_assert_eq!(before.all.nothing, after.all.nothing);
        for model in 1..last {
            // Whoever ties with both has a third instead of a half.
            prop_assert!(after.all.firsts[model] <= before.all.firsts[model]);
        }
        prop_assert!(after.all.firsts[0] + after.all.firsts[last] + 1e-9 >= before.all.firsts[0]);
        prop_assert!(after.all.firsts[0] <= before.all.firsts[0]);
        if !after.all.ranking().contains(&last) {
            prop_assert_eq!(&after.all.firsts[..last], &before.all.firsts[..]);
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_shares_and_another_one_others() {
    let graph = frozen();
    let askers = askers(graph);
    let of = |seed| Shares::new(&Sampler::new(graph, &askers, &askers.populations[0], date(graph), seed), 300);
    assert_eq!(of(1), of(1));
    assert_ne!(of(1), of(2));
}

#[test]
fn shares_of_the_shipped_population_are_those_of_single_verdicts() {
    let graph = shipped();
    let askers = askers(graph);
    let find = |id: &str| graph.catalog().find_model(id).unwrap();
    let mut pair = vec![find("openai/gpt-4o-mini"), find("meta/llama-2-70b")];
    pair.sort_unstable();
    for population in 0..askers.populations.len() {
        both(graph, &askers, population, &among(graph, &[]), 60, 1);
        let shares = both(graph, &askers, population, &among(graph, &pair), 60, 2);
        assert!(shares.all.nothing > 0, "most people need what neither can do, or some at least");
    }
    let clinic = std::fs::read_to_string(repo("examples/clinic.json")).unwrap();
    let clinic = Request::parse(&Source::new("clinic", clinic)).unwrap_or_else(|e| panic!("{}", list(&e)));
    both(graph, &askers, 0, &graph.resolve(&clinic, date(graph)).unwrap(), 60, 3);
}

#[test]
fn a_share_has_the_error_of_so_many_draws() {
    let tally = Tally { people: 400, nothing: 80, firsts: vec![100.0, 220.0, 0.0] };
    // 1.96 · √(0.25 · 0.75 / 400), and of the 320 for whom anything is eligible 1.96 · √(0.3125 · 0.6875 / 320).
    let near = |share: Share, value: f64, error: f64| {
        assert!((share.value - value).abs() < 1e-12 && (share.error - error).abs() < 1e-4, "{share:?}");
    };
    near(tally.first(0), 0.25, 0.0424);
    near(tally.first_where_any(0), 0.3125, 0.0508);
    near(tally.nothing(), 0.2, 0.0392);
    near(tally.first(2), 0.0, 0.0);
    near(tally.first(9), 0.0, 0.0);
    assert_eq!(tally.ranking(), [1, 0]);
    assert_eq!(Tally::default().nothing(), Share::default());
}
