//! Words of what goes in, and of what is around a verdict.

use super::super::Group;
use super::term;

const SCORE: &str = "docs/how-it-decides.md#how-a-score-is-made";
const NEEDS: &str = "docs/choose.md#say-what-you-need";
const RULES: &str = "docs/rules.md";
const CATALOG: &str = "docs/catalog.md";
const MACHINES: &str = "docs/sizing.md";
const MONEY: &str = "docs/bill.md";
const TESTS: &str = "docs/test.md";

pub(super) const SAID_GROUP: Group = Group {
    title: "What you say",
    terms: &[
        term(
            "need",
            &["needs"],
            "Something that you say about your case: the answer to one question.",
            "--need NEED=ANSWER",
            NEEDS,
        ),
        term("answered", &["Answered"], "Needs that you gave yourself.", "Answered   …", NEEDS),
        term(
            "derived",
            &["Derived"],
            "A need that a rule sets because of your other answers. The rule is named.",
            "Derived    … (rule …)",
            NEEDS,
        ),
        term(
            "assumed",
            &["Assumed", "unknown, assumed", "What was taken for granted"],
            "A need that you did not answer, taken as the rulebook says. Say it to have it your way.",
            "Assumed    …",
            NEEDS,
        ),
        term(
            "left open",
            &["Left open"],
            "A need that nobody answered and nothing is assumed for.",
            "Left open  …",
            NEEDS,
        ),
        term(
            "weighed by hand",
            &["Weighed by hand", "By hand"],
            "Weights that you set yourself, in place of those of the rulebook.",
            "--weight CRITERION=40",
            "docs/weights.md",
        ),
        term(
            "order",
            &["rank-order centroid"],
            "What counts, the most important first: weights in a fixed ratio that stands for every order of such lists.",
            "--order 'capability > cost'",
            "docs/weights.md",
        ),
        term(
            "left",
            &["In again"],
            "In an interview: models that are still eligible after what you have said.",
            "346 of 431 models left",
            "docs/choose.md#be-asked",
        ),
        term(
            "ways you could still answer",
            &["leads in"],
            "What is left to answer, drawn many times from the population: in how many of them a model comes first.",
            "leads in 43% of the ways you could still answer",
            "docs/choose.md#be-asked",
        ),
    ],
};

pub(super) const MONEY_GROUP: Group = Group {
    title: "Money and machines",
    terms: &[
        term(
            "monthly bill",
            &["The bill of a month", "What it costs", "the bill of"],
            "What a month costs for your requests, as lines that add up and a range.",
            "a line a price, and their sum",
            MONEY,
        ),
        term(
            "range",
            &["~"],
            "The least and the most that a bill comes to, by what is not known. What counts is written with “about” or `~`.",
            "about $36 per month ($36 to $68.40)",
            MONEY,
        ),
        term(
            "break-even",
            &[],
            "The number of requests a month at which two models cost the same.",
            "cheaper up to 4.5 million requests",
            MONEY,
        ),
        term(
            "rent",
            &[],
            "The price of machines by the hour, for every hour of the month, used or not.",
            "Rent",
            MACHINES,
        ),
        term(
            "tight",
            &[],
            "It needs nearly all the memory that a model may fill: try it before you rely on it.",
            "it is tight",
            MACHINES,
        ),
    ],
};

