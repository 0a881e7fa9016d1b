#!/usr/bin/env python3
"""Compares the catalog with the collected data from which it was made: python3 .ci/check-catalog.py facts.json

Every value of it stands in the catalog with its source, its date and its place in the order, and the catalog states nothing
else but its own readings, which are named below. That files are well formed and do not contradict themselves is checked by the
program. Prints one line; on a problem a list of them, and exits 1.
"""

import json
import re
import statistics
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "catalog"
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
RESULT_KEYS = {
    "variant", "harness", "via", "self_reported", "model_version", "version", "stderr", "ci95", "cost_usd", "edit_format",
}
TERMS = {"from", "until", "doubtful", "decides", "odd"}
# Facts that facts.json does not have: the catalog reads them from others, or from a source directly.
OWN_FACTS = {"predecessor", "successor", "jurisdiction", "thinking"}
problems = []
statements = 0


def problem(where, text):
    problems.append(f"{where}: {text}")


def read(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


# --- the catalog as written -----------------------------------------------------------------------------------------


SOURCES = read(ROOT / "sources.toml")["sources"]


def expand(raw, source=None, as_of=None):
    """The statements of one fact: a bare value, one table, or a list of tables. Without a date it is of that of its source."""
    many = raw if isinstance(raw, list) and raw and isinstance(raw[0], dict) else [raw]
    out = []
    for one in many:
        one = dict(one) if isinstance(one, dict) else {"value": one}
        date = None if "source" in one else as_of
        one.setdefault("source", source)
        one.setdefault("as_of", date or SOURCES[one["source"]]["as_of"])
        out.append(one)
    return out


def facts_of(table, source=None, as_of=None):
    """The statements of each fact of a table."""
    global statements
    out = {name: expand(raw, source, as_of) for name, raw in table.items()}
    statements += sum(map(len, out.values()))
    return out


class Model:
    pass


def load():
    cat = Model()
    cat.facts = read(ROOT / "facts.toml")
    cat.sources = SOURCES
    cat.providers = {}
    for path in sorted((ROOT / "providers").glob("*.toml")):
        p = cat.providers[path.stem] = Model()
        p.facts = facts_of(read(path).get("facts", {}))
    cat.licences = {i: facts_of(t) for i, t in read(ROOT / "licences.toml")["licences"].items()}
    cat.hardware = read(ROOT / "hardware.toml")["hardware"]
    cat.models = {}
    for path in sorted((ROOT / "models").glob("*/*.toml")):
        t = read(path)
        m = Model()
        m.id = f"{path.parent.name}/{path.name[:-5]}"
        cat.models[m.id] = m
        m.join = t.get("join", {})
        source, as_of = t.get("source"), t.get("as_of")
        m.facts = facts_of(t.get("facts", {}), source, as_of)
        m.offers = []
        for raw in t.get("offer", []):
            o = Model()
            o.id, o.note = raw.pop("id"), raw.pop("note", "")
            o.where = f"{m.id} offer {o.id}"
            own, date = raw.pop("source", None), raw.pop("as_of", None)
            o.facts = facts_of(raw, own or source, date or (None if own else as_of))
            m.offers.append(o)
    return cat


# A flag of LiteLLM about thinking with its value, and the row if it is not that of the developer's own API.
THINKING_FLAG = re.compile(
    r"(thinking_always_on (?P<always>true|false)|supports_none_reasoning_effort (?P<none>true|false)"
    r"|reasoning_effort_levels (?P<levels>[a-z]+(, [a-z]+)*))(?P<row> in the (row|\d+ rows) of \w+)?"
)


def check_thinking(model):
    """It never thinks where it does not reason. A value read from the source's options or flag agrees with them, which the
    note keeps; one that is read from the name says so."""
    where = f"{model.id} thinking"
    reasons = model.facts.get("reasoning", [{"value": None}])[0]["value"]
    stated = model.facts.get("thinking", [])
    if reasons is False and not stated:
        problem(where, "missing, although it does not reason")
    for s in stated:
        value, note = s["value"], s.get("note", "")
        if reasons is None or (value == "never") != (reasons is False):
            problem(where, f"{value}, but reasoning is {reasons}")
        if value == "never":
            if (s["source"], s["as_of"]) not in [(r["source"], r["as_of"]) for r in model.facts.get("reasoning", [])]:
                problem(where, "never, but by another source than reasoning")
        elif s["source"] == "litellm":
            flag = THINKING_FLAG.fullmatch(note)
            off = flag and (flag["always"] == "false" or flag["none"] == "true" or "none" in words(flag["levels"] or ""))
            if not flag:
                problem(where, "the note does not keep the flag")
            elif bool(off) != (value == "optional"):
                problem(where, f"{value}, but the flag is {note!r}")
            # Without a row of its own the flag is that of the developer's API, which comes first.
            if flag and not flag["row"] and s is not stated[0]:
                problem(where, "the flag of the developer's own API is not the first")
        elif note == "by name":
            if value != "always" or not re.search(r"think|(?<![a-z])[or]\d", model.id.split("/")[1]):
                problem(where, "the name does not say so")
        else:
            off = bool(words(note) & {"toggle", "none"}) or note.endswith("off unless a budget is given")
            if not words(note) & {"toggle", "effort", "budget"}:
                problem(where, "the note does not keep the options")
            if off != (value == "optional"):
                problem(where, f"{value}, but the options are {note!r}")
            if ("minimal" in note and not off) != note.endswith("effort can be set to minimal"):
                problem(where, "the note does not say that the effort can be minimal")


# --- benchmarks -----------------------------------------------------------------------------------------------------

BENCHMARKS = {
    "Epoch Capabilities Index": "epoch_capabilities_index", "LMArena text": "lmarena_text", "MMLU": "mmlu",
    "MMLU (CoT)": "mmlu_cot", "MMLU-Pro": "mmlu_pro", "GPQA Diamond": "gpqa_diamond", "GPQA": "gpqa",
    "Humanity's Last Exam": "humanitys_last_exam", "ARC-AGI-2": "arc_agi_2", "BIG-Bench Hard": "big_bench_hard",
    "HellaSwag": "hellaswag", "DROP": "drop", "SimpleQA Verified": "simpleqa_verified", "SimpleQA": "simpleqa",
    "Vectara hallucination rate": "vectara_hallucination_rate", "IFEval": "ifeval", "Arena Hard": "arena_hard",
    "BFCL": "bfcl", "GSM8K": "gsm8k", "MGSM": "mgsm", "MATH": "math", "MATH-500": "math_500", "AIME 2024": "aime_2024",
    "MMMU": "mmmu", "HumanEval": "humaneval", "LiveCodeBench": "livecodebench", "Aider polyglot": "aider_polyglot",
    "Aider-Polyglot": "aider_polyglot", "SciCode": "scicode", "SWE-Bench Verified": "swe_bench_verified",
    "SWE-Bench Pro": "swe_bench_pro", "SWE-Atlas Codebase QnA": "swe_atlas_qna",
    "SWE-Atlas Refactoring": "swe_atlas_refactoring", "SWE-Atlas Test Writing": "swe_atlas_test_writing",
    "Terminal Bench 2.0": "terminal_bench_2_0", "Terminal-Bench 2.1": "terminal_bench_2_1",
    "Terminal-Bench Hard": "terminal_bench_hard",
    "Artificial Analysis Coding Agent Index": "artificial_analysis_coding_agent_index",
    "Artificial Analysis Coding Index": "artificial_analysis_coding_index",
    "LiveBench LiveBench-2024-11-25": "livebench_2024_11", "LiveBench LiveBench-2026-01-08": "livebench_2026_01",
    "LiveBench LiveBench-2026-06-25": "livebench_2026_06",
}
AGENTS = {"swe_bench_pro", "swe_atlas_qna", "terminal_bench_2_1"}  # pass@1 of these is the `_agents` fact
BENCHMARK_IDS = set(BENCHMARKS.values()) | {f"{i}_agents" for i in AGENTS}
# Whose page, model card or report a result was taken from. Of the developer's own models it is self-reported.
REPORTS = [
    (r"www\.anthropic\.com/", "anthropic"), (r"huggingface\.co/Qwen/|arxiv\.org/\w+/(2309\.16609|2409\.12186)", "alibaba"),
    (r"huggingface\.co/deepseek-ai/|arxiv\.org/\w+/2412\.19437", "deepseek"),
    (r"huggingface\.co/mistralai/|arxiv\.org/\w+/2401\.04088", "mistral"), (r"huggingface\.co/moonshotai/", "moonshotai"),
    (r"huggingface\.co/zai-org/", "zhipuai"), (r"arxiv\.org/\w+/2303\.08774", "openai"), (r"arxiv\.org/\w+/2307\.09288", "meta"),
    (r"storage\.googleapis\.com/deepmind-media/|arxiv\.org/\w+/2403\.08295", "google"),
    (r"arxiv\.org/\w+/(2309\.05463|2404\.14219|2412\.08905)", "microsoft"), (r"arxiv\.org/\w+/2402\.16819", "nvidia"),
]
SHOTS = {"mmlu": 5, "gsm8k": 8, "big_bench_hard": 3}


def benchmark_of(result):
    name = result["name"]
    if name in ("LiveBench", "Terminal-Bench"):
        name += " " + result["version"]
    i = BENCHMARKS.get(name)
    return f"{i}_agents" if i in AGENTS and result["unit"] == "pass@1" else i


def own_report(model_id, s):
    """Whether a result that its source does not mark comes from the model's own developer."""
    developer = model_id.split("/")[0]
    if s["source"] == "meta-cards":
        return developer == "meta"
    return any(d == developer and re.match(rf"https?://({pattern})", s.get("via", "")) for pattern, d in REPORTS)


def words(text):
    return set(re.findall(r"[a-z0-9]+", text.lower()))


def is_base(model, s):
    tuned = {"chat", "instruct", "it"}
    variant = s.get("variant", "")
    if words(variant) & tuned:
        return False
    if variant == "hf" or "base" in words(variant):
        return True
    repo = model.join.get("huggingface", "")
    version = s.get("model_version")
    return s["source"] == "epoch" and bool(words(repo) & tuned) and bool(version) and not words(version) & tuned


def check_order(model):
    """Rules 1 to 8 of README.md."""
    for name in BENCHMARK_IDS & set(model.facts):
        results = model.facts[name]

        def key(s):
            day = "0" if s["as_of"] == "undated" else (s["as_of"] + "-01-01")[:10].replace("-", "")
            usual = SHOTS.get(name)
            return (
                2 if s["source"].startswith("seed:") else 1 if "example.com" in s.get("via", "") else 0,
                is_base(model, s),
                s.get("self_reported", False),
                -int(day),
                bool(words(s.get("variant", "")) & {"preview", "beta"}),
                usual is not None and not re.search(rf"(?<!\w){usual}-shot", s.get("harness", "")),
            )

        keys = [key(s) for s in results]
        if keys != sorted(keys):
            problem(f"{model.id} {name}", "the results are not in the documented order")
            continue
        first = [s for s, k in zip(results, keys) if k == keys[0]]
        days = [re.findall(r"(?<!\d)20\d{6}(?!\d)", s.get("variant", "")) for s in first]
        if all(days):
            newest = max(d[0] for d in days)
            first = [s for s, d in zip(first, days) if d[0] == newest]
        if results[0]["value"] != statistics.median_low([s["value"] for s in first]):
            problem(f"{model.id} {name}", "the first result is not the lower median of the equals")


# --- the collected data ---------------------------------------------------------------------------------------------


def as_of(text):
    """A source's words about its date, as one of the four forms."""
    if m := re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", text):
        return f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}"
    if m := re.match(r"\d{4}-\d\d\b", text):
        return m[0]
    if m := re.match(r"(?:stored copy, )?(\d{4})\b", text):
        return m[1]
    return "undated"


