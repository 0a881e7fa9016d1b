//! What a question is worth and what stopping costs, against exact sums over everybody who could answer.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use verdict::evaluate::Evaluation;
use verdict::graph::{DecisionGraph, Resolved};
use verdict::interview::{CONFIDENCE, Interview, Order, Step, Stop, WORLDS};
use verdict::rulebook::population::Askers;
use verdict::value::Value;
use verdict::verdict::Verdict;

use super::{and, askers, date, head, little, need, said, winner};

fn yes_no(id: &str, unknown: &str) -> (String, String) {
    (format!("questions/{id}.toml"), format!("ask='?'\nwhy='.'\nkind='yes-no'\n{unknown}"))
}

fn rule(id: &str, text: &str) -> (String, String) {
    (format!("rules/{id}.toml"), format!("summary='s'\n{text}"))
}

/// A population of personas, each with its part and its answers.
fn population(personas: &[(f64, String)]) -> (String, String) {
    let (mut text, mut masses) = ("version='1'\nmeaning='m'\n".to_string(), String::new());
    for (i, (mass, answers)) in personas.iter().enumerate() {
        let _ = write!(
            text,
            "[personas.p{i}]\nlabel='l'\nwho='w'\nconcentration=10\nreason='r'\n[personas.p{i}.answers]\n{answers}\n"
        );
        let _ = writeln!(masses, "p{i}={{mass={mass}, reason='r'}}");
    }
    (
        "population.toml".into(),
        format!("{text}[populations.all]\nlabel='l'\nreason='r'\n[populations.all.masses]\n{masses}"),
    )
}

fn graph(models: &[&[f64]], files: &[(String, String)]) -> DecisionGraph {
    little(models, &files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect::<Vec<_>>())
}

fn asked(questions: &[&str]) -> (String, String) {
    let (path, text) = head(questions);
    (path.into(), text)
}

fn step(graph: &DecisionGraph, said: &Resolved) -> Step {
    let askers = askers(graph);
    Interview::new(graph, &askers, &askers.populations[0], date(graph)).step(said)
}

/// One of all the ways to answer, and how probable it is.
struct Way {
    probability: f64,
    persona: usize,
    answers: BTreeMap<usize, bool>,
    /// Thousandths of a point by model; 0 is not eligible.
    scores: Vec<i32>,
}

impl Way {
    fn winner(&self) -> Option<usize> {
        let best = *self.scores.iter().max()?;
        self.scores.iter().position(|s| *s == best).filter(|_| best > 0)
    }
}

/// All ways to answer yes-no questions on from what was said, weighed as probable as they are: sums, no draws.
fn ways(graph: &DecisionGraph, askers: &Askers, before: &Resolved) -> Vec<Way> {
    let chance = |persona: usize, need: usize, answer: Option<bool>| -> f64 {
        let prior = askers.personas[persona].answers.get(&graph.rulebook().questions[need].id);
        let of = |b: bool| {
            prior.map_or(0.0, |p| p.one.iter().filter(|c| c.from == Value::Bool(b)).map(|c| c.probability).sum())
        };
        answer.map_or(1.0 - of(true) - of(false), of)
    };
    let mut all = Vec::new();
    for mass in &askers.populations[0].masses {
        let mut weight = mass.mass;
        for g in &before.given {
            weight *= chance(mass.persona, g.need, Some(g.value == Value::Bool(true)));
        }
        let mut open = vec![(weight, Vec::new())];
        for need in (0..graph.needs().len()).filter(|need| !before.has_settled(*need)) {
            let with = |(weight, answers): (f64, Vec<(usize, Option<bool>)>)| {
                [Some(true), Some(false), None].map(|answer| {
                    let mut answers = answers.clone();
                    answers.push((need, answer));
                    (weight * chance(mass.persona, need, answer), answers)
                })
            };
            open = open.into_iter().flat_map(with).filter(|(weight, _)| *weight > 0.0).collect();
        }
        for (probability, answers) in open {
            let end = answers.iter().fold(before.clone(), |end, (need, a)| and(graph, &end, *need, a.map(Value::Bool)));
            let mut scores = vec![0; graph.catalog().models().len()];
            for ranked in Verdict::new(&Evaluation::new(graph, &end)).ranking {
                scores[ranked.model] = ranked.score;
            }
            let answers = answers.into_iter().filter_map(|(need, answer)| Some((need, answer?))).collect();
            all.push(Way { probability, persona: mass.persona, answers, scores });
        }
    }
    let sum: f64 = all.iter().map(|w| w.probability).sum();
    for way in &mut all {
        way.probability /= sum;
    }
    all
}

