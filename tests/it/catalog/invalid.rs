//! Every mistake is named: its code, its message and the text it underlines.

use verdict::diagnostic::{Code, Diagnostic};

use super::{BICYCLES, with};

/// What is found in the bicycles with these changes: code, message, underlined text.
fn found(changes: &[(&str, &str)]) -> Vec<(Code, String, String)> {
    with(changes).1.into_iter().map(|d| (d.code, d.message.clone(), underlined(&d))).collect()
}

fn underlined(diagnostic: &Diagnostic) -> String {
    let place = diagnostic.primary.as_ref().map(|(place, _)| place);
    place.and_then(|p| p.source.text.get(p.span.clone())).unwrap_or_default().to_string()
}

/// The text of one of the bicycles' files.
fn text(path: &str) -> &'static str {
    BICYCLES.iter().find(|(p, _)| *p == path).expect("there is such a file").1
}

/// Changes a part of a file; expects one diagnostic.
fn check(path: &str, from: &str, to: &str, code: Code, message: &str, underlined: &str) {
    assert!(text(path).contains(from), "`{from}` is in {path}");
    let changed = text(path).replacen(from, to, 1);
    let expected = (code, message.to_string(), underlined.to_string());
    assert_eq!(found(&[(path, &changed)]), [expected], "{to}");
}

const ROADSTER: &str = "models/acme/roadster.toml";

#[test]
fn values_are_held_against_the_declaration() {
    let check = |from, to, code, message, underlined| check(ROADSTER, from, to, code, message, underlined);
    check("price = 250", "price = '250'", Code::WrongKind, "expected a number, found text", "'250'");
    check("price = 250", "price = -1", Code::OutOfRange, "`-1` is too small", "-1");
    check("price = 250", "price = inf", Code::OutOfRange, "the number is infinite or not a number", "inf");
    check("price = 250", "price = []", Code::WrongKind, "there is no statement in this list", "[]");
    check("{ value = 3 }", "{ value = 41 }", Code::OutOfRange, "`41` is too large", "41");
    check("{ value = 3 }", "{ value = 2.5 }", Code::WrongKind, "expected a whole number, found a number", "2.5");
    check("{ value = 3 }", "9007199254740993", Code::OutOfRange, "the number is too large", "9007199254740993");
    check("\"steel\"", "\"steal\"", Code::UnknownValue, "`steal` is not one of the allowed values", "\"steal\"");
    check("\"gravel\"", "\"sand\"", Code::UnknownValue, "`sand` is not one of the allowed values", "\"sand\"");
    check("name = \"Roadster\"", "name = true", Code::WrongKind, "expected text, found true or false", "true");
    check("launched = '1931'", "launched = 1931.5", Code::WrongKind, "expected a date, found a number", "1931.5");
    check("launched = '1931'", "launched = '31 May'", Code::InvalidDate, "`31 May` is not a date", "'31 May'");
}

#[test]
fn bare_dates_of_toml_are_dates() {
    let changed = text(ROADSTER).replace("launched = '1931'", "launched = 1931-05-04");
    assert_eq!(found(&[(ROADSTER, &changed)]), []);
}

#[test]
fn statements_name_what_exists() {
    let check = |from, to, code, message, underlined| check(ROADSTER, from, to, code, message, underlined);
    check("gears = ", "gear = ", Code::UnknownFact, "there is no fact `model.gear`", "gear");
    check("price = 250", "prize = 250", Code::UnknownFact, "there is no fact `offer.prize`", "prize");
    check("price = 250", "per_gear = 2", Code::ComputedFact, "`offer.per_gear` is computed, not stated", "per_gear");
    check("source = \"flyer\"", "source = \"flier\"", Code::UnknownSource, "there is no source `flier`", "\"flier\"");
    check("rider = ", "driver = ", Code::UnknownKey, "a statement has no key `driver`", "driver");
    check(
        "value = 4, ",
        "",
        Code::MissingKey,
        "a statement must have `value`",
        "{ source = \"flyer\", note = \"with the sports hub\", rider = \"Ann\" }",
    );
    check(
        "shop = \"corner\"",
        "shop = \"korner\"",
        Code::MissingFile,
        "there is no file `shops/korner.toml`",
        "\"korner\"",
    );
    let sourceless = "[facts]\ngears = 3";
    let missing = (Code::MissingKey, "a statement must have `source`".to_string(), "3".to_string());
    assert_eq!(found(&[("models/zeta/racer.toml", sourceless)]), [missing]);
}

