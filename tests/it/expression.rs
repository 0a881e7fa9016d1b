//! The expression language: what it says to what it refuses, and what it means.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may fail as tests do")]

use verdict::diagnostic::Code;
use verdict::expression::{Column, NodeId, Problem, Program, Run, Statics, Table, parse};
use verdict::fact::{FactId, Root, Schema};
use verdict::value::{Date, Type, Value};

use crate::random_expression::{fact, words};

fn schema() -> Schema {
    let mut schema = Schema::new();
    let facts = [
        ("needs.vision", Type::Bool),
        ("needs.context_tokens", Type::Integer),
        ("needs.budget", Type::Number),
        ("needs.input", Type::Set(words(&["text", "image", "pdf"]))),
        ("needs.region", Type::Text),
        ("needs.as_of", Type::Date),
        ("model.context_window", Type::Integer),
        ("model.score", Type::Number),
        ("model.name", Type::Text),
        ("model.open", Type::Bool),
        ("model.input", Type::Set(words(&["text", "image", "audio"]))),
        ("model.released", Type::Date),
        ("model.parameters", Type::Integer),
        ("offer.kind", Type::Enum(words(&["api", "batch", "self-host"]))),
        ("offer.precision", Type::Enum(words(&["int4", "fp16"]))),
        ("offer.price", Type::Number),
        ("offer.bill", Type::Number),
        ("offer.twice", Type::Number),
    ];
    for (id, ty) in facts {
        let root = Root::parse(id.split('.').next().unwrap()).unwrap();
        schema.declare(fact(id, root, ty)).unwrap();
    }
    schema
}

fn problems(text: &str, roots: &[Root], expected: Option<&Type>) -> Vec<Problem> {
    match parse(text) {
        Err(problems) => problems,
        Ok(ast) => Program::new().add(&ast, &schema(), roots, expected).err().unwrap_or_default(),
    }
}

/// `text` is refused with this code and message, which underlines `part`; and nothing else is reported.
#[track_caller]
fn refused(code: Code, text: &str, part: &str, message: &str) {
    let found = problems(text, &Root::ALL, None);
    let [problem] = found.as_slice() else { panic!("{text}\none problem expected, found {found:#?}") };
    assert_eq!(problem.message, message, "{text}");
    assert_eq!(problem.code, code, "{text}");
    assert_eq!(text.get(problem.span.clone()), Some(part), "{text}\n{}", problem.message);
    assert!(!problem.label.is_empty() && !problem.message.ends_with('.'), "{text}");
    assert!(problem.message.starts_with(|c: char| !c.is_uppercase()), "{text}");
}

