//! Files that the pages show are files that the program reads. A block of TOML or JSON says in its first line where it would
//! lie, ```` ```toml rules/privacy/a-rule.toml ````; what is there already keeps what the block does not say.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use toml_edit::{DocumentMut, Item, Table};
use verdict::catalog::Catalog;
use verdict::diagnostic::{Diagnostics, Source};
use verdict::document::Node;
use verdict::graph::DecisionGraph;
use verdict::load::Files;
use verdict::reader::{self, File};
use verdict::rulebook::Rulebook;

use super::{shell, shown, text};
use crate::support::{list, repo};

/// Each block of a page in this language: where it would lie, and what it says.
fn blocks(page: &str, language: &str) -> Vec<(String, String)> {
    let text = text(page);
    let fence = format!("\n```{language}");
    text.split(&fence)
        .skip(1)
        .map(|part| {
            let (place, rest) = part.split_once('\n').unwrap();
            let block = rest.split("\n```").next().unwrap();
            assert!(!place.trim().is_empty(), "{page}: say where this would lie: ```{language} PATH\n{block}");
            (place.trim().to_string(), block.to_string())
        })
        .collect()
}

#[test]
fn files_that_are_shown_are_read() {
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let blocks = shown().into_iter().flat_map(|page| {
            let all = ["toml", "json"].into_iter().flat_map(|language| blocks(&page, language)).collect::<Vec<_>>();
            all.into_iter().map(move |block| (page.clone(), block))
        });
        let read = |(page, (place, block)): (String, (String, String))| {
            scope.spawn(move || read(&page, &place, &block).err().map(|why| format!("{page}, {place}:\n{why}")))
        };
        blocks.map(read).collect::<Vec<_>>().into_iter().filter_map(|read| read.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// A rule of the rulebook is shown as it is there.
#[test]
fn rules_that_are_shown_are_those_of_the_rulebook() {
    let mut seen = 0;
    for page in shown() {
        for (place, block) in blocks(&page, "toml") {
            if let Ok(rule) = std::fs::read_to_string(repo(&place))
                && rule.contains("summary = ")
            {
                assert!(rule.starts_with(block.trim_end()), "{page} shows another rule than {place}:\n{rule}");
                seen += 1;
            }
        }
    }
    assert!(seen >= 1);
}

/// Has the program read a block, and says what is wrong.
fn read(page: &str, place: &str, block: &str) -> Result<(), String> {
    let (path, whole) = place.strip_suffix(" whole").map_or((place, false), |path| (path, true));
    match path.split('/').next().unwrap() {
        "rules" => overlaid(&Files::shipped_rules(), path, block, whole, |files| {
            let (rules, catalog) = (Rulebook::parse(files), Files::shipped_catalog());
            let (catalog, _) = Catalog::parse(&catalog.views());
            DecisionGraph::compile(rules?, catalog)?.check_examples().into_result(())
        }),
        "catalog" => {
            overlaid(&Files::shipped_catalog(), path, block, whole, |files| Catalog::parse(files).1.into_result(()))
        }
        name => {
            let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages").join(page.replace('/', "-"));
            std::fs::create_dir_all(&folder).unwrap();
            let file = folder.join(name);
            std::fs::write(&file, block).unwrap();
            let command = match name {
                _ if name.ends_with(".scenario.toml") => "test",
                _ if name.starts_with("request") => "recommend",
                "statements.jsonl" => "catalog import --catalog catalog --new --dry-run",
                _ => return Err(format!("nothing reads a file `{name}`")),
            };
            let output = shell(&format!("verdict {command} {}", file.display())).output().unwrap();
            let right = matches!(output.status.code(), Some(0 | 3));
            if right { Ok(()) } else { Err(String::from_utf8(output.stderr).unwrap()) }
        }
    }
}

/// Reads shipped files with a block laid over one of them.
fn overlaid(
    shipped: &Files<'_>,
    path: &str,
    block: &str,
    whole: bool,
    read: impl Fn(&[File<'_>]) -> Result<(), Diagnostics>,
) -> Result<(), String> {
    let views = shipped.views();
    let (_, inner) = path.split_once('/').unwrap();
    let mut texts = vec![(inner.to_string(), merged(path, block, whole)?)];
    let new = !views.iter().any(|file| file.path == inner);
    if let Some(need) = inner.strip_prefix("questions/").filter(|_| new) {
        let head = std::fs::read_to_string(repo("rules/rulebook.toml")).unwrap();
        let need = need.trim_end_matches(".toml");
        texts.push((
            "rulebook.toml".to_string(),
            head.replacen("questions = [", &format!("questions = [\"{need}\", "), 1),
        ));
    }
    let parsed: Vec<(String, Arc<Source>, Node<'static>)> = texts
        .into_iter()
        .map(|(path, text)| {
            let source = Source::new(path.clone(), text);
            let root = reader::toml(&source).map(Node::into_owned).map_err(|wrong| told(&wrong))?;
            Ok((path, source, root))
        })
        .collect::<Result<_, String>>()?;
    let mut files: Vec<File<'_>> =
        views.into_iter().filter(|f| !parsed.iter().any(|(path, ..)| f.path == path)).collect();
    files.extend(parsed.iter().map(|(path, source, root)| File { path, source, root }));
    files.sort_by(|a, b| a.path.cmp(b.path));
    read(&files).map_err(|wrong| told(&wrong))
}

/// What is wrong, a line each, with help.
fn told(wrong: &Diagnostics) -> String {
    let mut out = list(wrong);
    let _ = writeln!(out);
    out
}

/// A block over what the repository has at this path.
fn merged(path: &str, block: &str, whole: bool) -> Result<String, String> {
    let new: DocumentMut = block.parse().map_err(|e| format!("{e}"))?;
    let Some(old) = std::fs::read_to_string(repo(path)).ok().filter(|_| !whole) else { return Ok(block.to_string()) };
    let mut old: DocumentMut = old.parse().unwrap();
    lay(old.as_table_mut(), new.as_table());
    Ok(old.to_string())
}

/// Tables key by key, everything else as a whole.
fn lay(old: &mut Table, new: &Table) {
    for (key, item) in new {
        match (old.get_mut(key), item) {
            (Some(Item::Table(below)), Item::Table(over)) => lay(below, over),
            _ => {
                old.insert(key, item.clone());
            }
        }
    }
}
