//! The short verdict: what a buyer reads in ten seconds fits the first screen, whatever was asked.

use proptest::prelude::*;
use verdict::needs::Request;
use verdict::render::terminal::short;
use verdict::render::{Style, text};
use verdict::report::{Digests, Report, report};

use crate::shipped_world::{cases, date, needs};
use crate::support::shipped;
use crate::world::Random;

/// Ten people and what they say.
pub const ASKERS: [(&str, &str); 10] = [
    ("nothing said", ""),
    ("a clinic", "sector=health country=eu data_location=own-machines task=summarising mistakes=harmful"),
    ("a start-up", "task=chat operations=nobody budget=tight requests_per_month=100000 licence_use=commercial"),
    ("a gaming computer", "device=rtx-4090 task=coding licence_use=commercial"),
    ("agents", "task=agents tool_calling=yes reasoning=expert requests_per_month=20000 budget_usd_per_month=500"),
    ("a phone", "device=phone task=chat data_location=air-gapped"),
    ("documents", "task=extraction input=pdf pages=20 mistakes=costly requests_per_month=2000"),
    ("leaving a model", "current_model=openai/gpt-4o task=chat requests_per_month=100000"),
    ("scans", "task=ocr requests_per_month=40000"),
    ("no law fits", "data_location=air-gapped hosting=api"),
];

/// The report on what somebody says.
pub fn told(said: &str) -> Report {
    let words = said.split_whitespace().map(|answer| {
        let (need, value) = answer.split_once('=').unwrap();
        format!("{need:?}: {value:?}")
    });
    let text = format!("{{\"needs\": {{{}}}}}", words.collect::<Vec<_>>().join(", "));
    let request = Request::parse(&verdict::diagnostic::Source::new("needs.json", text)).unwrap();
    let graph = shipped();
    let as_of = graph.as_of_date(&request);
    report(graph, &graph.resolve(&request, as_of).unwrap(), as_of, 5, &Digests::default())
}

/// What a line has to say without its spaces, wherever it was broken.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The pick, how to get it, its cost, the main reason and the main caveat are there.
pub fn says_what_matters(page: &str, report: &Report) {
    let flat = flat(page);
    let Some(pick) = report.ranking.first() else {
        assert!(page.starts_with("Nothing is eligible\n") && page.ends_with("\nNothing is eligible\n"), "{page}");
        let way_out = report.relaxations.first().map_or("Leaving out answers does not help.", |r| &r.message);
        assert!(flat.contains(way_out), "{page}");
        return;
    };
    let head = format!("{}, {}", pick.name, text::offer(&pick.offer));
    assert!(flat.starts_with(&head), "{page}");
    assert_eq!(flat.matches(&head).count(), 2, "first and last: {page}");
    let bill = report.bill.as_ref().and_then(|bill| bill.amount.as_ref()).unwrap();
    assert!(flat.ends_with(bill.as_str()), "{page}");
    let beside = if pick.beside.is_empty() { String::new() } else { format!(" ({})", pick.beside.join("; ")) };
    let about = if report.bill.as_ref().unwrap().range.is_some() { "about " } else { "" };
    assert!(flat.starts_with(&format!("{head}{beside}: {about}{bill}")), "{page}");
    assert!(flat.contains(&report.why[0]), "{page}");
    let about = |model: &str| model == pick.model;
    let caveat = report.headlines.iter().find(|h| about(&h.model)).map(|h| &h.text);
    if let Some(caveat) = caveat.or(pick.caveats.first().map(|c| &c.text)) {
        // A long one is cut, and never before its first words.
        let words: String = caveat.chars().take(60).collect();
        assert!(flat.contains(&words), "{words}\n{page}");
    }
}

#[test]
fn the_pick_its_cost_the_reason_and_the_caveat_are_on_the_first_screen() {
    for (who, said) in ASKERS {
        let report = told(said);
        for (columns, lines) in [(80, 24), (120, 40)] {
            let page = short(&report, &Style::plain(columns));
            assert!(page.lines().count() < lines, "{who}:\n{page}");
            assert!(page.lines().all(|line| text::width(line) <= columns), "{who}:\n{page}");
            says_what_matters(&page, &report);
        }
    }
}