#[test]
fn what_is_no_expression_is_explained() {
    let check = |text, part, message| refused(Code::ExpressionSyntax, text, part, message);
    check("", "", "there is no expression here");
    check("  // nothing", "  // nothing", "there is no expression here");
    check("model.score >=", "", "expected a value after `>=`, found the end of the expression");
    check("model.score = 3", "=", "`=` is not an operator: write `==` to compare");
    check("model.score === 3", "===", "`===` is not an operator: write `==` to compare");
    check("model.score !== 3", "!==", "`!==` is not an operator: write `!=`");
    check("model.score <> 3", "<>", "`<>` is not an operator: write `!=`");
    check("model.score => 3", "=>", "`=>` is not an operator: write `>=`");
    check("model.score =< 3", "=<", "`=<` is not an operator: write `<=`");
    check("model.score ≥ 3", "≥", "`≥` is not an operator: write `>=`");
    check("model.score – 3", "–", "`–` is not an operator: write `-`");
    check("model.open & needs.vision", "&", "`&` is not an operator: write `&&`");
    check("model.open | needs.vision", "|", "`|` is not an operator: write `||`");
    check("model.open and needs.vision", "and", "`and` is not an operator: write `&&`");
    check("model.open OR needs.vision", "OR", "`OR` is not an operator: write `||`");
    check("not model.open", "not", "`not` is not an operator: write `!` before the value");
    check("not (model.open)", "not", "`not` is not an operator: write `!` before the value");
    check("model.open && not (model.open)", "not", "`not` is not an operator: write `!` before the value");
    check("model.open is true", "is", "`is` is not an operator: write `==` to compare");
    check("model.open is not true", "is", "`is not` is not an operator: write `!=`");
    check("\"image\" not in model.input", "not", "`not in` is not an operator: write `!(x in y)`");
    check("\"image\" IN model.input", "IN", "`IN` is not an operator: write `in`");
    check("model.name contains \"a\"", "contains", "`contains` is not an operator: write `x.contains(…)`");
    check("model.open == True", "True", "`True` is not a value: write `true`");
    check("model.open == yes", "yes", "`yes` is not a value: write `true`");
    check("model.context_window >= 32k", "32k", "`32k` is not a number: write `32000`");
    check("model.context_window >= 1.5M", "1.5M", "`1.5M` is not a number: write `1500000`");
    check("model.context_window >= 32_000", "32_000", "`32_000` is not a number: write `32000`");
    check("model.context_window >= 32,000", "32,000", "`32,000` is not a number: write `32000`");
    check("model.context_window >= 3rd", "3rd", "`3rd` is not a number");
    check("model.context_window >= 0x", "0x", "`0x` is not a number");
    check("model.score >= 1.", "1.", "`1.` is not a number: write `1.0`");
    check("model.score >= 1.2.3", ".3", "expected an operator, found `.3`");
    check("model.score >= 1e999", "1e999", "`1e999` is too large for a number");
    check(
        "model.score > 9223372036854775808",
        "9223372036854775808",
        "`9223372036854775808` is too large for a whole number",
    );
    check(
        "model.score > 18446744073709551616",
        "18446744073709551616",
        "`18446744073709551616` is too large for a whole number",
    );
    check("offer.price <= $3", "$3", "`$3` is not a number: write `3`");
    check("offer.price <= €0.5", "€0.5", "`€0.5` is not a number: write `0.5`");
    check("model.score >= 80%", "", "expected a value after `%`, found the end of the expression");
    check("model.name == “a”", "“", "`“` does not open a text: write `\"`");
    check("model.name == \"a", "\"a", "this text is not closed: add a closing `\"`");
    check("model.name == 'a && true", "'a && true", "this text is not closed: add a closing `'`");
    check("model.name == '''a'", "'''a'", "this text is not closed: add a closing `'''`");
    check("model.name == \"a\nb\"", "\"a", "this text is not closed: add a closing `\"`");
    check(r#"model.name == "C:\dir""#, r"\d", r"`\d` is not an escape");
    check(r#"model.name == "\ud800""#, r"\ud800", r"`\ud800` is not an escape");
    check("model.name.startsWith(\"gpt\"", "(", "this `(` is not closed: add a `)`");
    check("(model.open && (needs.vision || true)", "(", "this `(` is not closed: add a `)`");
    check("offer.kind in [\"api\", \"batch\"", "[", "this `[` is not closed: add a `]`");
    check("(model.open", "(", "this `(` is not closed: add a `)`");
    check("(model.open]", "]", "`]` does not close the `(` at column 1: write `)`");
    check("true &&\n [model.open)", ")", "`)` does not close the `[` at column 2: write `]`");
    check("model.open)", ")", "`)` closes nothing");
    check(") && model.open", ")", "`)` closes nothing");
    check("()", "()", "there is nothing between these brackets");
    check("offer.kind in (\"api\", \"batch\")", "(\"api\", \"batch\")", "a list is written with `[` and `]`");
    check(
        "1 < model.score < 3",
        "1 < model.score < 3",
        "comparisons cannot be chained: write `1 < model.score && model.score < 3`",
    );
    check("1 == 1 in [1]", "1 == 1 in [1]", "comparisons cannot be chained: put one of them in brackets");
    check("model.open ? 1", "model.open ? 1", "`?` without `:`");
    check("(model.open ? 1)", "model.open ? 1", "`?` without `:`");
    check("model.open : 1", ":", "`:` without `?`");
    check("true ? false ? 1 : 2 : 3", "false ?", "a choice between `?` and `:` goes in brackets");
    check("model.open model.open", "model", "expected an operator, found `model`");
    check("model.score 3", "3", "expected an operator, found `3`");
    check("model.name \"a\"", "\"a\"", "expected an operator, found `\"a\"`");
    check("model.open !needs.vision", "!", "expected an operator, found `!`");
    check("&& model.open", "&&", "expected a value, found `&&`");
    check("model.open && && true", "&&", "expected a value after `&&`, found `&&`");
    check("model. == 3", "==", "expected a name after `.`, found `==`");
    check("model.score == 3;", ";", "an expression does not end with `;`: leave it out");
    check("model.score # three", "#", "`#` does not begin a comment: write `//`");
    check("model.score == 3 @", "@", "`@` means nothing in an expression");
    check("model.score ==\u{a0}3", "\u{a0}", "there is an invisible character here (U+00A0): write a plain space");
    check("größe > 3", "größe", "`größe` is not a name: names have letters a to z, digits and `_`");
    check("in model.input", "in", "expected a value before `in`");
    check("if model.open", "if", "`if` cannot be a name");
    check("model.input.all(let, true)", "let", "`let` cannot be a name");
    check("model.true", "true", "`true` cannot be a name");
    check("size(model.input, 1)", "size(model.input, 1)", "`size` takes one value: write `size(model.x)`");
    check(
        "model.name.startsWith()",
        "model.name.startsWith()",
        "`startsWith` takes one text: write `x.startsWith(\"a\")`",
    );
    check(
        "model.input.all(true)",
        "model.input.all(true)",
        "`all` takes a name and a condition: write `x.all(word, word != \"a\")`",
    );
    check("model.input.all(1, true)", "1", "`all` takes a name and a condition: write `x.all(word, word != \"a\")`");
    check("max()", "max()", "`max` takes at least one value: write `max(model.x, 3)`");
    check("size(model.input,)", ")", "expected a value after `,`, found `)`");
}

#[test]
fn what_cel_can_do_and_this_cannot_is_explained() {
    let check = |text, part, message| refused(Code::ExpressionUnsupported, text, part, message);
    check("model.score == null", "null", "there is no `null`: an absent fact is unknown");
    check("model.context_window >= 3u", "3u", "numbers without sign are not supported");
    check("model.name == b\"a\"", "b", "bytes are not supported");
    check("{\"a\": 1}", "{", "maps are not supported");
    check("model.input[0] == \"text\"", "model.input[0]", "taking an item by its place is not supported");
    check("Model{name: 1}", "Model{", "building messages is not supported");
    check(".model.open", ".", "names that begin with a dot are not supported");
    check("model.?open", "?", "optional values are not supported");
    check("`model`.open", "`", "names in backquotes are not supported");
    check("model.name.first.open", "model.name.first", "`model.name` has no parts of its own");
    check("model.name.matches(\"a\")", "matches", "there is no function `.matches` here");
    check("model.input.map(x, x)", "map", "there is no function `.map` here");
    check("timestamp(\"2024-01-01\") < model.released", "timestamp", "there is no function `timestamp` here");
    check("int(model.score) > 1", "int", "there is no function `int` here");
    check("type(model.score) == 1", "type", "there is no function `type` here");
    check("model.name.startswith(\"a\")", "startswith", "there is no function `.startswith` here");
    check(
        "model.input.all(i, x, x == \"a\")",
        "model.input.all(i, x, x == \"a\")",
        "`all` with two names is not supported",
    );
    check("has(model.input.x)", "model.input.x", "`model.input` has no parts of its own");
    check("has(3)", "3", "`has` asks for a fact");
    check("[1, 2]", "[1, 2]", "a list has no value here");
    check("model.score in []", "[]", "an empty list is not supported");
    check("[[1]].exists(x, true)", "[1]", "a list has no value here");
    check(
        "model.open ? model.input : needs.input",
        "model.open ? model.input : needs.input",
        "a choice between sets is not supported",
    );
    check("size(model.input + needs.input) > 1", "model.input + needs.input", "`+` does not take sets");
    check("model.released + needs.as_of", "model.released + needs.as_of", "`+` does not take dates");
    check("model.released + 30", "model.released + 30", "`+` does not take dates");
    check("model.released * 2", "model.released * 2", "`*` does not take dates");
    let check = |text, message| refused(Code::ExpressionUnsupported, text, text, message);
    check("model.released - 30", "`-` takes a date from a date, not a whole number from a date");
    check("30 - model.released", "`-` takes a date from a date, not a date from a whole number");
    check("model.released - model.name", "`-` takes a date from a date, not text from a date");
    let thrice = "model.released - needs.as_of - needs.as_of";
    check(thrice, "`-` takes a date from a date, not a date from a whole number");
    check("\"20\" + \"24\" - needs.as_of", "`-` takes a date from a date, not a date from text");
}

#[test]
fn help_names_what_is_near() {
    let help = |text: &str| problems(text, &Root::ALL, None).iter().flat_map(|p| p.help.clone()).collect::<Vec<_>>();
    assert_eq!(help("model.name.startswith(\"a\")").first().unwrap(), "did you mean `startsWith`?");
    assert_eq!(help("model.scoer > 1").first().unwrap(), "did you mean `model.score`?");
    assert_eq!(help("modle.score > 1").first().unwrap(), "did you mean `model.score`?");
    assert_eq!(help("score > 1").first().unwrap(), "did you mean `model.score`?");
    assert_eq!(
        help("offer.kind == \"selfhost\""),
        ["did you mean `self-host`?", "allowed: `api`, `batch`, `self-host`"]
    );
    assert_eq!(help("model.released.contains(\"2024\")"), ["compare the date: `model.released >= \"2024-01-01\"`"]);
    assert_eq!(
        help("\"a\" in model.name"),
        ["for a part of a text write `model.name.contains(\"a\")`; for one word `==`"]
    );
    assert!(help("offer.kind == api").iter().any(|h| h.contains("text goes in quotes: `\"api\"`")));
}

#[test]
fn types_that_do_not_go_together_are_explained() {
    let check = |text, part, message| refused(Code::ExpressionType, text, part, message);
    check(
        "model.name == 3",
        "model.name == 3",
        "`model.name` is text and `3` is a whole number: they cannot be compared",
    );
    check(
        "model.score > \"3\"",
        "model.score > \"3\"",
        "`model.score` is a number and `\"3\"` is text: they cannot be compared",
    );
    check(
        "model.open == 1",
        "model.open == 1",
        "`model.open` is true or false and `1` is a whole number: they cannot be compared",
    );
    check("model.open < true", "model.open < true", "`<` does not compare true and false");
    check("offer.kind == \"selfhost\"", "\"selfhost\"", "`offer.kind` is never `selfhost`");
    check("\"selfhost\" != (offer.kind)", "\"selfhost\"", "`offer.kind` is never `selfhost`");
    check("offer.kind in [\"api\", \"bathc\"]", "\"bathc\"", "`offer.kind` is never `bathc`");
    check("offer.kind == (model.open ? \"api\" : \"own\")", "\"own\"", "`offer.kind` is never `own`");
    check("\"imgae\" in model.input", "\"imgae\"", "a word of `model.input` is never `imgae`");
    check("model.input.exists(x, x == \"imgae\")", "\"imgae\"", "`x` is never `imgae`");
    check("offer.kind in model.input", "offer.kind", "a word of `model.input` and `offer.kind` have no word in common");
    check(
        "offer.kind == offer.precision",
        "offer.precision",
        "`offer.kind` and `offer.precision` have no word in common",
    );
    check("offer.kind < \"api\"", "offer.kind < \"api\"", "`<` does not compare the words of a list");
    check("model.input == needs.input", "model.input == needs.input", "`==` does not compare sets");
    check("model.input == \"text\"", "model.input == \"text\"", "`==` does not compare sets");
    check("model.released >= \"18.7.2024\"", "\"18.7.2024\"", "`18.7.2024` is not a date");
    check("model.released >= \"2024-02-30\"", "\"2024-02-30\"", "`2024-02-30` is not a date");
    check("model.released - \"2024-02-30\"", "\"2024-02-30\"", "`2024-02-30` is not a date");
    check("\"soon\" - model.released", "\"soon\"", "`soon` is not a date");
    check("\"2024-02-01\" - \"2024-01-01\"", "\"2024-02-01\" - \"2024-01-01\"", "`-` needs numbers, not text and text");
    check("model.released in [\"2024-13-01\"]", "\"2024-13-01\"", "`2024-13-01` is not a date");
    check(
        "model.released >= model.name",
        "model.released >= model.name",
        "`model.released` is a date and `model.name` is text: they cannot be compared",
    );
    check(
        "model.released > 2024",
        "model.released > 2024",
        "`model.released` is a date and `2024` is a whole number: they cannot be compared",
    );
    check("\"a\" in model.name", "\"a\" in model.name", "`in` needs a set or a list, and `model.name` is text");
    check("3 in model.input", "3 in model.input", "`model.input` is a set of words, and `3` is a whole number");
    check("needs.input in model.input", "needs.input in model.input", "`in` asks for one word, not for a set");
    check(
        "model.score in [1, \"a\"]",
        "[1, \"a\"]",
        "the items of this list must have one type: there is a whole number and text",
    );
    check("model.input.contains(\"image\")", "model.input", "`.contains` looks into text, and `model.input` is a set");
    check("model.name.contains(3)", "3", "`.contains` looks into text, and `3` is a whole number");
    check("!model.score", "model.score", "`!` turns round a yes or no, but `model.score` is a number");
    check("model.open && model.score", "model.score", "`&&` joins conditions, but `model.score` is a number");
    check("model.score ? 1 : 2", "model.score", "the part before `?` is a condition, but `model.score` is a number");
    check(
        "model.open ? 1 : \"a\"",
        "model.open ? 1 : \"a\"",
        "the two sides of `:` must have one type: there is a whole number and text",
    );
    check("model.name + 3", "model.name + 3", "`+` adds numbers or joins texts, not text and a whole number");
    check("model.open * 3", "model.open * 3", "`*` needs numbers, not true or false and a whole number");
    check("model.score % 3", "model.score % 3", "`%` needs whole numbers");
    check("-model.name == \"a\"", "-model.name", "`-` needs a number, and `model.name` is text");
    check(
        "size(model.score) > 1",
        "model.score",
        "`size` counts the words of a set or the letters of a text; this is a number",
    );
    check("max(model.name, \"a\")", "max(model.name, \"a\")", "`max` needs numbers or dates, and this is text");
    check("model.input.all(x, size(x))", "size(x)", "`.all` asks for a condition, but `size(x)` is a whole number");
    check("model.name.all(x, true)", "model.name", "`.all` needs a set or a list, and `model.name` is text");
    check("model.input.all(model, true)", "true", "`model` already has a meaning here");
    check("model.input.all(x, needs.input.all(x, true))", "true", "`x` already has a meaning here");
    check("model.input.all(x, x.size > 1)", "x.size", "`x` is one word of the set and has no parts");
}

#[test]
fn names_without_meaning_are_explained() {
    refused(Code::UnknownFact, "model.scoer > 1", "model.scoer", "there is no fact `model.scoer`");
    refused(Code::UnknownNeed, "needs.visoin", "needs.visoin", "there is no need `needs.visoin`");
    refused(Code::UnknownFact, "modle.score > 1", "modle.score", "there is no `modle`");
    refused(Code::UnknownFact, "has(modle.score)", "modle.score", "there is no `modle`");
    refused(Code::UnknownFact, "score > 1", "score", "`score` is no fact");
    refused(Code::UnknownFact, "model == 1", "model", "`model` alone is no value");
    refused(Code::UnknownFact, "model.input.all(x, y == \"text\")", "y", "`y` is no fact");
}

#[test]
fn what_may_be_read_depends_on_the_place() {
    let found = problems("needs.vision && model.open", &[Root::Needs], None);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, Code::ExpressionScope);
    assert_eq!(found[0].message, "`model.open` cannot be read here");
    assert_eq!(found[0].help, ["this expression may read `needs` only"]);
    let found = problems("model.input.all(x, x in needs.input)", &[Root::Model, Root::Offer], None);
    assert_eq!(found[0].help, ["this expression may read `model` and `offer` only"]);
}

#[test]
fn the_result_must_have_the_expected_type() {
    let message =
        |text: &str, expected: &Type| problems(text, &Root::ALL, Some(expected)).first().map(|p| p.message.clone());
    let kind = Type::Enum(words(&["api", "batch", "self-host"]));
    assert_eq!(message("model.score", &Type::Bool).unwrap(), "this must be true or false, but it is a number");
    assert_eq!(message("model.score > 1", &Type::Number).unwrap(), "this must be a number, but it is true or false");
    assert_eq!(message("model.score", &Type::Integer).unwrap(), "this must be a whole number, but it is a number");
    assert_eq!(message("\"own\"", &kind).unwrap(), "this value is never `own`");
    assert_eq!(message("\"2024-13\"", &Type::Date).unwrap(), "`2024-13` is not a date");
    for (text, expected) in [
        ("model.context_window", Type::Number),
        ("offer.kind", Type::Text),
        ("model.open ? \"api\" : \"batch\"", kind),
        ("\"2024-07-18\"", Type::Date),
        ("model.released", Type::Date),
        ("model.input", Type::Set(words(&["text", "image", "audio", "video"]))),
    ] {
        assert_eq!(message(text, &expected), None, "{text}");
    }
}

#[test]
fn all_problems_are_reported_at_once() {
    let codes = |text: &str| problems(text, &Root::ALL, Some(&Type::Bool)).iter().map(|p| p.code).collect::<Vec<_>>();
    assert_eq!(
        codes("model.scoer > 1 && offer.kind == \"own\" || modle.x && model.name == 3"),
        [Code::UnknownFact, Code::ExpressionType, Code::UnknownFact, Code::ExpressionType]
    );
    assert_eq!(codes("model.score == null || model.name.matches(\"a\")"), [Code::ExpressionUnsupported; 2]);
}

/// Runs on a thread with little stack: no input may need more.
fn with_little_stack(test: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(1 << 20).spawn(test).unwrap().join().expect("no panic");
}

#[test]
fn no_input_is_too_large_or_too_deep() {
    with_little_stack(|| {
        let nested = |open: &str, close: &str, times: usize| open.repeat(times) + "true" + &close.repeat(times);
        let attacks = [
            ("brackets", nested("(", ")", 10_000)),
            ("lists", nested("[", "]", 10_000)),
            ("not", nested("!", "", 10_000)),
            ("minus", nested("-", "", 10_000)),
            ("choices", nested("true ? true : ", "", 10_000)),
            ("calls", nested("size(", ")", 10_000)),
            ("macros", nested("[1].all(x, ", ")", 10_000)),
            ("open brackets", "(".repeat(10_000)),
            ("members", format!("model{}", ".b".repeat(10_000))),
            ("indices", format!("model.b{}", "[0]".repeat(10_000))),
            ("sums", format!("1{}", " + 1".repeat(10_000))),
            ("large", " ".repeat(10 << 20)),
            ("large text", format!("\"{}\"", "é".repeat(5 << 20))),
        ];
        for (name, text) in attacks {
            // As it is, and cut to what the length allows, so that the other limits are reached.
            let short: String = text.chars().take(4_000).collect();
            for text in [text.as_str(), &short] {
                let found = problems(text, &Root::ALL, None);
                assert!(!found.is_empty(), "{name}");
                assert!(text.len() <= 4_096 || found[0].code == Code::ExpressionLimit, "{name}");
                assert!(found.iter().all(|p| text.get(p.span.clone()).is_some()), "{name}");
                assert!(found.iter().all(|p| p.message.len() < 400), "{name}");
            }
        }
        for text in [
            nested("(", ")", 100),
            nested("!", "", 100),
            nested("true ? true : ", "", 100),
            nested("[1].all(x, ", ")", 100),
        ] {
            assert_eq!(problems(&text, &Root::ALL, None)[0].code, Code::ExpressionLimit, "{text}");
        }
        assert_eq!(problems(&nested("(", ")", 60), &Root::ALL, Some(&Type::Bool)), []);
        assert_eq!(problems(&format!("true{}", " && true".repeat(500)), &Root::ALL, Some(&Type::Bool)), []);
        let long = format!("1{}", "+1".repeat(600));
        assert_eq!(problems(&long, &Root::ALL, None)[0].message, "more than 512 operators in a row");
        let short = format!("1{}", "+1".repeat(512));
        assert_eq!(value(&short), Some(Value::Integer(513)));
    });
}

#[test]
fn macros_that_unfold_to_too_much_are_refused() {
    let list = format!("[{}]", (0..100).map(|i| i.to_string()).collect::<Vec<_>>().join(","));
    let text = format!("{list}.all(a, {list}.all(b, {list}.all(c, a + b + c > 0)))");
    let found = problems(&text, &Root::ALL, None);
    assert_eq!(found[0].code, Code::ExpressionLimit);
    assert_eq!(found[0].message, "this unfolds to too many parts");
    // Each variable stands for twice the one before: the text would double with every macro.
    let text = (0..50).fold("x50 > 0".to_owned(), |body, i| {
        let inner = 50 - i;
        let outer = inner - 1;
        format!("[x{outer} + x{outer}].all(x{inner}, {body})")
    });
    let text = format!("[model.score].all(x0, {text})");
    assert_eq!(problems(&text, &Root::ALL, None)[0].code, Code::ExpressionLimit);
}

#[test]
fn arbitrary_bytes_give_a_problem_and_no_panic() {
    let pieces = [
        "model", ".", "open", "(", ")", "[", "]", "&&", "?", ":", "\"", "'", "1", "0x", "é", "\\", "all", ",", " ",
        "in", "-", "!", "{", "\n", "//", "has", "e5", "x",
    ];
    let mut state = 1_u64;
    for _ in 0..20_000 {
        let text: String = (0..12)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                pieces[usize::try_from(state >> 33).unwrap() % pieces.len()]
            })
            .collect();
        for problem in problems(&text, &Root::ALL, None) {
            assert!(text.get(problem.span.clone()).is_some(), "{text}: {problem:?}");
        }
        if let Ok(ast) = parse(&text) {
            assert_eq!(parse(&ast.to_string()).as_ref(), Ok(&ast), "{text}");
        }
    }
}