RENAMED = {
    "context_window_tokens": "context_window", "max_input_tokens": "max_input", "max_output_tokens": "max_output",
    "release_date": "released", "modalities_in": "input", "modalities_out": "output", "deprecation_date": "ends",
    "expiration_date": "ends", "kv_cache_bytes_per_token_fp16": "kv_cache_bytes_per_token", "hf_id": "weights_repo",
    "self_host_cost_usd_hour": "self_host_cost_hour", "self_host_cost_usd_month": "self_host_cost_month",
}
PRICES = {
    "price_input_usd_per_mtok": "input_price", "price_output_usd_per_mtok": "output_price",
    "price_cache_read_usd_per_mtok": "cache_read_price", "price_cache_write_usd_per_mtok": "cache_write_price",
    "price_batch_input_usd_per_mtok": "batch_input_price", "price_batch_output_usd_per_mtok": "batch_output_price",
    "price_tiers": "price_tiers", "price_source_url": "price_source",
}
LICENCES = {
    "Proprietary": "proprietary", "Apache 2.0": "apache-2.0", "Apache-2.0": "apache-2.0", "MIT": "mit",
    "MIT License": "mit", "Llama 3.1 Community License": "llama3.1", "Llama 3.2 Community License": "llama3.2",
    "Llama 3.3 Community License Agreement": "llama3.3", "Llama 4 Community License Agreement": "llama4",
    "LLaMA 2 Community License": "llama2",
    "MIT + Model License (Commercial use allowed)": "mit-deepseek-model-licence",
    "STABLE BELUGA NON-COMMERCIAL COMMUNITY LICENSE AGREEMENT (2023-07-27)": "stable-beluga-nc",
    'repo carries the Llama 2 Notice ("Llama 2 is licensed under the LLAMA 2 Community License")': "llama2",
}
ACCESSIBILITY = {
    "API access": "api", "Open weights (unrestricted)": "open-unrestricted",
    "Open weights (restricted use)": "open-restricted", "Open weights (non-commercial)": "open-non-commercial",
}
FIRST_PARTY = {
    "google": "google-ai-studio", "alibaba": "alibaba-dashscope", "moonshotai": "moonshot", "zhipuai": "zai",
    "amazon": "amazon-bedrock",
}
PROVIDERS = {
    "azure_ai": "azure-ai", "bedrock": "amazon-bedrock", "bedrock_converse": "amazon-bedrock",
    "gemini": "google-ai-studio", "fireworks_ai": "fireworks", "together_ai": "together", "lambda_ai": "lambda",
    "cohere_chat": "cohere", "dashscope": "alibaba-dashscope", "azure-openai": "azure", "google": "google-vertex",
}
# What the region in a key says about where data stays. A global one promises no region.
RESIDENCY = [
    (r"eu(-.*)?", "eu"), (r"us(-.*)?", "us"), (r"ap-south-1", "in"), (r"ap-northeast-1", "jp"), (r"ca-.*", "ca"),
    (r"sa-east-1", "br"), (r"apac", "apac"), (r"au", "au"), (r"global(-.*)?", None),
]


