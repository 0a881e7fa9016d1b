//! The syntax tree: flat, children before parents, so that dropping and walking it never runs out of stack.

use std::fmt::{self, Write};
use std::ops::Range;

/// The number of a node in its tree.
pub type Index = usize;

/// An expression as written, not yet checked against facts.
///
/// Two trees are equal if they say the same, wherever their parts stand. `Display` writes the canonical text: one space
/// around operators, no brackets that are not needed, text in double quotes; it parses to an equal tree.
///
/// ```
/// use verdict::expression::parse;
/// let ast = parse("(needs.vision)&&'image'in model.input").unwrap();
/// assert_eq!(ast.to_string(), r#"needs.vision && "image" in model.input"#);
/// assert_eq!(ast, parse(&ast.to_string()).unwrap());
/// ```
#[derive(Debug, Clone)]
pub struct Ast {
    pub(super) nodes: Vec<(Syntax, Range<usize>)>,
    pub(super) root: Index,
}

/// What a node of the syntax tree is.
#[derive(Debug, Clone, PartialEq)]
pub enum Syntax {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Number(f64),
    /// Text.
    Text(String),
    /// A name alone: the variable of a macro.
    Name(String),
    /// `model.context_window`.
    Fact(String, String),
    /// `has(model.x)`.
    Has(Index),
    /// `!x`.
    Not(Index),
    /// `-x`.
    Negate(Index),
    /// The first operand, then operators of one rank with their right operands.
    Arithmetic(Index, Vec<(Operator, Index)>),
    /// `x < y`.
    Compare(Comparator, Index, Index),
    /// `x in y`.
    In(Index, Index),
    /// `x && y && …`.
    And(Vec<Index>),
    /// `x || y || …`.
    Or(Vec<Index>),
    /// Condition, then, else.
    Choose(Index, Index, Index),
    /// `[x, y]`.
    List(Vec<Index>),
    /// A function; of a method, the receiver comes first.
    Call(Function, Vec<Index>),
    /// A macro: over what, the variable, the condition.
    Loop(Quantifier, Index, String, Index),
    /// Stands where something was refused, so that reading can go on.
    Refused,
}

/// `+ - * / %`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operator {
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
    /// `%`.
    Remainder,
}

impl Operator {
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }

    const fn rank(self) -> u8 {
        if matches!(self, Self::Add | Self::Subtract) { 4 } else { 5 }
    }
}

/// `== != < <= > >=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Comparator {
    /// `==`.
    Equal,
    /// `!=`.
    Unequal,
    /// `<`.
    Less,
    /// `<=`.
    LessEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterEqual,
}

impl Comparator {
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
        }
    }

    /// With the sides exchanged.
    pub(super) const fn swapped(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessEqual => Self::GreaterEqual,
            Self::Greater => Self::Less,
            Self::GreaterEqual => Self::LessEqual,
            same => same,
        }
    }

    /// True where this is false.
    pub(super) const fn negated(self) -> Self {
        match self {
            Self::Equal => Self::Unequal,
            Self::Unequal => Self::Equal,
            Self::Less => Self::GreaterEqual,
            Self::LessEqual => Self::Greater,
            Self::Greater => Self::LessEqual,
            Self::GreaterEqual => Self::Less,
        }
    }
}

/// The functions other than `has` and the macros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Function {
    /// `startsWith`.
    StartsWith,
    /// `endsWith`.
    EndsWith,
    /// `contains`.
    Contains,
    /// `size`.
    Size,
    /// `min`.
    Min,
    /// `max`.
    Max,
}

impl Function {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::StartsWith => "startsWith",
            Self::EndsWith => "endsWith",
            Self::Contains => "contains",
            Self::Size => "size",
            Self::Min => "min",
            Self::Max => "max",
        }
    }
}

/// The macros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantifier {
    /// `all`.
    All,
    /// `exists`.
    Exists,
    /// `exists_one`.
    ExistsOne,
}