/// The exact mean of something, and five standard errors of the mean of what `times` interviews find. Each has [`WORLDS`] worlds
/// with numbers of their own but for who is asked: the streams of persons are the same in all, so what differs between kinds of
/// people does not average out.
fn mean(ways: &[Way], times: usize, of: impl Fn(&Way) -> f64) -> (f64, f64) {
    let mean: f64 = ways.iter().map(|w| w.probability * of(w)).sum();
    let mut kinds: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for way in ways {
        let kind = kinds.entry(way.persona).or_default();
        *kind = (kind.0 + way.probability, kind.1 + way.probability * of(way));
    }
    let between: f64 = kinds.values().map(|(p, sum)| p * (sum / p - mean).powi(2)).sum();
    let all: f64 = ways.iter().map(|w| w.probability * (of(w) - mean).powi(2)).sum();
    let within = (all - between).max(0.0);
    (mean, 5.0 * ((between + within / times as f64) / WORLDS as f64).sqrt())
}

/// Three models, two kinds of people, questions of which two weigh and one excludes. Names make the draws, so other names are
/// another sample.
fn three(name: usize) -> DecisionGraph {
    let [a, b, c] = ["a", "b", "c"].map(|q| format!("{q}{name}"));
    graph(
        &[&[0.75, 0.25, 0.5], &[0.5, 0.875, 0.25], &[0.375, 0.5, 1.0]],
        &[
            asked(&[&a, &b, &c]),
            yes_no(&a, "assume=false"),
            yes_no(&b, "assume=false"),
            yes_no(&c, "assume=false"),
            rule("a", &format!("when='needs.{a}'\nweigh={{c1=30}}")),
            rule("b", &format!("when='needs.{b}'\nweigh={{c2=40}}")),
            rule("c", &format!("when='needs.{c}'\nrequire='model.f0 < 0.45 && !needs.{a}'\nbecause='.'")),
            population(&[
                (0.6, format!("{a}={{yes=0.5, no=0.3}}\n{b}={{yes=0.2, no=0.6}}\n{c}={{yes=0.3, no=0.7}}")),
                (0.4, format!("{a}={{yes=0.3, no=0.7}}\n{b}={{yes=0.7, no=0.2}}\n{c}={{yes=0.2, no=0.4}}")),
            ]),
        ],
    )
}

