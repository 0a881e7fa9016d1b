//! Interviews by the shipped rulebook: of people drawn from its population, and of three whose answers are known.

use std::fmt::Write;

use verdict::diagnostic::Source;
use verdict::graph::Resolved;
use verdict::interview::{Interview, Stop};
use verdict::needs::Request;
use verdict::sample::Sampler;
use verdict::value::Value;

use super::{and, date, need, next, said, winner};
use crate::invalid::World;
use crate::support::{kept, list, repo, shipped};

/// Of people drawn with this seed nobody is among the worlds of an interview, which have others.
const SEED: u64 = 77;
/// How many people the page tells of, and how many of them are interviewed again by the test.
const PEOPLE: u64 = 13;
const AGAIN: u64 = 2;
const PAGE: &str = "docs/interview.md";

fn interview() -> Interview<'static> {
    let graph = shipped();
    let askers = graph.rulebook().askers.as_ref().unwrap();
    Interview::new(graph, askers, &askers.populations[0], date(graph))
}

/// How an interview went, a row of the page.
#[derive(Debug, PartialEq)]
struct Went {
    /// How many questions were asked until it stopped, and how many there would have been.
    asked: usize,
    all: usize,
    /// After so many questions, from 0 up to the stop, whether the pick is that of all answers.
    same: Vec<bool>,
}

/// Asks what comes next until nothing more has to be asked, then all the rest in the order of the rulebook.
fn go(reply: impl Fn(usize) -> Option<Value>) -> (Went, Stop, Resolved) {
    let (graph, interview) = (shipped(), interview());
    let (mut now, mut leaders) = (said(graph, &[], &[]), Vec::new());
    let (stop, at_stop) = loop {
        let step = interview.step(&now);
        leaders.push(step.leader);
        let first: Vec<usize> =
            graph.rulebook().first.iter().copied().filter(|n| interview.askable(&now).any(|a| a == *n)).collect();
        if let Some(first) = first.first() {
            assert_eq!(step.next, Some(*first), "what comes first does not");
            assert_ne!(step.stop, Some(Stop::SmallRegret), "it stops before {first} is asked");
        }
        if let Some(stop) = step.stop {
            if stop == Stop::SmallRegret {
                assert!(step.forecast.regret <= graph.rulebook().regret.unwrap());
                assert!(1.0 - step.forecast.leads <= graph.rulebook().changes.unwrap());
            }
            break (stop, now.clone());
        }
        let need = step.next.unwrap();
        now = and(graph, &now, need, reply(need));
    };
    let asked = leaders.len() - 1;
    let mut all = asked;
    while let Some(need) = next(&interview, &now) {
        now = and(graph, &now, need, reply(need));
        all += 1;
    }
    let end = winner(graph, &now);
    (Went { asked, all, same: leaders.iter().map(|leader| *leader == end).collect() }, stop, at_stop)
}

fn person(number: u64) -> Went {
    let graph = shipped();
    let askers = graph.rulebook().askers.as_ref().unwrap();
    let sampler = Sampler::new(graph, askers, &askers.populations[0], date(graph), SEED);
    go(|need| sampler.reply(number, need)).0
}

fn median(mut counts: Vec<usize>) -> usize {
    counts.sort_unstable();
    counts[counts.len() / 2]
}

/// What the rows come to, in words and as a curve.
fn page(rows: &[Went]) -> String {
    let changed = rows.iter().filter(|w| w.same.last() != Some(&true)).count();
    let asked = median(rows.iter().map(|w| w.asked).collect());
    let mut text = format!(
        "# How many questions an interview asks\n\n\
         {} people were drawn from the population of the rulebook (`rules/population.toml`) and interviewed by\n\
         `verdict ask`, as it asks by itself. Then they answered all other questions that apply to them, {} in the\n\
         median, and both picks were compared.\n\n\
         - An interview asked {asked} questions in the median.\n\
         - The pick of {changed} of {} was another one than that of all answers.\n\n\
         The aim is 10 questions and one pick of ten. {} It stops where another model may win in\n\
         one of five ways to go on, as far as draws can tell (`changes` and `regret` in `rules/rulebook.toml`): a\n\
         smaller share asks more, a larger one changes more picks. So few people tell a share of a tenth from one of a\n\
         third and no more.\n\n\
         | after so many questions | of {} people another pick |\n| ---: | ---: |\n",
        rows.len(),
        median(rows.iter().map(|w| w.all).collect()),
        rows.len(),
        if asked <= 10 && 10 * changed <= rows.len() { "Both are had." } else { "Both at once are not had." },
        rows.len(),
    );
    for k in (0..=rows.iter().map(|w| w.asked).max().unwrap_or_default()).step_by(2) {
        let other = rows.iter().filter(|w| !w.same[k.min(w.asked)]).count();
        let _ = writeln!(text, "| {k} | {other} |");
    }
    text += "\nWhoever has stopped earlier counts with the pick at the stop. Each person, with a letter for each question from none\n\
             on: `=` where the pick is that of all answers, `.` where it is another.\n\n```text\n";
    for went in rows {
        let same: String = went.same.iter().map(|same| if *same { '=' } else { '.' }).collect();
        let _ = writeln!(text, "{:2} of {:2}  {same}", went.asked, went.all);
    }
    text += "```\n\n`UPDATE_DOCS=1 cargo test --test it interviews_of_drawn_people -- --ignored` measures it again, in some minutes.\n";
    text
}

