//! An interview that goes on: what was said, what comes next, and what to do at its end.

use verdict::graph::{Given, Resolved};
use verdict::interview::Interview;
use verdict::needs;
use verdict::render::Style;
use verdict::render::terminal::interview::{ending, more, said};
use verdict::report::interview::{Asked, Setting, Turn, question, turn};

use super::answers::{Keeper, Request};
use super::prompt::{Prompt, Shape};
use super::rows::{Reply, Row};
use super::{plain, prompt};
use crate::cli::output::{Failure, Output};

/// What is wanted after the summary.
pub(super) enum Choice {
    Verdict,
    Change(usize),
    AskOn,
    Leave,
}

/// How far to ask.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// Little is expected of the rest.
    Enough,
    /// No answer can change the result.
    Certain,
    /// Nothing is left.
    End,
}

/// What came of a question.
pub(super) enum Said {
    Answered,
    Back,
    Enough,
    Left,
}

/// An interview that goes on.
pub(super) struct Talk<'a> {
    pub(super) interview: Interview<'a>,
    pub(super) setting: Setting<'a>,
    pub(super) request: Request,
    pub(super) until: Until,
    pub(super) said: Resolved,
    /// What was said before the last answer.
    pub(super) before: Option<Resolved>,
    /// The needs that were asked for, in the order in which they were.
    pub(super) history: Vec<usize>,
    pub(super) style: Style,
    pub(super) plain: bool,
    /// Whether numbers are wanted: shares of cases, points and bits.
    pub(super) verbose: bool,
    pub(super) keeper: Option<Keeper>,
}

