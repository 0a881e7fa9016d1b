"""What the collected checks say of the catalog: statements of the sources they name, and the value that holds where these would not give it.

Used by `models.py`. A check that only confirms adds nothing, unless the catalog disagrees with itself.
"""

import re
from collections import defaultdict

import tables
from odd import blank, decides
from tables import MADE, REVIEW, table

NO_LIMIT = "as long as the whole window, which lists write where no own limit is known"
OLD_SPEED = "measured in 2024 or 2025, and of the provider as a whole"
QUIET = ("confirmed", "confirmed by one", "confirmed by most", "no other source", "rounding", "no data", "differs from the repository date")
# What a note says in a word of the catalog.
VALUES = {
    ("status", "retired at the maker"): "ended",
    ("licence_condition", "name must be shown"): "more than 100 million monthly users or 20 million USD of monthly revenue: the name of the model must be shown",
    ("licence_condition", "model as a service: agreement needed above 20 million USD of revenue"): "a business that offers the model as a service and has, with its affiliates, more than 20 million USD of revenue needs an agreement",
}
# What a check says in its note alone.
SAID_IN_NOTES = (
    ("mistral/devstral-2512", "licence_condition", "a company with more than 20 million USD of consolidated monthly revenue has no right to use it without an agreement", "hf-cards"),
    ("mistral/mistral-medium-2604", "licence_condition", "a company with more than 20 million USD of monthly revenue has no right to use it without an agreement", "mistral-docs-repo"),
    ("mistral/mistral-large-4", "licence_condition", "selling the model as a service needs an agreement", REVIEW),
)
# What the lists leave open, or give wrong by their majority or their newest.
LAST_WORD = (
    ("alibaba/qwen2.5-7b-instruct", "released", "2024-09-19", "the repository is of 2024-09-16"),
    ("alibaba/qwen3-max", "reasoning", False, "the first version does not think; qwen3-max-thinking and the snapshot of 2026-01 do"),
    ("deepseek/deepseek-r1", "max_output", 32768, "7 of 13 listings; LiteLLM leaves the thoughts out"),
    ("google/gemini-4-carbon", "max_output", 65536, "65,536 per request, as with Gemini 4 Argon; longer answers come by continuation"),
    ("google/gemma-2-2b-it", "context_window", 8192, "as all of Gemma 2; 128,000 is a slip of one list"),
    ("google/gemma-3n-e2b-it", "context_window", 32768, "as Gemma 3n E4B; 128,000 is of Gemma 3"),
    ("google/gemma-3n-e4b-it", "context_window", 32768, "as Gemma 3n E2B; 128,000 is of Gemma 3"),
    ("zhipuai/glm-4.7-flash", "context_window", 200000, "the listing of the maker; 202,752 in the configuration, 131,072 at OpenRouter"),
    ("minimax/minimax-m2", "max_output", 131072, "the listing of the maker; LiteLLM writes 8,192 for the whole line"),
    ("minimax/minimax-m2.1", "max_output", 131072, "the listing of the maker; LiteLLM writes 8,192 for the whole line"),
    ("minimax/minimax-m2.5", "max_output", 131072, "the listing of the maker; LiteLLM writes 8,192 for the whole line"),
    ("openai/gpt-4", "structured_output", False, "JSON mode only; strict schemas came with GPT-4o 2024-08-06"),
    ("alibaba/qwen3-4b-2507", "thinking", "never", "the snapshot for instructions does not think"),
    ("openai/gpt-oss-120b", "thinking", "always", "its efforts are low, medium and high"),
    ("openai/gpt-oss-20b", "thinking", "always", "its efforts are low, medium and high"),
    ("openai/gpt-oss-safeguard-120b", "thinking", "always", "its efforts are low, medium and high"),
    ("openai/gpt-oss-safeguard-20b", "thinking", "always", "its efforts are low, medium and high"),
    ("xai/grok-3", "released", "2025-02-17", "announced and first served; the API followed on 2025-04-09"),
    ("zhipuai/glm-4.5", "max_output", 98304, "the listing of the maker"),
    ("zhipuai/glm-4.5-air", "max_output", 98304, "the listing of the maker"),
)
# Figures of one host that stand for no limit of the model.
OF_ONE_HOST = {("alibaba/qwq-32b", "max_output"), ("google/gemma-3-4b-it", "tool_calling"), ("meta/llama-3.2-3b", "max_output"), ("xai/grok-4.7", "max_output")}


