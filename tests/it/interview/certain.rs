//! What is said to be certain, against all ways to go on answering.

use std::collections::{BTreeMap, BTreeSet};

use verdict::expression::{Column, Program, Run, Table, parse};
use verdict::fact::{FactId, Root};
use verdict::graph::{ByHand, DecisionGraph, Resolved};
use verdict::interview::{Interview, Stop};
use verdict::needs::Request;
use verdict::value::{Type, Value};

use super::{and, askers, date, said, winner};
use crate::random_expression::{Generator, Tape, schema, value};
use crate::support::{Texts, compile};
use crate::weights;
use crate::world::{Random, World, demanding, world};

/// A random world in which questions are asked only after certain answers and rules look at what is not known. A rulebook's loss
/// of nothing lets an interview end where one model is left.
fn asking(seed: u64) -> World {
    let mut random = Random(seed ^ 0b1011);
    let mut world = if random.chance(20) { demanding(seed) } else { world(seed) };
    let conditions: &[(&str, &[&str])] = &[
        ("hills", &["has(needs.km)", "needs.style != \"city\"", "!(\"rear\" in needs.dark)"]),
        (
            "km",
            &["needs.hills", "!needs.hills || has(needs.style)", "needs.style == \"cargo\"", "\"rear\" in needs.dark"],
        ),
        ("style", &["!needs.hills", "has(needs.hills)", "has(needs.km) && needs.km > 30.0"]),
        ("dark", &["needs.hills", "needs.style in [\"sport\", \"cargo\"]", "!has(needs.km)"]),
    ];
    for (path, text) in &mut world.rules {
        let asked = conditions.iter().find(|(id, _)| *path == format!("questions/{id}.toml"));
        match asked {
            Some((_, all)) if random.chance(35) => *text = format!("ask_when = '{}'\n{text}", random.pick(all)),
            _ if path == "rulebook.toml" => text.push_str("\nregret = 0"),
            _ => {}
        }
    }
    let silent = [
        ("!has(needs.km)", "require = 'model.gears > 4'\nbecause = '.'"),
        ("has(needs.km) && needs.hills", "weigh = { g0 = 30 }"),
        ("!has(needs.style) || needs.style == \"sport\"", "prefer = 'model.folds'\nunder = 'g0'\npoints = 25"),
        ("has(needs.hills)", "require = 'has(needs.km) ? model.range >= needs.km : model.range > 9.0'\nbecause = '.'"),
        ("has(needs.km)", "derive = { hills = true }"),
    ];
    for (i, (when, effect)) in silent.iter().enumerate() {
        if random.chance(25) {
            world.rules.push((format!("rules/silent{i}.toml"), format!("summary = 's'\nwhen = '{when}'\n{effect}")));
        }
    }
    world
}

/// A world with all that can be said in it. What was answered to each question is a number: 0 is nothing.
pub(super) struct All {
    pub(super) graph: DecisionGraph,
    pub(super) answers: Vec<Vec<Value>>,
    /// What every way to answer comes to, and who wins; only [`All::with_ends`] has them.
    ends: Vec<(Resolved, Option<usize>)>,
    /// What was weighed by hand, if anything.
    by_hand: ByHand,
}

impl All {
    pub(super) fn new(seed: u64) -> Option<Self> {
        let world = asking(seed);
        // What derives from `km` what `km` depends on is a circle, and refused.
        let graph = compile(&Texts::new(world.files()), &Texts::new(world.rules.clone())).ok()?;
        let questions = &graph.rulebook().questions;
        let answers = questions.iter().map(|q| {
            let sets: &[&[&str]] = &[&[], &["rear"], &["front", "side"], &["front", "rear", "side"]];
            let word = |w: &str| Value::Text(q.options.iter().find(|o| *o.value == *w).unwrap().value.clone());
            match q.id.as_str() {
                "hills" => vec![Value::Bool(true), Value::Bool(false)],
                "km" => [20.0, 60.0, 100.0].map(Value::Number).into(),
                "style" => ["city", "sport", "cargo"].map(word).into(),
                "dark" => sets.iter().map(|set| Value::List(set.iter().map(|w| word(w)).collect())).collect(),
                other => panic!("{other}"),
            }
        });
        Some(Self { answers: answers.collect(), graph, ends: Vec::new(), by_hand: ByHand::default() })
    }