def provider_of(listed):
    return "google-vertex" if listed.startswith("vertex_ai") else PROVIDERS.get(listed, listed)


def normal(field, s):
    """(value, words that the note must hold) of a statement of the collected data."""
    v, kept = s["value"], [s["note"]] if s.get("note") else []
    if field in ("modalities_in", "modalities_out"):
        v = ["pdf" if x == "file" else x for x in v]
    elif field == "licence":
        original, v = v, LICENCES.get(v, v)
        if original != v:
            kept.append(original)
    elif field == "accessibility":
        v = ACCESSIBILITY[v]
    elif field == "fine_tuning":
        v = v.lower()
    elif field == "self_host_cost_usd_hour":
        v = "{} to {} USD".format(*v)
    elif field in ("release_date", "knowledge_cutoff") and not DATE.fullmatch(v):
        kept.append(v)
        v = v[:4]
    elif field == "price_tiers":
        v = "; ".join(
            f"above {t['above_context_tokens']} tokens: input {float(t['input'])}, output {float(t['output'])} USD per 1M tokens"
            for t in v
        )
    return v, kept


def compare(where, expected, stated):
    """expected: (value, source, as_of, words of the note). Same statements in the same order, and no other."""
    have = [(s["value"], s["source"], s["as_of"]) for s in stated]
    want = [e[:3] for e in expected]
    if have != want:
        lost = [w for w in want if have.count(w) < want.count(w)]
        extra = [h for h in have if want.count(h) < have.count(h)]
        problem(where, f"missing {lost}, not in the data {extra}" if lost or extra else "another order than in the data")
        return
    for e, s in zip(expected, stated):
        for text in e[3]:
            if text not in s.get("note", ""):
                problem(where, f"the note lost {text!r}")


