//! The questions of a questionnaire in the terminal. All that is asked is shown on standard error: standard output is for
//! the answer alone.

use std::cell::RefCell;
use std::io::{self, IsTerminal as _};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

use inquire::error::InquireError;
use inquire::list_option::ListOption;
use inquire::ui::{Attributes, Color, ErrorMessageRenderConfig, RenderConfig, StyleSheet, Styled};
use inquire::validator::Validation;
use inquire::{Autocomplete, CustomUserError, MultiSelect, Select, Text};

use verdict::render::text::width;

use super::rows::{
    BACK, ENOUGH, Entry, MORE, Reply, Row, UNKNOWN, choices, keyed, none, numbered, rank, score, specials,
};
use super::screen::Screen;

/// Whether prompts are in colour.
static COLOR: AtomicBool = AtomicBool::new(false);

/// What is an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// One of the rows.
    One,
    /// Any of the rows, or none.
    Many,
    /// A text, or the name of a row.
    Text,
}

/// A question.
#[derive(Debug, Clone)]
pub(super) struct Prompt<'a> {
    /// The question itself.
    pub(super) text: &'a str,
    /// Why it is asked.
    pub(super) help: &'a str,
    /// What is an answer.
    pub(super) shape: Shape,
    /// The answers to choose from; for a text, amounts that have a name.
    pub(super) rows: &'a [Row],
    /// What holds if the answer is not known.
    pub(super) unknown: &'a str,
    /// The answer given before: a value, values between commas, a text, or `-`.
    pub(super) now: Option<&'a str>,
    /// Whether there is a question before this one.
    pub(super) can_go_back: bool,
}

/// Sets whether prompts are in colour. They are not, unless this is called.
pub(super) fn configure(color: bool) {
    COLOR.store(color, Ordering::Relaxed);
}

/// Whether the terminal cannot draw.
#[must_use]
pub(super) fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// Asks a question until there is a reply. `check` says what is wrong with a text that is not the name of a row.
///
/// # Errors
///
/// There is no terminal, or it cannot be read or written.
pub(super) fn ask(prompt: &Prompt, check: &dyn Fn(&str) -> Result<(), String>) -> io::Result<Reply> {
    let reply = until_said(prompt.can_go_back, |screen| match prompt.shape {
        Shape::One => one(prompt, screen),
        Shape::Many => many(prompt, screen),
        Shape::Text => text(prompt, check, screen),
    })?;
    Ok(match reply {
        Said::Reply(reply) => reply,
        Said::Back => Reply::Back,
        Said::Leave => Reply::Leave,
    })
}

/// Offers rows, and tells which was chosen, or nothing if there is no wish to go on. A row whose value is one character, and
/// no digit, has it as its key; the others are numbered.
///
/// # Errors
///
/// There is no terminal, or it cannot be read or written.
pub(super) fn choose(text: &str, help: &str, rows: &[Row]) -> io::Result<Option<usize>> {
    let entries = choices(rows);
    let reply = until_said(false, |screen| {
        let help = screen.help(help, &[], "Arrows or a row's key, then Enter. Ctrl-C leaves.");
        select(&screen.question(text), &help, &entries, 0, false, screen)
    })?;
    Ok(match reply {
        Said::Reply(index) => Some(index),
        Said::Back | Said::Leave => None,
    })
}

/// What came of a prompt.
enum Said<T> {
    Reply(T),
    Back,
    Leave,
}

/// Prompts again and again, until something is said that can be.
fn until_said<T>(can_go_back: bool, prompt: impl Fn(Screen) -> Result<T, InquireError>) -> io::Result<Said<T>> {
    let absent = || io::Error::new(io::ErrorKind::Unsupported, "there is no terminal to ask questions in");
    if !io::stderr().is_terminal() {
        return Err(absent());
    }
    loop {
        match prompt(Screen::now()) {
            Ok(reply) => return Ok(Said::Reply(reply)),
            Err(InquireError::OperationCanceled) if can_go_back => return Ok(Said::Back),
            Err(InquireError::OperationCanceled) => {}
            Err(InquireError::OperationInterrupted) => return Ok(Said::Leave),
            Err(InquireError::IO(error)) => return Err(error),
            Err(InquireError::NotTTY) => return Err(absent()),
            Err(error @ (InquireError::InvalidConfiguration(_) | InquireError::Custom(_))) => {
                return Err(io::Error::other(error.to_string()));
            }
        }
    }
}

