//! Who asks: the population of the shipped rulebook, and draws from one.

use std::collections::{BTreeMap, BTreeSet};

use verdict::diagnostic::Source;
use verdict::graph::{CompiledEffect, DecisionGraph, Setter};
use verdict::needs::Request;
use verdict::rulebook::population::{Askers, Population};
use verdict::rulebook::{Kind, Question};
use verdict::sample::{Random, Sampler};
use verdict::value::Value;
use verdict::verdict::Verdict;

use crate::invalid::World;
use crate::support::{list, shipped};

fn askers(graph: &DecisionGraph) -> &Askers {
    graph.rulebook().askers.as_ref().expect("a population")
}

fn sampler<'a>(graph: &'a DecisionGraph, population: &'a Population) -> Sampler<'a> {
    Sampler::new(graph, askers(graph), population, graph.as_of_date(&Request::default()), 1)
}

fn bicycles(world: &World) -> DecisionGraph {
    world.graph().unwrap_or_else(|e| panic!("{}", list(&e)))
}

/// That something of probability `p` came out `seen` times of `n`, give or take four standard errors.
fn assert_share(seen: usize, n: usize, p: f64, what: &str) {
    let share = seen as f64 / n as f64;
    let error = (p * (1.0 - p) / n as f64).sqrt();
    assert!((share - p).abs() <= 4.0 * error + 1e-12, "{what}: {share} of {n} draws, {p} declared");
}

/// The answers that one can count: each option, yes, no; of numbers, that there is any.
fn answers(question: &Question) -> Vec<Option<Value>> {
    match question.kind {
        Kind::YesNo => [true, false].map(|b| Some(Value::Bool(b))).into(),
        Kind::Choice | Kind::Choices => question.options.iter().map(|o| Some(Value::Text(o.value.clone()))).collect(),
        Kind::Number => vec![None],
    }
}

/// Whether an answer is one of those that are counted together.
fn is(given: &Value, counted: Option<&Value>) -> bool {
    match (given, counted) {
        (Value::List(items), Some(counted)) => items.contains(counted),
        (given, Some(counted)) => given == counted,
        (_, None) => true,
    }
}

#[test]
fn masses_add_up_and_every_persona_is_somebody() {
    let askers = askers(shipped());
    assert!(askers.populations.len() >= 3);
    for population in &askers.populations {
        let sum: f64 = population.masses.iter().map(|m| m.mass).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{}: {sum}", population.id);
        assert_eq!(askers.population(&population.id).map(|p| &p.label), Some(&population.label));
    }
    let main: BTreeSet<usize> =
        askers.populations[0].masses.iter().filter(|m| m.mass > 0.0).map(|m| m.persona).collect();
    assert_eq!(main.len(), askers.personas.len(), "somebody is not in the first population");
    for prior in askers.personas.iter().flat_map(|p| p.answers.values()) {
        let sum: f64 = prior.one.iter().map(|c| c.probability).sum();
        assert!(sum <= 1.0 + 1e-9 && prior.one.iter().chain(&prior.each).all(|c| (0.0..=1.0).contains(&c.probability)));
    }
}

/// A question without a prior would never be asked by one who goes by them, and an option without one would never be met.
#[test]
fn every_answer_to_every_question_is_possible() {
    let graph = shipped();
    let askers = askers(graph);
    let mut missing = Vec::new();
    for question in &graph.rulebook().questions {
        let prior = askers.prior(&askers.populations[0], question);
        for answer in answers(question) {
            let possible = prior.iter().any(|c| c.probability > 0.0 && answer.as_ref().is_none_or(|a| c.from == *a));
            if !possible {
                missing.push(format!("{} {}", question.id, answer.map_or("any".into(), |a| a.display(None))));
            }
        }
    }
    assert!(missing.is_empty(), "impossible in the first population: {}", missing.join(", "));
}