/// What makes the lead is what weighs most in it; it is called an estimate if it is one, and nothing is unknown of which something is known.
#[test]
fn doubt_is_told_as_it_is() {
    for (who, said) in ASKERS {
        let report = told(said);
        let Some(doubt) = report.doubt() else { continue };
        if let (Some(ahead), Some(next)) = (&doubt.ahead, &report.runner_up) {
            let most = next.lost_on.iter().max_by_key(|d| d.points).unwrap();
            let estimate = if most.estimated { "an estimate: " } else { "" };
            let label = most.label.rsplit(" › ").next().unwrap().to_lowercase();
            assert!(ahead.by.to_lowercase().starts_with(&format!("{estimate}{label}")), "{who}: {ahead:?} {most:?}");
        }
        if let Some(open) = &report.open {
            let blank = doubt.unknown.iter().any(|text| text.starts_with("Not known of"));
            assert!(!blank || open.between.is_none(), "{who}: {doubt:?}");
        }
        assert_eq!(doubt.level(None).is_some(), report.close.is_some(), "{who}");
    }
}

/// What speaks most against the pick is said before what counts next.
#[test]
fn what_speaks_against_the_pick_is_said_first() {
    for (who, said) in ASKERS {
        let why = told(said).why;
        let place = |start: &str| why.iter().position(|text| text.starts_with(start));
        if let (Some(behind), Some(next)) = (place("Behind"), place("What counts next")) {
            assert!(behind < next, "{who}: {why:?}");
        }
    }
}

/// A machine that nobody named is rented, and a gateway is none that runs the model: the first line says so.
#[test]
fn what_an_offer_is_stands_beside_it() {
    for (said, beside) in [
        ("data_location=own-machines", "rented: no machine of yours was named"),
        ("providers=openrouter", "a gateway: it picks the host"),
    ] {
        let report = told(said);
        assert_eq!(report.ranking[0].beside, [beside]);
        assert!(flat(&short(&report, &Style::plain(80))).contains(&format!(" ({beside}): ")));
    }
    assert!(told("data_location=own-machines gpu_memory_gb=24").ranking[0].beside.is_empty());
}

/// No text has holes: where a fact in it is unknown, it says what the rule is about, and what is not known.
#[test]
fn no_text_is_a_row_of_unknowns() {
    let holes = |text: &str| text.matches("unknown").count() > 1 && text.contains("unknown unknown");
    let texts = |report: &Report| {
        let refusals = report.excluded.iter().flat_map(|out| &out.by).map(|by| by.because.clone());
        let caveats = report.ranking.iter().flat_map(|r| &r.caveats).map(|c| c.text.clone());
        refusals.chain(caveats).collect::<Vec<_>>()
    };
    let graph = shipped();
    for (who, said) in ASKERS.into_iter().chain([("a picture", "input=image context_tokens=100000")]) {
        let report = told(said);
        assert!(texts(&report).iter().all(|text| !holes(text)), "{who}");
        let about = |text: &String| text.contains("; not known: ");
        let named = texts(&report).into_iter().filter(about).all(|text| {
            graph.rulebook().rules.iter().any(|rule| {
                let summary = rule.summary.to_lowercase();
                text.to_lowercase().starts_with(&summary)
            })
        });
        assert!(named, "{who}");
    }
    let old = told("input=image").excluded.into_iter().find(|out| out.model == "meta/llama-2-70b").unwrap();
    let memory = old.by.iter().find(|by| by.rule == "rented-machines-hold-the-text").unwrap();
    assert!(memory.because.contains("; not known: ") && !memory.because.contains("unknown"), "{}", memory.because);
}

proptest! {
    #![proptest_config(cases(24))]

    /// Whatever somebody answers, even where answers contradict one another.
    #[test]
    fn a_short_verdict_is_short(seed in any::<u64>()) {
        let (graph, mut random) = (shipped(), Random(seed | 1));
        let (given, as_of) = (needs(graph.rulebook(), &mut random), date(&mut random));
        let report = report(graph, &graph.complete(given, as_of), as_of, 5, &Digests::default());
        for style in [Style::plain(80), Style { color: true, ..Style::plain(80) }, Style { unicode: false, ..Style::plain(120) }] {
            let page = short(&report, &style);
            prop_assert!(page.lines().count() < 24, "{}", page);
            prop_assert!(style.color || page.lines().all(|line| text::width(line) <= style.width), "{}", page);
            prop_assert!(style.unicode || !page.contains(['…', '≈']), "{}", page);
        }
    }
}