// What it means.

/// Facts by id; the others are unknown.
fn needs(schema: &Schema, facts: &[(&str, Value)]) -> Vec<Option<Value>> {
    schema.iter().map(|(_, fact)| facts.iter().find(|(id, _)| *id == fact.id).map(|(_, v)| v.clone())).collect()
}

fn table(schema: &Schema, rows: &[&[(&str, Value)]]) -> Table {
    let columns = schema.iter().map(|(_, fact)| {
        let values: Vec<Option<&Value>> =
            rows.iter().map(|row| row.iter().find(|(id, _)| *id == fact.id).map(|(_, v)| v)).collect();
        if fact.root == Root::Needs { Column::Const(None) } else { Column::from_values(&fact.ty, values.into_iter()) }
    });
    Table { rows: rows.len(), columns: columns.collect() }
}

/// The value in a row where `model.open` is true, the window 8, the score 0.5, the name `Größe`, the input text and image,
/// released in July 2024, an API; everything else unknown.
fn value(text: &str) -> Option<Value> {
    let (schema, mut program) = (schema(), Program::new());
    let ast = parse(text).unwrap_or_else(|problems| panic!("{text}: {problems:#?}"));
    let node = program.add(&ast, &schema, &Root::ALL, None).unwrap_or_else(|problems| panic!("{text}: {problems:#?}"));
    let row = [
        ("model.open", Value::Bool(true)),
        ("model.context_window", Value::Integer(8)),
        ("model.score", Value::Number(0.5)),
        ("model.name", Value::text("Größe")),
        ("model.input", Value::List(vec![Value::text("text"), Value::text("image")])),
        ("model.released", Value::Date(Date::parse("2024-07").unwrap())),
        ("offer.kind", Value::text("api")),
    ];
    let needs = needs(&schema, &[("needs.input", Value::List(vec![Value::text("pdf")]))]);
    let table = table(&schema, &[&row]);
    Run::new(&program, &schema, &table, None, &needs).value(node, 0)
}

