//! The words of the language and the words that people try: functions, methods, and what to say about everything else.

use std::ops::Range;

use super::Problem;
use super::lexer::{Token, shorten};
use super::parser::{Parser, Stop};
use super::syntax::{Function, Index, Quantifier, Syntax};
use crate::diagnostic::nearest;

/// Every function and method there is, as it is called.
pub(super) const CALLS: [&str; 12] =
    ["has", "size", "min", "max", "ceil", "pow", "startsWith", "endsWith", "contains", "all", "exists", "exists_one"];

/// What CEL or its libraries can do and this language cannot, with what to do instead.
pub(super) const UNSUPPORTED: [(&str, &str); 25] = [
    ("map", "ask with `.all`, `.exists` or `.exists_one`"),
    ("filter", "ask with `.all`, `.exists` or `.exists_one`"),
    ("matches", "use `.startsWith`, `.endsWith` or `.contains`"),
    ("timestamp", "compare a date with text: `model.released >= \"2024-07-18\"`"),
    ("duration", "the difference of two dates is a whole number of days: `model.released - \"2024-07-18\" >= 30`"),
    ("date", "compare a date with text: `model.released >= \"2024-07-18\"`"),
    ("getFullYear", "compare a date with text: `model.released >= \"2024-01-01\"`"),
    ("getMonth", "compare a date with text: `model.released >= \"2024-01-01\"`"),
    ("type", "facts have fixed types, so there is nothing to ask"),
    ("int", "whole numbers and numbers go together without conversion"),
    ("uint", "whole numbers and numbers go together without conversion"),
    ("double", "whole numbers and numbers go together without conversion"),
    ("string", "facts have fixed types: compare them as they are"),
    ("bool", "facts have fixed types: compare them as they are"),
    ("bytes", "facts have fixed types: compare them as they are"),
    ("dyn", "facts have fixed types: compare them as they are"),
    ("existsOne", "write `exists_one`"),
    ("any", "write `exists`"),
    ("len", "write `size`"),
    ("length", "write `size`"),
    ("count", "write `size`"),
    ("greatest", "write `max(a, b)`"),
    ("least", "write `min(a, b)`"),
    ("includes", "write `contains` for text and `in` for a set"),
    ("defined", "write `has(model.x)`"),
];

/// Words that CEL keeps for itself.
const RESERVED: [&str; 17] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "namespace",
    "package",
    "return",
    "var",
    "void",
    "while",
];

/// Whether `word` is written by people where an operator goes, so that `not (x)` is no call.
pub(super) fn is_operator_word(word: &str) -> bool {
    operator_word(word).is_some() || matches!(word, "in" | "true" | "false")
}

fn operator_word(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word.to_ascii_lowercase().as_str() {
        "and" => ("&&", ""),
        "or" => ("||", ""),
        "not" => ("!", ""),
        "is" | "eq" | "equals" => ("==", " to compare"),
        "ne" => ("!=", ""),
        "lt" => ("<", ""),
        "le" => ("<=", ""),
        "gt" => (">", ""),
        "ge" => (">=", ""),
        "mod" => ("%", ""),
        "div" => ("/", ""),
        "in" if word != "in" => ("in", ""),
        _ => return None,
    })
}