def take(out, checks, known):
    """Statements from the checks, subject by subject."""
    for check in checks:
        if check["subject"] == "*":
            out.leave("check", f"of the whole catalog: {check['fact']}, {check['verdict']}")
        elif check["fact"] == "offer.price_tiers":
            price_tiers(out, check)
        elif check["fact"] in ("max_output >= context_window", "max_input > context_window"):
            limits(out, check)
        elif check["fact"] in ("price", "aliases", "join", "offers", "offer.context_window > context_window", "api name"):
            out.leave("check", f"not a value: {check['fact']}")
        elif check["verdict"] in QUIET:
            confirm(out, check)
        else:
            correct(out, check, known)
    for id, fact, value, source in SAID_IN_NOTES:
        out.state(f"model:{id}", fact, value, source, "correction")
    for id, fact, value, why in LAST_WORD:
        if id in known:
            out.state(f"model:{id}", fact, value, REVIEW, "correction", as_of=MADE, decides=why)
    whole_windows(out, {check["subject"]: check["suggested"] for check in checks if check["fact"] == "context_window" and check.get("suggested")})
    speeds(out)
    argon(out)
    id = "deepseek/deepseek-v4-flash"
    why = "the name serves DeepSeek V4.1 Flash from this day on"
    out.state(f"offer:{id}#deepseek", "ends", "2026-09-10", "models.dev", "correction", as_of="2026-09-30", note=why)


def stated(out, id, fact):
    """The statements of the catalog about a fact of a model, but for those of this review."""
    statements = out.catalog.statements(out.catalog.models[id]["facts"], fact)
    return [s for s in statements if s["source"] != REVIEW and "decides" not in s]


def correct(out, check, known):
    """A value that is wrong, missing or in doubt."""
    id, fact, right = check["subject"], check["fact"], check.get("suggested")
    subject, topic = f"model:{id}", "correction"
    right = VALUES.get((fact, right), right) if isinstance(right, str) else right
    if fact == "languages":
        out.state(subject, "languages_count", 48, "cohere-docs-repo", topic, note="48 languages by the maker")
        return
    if fact == "status" and right == "ended":
        day = re.search(r"\d{4}-\d{2}-\d{2}", check["others"][0]["value"])[0]
        out.state(subject, "ends", day, "mistral-docs-repo", topic, note="the end at the maker; the weights stay")
        out.state(subject, "status", "ended", "mistral-docs-repo", topic, note="at the maker; the weights stay")
        return
    if fact == "successor" and (right not in known or id == "google/gemini-4-argon"):
        out.leave(topic, f"no successor in the catalog: {id}, {right}")
        return
    if right == "unknown":
        out.leave(topic, "the value is the word unknown")
        return
    said = others(out, check)
    for value, source, as_of, note in said:
        out.state(subject, fact, value, source, topic, as_of=as_of, note=note, doubtful=doubt(check, value, source))
    if said and all(doubt(check, value, source) for value, source, *_ in said) and (id, fact) not in OF_ONE_HOST:
        for old in stated(out, id, fact):
            again(out, subject, fact, old, topic, doubtful=check["note"])
    if right is None:
        return
    before = [(s["value"], s["source"], str(s.get("as_of", "")), "") for s in stated(out, id, fact)]
    if wins(fact, before, said, right):
        return
    if right is False and said and all(blank(fact, s[1], s[0]) for s in before + said):
        out.leave(topic, "a no of lists that can only leave it out")
        return
    why = check["note"] or "as most of the named sources say"
    if not (before or said):
        out.state(subject, fact, right, REVIEW, topic, as_of=MADE, note=check["note"] or None)
        return
    out.state(subject, fact, right, REVIEW, topic, as_of=MADE, decides=why)


