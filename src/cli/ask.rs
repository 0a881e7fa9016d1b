//! `verdict ask`: an interview in the terminal, or step by step for a program.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use clap::{Args, ValueEnum};
use verdict::diagnostic::{Code, Diagnostic, Diagnostics, Place, Source, suggest};
use verdict::graph::{Given, Resolved};
use verdict::interview::{Interview, Order};
use verdict::needs;
use verdict::reader::quote;
use verdict::render::terminal::interview::{ending, more, said, status, unasked};
use verdict::render::{Style, json, markdown, terminal};
use verdict::report::interview::{Asked, Setting, Turn, question, turn};
use verdict::rulebook::Askers;

use super::Exit;
use super::args::{Data, Needs, among, request};
use super::output::{Failure, Output};
use super::session::{Session, TOP};

mod answers;
mod plain;
mod prompt;
mod rows;

use answers::{Keeper, Request, command, quoted};
use prompt::{Prompt, Shape};
use rows::{Reply, Row};

const EXAMPLE: &str = include_str!("help/ask.txt");

/// Ask what matters, then recommend a model
///
/// Asks the questions of the rulebook, those first whose answers change most, and stops when nothing that is left to ask can change
/// the result, or hardly. Questions go to standard error; standard output has the verdict alone.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLE)]
pub(super) struct Ask {
    /// Answers given before, as JSON or TOML; they are not asked again
    #[arg(long, value_name = "FILE", help_heading = "Needs")]
    answers: Option<String>,
    #[command(flatten)]
    needs: Needs,
    /// Needs that are to stay unanswered: they are not asked
    #[arg(long, value_name = "NEED,NEED", value_delimiter = ',', help_heading = "Needs")]
    unanswered: Vec<String>,
    /// Compare only these models: ids, short ids or aliases
    #[arg(long, value_name = "ID,ID", help_heading = "Needs")]
    among: Option<String>,
    /// In which order to ask
    #[arg(long, value_enum, default_value_t, help_heading = "Interview")]
    order: Sequence,
    /// Go on until no answer can change the result, instead of stopping when little is expected of the rest
    #[arg(long, help_heading = "Interview")]
    until_certain: bool,
    /// By whose answers it is judged what a question is worth: a population of the rulebook [default: its first]
    #[arg(long, value_name = "ID", help_heading = "Interview")]
    population: Option<String>,
    /// Never ask: say what would be asked, and give the verdict on what is known
    #[arg(long, help_heading = "Interview")]
    no_input: bool,
    /// Ask in plain lines with numbers, without redrawing anything; also where TERM is `dumb`
    #[arg(long, help_heading = "Interview")]
    plain: bool,
    /// Write the answers to this file, as TOML, or as JSON if it ends in `.json`
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    save: Option<PathBuf>,
    /// How many models of the ranking to show [default: 5]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Output")]
    top: Option<u32>,
    /// What to print at the end
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: Format,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Sequence {
    /// What is worth most comes first
    #[default]
    Adaptive,
    /// That of the rulebook
    Fixed,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    #[default]
    Terminal,
    /// The next question, why it could end here, and the verdict so far, as one object
    Json,
    /// To paste into an issue
    Markdown,
}

/// What came of asking.
enum Outcome {
    /// The verdict is wanted.
    Verdict,
    /// Somebody left.
    Left,
}

/// What is wanted after the summary.
enum Choice {
    Verdict,
    Change(usize),
    AskOn,
    Leave,
}

/// How far to ask.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    /// Little is expected of the rest.
    Enough,
    /// No answer can change the result.
    Certain,
    /// Nothing is left.
    End,
}

impl Ask {
    /// Whether what is wrong is to be told as data, too.
    pub(super) fn wants_json(&self) -> bool {
        self.format == Format::Json
    }