#[test]
fn three_values() {
    // `needs.vision` is unknown on the constant side, `offer.price > 1` on the column side.
    for unknown in ["needs.vision", "offer.price > 1", "1 / 0 == 1"] {
        for (text, expected) in [
            ("false && U", Some(false)),
            ("U && false", Some(false)),
            ("true && U", None),
            ("U && true", None),
            ("U && U", None),
            ("true || U", Some(true)),
            ("U || true", Some(true)),
            ("false || U", None),
            ("U || false", None),
            ("U || U", None),
            ("model.open || U", Some(true)),
            ("!model.open && U", Some(false)),
            ("!U", None),
            ("U == U", None),
            ("U ? true : true", None),
            ("true ? true : U", Some(true)),
            ("false ? true : U", None),
            ("model.open ? true : U", Some(true)),
            ("!model.open ? true : U", None),
            ("[1, 2].all(x, x > 1 || U)", None),
            ("[1, 2].all(x, x > 1 && U)", Some(false)),
            ("[1, 2].exists(x, x > 1 || U)", Some(true)),
            ("[1, 2].exists(x, x > 1 && U)", None),
            ("[1, 2].exists_one(x, x > 1 || U)", None),
            ("[1, 2].exists_one(x, x > 0 && U)", None),
            ("model.input.all(w, w == \"image\" || U)", None),
            ("model.input.all(w, w == \"image\" && U)", Some(false)),
            ("model.input.exists(w, w == \"image\" || U)", Some(true)),
            ("model.input.exists_one(w, w == \"audio\" || U)", None),
            ("needs.input.all(w, w == \"text\" && U)", Some(false)),
            ("needs.input.exists(w, w == \"text\" && U)", Some(false)),
        ] {
            let text = text.replace('U', &format!("({unknown})"));
            assert_eq!(value(&text), expected.map(Value::Bool), "{text}");
        }
    }
    for (text, expected) in [
        ("has(offer.price)", Some(false)),
        ("has(model.score)", Some(true)),
        ("has(needs.vision)", Some(false)),
        ("offer.price == offer.price", None),
        ("offer.price in [1.0]", None),
        ("1.0 in [1.0, offer.price]", None),
        ("size([1.0, offer.price]) == 2", None),
        ("[1.0, offer.price].exists(x, x == 1.0)", None),
        ("\"text\" in model.input", Some(true)),
        ("max(1.0, offer.price) > 0.0", None),
    ] {
        assert_eq!(value(text), expected.map(Value::Bool), "{text}");
    }
}

