//! The room that a prompt has: its texts in lines, its rows in columns.

use std::io;

use verdict::render::text::{width, wrap};

use super::rows::{Entry, cut, lines};

/// The most rows of answers that are shown at once.
const PAGE: usize = 16;

/// The room that there is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Screen {
    /// Columns, without the last: where a line ends in it, terminals differ.
    width: usize,
    height: usize,
}

impl Screen {
    pub(super) fn now() -> Self {
        let (width, height) = terminal_size::terminal_size_of(io::stderr())
            .map_or((80, 24), |(width, height)| (usize::from(width.0), usize::from(height.0)));
        Self { width: width.max(24) - 1, height: height.max(8) }
    }

    /// The question in lines. There is `? ` before it.
    pub(super) fn question(self, text: &str) -> String {
        wrap(text, self.width - 2, 0).join("\n  ")
    }

    /// The answer in lines, to stand behind its question.
    pub(super) fn answer(self, question: &str, text: &str) -> String {
        let taken = question.lines().last().map_or(0, width) + 3;
        wrap(text, self.width, taken).join("\n  ")
    }

    /// What stands where a text is to be typed, if there is room for it behind the question.
    pub(super) fn placeholder(self, question: &str, text: &'static str) -> &'static str {
        let taken = question.lines().last().map_or(0, width) + 3;
        if taken + width(text) < self.width { text } else { "" }
    }

    /// What is wrong, in lines. There is `# ` before it.
    pub(super) fn error(self, message: &str) -> String {
        wrap(message, self.width - 2, 0).join("\n  ")
    }

    /// The reason, a legend and a reminder of keys, in lines. There are brackets around it. Where the screen is low, the
    /// reason is cut.
    pub(super) fn help(self, why: &str, legend: &[String], keys: &str) -> String {
        let room = self.width - 2;
        let mut lines = if self.height < 20 { vec![cut(why, room)] } else { wrap(why, room, 0) };
        lines.retain(|line| !line.is_empty());
        lines.extend(legend.iter().map(|line| cut(line, room)));
        lines.extend(wrap(keys, room, 0));
        lines.join("\n ")
    }

    /// The entries as they are shown behind `left` columns, and how many of them at once.
    pub(super) fn options(self, entries: &[Entry], question: &str, help: &str, left: usize) -> (Vec<String>, usize) {
        let used = question.lines().count() + help.lines().count() + 2;
        let room = self.height.saturating_sub(used).max(3);
        let visible = entries.iter().filter(|entry| !entry.hidden).count();
        let specials = entries.iter().filter(|entry| entry.special && !entry.hidden).count();
        let most = room.min(PAGE + specials);
        if visible <= most {
            let whole = lines(entries, self.width, left, true);
            let shown = whole.iter().zip(entries).filter(|(_, entry)| !entry.hidden);
            if shown.map(|(line, _)| line.lines().count()).sum::<usize>() <= room {
                return (whole, most);
            }
        }
        (lines(entries, self.width, left, false), most)
    }
}