/// A call of the form `size(x)`.
pub(super) fn function(
    p: &mut Parser<'_>,
    name: &str,
    arguments: &[Index],
    span: &Range<usize>,
    place: &Range<usize>,
) -> Syntax {
    let problem = match (name, arguments) {
        ("has", [of]) => match p.syntax(*of) {
            (Syntax::Fact(..), _) => return Syntax::Has(*of),
            (Syntax::Refused, _) => return Syntax::Refused,
            (_, at) => Problem::unsupported(at, "`has` asks for a fact").help("write `has(model.x)`"),
        },
        ("size", [_]) => return Syntax::Call(Function::Size, arguments.to_vec()),
        ("min", [_, ..]) => return Syntax::Call(Function::Min, arguments.to_vec()),
        ("max", [_, ..]) => return Syntax::Call(Function::Max, arguments.to_vec()),
        ("ceil", [_]) => return Syntax::Call(Function::Ceil, arguments.to_vec()),
        ("pow", [_, _]) => return Syntax::Call(Function::Pow, arguments.to_vec()),
        ("pow", _) => usage(span, name, "a number and its power", "pow(model.x, 0.5)"),
        ("has" | "size" | "ceil", _) => usage(span, name, "one value", &format!("{name}(model.x)")),
        ("min" | "max", _) => usage(span, name, "at least one value", &format!("{name}(model.x, 3)")),
        ("startsWith" | "endsWith" | "contains", _) => {
            usage(span, name, "text before the dot", &format!("model.x.{name}(\"a\")"))
        }
        ("all" | "exists" | "exists_one", _) => {
            usage(span, name, "a set before the dot", &format!("model.x.{name}(word, word != \"a\")"))
        }
        _ => unknown_call(name, place, false),
    };
    p.problems.push(problem);
    Syntax::Refused
}

/// A call of the form `model.x.startsWith("a")`.
pub(super) fn method(
    p: &mut Parser<'_>,
    name: &str,
    base: Index,
    arguments: &[Index],
    span: &Range<usize>,
    place: &Range<usize>,
) -> Syntax {
    let with_base = || std::iter::once(base).chain(arguments.iter().copied()).collect();
    let quantifier = match name {
        "all" => Some(Quantifier::All),
        "exists" => Some(Quantifier::Exists),
        "exists_one" => Some(Quantifier::ExistsOne),
        _ => None,
    };
    let problem = match (name, arguments) {
        ("startsWith", [_]) => return Syntax::Call(Function::StartsWith, with_base()),
        ("endsWith", [_]) => return Syntax::Call(Function::EndsWith, with_base()),
        ("contains", [_]) => return Syntax::Call(Function::Contains, with_base()),
        ("size", []) => return Syntax::Call(Function::Size, with_base()),
        ("startsWith" | "endsWith" | "contains", _) => usage(span, name, "one text", &format!("x.{name}(\"a\")")),
        ("size", _) => usage(span, name, "no value", "x.size()"),
        ("all" | "exists" | "exists_one", [variable, body]) => match (p.syntax(*variable), quantifier) {
            ((Syntax::Name(variable), _), Some(quantifier)) => {
                return Syntax::Loop(quantifier, base, variable.clone(), *body);
            }
            ((Syntax::Refused, _), _) => return Syntax::Refused,
            ((_, at), _) => usage(&at, name, "a name and a condition", &format!("x.{name}(word, word != \"a\")")),
        },
        ("all" | "exists" | "exists_one", [_, _, _]) => {
            Problem::unsupported(span.clone(), format!("`{name}` with two names is not supported"))
                .help(format!("write `x.{name}(word, word != \"a\")`"))
        }
        ("all" | "exists" | "exists_one", _) => {
            usage(span, name, "a name and a condition", &format!("x.{name}(word, word != \"a\")"))
        }
        ("min" | "max" | "ceil" | "pow", _) => {
            Problem::unsupported(place.clone(), format!("`{name}` is not called with a dot"))
                .help(format!("write `{name}(…)`"))
        }
        _ => unknown_call(name, place, true),
    };
    p.problems.push(problem);
    Syntax::Refused
}

fn usage(span: &Range<usize>, name: &str, takes: &str, example: &str) -> Problem {
    Problem::syntax(span.clone(), format!("`{name}` takes {takes}: write `{example}`"), "called otherwise")
}