    pub(super) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        let session = Session::open(&self.data, output)?;
        let mut found = Diagnostics::new();
        let asked = self.request(&mut found)?;
        let resolved = session.resolve(&asked).map_err(|wrong| found.extend(wrong)).ok();
        let anybody = Askers::anybody(&session.graph.rulebook().questions);
        let askers = session.graph.rulebook().askers.as_ref().unwrap_or(&anybody);
        let population = self.population.as_ref().map_or(askers.populations.first(), |id| askers.population(id));
        if population.is_none() {
            found.push(self.unknown_population(askers));
        }
        self.check_save(&mut found)?;
        let (Some((said, as_of)), Some(population), false) = (resolved, population, found.has_errors()) else {
            return Err(found.into());
        };
        let order = if self.order == Sequence::Fixed { Order::Fixed } else { Order::Adaptive };
        let top = self.top.and_then(|top| usize::try_from(top).ok()).or(asked.top).unwrap_or(TOP);
        let mut talk = Talk {
            interview: Interview::new(&session.graph, askers, population, as_of).in_order(order),
            setting: Setting {
                graph: &session.graph,
                population: &population.label,
                as_of,
                top,
                digests: &session.digests,
            },
            request: Request {
                among: session.models(said.among.as_deref()),
                as_of: asked.as_of.map(|date| date.to_string()),
            },
            until: if self.until_certain { Until::Certain } else { Until::Enough },
            said,
            before: None,
            history: Vec::new(),
            style: output.style_of_questions(),
            plain: self.plain || prompt::is_dumb(),
            keeper: None,
        };
        let can_ask = io::stdin().is_terminal() && io::stderr().is_terminal();
        let last = if self.no_input || !can_ask {
            let last = talk.turn();
            if self.format != Format::Json {
                if !self.no_input {
                    output.remark("There is no terminal to ask in, so nothing is asked.\n");
                }
                output.remark(&unasked(&last, &talk.style));
            }
            if self.save.is_some() {
                Keeper::new(self.save.as_deref()).save(&talk.request, &last).map_err(|e| self.unsaved(&e))?;
            }
            last
        } else {
            talk.keeper = Some(Keeper::new(self.save.as_deref()));
            prompt::configure(talk.style.color);
            match self.hold(&mut talk, output)? {
                (Outcome::Verdict, last) => last,
                (Outcome::Left, _) => return Ok(Exit::Left),
            }
        };
        self.conclude(&talk, &last, output)
    }

    /// Prints the verdict, and how to get it again.
    fn conclude(&self, talk: &Talk<'_>, last: &Turn, output: &mut Output) -> Result<Exit, Failure> {
        let text = match self.format {
            Format::Json => json::pretty(last),
            Format::Markdown => markdown::report(&last.verdict),
            Format::Terminal => terminal::report(&last.verdict, &output.style()),
        };
        output.answer(&text)?;
        output.flush()?;
        if self.format != Format::Json {
            let command = command(&talk.request, last, &self.data_flags());
            output.remark(&format!("\nThe same verdict again:\n  {command}\n"));
            if let Some(save) = &self.save {
                output.remark(&format!("The answers are in {}.\n", save.display()));
            }
        }
        if let Some(keeper) = &talk.keeper {
            keeper.finish();
        }
        Ok(if last.verdict.ranking.is_empty() { Exit::Nothing } else { Exit::Answered })
    }

    /// The answers given before: flags win over variables, and these over the file.
    fn request(&self, found: &mut Diagnostics) -> Result<needs::Request, Failure> {
        let mut asked = request(self.answers.as_deref(), found)?;
        let mut variables: Vec<(String, String)> = std::env::vars_os()
            .filter_map(|(key, value)| Some((key.to_str()?.strip_prefix(VARIABLE)?.to_string(), value)))
            .map(|(need, value)| (need, value.to_string_lossy().into_owned()))
            .collect();
        variables.sort();
        for (need, value) in variables {
            asked.add_variable(VARIABLE, &need, &value);
        }
        asked = self.needs.apply(asked, found);
        among(self.among.as_deref(), &mut asked, found);
        for need in &self.unanswered {
            asked.leave_unanswered("--unanswered", need.trim());
        }
        Ok(asked)
    }

    fn unknown_population(&self, askers: &Askers) -> Diagnostic {
        let id = self.population.as_deref().unwrap_or_default();
        let mut wrong = Diagnostic::error(Code::UnknownPersona, format!("there is no population `{}`", quote(id)))
            .at(Place::new(&Source::new("--population", id), 0..id.len()), "not in `population.toml`");
        wrong.help = suggest(id, askers.populations.iter().map(|p| p.id.as_str()));
        wrong
    }

    /// What would be written over must be answers, too.
    fn check_save(&self, found: &mut Diagnostics) -> Result<(), Failure> {
        let Some(path) = self.save.as_ref().filter(|p| p.exists()) else { return Ok(()) };
        let text = path.to_string_lossy();
        let mut wrong = Diagnostics::new();
        request(Some(text.as_ref()).filter(|t| *t != "-"), &mut wrong)?;
        if wrong.has_errors() {
            found.push(
                Diagnostic::error(
                    Code::UnexpectedFile,
                    format!("`{}` is there already, and has no answers in it", quote(&text)),
                )
                .at(Place::new(&Source::new("--save", text.as_ref()), 0..text.len()), "it would be written over")
                .help("name another file, or take that one away"),
            );
        }
        Ok(())
    }

    fn unsaved(&self, error: &io::Error) -> Failure {
        let text = self.save.as_ref().map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
        Diagnostic::error(Code::UnexpectedFile, format!("the answers cannot be saved: {error}"))
            .at(Place::new(&Source::new("--save", text.as_str()), 0..text.len()), "cannot be written")
            .into()
    }

    /// The flags that say where rules and catalog are.
    fn data_flags(&self) -> Vec<String> {
        let flag = |name: &str, path: &Option<PathBuf>| {
            path.as_ref().map_or_else(Vec::new, |p| vec![name.to_string(), p.to_string_lossy().into_owned()])
        };
        [flag("--rules", &self.data.rules), flag("--catalog", &self.data.catalog)].concat()
    }

    /// How to go on later.
    fn resume(&self, keeper: &Keeper) -> String {
        let path = keeper.path().to_string_lossy();
        let mut words: Vec<String> = ["verdict", "ask", "--answers", &path].map(str::to_string).to_vec();
        if self.save.is_some() {
            words.extend(["--save".to_string(), path.into_owned()]);
        }
        if self.order == Sequence::Fixed {
            words.extend(["--order", "fixed"].map(str::to_string));
        }
        words.extend(self.until_certain.then(|| "--until-certain".to_string()));
        words.extend(self.plain.then(|| "--plain".to_string()));
        if let Some(id) = &self.population {
            words.extend(["--population".to_string(), id.clone()]);
        }
        words.extend(self.data_flags());
        words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
    }

    /// Asks until the verdict is wanted or somebody leaves.
    fn hold(&self, talk: &mut Talk<'_>, output: &mut Output) -> Result<(Outcome, Turn), Failure> {
        let farewell = self.on_interrupt(talk);
        let leave = |turn: Turn, output: &mut Output| {
            output.remark(farewell.lock().map(|text| text.clone()).unwrap_or_default().as_str());
            Ok((Outcome::Left, turn))
        };
        let mut enough = false;
        loop {
            let turn = talk.turn();
            if let Some(keeper) = &talk.keeper
                && keeper.save(&talk.request, &turn).is_ok()
                && let Ok(mut farewell) = farewell.lock()
            {
                *farewell = format!("\nYour answers are kept. To go on: {}\n", self.resume(keeper));
            } else if self.save.is_some() {
                return Err(self.unsaved(&io::Error::other("see whether the folder is there and may be written")));
            }
            output.remark(&format!("\n{}", status(&turn, &talk.style)));
            let ends = enough || turn.next.is_none() || talk.stops(&turn);
            let need = match (ends, turn.next.as_ref()) {
                (false, Some(next)) => talk.place(&next.need),
                _ => {
                    match talk.summary(&turn, output)? {
                        Choice::Verdict => return Ok((Outcome::Verdict, turn)),
                        Choice::Leave => return leave(turn, output),
                        Choice::AskOn => {
                            let little = turn.stop.as_ref().is_none_or(|s| s.reason != "certain");
                            talk.until =
                                if talk.until == Until::Enough && little { Until::Certain } else { Until::End };
                            enough = false;
                        }
                        Choice::Change(need) => match talk.put(need, None, true, output)? {
                            Said::Left => return leave(turn, output),
                            Said::Enough | Said::Back | Said::Answered => {}
                        },
                    }
                    continue;
                }
            };
            match talk.ask(need, turn.next.as_ref(), output)? {
                Said::Left => return leave(turn, output),
                Said::Enough => enough = true,
                Said::Back | Said::Answered => {}
            }
        }
    }

    /// Ctrl-C between two questions, or while a line is read, says how to go on as well.
    fn on_interrupt(&self, talk: &Talk<'_>) -> Arc<Mutex<String>> {
        let farewell = Arc::new(Mutex::new(String::from("\n")));
        if talk.keeper.is_some() {
            let text = Arc::clone(&farewell);
            // Where there can be no handler, Ctrl-C ends the program all the same.
            let _ = ctrlc::set_handler(move || {
                let text = text.lock().map(|text| text.clone()).unwrap_or_default();
                let _ = io::Write::write_all(&mut io::stderr(), text.as_bytes());
                std::process::exit(Exit::Left as i32);
            });
        }
        farewell
    }
}

