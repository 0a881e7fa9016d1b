//! Interviews of people drawn from the shipped population, by the shipped rulebook.

use verdict::evaluate::Evaluation;
use verdict::graph::{DecisionGraph, Resolved};
use verdict::interview::{Interview, Order, Step, Stop};
use verdict::rulebook::population::{Askers, Population};
use verdict::sample::Sampler;
use verdict::verdict::Verdict;

use super::{and, date, said, winner};
use crate::support::shipped;

/// Of people drawn with this seed nobody is among the worlds of an interview, which have others.
const SEED: u64 = 77;

/// How an interview went.
struct Went {
    /// How many questions were asked until it stopped, and how many there would have been.
    asked: usize,
    all: usize,
    stop: Step,
    winner: Option<usize>,
    /// By how many points the winner beats whoever led at the stop.
    regret: f64,
}

fn people(graph: &DecisionGraph) -> (&Askers, &Population) {
    let askers = graph.rulebook().askers.as_ref().unwrap();
    (askers, &askers.populations[0])
}

/// Asks somebody what comes first until nothing more has to be asked, then all the rest in the order of the rulebook.
fn interview(interview: &Interview<'_>, sampler: &Sampler<'_>, number: u64) -> Went {
    let graph = shipped();
    let reply = |now: &Resolved, need: usize| and(graph, now, need, sampler.reply(number, need));
    let (mut now, mut asked) = (said(graph, &[], &[]), 0);
    let stop = loop {
        let step = interview.step(&now);
        if step.stop.is_some() {
            break step;
        }
        now = reply(&now, step.open[0].need);
        asked += 1;
    };
    let mut all = asked;
    while let Some(need) = { let next = interview.askable(&now).next(); next } {
        now = reply(&now, need);
        all += 1;
    }
    let ranking = Verdict::new(&Evaluation::new(graph, &now)).ranking;
    let own = stop.leader.and_then(|model| ranking.iter().find(|r| r.model == model)).map_or(0, |r| r.score);
    let regret = f64::from(ranking.first().map_or(0, |r| r.score - own)) / 1000.0;
    Went { asked, all, stop, winner: winner(graph, &now), regret }
}

fn median(mut counts: Vec<usize>) -> usize {
    counts.sort_unstable();
    counts[counts.len() / 2]
}

#[test]
#[ignore = "m"]
fn measure() {
    let graph = shipped();
    let (askers, population) = people(graph);
    let sampler = Sampler::new(graph, askers, population, date(graph), SEED);
    let n: u64 = std::env::var("N").unwrap().parse().unwrap();
    let base = Interview::new(graph, askers, population, date(graph));
    for (name, iv) in [("adaptive", base.clone()), ("fixed", base.clone().in_order(Order::Fixed)), ("certain", base.until_certain())] {
        if std::env::var("ONLY").is_ok_and(|o| o != name) { continue; }
        let t = std::time::Instant::now();
        let went: Vec<Went> = (0..n).map(|k| interview(&iv, &sampler, k)).collect();
        let steps: usize = went.iter().map(|w| w.asked + 1).sum();
        let m = |f: &dyn Fn(&Went) -> f64| went.iter().map(|w| f(w)).sum::<f64>() / n as f64;
        let d = m(&|w| w.regret - w.stop.forecast.regret);
        let sd = (m(&|w| (w.regret - w.stop.forecast.regret - d).powi(2))).sqrt();
        println!("{name}: n {n} median {} of {} | within {} | regret {:.3} said {:.3} diff {d:.3} sd {sd:.3} | changed {:.3} said {:.3} | most regret {:.2} | {:?} | {:.1} ms a step, {:.1} s",
            median(went.iter().map(|w| w.asked).collect()), median(went.iter().map(|w| w.all).collect()),
            m(&|w| f64::from(u8::from(w.regret <= w.stop.forecast.at_most))), m(&|w| w.regret), m(&|w| w.stop.forecast.regret),
            m(&|w| f64::from(u8::from(w.winner != w.stop.leader))), m(&|w| 1.0 - w.stop.forecast.leads),
            went.iter().map(|w| w.regret).fold(0.0, f64::max),
            [Stop::Asked, Stop::Certain, Stop::OneLeft, Stop::NothingLeft, Stop::SmallRegret].map(|s| (s, went.iter().filter(|w| w.stop.stop == Some(s)).count())),
            t.elapsed().as_secs_f64() * 1000.0 / steps as f64, t.elapsed().as_secs_f64());
    }
}
