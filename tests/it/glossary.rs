//! The words that are printed: each in the glossary, once, and on the page.

use std::collections::BTreeSet;

use verdict::glossary::{Term, find, terms};
use verdict::render::words;

use crate::cli::verdict;
use crate::support::{files_below, kept, repo, shipped};

#[test]
fn the_pages_of_words_are_the_glossary() {
    kept("docs/words.md", &words::page());
}

#[test]
fn each_word_has_one_meaning_and_one_line() {
    let mut seen = BTreeSet::new();
    for term in terms() {
        for name in std::iter::once(&term.word).chain(term.shown) {
            // A word in capitals, as a title has it, is the same word.
            let own = name.eq_ignore_ascii_case(term.word) && *name != term.word;
            assert!(own || seen.insert(name.to_string()), "`{name}` has two meanings");
        }
        let Term { word, means, .. } = term;
        assert!(means.ends_with('.') && !means.contains('\n') && means.chars().count() <= 125, "{word}: {means}");
        assert!(means.starts_with(char::is_uppercase) || means.starts_with('`'), "{word}: {means}");
        assert_eq!(find(word).unwrap().word, *word);
    }
}

/// The titles of sections in the sources of the renderings for a terminal, up to what is filled in.
fn titles() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let src = repo("src/render");
    let files = files_below(&src, ".rs").into_iter().filter(|file| {
        let name = file.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
        name == "terminal.rs" || name == "catalog.rs" || name == "test/terminal.rs" || name.starts_with("terminal/")
    });
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for start in ["heading(\"", "heading(&format!(\""] {
            for part in text.split(start).skip(1) {
                let literal = part.split('"').next().unwrap();
                let title = literal.split(['{', ':', '(']).next().unwrap().trim();
                found.push((title.to_string(), file.display().to_string()));
            }
        }
    }
    found
}

#[test]
fn every_title_of_a_section_has_a_word() {
    let titles = titles();
    assert!(titles.len() >= 15, "{titles:?}");
    let missing: Vec<_> = titles.iter().filter(|(title, _)| find(title).is_err()).collect();
    assert!(missing.is_empty(), "no word of src/glossary/terms.rs is shown as {missing:#?}");
}

/// What verdicts print that is neither a letter, nor a number, nor a sign of punctuation; and their labels.
#[test]
fn every_mark_and_label_has_a_word() {
    let calls = [
        "recommend examples/clinic.json",
        "recommend",
        "recommend --top 3 --among gpt-4o-mini,llama-2-70b",
        "recommend --need input=image --need data_location=own-machines --among gpt-4o-mini,llama-2-70b",
        "recommend --weight cost=40 --need budget=tight --top 20",
    ];
    let (mut marks, mut labels) = (BTreeSet::new(), BTreeSet::new());
    for call in calls {
        // The short verdict has its labels on the left.
        let short = verdict(call).run().out;
        let label = |line: &str| line.split_once("  ").map(|(label, _)| label.to_string());
        labels.extend(short.lines().filter_map(label).filter(|l| !l.is_empty() && l.len() < 9 && !l.contains(' ')));
        for label in ["Give up", "By hand"] {
            labels.extend(short.contains(&format!("\n{label}  ")).then(|| label.to_string()));
        }
        let printed = short + &verdict(call).args(["--full"]).run().out;
        let punctuation = "“”’,.;:()[]{}?!'\"`+-–$%/<>=&|_~^@#*\\";
        marks.extend(
            printed.chars().filter(|c| !c.is_alphanumeric() && !c.is_whitespace() && !punctuation.contains(*c)),
        );
        let basis = printed.split("What this rests on\n").nth(1).unwrap_or_default();
        let labelled = basis.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
        labels.extend(labelled.map(|line| line.trim_start().split("  ").next().unwrap().to_string()));
        let said = printed.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.split_once(": "));
        labels.extend(said.map(|(label, _)| label.to_string()).filter(|label| find(label).is_ok()));
    }
    assert!(marks.len() >= 4 && labels.len() >= 6, "{marks:?} {labels:?}");
    for name in marks.iter().map(char::to_string).chain(labels) {
        assert!(find(&name).is_ok(), "no word of src/glossary/terms.rs is shown as `{name}`");
    }
}

#[test]
fn a_word_is_explained_and_a_command_has_its_help() {
    let eligible = verdict("help eligible").answers();
    let term = find("eligible").unwrap();
    assert!(eligible.starts_with("eligible\n") && eligible.contains(term.page), "{eligible}");
    assert_eq!(verdict("help not verified").answers(), verdict("help unverified").answers());
    assert_eq!(verdict("help recommend").answers(), verdict("recommend --help").answers());
    assert_eq!(verdict("help catalog list").answers(), verdict("catalog list --help").answers());
    assert_eq!(verdict("help").answers(), verdict("--help").answers());
    assert!(verdict("help").answers().contains("verdict help eligible"));
    for (asked, meant) in [("eligble", "`eligible`"), ("recomend", "`recommend`")] {
        let wrong = verdict("help").args([asked]).run();
        assert_eq!((wrong.code, wrong.out.as_str()), (Some(2), ""));
        assert!(wrong.err.contains(&format!("did you mean {meant}?")), "{}", wrong.err);
    }
    let strange = verdict("help banana").run();
    assert!(strange.code == Some(2) && !strange.err.contains("did you mean"), "{}", strange.err);
}

/// What the rulebook counts, names and asks is explained by the rulebook.
#[test]
fn a_word_of_the_rulebook_is_explained_by_it() {
    let rulebook = shipped().rulebook();
    for criterion in &rulebook.criteria {
        // What is a word of the program, too, is explained as that.
        if find(&criterion.label).is_err() {
            let explained = verdict("help").args([criterion.label.as_str()]).answers();
            assert!(flat(&explained).contains(&flat(&criterion.meaning)), "{explained}");
        }
    }
    for winner in &rulebook.winners {
        assert!(verdict("help").args([winner.label.as_str()]).answers().contains(&winner.label));
    }
}

/// Words that people met in a verdict and asked for.
#[test]
fn what_people_asked_for_is_explained() {
    let asked = "gateway, Elo, open weights, window, room for text, API, developer, maker, reseller, host, monthly cost, measured, computed, \
                 curated, thinking, tokens, first token, decided by, may be as good, level, lead, cheapest, most private, most capable, \
                 left out, could be, exact, rank-order centroid, region, deprecated, successor, yours, one list alone has it, Pareto, verdict";
    for word in asked.split(", ") {
        let help = verdict("help").args([word.trim()]).run();
        assert_eq!(help.code, Some(0), "{word}: {}", help.err);
    }
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Also a word that is a command as well.
#[test]
fn every_word_is_explained() {
    for term in terms() {
        let explained = verdict("help").args([term.word]).answers();
        assert!(explained.contains(&format!("{}\n", term.word)) && explained.contains(term.page), "{explained}");
    }
}