def check_model(cat, data):
    m = cat.models[data["id"]]
    if m.join != data["join"]:
        problem(m.id, "join differs")
    if [s["value"] for s in m.facts["name"]] != [data["name"]]:
        problem(m.id, "name differs")
    expected, prices, speeds = defaultdict(list), defaultdict(list), []
    for field, values in data["facts"].items():
        for s in values:
            if field == "speed":
                speeds.append(s)
                continue
            v, kept = normal(field, s)
            if field == "expiration_date":
                # Checked with the offers: the end of a gateway's listing.
                continue
            target = prices[PRICES[field]] if field in PRICES else expected[RENAMED.get(field, field)]
            target.append((v, s["source"], as_of(s["as_of"]), kept))
    if all("dated snapshot" in " ".join(e[3]) for e in expected.get("ends", [])):
        expected["ends"].sort(key=lambda e: e[0], reverse=True)
    check_cache(cat, m, expected["kv_cache_bytes_per_token"])
    for name in set(expected) | set(m.facts):
        stated = m.facts.get(name, [])
        if name in BENCHMARK_IDS | OWN_FACTS or name in ("output_speed", "first_token_latency") or (name == "name"):
            continue
        if name == "developer" and name not in expected:
            if len(stated) != 1 or stated[0]["source"] != "curated":
                problem(m.id, "developer is neither in the data nor the catalog's own reading")
            continue
        if name in ("released", "input", "reasoning") and name not in expected:
            check_reading(m, name, stated)
            continue
        if name == "status":
            check_preview(m, stated)
            stated = [s for s in stated if s["value"] != "preview"]
        if name == "price_vs_predecessor":
            stated = check_saving(cat, m, stated)
        compare(f"{m.id} {name}", expected[name], stated)
    check_results(cat, m, data)
    check_offers(m, data, prices)
    check_speeds(m, speeds)