    fn with_ends(mut self) -> Self {
        let count: usize = self.answers.iter().map(|a| a.len() + 1).product();
        let end = |number: usize| {
            let end = self.said(&self.digits(number), &BTreeSet::new());
            let winner = winner(&self.graph, &end);
            (end, winner)
        };
        self.ends = (0..count).map(end).collect();
        self
    }

    fn digits(&self, mut number: usize) -> Vec<usize> {
        let digit = |answers: &Vec<Value>| {
            let digit = number % (answers.len() + 1);
            number /= answers.len() + 1;
            digit
        };
        self.answers.iter().map(digit).collect()
    }

    fn end(&self, digits: &[usize]) -> &(Resolved, Option<usize>) {
        let number = self.answers.iter().zip(digits).rev().fold(0, |all, (a, digit)| all * (a.len() + 1) + digit);
        &self.ends[number]
    }

    fn said(&self, digits: &[usize], unanswered: &BTreeSet<usize>) -> Resolved {
        let given =
            digits.iter().enumerate().filter(|(_, d)| **d > 0).map(|(n, d)| (n, self.answers[n][d - 1].clone()));
        let said = said(&self.graph, &given.collect::<Vec<_>>(), &unanswered.iter().copied().collect::<Vec<_>>());
        Resolved { by_hand: self.by_hand.clone(), ..said }
    }

    /// All that may have been answered in the end to some questions, or not, after what was said.
    fn ways(&self, digits: &[usize], open: &[usize]) -> Vec<Vec<usize>> {
        open.iter().fold(vec![digits.to_vec()], |all, need| {
            let with = |way: Vec<usize>| {
                (0..=self.answers[*need].len()).map(move |answer| {
                    let mut way = way.clone();
                    way[*need] = answer;
                    way
                })
            };
            all.into_iter().flat_map(with).collect()
        })
    }

    /// Something that may have been said, and questions left unanswered.
    fn partly(&self, random: &mut Random) -> (Vec<usize>, BTreeSet<usize>) {
        let mut unanswered = BTreeSet::new();
        let digits = self.answers.iter().enumerate().map(|(need, answers)| match random.below(100) {
            0..45 => 1 + random.below(answers.len() as u64) as usize,
            45..60 => {
                unanswered.insert(need);
                0
            }
            _ => 0,
        });
        (digits.collect(), unanswered)
    }
}

/// Many worlds and something said in each of them.
fn for_partly_said(seeds: std::ops::Range<u64>, times: u64, mut check: impl FnMut(&All, &[usize], &Resolved)) {
    let mut worlds = 0;
    for seed in seeds.clone() {
        let Some(all) = All::new(seed).map(All::with_ends) else { continue };
        worlds += 1;
        for time in 0..times {
            let mut random = Random(seed * 1000 + time);
            let (digits, unanswered) = all.partly(&mut random);
            check(&all, &digits, &all.said(&digits, &unanswered));
        }
    }
    assert!(worlds * 2 > seeds.count(), "most random worlds are circles: {worlds}");
}