#[test]
fn values() {
    let integer = |text: &str, expected: Option<i64>| assert_eq!(value(text), expected.map(Value::Integer), "{text}");
    integer("7 / 2", Some(3));
    integer("-7 / 2", Some(-3));
    integer("-7 % 2", Some(-1));
    integer("7 % -2", Some(1));
    integer("1 / 0", None);
    integer("1 % 0", None);
    integer("9223372036854775807 + 1", None);
    integer("-9223372036854775808 - 1", None);
    integer("-9223372036854775808 / -1", None);
    integer("-(-9223372036854775808)", None);
    integer("4611686018427387904 * 2", None);
    integer("model.context_window * 9223372036854775807", None);
    integer("model.context_window / 0", None);
    integer("model.context_window % 3", Some(2));
    integer("0xFF + 1", Some(256));
    integer("2 + 3 * 4 - 5", Some(9));
    integer("10 - 3 - 2", Some(5));
    integer("100 / 10 / 2", Some(5));
    integer("--5", Some(5));
    integer("size(model.name)", Some(5));
    integer("\"Größe\".size()", Some(5));
    integer("size(model.input)", Some(2));
    integer("size([1, 2, 3])", Some(3));
    integer("min(3, model.context_window, 5)", Some(3));
    integer("max(model.context_window)", Some(8));
    integer("true ? 1 : 1 / 0", Some(1));
    assert_eq!(value("pow(2, 10) + pow(9.0, 0.5)"), Some(Value::Number(1027.0)));
    assert_eq!(value("ceil(2.1)"), Some(Value::Number(3.0)));
    assert_eq!(value("ceil(-2.1)"), Some(Value::Number(-2.0)));
    assert_eq!(value("ceil(7) + ceil(7.0 / 2.0)"), Some(Value::Number(11.0)));
    // The release is dated to the month, which counts as its first day.
    integer("model.released - '2024-06-30'", Some(1));
    integer("'2024-06-30' - model.released", Some(-1));
    integer("model.released - model.released", Some(0));
    integer("model.released - '2024'", Some(182));
    integer("model.released - (model.open ? '2024-02-29' : '2023-02-28')", Some(123));
    integer("(model.open ? '2024-03-01' : model.released) - '2023-03-01'", Some(366));
    integer("(true ? '2025-01-01' : '2026-01-01') - model.released", Some(184));
    integer("model.released - '2024-06-01' - 10 * 2", Some(10));
    integer("10 - (model.released - '2024-06-01') % 7", Some(8));
    integer("-(model.released - '2024-06-01')", Some(-30));
    integer("max(model.released, '2025-01-01') - min(model.released, '2024-06-01')", Some(214));
    integer("model.released - '0000-01-01' - (model.released - '9999-12-31')", Some(3_652_424));
    integer("model.released - needs.as_of", None);
    integer("needs.as_of - model.released + 1", None);

    let number = |text: &str, expected: f64| assert_eq!(value(text), Some(Value::Number(expected)), "{text}");
    number("7 / 2.0", 3.5);
    number("(model.released - '2024-06-01') / 12.0", 2.5);
    number("model.released - '2024-06-01' + 0.5", 30.5);
    number("model.context_window * 0.5", 4.0);
    number("1 + model.context_window + 0.5", 9.5);
    number("7 / 2 + 0.5", 3.5);
    number("model.open ? 1 : 2.5", 1.0);
    number("max(1, model.score)", 1.0);
    number(".5 + 1e3 + 1E-1", 1000.6);

    let truth = |text: &str| assert_eq!(value(text), Some(Value::Bool(true)), "{text}");
    // No number is none: nought by nought, without end, or larger than numbers can be.
    for none in [
        "0.0 / 0.0",
        "1.0 / 0",
        "-1.0 / 0.0",
        "1e300 * 1e300",
        "pow(-2.0, 0.5)",
        "pow(10.0, 400.0)",
        "1.0 / (1.0 / 0.0)",
    ] {
        assert_eq!(value(none), None, "{none}");
        assert_eq!(value(&format!("{none} == 0.5")), None, "{none}");
        assert_eq!(value(&format!("!({none} > 5.0)")), None, "{none}");
    }
    assert_eq!(value("model.score * 0.0 / 0.0 < 1.0"), None);
    truth("model.context_window >= 7.5 && model.context_window < 8.5");
    truth("!(model.context_window == 8.5) && model.context_window != 8.5");
    truth("model.context_window < 1e300 && model.context_window > -1e300");
    truth("model.context_window in [1.5, 8.0]");
    truth("model.score < 1");
    // Exactly, beyond what numbers can tell apart.
    truth("9007199254740993 > 9007199254740992.0");
    truth("model.context_window + 9007199254740985 > 9007199254740992.0");
    truth("9223372036854775807 < 9223372036854775808.0");
    truth("-9223372036854775808 == -9223372036854775808.0");
    truth("model.name == 'Gr\\u00f6\\xdfe' && model.name == \"\"\"Größe\"\"\"");
    truth(r"r'\d' == '\\d' && '\101' == 'A' && '''it's''' == 'it\'s'");
    truth("model.name.startsWith('Gr') && model.name.endsWith('ße') && model.name.contains('öß')");
    truth("(model.name + '!').endsWith('!') && \"a\" < \"b\" && model.name > \"A\"");
    truth("offer.kind == 'api' && offer.kind != 'batch' && offer.kind in ['api', 'batch']");
    truth("(offer.kind + '/' + model.name) == 'api/Größe'");
    truth("model.released >= '2024-07-01' && model.released < '2024-07-02' && model.released == '2024-07'");
    truth("max(model.released, '2025-01-01') == '2025-01-01' && model.released in ['2024-07-01']");
    truth("'2024-08' > model.released && (model.open ? model.released : '2020') > '2023'");
    truth("model.input.exists(w, w.startsWith('im')) && !model.input.all(w, w == 'text')");
    truth("model.input.exists_one(w, size(w) == 5) && [1, 2, 3].exists_one(x, x % 2 == 0)");
    truth("needs.input.all(w, !(w in model.input)) // comments end with the line");
    truth("[model.score, 1].all(x, x > 0) && [\"2024-07-01\", model.released].all(d, d == model.released)");
    truth(
        "model.released - '2024-06-01' == 30 && model.released - '2024-06-01' > 29.5 && !(model.released - '2025' > 0)",
    );
    truth("[model.released, '2024-06-01'].all(d, d - '2024-05-02' in [30, 60])");
    truth("true || false && false");
    truth("1 + 1 == 2 && (1 < 2) == true");
}

