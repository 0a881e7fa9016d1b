//! The statements that are taken in, as they are written: what each is about, and what is left for the catalog to judge.

use std::ops::Range;
use std::sync::Arc;

use crate::catalog::is_id;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Source, suggest};
use crate::document::{Entry, Node, Tree};
use crate::reader::{self, Reader, quote};

/// What a statement is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A model, by id.
    Model(String),
    /// An offer: the ids of model and offer.
    Offer(String, String),
    /// What those share that name it: `providers/acme`, `licences/mit`.
    Entry(String),
    /// A source, by id.
    Source(String),
}

/// The vocabulary before the colon.
const KINDS: [&str; 4] = ["model", "offer", "entry", "source"];

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Model(id) => write!(f, "model:{id}"),
            Self::Offer(model, id) => write!(f, "offer:{model}#{id}"),
            Self::Entry(path) => write!(f, "entry:{path}"),
            Self::Source(id) => write!(f, "source:{id}"),
        }
    }
}

/// One of the things said.
#[derive(Debug)]
pub(super) struct Line<'n> {
    pub(super) source: &'n Arc<Source>,
    pub(super) node: &'n Node<'n>,
    pub(super) subject: Subject,
    /// Where the subject stands.
    pub(super) at: Range<usize>,
    /// The name of the fact, and where it stands; `None` where the subject itself is described.
    pub(super) fact: Option<(&'n str, Range<usize>)>,
    /// All other keys.
    pub(super) rest: Node<'n>,
}

/// The documents in some texts, with those whose syntax is wrong left out and reported.
pub(super) fn parse<'s>(sources: &'s [Arc<Source>], found: &mut Diagnostics) -> Vec<(&'s Arc<Source>, Node<'s>)> {
    let mut nodes = Vec::new();
    for source in sources {
        match reader::json_lines(source) {
            Ok(documents) => nodes.extend(documents.into_iter().map(|node| (source, node))),
            Err(wrong) => found.extend(wrong),
        }
    }
    nodes
}

/// What the documents say: each is a statement, a list of them, or a table with such a list under `statements`.
pub(super) fn read<'n>(documents: &'n [(&'n Arc<Source>, Node<'n>)], found: &mut Diagnostics) -> Vec<Line<'n>> {
    let mut lines = Vec::new();
    for (source, document) in documents {
        let reader = Reader::new(source, found);
        let listed = document.get("statements").filter(|_| document.get("subject").is_none()).unwrap_or(document);
        let items = listed.list().unwrap_or(std::slice::from_ref(listed));
        lines.extend(items.iter().filter_map(|node| line(source, &reader, node)));
    }
    lines
}

fn line<'n>(source: &'n Arc<Source>, reader: &Reader<'_>, node: &'n Node<'n>) -> Option<Line<'n>> {
    let mut table = reader.table(node, "a statement")?;
    let written = table.required("subject");
    let fact = table.optional("fact");
    let written = written?;
    let subject = subject(reader, reader.text(written)?, written);
    let fact = match fact {
        Some(fact) => Some((reader.text(fact)?, fact.span())),
        None => None,
    };
    let own = |entry: &&Entry<'_>| entry.key == "subject" || entry.key == "fact";
    let rest = table.entries().iter().filter(|entry| !own(entry)).cloned().collect();
    let rest = Node::new(node.span(), Tree::Table(rest));
    Some(Line { source, node, subject: subject?, at: written.span(), fact, rest })
}

fn subject(reader: &Reader<'_>, text: &str, node: &Node<'_>) -> Option<Subject> {
    let (kind, id) = text.split_once(':').unwrap_or((text, ""));
    let subject = match kind {
        "model" => is_model(id).then(|| Subject::Model(id.to_string())),
        "offer" => {
            let parts = id.split_once('#').filter(|(model, offer)| is_model(model) && is_id(offer));
            parts.map(|(model, offer)| Subject::Offer(model.to_string(), offer.to_string()))
        }
        "entry" => (id.contains('/') && is_id(id)).then(|| Subject::Entry(id.to_string())),
        "source" => (!id.is_empty()).then(|| Subject::Source(id.to_string())),
        _ => {
            let message = format!("`{}` is no subject", quote(text));
            let mut wrong =
                Diagnostic::error(Code::UnknownValue, message).at(reader.at(node), "nothing that has facts");
            wrong.help = suggest(kind, KINDS);
            wrong.help.push(FORMS.to_string());
            reader.push(wrong);
            return None;
        }
    };
    if subject.is_none() {
        let article = if kind.starts_with(['o', 'e']) { "an" } else { "a" };
        let message = format!("`{}` does not name {article} {kind}", quote(text));
        reader.push(Diagnostic::error(Code::InvalidId, message).at(reader.at(node), "not an id").help(FORMS));
    }
    subject
}

const FORMS: &str = "write `model:<developer>/<model>`, `offer:<developer>/<model>#<offer>`, `entry:<folder or file>/<value>` or `source:<id>`";

fn is_model(id: &str) -> bool {
    id.split('/').count() == 2 && is_id(id)
}
