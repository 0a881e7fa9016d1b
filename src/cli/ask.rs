//! `verdict ask`: an interview in the terminal, or step by step for a program.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use clap::{Args, ValueEnum};
use verdict::diagnostic::{Code, Diagnostic, Diagnostics, Place, Source};
use verdict::interview::{Interview, Order};
use verdict::load::Error;
use verdict::needs;
use verdict::reader::quote;
use verdict::render::terminal::interview::{status, unasked};
use verdict::render::{Style, json, markdown, terminal};
use verdict::report::interview::{Setting, Turn};
use verdict::rulebook::Askers;

use super::Exit;
use super::args::{Data, Needs, among, population, request, weights};
use super::output::{Failure, Output};
use super::session::{Session, TOP, mind_age};

mod answers;
mod plain;
mod prompt;
mod rows;
mod screen;
mod talk;

use answers::{Keeper, Request, command, quoted};
use talk::{Choice, Said, Talk, Until};

const EXAMPLE: &str = include_str!("help/ask.txt");

/// Ask what matters, then recommend a model
///
/// Asks the questions of the rulebook, those first whose answers change most, and stops when nothing that is left to ask can change
/// the result, or hardly. Questions go to standard error; standard output has the verdict alone.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLE)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Ask {
    /// Answers given before, as JSON or TOML; they are not asked again
    #[arg(long, value_name = "FILE", help_heading = "Needs")]
    answers: Option<String>,
    #[command(flatten)]
    needs: Needs,
    /// How many percent a criterion counts of what is above it, such as `cost=40`, whatever rules say; what is beside it shares the
    /// rest in proportion; can be repeated
    #[arg(long = "weight", value_name = "CRITERION=PERCENT", help_heading = "Needs")]
    weights: Vec<String>,
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
    /// Say in numbers how sure the pick is, and what each question is worth
    #[arg(long, help_heading = "Interview")]
    verbose: bool,
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
        let asker = population(Some(askers), self.population.as_deref()).unwrap_or_else(|wrong| {
            found.push(*wrong);
            None
        });
        self.check_save(&mut found)?;
        let (Some((said, as_of)), Some((_, population)), false) = (resolved, asker, found.has_errors()) else {
            return Err(found.into());
        };
        mind_age(session.graph.catalog(), as_of, output);
        let order = if self.order == Sequence::Fixed { Order::Fixed } else { Order::Adaptive };
        let top = self.top.and_then(|top| usize::try_from(top).ok()).or(asked.top);
        let (plain, style) = (self.plain || prompt::is_dumb(), output.style_of_questions());
        let mut talk = Talk {
            interview: Interview::new(&session.graph, askers, population, as_of).in_order(order),
            setting: Setting {
                graph: &session.graph,
                population: &population.label,
                as_of,
                top: top.unwrap_or(TOP),
                digests: &session.digests,
            },
            request: Request {
                among: session.models(said.among.as_deref()),
                as_of: asked.as_of.map(|date| date.to_string()),
                top,
                weights: session.weights(&said.by_hand),
                order: session.order(&said.by_hand),
            },
            until: if self.until_certain { Until::Certain } else { Until::Enough },
            said,
            before: None,
            history: Vec::new(),
            style: Style { color: style.color && !plain, ..style },
            plain,
            verbose: self.verbose,
            keeper: None,
        };
        let can_ask = io::stdin().is_terminal() && io::stderr().is_terminal();
        let last = if self.no_input || !can_ask {
            let last = talk.turn();
            if self.format != Format::Json {
                if !self.no_input {
                    output.remark("There is no terminal to ask in, so nothing is asked.\n");
                }
                output.remark(&unasked(&last, &talk.style, self.verbose));
            }
            if self.save.is_some() {
                Keeper::new(self.save.as_deref(), None).save(&talk.request, &last).map_err(|e| self.unsaved(&e))?;
            }
            last
        } else {
            let keeper = Keeper::new(self.save.as_deref(), self.answers.as_deref());
            if let Some(left) = keeper.left() {
                output.remark(&format!("An interview was left. To go on with it: --answers {}\n", left.display()));
            }
            talk.keeper = Some(keeper);
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
            Format::Terminal => terminal::short(&last.verdict, &output.style()),
        };
        output.answer(&text)?;
        output.flush()?;
        if self.format != Format::Json {
            let command = command(&talk.request, last, &[self.format_flag(), self.data_flags()].concat());
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
        let mut asked = self.needs.request(self.answers.as_deref(), found)?;
        weights(&self.weights, &mut asked, found);
        among(self.among.as_deref(), &mut asked, found);
        for need in &self.unanswered {
            asked.leave_unanswered("--unanswered", need.trim());
        }
        Ok(asked)
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

    fn unsaved(&self, error: &Error) -> Failure {
        let text = self.save.as_ref().map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
        Diagnostic::error(Code::UnexpectedFile, format!("the answers cannot be saved: {error}"))
            .at(Place::new(&Source::new("--save", text.as_str()), 0..text.len()), "cannot be written")
            .into()
    }

    /// The flag that says what to print, where it is no matter of course.
    fn format_flag(&self) -> Vec<String> {
        let words: &[&str] = match self.format {
            Format::Terminal => &[],
            Format::Json => &["--format", "json"],
            Format::Markdown => &["--format", "markdown"],
        };
        words.iter().map(|word| (*word).to_string()).collect()
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
        let path = keeper.rest();
        let path = path.to_string_lossy();
        let mut words: Vec<String> = ["verdict", "ask", "--answers", &path].map(str::to_string).to_vec();
        if self.save.is_some() {
            words.extend(["--save".to_string(), path.into_owned()]);
        }
        if self.order == Sequence::Fixed {
            words.extend(["--order", "fixed"].map(str::to_string));
        }
        words.extend(self.until_certain.then(|| "--until-certain".to_string()));
        words.extend(self.plain.then(|| "--plain".to_string()));
        words.extend(self.verbose.then(|| "--verbose".to_string()));
        if let Some(id) = &self.population {
            words.extend(["--population".to_string(), id.clone()]);
        }
        words.extend(self.format_flag());
        words.extend(self.data_flags());
        words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
    }

    /// Asks until the verdict is wanted or somebody leaves.
    fn hold(&self, talk: &mut Talk<'_>, output: &mut Output) -> Result<(Outcome, Turn), Failure> {
        let farewell = on_interrupt();
        let mut enough = false;
        loop {
            let turn = talk.turn();
            self.keep(talk, &turn, &farewell)?;
            output.remark(&format!("\n{}", status(&turn, &talk.style, self.verbose)));
            let next = turn.next.as_ref().filter(|_| !enough && !talk.stops(&turn));
            let said = if let Some(next) = next {
                talk.ask(next, output)?
            } else {
                match talk.summary(&turn, output)? {
                    Choice::Verdict => return Ok((Outcome::Verdict, turn)),
                    Choice::Leave => Said::Left,
                    Choice::Change(need) => talk.put(need, None, true, output)?,
                    Choice::AskOn => {
                        talk.until = match turn.stop.as_ref().map(|s| s.reason != "certain") {
                            None => talk.until,
                            Some(true) if talk.until == Until::Enough => Until::Certain,
                            Some(_) => Until::End,
                        };
                        enough = false;
                        continue;
                    }
                }
            };
            match said {
                Said::Left => {
                    output.remark(&farewell.lock().map(|farewell| farewell.leave()).unwrap_or_default());
                    return Ok((Outcome::Left, turn));
                }
                Said::Enough => (enough, talk.before) = (true, None),
                Said::Back => talk.before = None,
                Said::Answered => {}
            }
        }
    }

    /// Writes down what was said. Where programs keep their state, it is no harm if that cannot be; where it was asked for, it is.
    fn keep(&self, talk: &Talk<'_>, turn: &Turn, farewell: &Mutex<Farewell>) -> Result<(), Failure> {
        let Some(keeper) = talk.keeper.as_ref().filter(|keeper| !keeper.has_nothing(turn)) else { return Ok(()) };
        match keeper.save(&talk.request, turn) {
            Ok(()) => {
                if let Ok(mut farewell) = farewell.lock() {
                    farewell.text = format!("\nYour answers are kept. To go on:\n  {}\n", self.resume(keeper));
                    farewell.kept = Some((keeper.path().to_path_buf(), keeper.rest()));
                }
                Ok(())
            }
            Err(error) if self.save.is_some() => Err(self.unsaved(&error)),
            Err(_) => Ok(()),
        }
    }
}

/// What is left of an interview that is left.
struct Farewell {
    /// What is said.
    text: String,
    /// Where the answers are, and where they are to be found.
    kept: Option<(PathBuf, PathBuf)>,
}

impl Farewell {
    /// Puts the answers where they are to be found, in place of those of an interview that was left before, and gives what is said.
    fn leave(&self) -> String {
        if let Some((from, to)) = &self.kept {
            // What cannot be moved stays where it is.
            let _ = std::fs::rename(from, to);
        }
        self.text.clone()
    }
}

/// What is left when somebody leaves. Ctrl-C between two questions, or while a line is read, does the same.
fn on_interrupt() -> Arc<Mutex<Farewell>> {
    let farewell = Arc::new(Mutex::new(Farewell { text: String::from("\n"), kept: None }));
    let left = Arc::clone(&farewell);
    // Where there can be no handler, Ctrl-C ends the program all the same.
    let _ = ctrlc::set_handler(move || {
        let text = left.lock().map(|farewell| farewell.leave()).unwrap_or_default();
        let _ = io::Write::write_all(&mut io::stderr(), text.as_bytes());
        std::process::exit(Exit::Left as i32);
    });
    farewell
}