#[test]
fn equal_parts_are_one_node_and_only_once() {
    let (schema, mut program) = (schema(), Program::new());
    let mut add = |text: &str| program.add(&parse(text).unwrap(), &schema, &Root::ALL, None).unwrap();
    let node = add("model.score > 0.5 && \"image\" in model.input");
    assert_eq!(add("(model.score>0.5)&&('image' in model.input)"), node);
    let both = add("model.input.all(x, x in needs.input)");
    assert_eq!(add("model.input.all(x, x in needs.input)"), both);
    assert_ne!(add("model.score > 0.25 && \"image\" in model.input"), node);
    let before = program.len();
    assert_eq!(program.text(node, &schema), "model.score > 0.5 && \"image\" in model.input");
    assert_eq!(program.len(), before);
    assert!(program.reads_rows(both) && program.reads_needs(both) && !program.reads_needs(node));
    let names = |node| program.reads(node).iter().map(|f| schema.fact(*f).id.as_str()).collect::<Vec<_>>();
    assert_eq!(names(both), ["needs.input", "model.input"]);
}

fn define(program: &mut Program, schema: &Schema, id: &str, text: &str) -> FactId {
    let fact = schema.find(id).unwrap();
    let node = program.add(&parse(text).unwrap(), schema, &Root::ALL, Some(&schema.fact(fact).ty)).unwrap();
    program.define(fact, node);
    fact
}

