//! The rows of a prompt: keys, columns, and which of them what is typed means.

use verdict::render::text::{width, wrap};

/// The keys of what may be said to every question instead of an answer.
pub(super) const UNKNOWN: &str = "-";
pub(super) const MORE: &str = "?";
pub(super) const BACK: &str = "b";
pub(super) const ENOUGH: &str = "v";
/// Of several answers: none.
pub(super) const NONE: &str = "0";

/// One way to answer, as it is shown.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// What the answer is then.
    pub(super) value: String,
    /// What it means.
    pub(super) label: String,
    /// What stands behind it, such as `41 left`; may be empty.
    pub(super) note: String,
}

/// What was said to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reply {
    /// A value; values between commas in the order of the rows, maybe none; a text.
    Answer(String),
    /// The answer is not known.
    Unknown,
    /// The question before is to be asked again.
    Back,
    /// The question is to be explained, then asked again.
    More,
    /// Nothing more is to be asked: the verdict is wanted.
    Enough,
    /// There is no wish to go on.
    Leave,
}

/// A row that can be chosen by its key.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) label: String,
    pub(super) note: String,
    /// What stands behind the question once this is chosen.
    pub(super) said: String,
    /// Whether it is no answer.
    pub(super) special: bool,
    /// Whether it is shown only when its key is typed.
    pub(super) hidden: bool,
}

impl Entry {
    pub(super) fn new(key: String, row: &Row) -> Self {
        let (label, note) = (row.label.clone(), row.note.clone());
        Self { key, said: label.clone(), label, note, special: false, hidden: false }
    }

    /// What it means to choose what is no answer.
    pub(super) fn meaning(&self) -> Reply {
        match self.key.as_str() {
            BACK => Reply::Back,
            MORE => Reply::More,
            ENOUGH => Reply::Enough,
            NONE => Reply::Answer(String::new()),
            _ => Reply::Unknown,
        }
    }
}

/// Rows under the numbers from 1.
pub(super) fn numbered(rows: &[Row]) -> Vec<Entry> {
    rows.iter().zip(1..).map(|(row, number): (_, usize)| Entry::new(number.to_string(), row)).collect()
}

/// Rows under their own key, if they have one, or else under the numbers from 1.
pub(super) fn choices(rows: &[Row]) -> Vec<Entry> {
    let mut number = 0;
    let mut key = |row: &Row| {
        let mut characters = row.value.chars();
        match (characters.next(), characters.next()) {
            (Some(key), None) if !key.is_ascii_digit() => key.to_string(),
            _ => {
                number += 1;
                number.to_string()
            }
        }
    };
    rows.iter().map(|row| Entry::new(key(row), row)).collect()
}

/// That none of several answers is meant; shown only when its key is typed.
pub(super) fn none() -> Entry {
    let label = "None of these".to_string();
    Entry {
        key: NONE.to_string(),
        said: "none of these".to_string(),
        label,
        note: String::new(),
        special: true,
        hidden: true,
    }
}

/// What may be said instead of an answer.
pub(super) fn specials(unknown: &str, can_go_back: bool, hidden: bool) -> Vec<Entry> {
    let special = |key: &str, label: &str, said: &str| Entry {
        key: key.to_string(),
        label: label.to_string(),
        note: String::new(),
        said: said.to_string(),
        special: true,
        hidden,
    };
    let mut entries = vec![
        special(UNKNOWN, unknown, "I don't know"),
        special(MORE, "Tell me more", "(tell me more)"),
        special(ENOUGH, "To the verdict", "(enough)"),
    ];
    if can_go_back {
        entries.push(special(BACK, "Go back", "(back)"));
    }
    entries
}

/// How far ahead a row is that stands at a place.
pub(super) fn rank(index: usize) -> i64 {
    i64::try_from(index).map_or(i64::MIN, |index| -index)
}

/// How far ahead an entry is for what is typed, if it is shown at all: the one whose key it is, then those whose keys begin
/// like it; if it is no key, those whose label has it.
pub(super) fn score(typed: &str, entries: &[Entry], index: usize) -> Option<i64> {
    let entry = entries.get(index)?;
    let typed = typed.trim().to_lowercase();
    if typed.is_empty() {
        return (!entry.hidden).then(|| rank(index));
    }
    if entries.iter().any(|other| other.key.to_lowercase() == typed) {
        let key = entry.key.to_lowercase();
        return if key == typed { Some(1) } else { key.starts_with(&typed).then(|| rank(index)) };
    }
    (!entry.hidden && entry.label.to_lowercase().contains(&typed)).then(|| rank(index))
}

