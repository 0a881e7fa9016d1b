//! What a scenario can expect: that each expectation is refuted where it does not hold, and what is wrong with a file is said.

use std::fmt::Write;

use verdict::diagnostic::Source;

use crate::scenario::Scenario;
use crate::support::frozen;

/// Each expectation is refuted where it does not hold, so that none of them holds for nothing.
#[test]
fn a_wrong_expectation_is_noticed() {
    let needs = "summary = 's'\nbecause = 'it is only a test'\namong = ['gpt-4o-mini', 'llama-2-70b']\n[needs]\ninput = ['image']\nregulation = ['hipaa']\n";
    let read = |text: &str| Scenario::new("cases/test", &Source::new("test", format!("{needs}[expect]\n{text}")));
    let mut shown = String::new();
    for wrong in [
        "nothing_eligible = true",
        "first = 'meta/llama-2-70b'",
        "excluded = { model = 'gpt-4o-mini', by = 'images-need-vision' }",
        "excluded = { model = 'llama-2-70b', by = 'fits-your-gpus' }",
        "unverified = { model = 'meta/llama-2-70b', by = 'images-need-vision' }",
        "noted = { model = 'meta/llama-2-70b', by = 'images-need-vision' }",
        "noted = { model = 'gpt-4o-mini', by = 'licence-has-conditions' }",
        "eligible = ['meta/llama-2-70b']",
        "never = 'openai/gpt-4o-mini'",
        "before = { first = 'meta/llama-2-70b', then = 'openai/gpt-4o-mini' }",
        "before = [{ first = 'openai/gpt-4o-mini', then = 'openai/gpt-4o-mini' }]",
        "in_top = { n = 1, models = ['meta/llama-2-70b'] }",
        "score_at_least = { model = 'gpt-4o-mini', points = 100 }",
        "score_at_least = { model = 'llama-2-70b', points = 0 }",
        "derived = { input = ['image'] }",
        "derived = { data_location = 'regions' }",
        "assumed = { latency = 'patient' }",
        "assumed = { input = ['image'] }",
        "contradiction = ['input']",
        "relax = ['input']",
    ] {
        let scenario = read(wrong).unwrap();
        let found = scenario.scenario().run(frozen()).unwrap();
        let [failure] = found.as_slice() else { panic!("{wrong}: {found:?}") };
        let place = &failure.primary.as_ref().unwrap().0;
        assert!(wrong.contains(&place.source.text[place.span.clone()]), "{wrong} is not underlined");
        let _ = writeln!(shown, "{wrong}\n    {failure}");
    }
    insta::assert_snapshot!(shown);
}

/// What was renamed or is gone is said at its place; the spelling of keys, too.
#[test]
fn what_a_scenario_names_must_exist() {
    let run = |text: &str| {
        let scenario = Scenario::new("cases/test", &Source::new("test", text)).unwrap();
        scenario.scenario().run(frozen()).unwrap_err()
    };
    for (text, code, meant) in [
        ("[needs]\n[expect]\nnever = 'openai/gpt-4o-minni'", "unknown-model", "`openai/gpt-4o-mini`"),
        (
            "[needs]\n[expect]\nnoted = { model = 'gpt-4o-mini', by = 'licence-conditions' }",
            "unknown-rule",
            "`licence-has-conditions`",
        ),
        ("[needs]\n[expect]\ncontradiction = 'inputs'", "unknown-need", "`input`"),
        ("[needs]\n[expect]\nderived = { hosting = 'slef-host' }", "unknown-value", "`self-host`"),
        ("[needs]\nhostng = 'api'\n[expect]\nnothing_eligible = true", "unknown-need", "`hosting`"),
        ("among = ['gpt-4o-minni']\n[expect]\nnothing_eligible = true", "unknown-model", "`openai/gpt-4o-mini`"),
    ] {
        let found = run(text);
        let wrong = &found.as_slice()[0];
        assert_eq!((wrong.code.as_str(), wrong.primary.is_some()), (code, true), "{text}");
        assert!(wrong.help[0].contains(meant), "{text}: {:?}", wrong.help);
    }
}

/// Whatever is cut off of a scenario, it is read or reported, and every place that is reported lies in the text.
#[test]
fn a_scenario_may_end_anywhere() {
    let text = "among = ['gpt-4o-mini']\nas_of = '2024-01'\n[needs]\ninput = 'image'\n[expect]\nfirst = 'é'\nnever = ['a', 'b']\n\
        before = { first = 'a', then = 'b' }\nin_top = [{ n = 2, models = 'a' }]\nexcluded = [{ model = 'a', by = 'r' }]\n\
        score_at_least = { model = 'a', points = 60.5 }\nmargin_at_least = 1e300\nderived = { input = ['image'] }\nrelax = 'x'\n\
        [[case]]\nname = 'é'\nexpect.snapshot = true\n[[case]]\nname = 'É'\nneeds.input = 'pdf'\n";
    for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
        let Err(found) = verdict::scenario::parse(&Source::new("test", &text[..end])) else { continue };
        for (place, _) in found.as_slice().iter().filter_map(|d| d.primary.as_ref()) {
            assert!(place.source.text.get(place.span.clone()).is_some(), "{end}: {place:?}");
        }
        assert!(found.has_errors(), "{end}");
    }
}

/// A scenario of ours says where its expectations come from.
#[test]
fn an_expectation_has_an_origin() {
    let rest = "[needs]\n[expect]\nfirst = 'gpt-4o-mini'";
    let lacks = |name: &str, head: &str| {
        Scenario::new(name, &Source::new("test", format!("summary = 's'\n{head}\n{rest}"))).unwrap().lacks().len()
    };
    assert_eq!(lacks("cases/test", "because = 'it is only a test'"), 0);
    assert_eq!(lacks("cases/test", "says = 'it is only a test'"), 1);
    assert_eq!(lacks("a-vs-b/test", "says = 'it is only a test'"), 0);
    assert_eq!(lacks("a-vs-b/test", ""), 1);
}
