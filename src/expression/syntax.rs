//! The syntax tree: flat, children before parents, so that dropping and walking it never runs out of stack.

use std::ops::Range;

mod text;

pub(super) use text::{Printer, number_text, quoted};

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
    /// `ceil`.
    Ceil,
    /// `pow`.
    Pow,
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
            Self::Ceil => "ceil",
            Self::Pow => "pow",
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