def doubt(check, value, source):
    """Why what a source says is no word about the model itself."""
    id, fact = check["subject"], check["fact"]
    by_host = check["verdict"] == "unsettled" and fact == "max_output" and re.search(r"host|by provider", check["note"])
    if (id, fact) in OF_ONE_HOST or by_host:
        return check["note"] or "the limit of one host"
    windows = (262144, 256000, 1048576, 1000000)
    if fact == "max_output" and tables.family(source) == "openrouter" and any(abs(value / window - share) < 1e-5 for window in windows for share in (0.8, 0.9)):
        return "a share of the window, and no limit of its own"
    return None


def others(out, check):
    """What the named sources say, as value, source, date and note."""
    found = []
    for said in check["others"]:
        if not isinstance(said, dict):
            continue
        source, as_of = table(said)
        value, note = said.get("value"), said.get("note") or None
        if said["source"] == "models.dev-toml-2026-07":
            out.leave("correction", "superseded by the same table")
        elif check["fact"] == "released" and "repository" in (note or ""):
            out.leave("correction", "the day of a repository is another fact")
        elif note and ("on Vertex" in note or note in ("default", "shared limit with input")):
            out.leave("correction", f"of one host or of another limit: {note}")
        elif check["fact"] == "input" and note and ("gives only text and image" in note or "task tag" in note) and value != check.get("suggested"):
            out.leave("correction", "the list knows fewer inputs")
        elif check["fact"] == "successor" or out.catalog.fault("model", check["fact"], value):
            out.leave("correction", f"no value of {check['fact']}: {value}")
        else:
            found.append((value, source, as_of, note))
    return found


def confirm(out, check):
    """Where the catalog disagrees with itself, the sources that bear its first value out say so."""
    id, fact, values = check["subject"], check["fact"], check["catalog"]
    several = isinstance(values, list) and len(values) > 1 and (fact != "input" or isinstance(values[0], list))
    if not (several and check["verdict"].startswith("confirmed")):
        out.leave("check", "confirmed, and nothing else is said" if check["verdict"].startswith("confirmed") else check["verdict"])
        return
    for said in check["others"]:
        if isinstance(said, dict):
            continue
        source, as_of = table({"source": said})
        out.state(f"model:{id}", fact, values[0], source, "confirmation")


def wins(fact, before, said, right):
    """Whether a value would decide of a fact once the statements are in the catalog, both by their order and by precedence."""
    now = {source: (value, source, as_of) for value, source, as_of, _ in reversed(said)}
    statements = [now.get(s[1], s) for s in before] + [s for s in said if s[1] not in {old[1] for old in before}]
    counting = [{"value": s[0], "source": s[1], "as_of": s[2]} for s in statements if not blank(fact, s[1], s[0])]
    return bool(counting) and counting[0]["value"] == right and decides(fact, counting)["value"] == right


def again(out, subject, fact, old, topic, **more):
    """A statement as the catalog has it, with something more said of it; where its source says something new, that has it instead."""
    newer = [line for line in out.lines if line["subject"] == subject and line.get("fact") == fact and line["source"] == old["source"]]
    for line in newer:
        if line["value"] == old["value"]:
            line |= more
            out.taken[topic] += 1
    if not newer:
        kept = {key: value for key, value in old.items() if key not in ("value", "source", "odd", "doubtful")}
        out.state(subject, fact, old["value"], old["source"], topic, **(kept | more))


def limits(out, check):
    """A limit of the input that is above the window."""
    id = check["subject"]
    if check["fact"].startswith("max_input") and id in ("alibaba/qwen3-30b-a3b", "minimax/minimax-m2.5"):
        for old in stated(out, id, "max_input"):
            again(out, f"model:{id}", "max_input", old, "doubtful limit", doubtful="above the window")


