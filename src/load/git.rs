//! A revision of a git repository, read by the `git` program. Nothing is checked out, and nothing in the repository is touched.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

use crate::diagnostic::{Code, Diagnostics};
use crate::document::MAX_BYTES;
use crate::reader::quote;

use super::folder::{NO_TOML, NO_UTF8, is_documentation, not_read};
use super::version::{Version, parts, refused};
use super::{Error, Files, Folder, InputError, MAX_FILES};

/// Reads the version that a revision names, or a folder in it: `main`, `HEAD~3`, `v2:data/catalog`.
pub(super) fn read(argument: &str, text: &str) -> Result<Version, InputError> {
    let (revision, folder) = text.split_once(':').map_or((text, None), |(rev, folder)| (rev, Some(folder)));
    let unknown = |message: String, label: &str| refused(Code::UnknownVersion, argument, text, message, label);
    if revision.is_empty() || revision.starts_with('-') {
        return Err(unknown(format!("`{}` names no revision", quote(text)), "not a revision").into());
    }
    // The folder that somebody is in is the one they mean.
    let tree = match folder {
        Some(_) => git(&["rev-parse", "--verify", text]),
        None => git(&["rev-parse", "--verify", &format!("{text}:./")]),
    };
    let tree = match tree {
        Ok(tree) => tree,
        Err(Refusal::Missing) => {
            let message = format!("there is no folder `{}`, and no `git` to look for a revision with", quote(text));
            return Err(unknown(message, "not a folder").help("name another folder, or install git").into());
        }
        Err(Refusal::World(error)) => return Err(Error::new("git", error).into()),
        Err(Refusal::Said(_)) if git(&["rev-parse", "--verify", revision]).is_ok() => {
            let message = format!("the revision `{}` has no such folder", quote(revision));
            let help = "write the folder from the top of the repository, as `main:data`; without a colon the one that you are in is meant";
            return Err(unknown(message, "not in this revision").help(help).into());
        }
        Err(Refusal::Said(words)) => {
            let message = format!("`{}` is neither a folder nor a revision", quote(text));
            let help =
                "name a folder, a revision such as `HEAD~1`, a folder of a revision such as `main:data`, or `shipped`";
            return Err(unknown(message, "not found").help(format!("git says: {words}")).help(help).into());
        }
    };
    let tree = String::from_utf8_lossy(&tree).trim().to_string();
    let listing = match git(&["ls-tree", "-r", "-z", "--full-tree", &tree]) {
        Ok(listing) => listing,
        Err(Refusal::Said(_)) => {
            return Err(unknown(format!("`{}` is a file", quote(text)), "not a folder").into());
        }
        Err(Refusal::World(error)) => return Err(Error::new("git", error).into()),
        Err(Refusal::Missing) => return Err(Error::new("git", io::ErrorKind::NotFound.into()).into()),
    };
    let before = match folder {
        None => format!("{text}:"),
        Some("") => text.to_string(),
        Some(folder) => format!("{revision}:{}/", folder.trim_end_matches('/')),
    };
    let blobs = blobs(&listing);
    let has = |path: &str| {
        blobs.iter().any(|b| b.path == path || b.path.strip_prefix(path).is_some_and(|p| p.starts_with('/')))
    };
    let (catalog, rules) = parts(has);
    let files = |below: Option<&str>| below.map(|below| contents(&blobs, below, &before)).transpose();
    let version = Version { name: text.to_string(), catalog: files(catalog)?, rules: files(rules)? };
    version.checked(argument)
}

/// Why git gave no answer.
enum Refusal {
    /// It is not there.
    Missing,
    /// It cannot be run.
    World(io::Error),
    /// It says why.
    Said(String),
}

/// What git prints.
fn git(args: &[&str]) -> Result<Vec<u8>, Refusal> {
    // Its words are read by people who are told in English what is wrong.
    let output = Command::new("git").args(args).env("LC_ALL", "C").stdin(Stdio::null()).output();
    let output = output.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Refusal::Missing,
        _ => Refusal::World(error),
    })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let words = String::from_utf8_lossy(&output.stderr);
    let words = words.lines().next().unwrap_or_default();
    Err(Refusal::Said(quote(words.strip_prefix("fatal: ").unwrap_or(words)).into_owned()))
}

