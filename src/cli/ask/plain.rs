//! Questions in lines: a number for each answer, nothing is drawn twice. For screen readers and for terminals that cannot draw.

use std::io::{self, BufRead, Write};

use verdict::render::text::wrap;

use super::prompt::{Prompt, Shape};
use super::rows::{Entry, Reply, Row, UNKNOWN, choices, keyed, numbered, specials};

/// Asks a question in lines of at most `width` columns until there is a reply.
pub(super) fn ask(prompt: &Prompt<'_>, width: usize, check: &dyn Fn(&str) -> Result<(), String>) -> io::Result<Reply> {
    let mut entries = if prompt.shape == Shape::Text { named(prompt.rows) } else { numbered(prompt.rows) };
    entries.extend(specials(prompt.unknown, prompt.can_go_back, false));
    say(&format!("\nQuestion: {}", prompt.text), width, 0)?;
    say(prompt.help, width, 2)?;
    list(&entries, width)?;
    if let Some(now) = prompt.now {
        let now = if now == UNKNOWN { "I don't know" } else { now };
        say(&format!("Answered so far: {now}"), width, 2)?;
    }
    let hint = match prompt.shape {
        Shape::One => "Type the number or sign of an answer",
        Shape::Many => "Type the numbers of all that apply with commas between, 0 for none of these",
        Shape::Text => "Type an answer",
    };
    loop {
        let Some(line) = read(hint)? else { return Ok(Reply::Leave) };
        let typed = line.trim();
        if typed.is_empty() {
            say("Nothing was typed. For \"I don't know\" type -.", width, 0)?;
            continue;
        }
        if prompt.shape == Shape::Many && typed == "0" {
            return Ok(Reply::Answer(String::new()));
        }
        let chosen: Vec<&Entry> =
            keyed(typed, &entries).unwrap_or_default().into_iter().filter_map(|at| entries.get(at)).collect();
        match (chosen.as_slice(), prompt.shape) {
            ([entry], _) if entry.special => return Ok(entry.meaning()),
            ([], Shape::Text) => match check(typed) {
                Ok(()) => return Ok(Reply::Answer(typed.to_string())),
                Err(message) => say(&message, width, 0)?,
            },
            ([entry], _) => return Ok(Reply::Answer(value(prompt, &entries, entry))),
            ([_, ..], Shape::Many) if chosen.iter().all(|entry| !entry.special) => {
                let values = chosen.iter().map(|entry| value(prompt, &entries, entry));
                return Ok(Reply::Answer(values.collect::<Vec<_>>().join(",")));
            }
            _ => say(&format!("\"{typed}\" is none of the answers."), width, 0)?,
        }
    }
}

/// Offers rows, and tells which was chosen; nothing if there is no wish to go on.
pub(super) fn choose(text: &str, help: &str, rows: &[Row], width: usize) -> io::Result<Option<usize>> {
    let entries = choices(rows);
    say(&format!("\n{text}"), width, 0)?;
    say(help, width, 2)?;
    list(&entries, width)?;
    loop {
        let Some(line) = read("Type a number or sign")? else { return Ok(None) };
        match keyed(&line, &entries).as_deref() {
            Some([one]) => return Ok(Some(*one)),
            _ => say(&format!("\"{}\" is none of these.", line.trim()), width, 0)?,
        }
    }
}

fn value(prompt: &Prompt<'_>, entries: &[Entry], entry: &Entry) -> String {
    let place = entries.iter().position(|other| other.key == entry.key);
    place.and_then(|at| prompt.rows.get(at)).map(|row| row.value.clone()).unwrap_or_default()
}

/// Rows under their own names.
fn named(rows: &[Row]) -> Vec<Entry> {
    rows.iter().map(|row| Entry::new(row.value.clone(), row)).collect()
}

fn list(entries: &[Entry], width: usize) -> io::Result<()> {
    for entry in entries {
        let note = if entry.note.is_empty() { String::new() } else { format!(" ({})", entry.note) };
        say(&format!("{}: {}{note}", entry.key, entry.label), width, 2)?;
    }
    Ok(())
}

fn say(text: &str, width: usize, indent: usize) -> io::Result<()> {
    let mut err = io::stderr().lock();
    if text.starts_with('\n') {
        writeln!(err)?;
    }
    for line in wrap(text, width.saturating_sub(indent), 0) {
        writeln!(err, "{:indent$}{line}", "")?;
    }
    Ok(())
}

/// A line from standard input; nothing at its end.
fn read(hint: &str) -> io::Result<Option<String>> {
    // Not locked while it waits: whoever interrupts writes to standard error as well.
    write!(io::stderr(), "{hint}: ")?;
    io::stderr().flush()?;
    let mut line = String::new();
    Ok((io::stdin().lock().read_line(&mut line)? > 0).then_some(line))
}
