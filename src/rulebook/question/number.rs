//! Reads the answer to a question that takes a number.

use super::Question;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::document::Node;
use crate::reader::{Reader, quote};
use crate::value::{Value, parse_number};

/// A number without the unit of its question: `$500`, `24 GB`, `75%`.
fn without_unit<'t>(text: &'t str, unit: &str) -> &'t str {
    let sign = if unit == "percent" { "%" } else { unit };
    let from = text.len().saturating_sub(sign.len());
    let ends = !sign.is_empty() && text.get(from..).is_some_and(|end| end.eq_ignore_ascii_case(sign));
    let number = if ends { text.get(..from).unwrap_or(text).trim_end() } else { text };
    if unit.starts_with("USD") { number.strip_prefix('$').unwrap_or(number) } else { number }
}

impl Question {
    pub(super) fn read_number(&self, reader: &Reader<'_>, node: &Node<'_>) -> Option<Value> {
        let unit = self.unit.as_deref();
        let number = match node.text() {
            Some(text) => {
                if let Some(amount) = self.named.iter().find(|a| a.name.as_ref() == text.trim()) {
                    return Some(amount.value.clone());
                }
                let number = parse_number(without_unit(text.trim(), unit.unwrap_or_default()));
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
            reason = "whole, and refused beyond 2^53"
        )]
        if number.abs() <= crate::reader::MAX_INTEGER as f64 {
            Some(Value::Integer(number as i64))
        } else {
            reader.push(
                Diagnostic::error(Code::OutOfRange, format!("`{}` is too large", self.id))
                    .at(reader.at(node), format!("whole numbers go up to {}", crate::reader::MAX_INTEGER)),
            );
            None
        }
    }
}
