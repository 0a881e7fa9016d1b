//! What is sent to somebody: a verdict as a page and as rows of a spreadsheet, and pages that explain and compare.

use std::collections::BTreeSet;

use super::{file, verdict};

/// The calls whose pages are looked at.
const PAGES: &[&str] = &[
    "recommend examples/clinic.json",
    "recommend --among gpt-4o-mini,llama-2-70b --need input=image --need data_location=own-machines",
    "compare llama-2-70b gpt-4o-mini",
    "compare gpt-4o-mini llama-2-70b --need data_location=own-machines",
    "explain gpt-4o-mini",
    "explain gpt-4o-mini --need data_location=own-machines",
];

/// Each page is well-formed, loads nothing, runs nothing; every note is linked from somewhere, and every link leads to a note.
#[test]
fn every_figure_leads_to_its_note_and_every_note_is_there_for_a_figure() {
    for asked in PAGES {
        let page = verdict(asked).args(["--format", "html"]).run().out;
        let xml = page.replace("<!doctype html>", "").replace("<meta charset=\"utf-8\">", "");
        let xml = xml.replace("initial-scale=1\">", "initial-scale=1\"/>");
        let document = roxmltree::Document::parse(&xml).unwrap_or_else(|wrong| panic!("{asked}: {wrong}"));
        let all = |name: &str| document.descendants().filter_map(|node| node.attribute(name)).collect::<Vec<_>>();
        let (ids, unique) = (all("id"), all("id").into_iter().collect::<BTreeSet<_>>());
        assert_eq!(ids.len(), unique.len(), "{asked}: an id is there twice");
        let notes: BTreeSet<&str> =
            document.descendants().filter(|n| n.has_tag_name("li")).filter_map(|n| n.attribute("id")).collect();
        let links: BTreeSet<&str> = all("href").into_iter().filter_map(|link| link.strip_prefix('#')).collect();
        assert_eq!(notes, links, "{asked}");
        for loaded in ["<script", "<img", "<link", "url(", "@import", "onclick"] {
            assert!(!page.contains(loaded), "{asked}: {loaded}");
        }
    }
}

/// The same notes in Markdown: each is referred to, and each reference has one.
#[test]
fn footnotes_are_there_for_what_refers_to_them() {
    for asked in &PAGES[2..] {
        let page = verdict(asked).args(["--format", "markdown"]).run().out;
        let (mut notes, mut refers) = (BTreeSet::new(), BTreeSet::new());
        for line in page.lines() {
            let own = line.strip_prefix("[^").and_then(|rest| rest.split_once("]: "));
            notes.extend(own.map(|(number, _)| number));
            let rest = own.map_or(line, |(_, rest)| rest);
            refers.extend(rest.split("[^").skip(1).filter_map(|part| Some(part.split_once(']')?.0)));
        }
        assert!(!notes.is_empty() || page.contains("not eligible"), "{asked}");
        assert_eq!(notes, refers, "{asked}");
    }
}

#[test]
fn a_comparison_has_the_winner_first_however_the_models_are_named() {
    let pages = ["compare gpt-4o-mini llama-2-70b", "compare llama-2-70b gpt-4o-mini"]
        .map(|asked| verdict(asked).args(["--format", "html"]).answers());
    for page in &pages {
        assert!(page.contains("<h1>GPT-4o mini vs Llama 2 70B</h1>"), "{page}");
        let [winner, other] = ["Use GPT-4o mini if", "Use Llama 2 70B if"].map(|heading| page.find(heading).unwrap());
        assert!(winner < other);
    }
    // How the one stands to the other is told of them as they were named, and the page says so.
    assert!(pages[0].contains("(31.25 : 1)") && pages[0].contains("In brackets: GPT-4o mini against Llama 2 70B."));
    assert!(pages[1].contains("(1 : 31.25)") && pages[1].contains("In brackets: Llama 2 70B against GPT-4o mini."));
    let json = verdict("compare llama-2-70b gpt-4o-mini --format json").json();
    assert_eq!(json["models"][0]["model"], "meta/llama-2-70b");
}

#[test]
fn the_page_of_a_verdict_says_at_once_what_matters() {
    let page = verdict("recommend --format html").answers();
    let report = verdict("recommend --format json").json();
    let (pick, bill) = (&report["ranking"][0], report["bill"]["amount"].as_str().unwrap());
    let title = page.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap();
    assert!(title.starts_with(pick["name"].as_str().unwrap()) && title.ends_with(bill), "{title}");
    let escape = verdict::render::html::escape;
    let open = page.split("<details").next().unwrap();
    for why in report["why"].as_array().unwrap() {
        assert!(open.contains(&escape(why.as_str().unwrap())), "{why}");
    }
    for model in report["ranking"].as_array().unwrap() {
        assert!(open.contains(&escape(model["name"].as_str().unwrap())));
    }
    for caveat in pick["caveats"].as_array().unwrap() {
        assert!(open.contains(&escape(caveat["text"].as_str().unwrap())), "{caveat}");
    }
    assert!(open.contains("points of 100") && open.contains(report["as_of"].as_str().unwrap()), "{open}");
    let none = verdict(PAGES[1]).args(["--format", "html"]).run();
    assert_eq!(none.code, Some(3));
    assert!(none.out.contains("<h1>Nothing is eligible</h1>") && none.out.contains("The least to give up:"));
}

#[test]
fn a_spreadsheet_has_every_eligible_model() {
    let csv = verdict("recommend --format csv").shipped().answers();
    let report = verdict("recommend --top 1000 --format json").shipped().json();
    let ranking = report["ranking"].as_array().unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), ranking.len() + 1);
    assert!(ranking.len() > 5);
    let glance = ranking[0]["glance"].as_array().unwrap();
    let shown: Vec<&str> = glance.iter().map(|g| g["fact"].as_str().unwrap()).collect();
    assert!(!shown.is_empty());
    assert_eq!(
        lines[0],
        format!("rank,model,name,developer,offer,points,least_points,most_points,{},offers,caveats", shown.join(","))
    );
    for (line, model) in lines[1..].iter().zip(ranking) {
        let points = format!("{:.3}", model["score"].as_f64().unwrap() / 1000.0);
        let start = format!("{},{},", model["rank"], model["model"].as_str().unwrap());
        assert!(line.starts_with(&start) && line.contains(&format!(",{points},")), "{line}");
        for glance in model["glance"].as_array().unwrap() {
            assert!(line.contains(&format!(",{},", glance["number"].to_string().trim_end_matches(".0"))), "{line}");
        }
    }
    assert_eq!(verdict("recommend --format csv --top 2").answers().lines().count(), 3);
}

#[test]
fn it_goes_into_a_file_where_one_is_named() {
    let path = file("verdict.html", "");
    assert_eq!(verdict("recommend --format html --output").args([path.as_str()]).answers(), "");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), verdict("recommend --format html").answers());
    verdict("recommend --output no/such/folder.html").run().err.contains("cannot write");
    verdict("recommend --format ndjson --output").args([path.as_str()]).refuses(&["`--output` is not for"]);
}
