//! Text that is compared with a fact whose words are known is one of them, wherever an expression stands.

use verdict::diagnostic::Code;
use verdict::expression::{self, Program};
use verdict::fact::Root;

use super::with;

const FACTS: &str = r#"
[model.maker]
type = "text"
words = "known"
label = "Maker"
meaning = "Who builds it."
[model.colour]
type = "text"
words = "known"
label = "Colour"
meaning = "What it is painted in."
[model.motto]
type = "text"
label = "Motto"
meaning = "What is written on it."
[offer.shop]
type = "text"
words = "known"
inherits = "shops"
label = "Shop"
meaning = "Who sells it."
"#;

/// What is found in an expression: code, message, underlined text, first help.
fn found(text: &str) -> Vec<(Code, String, String, String)> {
    let (catalog, wrong) = with(&[
        ("catalog.toml", "name = 'bicycles'\nversion = '3'\nas_of = 2026-11-22"),
        ("facts.toml", FACTS),
        ("frames.toml", ""),
        (
            "models/acme/roadster.toml",
            "aliases = ['road']\nsource = 'book'\n[facts]\nmaker = [{ value = 'Acme' }, { value = 'Acme & Sons', doubtful = 'a slip' }]\nmotto = 'on'\n[[offer]]\nid = 'attic'\nshop = 'corner'",
        ),
        ("models/zeta/racer.toml", "source = 'book'\n[facts]\nmaker = 'Zeta'"),
        ("shops/corner.toml", "name = 'The corner shop'"),
        ("shops/square.toml", "name = 'The shop on the square'"),
        ("sources.toml", "[sources.book]\nwhat = 'The book'\nas_of = '2020'"),
    ]);
    assert_eq!(wrong.as_slice(), []);
    let ast = expression::parse(text).unwrap_or_else(|e| panic!("{text}: {e:?}"));
    let checked = Program::new().add(&ast, catalog.schema(), &Root::ALL, None);
    let problems = checked.err().unwrap_or_default().into_iter();
    problems
        .map(|p| (p.code, p.message, text[p.span].to_string(), p.help.first().cloned().unwrap_or_default()))
        .collect()
}

#[test]
fn a_word_that_nothing_has_is_underlined() {
    let wrong = |text: &str, message: &str, word: &str, help: &str| {
        let expected = (Code::UnknownWord, message.to_string(), format!("{word:?}"), help.to_string());
        assert_eq!(found(text), [expected], "{text}");
    };
    let never = "`offer.shop` is never `conrer`";
    wrong(r#"offer.shop == "conrer""#, never, "conrer", "did you mean `corner`?");
    wrong(r#""conrer" != offer.shop"#, never, "conrer", "did you mean `corner`?");
    wrong(r#"offer.shop in ["corner", "conrer"]"#, never, "conrer", "did you mean `corner`?");
    wrong(r#"has(model.maker) ? offer.shop == "conrer" : true"#, never, "conrer", "did you mean `corner`?");
    wrong(
        r#"model.maker == (1 > 2 ? "Acme" : "acme")"#,
        "`model.maker` is never `acme`",
        "acme",
        "did you mean `Acme`?",
    );
    wrong(
        r#"model.id == "road""#,
        "`model.id` is never `road`",
        "road",
        "`road` is another name of `acme/roadster`: write that",
    );
    wrong(
        r#"model.id == "Roadster""#,
        "`model.id` is never `Roadster`",
        "Roadster",
        "`Roadster` is another name of `acme/roadster`: write that",
    );
    wrong(
        r#"model.id == "acme/rodster""#,
        "`model.id` is never `acme/rodster`",
        "acme/rodster",
        "did you mean `acme/roadster`?",
    );
    wrong(r#"offer.id != "atic""#, "`offer.id` is never `atic`", "atic", "did you mean `attic`?");
}

/// Own words, doubted ones, words of entries that nothing names, facts without known words, and those that no model has.
#[test]
fn all_other_text_passes() {
    for text in [
        r#"offer.shop in ["corner", "square"]"#,
        r#"model.maker == "Acme & Sons""#,
        r#"model.id == "zeta/racer" && offer.id == "attic""#,
        r#"model.motto == "off""#,
        r#"model.colour == "red""#,
        r#"offer.shop.startsWith("conr")"#,
        "model.maker == offer.shop",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}
