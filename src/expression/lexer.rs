//! From text to tokens. A token that cannot be read keeps its problem; the parser reports it when it gets there.

use std::ops::Range;

use super::Problem;
use super::literal;

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// The size of a whole number without sign: −9223372036854775808 is written with one more than fits.
    Integer(u64),
    Number(f64),
    Text(String),
    Word(String),
    Sign(&'static str),
    Bad(Box<Problem>),
    End,
}

/// Operators and punctuation, longest first.
pub(super) const SIGNS: [&str; 24] = [
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":", ".", ",", "(", ")", "[", "]",
    "{", "}",
];

/// What people write for an operator, and what it is called here; longest first.
const MISTAKEN: [(&str, &str, &str); 19] = [
    ("===", "==", " to compare"),
    ("!==", "!=", ""),
    ("=~", ".contains(…)", " to search in text"),
    ("=<", "<=", ""),
    ("=>", ">=", ""),
    ("<>", "!=", ""),
    ("=", "==", " to compare"),
    ("&", "&&", ""),
    ("|", "||", ""),
    ("≤", "<=", ""),
    ("≥", ">=", ""),
    ("≠", "!=", ""),
    ("∈", "in", ""),
    ("¬", "!", ""),
    ("×", "*", ""),
    ("·", "*", ""),
    ("÷", "/", ""),
    ("−", "-", ""),
    ("–", "-", ""),
];

/// All tokens of `text` with their places; the last one is [`Token::End`], or the first bad one and then the end.
pub(super) fn tokens(text: &str) -> Vec<(Token, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        at = skip_blank(text, at);
        let rest = text.get(at..).unwrap_or_default();
        let Some(first) = rest.chars().next() else {
            break;
        };
        let (token, length) = one(rest, first, at);
        let bad = matches!(token, Token::Bad(_));
        found.push((token, at..at + length));
        if bad {
            break;
        }
        at += length;
    }
    found.push((Token::End, text.len()..text.len()));
    found
}

fn skip_blank(text: &str, mut at: usize) -> usize {
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']).len();
        at += blank;
        let rest = text.get(at..).unwrap_or_default();
        if !rest.starts_with("//") {
            return at;
        }
        at += rest.find('\n').unwrap_or(rest.len());
    }
}

fn one(rest: &str, first: char, at: usize) -> (Token, usize) {
    let second = rest.chars().nth(1).unwrap_or(' ');
    if first.is_ascii_digit() || first == '.' && second.is_ascii_digit() {
        return literal::number(rest, at);
    }
    if first == '"' || first == '\'' {
        return literal::text(rest, 0, false, at);
    }
    if first.is_ascii_alphabetic() || first == '_' {
        return word(rest, at);
    }
    for (wrong, right, why) in MISTAKEN {
        // `<=` and `>=` and `!=` are themselves; `<==` is not.
        if rest.starts_with(wrong) && !SIGNS.iter().any(|s| s.len() > wrong.len() && rest.starts_with(s)) {
            return bad(
                wrong.len(),
                at,
                format!("`{wrong}` is not an operator: write `{right}`{why}"),
                "not an operator",
            );
        }
    }
    if let Some(sign) = SIGNS.iter().find(|s| rest.starts_with(**s)) {
        return (Token::Sign(sign), sign.len());
    }
    strange(rest, first, at)
}

fn strange(rest: &str, first: char, at: usize) -> (Token, usize) {
    let length = first.len_utf8();
    let after = rest.get(length..).unwrap_or_default();
    match first {
        '“' | '”' | '„' | '‘' | '’' | '«' | '»' => {
            bad(length, at, format!("`{first}` does not open a text: write `\"`"), "a typographic quote")
        }
        '$' | '€' | '£' if after.starts_with(|c: char| c.is_ascii_digit() || c == '.') => {
            let amount = after.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(after.len());
            let digits = after.get(..amount).unwrap_or_default();
            bad(
                length + amount,
                at,
                format!("`{first}{digits}` is not a number: write `{digits}`"),
                "numbers have no sign of money",
            )
        }
        '#' => bad(length, at, "`#` does not begin a comment: write `//`".into(), "not a comment"),
        ';' => bad(length, at, "an expression does not end with `;`: leave it out".into(), "not needed"),
        '`' => {
            let mut problem = Problem::unsupported(at..at + length, "names in backquotes are not supported");
            problem.help.push("write the name alone, or put text in `\"`".into());
            (Token::Bad(Box::new(problem)), length)
        }
        c if c.is_whitespace() || c.is_control() || c == '\u{feff}' || c == '\u{200b}' => bad(
            length,
            at,
            format!("there is an invisible character here (U+{:04X}): write a plain space", u32::from(c)),
            "not a plain space",
        ),
        c if c.is_alphabetic() => foreign(rest, at),
        c => bad(length, at, format!("`{c}` means nothing in an expression"), "not expected here"),
    }
}

/// A word with letters that names do not have.
fn foreign(rest: &str, at: usize) -> (Token, usize) {
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    let word = shorten(rest.get(..end).unwrap_or_default());
    let message = format!("`{word}` is not a name: names have letters a to z, digits and `_`");
    bad(end, at, message, "text goes in quotes")
}

fn word(rest: &str, at: usize) -> (Token, usize) {
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    let name = rest.get(..end).unwrap_or_default();
    if rest.get(end..).is_some_and(|r| r.starts_with(['"', '\''])) {
        match name {
            "r" | "R" => return literal::text(rest, end, true, at),
            "b" | "B" | "rb" | "Rb" | "rB" | "RB" | "br" | "bR" | "Br" | "BR" => {
                let mut problem = Problem::unsupported(at..at + end, "bytes are not supported");
                problem.help.push(format!("leave out `{name}`: text in quotes is enough"));
                return (Token::Bad(Box::new(problem)), end);
            }
            _ => {}
        }
    }
    if rest.get(end..).is_some_and(|r| r.starts_with(char::is_alphanumeric)) {
        return foreign(rest, at);
    }
    (Token::Word(name.to_owned()), end)
}

/// A token that cannot be read.
pub(super) fn bad(length: usize, at: usize, message: String, label: &str) -> (Token, usize) {
    (Token::Bad(Box::new(Problem::syntax(at..at + length, message, label))), length)
}

/// The user's words for a message, cut where they are long.
pub(super) fn shorten(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
        None => text.to_owned(),
    }
}
