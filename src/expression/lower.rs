//! From a checked tree to nodes: types are made explicit, macros are unfolded.

use std::sync::Arc;

use super::check::step;
use super::print;
use super::program::{Loop, Node, NodeId, Over, Program};
use super::syntax::{Ast, Function, Index, Operator, Printer, Quantifier, Syntax};
use super::{MAX_UNFOLDED, Problem};
use crate::fact::Schema;
use crate::value::{Date, Type, Value};

/// The deepest nesting of what macros unfold to.
const MAX_HEIGHT: usize = 200;

/// What the surroundings make of a value.
#[derive(Clone, Copy, PartialEq)]
enum Want {
    AsIs,
    Number,
    Date,
}

impl Want {
    const fn of(ty: &Type) -> Self {
        match ty {
            Type::Number => Self::Number,
            Type::Date => Self::Date,
            _ => Self::AsIs,
        }
    }
}

pub(super) struct Lowering<'a> {
    program: &'a mut Program,
    ast: &'a Ast,
    schema: &'a Schema,
    types: &'a [Option<Type>],
    /// The variables of the macros around, each with its word or item.
    bound: Vec<(&'a str, NodeId)>,
    steps: usize,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(program: &'a mut Program, ast: &'a Ast, schema: &'a Schema, types: &'a [Option<Type>]) -> Self {
        Self { program, ast, schema, types, bound: Vec::new(), steps: 0 }
    }

    pub(super) fn whole(mut self, expected: Option<&Type>) -> Result<NodeId, Problem> {
        self.lower(self.ast.root, expected.map_or(Want::AsIs, Want::of))
    }

    fn ty(&self, at: Index) -> Type {
        self.types.get(at).cloned().flatten().unwrap_or(Type::Bool)
    }

    fn lower(&mut self, at: Index, want: Want) -> Result<NodeId, Problem> {
        self.steps += 1;
        if self.steps > MAX_UNFOLDED {
            return Err(self.too_large(at));
        }
        let node = self.node(at, want)?;
        let node = if want == Want::Number && *self.program.ty(node) == Type::Integer {
            self.intern(at, Node::Widen(node), Type::Number)?
        } else {
            node
        };
        Ok(node)
    }

    fn too_large(&self, at: Index) -> Problem {
        let mut problem = Problem::limit(self.ast.span(at), "this unfolds to too many parts");
        problem.help = vec!["macros inside macros ask for every pair of words: take one of them apart".into()];
        problem
    }

    fn intern(&mut self, at: Index, node: Node, ty: Type) -> Result<NodeId, Problem> {
        let id = self.program.intern(node, ty, None);
        let entry = self.program.entry(id);
        if entry.height > MAX_HEIGHT || entry.size > MAX_UNFOLDED { Err(self.too_large(at)) } else { Ok(id) }
    }

    fn each(&mut self, items: &[Index], want: Want) -> Result<Box<[NodeId]>, Problem> {
        items.iter().map(|item| self.lower(*item, want)).collect()
    }

    fn node(&mut self, at: Index, want: Want) -> Result<NodeId, Problem> {
        let ast = self.ast;
        let node = match ast.node(at) {
            Syntax::Bool(b) => return Ok(self.program.value(Value::Bool(*b), Type::Bool)),
            Syntax::Integer(i) => return Ok(self.program.value(Value::Integer(*i), Type::Integer)),
            Syntax::Number(n) => return Ok(self.program.value(Value::Number(*n), Type::Number)),
            Syntax::Text(text) => {
                return Ok(match (want, Date::parse(text)) {
                    (Want::Date, Some(date)) => self.program.value(Value::Date(date), Type::Date),
                    _ => self.program.value(Value::text(text), Type::Text),
                });
            }
            Syntax::Name(name) => {
                let bound = self.bound.iter().rev().find(|(n, _)| n == name);
                return Ok(bound.expect("INVARIANT: the check knows every variable").1);
            }
            Syntax::Fact(root, name) => {
                let id = self.schema.find(&format!("{root}.{name}")).expect("INVARIANT: the check knows every fact");
                let fact = self.schema.fact(id);
                let node = Node::Fact(id, self.program.definition(id));
                return Ok(self.program.intern(node, fact.ty.clone(), Some(fact.root)));
            }
            // Neither passes the check.
            Syntax::Refused | Syntax::List(_) => return Ok(self.program.value(Value::Bool(false), Type::Bool)),
            Syntax::Has(fact) => Node::Known(self.lower(*fact, Want::AsIs)?),
            Syntax::Not(of) => Node::Not(self.lower(*of, Want::AsIs)?),
            Syntax::Negate(of) => Node::Negate(self.lower(*of, Want::AsIs)?),
            Syntax::Arithmetic(first, rest) => return self.arithmetic(at, *first, rest),
            Syntax::Compare(comparator, left, right) => {
                let date = [*left, *right].iter().any(|side| self.ty(*side) == Type::Date);
                let want = if date { Want::Date } else { Want::AsIs };
                Node::Compare(*comparator, self.lower(*left, want)?, self.lower(*right, want)?)
            }
            Syntax::In(needle, range) => return self.contained(at, *needle, *range),
            Syntax::And(items) => Node::And(self.each(items, Want::AsIs)?),
            Syntax::Or(items) => Node::Or(self.each(items, Want::AsIs)?),
            Syntax::Choose(condition, yes, no) => {
                let own = Want::of(&self.ty(at));
                let want = if own == Want::AsIs { want } else { own };
                Node::Choose(self.lower(*condition, Want::AsIs)?, self.lower(*yes, want)?, self.lower(*no, want)?)
            }
            Syntax::Call(Function::Size, items) => return self.size(at, items),
            Syntax::Call(function @ (Function::Min | Function::Max), items) => {
                Node::Extreme(*function, self.each(items, Want::of(&self.ty(at)))?)
            }
            Syntax::Call(Function::Ceil, items) => {
                Node::Ceil(self.lower(items.first().copied().unwrap_or(at), Want::Number)?)
            }
            Syntax::Call(Function::Pow, items) => match *self.each(items, Want::Number)? {
                [of, by] => Node::Pow(of, by),
                _ => return Ok(self.program.value(Value::Bool(false), Type::Bool)),
            },
            Syntax::Call(function, items) => match *self.each(items, Want::AsIs)? {
                [text, part] => Node::Text(*function, text, part),
                _ => return Ok(self.program.value(Value::Bool(false), Type::Bool)),
            },
            Syntax::Loop(quantifier, range, variable, body) => {
                return self.unfold(at, *quantifier, *range, variable, *body);
            }
        };
        let ty = match &node {
            Node::Choose(_, yes, no) => {
                let (yes, no) = (self.program.ty(*yes), self.program.ty(*no));
                if yes == no { yes.clone() } else { Type::Text }
            }
            Node::Negate(of) => self.program.ty(*of).clone(),
            Node::Extreme(..) => self.ty(at),
            Node::Ceil(_) | Node::Pow(..) => Type::Number,
            _ => Type::Bool,
        };
        self.intern(at, node, ty)
    }

    /// One operation after the other; where a number follows whole numbers, what is there so far is widened. What is
    /// calculated with a date is the difference to another date, of which either may be written as text.
    fn arithmetic(&mut self, at: Index, first: Index, rest: &[(Operator, Index)]) -> Result<NodeId, Problem> {
        let mut ty = match rest.first() {
            Some((Operator::Subtract, second)) if self.ty(*second) == Type::Date => Type::Date,
            _ => self.ty(first),
        };
        let mut so_far = self.lower(first, if ty == Type::Date { Want::Date } else { Want::AsIs })?;
        let mut chain: Vec<(Operator, NodeId)> = Vec::new();
        for (operator, operand) in rest {
            let days = ty == Type::Date;
            let operand_type = if days { Type::Date } else { self.ty(*operand) };
            let result = step(*operator, &ty, &operand_type).unwrap_or(Type::Number);
            if (&ty, &result) == (&Type::Integer, &Type::Number) {
                if !chain.is_empty() {
                    let node = Node::Arithmetic(so_far, std::mem::take(&mut chain).into());
                    so_far = self.intern(at, node, Type::Integer)?;
                }
                so_far = self.intern(at, Node::Widen(so_far), Type::Number)?;
            }
            let want = if days { Want::Date } else { Want::of(&result) };
            chain.push((*operator, self.lower(*operand, want)?));
            ty = result;
        }
        self.intern(at, Node::Arithmetic(so_far, chain.into()), ty)
    }

    fn contained(&mut self, at: Index, needle: Index, range: Index) -> Result<NodeId, Problem> {
        let node = if let Syntax::List(items) = self.ast.node(range) {
            let date = matches!(self.ty(range), Type::List(of) if *of == Type::Date) || self.ty(needle) == Type::Date;
            let want = if date { Want::Date } else { Want::AsIs };
            Node::OneOf(self.lower(needle, want)?, self.each(items, want)?)
        } else {
            Node::Member(self.lower(needle, Want::AsIs)?, self.lower(range, Want::AsIs)?)
        };
        self.intern(at, node, Type::Bool)
    }

    fn size(&mut self, at: Index, items: &[Index]) -> Result<NodeId, Problem> {
        let of = items.first().copied().unwrap_or(at);
        let node = match self.ast.node(of) {
            Syntax::List(items) => Node::Count(self.each(items, self.item_want(of))?),
            _ => Node::Size(self.lower(of, Want::AsIs)?),
        };
        self.intern(at, node, Type::Integer)
    }

    /// What the items of a list are wanted as.
    fn item_want(&self, list: Index) -> Want {
        match self.ty(list) {
            Type::List(of) => Want::of(&of),
            _ => Want::AsIs,
        }
    }

    fn unfold(
        &mut self,
        at: Index,
        quantifier: Quantifier,
        range: Index,
        variable: &'a str,
        body: Index,
    ) -> Result<NodeId, Problem> {
        let (over, items) = if let Syntax::List(items) = self.ast.node(range) {
            let items = self.each(items, self.item_want(range))?;
            (Over::List(items.clone()), items)
        } else {
            let set = self.lower(range, Want::AsIs)?;
            let words = match self.program.ty(set) {
                Type::Set(words) => Arc::clone(words),
                _ => Arc::default(),
            };
            let words = words.iter().map(|w| self.program.value(Value::Text(Arc::clone(w)), Type::Text)).collect();
            (Over::Set(set), words)
        };
        let mut bodies = Vec::with_capacity(items.len());
        for item in &items {
            self.bound.push((variable, *item));
            let body = self.lower(body, Want::AsIs);
            self.bound.pop();
            bodies.push(body?);
        }
        let text = self.text(at);
        self.intern(at, Node::Loop(Loop { quantifier, over, bodies: bodies.into(), text }), Type::Bool)
    }

    /// The canonical text of a macro, with what the variables around it stand for.
    fn text(&self, at: Index) -> Arc<str> {
        let mut out = Printer::new(super::program::MAX_PRINTED);
        self.ast.write(at, &mut out, &|name, out, rank| {
            let Some((_, node)) = self.bound.iter().rev().find(|(n, _)| *n == name) else {
                return false;
            };
            print::node(self.program, self.schema, *node, rank, out);
            true
        });
        out.finish().into()
    }
}