fn unknown_call(name: &str, place: &Range<usize>, method: bool) -> Problem {
    let dot = if method { "." } else { "" };
    let mut problem =
        Problem::unsupported(place.clone(), format!("there is no function `{dot}{}` here", shorten(name)));
    if let Some((_, instead)) = UNSUPPORTED.iter().find(|(n, _)| *n == name) {
        return problem.help(*instead);
    }
    let plain = name.replace('_', "");
    let near =
        CALLS.into_iter().find(|c| c.replace('_', "").eq_ignore_ascii_case(&plain)).or_else(|| nearest(name, CALLS));
    if let Some(near) = near {
        problem = problem.help(format!("did you mean `{near}`?"));
    }
    let list: Vec<String> = CALLS.iter().map(|c| format!("`{c}`")).collect();
    problem.help(format!("the functions are: {}", list.join(", ")))
}

/// Why `word` cannot be a name, if it cannot.
pub(super) fn refused_name(word: &str, place: &Range<usize>, next: &Token) -> Option<Problem> {
    if word == "in" {
        return Some(Problem::syntax(place.clone(), "expected a value before `in`", "nothing before it"));
    }
    if matches!(word, "null" | "None" | "none" | "nil" | "NULL" | "undefined") && !matches!(next, Token::Sign(".")) {
        return Some(
            Problem::unsupported(place.clone(), format!("there is no `{word}`: an absent fact is unknown"))
                .help("ask whether it is known with `has(model.x)`"),
        );
    }
    if let Some(right @ ("true" | "false")) = nearest_truth(word) {
        return Some(Problem::syntax(
            place.clone(),
            format!("`{word}` is not a value: write `{right}`"),
            "not a value",
        ));
    }
    if let Some((right, _)) = operator_word(word) {
        let message = match right {
            "!" => format!("`{word}` is not an operator: write `!` before the value"),
            right => format!("`{word}` is not an operator: write `{right}` between two values"),
        };
        return Some(Problem::syntax(place.clone(), message, "not an operator"));
    }
    if !RESERVED.contains(&word) {
        return None;
    }
    let problem =
        Problem::syntax(place.clone(), format!("`{word}` cannot be a name"), "a word that CEL keeps for itself");
    Some(if matches!(word, "if" | "else") {
        problem.help("a choice is written `condition ? value : other value`")
    } else {
        problem
    })
}

fn nearest_truth(word: &str) -> Option<&'static str> {
    match word {
        "True" | "TRUE" | "yes" | "Yes" | "YES" => Some("true"),
        "False" | "FALSE" | "no" | "No" | "NO" => Some("false"),
        _ => None,
    }
}

/// What to say where a value (or a name) should begin and does not.
pub(super) fn no_value(p: &mut Parser<'_>, expected: &str) -> Stop {
    let place = p.place();
    let after = match p.previous() {
        Some(Token::Sign(sign)) => format!(" after `{sign}`"),
        Some(Token::Word(word)) => format!(" after `{word}`"),
        _ => String::new(),
    };
    let problem = match p.token().clone() {
        Token::Bad(problem) => *problem,
        Token::Sign("{") => {
            Problem::unsupported(place, "maps are not supported").help("a list is written `[\"a\", \"b\"]`")
        }
        Token::Sign(".") => Problem::unsupported(place, "names that begin with a dot are not supported"),
        Token::End => {
            let problem = Problem::syntax(
                place,
                format!("expected {expected}{after}, found the end of the expression"),
                "something is missing here",
            );
            if matches!(p.previous(), Some(Token::Sign("%"))) {
                problem.help("percentages are plain numbers: write `80`")
            } else {
                problem
            }
        }
        Token::Sign(sign @ (")" | "]" | "}")) if p.open.is_empty() => {
            Problem::syntax(place, format!("`{sign}` closes nothing"), "nothing is open here")
        }
        Token::Sign(sign) => Problem::syntax(
            place,
            format!("expected {expected}{after}, found `{sign}`"),
            "something is missing before this",
        ),
        Token::Word(word) => Problem::syntax(
            place,
            format!("expected {expected}{after}, found `{}`", shorten(&word)),
            "not expected here",
        ),
        _ => Problem::syntax(place, format!("expected {expected}{after}"), "not expected here"),
    };
    p.problems.push(problem);
    Stop
}