/// A file of a tree.
struct Blob {
    /// Its path in the tree.
    path: String,
    /// The name of its content.
    id: String,
    /// Why it is not read, if it is not.
    passed_over: Option<&'static str>,
}

/// What `ls-tree -z` lists: `mode type id`, a tab, the path, and a zero byte behind each.
fn blobs(listing: &[u8]) -> Vec<Blob> {
    let entries = listing.split(|byte| *byte == 0).filter(|entry| !entry.is_empty());
    entries
        .filter_map(|entry| {
            let tab = entry.iter().position(|byte| *byte == b'\t')?;
            let (head, path) = (entry.get(..tab)?, entry.get(tab + 1..)?);
            let head = String::from_utf8_lossy(head);
            let mut head = head.split(' ');
            let (mode, kind, id) = (head.next()?, head.next()?, head.next()?.to_string());
            let passed_over = match (std::str::from_utf8(path), mode) {
                (Err(_), _) => Some(NO_UTF8),
                (_, "120000") => Some("is a link, and is not read from a revision"),
                _ if kind != "blob" => Some("is another repository, and is not read"),
                _ => None,
            };
            Some(Blob { path: String::from_utf8_lossy(path).into_owned(), id, passed_over })
        })
        .collect()
}

/// The TOML files below a folder of the tree, sorted by path; the same are passed over as in a folder of the disk.
fn contents(blobs: &[Blob], below: &str, before: &str) -> Result<Files<'static>, Error> {
    let mut found = Diagnostics::new();
    let mut wanted = Vec::new();
    for blob in blobs {
        let inside = if below.is_empty() {
            Some(blob.path.as_str())
        } else {
            blob.path.strip_prefix(below).and_then(|p| p.strip_prefix('/'))
        };
        let Some(path) = inside.filter(|path| !path.split('/').any(|part| part.starts_with('.'))) else { continue };
        let (name, full) = (path.rsplit('/').next().unwrap_or_default(), format!("{before}{}", blob.path));
        let is_toml = std::path::Path::new(name).extension().is_some_and(|e| e == "toml");
        match blob.passed_over {
            Some(why) => found.push(not_read(&full, why)),
            None if is_toml => wanted.push((path.to_string(), full, blob.id.as_str())),
            None if is_documentation(name) => {}
            None => found.push(not_read(&full, NO_TOML)),
        }
    }
    if wanted.len() > MAX_FILES {
        return Err(Error::new(before, io::Error::other(format!("it has more than {MAX_FILES} files"))));
    }
    wanted.sort();
    let bytes =
        read_blobs(&wanted.iter().map(|(_, _, id)| *id).collect::<Vec<_>>()).map_err(|e| Error::new(before, e))?;
    let contents = wanted.into_iter().zip(bytes).map(|((path, full, _), bytes)| (path, full, bytes));
    Ok(Folder::new(contents.collect(), found).files().into_owned())
}

/// The contents of some blobs; of those that are too large, one byte more than is allowed.
fn read_blobs(ids: &[&str]) -> io::Result<Vec<Vec<u8>>> {
    let mut child =
        Command::new("git").args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let lost = || io::Error::other("git does not answer");
    let (mut questions, answers) = (child.stdin.take().ok_or_else(lost)?, child.stdout.take().ok_or_else(lost)?);
    let mut answers = BufReader::new(answers);
    let mut contents = Vec::with_capacity(ids.len());
    // One question, one answer: so neither side waits for the other with a full pipe.
    for id in ids {
        writeln!(questions, "{id}")?;
        questions.flush()?;
        let mut head = String::new();
        answers.read_line(&mut head)?;
        let size: u64 = head.trim_end().rsplit(' ').next().and_then(|size| size.parse().ok()).ok_or_else(lost)?;
        let mut bytes = Vec::new();
        let kept = size.min(MAX_BYTES as u64 + 1);
        answers.by_ref().take(kept).read_to_end(&mut bytes)?;
        // The rest of it, and the line break behind it.
        io::copy(&mut answers.by_ref().take(size - kept + 1), &mut io::sink())?;
        contents.push(bytes);
    }
    drop(questions);
    child.wait()?;
    Ok(contents)
}