/// The rows of the page.
fn rows(page: &str) -> Vec<Went> {
    let (_, rest) = page.split_once("```text\n").unwrap();
    let (rows, _) = rest.split_once("```").unwrap();
    let row = |line: &str| {
        let (counts, same) = line.rsplit_once("  ").unwrap();
        let (asked, all) = counts.split_once(" of ").unwrap();
        let same = same.chars().map(|c| c == '=').collect();
        Went { asked: asked.trim().parse().unwrap(), all: all.trim().parse().unwrap(), same }
    };
    rows.lines().map(row).collect()
}

/// What the page says follows from its own rows.
#[test]
fn the_page_on_interviews_adds_up() {
    let text = std::fs::read_to_string(repo(PAGE)).unwrap();
    let rows = rows(&text);
    assert_eq!(rows.len() as u64, PEOPLE);
    assert!(rows.iter().all(|w| w.same.len() == w.asked + 1 && w.asked <= w.all));
    let part = median(rows.iter().map(|w| 100 * w.asked / w.all).collect());
    assert!(part < 50, "half of them are asked {part} of 100 questions that apply");
    kept(PAGE, &page(&rows));
}

/// Catalog and rules change faster than the page: of a few people it is held that they are not asked much more or less.
#[test]
#[ignore = "some steps of the shipped world: see .ci/run"]
fn interviews_of_drawn_people_are_as_long_as_the_page_says() {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let rows: Vec<Went> = (0..PEOPLE).map(person).collect();
        return std::fs::write(repo(PAGE), page(&rows)).unwrap();
    }
    let text = std::fs::read_to_string(repo(PAGE)).unwrap();
    for (number, written) in (0..AGAIN).zip(rows(&text)) {
        let went = person(number);
        assert!(went.asked.abs_diff(written.asked) <= 6, "person {number}: {went:?}, {written:?} is written");
        assert!(went.asked >= 3, "person {number} is hardly asked: {went:?}");
    }
}

/// Whose answers are known say nothing to all else, and end where all their answers do.
#[test]
#[ignore = "some steps of the shipped world: see .ci/run"]
fn three_interviews_end_in_the_verdict_of_all_answers() {
    let graph = shipped();
    let file = |path: &str| std::fs::read_to_string(repo(path)).unwrap();
    let gaming = "[needs]\ntask = ['chat', 'coding']\ndevice = 'RTX 4090'\nbudget = 'none'\nlicence_use = 'research'\nstage = 'prototype'\n";
    for (name, text) in [
        ("clinic.json", file("examples/clinic.json")),
        ("startup.toml", file("examples/startup.toml")),
        ("gaming.toml", gaming.into()),
    ] {
        let request = Request::parse(&Source::new(name, text)).unwrap_or_else(|e| panic!("{}", list(&e)));
        let full = graph.resolve(&request, date(graph)).unwrap_or_else(|e| panic!("{}", list(&e)));
        let reply = |need: usize| full.given.iter().find(|g| g.need == need).map(|g| g.value.clone());
        let (went, stop, at_stop) = go(reply);
        let named = |model: Option<usize>| model.map(|m| graph.catalog().models()[m].id.clone());
        println!("{name}: {} questions of {}, {stop:?}, {:?}", went.asked, went.all, named(winner(graph, &at_stop)));
        assert!(winner(graph, &full).is_some(), "{name}");
        assert_eq!(
            named(winner(graph, &at_stop)),
            named(winner(graph, &full)),
            "{name} after {} questions",
            went.asked
        );
    }
}

/// What the model is for comes first, then data and money, then what is in use, which changes no pick.
#[test]
fn what_it_is_for_comes_first_and_then_what_everybody_can_answer() {
    let (graph, interview) = (shipped(), interview());
    let mut now = said(graph, &[], &[]);
    for id in ["task", "data_location", "budget", "current_model"] {
        let step = interview.step(&now);
        assert_eq!(step.next, Some(need(graph, id)));
        assert_eq!(step.stop, None, "before {id}");
        now = and(graph, &now, need(graph, id), None);
    }
}

#[test]
fn what_comes_first_is_a_question_once_and_a_share_is_one() {
    let head = World::base().0["rules/rulebook.toml"].clone();
    for (more, wrong) in [
        ("first = [\"hils\"]", "there is no question `hils`"),
        ("first = [\"hills\", \"hills\"]", "the question `hills` comes first twice"),
        ("regret = 5\nchanges = 20", "`changes` is a share from 0 to 1"),
        ("changes = 0.2", "`changes` means nothing without `regret`"),
    ] {
        let world = World::base().with("rules/rulebook.toml", format!("{more}\n{head}"));
        let found = list(&world.graph().expect_err(more));
        assert!(found.contains(wrong), "{found}");
    }
    let world = World::base().with("rules/rulebook.toml", format!("first = [\"terrain\"]\n{head}"));
    let graph = world.graph().unwrap_or_else(|e| panic!("{}", list(&e)));
    assert_eq!(graph.rulebook().first, [need(&graph, "terrain")]);
}
