//! Reads the answer to a question that takes a number.

use super::Question;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::document::Node;
use crate::reader::{Reader, quote};
use crate::value::{Value, read_number};

/// A number without the unit of its question: `$500`, `24 GB`, `75%`.
fn without_unit<'t>(text: &'t str, unit: &str) -> &'t str {
    let sign = if unit == "percent" { "%" } else { unit };
    let from = text.len().saturating_sub(sign.len());
    let ends = !sign.is_empty() && text.get(from..).is_some_and(|end| end.eq_ignore_ascii_case(sign));
    let number = if ends { text.get(..from).unwrap_or(text).trim_end() } else { text };
    if unit.starts_with("USD") { number.strip_prefix('$').unwrap_or(number) } else { number }
}

/// Refuses what can be read in two ways.
fn two_readings(text: &str, one: f64, other: f64) -> Diagnostic {
    let message = format!("`{}` is {one} for some, and {other} for others", quote(text));
    Diagnostic::error(Code::WrongKind, message).help(format!("write `{one}` or `{other}`"))
}

impl Question {
    /// Whether a text reads as a number, or names one.
    pub(crate) fn is_number(&self, text: &str) -> bool {
        let text = text.trim();
        self.named.iter().any(|a| a.name.as_ref() == text)
            || read_number(without_unit(text, self.unit.as_deref().unwrap_or_default())).is_some()
    }

    /// Which of two readings is meant, if that is clear: `1,500` requests are no fraction, `$1,500` is how the sign is written, and a point
    /// is that of programs.
    fn meant(&self, text: &str, one: f64, other: f64) -> Option<f64> {
        let has_comma = text.contains(',');
        match self.whole {
            true if has_comma => Some(one),
            true => Some(other).filter(|_| one.fract() != 0.0),
            false => Some(one).filter(|_| !has_comma || text.trim_start().starts_with('$')),
        }
    }

    pub(super) fn read_number(&self, reader: &Reader<'_>, node: &Node<'_>) -> Option<Value> {
        let unit = self.unit.as_deref();
        let number = match node.text() {
            Some(text) => {
                if let Some(amount) = self.named.iter().find(|a| a.name.as_ref() == text.trim()) {
                    return Some(amount.value.clone());
                }
                let read = read_number(without_unit(text.trim(), unit.unwrap_or_default()));
                if let Some((one, Some(other))) = read
                    && self.meant(text, one, other).is_none()
                {
                    reader.push(two_readings(text, one, other).at(reader.at(node), "which of the two?"));
                    return None;
                }
                let number =
                    read.and_then(|(one, other)| other.map_or(Some(one), |other| self.meant(text, one, other)));
                if number.is_none() && !reader.is_full() {
                    let or = if self.named.is_empty() { "" } else { ", or by name" };
                    let mut wrong = Diagnostic::error(Code::WrongKind, format!("`{}` is not a number", quote(text)))
                        .at(reader.at(node), "expected a number")
                        .help(format!("write it like `32000`, `32k` or `1.5M`{or}"));
                    wrong.help.extend(suggest(text.trim(), self.named.iter().map(|a| a.name.as_ref())));
                    reader.push(wrong);
                }
                number?
            }
            None => reader.number(node)?,
        };
        let range = || match self.max {
            Some(max) => {
                format!("from {} to {}", Value::Number(self.min).display(None), Value::Number(max).display(unit))
            }
            None => format!("at least {}", Value::Number(self.min).display(unit)),
        };
        if number < self.min || self.max.is_some_and(|max| number > max) {
            reader.push(
                Diagnostic::error(Code::OutOfRange, format!("`{}` must be {}", self.id, range()))
                    .at(reader.at(node), "out of range"),
            );
            return None;
        }
        if !self.whole {
            return Some(Value::Number(number));
        }
        if number.fract() != 0.0 {
            reader.push(
                Diagnostic::error(Code::WrongKind, format!("`{}` must be a whole number", self.id))
                    .at(reader.at(node), "not whole"),
            );
            return None;
        }
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "whole, and refused from 2^53 on, which is what larger ones may have been rounded to"
        )]
        if number.abs() < crate::reader::MAX_INTEGER as f64 {
            Some(Value::Integer(number as i64))
        } else {
            reader.push(
                Diagnostic::error(Code::OutOfRange, format!("`{}` is too large", self.id))
                    .at(reader.at(node), format!("whole numbers go up to {}", crate::reader::MAX_INTEGER - 1)),
            );
            None
        }
    }
}