/// What to say behind a value, where an operator or the end should follow and does not.
pub(super) fn after_value(p: &mut Parser<'_>) -> Stop {
    let place = p.place();
    let written = shorten(p.text.get(place.clone()).unwrap_or_default());
    let problem = match (p.token().clone(), p.open.last().cloned()) {
        (Token::Bad(problem), _) => *problem,
        (Token::End, Some((open, at))) => {
            let close = if open == "(" { ")" } else { "]" };
            Problem::syntax(at, format!("this `{open}` is not closed: add a `{close}`"), "opened here")
        }
        (Token::Word(word), _) => infix(&word, place, p.second()),
        (Token::Sign(sign @ (")" | "]" | "}")), None) => {
            Problem::syntax(place, format!("`{sign}` closes nothing"), "nothing is open here")
        }
        (Token::Sign(sign @ (")" | "]" | "}")), Some((open, at))) => {
            let close = if open == "(" { ")" } else { "]" };
            let message =
                format!("`{sign}` does not close the `{open}` at column {}: write `{close}`", column(p.text, at.start));
            Problem::syntax(place, message, "the wrong bracket")
        }
        (Token::Sign(","), None) => comma(p, place),
        (Token::Sign(":"), _) => Problem::syntax(place, "`:` without `?`", "not expected here")
            .help("a choice is written `condition ? value : other value`"),
        (Token::Sign("!"), _) => {
            Problem::syntax(place, "expected an operator, found `!`", "an operator is missing before this")
                .help("write `!=` for unequal, and `!(x in y)` for not in")
        }
        _ => Problem::syntax(
            place,
            format!("expected an operator, found `{written}`"),
            "an operator is missing before this",
        ),
    };
    p.problems.push(problem);
    Stop
}

fn column(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.rsplit('\n').next().unwrap_or_default().chars().count() + 1
}

fn infix(word: &str, place: Range<usize>, next: &Token) -> Problem {
    let next_is = |expected: &str| matches!(next, Token::Word(w) if w.eq_ignore_ascii_case(expected));
    let label = "not an operator";
    if word.eq_ignore_ascii_case("is") && next_is("not") {
        return Problem::syntax(place, format!("`{word} not` is not an operator: write `!=`"), label);
    }
    if word.eq_ignore_ascii_case("not") && next_is("in") {
        return Problem::syntax(place, format!("`{word} in` is not an operator: write `!(x in y)`"), label);
    }
    if let Some((right, why)) = operator_word(word) {
        return Problem::syntax(place, format!("`{word}` is not an operator: write `{right}`{why}"), label);
    }
    if CALLS.contains(&word) {
        return Problem::syntax(place, format!("`{word}` is not an operator: write `x.{word}(…)`"), label);
    }
    if matches!(word, "if" | "then" | "else") {
        return Problem::syntax(
            place,
            format!("`{word}` is not an operator: write `condition ? value : other value`"),
            label,
        );
    }
    Problem::syntax(
        place,
        format!("expected an operator, found `{}`", shorten(word)),
        "an operator is missing before this",
    )
}

/// `1,000`: people group digits.
fn comma(p: &Parser<'_>, place: Range<usize>) -> Problem {
    if let (Some(Token::Integer(head)), Token::Integer(tail)) = (p.previous(), p.second()) {
        let digits = p.text.get(place.end..).unwrap_or_default().bytes().take_while(u8::is_ascii_digit).count();
        if digits == 3 && *head > 0 {
            let start = place.start - head.to_string().len().min(place.start);
            let message = format!("`{head},{tail:03}` is not a number: write `{head}{tail:03}`");
            return Problem::syntax(start..place.end + 3, message, "digits are not grouped");
        }
    }
    Problem::syntax(place, "expected an operator, found `,`", "not expected here").help("a list is written `[1, 2]`")
}