#[test]
fn worth_and_forecast_are_what_exact_sums_give() {
    let times = 24;
    let near = |seen: f64, (exact, error): (f64, f64), what: &str| {
        assert!((seen - exact).abs() <= error + 1e-9, "{what}: {seen}, not {exact} give or take {error}");
    };
    for given in [vec![], vec![("a", true)], vec![("b", false)], vec![("c", false)], vec![("a", false), ("b", true)]] {
        let mut sums: BTreeMap<String, f64> = BTreeMap::new();
        let mut at_most = Vec::new();
        let mut first = None;
        for name in 0..times {
            let graph = three(name);
            let answers: Vec<_> =
                given.iter().map(|(q, a)| (need(&graph, &format!("{q}{name}")), Value::Bool(*a))).collect();
            let said = said(&graph, &answers, &[]);
            let step = step(&graph, &said);
            for open in &step.open {
                *sums.entry(format!("points {}", open.need)).or_default() += open.points / times as f64;
                *sums.entry(format!("bits {}", open.need)).or_default() += open.bits / times as f64;
            }
            for (what, value) in
                [("leads", step.forecast.leads), ("nothing", step.forecast.nothing), ("regret", step.forecast.regret)]
            {
                *sums.entry(what.into()).or_default() += value / times as f64;
            }
            at_most.push(step.forecast.at_most);
            first.get_or_insert((graph, said, step));
        }
        let (graph, said, step) = first.unwrap();
        let ways = ways(&graph, &askers(&graph), &said);
        let leader = winner(&graph, &said);
        assert!(leader.is_some() && step.leader == leader);
        let of = |way: &Way, model: Option<usize>| model.map_or(0.0, |m| f64::from(way.scores[m]) / 1000.0);
        let lost = |way: &Way| of(way, way.winner()) - of(way, leader);
        near(sums["leads"], mean(&ways, times, |w| f64::from(u8::from(w.winner() == leader))), "leads");
        near(sums["regret"], mean(&ways, times, lost), "regret");
        let nothing = mean(&ways, times, |w| f64::from(u8::from(w.winner().is_none())));
        if nothing.0 > 0.0 {
            near(sums["nothing"], nothing, "nothing");
        }
        // The least loss that so many do not exceed, give or take five standard errors of their share.
        let error = 5.0 * (CONFIDENCE * (1.0 - CONFIDENCE) / WORLDS as f64).sqrt();
        for at_most in at_most {
            let within: f64 = ways.iter().filter(|w| lost(w) <= at_most + 1e-9).map(|w| w.probability).sum();
            assert!(within > CONFIDENCE - error, "{within} lose at most {at_most}");
            assert!(ways.iter().any(|w| (lost(w) - at_most).abs() < 1e-9), "nobody loses {at_most}");
        }
        for need in step.open.iter().map(|o| o.need) {
            let after = |way: &Way| {
                way.answers
                    .get(&need)
                    .map_or(leader, |a| winner(&graph, &and(&graph, &said, need, Some(Value::Bool(*a)))))
            };
            near(
                sums[&format!("points {need}")],
                mean(&ways, times, |w| of(w, after(w)) - of(w, leader)),
                &format!("points of {need} after {given:?}"),
            );
            // The mean of ln p(answer, winner) / p(answer) p(winner). What is taken off is what counts without any knowledge in them
            // would give; what they do give is off by no more than half a count for each pair that there could be (Miller & Madow).
            let share =
                |is: &dyn Fn(&Way) -> bool| -> f64 { ways.iter().filter(|w| is(w)).map(|w| w.probability).sum() };
            let answer = |w: &Way| w.answers.get(&need).copied();
            let both = |w: &Way| share(&|v| v.winner() == w.winner() && answer(v) == answer(w));
            let pair = |w: &Way| both(w) / share(&|v| v.winner() == w.winner()) / share(&|v| answer(v) == answer(w));
            let (exact, error) = mean(&ways, times, |w| pair(w).log2());
            let winners: BTreeSet<Option<usize>> = ways.iter().map(Way::winner).collect();
            let rest = (3 * winners.len()) as f64 / (2 * WORLDS) as f64 / std::f64::consts::LN_2;
            near(sums[&format!("bits {need}")], (exact, error + rest), &format!("bits of {need} after {given:?}"));
        }
    }
}

/// By hand: the one answer that lets the better model in is worth half of the 30 points that it has more, and one bit.
fn excluding(yes: f64, regret: f64) -> DecisionGraph {
    graph(
        &[&[0.6], &[0.9]],
        &[
            ("rulebook.toml".into(), asked(&["safe"]).1.replace("regret=0", &format!("regret={regret}"))),
            yes_no("safe", "assume=true"),
            rule("safe", "when='needs.safe'\nrequire='model.f0 < 0.8'\nbecause='.'"),
            population(&[(1.0, format!("safe={{yes={yes}, no={}}}", 1.0 - yes))]),
        ],
    )
}