/// What variables begin with that hold answers.
const VARIABLE: &str = "VERDICT_NEED_";

/// What came of a question.
enum Said {
    Answered,
    Back,
    Enough,
    Left,
}

/// An interview that goes on.
struct Talk<'a> {
    interview: Interview<'a>,
    setting: Setting<'a>,
    request: Request,
    until: Until,
    said: Resolved,
    /// What was said before the last answer.
    before: Option<Resolved>,
    /// The needs that were asked for, in the order in which they were.
    history: Vec<usize>,
    style: Style,
    plain: bool,
    keeper: Option<Keeper>,
}

impl Talk<'_> {
    fn turn(&self) -> Turn {
        let interview =
            if self.until == Until::Enough { self.interview.clone() } else { self.interview.clone().until_certain() };
        let step = interview.step(&self.said);
        turn(&self.setting, &step, &self.said, self.before.as_ref())
    }

    fn stops(&self, turn: &Turn) -> bool {
        self.until != Until::End && turn.stop.is_some()
    }

    fn place(&self, need: &str) -> usize {
        self.setting.graph.rulebook().questions.iter().position(|q| q.id == need).unwrap_or_default()
    }

    /// Asks the next question, or one before it if that is wanted. Later answers stay.
    fn ask(&mut self, next: usize, asked: Option<&Asked>, output: &mut Output) -> Result<Said, Failure> {
        let mut at = self.history.len();
        loop {
            let need = self.history.get(at).copied().unwrap_or(next);
            let shown = asked.filter(|_| at == self.history.len());
            match self.put(need, shown, at > 0, output)? {
                Said::Back => at = at.saturating_sub(1),
                Said::Answered => {
                    if at == self.history.len() {
                        self.history.push(need);
                    }
                    return Ok(Said::Answered);
                }
                other => return Ok(other),
            }
        }
    }

    /// Asks one question and takes what is said.
    fn put(
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
        let help = match &asked.unit {
            Some(unit) => format!("{} ({unit})", asked.why),
            None => asked.why.clone(),
        };
        let unknown = format!("I don't know: {}", asked.if_unanswered);
        let now = asked.now.as_deref().or_else(|| self.said.unanswered.contains(&need).then_some("-"));
        let shape = match asked.kind.as_str() {
            "number" => Shape::Text,
            "choices" => Shape::Many,
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
                        self.take(need, Some(given));
                        return Ok(Said::Answered);
                    }
                    Err(wrong) => output.remark(&format!("{wrong}\n")),
                },
                Reply::Unknown => {
                    self.take(need, None);
                    return Ok(Said::Answered);
                }
                Reply::Back => return Ok(Said::Back),
                Reply::More => output.remark(&more(asked, &self.style)),
                Reply::Enough => return Ok(Said::Enough),
                Reply::Leave => return Ok(Said::Left),
            }
        }
    }

    /// Reads an answer as a flag would be, or says in a line what is wrong with it.
    fn read(&self, need: usize, text: &str) -> Result<Given, String> {
        let id = self.setting.graph.rulebook().questions.get(need).map(|q| q.id.as_str()).unwrap_or_default();
        let mut request = needs::Request::default();
        let read = request
            .add_flag("answer", &format!("{id}={text}"))
            .and_then(|()| self.setting.graph.resolve(&request, self.setting.as_of));
        match read {
            Ok(resolved) => resolved.given.into_iter().next().ok_or_else(String::new),
            Err(found) => {
                let lines = found
                    .as_slice()
                    .iter()
                    .map(|d| std::iter::once(&d.message).chain(&d.help).cloned().collect::<Vec<_>>().join("; "));
                Err(lines.collect::<Vec<_>>().join("; "))
            }
        }
    }

    fn take(&mut self, need: usize, given: Option<Given>) {
        let mut all: Vec<Given> = self.said.given.iter().filter(|g| g.need != need).cloned().collect();
        let mut unanswered: Vec<usize> = self.said.unanswered.iter().copied().filter(|n| *n != need).collect();
        match given {
            Some(given) => all.push(given),
            None => unanswered.push(need),
        }
        all.sort_by_key(|g| g.need);
        unanswered.sort_unstable();
        let after = Resolved {
            among: self.said.among.clone(),
            unanswered,
            ..self.setting.graph.complete(all, self.setting.as_of)
        };
        self.before = Some(std::mem::replace(&mut self.said, after));
    }

    /// Shows what was said, and asks what to do with it.
    fn summary(&self, turn: &Turn, output: &mut Output) -> Result<Choice, Failure> {
        output.remark(&format!("\n{}", ending(turn, &self.style)));
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