pub(super) const DATA_GROUP: Group = Group {
    title: "Rules and facts",
    terms: &[
        term(
            "rule",
            &[],
            "A condition and one effect: it excludes, adds weight, sets a need or says something. It is one file.",
            "(rule RULE)",
            RULES,
        ),
        term(
            "rulebook",
            &[],
            "All questions, rules and criteria together: the folder `rules/`, or one of your own.",
            "--rules DIR",
            RULES,
        ),
        term(
            "catalog",
            &[],
            "All models, offers and prices that are known, each value with its source and date.",
            "--catalog DIR",
            CATALOG,
        ),
        term(
            "fact",
            &["Facts", "At a glance"],
            "A named value of a model, an offer or your needs.",
            "model.FACT",
            CATALOG,
        ),
        term(
            "statement",
            &["(!)", "Where the values come from"],
            "What one source says of a fact, with its date. A fact may have several, and one decides.",
            "128,000 tokens  SOURCE, 2026-07-02",
            CATALOG,
        ),
        term(
            "source",
            &["Sources", "Notes"],
            "Where a statement was read: a page, a list, a paper.",
            "Sources    …",
            CATALOG,
        ),
        term(
            "confirmed",
            &["witness", "unconfirmed", "one list alone has it"],
            "More than one independent list has it. One list alone may have it wrong, or no longer.",
            "one list alone has it",
            CATALOG,
        ),
        term(
            "digest",
            &["Inputs", "What this rests on"],
            "A short number made of all bytes that went in. Equal digests mean equal verdicts.",
            "Inputs     catalog 6ffbab54d0099864",
            "docs/script.md#the-same-verdict-again",
        ),
    ],
};

pub(super) const MODELS_GROUP: Group = Group {
    title: "Models and services",
    terms: &[
        term(
            "token",
            &["tokens"],
            "A piece of text, three quarters of an English word or so. Prices, windows and speeds are counted in them.",
            "$0.15 per 1M tokens",
            MONEY,
        ),
        term("window", &[], "How many tokens a prompt and its answer may have together.", "131k", CATALOG),
        term(
            "API",
            &["via API"],
            "A service that runs the model for you and is paid by what goes in and out.",
            "kind api",
            CATALOG,
        ),
        term(
            "open weights",
            &[],
            "The weights can be downloaded, so others may serve the model and you may run it yourself.",
            "Open weights  yes",
            CATALOG,
        ),
        term(
            "thinking",
            &[],
            "Text that a model writes for itself before it answers. It takes seconds and is billed as answer.",
            "the bill counts no thinking",
            MONEY,
        ),
        term(
            "first token",
            &[],
            "The moment at which the answer starts: what somebody who waits notices.",
            "time to first token 0.31 seconds",
            MACHINES,
        ),
        term(
            "Elo",
            &[],
            "A rating by votes between two answers: 400 more win ten votes in eleven.",
            "1,475 Elo",
            CATALOG,
        ),
        term(
            "region",
            &[],
            "Where a provider processes and keeps your data: countries that share a law on it.",
            "via PROVIDER/REGION",
            NEEDS,
        ),
        term(
            "deprecated",
            &[],
            "Its end is announced, or its maker advises against starting with it.",
            "status deprecated",
            CATALOG,
        ),
        term(
            "successor",
            &["newer of its line"],
            "The model that its maker names to follow another one.",
            "newer of its line: …",
            CATALOG,
        ),
    ],
};

pub(super) const TESTS_GROUP: Group = Group {
    title: "Tests and changes",
    terms: &[
        term(
            "scenario",
            &[],
            "Needs, and what the verdict on them must be: a test of a rulebook.",
            "verdict test",
            TESTS,
        ),
        term(
            "coverage",
            &["Coverage"],
            "How much of a rulebook some scenario exercises.",
            "Coverage: 93% of the rulebook",
            TESTS,
        ),
        term(
            "cause",
            &["Changes", "What was compared"],
            "The fewest changes with which an old version gives the new verdict.",
            "verdict diff OLD NEW",
            "docs/test.md#what-a-change-changes",
        ),
    ],
};

pub(super) const MARKS_GROUP: Group = Group {
    title: "Other marks",
    terms: &[
        term(
            "… more",
            &["+", "…"],
            "Something is left out here for want of room; `--top` shows more models.",
            "+71 more",
            SCORE,
        ),
        term("•", &["-"], "One item of a list.", "• Open weights: yes", SCORE),
    ],
};