def whole_windows(out, right):
    """Limits that lists write where they know none: outputs as long as the window, inputs as long as it beside a shorter one."""
    lines = defaultdict(list)
    for line in out.lines:
        if line["subject"].startswith("model:") and line.get("fact") in ("context_window", "max_output", "max_input"):
            lines[line["subject"][6:], line["fact"]].append(line)
    for id in out.catalog.models:
        subject = f"model:{id}"
        said = {fact: stated(out, id, fact) + lines[id, fact] for fact in ("context_window", "max_output", "max_input")}
        for old in stated(out, id, "context_window"):
            if old["source"] == "llmfit" and old["value"] == 4096 and len(said["context_window"]) > 1 and "4k" not in id:
                again(out, subject, "context_window", old, "doubtful limit", doubtful="a default for repositories that ask for leave")
        window = right.get(id) or max((s["value"] for s in said["context_window"]), default=0)
        shortest = min((s["value"] for s in said["max_input"]), default=0)
        for fact, least, why in (("max_output", window * 0.95, NO_LIMIT), ("max_input", max(window * 0.95, shortest + 1), "the window, and no limit of the input")):
            for line in lines[id, fact]:
                if window and line["value"] >= least and "decides" not in line:
                    line["doubtful"] = why
            for old in stated(out, id, fact):
                if window and old["value"] >= least:
                    again(out, subject, fact, old, "doubtful limit", doubtful=why)


def price_tiers(out, check):
    """Prices above a length of the prompt, at the offers whose keys a table names."""
    id = check["subject"]
    for said in check["others"]:
        source, as_of = table(said)
        for key, rows in said["value"].items():
            offers = [o for o in out.catalog.offers(id).values() if o.get("key") in (key, f"{o.get('provider')}/{key}")]
            if not offers:
                out.leave("offer.price_tiers", f"no offer with this key: {id}, {key}")
            for offer in offers:
                for row, prices in sorted(rows.items()):
                    subject = f"offer:{id}#{offer['id']}"
                    text = tiers(out, subject, row.removeprefix("above_"), prices["input"], prices["output"], source, as_of)
                    out.state(subject, "price_tiers", text, source, as_of=as_of)


def tiers(out, subject, above, prompt, answer, source, as_of):
    """The facts of a price above a length of the prompt; returns the words for it."""
    for fact, value in (("long_prompt_tokens", int(above)), ("long_input_price", prompt), ("long_output_price", answer)):
        out.state(subject, fact, value, source, "offer.price_tiers", as_of=as_of)
    return f"above {above} tokens: input {prompt}, output {answer} USD per 1M tokens"


def speeds(out):
    """Speeds of 2024 and 2025 stay visible and do not decide."""
    for id, model in out.catalog.models.items():
        tables = [(f"model:{id}", model["facts"])] + [(f"offer:{id}#{o['id']}", o) for o in model.get("offer", [])]
        for subject, facts in tables:
            for fact in ("output_speed", "first_token_latency"):
                for old in out.catalog.statements(facts, fact):
                    if old["source"] == "llmstats" and str(old.get("as_of", "")) < "2026":
                        again(out, subject, fact, old, "old speed", doubtful=OLD_SPEED)


def argon(out):
    """The introductory prices of Gemini 4 Argon and Carbon, and those from December on."""
    why = "introductory until 2026-11-30, twice as much from 2026-12-01: a distributor's notes, genai-prices and a reseller agree"
    for offer in ("argon#google-ai-studio", "argon#google-vertex", "carbon#google-ai-studio"):
        for fact, now, later in (("input_price", 2.0, 4.0), ("output_price", 10.0, 20.0), ("cache_read_price", 0.1, 0.2)):
            subject = f"offer:google/gemini-4-{offer}"
            out.state(subject, fact, now, REVIEW, "correction", as_of=MADE, until="2026-11-30", decides=why)
            out.state(subject, fact, later, REVIEW, "correction", as_of=MADE, **{"from": "2026-12-01"}, decides=why)
