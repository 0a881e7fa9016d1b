//! From tokens to the tree: precedence climbing with explicit counters, so that no input runs out of stack.

mod operand;

use std::ops::Range;

use super::lexer::{Token, shorten, tokens};
use super::syntax::{Ast, Comparator, Index, Operator, Syntax};
use super::{MAX_BYTES, MAX_CHAIN, MAX_DEPTH, Problem, words};

/// Reads an expression.
///
/// ```
/// use verdict::expression::parse;
/// assert_eq!(parse("1 +  2*needs.x").unwrap().to_string(), "1 + 2 * needs.x");
/// let problems = parse("model.context_window >= 32k").unwrap_err();
/// assert_eq!(problems[0].message, "`32k` is not a number: write `32000`");
/// assert_eq!(problems[0].span, 24..27);
/// ```
///
/// # Errors
/// What is wrong with it: every refused part of CEL, and the first place that cannot be read.
pub fn parse(text: &str) -> Result<Ast, Vec<Problem>> {
    if text.len() > MAX_BYTES {
        let cut = (0..=40).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let message = format!("this expression has {} bytes: {MAX_BYTES} is the limit", text.len());
        return Err(vec![Problem::limit(0..cut, message)]);
    }
    let mut parser = Parser {
        text,
        tokens: tokens(text),
        at: 0,
        depth: 0,
        nodes: Vec::new(),
        heights: Vec::new(),
        open: Vec::new(),
        problems: Vec::new(),
    };
    let root = parser.whole();
    match root {
        Ok(root) if parser.problems.is_empty() => Ok(Ast { nodes: parser.nodes, root }),
        _ => Err(parser.problems),
    }
}

/// Reading stopped; the problem is in the parser's list.
pub(super) struct Stop;

pub(super) struct Parser<'t> {
    pub(super) text: &'t str,
    tokens: Vec<(Token, Range<usize>)>,
    at: usize,
    depth: usize,
    nodes: Vec<(Syntax, Range<usize>)>,
    heights: Vec<usize>,
    /// The brackets that are open, with their places.
    pub(super) open: Vec<(&'static str, Range<usize>)>,
    pub(super) problems: Vec<Problem>,
}

/// The ranks of binary operators; unary ones bind tighter.
const OR: u8 = 1;
const AND: u8 = 2;
const RELATION: u8 = 3;
const SUM: u8 = 4;
const PRODUCT: u8 = 5;