/// Of the needs whose questions everybody is asked and that no rule sets: there, what is drawn is what is declared.
fn assert_drawn_as_declared(graph: &DecisionGraph, population: &Population, draws: usize) {
    let derived: BTreeSet<usize> = graph
        .rules()
        .iter()
        .filter_map(|r| {
            if let CompiledEffect::Derive(needs) = &r.effect { Some(needs.iter().map(|(n, _)| *n)) } else { None }
        })
        .flatten()
        .collect();
    let sampler = sampler(graph, population);
    let drawn: Vec<_> = (0..draws as u64).map(|i| sampler.draw(i)).collect();
    for mass in &population.masses {
        let seen = drawn.iter().filter(|d| d.persona == mass.persona).count();
        assert_share(seen, draws, mass.mass, &askers(graph).personas[mass.persona].id);
    }
    for (need, question) in graph.rulebook().questions.iter().enumerate() {
        if question.ask_when.is_some() || derived.contains(&need) {
            continue;
        }
        let prior = askers(graph).prior(population, question);
        for answer in answers(question) {
            let chances = prior.iter().filter(|c| answer.as_ref().is_none_or(|a| c.from == *a));
            let declared: f64 = chances.map(|c| c.probability).sum();
            let given = |d: &&verdict::sample::Draw<'_>| {
                d.resolved.given.iter().any(|g| g.need == need && is(&g.value, answer.as_ref()))
            };
            let seen = drawn.iter().filter(given).count();
            assert_share(seen, draws, declared, &format!("{}: {answer:?}", question.id));
        }
    }
}

#[test]
fn what_is_drawn_is_what_is_declared() {
    let graph = shipped();
    for population in &askers(graph).populations {
        assert_drawn_as_declared(graph, population, 1_000);
    }
    let graph = bicycles(&World::base());
    assert_drawn_as_declared(&graph, &askers(&graph).populations[0], 20_000);
}