impl Talk<'_> {
    pub(super) fn turn(&self) -> Turn {
        let interview =
            if self.until == Until::Enough { self.interview.clone() } else { self.interview.clone().until_certain() };
        let step = interview.step(&self.said);
        turn(&self.setting, &step, &self.said, self.before.as_ref())
    }

    pub(super) fn stops(&self, turn: &Turn) -> bool {
        self.until != Until::End && turn.stop.is_some()
    }

    fn place(&self, need: &str) -> usize {
        self.setting.graph.rulebook().questions.iter().position(|q| q.id == need).unwrap_or_default()
    }

    /// Asks the next question, or one before it if that is wanted. Later answers stay.
    pub(super) fn ask(&mut self, next: &Asked, output: &mut Output) -> Result<Said, Failure> {
        let mut at = self.history.len();
        loop {
            let said = match self.history.get(at).copied() {
                Some(earlier) => self.put(earlier, None, at > 0, output)?,
                None => self.put(self.place(&next.need), Some(next), at > 0, output)?,
            };
            match said {
                Said::Back => at = at.saturating_sub(1),
                Said::Answered if at == self.history.len() => {
                    self.history.push(self.place(&next.need));
                    return Ok(said);
                }
                said => return Ok(said),
            }
        }
    }

    /// Asks one question and takes what is said.
    pub(super) fn put(
        &mut self,
        need: usize,
        asked: Option<&Asked>,
        can_go_back: bool,
        output: &mut Output,
    ) -> Result<Said, Failure> {
        let again = if asked.is_none() { question(&self.setting, &self.said, need) } else { None };
        let Some(asked) = asked.or(again.as_ref()) else { return Ok(Said::Answered) };
        let note = |left: usize| format!("{left} left");
        let rows: Vec<Row> = asked
            .options
            .iter()
            .map(|o| Row { value: o.value.clone(), label: o.means.clone(), note: note(o.left) })
            .collect();
        let unit = asked.unit.as_ref().map_or_else(String::new, |unit| format!(" ({unit})"));
        let example = asked.example.as_ref().map_or_else(String::new, |e| format!(" For example: {e}"));
        let help = format!("{}{unit}{example}", asked.why);
        let unknown = format!("I don't know: {}", asked.if_unanswered);
        let now = asked.now.as_deref().or_else(|| self.said.unanswered.contains(&need).then_some("-"));
        let shape = match asked.kind.as_str() {
            "number" => Shape::Text,
            // What is none of the options may be a word of the catalog.
            _ if asked.words.is_some() => Shape::Text,
            "choices" => Shape::Many,
            // What is none of the options may be a machine.
            _ if self.machines(need).is_some() => Shape::Text,
            _ => Shape::One,
        };
        let prompt = Prompt { text: &asked.ask, help: &help, shape, rows: &rows, unknown: &unknown, now, can_go_back };
        loop {
            let check = |text: &str| self.read(need, text).map(|_| ());
            let reply =
                if self.plain { plain::ask(&prompt, self.style.width, &check) } else { prompt::ask(&prompt, &check) };
            match reply.map_err(Failure::Write)? {
                Reply::Answer(text) => match self.read(need, &text) {
                    Ok(given) => {
                        self.take(need, given);
                        return Ok(Said::Answered);
                    }
                    Err(wrong) => output.remark(&format!("{wrong}\n")),
                },
                Reply::Unknown => {
                    self.take(need, Vec::new());
                    return Ok(Said::Answered);
                }
                Reply::Back => return Ok(Said::Back),
                Reply::More => output.remark(&more(asked, &self.style, self.verbose)),
                Reply::Enough => return Ok(Said::Enough),
                Reply::Leave => return Ok(Said::Left),
            }
        }
    }

    /// Reads an answer as a flag would be, or says in a line what is wrong with it.
    fn read(&self, need: usize, text: &str) -> Result<Vec<Given>, String> {
        let id = self.setting.graph.rulebook().questions.get(need).map(|q| q.id.as_str()).unwrap_or_default();
        let mut request = needs::Request::default();
        let read = request
            .add_flag("answer", &format!("{id}={text}"))
            .and_then(|()| self.setting.graph.resolve(&request, self.setting.as_of));
        match read {
            Ok(resolved) => Ok(resolved.given),
            Err(found) => {
                let lines = found
                    .as_slice()
                    .iter()
                    .map(|d| std::iter::once(&d.message).chain(&d.help).cloned().collect::<Vec<_>>().join("; "));
                Err(lines.collect::<Vec<_>>().join("; "))
            }
        }
    }

    /// What a question about machines says beside the machine, if it is one: the questions for how many, their memory, their price.
    fn machines(&self, need: usize) -> Option<Vec<usize>> {
        let machines = self.setting.graph.rulebook().questions.get(need)?.machines.as_ref()?;
        let beside = [&machines.count, &machines.memory, &machines.price];
        Some(beside.into_iter().flatten().map(|need| self.place(need)).collect())
    }

    /// Takes what an answer says, which is nothing if the question is left open.
    fn take(&mut self, need: usize, given: Vec<Given>) {
        // Another machine is not as many as the one before.
        let beside = self.machines(need).unwrap_or_default();
        let stays = |other: usize| other != need && !beside.contains(&other) && given.iter().all(|g| g.need != other);
        let mut all: Vec<Given> = self.said.given.iter().filter(|g| stays(g.need)).cloned().collect();
        let mut unanswered: Vec<usize> = self.said.unanswered.iter().copied().filter(|n| *n != need).collect();
        // Whoever was asked for a memory may have named the machine.
        if given.iter().all(|g| g.need != need) {
            unanswered.push(need);
        }
        unanswered.retain(|open| given.iter().all(|g| g.need != *open));
        all.extend(given);
        all.sort_by_key(|g| g.need);
        unanswered.sort_unstable();
        let after = self.setting.graph.complete(all, self.setting.as_of).asked_as(&self.said);
        let after = Resolved { unanswered, ..after };
        self.before = Some(std::mem::replace(&mut self.said, after));
    }

    /// Shows what was said, and asks what to do with it.
    pub(super) fn summary(&self, turn: &Turn, output: &mut Output) -> Result<Choice, Failure> {
        output.remark(&format!("\n{}", ending(turn, &self.style, self.verbose)));
        let row = |value: &str, label: String| Row { value: value.to_string(), label, note: String::new() };
        let mut rows = vec![row("v", "Show the verdict".to_string())];
        let asks_on = turn.next.is_some();
        if asks_on {
            rows.push(row("a", "Ask on all the same".to_string()));
        }
        let first = rows.len();
        rows.extend(turn.answers.iter().map(|s| row(&s.need, said(s))));
        let (text, help) = ("Your answers", "Choose one to change it.");
        let chosen = if self.plain {
            plain::choose(text, help, &rows, self.style.width)
        } else {
            prompt::choose(text, help, &rows)
        };
        Ok(match chosen.map_err(Failure::Write)? {
            None => Choice::Leave,
            Some(0) => Choice::Verdict,
            Some(1) if asks_on => Choice::AskOn,
            Some(at) => match turn.answers.get(at - first) {
                Some(said) => Choice::Change(self.place(&said.need)),
                None => Choice::Verdict,
            },
        })
    }
}