#[test]
fn a_question_that_lets_in_the_better_model_is_worth_its_lead_as_often_as_it_does() {
    let fair = excluding(0.5, 0.0);
    let first = step(&fair, &said(&fair, &[], &[]));
    let [open] = first.open[..] else { panic!("{first:?}") };
    // Half of the draws say no; of 200, with a standard deviation of 7.
    let draws = WORLDS as f64;
    let no = 1.0 - first.forecast.leads;
    assert!((no - 0.5).abs() <= 5.0 * (draws / 4.0).sqrt() / draws, "{no}");
    assert!((first.forecast.regret - 30.0 * no).abs() < 1e-9 && (open.points - 30.0 * no).abs() < 1e-9);
    // The entropy of who wins, since each answer leaves one winner, less what chance gives in four cells: about half a count.
    let bits = -no * no.log2() - (1.0 - no) * (1.0 - no).log2() - 1.0 / (2.0 * draws) / std::f64::consts::LN_2;
    assert!((open.bits - bits).abs() < 1e-4, "{open:?}, not {bits}");
    assert_eq!((first.leader, first.forecast.at_most, first.forecast.nothing, first.stop), (Some(0), 30.0, 0.0, None));
    // One in a hundred, so fewer than 5: 95 in a hundred lose nothing.
    let rare = step(&excluding(0.99, 0.0), &said(&fair, &[], &[]));
    assert!(rare.forecast.regret > 0.0 && rare.forecast.regret < 1.2, "{rare:?}");
    assert_eq!((rare.forecast.at_most, rare.stop), (0.0, None));
}

/// Half of 30 points are lost by who stops: few enough where the rulebook has 20 for little, too many where it has 10.
#[test]
fn an_interview_ends_where_less_is_lost_than_the_rulebook_takes_for_little() {
    for (bound, stop) in [(20.0, Some(Stop::SmallRegret)), (10.0, None)] {
        let graph = excluding(0.5, bound);
        let nothing = said(&graph, &[], &[]);
        assert_eq!(step(&graph, &nothing).stop, stop);
        let askers = askers(&graph);
        let certain = Interview::new(&graph, &askers, &askers.populations[0], date(&graph)).until_certain();
        assert_eq!(certain.step(&nothing).stop, None);
        for safe in [true, false] {
            let said = said(&graph, &[(0, Value::Bool(safe))], &[]);
            assert_eq!(
                (step(&graph, &said).stop, step(&graph, &said).leader),
                (Some(Stop::Asked), Some(usize::from(!safe)))
            );
        }
    }
}

/// Where nothing leads yet, nothing is lost by stopping, and yet it goes on.
#[test]
fn nobody_stops_because_nothing_fits_yet() {
    let graph = graph(
        &[&[0.6], &[0.9]],
        &[
            ("rulebook.toml".into(), asked(&["safe"]).1.replace("regret=0", "regret=50")),
            yes_no("safe", "assume=true"),
            rule("safe", "when='needs.safe'\nrequire='model.f0 < 0.5'\nbecause='.'"),
            population(&[(1.0, "safe={yes=0.9, no=0.1}".into())]),
        ],
    );
    let first = step(&graph, &said(&graph, &[], &[]));
    assert_eq!((first.leader, first.stop, first.open.len()), (None, None, 1));
    assert!((first.forecast.nothing - 0.9).abs() < 5.0 * (0.09 / WORLDS as f64).sqrt(), "{first:?}");
    let left = step(&graph, &said(&graph, &[(0, Value::Bool(false))], &[]));
    assert_eq!((left.leader, left.stop), (Some(1), Some(Stop::Asked)));
}

/// Two questions of which neither alone says anything: who wins is decided by whether the answers differ. `b` is nearly always
/// yes, so that `a` says most of it; nobody answers `c` and `d`, which matter as well.
fn differing(questions: &[&str], yes: f64) -> DecisionGraph {
    let mut files = vec![
        asked(questions),
        rule("differ", "when='needs.a != needs.b'\nweigh={c1=50}"),
        rule("c", "when='needs.c'\nweigh={c1=100}"),
        rule("d", "when='needs.d'\nweigh={c1=100}"),
        population(&[(1.0, format!("a={{yes=0.5, no=0.5}}\nb={{yes={yes}, no={}}}", 1.0 - yes))]),
    ];
    files.extend(["a", "b", "c", "d"].map(|q| yes_no(q, "unanswered='.'")));
    graph(&[&[1.0, 0.25], &[0.375, 0.75]], &files)
}