/// Every way to go on is tried, whether or not anybody would be asked so: what is certain is so in all of them.
#[test]
fn a_stop_means_what_it_says_and_idle_questions_change_nothing() {
    let mut stops: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut sure, mut told, mut idle, mut eventful) = (0, 0, 0, 0);
    for_partly_said(0..90, 4, |all, digits, said| {
        let graph = &all.graph;
        let askers = askers(graph);
        let step = Interview::new(graph, &askers, &askers.populations[0], date(graph)).step(said);
        let open = graph.foresee(said, date(graph)).open;
        let ways = all.ways(digits, &open);
        let winners: BTreeSet<Option<usize>> = ways.iter().map(|way| all.end(way).1).collect();
        assert_eq!(step.leader, all.end(digits).1);
        let named = match step.stop {
            Some(Stop::Certain) => {
                assert_eq!(winners, BTreeSet::from([step.leader]), "{:?} after {:?}", step, said.given);
                "certain"
            }
            Some(Stop::NothingLeft) => {
                assert_eq!((winners.clone(), step.leader), (BTreeSet::from([None]), None), "after {:?}", said.given);
                "nothing left"
            }
            Some(Stop::OneLeft) => {
                assert!(step.leader.is_some(), "nobody leads");
                assert!(winners.is_subset(&BTreeSet::from([None, step.leader])), "{step:?} after {:?}", said.given);
                "one left"
            }
            Some(Stop::Asked) => {
                assert_eq!((step.open.len(), step.idle.len()), (0, 0));
                "asked"
            }
            Some(Stop::SmallRegret) => "small regret",
            None => "go on",
        };
        *stops.entry(named).or_default() += 1;
        if named != "asked" {
            sure += usize::from(winners.len() == 1);
            told += usize::from(matches!(named, "certain" | "nothing left"));
        }
        for way in &ways {
            let mut without = way.clone();
            step.idle.iter().for_each(|need| without[*need] = digits[*need]);
            assert_eq!(all.end(way).1, all.end(&without).1, "{:?} change the winner after {:?}", step.idle, said.given);
        }
        idle += step.idle.len();
        eventful += usize::from(!step.idle.is_empty() && winners.len() > 1);
    });
    // It is said often, and of most that is certain; idle questions are found where something else still decides.
    for (stop, least) in [("certain", 25), ("nothing left", 15), ("one left", 2), ("go on", 20)] {
        assert!(stops.get(stop).is_some_and(|n| *n >= least), "{stops:?}");
    }
    assert!(told * 2 > sure && idle > 50 && eventful > 2, "told {told} of {sure}, {idle} idle, {eventful} eventful");
}

/// With weights by hand, too, what is certain is so in all ways to go on.
#[test]
fn a_stop_means_what_it_says_where_something_is_weighed_by_hand() {
    let (mut certain, mut moving) = (0, 0);
    for seed in 3000..3120 {
        let Some(mut all) = All::new(seed) else { continue };
        let mut random = Random(seed);
        let Some(resolved) = weights::weighed(&all.graph, &Request::default(), &mut random) else { continue };
        all.by_hand = resolved.by_hand;
        let all = all.with_ends();
        for _ in 0..4 {
            let (digits, unanswered) = all.partly(&mut random);
            let said = all.said(&digits, &unanswered);
            let askers = askers(&all.graph);
            let step = Interview::new(&all.graph, &askers, &askers.populations[0], date(&all.graph)).step(&said);
            let ways = all.ways(&digits, &all.graph.foresee(&said, date(&all.graph)).open);
            if step.stop == Some(Stop::Certain) {
                let winners: BTreeSet<Option<usize>> = ways.iter().map(|way| all.end(way).1).collect();
                assert_eq!(
                    winners,
                    BTreeSet::from([step.leader]),
                    "{step:?} after {:?}, {:?}",
                    said.given,
                    said.by_hand
                );
                certain += 1;
                moving += usize::from(ways.len() > 1 && !said.by_hand.is_empty());
            }
            for way in &ways {
                let mut without = way.clone();
                step.idle.iter().for_each(|need| without[*need] = digits[*need]);
                assert_eq!(all.end(way).1, all.end(&without).1, "{:?} change the winner", step.idle);
            }
        }
    }
    assert!(certain > 20 && moving > 15, "{certain} certain, {moving} while something was open");
}