def check_saving(cat, m, stated):
    """How much cheaper a model is than the one it replaces: the catalog's own reckoning from the listed prices of both."""
    own = stated[0]
    before = cat.models[m.facts["predecessor"][0]["value"]]

    def price(model, name):
        return next(o for o in model.offers if o.id == model.id.split("/")[0]).facts[name][0]["value"]

    saved = [round(100 * (1 - price(m, name) / price(before, name))) for name in ("input_price", "output_price")]
    if own["value"] != f"{saved[0]}% cheaper per input token and {saved[1]}% per output token" or own["source"] != "litellm":
        problem(f"{m.id} price_vs_predecessor", f"not the saving of {saved} percent")
    return stated[1:]


def check_cache(cat, m, expected):
    """Where the data computes no cache, it can be that of another model of the same architecture, which the note names."""
    for s in m.facts.get("kv_cache_bytes_per_token", []):
        other = re.match(r"that of (\S+),", s.get("note", ""))
        if not expected and other:
            twin = cat.models.get(other[1])
            if twin is None or s["value"] not in [t["value"] for t in twin.facts.get("kv_cache_bytes_per_token", [])]:
                problem(f"{m.id} kv_cache_bytes_per_token", f"not {other[0]}")
            expected.append((s["value"], s["source"], s["as_of"], []))


def check_reading(m, name, stated):
    """What facts.json leaves open and the catalog reads from the sources itself, one statement with its note."""
    for s in stated:
        note, source = s.get("note", ""), s["source"]
        if name == "released":
            # A key that ends in a date, or the month in which all listings agree.
            days = re.findall(r"\d{4}-\d\d-\d\d", note)
            read = source == "litellm" and note.startswith("from the key of its snapshot, ") and note.endswith(f"-{s['value']}")
            read |= source == "models.dev" and bool(days) and all(d[:7] == s["value"] for d in days)
        elif name == "input":
            vision = m.facts.get("vision", [{"value": None}])[0]["value"]
            read = source == "litellm" and note.startswith("supported_modalities") and ("image" in s["value"]) == vision
        else:
            read = source == "models.dev" and "thinking" in m.facts
        if not read or len(stated) > 1:
            problem(f"{m.id} {name}", f"not in the data, nor read from a source as documented: {s['value']}")


def check_preview(m, stated):
    """A preview is read from the keys of the developer's own API, which has no other."""
    own = FIRST_PARTY.get(m.id.split("/")[0], m.id.split("/")[0])
    keys = [o.facts["key"][0]["value"] for o in m.offers if o.facts["provider"][0]["value"] == own]
    for s in stated:
        if s["value"] == "preview" and not (keys and all(k.endswith("-preview") for k in keys) and "from the key" in s.get("note", "")):
            problem(f"{m.id} status", "a preview, but its keys do not say so")


def check_results(cat, m, data):
    def shape(value, s):
        return json.dumps([value, s["source"], as_of(s["as_of"]), {k: s[k] for k in RESULT_KEYS if k in s}], sort_keys=True)

    want = defaultdict(list)
    for r in data["benchmarks"]:
        i = benchmark_of(r)
        if i is None:
            problem(m.id, f"no fact for the benchmark {r['name']}")
            continue
        r = dict(r)
        if "cost_usd" in r:
            r["cost_usd"] = float(r["cost_usd"])
        if "self_reported" not in r and own_report(m.id, r):
            r["self_reported"] = True
        kept = [r["note"]] if r.get("note") else []
        unit = r["unit"].removesuffix(" (lower is better)")
        # An index is a number without a unit.
        if unit != cat.facts["model"][i].get("unit", "index").lower():
            kept.append(unit)
        if "lower is better" in r["unit"] and "lower is better" not in cat.facts["model"][i]["meaning"]:
            problem(f"facts.toml model.{i}", "lower is better is lost")
        want[i].append((shape(float(r["score"]), r), kept))
    for i in BENCHMARK_IDS:
        have = m.facts.get(i, [])
        pool = [(shape(float(s["value"]), s), s.get("note", "")) for s in have]
        for result, kept in want[i]:
            match = next((p for p in pool if p[0] == result and all(k in p[1] for k in kept)), None)
            if match is None:
                problem(f"{m.id} {i}", f"missing {result} {kept or ''}")
            else:
                pool.remove(match)
        for extra, _ in pool:
            problem(f"{m.id} {i}", f"not in the data: {extra}")