/// Asks for one row.
fn one(prompt: &Prompt, screen: Screen) -> Result<Reply, InquireError> {
    let mut entries = numbered(prompt.rows);
    let rows = entries.len();
    entries.extend(specials(prompt.unknown, prompt.can_go_back, false));
    let start = prompt.now.and_then(|now| {
        let row = prompt.rows.iter().position(|row| row.value == now);
        row.or_else(|| entries.iter().skip(rows).position(|entry| entry.key == now).map(|place| rows + place))
    });
    let keys = if prompt.can_go_back {
        "Arrows or a row's key, then Enter. Esc goes back, Ctrl-C leaves."
    } else {
        "Arrows or a row's key, then Enter. Ctrl-C leaves."
    };
    let help = screen.help(prompt.help, &[], keys);
    let index = select(&screen.question(prompt.text), &help, &entries, start.unwrap_or(0), prompt.can_go_back, screen)?;
    Ok(match (prompt.rows.get(index), entries.get(index)) {
        (Some(row), _) => Reply::Answer(row.value.clone()),
        (None, Some(entry)) => entry.meaning(),
        (None, None) => Reply::Unknown,
    })
}

/// Lets one entry be chosen.
fn select(
    question: &str,
    help: &str,
    entries: &[Entry],
    start: usize,
    can_go_back: bool,
    screen: Screen,
) -> Result<usize, InquireError> {
    let (options, page) = screen.options(entries, question, help, 2);
    let scorer = |typed: &str, _: &String, _: &str, index: usize| score(typed, entries, index);
    let said = |option: ListOption<&String>| {
        screen.answer(question, entries.get(option.index).map_or("", |entry| entry.said.as_str()))
    };
    let chosen = Select::new(question, options)
        .with_help_message(help)
        .with_page_size(page)
        .with_starting_cursor(start)
        .with_scorer(&scorer)
        .with_formatter(&said)
        .with_render_config(look(can_go_back))
        .raw_prompt()?;
    Ok(chosen.index)
}