impl Quantifier {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Exists => "exists",
            Self::ExistsOne => "exists_one",
        }
    }
}

impl Ast {
    /// Every fact that is read, as `root.name` with its place, in the order of the text; also those that no schema knows.
    ///
    /// ```
    /// let ast = verdict::expression::parse("has(model.x) || model.y > 3").unwrap();
    /// assert_eq!(ast.facts(), [("model.x".to_owned(), 4..11), ("model.y".to_owned(), 16..23)]);
    /// ```
    #[must_use]
    pub fn facts(&self) -> Vec<(String, Range<usize>)> {
        let facts = self.nodes.iter().filter_map(|(node, span)| match node {
            Syntax::Fact(root, name) => Some((format!("{root}.{name}"), span.clone())),
            _ => None,
        });
        let mut facts: Vec<_> = facts.collect();
        facts.sort_by_key(|(_, span)| span.start);
        facts
    }

    /// The number of the whole expression.
    ///
    /// ```
    /// use verdict::expression::{parse, syntax::Syntax};
    /// let ast = parse("1 < 2").unwrap();
    /// assert!(matches!(ast.node(ast.root()), Syntax::Compare(..)));
    /// ```
    #[must_use]
    pub fn root(&self) -> Index {
        self.root
    }

    /// A node by its number.
    #[must_use]
    pub fn node(&self, at: Index) -> &Syntax {
        self.nodes.get(at).map_or(&Syntax::Refused, |(node, _)| node)
    }

    pub(super) fn span(&self, at: Index) -> Range<usize> {
        self.nodes.get(at).map_or(0..0, |(_, span)| span.clone())
    }

    /// The canonical text of a part, with what `bound` knows in place of its names.
    pub(super) fn write(&self, at: Index, out: &mut Printer, bound: &dyn Fn(&str, &mut Printer, u8) -> bool) {
        self.part(at, 0, out, bound);
    }