/// The settled needs are those of every way to go on, and no question outside the open ones is ever asked.
#[test]
fn what_is_foreseen_holds_whatever_else_is_answered() {
    let (mut settled, mut derived, mut closed) = (0, 0, 0);
    for_partly_said(1000..1070, 4, |all, digits, said| {
        let graph = &all.graph;
        let foreseen = graph.foresee(said, date(graph));
        let ways = all.ways(digits, &foreseen.open);
        for (need, fact) in graph.needs().iter().enumerate().filter(|(_, fact)| !foreseen.uncertain.contains(fact)) {
            let value = &foreseen.values[fact.index()];
            for way in &ways {
                let id = &graph.rulebook().questions[need].id;
                let end = &all.end(way).0;
                assert_eq!(
                    set(end.values[fact.index()].as_ref()),
                    set(value.as_ref()),
                    "{id} after {:?} and {way:?}",
                    said.given
                );
            }
            let open = !said.has_settled(need);
            settled += usize::from(open && ways.len() > 1);
            derived += usize::from(open && value.is_some() && said.derived.iter().any(|d| d.need == need));
        }
        // From here on, in every order and with every reply.
        let (mut seen, mut next) = (BTreeSet::new(), vec![said.clone()]);
        let askers = askers(graph);
        let interview = Interview::new(graph, &askers, &askers.populations[0], date(graph));
        let later = all.answers.len() - foreseen.open.len() - said.given.len() - said.unanswered.len();
        while let Some(now) = next.pop() {
            for need in interview.askable(&now) {
                assert!(
                    foreseen.open.contains(&need),
                    "{need} is asked after {:?}, not foreseen {:?}",
                    now.given,
                    said.given
                );
                for reply in all.answers[need].iter().cloned().map(Some).chain([None]) {
                    let then = and(graph, &now, need, reply);
                    let key = (format!("{:?}", then.given), then.unanswered.clone());
                    // Without anything said there are hundreds of ways.
                    if said.given.len() > 1 && seen.insert(key) {
                        next.push(then);
                    }
                }
            }
        }
        closed += later;
    });
    assert!(
        settled > 5 && derived > 20 && closed > 30,
        "{settled} settled, {derived} of them derived, {closed} closed"
    );
}

/// A value of which the order does not matter.
fn set(value: Option<&Value>) -> Option<BTreeSet<String>> {
    value.map(|value| match value {
        Value::List(items) => items.iter().map(|v| v.display(None)).collect(),
        other => BTreeSet::from([format!("={}", other.display(None))]),
    })
}

/// Random expressions over random rows, with some needs open: what is certain stays so, whatever the open needs are, or if they
/// stay unknown. `has` is in a part of them.
#[test]
fn what_is_certain_while_needs_are_open_stays_so_whatever_they_are() {
    let (mut certain, mut with_has, mut lost) = (0, 0, 0);
    let mut random = Random(5);
    for _ in 0..6000 {
        let bytes: Vec<u8> = (0..700).map(|_| random.below(256) as u8).collect();
        let tape = &mut Tape::new(&bytes);
        // What is certain although something is open mostly is so by way of these.
        let sign = ["&&", "||"][tape.pick(2)];
        let [one, other] = [(); 2].map(|()| {
            let depth = tape.pick(4);
            Generator::new(tape).bool(depth).ours
        });
        let text = format!("({one}) {sign} ({other})");
        if text.len() > 800 || !text.contains("needs.") {
            continue;
        }
        let schema = schema();
        let mut program = Program::new();
        let node = program.add(&parse(&text).unwrap(), &schema, &Root::ALL, Some(&Type::Bool)).unwrap();
        let rows: Vec<Vec<Option<Value>>> = (0..3)
            .map(|_| {
                let of = |root: Root, ty: &Type, tape: &mut Tape<'_>| (root != Root::Needs).then(|| value(tape, ty))?;
                schema.iter().map(|(_, fact)| of(fact.root, &fact.ty, tape)).collect()
            })
            .collect();
        let columns = schema.iter().map(|(id, fact)| match fact.root {
            Root::Needs => Column::Const(None),
            _ => Column::from_values(&fact.ty, rows.iter().map(|row| row[id.index()].as_ref())),
        });
        let table = Table { rows: 3, columns: columns.collect() };
        // A need is known, unknown for good, or open.
        let mut needs: Vec<Option<Value>> = vec![None; schema.len()];
        let mut open: BTreeSet<FactId> = BTreeSet::new();
        for (id, fact) in schema.iter().filter(|(_, fact)| fact.root == Root::Needs) {
            match random.below(3) {
                0 => needs[id.index()] = value(tape, &fact.ty),
                1 => drop(open.insert(id)),
                _ => {}
            }
        }
        let before = Run::new(&program, &schema, &table, None, &needs).with_open(&open);
        let reads_open = program.reads(node).iter().any(|f| open.contains(f));
        if !reads_open {
            continue;
        }
        let mut stays = true;
        for _ in 0..12 {
            let mut after = needs.clone();
            for id in &open {
                let bytes: Vec<u8> = (0..4).map(|_| random.below(256) as u8).collect();
                after[id.index()] = value(&mut Tape::new(&bytes), &schema.fact(*id).ty);
            }
            let after = Run::new(&program, &schema, &table, None, &after);
            for row in 0..3 {
                let (before, after) = (before.value(node, row), after.value(node, row));
                assert!(before.is_none() || before == after, "{text}: {before:?} became {after:?}");
                stays &= before.is_some();
            }
        }
        certain += usize::from(stays);
        with_has += usize::from(stays && text.contains("has(needs."));
        lost += usize::from(!stays);
    }
    assert!(certain > 200 && with_has > 15 && lost > 500, "{certain} certain, {with_has} with has, {lost} are not");
}

