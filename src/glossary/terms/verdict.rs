//! Words of the verdict itself.

use super::super::Group;
use super::term;

const CHOICE: &str = "docs/how-it-decides.md#what-is-ranked";
const OUT: &str = "docs/how-it-decides.md#who-is-out";
const SCORE: &str = "docs/how-it-decides.md#how-a-score-is-made";
const SURE: &str = "docs/how-it-decides.md#how-sure-it-is";
const WAYS: &str = "docs/how-it-decides.md#other-ways-to-choose";
const CHANGE: &str = "docs/how-it-decides.md#what-would-change-it";
const CATALOG: &str = "docs/catalog.md";
const MACHINES: &str = "docs/sizing.md";

pub(super) const CHOICE_GROUP: Group = Group {
    title: "What is chosen",
    terms: &[
        term(
            "verdict",
            &[],
            "What comes out: the pick, why, how sure it is, who else there is, and what it rests on.",
            "verdict recommend",
            CHOICE,
        ),
        term("model", &[], "Weights, or a service with a name of its own.", "76 of 431 models eligible", CHOICE),
        term(
            "offer",
            &["Offers", "via", "Its offers", "All its offers, the cheapest first", "Other offers"],
            "One way to run a model: a provider's service at its price, or machines with the weights on them.",
            "via PROVIDER",
            CHOICE,
        ),
        term(
            "alternative",
            &[],
            "A model with one of its offers: what rules judge and what is scored.",
            "`offers` in JSON counts those of a model that are eligible",
            CHOICE,
        ),
        term(
            "pick",
            &["first", "for the pick", "winner", "Another winner"],
            "The model that comes first, with the best of its eligible offers.",
            "the first line of a verdict",
            CHOICE,
        ),
        term(
            "provider",
            &["host"],
            "Whoever serves a model and sends the bill; the developer made it, and may be somebody else.",
            "via PROVIDER/REGION",
            CATALOG,
        ),
        term(
            "self-host",
            &["self-hosted", "on your own machine"],
            "The weights run on machines that you run: rented by the hour, or your own.",
            "self-hosted on 2x-MACHINE, int4",
            MACHINES,
        ),
        term(
            "own machine",
            &["own", "yours"],
            "A machine that you have and name; it costs its power and no rent.",
            "on your own machine, int4",
            MACHINES,
        ),
        term(
            "own cloud",
            &["private cloud"],
            "Machines that you rent in your own account. A service that a provider runs is none, wherever it stands.",
            "verdict schema needs",
            MACHINES,
        ),
        term(
            "form",
            &["native", "int8", "int4"],
            "The precision in which weights are run: native (as released), int8 (8 bits) or int4 (4 bits).",
            "on 2x-MACHINE, int4",
            MACHINES,
        ),
        term(
            "developer",
            &["maker"],
            "Whoever made the model. Its own offer is the maker's; others may serve the weights as well.",
            "the maker's own offer",
            CATALOG,
        ),
        term(
            "reseller",
            &[],
            "A provider that serves what another one made. It may have it later than the maker, and drop it sooner.",
            "a reseller has it later than its maker",
            CATALOG,
        ),
        term(
            "gateway",
            &[],
            "A service that runs no model and passes each request on to a host. It picks the host unless you name some.",
            "via PROVIDER (a gateway: it picks the host)",
            CATALOG,
        ),
        term(
            "rented",
            &[],
            "A machine that is paid for by the hour. It is taken where you named no machine of yours.",
            "(rented: no machine of yours was named)",
            MACHINES,
        ),
        term(
            "not offered",
            &["Not offered for own machines", "No offer"],
            "The catalog knows the model and no way to run it: no service, no machine that is large enough.",
            "No offer   a model's name",
            CATALOG,
        ),
    ],
};

pub(super) const RULED_GROUP: Group = Group {
    title: "Who is in and who is out",
    terms: &[
        term(
            "eligible",
            &[],
            "It meets every requirement of your needs. Only what is eligible is ranked.",
            "Ranking: 76 of 431 models eligible",
            OUT,
        ),
        term(
            "excluded",
            &["Excluded", "What keeps it out", "What keeps them out", "not eligible", "Out", "left out", "kept out"],
            "At least one rule says no to every offer of the model. Each is listed with the rule.",
            "Excluded: 350 models",
            OUT,
        ),
        term(
            "unverified",
            &["Not verified", "not verified", "What must turn out true", "could be"],
            "A fact that a rule needs is not known: eligible if it turns out well, and not ranked until then.",
            "Not verified: 3 models would be eligible if …",
            OUT,
        ),
        term(
            "relaxation",
            &["The least to give up", "Nothing is eligible", "Give up"],
            "The fewest of your answers that have to be left out so that something is eligible.",
            "The least to give up",
            OUT,
        ),
        term(
            "unranked",
            &["Named, not ranked", "Besides"],
            "Models of another kind than the ranking is about. They are named, and have no score.",
            "Named, not ranked",
            OUT,
        ),
        term(
            "caveat",
            &["Before you choose", "Mind"],
            "What to know of a model before choosing it. It changes no score.",
            "Mind: no score of it is published",
            OUT,
        ),
        term(
            "contradiction",
            &["Contradiction", "Against"],
            "An answer of yours and a rule do not agree. The answer holds, and both are named.",
            "Contradiction: …",
            OUT,
        ),
    ],
};