impl Parser<'_> {
    fn whole(&mut self) -> Result<Index, Stop> {
        if matches!(self.token(), Token::End) {
            return self.stop(Problem::syntax(
                0..self.text.len(),
                "there is no expression here",
                "nothing to evaluate",
            ));
        }
        let root = self.expression()?;
        if matches!(self.token(), Token::End) { Ok(root) } else { Err(words::after_value(self)) }
    }

    /// The token to read next.
    pub(super) fn token(&self) -> &Token {
        self.tokens.get(self.at).map_or(&Token::End, |(token, _)| token)
    }

    /// The one after it.
    pub(super) fn second(&self) -> &Token {
        self.tokens.get(self.at + 1).map_or(&Token::End, |(token, _)| token)
    }

    /// The one read last.
    pub(super) fn previous(&self) -> Option<&Token> {
        self.tokens.get(self.at.checked_sub(1)?).map(|(token, _)| token)
    }

    pub(super) fn place(&self) -> Range<usize> {
        self.tokens.get(self.at).map_or(self.text.len()..self.text.len(), |(_, span)| span.clone())
    }

    fn is(&self, sign: &str) -> bool {
        matches!(self.token(), Token::Sign(s) if *s == sign)
    }

    fn next(&mut self) -> Range<usize> {
        let place = self.place();
        self.at += 1;
        place
    }

    fn eat(&mut self, sign: &str) -> bool {
        let found = self.is(sign);
        self.at += usize::from(found);
        found
    }

    /// The end of the token read last.
    fn end(&self) -> usize {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |(_, span)| span.end)
    }

    pub(super) fn stop<T>(&mut self, problem: Problem) -> Result<T, Stop> {
        self.problems.push(problem);
        Err(Stop)
    }

    fn push(&mut self, node: Syntax, span: Range<usize>, children: &[Index]) -> Result<Index, Stop> {
        let height = 1 + children.iter().filter_map(|c| self.heights.get(*c)).max().copied().unwrap_or(0);
        if height > MAX_DEPTH {
            return self.too_deep(span);
        }
        self.nodes.push((node, span));
        self.heights.push(height);
        Ok(self.nodes.len() - 1)
    }

    fn too_deep<T>(&mut self, span: Range<usize>) -> Result<T, Stop> {
        self.stop(Problem::limit(span, format!("this expression is nested more than {MAX_DEPTH} deep")))
    }

    fn span(&self, node: Index) -> Range<usize> {
        self.nodes.get(node).map_or(0..0, |(_, span)| span.clone())
    }

    fn node(&self, node: Index) -> &Syntax {
        self.nodes.get(node).map_or(&Syntax::Refused, |(node, _)| node)
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Stop>) -> Result<T, Stop> {
        if self.depth >= MAX_DEPTH {
            let place = self.place();
            return self.too_deep(place);
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn expression(&mut self) -> Result<Index, Stop> {
        self.deeper(|p| {
            let condition = p.binary(OR)?;
            if !p.eat("?") {
                return Ok(condition);
            }
            let yes = p.binary(OR)?;
            if p.is("?") {
                let span = p.span(yes).start..p.place().end;
                return p.stop(
                    Problem::syntax(
                        span,
                        "a choice between `?` and `:` goes in brackets",
                        "this is a choice of its own",
                    )
                    .help("write `a ? (b ? c : d) : e`"),
                );
            }
            if !p.eat(":") {
                if matches!(p.token(), Token::End | Token::Sign(")" | "]" | ",")) {
                    let span = p.span(condition).start..p.end();
                    return p.stop(
                        Problem::syntax(span, "`?` without `:`", "what if not?")
                            .help("write `condition ? value : other value`"),
                    );
                }
                return Err(words::after_value(p));
            }
            let no = p.expression()?;
            let span = p.span(condition).start..p.span(no).end;
            p.push(Syntax::Choose(condition, yes, no), span, &[condition, yes, no])
        })
    }

    fn binary(&mut self, lowest: u8) -> Result<Index, Stop> {
        let mut left = self.unary()?;
        loop {
            let rank = match self.token() {
                Token::Sign("||") => OR,
                Token::Sign("&&") => AND,
                Token::Sign("==" | "!=" | "<" | "<=" | ">" | ">=") => RELATION,
                Token::Word(word) if word == "in" => RELATION,
                Token::Sign("+" | "-") => SUM,
                Token::Sign("*" | "/" | "%") => PRODUCT,
                _ => return Ok(left),
            };
            if rank < lowest {
                return Ok(left);
            }
            left = match rank {
                OR | AND => self.logic(left, rank)?,
                RELATION => self.relation(left)?,
                _ => self.arithmetic(left, rank)?,
            };
        }
    }

    fn logic(&mut self, first: Index, rank: u8) -> Result<Index, Stop> {
        let sign = if rank == OR { "||" } else { "&&" };
        let mut items = vec![first];
        while self.eat(sign) {
            items.push(self.deeper(|p| p.binary(rank + 1))?);
            self.chain(first, items.len() - 1)?;
        }
        let span = self.span(first).start..self.end();
        let node = if rank == OR { Syntax::Or(items.clone()) } else { Syntax::And(items.clone()) };
        self.push(node, span, &items)
    }

    fn arithmetic(&mut self, first: Index, rank: u8) -> Result<Index, Stop> {
        let mut rest = Vec::new();
        let mut children = vec![first];
        loop {
            let operator = match self.token() {
                Token::Sign("+") if rank == SUM => Operator::Add,
                Token::Sign("-") if rank == SUM => Operator::Subtract,
                Token::Sign("*") if rank == PRODUCT => Operator::Multiply,
                Token::Sign("/") if rank == PRODUCT => Operator::Divide,
                Token::Sign("%") if rank == PRODUCT => Operator::Remainder,
                _ => break,
            };
            self.next();
            let operand = self.deeper(|p| p.binary(rank + 1))?;
            rest.push((operator, operand));
            children.push(operand);
            self.chain(first, rest.len())?;
        }
        let span = self.span(first).start..self.end();
        self.push(Syntax::Arithmetic(first, rest), span, &children)
    }

    fn chain(&mut self, first: Index, operators: usize) -> Result<(), Stop> {
        if operators <= MAX_CHAIN {
            return Ok(());
        }
        let span = self.span(first).start..self.end();
        self.stop(Problem::limit(span, format!("more than {MAX_CHAIN} operators in a row")))
    }

    fn relation(&mut self, left: Index) -> Result<Index, Stop> {
        let comparator = self.comparator();
        self.next();
        let right = self.deeper(|p| p.binary(SUM))?;
        let is_in = matches!(self.token(), Token::Word(word) if word == "in");
        if let (second, true) = (self.comparator(), self.comparator().is_some() || is_in) {
            self.next();
            let third = self.deeper(|p| p.binary(SUM))?;
            return self.chained(comparator, second, [left, right, third]);
        }
        let span = self.span(left).start..self.end();
        let node = comparator.map_or(Syntax::In(left, right), |c| Syntax::Compare(c, left, right));
        self.push(node, span, &[left, right])
    }

    fn comparator(&self) -> Option<Comparator> {
        Some(match self.token() {
            Token::Sign("==") => Comparator::Equal,
            Token::Sign("!=") => Comparator::Unequal,
            Token::Sign("<") => Comparator::Less,
            Token::Sign("<=") => Comparator::LessEqual,
            Token::Sign(">") => Comparator::Greater,
            Token::Sign(">=") => Comparator::GreaterEqual,
            _ => return None,
        })
    }

    fn chained<T>(
        &mut self,
        first: Option<Comparator>,
        second: Option<Comparator>,
        operands: [Index; 3],
    ) -> Result<T, Stop> {
        let [left, middle, right] = operands;
        let span = self.span(left).start..self.span(right).end;
        let text = |node: Index| shorten(self.text.get(self.span(node)).unwrap_or_default());
        let problem = match (first, second) {
            (Some(first), Some(second)) => {
                let (left, middle, right) = (text(left), text(middle), text(right));
                let (first, second) = (first.sign(), second.sign());
                let message = format!(
                    "comparisons cannot be chained: write `{left} {first} {middle} && {middle} {second} {right}`"
                );
                Problem::syntax(span, message, "two comparisons in one")
            }
            _ => Problem::syntax(
                span,
                "comparisons cannot be chained: put one of them in brackets",
                "two comparisons in one",
            ),
        };
        self.stop(problem)
    }

    fn unary(&mut self) -> Result<Index, Stop> {
        let start = self.place().start;
        if self.eat("!") {
            let of = self.deeper(Self::unary)?;
            return self.push(Syntax::Not(of), start..self.end(), &[of]);
        }
        if !self.eat("-") {
            return self.postfix(start);
        }
        let literal = match self.token() {
            Token::Integer(n) => Some(Syntax::Integer(0_i64.wrapping_sub_unsigned(*n))),
            Token::Number(n) => Some(Syntax::Number(-n)),
            _ => None,
        };
        if let Some(literal) = literal {
            self.next();
            let node = self.push(literal, start..self.end(), &[])?;
            return self.postfixes(node, start);
        }
        let of = self.deeper(Self::unary)?;
        self.push(Syntax::Negate(of), start..self.end(), &[of])
    }
}
