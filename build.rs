//! Packs the shipped catalog and rules: each file parsed, its text left out, and one digest for each folder.
//! The program then starts without parsing anything, and a mistake in their syntax stops the build.

#![expect(clippy::disallowed_methods, reason = "the build reads the data files, so that the program need not")]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

#[expect(dead_code, reason = "the library's own modules, of which the build needs a part")]
#[path = "src"]
mod library {
    #[path = "load/digest.rs"]
    pub mod digest;
    pub mod document;
}
use library::digest::digest;
use library::document::{Node, packed, toml};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    for folder in ["catalog", "rules"] {
        pack(Path::new(folder), &out)?;
    }
    Ok(())
}

/// Writes `<folder>.packed` and `<folder>.digest`.
fn pack(folder: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let mut paths = Vec::new();
    if folder.is_dir() {
        println!("cargo::rerun-if-changed={}", folder.display());
        walk(folder, folder, &mut paths)?;
    }
    paths.sort();
    let mut texts = Vec::new();
    for path in paths {
        texts.push((fs::read_to_string(folder.join(&path)).map_err(|e| format!("{path}: {e}"))?, path));
    }
    let mut files: Vec<(&str, Node<'_>)> = Vec::new();
    let mut mistakes = Vec::new();
    for (text, path) in &texts {
        match toml::parse(text) {
            Ok(node) => files.push((path, node)),
            Err(errors) => mistakes.extend(errors.iter().map(|e| {
                let line = 1 + text.bytes().take(e.span.start).filter(|b| *b == b'\n').count();
                format!("{}/{path}:{line}: {}", folder.display(), e.message)
            })),
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes.join("\n").into());
    }
    // The date of the facts, so that `--version` says it without unpacking them.
    let head = files.iter().find(|(path, _)| *path == "catalog.toml");
    if let Some(date) = head.and_then(|(_, root)| root.get("as_of")?.text()) {
        println!("cargo::rustc-env=VERDICT_FACTS_OF={date}");
    }
    let name = folder.display();
    fs::write(out.join(format!("{name}.packed")), packed::pack(&files))?;
    let digest = digest(texts.iter().map(|(text, path)| (path.as_str(), text.as_bytes())));
    fs::write(out.join(format!("{name}.digest")), digest)?;
    Ok(())
}

/// Collects the paths of all TOML files below `folder`, relative to `top`, with `/` between their parts.
fn walk(top: &Path, folder: &Path, paths: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|n| n.to_str()).ok_or("a file name is not UTF-8")?;
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            walk(top, &path, paths)?;
        } else if path.extension().is_some_and(|e| e == "toml") {
            let parts: Vec<_> = path.strip_prefix(top)?.iter().map(|p| p.to_string_lossy()).collect();
            paths.push(parts.join("/"));
        }
    }
    Ok(())
}
