//! The canonical text of nodes.

use super::program::{Loop, Node, NodeId, Over, Program};
use super::syntax::{Function, Operator, Printer, number_text, quoted};
use crate::fact::Schema;
use crate::value::Value;

/// Writes a node; in brackets if it binds less tightly than `rank`.
pub(super) fn node(program: &Program, schema: &Schema, at: NodeId, rank: u8, out: &mut Printer) {
    if out.is_full() {
        return;
    }
    let this = program.node(at);
    if let Node::Widen(of) = this {
        return node(program, schema, *of, rank, out);
    }
    let own = rank_of(program, this);
    let brackets = own < rank;
    if brackets {
        out.push("(");
    }
    let part = |at: NodeId, rank: u8, out: &mut Printer| node(program, schema, at, rank, out);
    let list = |items: &[NodeId], between: &str, rank: u8, out: &mut Printer| {
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                out.push(between);
            }
            node(program, schema, *item, rank, out);
        }
    };
    match this {
        Node::Constant(number) => match program.constant(*number).value(0) {
            Some(value) => out.push(&literal(&value)),
            None => out.push("…"),
        },
        Node::Fact(fact, _) => out.push(&schema.fact(*fact).id),
        Node::Known(fact) => {
            out.push("has(");
            part(*fact, 0, out);
            out.push(")");
        }
        Node::Not(of) => {
            out.push("!");
            part(*of, if matches!(program.node(*of), Node::Not(_)) { 6 } else { 7 }, out);
        }
        Node::Negate(of) => {
            out.push("-");
            let rank = match program.node(*of) {
                Node::Constant(_) => u8::MAX,
                Node::Negate(_) => 6,
                _ => 7,
            };
            part(*of, rank, out);
        }
        Node::Widen(_) => {}
        Node::Arithmetic(first, rest) => {
            // Whole numbers first, widened later: one chain to its reader.
            let widened =
                matches!(program.node(*first), Node::Widen(of) if matches!(program.node(*of), Node::Arithmetic(..)));
            part(*first, if widened { own } else { own + 1 }, out);
            for (operator, operand) in rest {
                out.push(&format!(" {} ", operator.sign()));
                part(*operand, own + 1, out);
            }
        }
        Node::Compare(comparator, left, right) => {
            part(*left, 4, out);
            out.push(&format!(" {} ", comparator.sign()));
            part(*right, 4, out);
        }
        Node::Member(needle, set) => {
            part(*needle, 4, out);
            out.push(" in ");
            part(*set, 4, out);
        }
        Node::OneOf(needle, items) => {
            part(*needle, 4, out);
            out.push(" in [");
            list(items, ", ", 0, out);
            out.push("]");
        }
        Node::And(items) => list(items, " && ", 3, out),
        Node::Or(items) => list(items, " || ", 2, out),
        Node::Choose(condition, yes, no) => {
            part(*condition, 1, out);
            out.push(" ? ");
            part(*yes, 1, out);
            out.push(" : ");
            part(*no, 0, out);
        }
        Node::Select(key, values) => {
            part(*key, 4, out);
            out.push(" in {");
            for (i, (word, value)) in values.iter().enumerate() {
                out.push(if i == 0 { "" } else { ", " });
                out.push(&format!("{}: ", quoted(word)));
                part(*value, 0, out);
            }
            out.push("}");
        }
        Node::Text(function, text, of) => {
            part(*text, 7, out);
            out.push(&format!(".{}(", function.name()));
            part(*of, 0, out);
            out.push(")");
        }
        Node::Size(of) => {
            out.push("size(");
            part(*of, 0, out);
            out.push(")");
        }
        Node::Count(items) => {
            out.push("size([");
            list(items, ", ", 0, out);
            out.push("])");
        }
        Node::Extreme(function, items) => {
            out.push(if *function == Function::Min { "min(" } else { "max(" });
            list(items, ", ", 0, out);
            out.push(")");
        }
        Node::Ceil(of) => {
            out.push("ceil(");
            part(*of, 0, out);
            out.push(")");
        }
        Node::Pow(of, by) => {
            out.push("pow(");
            list(&[*of, *by], ", ", 0, out);
            out.push(")");
        }
        Node::Loop(Loop { text, .. }) => out.push(text),
    }
    if brackets {
        out.push(")");
    }
}

fn rank_of(program: &Program, node: &Node) -> u8 {
    match node {
        Node::Choose(..) => 0,
        Node::Or(_) => 1,
        Node::And(_) => 2,
        Node::Compare(..) | Node::Member(..) | Node::OneOf(..) | Node::Select(..) => 3,
        Node::Arithmetic(_, rest) => match rest.first() {
            Some((Operator::Multiply | Operator::Divide | Operator::Remainder, _)) => 5,
            _ => 4,
        },
        Node::Not(_) | Node::Negate(_) => 6,
        Node::Constant(number) => match program.constant(*number).value(0) {
            Some(Value::Integer(i)) if i < 0 => 6,
            Some(Value::Number(n)) if n.is_sign_negative() => 6,
            _ => 7,
        },
        Node::Widen(_)
        | Node::Fact(..)
        | Node::Known(_)
        | Node::Text(..)
        | Node::Size(_)
        | Node::Ceil(_)
        | Node::Pow(..)
        | Node::Count(_)
        | Node::Extreme(..)
        | Node::Loop(Loop { over: Over::Set(_) | Over::List(_), .. }) => 7,
    }
}

/// A value as an expression writes it.
pub(super) fn literal(value: &Value) -> String {
    match value {
        Value::Bool(b) => b.to_string(),
        Value::Integer(i) => i.to_string(),
        Value::Number(n) => number_text(*n),
        Value::Text(text) => quoted(text),
        Value::Date(date) => quoted(&date.to_string()),
        Value::List(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
    }
}