#[test]
fn ids_are_unique_and_well_formed() {
    let check = |from, to, code, message, underlined| check(ROADSTER, from, to, code, message, underlined);
    check("\"attic\"", "\"corner\"", Code::DuplicateId, "the offer `corner` is there twice", "\"corner\"");
    check("\"attic\"", "\"The Attic\"", Code::InvalidId, "`The Attic` cannot be the id of an offer", "\"The Attic\"");
    check("id = \"attic\"\n", "", Code::MissingKey, "an offer must have `id`", "[[offer]]");
    check(
        "\"old-faithful\"",
        "\"the roadster\"",
        Code::DuplicateId,
        "the alias `the roadster` is given twice",
        "\"the roadster\"",
    );
    check(
        "\"old-faithful\"",
        "\"zeta/racer\"",
        Code::DuplicateId,
        "the alias `zeta/racer` is given twice",
        "\"zeta/racer\"",
    );
    check("aliases =", "alias =", Code::UnknownKey, "a model has no key `alias`", "alias");
    let paths = [
        ("models/Acme/x.toml", Code::InvalidId),
        ("models/x.toml", Code::UnexpectedFile),
        ("wheels.toml", Code::UnexpectedFile),
    ];
    for (path, code) in paths {
        assert_eq!(found(&[(path, "# nothing")]).iter().map(|f| f.0).collect::<Vec<_>>(), [code], "{path}");
    }
}