/// The places of the entries whose keys are typed, between commas. Nothing if something else is typed.
pub(super) fn keyed(typed: &str, entries: &[Entry]) -> Option<Vec<usize>> {
    let keys = typed.split(',').map(|key| key.trim().to_lowercase()).filter(|key| !key.is_empty());
    keys.map(|key| entries.iter().position(|entry| entry.key.to_lowercase() == key)).collect()
}

/// The entries in columns: key, label, note. A label too long for its column is folded into it, or else cut.
pub(super) fn lines(entries: &[Entry], columns: usize, left: usize, fold: bool) -> Vec<String> {
    let keys = entries.iter().map(|entry| width(&entry.key)).max().unwrap_or(0);
    let notes = entries.iter().map(|entry| width(&entry.note)).max().unwrap_or(0);
    let indent = left + keys + 2;
    let whole = columns.saturating_sub(indent).max(8);
    let noted =
        entries.iter().filter(|entry| !entry.note.is_empty()).map(|entry| width(&entry.label)).max().unwrap_or(0);
    let labels = noted.min(whole.saturating_sub(notes + 2).max(8));
    let line = |entry: &Entry| {
        let room = if entry.note.is_empty() { whole } else { labels };
        let mut parts = if fold { wrap(&entry.label, room, 0) } else { vec![cut(&entry.label, room)] };
        if let Some(first) = parts.first_mut().filter(|_| !entry.note.is_empty()) {
            let gap = labels.saturating_sub(width(first)) + 2 + notes.saturating_sub(width(&entry.note));
            *first = format!("{first}{:gap$}{}", "", entry.note);
        }
        let before = keys.saturating_sub(width(&entry.key));
        format!("{:before$}{}  {}", "", entry.key, parts.join(&format!("\n{:indent$}", "")))
    };
    entries.iter().map(line).collect()
}

/// As much of a text as there is room for on one line.
pub(super) fn cut(text: &str, room: usize) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    if width(&text) <= room {
        return text;
    }
    let mut short = String::new();
    for c in text.chars() {
        short.push(c);
        if width(&short) >= room {
            short.pop();
            break;
        }
    }
    format!("{}…", short.trim_end())
}

#[cfg(test)]
mod tests {
    use super::{Row, choices, cut, keyed, lines, numbered, score};

    fn rows(labels: &[&str]) -> Vec<Row> {
        let row =
            |label: &&str| Row { value: (*label).to_string(), label: (*label).to_string(), note: "1 left".into() };
        labels.iter().map(row).collect()
    }

    fn shown(typed: &str, entries: &[super::Entry]) -> Vec<usize> {
        let mut shown: Vec<_> =
            (0..entries.len()).filter_map(|place| Some((score(typed, entries, place)?, place))).collect();
        shown.sort_unstable_by_key(|(score, _)| std::cmp::Reverse(*score));
        shown.into_iter().map(|(_, place)| place).collect()
    }

    #[test]
    fn a_key_comes_first_and_then_the_keys_that_begin_like_it() {
        let entries = numbered(&rows(&["1k", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k11", "l"]));
        assert_eq!(shown("1", &entries), [0, 9, 10, 11]);
        assert_eq!(shown("11", &entries), [10]);
        assert_eq!(shown("K", &entries), [0, 10]);
        assert_eq!(shown("zz", &entries), [0_usize; 0]);
        assert_eq!(shown("", &entries).len(), 12);
    }

    #[test]
    fn rows_are_named_by_letters_or_else_counted() {
        let keys: Vec<_> = choices(&rows(&["where", "s", "long", "7"])).into_iter().map(|entry| entry.key).collect();
        assert_eq!(keys, ["1", "s", "2", "3"]);
    }

    #[test]
    fn several_keys_are_typed_between_commas() {
        let entries = numbered(&rows(&["a", "b", "c"]));
        assert_eq!(keyed("1, 3", &entries), Some(vec![0, 2]));
        assert_eq!(keyed("", &entries), Some(Vec::new()));
        assert_eq!(keyed("1,9", &entries), None);
    }

    #[test]
    fn a_label_is_folded_or_cut_where_its_column_ends() {
        let entries = numbered(&rows(&["one two three four", "five"]));
        assert_eq!(
            lines(&entries, 25, 2, true),
            ["1  one two       1 left\n     three four", "2  five          1 left"]
        );
        assert_eq!(lines(&entries, 25, 2, false), ["1  one two thr…  1 left", "2  five          1 left"]);
        assert_eq!((cut("abc", 3).as_str(), cut("abcd", 3).as_str()), ("abc", "ab…"));
    }
}