#[test]
fn computed_facts_are_computed() {
    let (schema, mut program) = (schema(), Program::new());
    let bill = define(&mut program, &schema, "offer.bill", "offer.price * needs.context_tokens");
    let twice = define(&mut program, &schema, "offer.twice", "offer.bill * 2");
    let add =
        |program: &mut Program, text: &str| program.add(&parse(text).unwrap(), &schema, &Root::ALL, None).unwrap();
    let node = add(&mut program, "offer.twice <= 10");
    let known = add(&mut program, "has(offer.twice)");
    assert_eq!(program.text(node, &schema), "offer.twice <= 10");
    assert!(program.reads(node).contains(&bill) && program.reads(node).contains(&twice));
    assert!(program.reads_needs(node));
    let rows: [&[(&str, Value)]; 2] = [&[("offer.price", Value::Number(2.0))], &[]];
    let (table, needs) = (table(&schema, &rows), needs(&schema, &[("needs.context_tokens", Value::Integer(3))]));
    let run = Run::new(&program, &schema, &table, None, &needs);
    assert_eq!(run.value(node, 0), Some(Value::Bool(false)));
    assert_eq!(run.value(node, 1), None);
    assert_eq!((run.value(known, 0), run.value(known, 1)), (Some(Value::Bool(true)), Some(Value::Bool(false))));
    assert_eq!(run.missing(node, 1), [schema.find("offer.price").unwrap()]);
    let atoms = run.atoms(node, 0);
    let comparison = atoms[0].comparison.as_ref().unwrap();
    assert_eq!((comparison.fact, &comparison.value), (Some(twice), &Some(Value::Number(12.0))));
}

#[test]
fn ten_thousand_facts_computed_from_each_other_need_no_stack() {
    with_little_stack(|| {
        let mut schema = Schema::new();
        let mut program = Program::new();
        let ids: Vec<FactId> = (0..10_000)
            .map(|i| schema.declare(fact(&format!("model.f{i}"), Root::Model, Type::Integer)).unwrap())
            .collect();
        let mut last: Option<NodeId> = None;
        for (i, id) in ids.iter().enumerate() {
            let text = if i == 0 { "1".to_owned() } else { format!("model.f{} + 1", i - 1) };
            let node = program.add(&parse(&text).unwrap(), &schema, &Root::ALL, Some(&Type::Integer)).unwrap();
            program.define(*id, node);
            last = Some(node);
        }
        let table = Table { rows: 1, columns: Vec::new() };
        let run = Run::new(&program, &schema, &table, None, &[]);
        assert_eq!(run.value(last.unwrap(), 0), Some(Value::Integer(10_000)));
        assert_eq!(
            Statics::new(&program, &table, &[last.unwrap()]).column(last.unwrap()).and_then(|c| c.value(0)),
            Some(Value::Integer(10_000))
        );
        assert!(run.missing(last.unwrap(), 0).is_empty());
    });
}

#[test]
fn texts_that_grow_without_end_become_unknown() {
    let mut schema = Schema::new();
    let mut program = Program::new();
    let mut last = None;
    for i in 0..200 {
        let id = schema.declare(fact(&format!("model.t{i}"), Root::Model, Type::Text)).unwrap();
        let text = if i == 0 { "\"abc\"".to_owned() } else { format!("model.t{0} + model.t{0}", i - 1) };
        let node = program.add(&parse(&text).unwrap(), &schema, &Root::ALL, Some(&Type::Text)).unwrap();
        program.define(id, node);
        last = Some(node);
    }
    let table = Table { rows: 1, columns: Vec::new() };
    assert_eq!(Run::new(&program, &schema, &table, None, &[]).value(last.unwrap(), 0), None);
}

// What an explanation shows.

/// `text outcome | subject value operator needed` for each atom.
fn atoms(text: &str, facts: &[(&str, Value)], given: &[(&str, Value)]) -> Vec<String> {
    let (schema, mut program) = (schema(), Program::new());
    let node = program.add(&parse(text).unwrap(), &schema, &Root::ALL, Some(&Type::Bool)).unwrap();
    let (table, needs) = (table(&schema, &[facts]), needs(&schema, given));
    let run = Run::new(&program, &schema, &table, None, &needs);
    let show = |value: &Option<Value>| value.as_ref().map_or("?".to_owned(), ToString::to_string);
    run.atoms(node, 0)
        .iter()
        .map(|atom| {
            let outcome = atom.outcome.map_or("?".to_owned(), |b| b.to_string());
            let comparison = atom.comparison.as_ref().map(|c| {
                let fact = c.fact.map_or("…", |f| &schema.fact(f).id);
                format!(" | {fact} ({}) {} {}", show(&c.value), c.operator, show(&c.needed))
            });
            format!("{} {outcome}{}", atom.text, comparison.unwrap_or_default())
        })
        .collect()
}