#[test]
fn declarations_are_checked() {
    let check = |from, to, code, message, underlined| check("facts.toml", from, to, code, message, underlined);
    let set = r#"["road", "gravel", "mud"]"#;
    check(set, r#"["road", "gravel", "road"]"#, Code::DuplicateId, "the value `road` is listed twice", "\"road\"");
    check("max = 40", "most = 40", Code::UnknownKey, "a fact has no key `most`", "most");
    check("type = \"bool\"", "type = \"bool\"\nunit = 'x'", Code::UnknownKey, "a fact has no key `unit`", "unit");
    check("label = \"Gears\"\n", "", Code::MissingKey, "a fact must have `label`", "[model.gears]");
    check("[offer.per_gear]", "[offer.PerGear]", Code::InvalidId, "`PerGear` cannot be the name of a fact", "PerGear");
    check("[offer.per_gear]", "[offer.note]", Code::InvalidId, "`note` cannot be the name of a fact", "note");
    let wrong = "`integral` is not one of the allowed values";
    check("\"integer\"", "\"integral\"", Code::UnknownValue, wrong, "\"integral\"");
    check(
        "label = \"Name\"",
        "inherits = \"models\"\nlabel = \"Name\"",
        Code::UnknownValue,
        "a fact cannot inherit from `models`",
        "\"models\"",
    );
    check("[offer.price]", "[ofer.x]\n[offer.price]", Code::UnknownKey, "`facts.toml` has no key `ofer`", "ofer");
    let many: Vec<String> = (0..65).map(|i| format!("'w{i}'")).collect();
    let facts = text("facts.toml").replace(set, &format!("[{}]", many.join(", ")));
    let codes: Vec<_> = found(&[("facts.toml", &facts)]).into_iter().map(|f| (f.0, f.1)).collect();
    assert_eq!(codes[0], (Code::OutOfRange, "a set has 1 to 64 values, not 65".into()));
}

#[test]
fn whole_files_are_checked() {
    for (path, message) in
        [("catalog.toml", "the catalog has no `catalog.toml`"), ("frames.toml", "the file `frames.toml` is not there")]
    {
        let first = found(&[(path, "")]).into_iter().next();
        assert_eq!(first.map(|f| (f.0, f.1)), Some((Code::MissingFile, message.to_string())));
    }
    assert_eq!(found(&[("facts.toml", "")])[0].1, "the catalog has no `facts.toml`");
    check("catalog.toml", "version = '3'", "", Code::MissingKey, "`catalog.toml` must have `version`", "");
}

#[test]
fn entries_that_nobody_can_name_are_found() {
    check(
        "frames.toml",
        "[frames.carbon]",
        "[frames.wood]\n[frames.carbon]",
        Code::UnknownValue,
        "`wood` is no value of `model.frame`",
        "wood",
    );
}

#[test]
fn help_names_the_nearest_and_the_allowed() {
    let changed = text(ROADSTER).replace("\"steel\"", "\"steal\"");
    let (_, found) = with(&[(ROADSTER, &changed)]);
    assert_eq!(found.as_slice()[0].help, ["did you mean `steel`?", "allowed: `steel`, `carbon`"]);
}

#[test]
fn all_problems_of_all_files_are_reported_at_once() {
    let roadster = "[facts]\ngears = 'x'\nframe = 1\n[[offer]]\ncolour = 2";
    let racer = "[facts]\nwings = 2";
    let codes: Vec<_> =
        found(&[(ROADSTER, roadster), ("models/zeta/racer.toml", racer)]).into_iter().map(|f| f.0).collect();
    assert_eq!(codes, [Code::WrongKind, Code::WrongKind, Code::MissingKey, Code::UnknownFact, Code::UnknownFact]);
}

/// A self-hosting section for the bicycles: they have neither weights nor parameters.
const SELF_HOST: &str = "id = 'own'
source = 'book'
gpu_counts = [1, 2]
cache_percent = 10
overhead_gb_per_gpu = 1
[[precision]]
id = 'fine'
bits = 8
[[load]]
tokens = 10
sequences = 1
[max_gpus]
card = 1
[facts]
shop = 'corner'
";
const HARDWARE: &str = "source = 'book'
[hardware.card]
name = 'Card'
hourly = [{ provider = 'x', value = 1.0, source = 'book' }]
";

#[test]
fn assumptions_and_hardware_are_checked() {
    let found = |self_host: &str, hardware: &str| found(&[("self-host.toml", self_host), ("hardware.toml", hardware)]);
    assert_eq!(found(SELF_HOST, HARDWARE), []);
    for (from, to, code, message, underlined) in [
        ("id = 'own'", "id = 'My own'", Code::InvalidId, "`My own` cannot begin the id of an offer", "'My own'"),
        ("[1, 2]", "[0, 2]", Code::OutOfRange, "`0` GPUs are not possible", "0"),
        ("sequences = 1", "sequences = -1", Code::OutOfRange, "`-1` is too small", "-1"),
        (
            "source = 'book'\n",
            "source = 'book'\nas_of = 1\n",
            Code::WrongKind,
            "expected a date, found a whole number",
            "1",
        ),
        ("sequences = 1\n", "", Code::MissingKey, "a load must have `sequences`", "[[load]]"),
        ("card = 1", "cart = 1", Code::UnknownValue, "there is no hardware `cart`", "cart"),
        ("id = 'fine'", "id = 'Fine'", Code::InvalidId, "`Fine` cannot be part of an id", "'Fine'"),
        ("shop = 'corner'", "shop = 'korner'", Code::MissingFile, "there is no file `shops/korner.toml`", "'korner'"),
        (
            "[max_gpus]",
            "[[precision]]\nid = 'fine'\nbits = 4\n[max_gpus]",
            Code::DuplicateId,
            "the precision `fine` is there twice",
            "'fine'",
        ),
    ] {
        let expected = (code, message.to_string(), underlined.to_string());
        assert_eq!(found(&SELF_HOST.replacen(from, to, 1), HARDWARE), [expected], "{to}");
    }
    for (from, to, code, message, underlined) in [
        ("name = 'Card'", "weigth = 10", Code::UnknownFact, "there is no fact `offer.weigth`", "weigth"),
        ("value = 1.0", "value = -10", Code::OutOfRange, "`-10` is too small", "-10"),
        ("value = 1.0", "value = nan", Code::OutOfRange, "the number is infinite or not a number", "nan"),
        (
            "provider = 'x', ",
            "",
            Code::MissingKey,
            "an hourly price must have `provider`",
            "{ value = 1.0, source = 'book' }",
        ),
    ] {
        let expected = (code, message.to_string(), underlined.to_string());
        assert!(found(SELF_HOST, &HARDWARE.replacen(from, to, 1)).contains(&expected), "{to}");
    }
}

#[test]
fn a_computed_fact_of_another_type_is_refused() {
    let facts = format!("{}\n[offer.gpus]\ntype = 'bool'\nlabel = 'GPUs'\nmeaning = 'How many.'", text("facts.toml"));
    let changes = [("facts.toml", &*facts), ("self-host.toml", SELF_HOST), ("hardware.toml", HARDWARE)];
    let message = "`offer.gpus` is computed as a whole number, which does not fit".to_string();
    assert_eq!(found(&changes), [(Code::WrongKind, message, "gpus".to_string())]);
}

#[test]
fn any_value_in_any_place_is_read_or_reported() {
    let odd = [
        "1",
        "-1",
        "nan",
        "1e300",
        "''",
        "[]",
        "{}",
        "[[1]]",
        "true",
        "{ value = {} }",
        "[{ value = [] }]",
        "1979-05-27",
    ];
    let files = BICYCLES.into_iter().chain([("self-host.toml", SELF_HOST), ("hardware.toml", HARDWARE)]);
    let (mut read, mut reported) = (0, 0);
    for (path, text) in files {
        for (line, key) in text.lines().filter_map(|line| Some((line, line.split_once('=')?.0))) {
            for value in odd {
                let changed = text.replacen(line, &format!("{key}= {value}"), 1);
                if verdict::document::toml::parse(&changed).is_ok() {
                    let mut changes = vec![("self-host.toml", SELF_HOST), ("hardware.toml", HARDWARE)];
                    changes.retain(|(unchanged, _)| *unchanged != path);
                    changes.push((path, &changed));
                    let mistakes = found(&changes);
                    if mistakes.is_empty() { read += 1 } else { reported += 1 }
                }
            }
        }
    }
    assert!(read > 50 && reported > 500, "{read} read, {reported} reported");
}