OFFER_FIELDS = {
    "context": "context_window", "input": "input_price", "output": "output_price", "cache_read": "cache_read_price",
    "deprecation_date": "ends",
}


# LiteLLM's rows `fireworks-ai-up-to-4b` and `fireworks-ai-above-16b`, in USD per million tokens.
CLASSES = {"fireworks_ai": (0.1, 0.9), "fireworks": (0.1, 0.9)}


def own_class(m, host, price):
    """The price of a host's class of sizes where the row of a model has that of the smallest class, and the model is in the largest."""
    smallest, largest = CLASSES.get(host, (None, None))
    params = m.facts.get("params_total", [{"value": 0}])[0]["value"]
    return largest if price == smallest and params > 16e9 else None


def check_offers(m, data, prices):
    developer = data["id"].split("/")[0]
    own_provider = FIRST_PARTY.get(developer, developer)
    groups = defaultdict(list)
    for r in data["offers"]:
        groups[r["provider"], r["key"]].append(r)
    found = {}
    for o in m.offers:
        provider = o.facts["provider"][0]["value"]
        listed = o.facts.get("listed_as", [{"value": provider}])[0]["value"]
        if "listed_as" in o.facts and listed == provider:
            problem(o.where, "listed_as repeats the provider")
        if (listed, o.facts["key"][0]["value"]) in found:
            problem(o.where, "a second offer with this provider and key")
        found[listed, o.facts["key"][0]["value"]] = o
    wanted = {}
    for who, records in groups.items():
        o = found.get(who)
        if o is None:
            problem(m.id, f"no offer {who}")
            continue
        records.sort(key=lambda r: r["as_of"], reverse=True)
        want, where = defaultdict(list), o.where
        wanted[o.id] = want
        if o.facts["provider"][0]["value"] != provider_of(who[0]):
            problem(where, f"the provider is not {provider_of(who[0])}")
        # The end of a gateway's listing is the end of that offer, not of the model.
        for end in data["facts"].get("expiration_date", []):
            if end["source"] == records[0]["source"]:
                want["ends"].append((end["value"], end["source"], as_of(end["as_of"]), ["OpenRouter's expiration date of its own listing"]))
        for r in records:
            for field, name in OFFER_FIELDS.items():
                v = r.get(field)
                if v == 0 and name.endswith("_price"):
                    if "lists 0 USD" not in o.note:
                        problem(where, "the zero of the source is not in the note")
                elif v is not None:
                    own = own_class(m, who[0], v)
                    if own is not None and name in ("input_price", "output_price"):
                        want[name].append((own, r["source"], as_of(r["as_of"]), ["the class of this host above 16 billion parameters"]))
                    want[name].append((v, r["source"], as_of(r["as_of"]), []))
        head = {"source": records[0]["source"], "as_of": as_of(records[0]["as_of"])}
        for name in ("region", "variant"):
            v = records[0].get(name)
            have = [s["value"] for s in o.facts.get(name, [])]
            if v is not None and have != [v] or v is None and have and f"/{have[0]}/" not in who[1]:
                problem(where, f"{name} {have}, in the data {v}")
        region = o.facts.get("region", [{"value": None}])[0]["value"]
        lands = [[land] if land else [] for pattern, land in RESIDENCY if region and re.fullmatch(pattern, region)]
        if [s["value"] for s in o.facts.get("residency", [])] != lands:
            problem(where, "residency is not what the region says")
        if any(s["value"] == [] and "any region" not in s.get("note", "") for s in o.facts.get("residency", [])):
            problem(where, "no residency, but its note does not say that any region may process the request")
        kind = "self-host" if who[0] == "ollama" else "api"
        for name, v in (("kind", kind), ("key", who[1])):
            if [(s["value"], s["source"], s["as_of"]) for s in o.facts[name]] != [(v, head["source"], head["as_of"])]:
                problem(where, f"{name} is not {v} of {head}")
    if prices:
        check_list_prices(m, data, prices, own_provider, wanted)
    for o in m.offers:
        if o.id not in wanted:
            problem(o.where, "an offer that the data does not have")
            continue
        for name in set(wanted[o.id]) | set(o.facts):
            if name in ("kind", "provider", "listed_as", "region", "residency", "key", "variant"):
                continue
            if name in ("output_speed", "first_token_latency"):
                continue
            compare(f"{o.where} {name}", wanted[o.id][name], o.facts.get(name, []))