/// `has` of what is open is true or unknown; of what stays unknown it is false.
#[test]
fn whether_something_open_is_known_is_unknown() {
    let schema = schema();
    let mut program = Program::new();
    let table = Table { rows: 1, columns: Vec::new() };
    let needs = vec![None; schema.len()];
    let flag = schema.iter().find(|(_, fact)| fact.id == "needs.flag").unwrap().0;
    let open = BTreeSet::from([flag]);
    for (text, while_open, for_good) in [
        ("has(needs.flag)", None, Some(false)),
        ("!has(needs.flag)", None, Some(true)),
        ("has(needs.mark)", Some(false), Some(false)),
        ("has(needs.flag) || true", Some(true), Some(true)),
        ("has(needs.flag) && has(needs.mark)", Some(false), Some(false)),
        ("needs.flag", None, None),
    ] {
        let node = program.add(&parse(text).unwrap(), &schema, &Root::ALL, Some(&Type::Bool)).unwrap();
        let run = Run::new(&program, &schema, &table, None, &needs);
        assert_eq!(run.value(node, 0), for_good.map(Value::Bool), "{text}");
        let run = Run::new(&program, &schema, &table, None, &needs).with_open(&open);
        assert_eq!(run.value(node, 0), while_open.map(Value::Bool), "{text}, open");
    }
}

/// The same of what is computed from something open and of what differs between rows.
#[test]
fn whether_something_computed_from_what_is_open_is_known_is_unknown() {
    let schema = schema();
    let id = |name: &str| schema.iter().find(|(_, fact)| fact.id == name).unwrap().0;
    let mut program = Program::new();
    let formula = parse("model.count + needs.count").unwrap();
    let formula = program.add(&formula, &schema, &Root::ALL, Some(&Type::Integer)).unwrap();
    program.define(id("model.total"), formula);
    let node = program.add(&parse("has(model.total)").unwrap(), &schema, &Root::ALL, Some(&Type::Bool)).unwrap();
    let columns = schema.iter().map(|(fact, _)| {
        let rows = [Some(Value::Integer(1)), None];
        if fact == id("model.count") {
            Column::from_values(&Type::Integer, rows.iter().map(Option::as_ref))
        } else {
            Column::Const(None)
        }
    });
    let table = Table { rows: 2, columns: columns.collect() };
    let open = BTreeSet::from([id("needs.count")]);
    let mut needs = vec![None; schema.len()];
    let known = |needs: &[Option<Value>], open: Option<&BTreeSet<FactId>>| {
        let run = Run::new(&program, &schema, &table, None, needs);
        let run = if let Some(open) = open { run.with_open(open) } else { run };
        [0, 1].map(|row| run.column(node).truth(row))
    };
    assert_eq!(known(&needs, None), [Some(false); 2]);
    assert_eq!(known(&needs, Some(&open))[0], None);
    assert_ne!(known(&needs, Some(&open))[1], Some(true));
    needs[id("needs.count").index()] = Some(Value::Integer(2));
    assert_eq!(known(&needs, None), [Some(true), Some(false)]);
    // What was open may count as such although it is known: that it is known holds, that it is not may change.
    assert_eq!(known(&needs, Some(&open)), [Some(true), None]);
}
