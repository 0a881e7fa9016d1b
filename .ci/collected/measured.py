"""Measurements as statements of the facts that `benchmarks.py` names, in the order in which the catalog has results of one benchmark.

Used by `models.py` and `order.py`.
"""

import re
from collections import defaultdict
from statistics import median_low

import benchmarks
from odd import days
from tables import table

# Results of models that were split since, by what their names hold.
SPLIT = (
    ("alibaba/qwen3-235b-a22b", "Instruct-2507", "alibaba/qwen3-235b-a22b-2507"),
    ("alibaba/qwen3-30b-a3b", "Instruct-2507", "alibaba/qwen3-30b-a3b-2507"),
    ("deepseek/deepseek-v3.2", "V3.2-Exp", "deepseek/deepseek-v3.2-exp"),
)
EFFORT = re.compile(r"(?:_|-|\()((?:thinking[\w-]*-)?(?:none|minimal|low|medium|high|xhigh|max|adaptive|thinking|nothinking|non-thinking)(?:-effort)?)\)?$", re.I)
# What makes two results of one source two.
APART = ("variant", "harness", "version", "model_version", "edit_format")
SHOTS = {"mmlu": "5", "gsm8k": "8", "big_bench_hard": "3"}
# A run without thinking, of a model that can think.
HELD_BACK = re.compile(r"(?<![a-z])(none|minimal|no-?thinking|non-thinking)(?![a-z])")
TUNED = {"chat", "instruct", "it"}
# Pages and reports of developers.
PAGES = {
    "alibaba": [r"qwen(lm\.github\.io|\.ai)/", r"arxiv\.org/\w+/2412\.15115"],
    "google": [r"blog\.google/", r"deepmind\.google/", r"developers\.googleblog\.com/", r"arxiv\.org/\w+/(2403\.05530|2312\.11805|2408\.00118)"],
    "meta": [r"ai\.meta\.com/", r"arxiv\.org/\w+/2407\.21783", r"huggingface\.co/meta-llama/"],
    "microsoft": [r"huggingface\.co/microsoft/"],
    "mistral": [r"mistral\.ai/"],
    "moonshotai": [r"moonshotai\.github\.io/"],
    "openai": [r"openai\.com/"],
    "xai": [r"x\.ai/"],
    "zhipuai": [r"z\.ai/"],
}
REPORTS = [
    (r"www\.anthropic\.com/", "anthropic"), (r"huggingface\.co/Qwen/|arxiv\.org/\w+/(2309\.16609|2409\.12186)", "alibaba"),
    (r"huggingface\.co/deepseek-ai/|arxiv\.org/\w+/2412\.19437", "deepseek"),
    (r"huggingface\.co/mistralai/|arxiv\.org/\w+/2401\.04088", "mistral"), (r"huggingface\.co/moonshotai/", "moonshotai"),
    (r"huggingface\.co/zai-org/", "zhipuai"), (r"arxiv\.org/\w+/2303\.08774", "openai"), (r"arxiv\.org/\w+/2307\.09288", "meta"),
    (r"storage\.googleapis\.com/deepmind-media/|arxiv\.org/\w+/2403\.08295", "google"),
    (r"arxiv\.org/\w+/(2309\.05463|2404\.14219|2412\.08905)", "microsoft"), (r"arxiv\.org/\w+/2402\.16819", "nvidia"),
]  # fmt: skip


def take(out, rows, new):
    """Every row about a model that is in the catalog or new in it."""
    offers = {id: list(model.get("offer", [])) for id, model in out.catalog.models.items()}
    for model in new:
        offers.setdefault(model["id"], []).extend(model["offers"])
    repositories = {id: str(model.get("join", {}).get("huggingface", "")) for id, model in out.catalog.models.items()}
    repositories |= {model["id"]: model["facts"]["weights_repo"][0]["value"] for model in new if "weights_repo" in model["facts"]}
    found = defaultdict(list)
    for row in rows:
        model = next((to for of, part, to in SPLIT if row["model"] == of and part in row.get("variant", "")), row["model"])
        if model not in offers:
            out.leave("measurement", f"of a model that is not taken: {model}")
        elif row["benchmark"] in benchmarks.OF_OFFER:
            of_offer(out, model, offers[model], row)
        elif "example.com" in row["harness"]:
            out.leave("measurement", "its link is a placeholder")
        else:
            found[model, benchmarks.fact(row["benchmark"])].append(row)
    for (model, fact), rows in sorted(found.items()):
        there = list(out.catalog.statements(out.catalog.models.get(model, {"facts": {}})["facts"], fact))
        statements = [statement(row) for row in rows]
        for said in ordered(model, fact, statements, out.catalog.sources, repositories.get(model, "")):
            if any(old["source"] == said["source"] in ("models.dev", "livebench") and says_the_same(old, said) for old in there):
                out.leave("measurement", "the catalog has it from the same copy of the table")
                continue
            earlier = next((old for old in there if says_the_same(old, said)), None)
            if earlier:
                there.remove(earlier)
                said |= {key: earlier[key] for key in APART if key in earlier}
                said = {key: value for key, value in said.items() if key not in APART or key in earlier}
            more = {key: value for key, value in said.items() if key not in ("value", "source")}
            out.state(f"model:{model}", fact, said["value"], said["source"], f"measurement, {said['source']}", **more)