#[test]
fn atoms_show_what_an_outcome_rests_on() {
    let (image, pdf) = (Value::text("image"), Value::text("pdf"));
    let set = |words: &[&Value]| Value::List(words.iter().map(|w| (*w).clone()).collect());
    let window = [("model.context_window", Value::Integer(8_000))];
    let tokens = [("needs.context_tokens", Value::Integer(32_000))];
    assert_eq!(
        atoms("needs.context_tokens <= model.context_window", &window, &tokens),
        ["needs.context_tokens <= model.context_window false | model.context_window (8,000) >= 32,000"]
    );
    assert_eq!(
        atoms("!(model.context_window < needs.context_tokens || model.open)", &window, &tokens),
        [
            "model.context_window >= needs.context_tokens false | model.context_window (8,000) >= 32,000",
            "!model.open ? | model.open (?) == no"
        ]
    );
    // One atom for each word that is needed.
    let input = [("model.input", set(&[&image]))];
    assert_eq!(
        atoms("needs.input.all(x, x in model.input)", &input, &[("needs.input", set(&[&image, &pdf]))]),
        [
            "\"image\" in model.input true | model.input (image) has image",
            "\"pdf\" in model.input false | model.input (image) has pdf"
        ]
    );
    assert_eq!(
        atoms("needs.input.all(x, x in model.input)", &input, &[("needs.input", set(&[]))]),
        ["needs.input.all(x, x in model.input) true"]
    );
    // What the needs settle is left out, unless they settle everything.
    let guarded = "!needs.vision || \"image\" in model.input";
    let vision = |b| [("needs.vision", Value::Bool(b))];
    assert_eq!(
        atoms(guarded, &input, &vision(true)),
        ["\"image\" in model.input true | model.input (image) has image"]
    );
    assert_eq!(atoms(guarded, &input, &vision(false)), ["!needs.vision true | needs.vision (no) == no"]);
    assert_eq!(
        atoms(
            "needs.vision ? model.open : offer.price * 2 <= needs.budget",
            &[("offer.price", Value::Number(3.0))],
            &[("needs.vision", Value::Bool(false)), ("needs.budget", Value::Integer(5)),]
        ),
        ["offer.price * 2 <= needs.budget false | … (6) <= 5"]
    );
    assert_eq!(
        atoms(
            "offer.kind in [\"api\", \"batch\"] && has(model.score) && model.name.startsWith(\"g\")",
            &[("offer.kind", Value::text("self-host"))],
            &[]
        ),
        [
            "offer.kind in [\"api\", \"batch\"] false | offer.kind (self-host) in api, batch",
            "has(model.score) false | model.score (?) known ?",
            "model.name.startsWith(\"g\") ? | model.name (?) startsWith g"
        ]
    );
    // A condition over needs alone shows all its parts.
    assert_eq!(
        atoms(
            "needs.vision && needs.context_tokens >= 32000",
            &[],
            &[("needs.vision", Value::Bool(true)), tokens[0].clone()]
        ),
        [
            "needs.vision true | needs.vision (yes) == yes",
            "needs.context_tokens >= 32000 true | needs.context_tokens (32,000) >= 32,000"
        ]
    );
    assert_eq!(
        atoms("model.input.exists(x, x == \"image\")", &input, &[]),
        ["model.input.exists(x, x == \"image\") true"]
    );
}

#[test]
fn missing_facts_are_those_that_matter() {
    let (schema, mut program) = (schema(), Program::new());
    let mut missing = |text: &str| {
        let node = program.add(&parse(text).unwrap(), &schema, &Root::ALL, None).unwrap();
        let facts = [("model.open", Value::Bool(true)), ("model.context_window", Value::Integer(0))];
        let (table, needs) = (table(&schema, &[&facts]), needs(&schema, &[]));
        let run = Run::new(&program, &schema, &table, None, &needs);
        run.missing(node, 0).iter().map(|f| schema.fact(*f).id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(missing("model.open && (offer.price > 1 || needs.vision)"), ["needs.vision", "offer.price"]);
    assert_eq!(missing("model.open || offer.price > 1"), [""; 0]);
    assert_eq!(missing("model.open ? offer.price > 1 : needs.vision"), ["offer.price"]);
    assert_eq!(missing("needs.vision ? offer.price > 1 : model.score > 1"), ["needs.vision"]);
    assert_eq!(missing("1 / model.context_window > 1"), [""; 0]);
    assert_eq!(missing("needs.input.all(x, x in model.input)"), ["needs.input"]);
}

#[test]
fn needs_decide_without_a_look_at_the_rows() {
    let (schema, mut program) = (schema(), Program::new());
    let text = "needs.vision && model.score > 1 || needs.input.exists(x, x in model.input)";
    let node = program.add(&parse(text).unwrap(), &schema, &Root::ALL, None).unwrap();
    let table = table(&schema, &[&[], &[]]);
    let needs = needs(&schema, &[("needs.vision", Value::Bool(false)), ("needs.input", Value::List(Vec::new()))]);
    let run = Run::new(&program, &schema, &table, None, &needs);
    assert_eq!(run.column(node), &Column::Const(Some(Value::Bool(false))));
    assert_eq!(run.constant(node), Some(Value::Bool(false)));
}

#[test]
fn answers_of_the_wrong_type_are_unknown() {
    let (schema, mut program) = (schema(), Program::new());
    let node = program.add(&parse("needs.context_tokens > 1").unwrap(), &schema, &Root::ALL, None).unwrap();
    let table = Table { rows: 1, columns: Vec::new() };
    let needs = needs(&schema, &[("needs.context_tokens", Value::text("many"))]);
    assert_eq!(Run::new(&program, &schema, &table, None, &needs).value(node, 0), None);
}

#[test]
fn programs_are_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Program>();
    shared::<Table>();
    shared::<Statics>();
}