#[test]
fn questions_worth_nothing_alone_are_asked_while_they_decide_together() {
    let graph = differing(&["d", "b", "a", "c"], 0.5);
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|id| need(&graph, id));
    let silent = [c, d];
    let first = step(&graph, &said(&graph, &[], &silent));
    assert_eq!(first.stop, None, "{first:?}");
    assert_eq!(first.open.len(), 2);
    assert!(first.open.iter().all(|o| o.points == 0.0 && o.bits < 0.05), "{first:?}");
    assert!(first.forecast.regret > 5.0, "{first:?}");
    for (x, y) in [(true, true), (true, false), (false, true), (false, false)] {
        let now = said(&graph, &[(a, Value::Bool(x))], &silent);
        let second = step(&graph, &now);
        let [open] = second.open[..] else { panic!("{second:?}") };
        assert_eq!((open.need, second.stop), (b, None));
        assert!(open.points > 5.0 && open.bits > 0.9, "{second:?}");
        let last = step(&graph, &and(&graph, &now, b, Some(Value::Bool(y))));
        assert_eq!((last.stop, last.leader), (Some(Stop::Asked), Some(usize::from(x != y))));
    }
}

#[test]
fn of_questions_worth_no_points_the_one_that_says_most_comes_first_and_equals_in_the_order_of_the_rulebook() {
    for questions in [["d", "b", "a", "c"], ["c", "b", "d", "a"]] {
        let graph = differing(&questions, 0.9);
        let nothing = said(&graph, &[], &[]);
        let askers = askers(&graph);
        let interview = Interview::new(&graph, &askers, &askers.populations[0], date(&graph));
        let [adaptive, fixed] = [Order::Adaptive, Order::Fixed].map(|o| interview.clone().in_order(o).step(&nothing));
        let ids = |step: &Step| -> Vec<&str> {
            step.open.iter().map(|o| graph.rulebook().questions[o.need].id.as_str()).collect()
        };
        assert_eq!(ids(&fixed), questions);
        assert!(adaptive.open.iter().all(|o| o.points == 0.0), "{adaptive:?}");
        // Knowing `a` leaves what nine in ten answer to `b`: 1 - H(0.1) bits. Knowing `b` leaves all of it.
        let (of_a, bits) = (adaptive.open[0], 1.0 + 0.9 * 0.9_f64.log2() + 0.1 * 0.1_f64.log2());
        assert!((of_a.bits - bits).abs() < 0.2, "{adaptive:?}, {bits}");
        assert_eq!(ids(&adaptive)[0], "a");
        let place = |id: &str| ids(&adaptive).iter().position(|i| *i == id).unwrap();
        assert_eq!(place("c") < place("d"), questions[0] == "c", "{adaptive:?}");
        assert!(["c", "d"].iter().all(|id| adaptive.open[place(id)].bits == 0.0), "{adaptive:?}");
        // Nothing else differs.
        let sorted = |step: &Step| {
            let mut open = step.open.clone();
            open.sort_by_key(|o| o.need);
            open
        };
        assert_eq!((sorted(&adaptive), adaptive.forecast), (fixed.open.clone(), fixed.forecast));
    }
}

/// Who is let in with the same score wins if it comes first in the catalog; the leader is certain only if it does.
#[test]
fn of_equals_the_first_of_the_catalog_wins_so_a_later_leader_is_not_certain() {
    for (require, leader, stop) in [("model.f0 > 0.5", 1, None), ("model.f0 < 0.5", 0, Some(Stop::Certain))] {
        let graph = graph(
            &[&[0.25, 0.75], &[0.75, 0.25]],
            &[
                asked(&["safe"]),
                yes_no("safe", "assume=true"),
                rule("safe", &format!("when='needs.safe'\nrequire='{require}'\nbecause='.'")),
                population(&[(1.0, "safe={yes=0.5, no=0.5}".into())]),
            ],
        );
        let askers = askers(&graph);
        let interview = Interview::new(&graph, &askers, &askers.populations[0], date(&graph)).until_certain();
        let first = interview.step(&said(&graph, &[], &[]));
        assert_eq!((first.leader, first.stop), (Some(leader), stop));
        assert_eq!(winner(&graph, &said(&graph, &[(0, Value::Bool(false))], &[])), Some(0));
    }
}