/// Asks for any rows. What is typed when Enter is pressed counts: a key of a row checks it, and a key of [`specials`] is the
/// reply. These are no rows to move to, since Enter there would be an answer of no rows.
fn many(prompt: &Prompt, screen: Screen) -> Result<Reply, InquireError> {
    let mut entries = numbered(prompt.rows);
    entries.extend(specials(prompt.unknown, prompt.can_go_back, true));
    entries.push(none());
    let entries = Rc::new(entries);
    let legend = legend(prompt);
    let question = screen.question(prompt.text);
    // Where it was not known before, Enter alone does not change that.
    let unknown = prompt.now == Some(UNKNOWN);
    let keys = if unknown {
        "Space checks, Enter is done: nothing checked = I don't know, 0 = none of these."
    } else {
        "Space checks, Enter is done: nothing checked = none of these. Ctrl-C leaves."
    };
    let help = screen.help(prompt.help, &legend, keys);
    let (options, page) = screen.options(&entries, &question, &help, 6);

    let now: Vec<&str> = prompt.now.unwrap_or_default().split(',').map(str::trim).collect();
    let before: Vec<usize> =
        prompt.rows.iter().enumerate().filter(|(_, row)| now.contains(&row.value.as_str())).map(|(i, _)| i).collect();

    let typed = Rc::new(RefCell::new(String::new()));
    let scorer = |input: &str, _: &String, _: &str, index: usize| {
        input.clone_into(&mut typed.borrow_mut());
        match keyed(input, &entries) {
            Some(keyed) if input.contains(',') => keyed.contains(&index).then(|| rank(index)),
            _ => score(input, &entries, index),
        }
    };
    let clear = {
        let (typed, entries) = (Rc::clone(&typed), Rc::clone(&entries));
        move |_: &[ListOption<&String>]| -> Result<Validation, CustomUserError> {
            let typed = typed.borrow();
            if keyed(&typed, &entries).is_some() {
                return Ok(Validation::Valid);
            }
            let message = format!("\"{}\" is no key of a row: check a row with Space, or delete it", typed.trim());
            Ok(Validation::Invalid(screen.error(&message).into()))
        }
    };
    // The places of the rows that are taken, or of the one entry that is said instead. What was checked and is not in sight
    // counts only if no row is taken.
    let settle = |checked: &[usize]| {
        let typed = keyed(&typed.borrow(), &entries).unwrap_or_default();
        let special = |place: &&usize| entries.get(**place).is_some_and(|entry| entry.special);
        let (said, mut taken): (Vec<usize>, Vec<usize>) =
            checked.iter().chain(&typed).partition(|&place| special(&place));
        if let Some(&said) = typed.iter().find(special).or(said.first().filter(|_| taken.is_empty())) {
            return vec![said];
        }
        taken.sort_unstable();
        taken.dedup();
        if taken.is_empty() && unknown {
            taken.extend(entries.iter().position(|entry| entry.key == UNKNOWN));
        }
        taken
    };
    let said = |checked: &[ListOption<&String>]| {
        let taken = settle(&checked.iter().map(|option| option.index).collect::<Vec<_>>());
        let entries: Vec<&Entry> = taken.iter().filter_map(|&index| entries.get(index)).collect();
        let shown = match entries.iter().find(|entry| entry.special) {
            Some(special) => special.said.clone(),
            None if entries.is_empty() => "none of these".to_string(),
            None => entries.iter().map(|entry| entry.said.as_str()).collect::<Vec<_>>().join("; "),
        };
        screen.answer(&question, &shown)
    };
    let checked = MultiSelect::new(&question, options)
        .with_help_message(&help)
        .with_page_size(page)
        .with_default(&before)
        .with_keep_filter(false)
        .with_scorer(&scorer)
        .with_validator(clear)
        .with_formatter(&said)
        .with_render_config(look(prompt.can_go_back))
        .raw_prompt()?;

    let taken = settle(&checked.iter().map(|option| option.index).collect::<Vec<_>>());
    if let Some(special) = taken.iter().filter_map(|&index| entries.get(index)).find(|entry| entry.special) {
        return Ok(special.meaning());
    }
    let values: Vec<&str> =
        taken.iter().filter_map(|&index| prompt.rows.get(index)).map(|row| row.value.as_str()).collect();
    Ok(Reply::Answer(values.join(",")))
}

/// Asks for a text.
fn text(prompt: &Prompt, check: &dyn Fn(&str) -> Result<(), String>, screen: Screen) -> Result<Reply, InquireError> {
    let legend = legend(prompt);
    let question = screen.question(prompt.text);
    let keys = if prompt.rows.is_empty() {
        "An answer, then Enter. Ctrl-C leaves."
    } else {
        "An answer, or the name of one (Tab completes), then Enter. Ctrl-C leaves."
    };
    let help = screen.help(prompt.help, &legend, keys);
    let longest = prompt.rows.iter().map(|row| width(&row.value)).max().unwrap_or(0);
    let name = |row: &Row| format!("{}{:2$}", row.value, "", longest - width(&row.value));
    let entries: Vec<_> = prompt.rows.iter().map(|row| Entry::new(name(row), row)).collect();
    let (lines, page) = screen.options(&entries, &question, &help, 2);
    let names = Names { rows: prompt.rows, lines: &lines };

    let meaning = |input: &str| {
        let input = names.value(input).unwrap_or(input).trim();
        match input {
            "" | UNKNOWN => Reply::Unknown,
            MORE => Reply::More,
            ENOUGH => Reply::Enough,
            BACK if prompt.can_go_back => Reply::Back,
            _ => Reply::Answer(input.to_string()),
        }
    };
    let valid = |input: &str| -> Result<Validation, CustomUserError> {
        Ok(match meaning(input) {
            Reply::Answer(answer) if names.value(input).is_none() => match check(&answer) {
                Ok(()) => Validation::Valid,
                Err(message) => Validation::Invalid(screen.error(&message).into()),
            },
            _ => Validation::Valid,
        })
    };
    let said = |input: &str| {
        let reply = meaning(input);
        let special =
            specials(prompt.unknown, prompt.can_go_back, true).into_iter().find(|entry| entry.meaning() == reply);
        screen.answer(&question, &special.map_or_else(|| input_shown(reply), |entry| entry.said))
    };
    let answer = Text::new(&question)
        .with_initial_value(prompt.now.unwrap_or_default())
        .with_placeholder(screen.placeholder(&question, "Enter alone: I don't know"))
        .with_help_message(&help)
        .with_page_size(page)
        .with_autocomplete(names)
        .with_validator(valid)
        .with_formatter(&said)
        .with_render_config(look(prompt.can_go_back))
        .prompt()?;
    Ok(meaning(&answer))
}