def check_list_prices(m, data, prices, own_provider, wanted):
    """The developer's list prices stand, in their order, in one offer of the developer's own API that has no region."""
    own = [o for o in m.offers if o.facts["provider"][0]["value"] == own_provider and "region" not in o.facts]
    joined = {data["join"].get(k) for k in ("litellm", "genai-prices", "models.dev/offer")} - {None}
    tails = {k.split("/")[-1] for k in joined}
    own = [o for o in own if o.facts["key"][0]["value"].split("/")[-1] in tails]
    if len(own) != 1:
        problem(m.id, f"{len(own)} offers of the developer's own API for the list prices")
        return
    o = own[0]
    if o.id not in wanted:
        wanted[o.id] = defaultdict(list)
        if "list prices" not in o.note:
            problem(o.where, "made from list prices, but its note does not say so")
        if o.facts["key"][0]["value"] not in joined:
            problem(o.where, "its key is in no join")
    for name, values in prices.items():
        want = []
        for v in values:
            if v[0] == 0:
                if "lists 0 USD" not in o.note:
                    problem(o.where, f"the zero of {v[1]} is not in the note")
            else:
                want.append(v)
        want += [w for w in wanted[o.id][name] if w[:3] not in [v[:3] for v in want]]
        wanted[o.id][name] = want


def check_speeds(m, speeds):
    for name, field in (("output_speed", "output_tokens_per_s"), ("first_token_latency", "latency_s")):
        places = [(None, s) for s in m.facts.get(name, [])]
        places += [(o.facts["provider"][0]["value"], s) for o in m.offers for s in o.facts.get(name, [])]
        for s in speeds:
            listed = s["value"]["provider"]
            provider = "google-ai-studio" if listed == "google" and m.id.startswith("google/") else provider_of(listed)
            served = any(o.facts["provider"][0]["value"] == provider for o in m.offers)
            want = (float(s["value"][field]), s["source"], as_of(s["as_of"]))
            match = next(
                (
                    (p, t) for p, t in places
                    if p == (provider if served else None)
                    and (t["value"], t["source"], t["as_of"]) == want
                    and f'"{listed}"' in t.get("note", "")
                ),
                None,
            )
            if match is None:
                problem(f"{m.id} {name}", f"missing {want} of {listed}")
            else:
                places.remove(match)
        for _, t in places:
            problem(f"{m.id} {name}", f"not in the data: {t}")


def check_providers(cat, data):
    zero = [
        (r"approval.*|on request.*", "approval"), (r"self-serve.*", "self-serve"),
        (r"configuration and contract dependent|Pro/Enterprise, per request or team", "contract"),
    ]
    seen = set()
    for p in data["providers"]:
        i = provider_of(p["id"])
        seen.add(i)
        if i not in cat.providers:
            problem(f"providers/{i}.toml", "missing")
            continue
        want = defaultdict(list)
        for x in p["facts"]:
            field, v, note = x["field"], x["value"], [x["note"]] if x.get("note") else []

            def expect(name, value, kept):
                want[name].append((value, x["source"], as_of(x["as_of"]), kept))

            if field == "openrouter_record":
                expect("trains_on_data", v["training"], [])
                expect("retains_data", v["retainsPrompts"], note)
                expect("requires_user_ids", v["requiresUserIDs"], [])
            elif field == "zero_data_retention":
                way = next(way for pattern, way in zero if re.fullmatch(pattern, v))
                expect("zero_retention", way, note + ([v] if v != way else []))
            elif field == "data_residency":
                expect("residency", [t.split()[0] for t in v], note + [t for t in v if " " in t])
            elif field == "data_location":
                expect("residency", {"China": ["cn"]}[v], note + [v])
            elif field == "hipaa_baa":
                expect("baa", v.startswith("available"), note + [v])
            elif field in ("model_provider_sees_data", "shared_with_model_provider"):
                expect("shared_with_developer", v, note)
            else:
                name = {"retains_by_default": "retains_data", "retention_days_default": "retention_days",
                        "retention_default": "retention_note"}.get(field, field)
                expect(name, v, note)
        for name in (set(want) | set(cat.providers[i].facts)) - OWN_FACTS:
            compare(f"providers/{i}.toml {name}", want[name], cat.providers[i].facts.get(name, []))
    # What holds of one's own machines is this catalog's own statement.
    for i in set(cat.providers) - seen - {"self-host"}:
        if set(cat.providers[i].facts) - OWN_FACTS:
            problem(f"providers/{i}.toml", "states facts that the data does not have")


