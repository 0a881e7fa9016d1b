//! How old the facts are is said: by `--version`, and where somebody asks for a day long after them.

use verdict::catalog::Catalog;
use verdict::diagnostic::Code;
use verdict::value::Date;

use super::Verdict;
use crate::invalid::World;
use crate::support::shipped;

#[test]
fn the_version_has_the_date_of_the_facts() {
    let date = shipped().catalog().as_of().unwrap();
    let version = Verdict::new().shipped().args(["--version"]).answers();
    assert_eq!(version, format!("verdict {} (facts of {date})\n", env!("CARGO_PKG_VERSION")));
}

/// The bicycles, whose facts of 2026-01-15 hold for thirty days, as flags that say where they lie.
fn bicycles() -> [String; 2] {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("stale");
    let base = World::base();
    let head = format!("{}\n[stale]\ndays = 30\nreason = 'chains rust'\n", base.0["catalog/catalog.toml"]);
    for (path, text) in &base.with("catalog/catalog.toml", head).0 {
        let file = folder.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    ["rules", "catalog"].map(|part| format!("--{part}={}", folder.join(part).display()))
}

#[test]
fn a_day_long_after_the_facts_is_warned_of_and_its_eve_is_not() {
    let [rules, catalog] = bicycles();
    let call = |command: &str, day: &str| {
        let call = Verdict::new().shipped().args(command.split(' ')).args(["--as-of", day, &catalog]);
        if command.starts_with("catalog") { call } else { call.args([rules.as_str()]) }
    };
    let commands = [
        "recommend",
        "recommend --format ndjson",
        "explain roadster",
        "compare roadster brio/courier",
        "ask --no-input --format json",
        "eval needs.terrain",
        "graph",
        "catalog list",
        "catalog show roadster",
    ];
    for command in commands {
        let told = call(command, "2026-02-15").run().err;
        let line = told.split_whitespace().collect::<Vec<_>>().join(" ");
        let facts_of = "warning[future-date]: the facts are of 2026-01-15, 31 days before 2026-02-15: chains rust";
        assert!(line.starts_with(facts_of), "{command}: {told}");
        assert!(line.contains("= help: take newer statements in"), "{command}: {told}");
        for fresh in ["2026-02-14", "2026-01-15", "2025-06-01"] {
            assert!(!call(command, fresh).run().err.contains("the facts are of"), "{command} on {fresh}");
        }
    }
    for command in ["recommend --format json", "explain roadster --format json"] {
        let warnings = |day: &str| {
            let told: serde_json::Value = serde_json::from_str(&call(command, day).run().out).unwrap();
            told["warnings"].as_array().unwrap().clone()
        };
        assert_eq!(warnings("2026-02-15")[0], "the facts are of 2026-01-15, 31 days before 2026-02-15: chains rust");
        assert!(warnings("2026-02-14").is_empty());
    }
    // Where the request itself has the day, it is the same.
    let request = super::file("late.json", r#"{"as_of": "2026-02-15"}"#);
    let late = Verdict::new().shipped().args(["recommend", &request, &rules, &catalog]).run();
    assert!(late.err.contains("31 days before 2026-02-15"), "{}", late.err);
}

/// The shipped catalog says how long it holds, and why.
#[test]
fn the_shipped_facts_are_old_some_day() {
    let catalog = shipped().catalog();
    let own = catalog.as_of().unwrap();
    assert_eq!(catalog.stale_on(own), None);
    let late = Date::from_days(own.days() + 365).unwrap();
    assert!(catalog.stale_on(late).unwrap().starts_with(&format!("the facts are of {own}, 365 days before {late}: ")));
}

#[test]
fn how_long_facts_hold_is_for_the_catalog_to_say() {
    let read = |stale: &str| {
        let base = World::base();
        let head = format!("{}\n{stale}", base.0["catalog/catalog.toml"]);
        let files = base.with("catalog/catalog.toml", head).folder("catalog/").unwrap();
        let (catalog, found) = Catalog::parse(&files.views());
        let codes: Vec<Code> = found.as_slice().iter().map(|wrong| wrong.code).collect();
        (catalog, codes)
    };
    let late = Date::parse("2099-01-01").unwrap();
    let (silent, found) = read("");
    assert_eq!((silent.stale_on(late), found.as_slice()), (None, &[][..]));
    let (warning, _) = read("[stale]\ndays = 400\nreason = 'bicycles are built to last'");
    let told = warning.stale_on(late).unwrap();
    assert!(told.ends_with(" days before 2099-01-01: bicycles are built to last"), "{told}");
    let day = |days: i32| Date::from_days(warning.as_of().unwrap().days() + days).unwrap();
    assert!(warning.stale_on(day(400)).is_none() && warning.stale_on(day(401)).is_some());
    assert_eq!(read("[stale]\ndays = -1\nreason = 'x'").1, [Code::OutOfRange]);
    assert_eq!(read("[stale]\ndays = 30").1, [Code::MissingKey]);
    assert_eq!(read("[stale]\ndays = 30\nreason = 'x'\nbecause = 'y'").1, [Code::UnknownKey]);
}