    fn part(&self, at: Index, rank: u8, out: &mut Printer, bound: &dyn Fn(&str, &mut Printer, u8) -> bool) {
        let list = |out: &mut Printer, items: &[Index], between: &str, rank: u8| {
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(between);
                }
                self.part(*item, rank, out, bound);
            }
        };
        if out.is_full() {
            return;
        }
        let node = self.node(at);
        let brackets = node.rank() < rank;
        if brackets {
            out.push("(");
        }
        match node {
            Syntax::Bool(b) => out.push(if *b { "true" } else { "false" }),
            Syntax::Integer(i) => out.push(&i.to_string()),
            Syntax::Number(n) => out.push(&number_text(*n)),
            Syntax::Text(text) => out.push(&quoted(text)),
            Syntax::Name(name) => {
                if !bound(name, out, rank) {
                    out.push(name);
                }
            }
            Syntax::Fact(root, name) => {
                out.push(root);
                out.push(".");
                out.push(name);
            }
            Syntax::Has(fact) => {
                out.push("has(");
                self.part(*fact, 0, out, bound);
                out.push(")");
            }
            Syntax::Not(of) => {
                out.push("!");
                self.part(*of, if matches!(self.node(*of), Syntax::Not(_)) { 6 } else { 7 }, out, bound);
            }
            Syntax::Negate(of) => {
                out.push("-");
                let literal = matches!(self.node(*of), Syntax::Integer(_) | Syntax::Number(_));
                self.part(
                    *of,
                    if literal {
                        u8::MAX
                    } else if matches!(self.node(*of), Syntax::Negate(_)) {
                        6
                    } else {
                        7
                    },
                    out,
                    bound,
                );
            }
            Syntax::Arithmetic(first, rest) => {
                self.part(*first, node.rank() + 1, out, bound);
                for (operator, operand) in rest {
                    out.push(&format!(" {} ", operator.sign()));
                    self.part(*operand, node.rank() + 1, out, bound);
                }
            }
            Syntax::Compare(comparator, left, right) => {
                self.part(*left, 4, out, bound);
                out.push(&format!(" {} ", comparator.sign()));
                self.part(*right, 4, out, bound);
            }
            Syntax::In(needle, range) => {
                self.part(*needle, 4, out, bound);
                out.push(" in ");
                self.part(*range, 4, out, bound);
            }
            Syntax::And(items) => list(out, items, " && ", 3),
            Syntax::Or(items) => list(out, items, " || ", 2),
            Syntax::Choose(condition, yes, no) => {
                self.part(*condition, 1, out, bound);
                out.push(" ? ");
                self.part(*yes, 1, out, bound);
                out.push(" : ");
                self.part(*no, 0, out, bound);
            }
            Syntax::List(items) => {
                out.push("[");
                list(out, items, ", ", 0);
                out.push("]");
            }
            Syntax::Call(function @ (Function::Size | Function::Min | Function::Max), items) => {
                out.push(&format!("{}(", function.name()));
                list(out, items, ", ", 0);
                out.push(")");
            }
            Syntax::Call(function, items) => {
                let (receiver, rest) = items.split_first().map_or((0, &[][..]), |(r, rest)| (*r, rest));
                self.part(receiver, 7, out, bound);
                out.push(&format!(".{}(", function.name()));
                list(out, rest, ", ", 0);
                out.push(")");
            }
            Syntax::Loop(quantifier, range, variable, body) => {
                self.part(*range, 7, out, bound);
                out.push(&format!(".{}({variable}, ", quantifier.name()));
                // The inner variable is its own, even where an outer one has its name.
                let inner = |name: &str, out: &mut Printer, rank: u8| name != variable && bound(name, out, rank);
                self.part(*body, 0, out, &inner);
                out.push(")");
            }
            Syntax::Refused => out.push("…"),
        }
        if brackets {
            out.push(")");
        }
    }

    /// The canonical text of a part for a message.
    pub(super) fn quote(&self, at: Index) -> String {
        let mut out = Printer::new(2_000);
        self.write(at, &mut out, &|_, _, _| false);
        super::lexer::shorten(&out.finish())
    }
}

impl Syntax {
    /// How tightly it binds, 7 for what never needs brackets.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Choose(..) => 0,
            Self::Or(_) => 1,
            Self::And(_) => 2,
            Self::Compare(..) | Self::In(..) => 3,
            Self::Arithmetic(_, rest) => rest.first().map_or(4, |(operator, _)| operator.rank()),
            Self::Not(_) | Self::Negate(_) => 6,
            Self::Integer(i) if *i < 0 => 6,
            Self::Number(n) if n.is_sign_negative() => 6,
            _ => 7,
        }
    }
}

impl PartialEq for Ast {
    fn eq(&self, other: &Self) -> bool {
        self.root == other.root && self.nodes.iter().map(|(n, _)| n).eq(other.nodes.iter().map(|(n, _)| n))
    }
}

impl fmt::Display for Ast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = Printer::new(usize::MAX);
        self.write(self.root, &mut out, &|_, _, _| false);
        f.write_str(&out.finish())
    }
}

/// Text that stops growing at a limit: what macros unfold to can be long.
pub(super) struct Printer {
    text: String,
    limit: usize,
}

impl Printer {
    pub(super) const fn new(limit: usize) -> Self {
        Self { text: String::new(), limit }
    }

    pub(super) const fn is_full(&self) -> bool {
        self.text.len() >= self.limit
    }

    pub(super) fn push(&mut self, part: &str) {
        if !self.is_full() {
            self.text.push_str(part);
        }
    }

    pub(super) fn finish(mut self) -> String {
        if self.is_full() {
            self.text.push('…');
        }
        self.text
    }
}

/// Text in double quotes, as CEL reads it.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A number with a fraction as CEL reads it: always with a point or an exponent.
pub(super) fn number_text(n: f64) -> String {
    format!("{n:?}")
}