/// An answer in words.
fn input_shown(reply: Reply) -> String {
    if let Reply::Answer(answer) = reply { answer } else { String::new() }
}

/// Amounts that have a name, with the lines that show them.
#[derive(Clone, Copy)]
struct Names<'a> {
    rows: &'a [Row],
    lines: &'a [String],
}

impl<'a> Names<'a> {
    /// The value of the row that is named, or whose line this is.
    fn value(self, input: &str) -> Option<&'a str> {
        let name = input.trim().to_lowercase();
        let named = |(row, line): &(&Row, &String)| line.as_str() == input || row.value.to_lowercase() == name;
        self.rows.iter().zip(self.lines).find(named).map(|(row, _)| row.value.as_str())
    }

    /// The rows that what is typed may become, with their lines.
    fn candidates(self, input: &str) -> impl Iterator<Item = (&'a Row, &'a String)> {
        let typed = input.trim().to_lowercase();
        let fits = move |row: &Row| {
            row.value.to_lowercase().contains(&typed) || (typed.len() > 2 && row.label.to_lowercase().contains(&typed))
        };
        self.rows.iter().zip(self.lines).filter(move |(row, _)| fits(row))
    }
}

impl Autocomplete for Names<'_> {
    fn get_suggestions(&mut self, input: &str) -> Result<Vec<String>, CustomUserError> {
        Ok(self.candidates(input).map(|(_, line)| line.clone()).collect())
    }

    fn get_completion(&mut self, input: &str, highlighted: Option<String>) -> Result<Option<String>, CustomUserError> {
        let line = highlighted.as_deref().and_then(|line| self.value(line));
        let first = || self.candidates(input).next().map(|(row, _)| row.value.as_str()).filter(|_| !input.is_empty());
        Ok(line.or_else(first).map(str::to_string))
    }
}

/// [`specials`] in lines.
fn legend(prompt: &Prompt) -> Vec<String> {
    let lines: Vec<_> = specials(prompt.unknown, prompt.can_go_back, true)
        .iter()
        .map(|entry| format!("{}  {}", entry.key, entry.label))
        .collect();
    lines.split_at_checked(1).map_or_else(Vec::new, |(unknown, others)| vec![unknown.concat(), others.join("    ")])
}

/// How prompts look.
fn look(can_go_back: bool) -> RenderConfig<'static> {
    let canceled = if can_go_back { "(back)" } else { "(nothing to go back to: Ctrl-C leaves)" };
    let plain = RenderConfig::empty().with_answered_prompt_prefix(Styled::new(">"));
    if !COLOR.load(Ordering::Relaxed) {
        return plain.with_canceled_prompt_indicator(Styled::new(canceled));
    }
    let dim = StyleSheet::empty().with_fg(Color::DarkGrey);
    let mut look = plain
        .with_canceled_prompt_indicator(Styled::new(canceled).with_style_sheet(dim))
        .with_answered_prompt_prefix(Styled::new(">").with_style_sheet(dim))
        .with_help_message(dim)
        .with_answer(StyleSheet::empty().with_fg(Color::DarkCyan))
        .with_highlighted_option_prefix(Styled::new(">").with_fg(Color::DarkCyan))
        .with_selected_option(Some(StyleSheet::empty().with_fg(Color::DarkCyan)))
        .with_selected_checkbox(Styled::new("[x]").with_fg(Color::DarkGreen))
        .with_error_message(ErrorMessageRenderConfig::empty().with_prefix(Styled::new("#").with_fg(Color::DarkRed)));
    look.prompt = StyleSheet::empty().with_attr(Attributes::BOLD);
    look.placeholder = dim;
    look
}