def of_offer(out, model, offers, row):
    """A speed that a provider states, or that was measured there."""
    provider = row.get("provider", "openrouter")
    offer = next((o["id"] for o in offers if o["provider"] == provider), None)
    source, as_of = table(row)
    note = row["harness"]
    if offer is None:
        out.state(f"model:{model}", benchmarks.OF_OFFER[row["benchmark"]], row["value"], source, "measurement, speed", as_of=as_of, note=f'{note}; "{provider}" has no offer here')
    else:
        out.state(f"offer:{model}#{offer}", benchmarks.OF_OFFER[row["benchmark"]], row["value"], source, "measurement, speed", as_of=as_of, note=note)


def statement(row):
    """A row as a statement, its details under the names that the catalog has for them."""
    source, as_of = table(row)
    value, harness, notes = row["value"], row["harness"], []
    if isinstance(value, str):
        notes.append(f"the source says {value}")
        value = 1024 * int(re.search(r"\d+", value)[0])
    via = row.get("source_url")
    link = re.match(r"(?:collected by Epoch AI from|reported at) (\S+?)(?:; (.*))?$", harness)
    if link:
        via, harness = link[1], link[2]
    if harness and (harness.startswith(("Arena, blind", "not stated", "as its developer reports", "LiveBench release", "Berkeley Function", "BFCL V4 runs", "WMT25", "RULER", "Epoch AI, Bench"))):
        harness = None
    if row["unit"] not in ("percent", "Elo", "seconds per call") and row["source"].startswith("models.dev"):
        notes.append(f"unit of the source: {row['unit']}")
    name = row.get("variant")
    effort = EFFORT.search(name) if name else None
    snapshot = re.search(r"(?<!\d)(20\d\d)-?([01]\d)-?([0-3]\d)(?!\d)", name or "")
    variant = "-".join(filter(None, ["".join(snapshot.groups()) if snapshot else None, effort[1].lower() if effort else None]))
    release = re.match(r"livebench_(\d{4})_(\d{2})", row["benchmark"])
    said = {
        "value": value,
        "source": source,
        "as_of": as_of,
        "variant": variant or None,
        "harness": harness,
        "model_version": name,
        "version": {"2026_01": "LiveBench-2026-01-08", "2026_06": "LiveBench-2026-06-25"}["_".join(release.groups())] if release else None,
        "self_reported": True if row["self_reported"] is True and source != "epoch" or own_report(row["model"], via) else None,
        "via": via,
        "ci95": [row["low"], row["high"]] if "low" in row else None,
        "votes": row.get("votes"),
        "note": "; ".join(notes) or None,
    }
    return {key: value for key, value in said.items() if value is not None}


def says_the_same(old, new):
    """Whether the catalog has a result from another copy of the same table."""
    if old["source"] != new["source"]:
        return False
    if new["source"] == "models.dev":
        return True
    name = lambda s: str(s.get("model_version", "")).lower().replace(" (base weights)", "")
    page = lambda s: re.sub(r"^https?://|#.*|v\d+$", "", str(s.get("via", "")).replace("/pdf/", "/abs/"))
    elsewhere = page(old) and page(new) and page(old) != page(new) and "epoch.ai/data" not in page(new)
    return name(old) in ("", name(new)) and abs(old["value"] - new["value"]) < 0.1 and not elsewhere


def ordered(model, fact, statements, sources, repository=""):
    """Results of one benchmark by the rules of `catalog/README.md`; of one order they stay as they are."""
    words = lambda text: set(re.findall(r"[a-z0-9]+", str(text or "").lower()))

    def is_base(s):
        if words(s.get("variant")) & TUNED:
            return False
        if s.get("variant") == "hf" or "base" in words(s.get("variant")) | words(s.get("model_version")):
            return True
        version = s.get("model_version")
        return s["source"] == "epoch" and bool(words(repository) & TUNED) and bool(version) and not words(version) & TUNED

    def key(s):
        day = days(str(s.get("as_of") or sources.get(s["source"], {}).get("as_of", "")))
        usual = fact not in SHOTS or re.search(rf"(?<!\w){SHOTS[fact]}-shot", s.get("harness") or "")
        return (
            2 if s["source"].startswith("seed:") else 1 if "example.com" in str(s.get("via", "")) else 0,
            is_base(s),
            s.get("self_reported", False) or own_report(model, s.get("via")),
            -day,
            bool(words(s.get("variant")) & {"preview", "beta"}),
            not usual,
            "(prompt)" in str(s.get("model_version", "")).lower(),
        )

    groups = defaultdict(list)
    for s in statements:
        groups[key(s)].append(s)
    return [s for k in sorted(groups) for s in by_median(groups[k])]


def own_report(model, via):
    """Whether a result comes from a page, card or report of the model's own developer, whatever its source says."""
    maker = model.split("/")[0]
    reports = [pattern for pattern, of in REPORTS if of == maker] + PAGES.get(maker, [])
    return any(re.match(rf"https?://({pattern})", via or "") for pattern in reports)


def by_median(group):
    """Of several that remain those of the newest snapshot where all name one, then those that think, and of these the lower median first."""
    snapshots = [re.search(r"(?<!\d)20\d{6}(?!\d)", str(s.get("variant", ""))) for s in group]
    first = group
    if all(snapshots):
        newest = max(found[0] for found in snapshots)
        first = [s for s, found in zip(group, snapshots) if found[0] == newest]
    first = [s for s in first if not HELD_BACK.search(str(s.get("variant", "")))] or first
    middle = median_low([s["value"] for s in first])
    chosen = next(s for s in first if s["value"] == middle)
    return [chosen, *[s for s in group if s is not chosen]]