def check_licences(cat, data):
    dates = {k: as_of(s["as_of"]) for k, s in data["sources"].items()}
    names = {"released": "licence_released", "condition": "licence_condition", "intended_use": "licence_intended_use",
             "scope": "licence_scope", "commercial_use": "commercial_use"}
    for licence in data["licences"]:
        have = cat.licences.get(licence["id"], {})
        if licence["name"] not in [s["value"] for s in have.get("licence_name", [])]:
            problem(f"licences.toml {licence['id']}", "the name is missing")
        texts = defaultdict(list)
        for x in licence["facts"]:
            v = {True: "yes", False: "no"}[x["value"]] if x["field"] == "commercial_use" else x["value"]
            texts[names[x["field"]], x["source"], x.get("note", "")].append(v)
        for (name, source, note), values in texts.items():
            want = ("; ".join(values), source, dates[source])
            if not any((s["value"], s["source"], s["as_of"]) == want and note in s.get("note", "") for s in have.get(name, [])):
                problem(f"licences.toml {licence['id']} {name}", f"missing {want}")


def check_hardware(cat, data):
    def plain(text):
        return re.sub(r"[^a-z0-9]", "", text.lower())

    have = {plain(i): (i, h) for i, h in cat.hardware.items()}
    if len(have) != len(data["hardware"]):
        problem("hardware.toml", f"{len(have)} GPUs, in the data {len(data['hardware'])}")
    for want in data["hardware"]:
        i, h = have.get(plain(want["id"]), (want["id"], None))
        if h is None or plain(h["name"]) != plain(want["id"]):
            problem(f"hardware.toml {i}", "missing, or another name")
            continue
        for name in ("vram_gb", "memory_bandwidth_gb_s"):
            w = want.get(name)
            compare(
                f"hardware.toml {i} {name}",
                [(w["value"], w["source"], as_of(w["as_of"]), [])] if w else [],
                expand(h[name]) if name in h else [],
            )
        if h.get("note") != want.get("note"):
            problem(f"hardware.toml {i}", "note differs")
        rows = [dict(r, as_of=as_of(r["as_of"])) for r in want.get("hourly_usd_per_gpu", [])]
        if h.get("hourly", []) != rows:
            problem(f"hardware.toml {i}", "the hourly prices differ")
        for r in h.get("hourly", []):
            if r["source"] not in cat.sources:
                problem(f"hardware.toml {i}", f"unknown source {r['source']}")
        prices = [r["value"] for r in h.get("hourly", [])]
        if prices:
            low, high = want["hourly_usd_per_gpu_range"]
            if (min(prices), max(prices)) != (low, high):
                problem(f"hardware.toml {i}", "minimum or maximum of the rows is not that of the data")
            if abs(statistics.median(prices) - want["hourly_usd_per_gpu_median"]) > 0.001:
                problem(f"hardware.toml {i}", "the median of the rows is not that of the data")
        elif "hourly_usd_per_gpu_median" in want:
            problem(f"hardware.toml {i}", "no hourly prices")


def check_sources(cat, data):
    for i, want in data["sources"].items():
        # References that only the collector could look up are left out.
        want = {k: re.sub(r" \(\w+ id \d+\)| by the file \w+", "", v) for k, v in want.items()}
        have = dict(cat.sources.get(i, {}))
        # How a source must be named, and what its word is worth, is for those who show it, not for those who collect.
        have = {k: v for k, v in have.items() if k not in {"credit", "kind", "family", "affirms"}}
        dated = have.pop("dated", have.get("as_of"))
        if {**have, "as_of": dated} != want or have.get("as_of") != as_of(want["as_of"]):
            problem(f"sources.toml {i}", "differs from the data")
    for i in set(cat.sources) - set(data["sources"]) - {"curated", "spdx", "company-seats"}:
        problem(f"sources.toml {i}", "is not in the data")


def check_seeds(data):
    text = (ROOT / "SEEDS.md").read_text(encoding="utf-8")
    for c in data["seed_claims"]:
        for part in (c["claim"], c["check"]):
            if part.replace("|", "\\|") not in text:
                problem("SEEDS.md", f"lost {part!r}")


def main():
    cat = load()
    data = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    for m in cat.models.values():
        check_order(m)
        check_thinking(m)
    ids = {m["id"] for m in data["models"]}
    for i in sorted(ids ^ set(cat.models)):
        problem(i, "no file" if i in ids else "is not in the data")
    for m in data["models"]:
        if m["id"] in cat.models:
            check_model(cat, m)
    for check in (check_providers, check_licences, check_hardware, check_sources):
        check(cat, data)
    check_seeds(data)
    if problems:
        print("\n".join(problems))
        print(f"catalog: {len(problems)} problems")
        return 1
    offers = sum(len(m.offers) for m in cat.models.values())
    results = sum(len(m.facts[i]) for m in cat.models.values() for i in BENCHMARK_IDS & set(m.facts))
    print(
        f"catalog: {len(cat.models)} models, {statements} statements, {offers} offers, {results} benchmark results: all of facts.json found"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
