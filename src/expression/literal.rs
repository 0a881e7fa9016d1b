//! Numbers and texts as CEL writes them.

use super::lexer::{Token, bad, shorten};
use super::{Problem, syntax};
use crate::value::parse_number;

/// Reads the number at the beginning of `rest`.
pub(super) fn number(rest: &str, at: usize) -> (Token, usize) {
    let hex = rest.strip_prefix("0x").or_else(|| rest.strip_prefix("0X"));
    if let Some(hex) = hex {
        let digits = hex.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(hex.len());
        let end = 2 + digits;
        let tail = tail(rest, end);
        let all = rest.get(..end + tail).unwrap_or_default();
        if digits == 0 || tail > 0 {
            return unsigned(all, at).unwrap_or_else(|| {
                bad(all.len(), at, format!("`{}` is not a number", shorten(all)), "digits are 0 to 9 and a to f")
            });
        }
        return whole(u64::from_str_radix(hex.get(..digits).unwrap_or_default(), 16).ok(), all, at);
    }
    let digits = |from: usize| {
        let rest = rest.get(from..).unwrap_or_default();
        from + rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())
    };
    let mut end = digits(0);
    let mut is_whole = true;
    if rest.get(end..).is_some_and(|r| r.starts_with('.')) {
        let fraction = digits(end + 1);
        if fraction > end + 1 {
            end = fraction;
            is_whole = false;
        } else if !rest.get(end + 1..).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')) {
            let all = rest.get(..=end).unwrap_or_default();
            return bad(all.len(), at, format!("`{all}` is not a number: write `{all}0`"), "a digit is missing");
        }
    }
    if rest.get(end..).is_some_and(|r| r.starts_with(['e', 'E'])) {
        let sign = usize::from(rest.get(end + 1..).is_some_and(|r| r.starts_with(['+', '-'])));
        let exponent = digits(end + 1 + sign);
        if exponent > end + 1 + sign {
            end = exponent;
            is_whole = false;
        }
    }
    let tail = tail(rest, end);
    let all = rest.get(..end + tail).unwrap_or_default();
    if tail > 0 {
        return unsigned(all, at).unwrap_or_else(|| wrong(all, at));
    }
    if is_whole {
        return whole(all.parse().ok(), all, at);
    }
    match all.parse::<f64>() {
        Ok(n) if n.is_finite() => (Token::Number(n), all.len()),
        _ => bad(all.len(), at, format!("`{}` is too large for a number", shorten(all)), "too large"),
    }
}

/// How many bytes of letters, digits and `_` hang on a number.
fn tail(rest: &str, end: usize) -> usize {
    let rest = rest.get(end..).unwrap_or_default();
    rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len())
}

fn whole(value: Option<u64>, all: &str, at: usize) -> (Token, usize) {
    match value {
        Some(n) if n <= i64::MAX.unsigned_abs() + 1 => (Token::Integer(n), all.len()),
        _ => {
            let message = format!("`{}` is too large for a whole number", shorten(all));
            let (mut token, length) = bad(all.len(), at, message, "too large");
            if let Token::Bad(problem) = &mut token {
                problem.help.push(format!(
                    "whole numbers go up to {}; write `.0` behind for a number with a fraction",
                    i64::MAX
                ));
            }
            (token, length)
        }
    }
}

fn unsigned(all: &str, at: usize) -> Option<(Token, usize)> {
    let digits = all.strip_suffix(['u', 'U'])?;
    let plain = digits.bytes().all(|b| b.is_ascii_digit());
    let hex = digits.strip_prefix("0x").is_some_and(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_hexdigit()));
    if !plain && !hex {
        return None;
    }
    let mut problem = Problem::unsupported(at..at + all.len(), "numbers without sign are not supported");
    problem.help.push(format!("write `{}`", shorten(digits)));
    Some((Token::Bad(Box::new(problem)), all.len()))
}

/// `32k`, `1.5M`, `32_000`, `3rd`.
fn wrong(all: &str, at: usize) -> (Token, usize) {
    let message = match parse_number(all) {
        Some(n) if all.len() < 40 => {
            format!("`{all}` is not a number: write `{}`", syntax::number_text(n).trim_end_matches(".0"))
        }
        _ => format!("`{}` is not a number", shorten(all)),
    };
    bad(all.len(), at, message, "not a number")
}

/// Reads the text whose opening quote stands `prefix` bytes into `rest`.
pub(super) fn text(rest: &str, prefix: usize, raw: bool, at: usize) -> (Token, usize) {
    let body = rest.get(prefix..).unwrap_or_default();
    let quote = if body.starts_with('"') { '"' } else { '\'' };
    let triple = quote.to_string().repeat(3);
    let long = body.starts_with(&triple);
    let closing = if long { triple.as_str() } else { triple.get(..1).unwrap_or_default() };
    let mut value = String::new();
    let mut here = prefix + closing.len();
    loop {
        let left = rest.get(here..).unwrap_or_default();
        if left.starts_with(closing) {
            return (Token::Text(value), here + closing.len());
        }
        match left.chars().next() {
            None => break,
            Some('\n' | '\r') if !long => break,
            Some('\\') if !raw => match escape(left) {
                Ok((c, length)) => {
                    value.push(c);
                    here += length;
                }
                Err(length) => {
                    let written = left.get(..length).unwrap_or(left);
                    let (mut token, _) = bad(
                        length.min(left.len()),
                        at + here,
                        format!("`{written}` is not an escape"),
                        "not an escape",
                    );
                    if let Token::Bad(problem) = &mut token {
                        problem.help.push(
                            "write `\\\\` for a backslash, or `r` before the quote to take all as written".into(),
                        );
                    }
                    return (token, here);
                }
            },
            Some(c) => {
                value.push(c);
                here += c.len_utf8();
            }
        }
    }
    let mut problem =
        Problem::syntax(at..at + here, format!("this text is not closed: add a closing `{closing}`"), "opened here");
    problem.span = at..at + here.min(rest.len());
    (Token::Bad(Box::new(problem)), here)
}

/// The character that an escape stands for and its length; or the length of what is wrong.
fn escape(left: &str) -> Result<(char, usize), usize> {
    let Some(kind) = left.chars().nth(1) else {
        return Err(1);
    };
    let number = |from: usize, count: usize, radix: u32| {
        let wrong = left.char_indices().nth(from + count).map_or(left.len(), |(i, _)| i);
        let digits = left.get(from..from + count).ok_or(wrong)?;
        if !digits.chars().all(|c| c.is_digit(radix)) {
            return Err(wrong);
        }
        let code = u32::from_str_radix(digits, radix).map_err(|_| wrong)?;
        char::from_u32(code).map(|c| (c, from + count)).ok_or(wrong)
    };
    let simple = match kind {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '\\' | '?' | '"' | '\'' | '`' => kind,
        'x' | 'X' => return number(2, 2, 16),
        'u' => return number(2, 4, 16),
        'U' => return number(2, 8, 16),
        '0'..='3' => return number(1, 3, 8),
        other => return Err(1 + other.len_utf8()),
    };
    Ok((simple, 2))
}