pub(super) const POINTS_GROUP: Group = Group {
    title: "Points",
    terms: &[
        term(
            "ranking",
            &["Ranking", "rank", "Where it stands"],
            "The eligible models by score, each by its best offer. Equal scores share a rank.",
            "1, 1, 3",
            SCORE,
        ),
        term(
            "score",
            &["What it got", "What it would get"],
            "How well a model meets what counts for you, from 0 to 100 points. It is the sum of its contributions.",
            "74.4 of 100 points",
            SCORE,
        ),
        term(
            "point",
            &["points"],
            "A hundredth of the best possible score. In rule files, points say how much a criterion counts.",
            "0.7 of 100 points ahead",
            SCORE,
        ),
        term(
            "criterion",
            &["What counts", "·"],
            "One thing that counts, such as the bill of a month. Criteria form a tree; `·` marks those below another.",
            "a row of “Why …”",
            SCORE,
        ),
        term(
            "weight",
            &["more weight for"],
            "How much of the whole a criterion counts, in percent. All weights add up to 100%.",
            "18.0%",
            SCORE,
        ),
        term("value", &[], "What is known of a model on one criterion, in its unit.", "$248.20 per month", SCORE),
        term(
            "utility",
            &[],
            "How good a value is, from 0 to 1, between two fixed ends of a scale. No other model can change it.",
            "`utility` in JSON",
            SCORE,
        ),
        term(
            "scale",
            &[],
            "How a value becomes a utility: the two ends, and the way between them.",
            "scale = { kind = \"log\", worst = 10000, best = 1 }",
            SCORE,
        ),
        term(
            "contribution",
            &["the sum", "Why"],
            "What one criterion gave a model: weight times utility. All of them add up to the score.",
            "11.308",
            SCORE,
        ),
        term(
            "margin",
            &["Next", "behind", "ahead", "lead"],
            "How many points lie between two models, criterion by criterion.",
            "Next: …, 0.7 of 100 points behind",
            SCORE,
        ),
        term(
            "tie",
            &["A tie of", "Level with it"],
            "Exactly as many points, to a thousandth. Models that tie share a rank.",
            "A tie of 2 models at 71.3 of 100 points",
            SCORE,
        ),
    ],
};

pub(super) const SURENESS_GROUP: Group = Group {
    title: "How sure it is",
    terms: &[
        term(
            "unknown",
            &["not known", "What is not known of it"],
            "No source says it. It is never taken for no, and never for zero.",
            "Not known of …: open weights",
            SURE,
        ),
        term(
            "certain",
            &["Certain", "Not certain", "Sure?"],
            "Whatever the unknown facts turn out to be, the pick stays first.",
            "Certain: nothing that is unknown could make another model win.",
            SURE,
        ),
        term(
            "too close to call",
            &["Too close to call", "≈", "may be as good", "level"],
            "The lead is less than the rulebook calls one, or rests on estimates that may well be the other way round.",
            "Too close to call: …",
            SURE,
        ),
        term(
            "estimate",
            &["about", "estimated from", "±"],
            "A value that nobody measured, made from what was measured. It is written with “about”.",
            "about 148.2 (142 to 154)",
            SURE,
        ),
        term(
            "most of all by",
            &["decided by"],
            "What gives the pick most of its lead over the next, and the word that it is an estimate where it is one.",
            "most of all by an estimate: …; known: …",
            SURE,
        ),
        term(
            "measured",
            &[],
            "Somebody ran the model and wrote down what came out; the source says who.",
            "measured: …",
            CATALOG,
        ),
        term(
            "computed",
            &["exact"],
            "Made from other facts and your needs by a formula that the catalog shows. It has no source of its own.",
            "computed",
            CATALOG,
        ),
        term(
            "curated",
            &[],
            "Read by hand from pages of developers and providers, with the day on which that was done.",
            "Sources    curated",
            CATALOG,
        ),
        term(
            "interval",
            &["▓", "░", "█", "=", "#", ".", "could be lost", "could be gained"],
            "Between which ends a value or a score lies. In bars: █ is sure, ▓ could be lost, ░ could be gained.",
            "███████▓▓░",
            SURE,
        ),
        term(
            "as of",
            &["As of"],
            "The day for which the verdict is made. What was not so on that day does not count.",
            "--as-of 2026-06-01",
            SURE,
        ),
        term(
            "warning",
            &["Warning"],
            "Something about your needs or the data that is allowed and seldom meant.",
            "Warning: the facts are …",
            SURE,
        ),
    ],
};

pub(super) const WAYS_GROUP: Group = Group {
    title: "Other ways to choose",
    terms: &[
        term(
            "other ways to choose",
            &["winners", "Else"],
            "The best of all eligible models at one thing alone, whatever it scores.",
            "Other ways to choose",
            WAYS,
        ),
        term(
            "Pareto-optimal",
            &["◆", "*", "Pareto"],
            "No other model is better at something that counts and worse at nothing. Marked ◆.",
            "◆ Pareto-optimal: no other is better at something and worse at nothing",
            WAYS,
        ),
        term(
            "if it vanished",
            &["If it vanished"],
            "Who comes first if the pick can no longer be had, and whether the two share a developer or provider.",
            "If it vanished  …: 0.7 of 100 points less",
            WAYS,
        ),
        term(
            "switch",
            &["Switching from", "Stay", "Switch", "Switch?", "Check", "Saves", "Gains", "Loses", "Risks", "Taken as"],
            "Whether to leave the model that you use now: stay, switch, switch if you like, or check first.",
            "Switching from …",
            WAYS,
        ),
        term(
            "share",
            &["For whom"],
            "For how many of a population a model comes first. The population is assumed, and no verdict depends on it.",
            "For 39.7% of …",
            CHANGE,
        ),
        term(
            "population",
            &["persona"],
            "People who might ask, and what they would answer: an assumption with reasons, in a file.",
            "verdict ask --population ID",
            CHANGE,
        ),
        term(
            "tipping point",
            &["What would change it", "Which single answer changes it"],
            "The weight, the value or the answer at which another model comes first.",
            "if it counted for 31% instead of 18%",
            CHANGE,
        ),
    ],
};