/// Equal ratios are equally probable: half of a range lies below the root of its ends' product.
#[test]
fn numbers_are_spread_over_ratios() {
    let graph = bicycles(&World::base());
    let sampler = sampler(&graph, &askers(&graph).populations[0]);
    let need = graph.rulebook().questions.iter().position(|q| q.id == "distance").unwrap();
    let distances: Vec<i64> = (0..20_000)
        .map(|i| sampler.draw(i))
        .filter(|d| d.persona == 1)
        .map(|d| match d.resolved.given.iter().find(|g| g.need == need).map(|g| &g.value) {
            Some(Value::Integer(i)) => *i,
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(distances.iter().all(|d| (15..=80).contains(d)));
    // Numbers up to 34 are rounded from below 34.5.
    let half = (34.5_f64 / 15.0).ln() / (80.0_f64 / 15.0).ln();
    assert_share(distances.iter().filter(|d| **d <= 34).count(), distances.len(), half, "up to 34 km");
}

#[test]
fn a_gamma_variate_has_the_mean_and_the_variance_of_its_shape() {
    for shape in [0.02, 0.3, 1.0, 2.5, 40.0] {
        let n = 40_000;
        let drawn: Vec<f64> = (0..n).map(|i| Random::new(3, i).ln_gamma(shape).exp()).collect();
        let mean = drawn.iter().sum::<f64>() / n as f64;
        let variance = drawn.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n as f64;
        assert!((mean - shape).abs() < 4.0 * (shape / n as f64).sqrt(), "shape {shape}: mean {mean}");
        // The variance of the sample variance: (fourth central moment - variance²) / n; the fourth moment is 3a² + 6a.
        let error = ((2.0 * shape * shape + 6.0 * shape) / n as f64).sqrt();
        assert!((variance - shape).abs() < 4.0 * error, "shape {shape}: variance {variance}");
    }
}

/// Weights w vary around those that the answers give by w(1 - w) / (k + 1), where k is the concentration.
#[test]
fn weights_vary_by_the_concentration() {
    for k in [2.0, 20.0] {
        let text = format!(
            "version = '1'\nmeaning = 'm'\n[personas.all]\nlabel = 'l'\nwho = 'w'\nreason = 'r'\nconcentration = {k}\nanswers = {{}}\n\
             [populations.all]\nlabel = 'l'\nreason = 'r'\nmasses.all = {{ mass = 1, reason = 'r' }}"
        );
        let graph = bicycles(&World::base().with("rules/population.toml", text));
        let sampler = sampler(&graph, &askers(&graph).populations[0]);
        let n = 20_000;
        let leaf = graph.leaves().iter().position(|l| graph.criteria()[l.criterion].id == "price").unwrap();
        let weights: Vec<f64> = (0..n)
            .map(|i| {
                let draw = sampler.draw(i);
                let evaluation = draw.evaluate();
                assert_eq!(evaluation.weights.leaves.iter().sum::<i32>(), verdict::graph::WHOLE);
                f64::from(evaluation.weights.leaves[leaf]) / f64::from(verdict::graph::WHOLE)
            })
            .collect();
        // Cost has 40 of 100 points, and price is all of cost.
        let mean = weights.iter().sum::<f64>() / n as f64;
        let variance = weights.iter().map(|w| (w - mean).powi(2)).sum::<f64>() / n as f64;
        let expected = 0.4 * 0.6 / (k + 1.0);
        assert!((mean - 0.4).abs() < 4.0 * (expected / n as f64).sqrt(), "mean {mean}");
        assert!((variance / expected - 1.0).abs() < 0.05, "variance {variance}, not {expected}");
    }
}

#[test]
fn shares_that_are_none_leave_the_weights_alone() {
    let graph = shipped();
    let resolved = graph.complete(Vec::new(), graph.as_of_date(&Request::default()));
    let plain = verdict::evaluate::Evaluation::new(graph, &resolved);
    for shares in [|n| vec![0.0; n], |n| vec![f64::NAN; n], |n| vec![-1.0; n + 1], |n| vec![f64::MAX; n], |_| vec![]] {
        let varied = verdict::evaluate::Evaluation::varied(graph, &resolved, |_, below| shares(below.len()));
        assert_eq!(varied.weights.leaves.iter().sum::<i32>(), verdict::graph::WHOLE);
        for (a, b) in varied.weights.leaves.iter().zip(&plain.weights.leaves) {
            assert!((a - b).abs() <= 1, "{a} is not {b}");
        }
    }
    // Whatever the shares are, they are divided by their sum.
    let doubled =
        verdict::evaluate::Evaluation::varied(graph, &resolved, |_, below| below.iter().map(|b| 2.0 * b.1).collect());
    assert!(doubled.scores.iter().zip(&plain.scores).all(|(a, b)| (a - b).abs() <= graph.leaves().len() as i32));
}

/// What is drawn could have been written by somebody: it reads as a request, and comes to the same.
#[test]
fn every_draw_is_a_request_that_resolves() {
    let graph = shipped();
    for population in &askers(graph).populations {
        let sampler = sampler(graph, population);
        for i in 0..300 {
            let draw = sampler.draw(i);
            let id = |need: usize| graph.rulebook().questions[need].id.clone();
            let needs: BTreeMap<_, _> = draw.resolved.given.iter().map(|g| (id(g.need), g.value.to_json())).collect();
            let text = serde_json::json!({ "needs": needs }).to_string();
            let request = Request::parse(&Source::new("drawn", text)).unwrap_or_else(|e| panic!("{}", list(&e)));
            let resolved =
                graph.resolve(&request, graph.as_of_date(&request)).unwrap_or_else(|e| panic!("{}", list(&e)));
            assert_eq!(resolved.given, draw.resolved.given);
            assert_eq!(resolved.values, draw.resolved.values);
            assert!(resolved.contradictions.iter().all(|c| c.by != Setter::Given), "{needs:?} contradicts itself");
        }
    }
}

#[test]
fn shares_and_what_nothing_fits_add_up_to_all() {
    let graph = shipped();
    let population = &askers(graph).populations[0];
    let sampler = sampler(graph, population);
    let (mut share, mut nothing, mut models) = (0.0, 0.0, BTreeSet::new());
    for i in 0..200 {
        let draw = sampler.draw(i);
        let evaluation = draw.evaluate();
        let verdict = Verdict::new(&evaluation);
        let first: Vec<usize> = verdict.ranking.iter().filter(|r| r.rank == 1).map(|r| r.model).collect();
        assert_eq!(first.is_empty(), evaluation.eligible.count_ones() == 0);
        for ranked in verdict.ranking.iter().take(3) {
            let points = evaluation.points(ranked.row);
            assert_eq!(points.iter().sum::<i32>(), ranked.score, "the score is not the sum of its contributions");
        }
        share += first.iter().map(|_| 1.0 / first.len() as f64).sum::<f64>();
        nothing += f64::from(u8::from(first.is_empty()));
        models.extend(first);
    }
    assert!((share + nothing - 200.0).abs() < 1e-9);
    assert!(models.len() > 5 && nothing < 100.0, "{} models, nothing for {nothing} of 200", models.len());
}

/// Each thing drawn has numbers of its own: what comes before it, beside it or into the rulebook does not move it.
#[test]
fn a_draw_depends_on_the_seed_and_its_number_alone() {
    let world = World::base();
    let question = "ask = 'a'\nwhy = 'w'\nkind = 'yes-no'\nassume = false";
    let head = world.0["rules/rulebook.toml"].replace("[\"hills\"", "[\"rain\", \"hills\"");
    let people = world.0["rules/population.toml"].replace("hills = {", "rain = { yes = 0.5 }\nhills = {");
    let more = world.clone().with("rules/questions/rain.toml", question).with("rules/rulebook.toml", head);
    let (small, large) = (bicycles(&world), bicycles(&more.with("rules/population.toml", people)));
    let [a, b] = [&small, &large].map(|graph| sampler(graph, &askers(graph).populations[0]));
    let given = |graph: &DecisionGraph, i: u64, sampler: &Sampler<'_>| -> Vec<(String, Value)> {
        let named = |g: &verdict::graph::Given| (graph.rulebook().questions[g.need].id.clone(), g.value.clone());
        sampler.draw(i).resolved.given.iter().map(named).filter(|(id, _)| id != "rain").collect()
    };
    let mut different = BTreeSet::new();
    for i in (0..200).rev() {
        assert_eq!(given(&small, i, &a), given(&large, i, &b));
        assert_eq!(a.draw(i).evaluate().scores, b.draw(i).evaluate().scores);
        different.insert(a.draw(i).evaluate().scores);
    }
    assert!(different.len() > 100);
    let other =
        Sampler::new(&small, askers(&small), &askers(&small).populations[0], small.as_of_date(&Request::default()), 2);
    assert!((0..20).any(|i| other.draw(i).resolved.given != a.draw(i).resolved.given));
}

/// The same bits on every machine.
#[test]
fn the_numbers_are_these() {
    let mut stream = Random::new(1, 2).stream(&["answer", "hills"]);
    let numbers = [stream.unit(), stream.normal(), stream.ln_gamma(0.25), stream.ln_gamma(8.0)];
    let numbers = numbers.map(|n| n.to_string());
    assert_eq!(numbers, ["0.059030277474319104", "0.7695701884076961", "-6.184363505499123", "1.8998257135276952"]);
}

/// A question that is not worth asking is not answered, and an answer that rules contradict is taken back.
#[test]
fn nobody_answers_what_is_not_asked_or_contradicts_themselves() {
    let base = World::base();
    let terrain = format!("ask_when = 'needs.hills'\n{}", base.0["rules/questions/terrain.toml"]);
    let rule = "summary = 's'\nwhen = 'needs.terrain == \"gravel\"'\nderive = { distance = 80 }";
    let people = base.0["rules/population.toml"]
        .replace("hills = { yes = 0.5, no = 0.3 }", "hills = { yes = 0.5, no = 0.5 }\nterrain = { gravel = 1 }")
        .replace(
            "{ share = 0.6, from = 5, to = 40 }, { share = 0.1, value = \"across-town\" }",
            "{ share = 1, value = 15 }",
        );
    let world = base.with("rules/questions/terrain.toml", terrain).with("rules/load/gravel.toml", rule);
    let graph = bicycles(&world.with("rules/population.toml", people));
    let need = |id: &str| graph.rulebook().questions.iter().position(|q| q.id == id).unwrap();
    let sampler = sampler(&graph, &askers(&graph).populations[0]);
    let mut seen = BTreeSet::new();
    for draw in (0..200).map(|i| sampler.draw(i)).filter(|d| d.persona == 0) {
        let given = |id: &str| draw.resolved.given.iter().find(|g| g.need == need(id)).map(|g| g.value.display(None));
        let (hills, terrain, distance) = (given("hills").unwrap(), given("terrain"), given("distance"));
        match hills.as_str() {
            "yes" => assert_eq!((terrain.as_deref(), distance), (Some("gravel"), None)),
            _ => assert_eq!((terrain, distance.as_deref()), (None, Some("15"))),
        }
        assert!(draw.resolved.contradictions.is_empty());
        seen.insert(hills);
    }
    assert_eq!(seen.len(), 2);
}

#[test]
fn a_rulebook_needs_no_population() {
    let mut world = World::base();
    world.0.remove("rules/population.toml");
    assert!(bicycles(&world).rulebook().askers.is_none());
}
