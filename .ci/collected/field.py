#!/usr/bin/env python3
"""Life, money and policy of 2026-11-28 as statements for `verdict catalog import`.

    python3 .ci/collected/field.py FOLDER > statements.jsonl

FOLDER holds `life.json`, `money.json`, `money.md` and `policy.json`. What is not sure stays visible and does not decide (`doubtful`), but for
what makes an offer look worse: an unsure promise is none, an unsure warning is one.
"""

import json
import re
import sys
import tomllib
from collections import Counter, defaultdict
from datetime import date as Day, timedelta
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent))
from common import MOVED, Catalog, Statements, read  # noqa: E402

REVIEW = "review-2026-11-28"
# One source for each table, whatever the collection calls it, so that the next import renews it.
TABLES = {
    "models.dev-2026-09-30": "models.dev",
    "models.dev-2026-07": "models.dev",
    "models.dev-history": "models.dev",
    "models.dev-2026-10-23": "model-prices",
    "openrouter-2026-09-06": "openrouter-2026-09",
    "derived": REVIEW,
    "llama-repo": "meta-cards",
    "seats": "company-seats",
    "devdigest": "developersdigest",
    "gateway-list": "awesome-ai-gateway",
    "kimi-k3-licence": "kimi-k3-licence-readers",
}
# Tables and articles; every other source of the collection is a page of a maker, a provider or a licence, or a list made from one.
KINDS = {
    "table": """litellm genai-prices model-prices metergraph models.dev pi-ai provider-lists llm-prices truefoundry portkey catwalk openrouter-2026-05
        openrouter-2026-09 openrouter-2026-10 provider-pages-2026-07 free-llm-list llm-sunset ebb deprecations-rss witness-count quill edenai
        openrouter-research awesome-ai-gateway prisme policy-table gw-gptoss""",
    "article": """alibaba-apiyi kimi-retired lambda-catwalk lambda-promptfoo anyscale-benchmarks anyscale-answer hf-removed pplx-2024-05 pplx-2024-08
        pplx-2025-01 deepseek-v41 deepseek-0724 together-kimi azure-gpt-4o-article codersera developersdigest baa-guides export-2026
        export-2026-b anyscale-note llamaindex-19655 n8n-14206 obot-4101 pi-3739 bolna-nebius llm-lineup haiku-sweep openai-trust
        deepinfra-trust cerebras-trust sambanova-trust vercel-trust openrouter-trust scaleway-trust""",
    "measurement": "aa-tokens aider lrm-token-economy effort-cost image-token-cost pdf-token-cost",
    "review": f"{REVIEW} company-seats",
}
KIND = {source: kind for kind, sources in KINDS.items() for source in sources.split()}
FAMILIES = {"pi-ai": "models.dev", "model-prices": "models.dev", "openrouter-2026-05": "openrouter", "openrouter-2026-09": "openrouter", "openrouter-2026-10": "openrouter"}
PRICES = """input_price output_price cache_read_price cache_write_price cache_write_price_1h cache_write_price_12h batch_input_price
    batch_output_price batch_cache_read_price thinking_output_price audio_input_price""".split()
MAKERS = {"Anthropic": "anthropic", "OpenAI": "openai", "Google": "google-ai-studio", "xAI": "xai", "Alibaba": "alibaba-dashscope", "Mistral AI": "mistral"}


def main():
    folder = sys.argv[1]
    out = Statements(Catalog())
    collected = {name: read(folder, f"{name}.json") for name in ("life", "money", "policy")}
    sources(out, collected)
    life(out, collected["life"]["statements"])
    unchanged(out, collected["life"]["statements"], Path(folder).parent / "litellm" / "model_prices_2025-08_tokencost.json")
    money(out, collected["money"]["statements"])
    text = (Path(folder) / "money.md").read_text(encoding="utf-8")
    corrected(out, text, collected["money"]["statements"])
    unsettled(out, text, collected["money"]["statements"])
    policy(out, collected["policy"]["statements"])
    out.lines = [line for line in out.lines if not line["subject"].startswith("source:") or line["subject"][7:] in out.used]
    out.write()


def table(source):
    """The id of a source in the catalog."""
    return TABLES.get(source, source)


def sources(out, collected):
    """Every source once, with its newest date."""
    found = {}
    for name in ("life", "money", "policy"):
        for id, said in collected[name]["sources"].items():
            id = table(id)
            if id not in found or said["date"] > found[id]["date"] or found[id]["date"] == "undated":
                found[id] = said
    for id, said in sorted(found.items()):
        known = out.catalog.sources.get(id)
        if known and not known.get("as_of", "undated") < said["date"] or id == "company-seats":
            continue
        terms = next((said[key] for key in ("licence or terms if known", "licence or terms") if said.get(key)), "")
        licence = terms if re.match(r"^(MIT|Apache|CC|MPL|BSD)", terms) else None
        url = said["address"] if said["address"].startswith("http") else None
        what = "Compiled here on 2026-11-28 from the statements of the named sources" if id == REVIEW else said["title"]
        out.source(id, what, said["date"], kind=KIND.get(id, "maker"), family=FAMILIES.get(id), licence=licence, url=url)


def more(said, unsure=""):
    """What else a statement carries."""
    note = (said.get("note") or "").strip() or None
    return {"as_of": str(said["as_of"])[:10], "note": note, "doubtful": unsure or None}


def doubt(said):
    """Why a statement of the life or money files is doubtful, if it is."""
    return "collected with little certainty" if said["sure"] == "low" else ""


# --- life ------------------------------------------------------------------------------------------------------------------------

MODEL_STATUS = {"active": "active", "ga": "active", "preview": "preview", "legacy": "legacy", "deprecated": "deprecated", "shut down": "ended"}
OFFER_STATUS = {
    "active": "listed", "ga": "listed", "legacy": "legacy", "preview": "preview", "deprecated": "deprecated", "not listed": "unlisted",
    "doubtful": "doubtful", "withdrawn": "ended", "shut down": "ended", "no such version": "ended",
}
DIGEST = {"listed": "listed", "not listed": "unlisted", "doubtful": "doubtful", "deprecated": "deprecated", "ended": "ended"}


def life(out, statements):
    catalog = out.catalog
    by = defaultdict(lambda: defaultdict(list))
    for said in statements:
        by[said["subject"]][said["fact"]].append(said)
    for subject, facts in by.items():
        kind, name = subject.split(":", 1)
        if kind == "provider":
            for said in facts["ends"]:
                out.state(f"entry:providers/{name}", "provider_ends", said["value"], table(said["source"]), **more(said, doubt(said)))
            for said in facts["status"]:
                if said["value"] != "active":
                    out.state(f"entry:providers/{name}", "status", OFFER_STATUS[said["value"]], table(said["source"]), **more(said, doubt(said)))
            continue
        states = MODEL_STATUS if kind == "model" else OFFER_STATUS
        for said in facts["status"]:
            out.state(subject, "status", states[said["value"]], table(said["source"]), **more(said, doubt(said)))
        for fact in ("not_before", "deprecated_on", "released"):
            for said in facts[fact]:
                out.state(subject, fact, said["value"], table(said["source"]), **more(said, doubt(said)))
        for said in facts["retires"]:
            out.state(subject, "ends", said["value"], table(said["source"]), **more(said, doubt(said)))
        for said in facts["successor"]:
            out.state(subject, "successor", successor(catalog, said["value"]), table(said["source"]), **more(said, doubt(said)))
        if kind == "model":
            for fact in ("available", "offers_left"):
                if facts[fact]:
                    out.leave(f"model.{fact}", "a digest of the other statements")
            continue
        for said in facts["upstream_ends"]:
            out.state(subject, "passed_on", True, table(said["source"]), **more(said))
            out.state(subject, "ends", said["value"], table(said["source"]), **more(said, doubt(said)))
        for said in facts["witnesses"]:
            out.state(subject, "witnesses", said["value"], "witness-count", **more(said))
        for said in facts["available"]:
            if said["value"] in DIGEST and not facts["status"]:
                out.state(subject, "status", DIGEST[said["value"]], REVIEW, **more(said))
            no_end(out, subject, said, facts)


def successor(catalog, name):
    """The id of a model that a maker names by its key alone, or by an alias."""
    called = lambda id: [id.split("/")[1], *catalog.models[id].get("aliases", [])]
    return name if name in catalog.models else next((id for id in catalog.models if name in called(id)), name)


def no_end(out, subject, digest, facts):
    """What the catalog took for an end, and is none: a day before which no end comes, or a day that has passed without one."""
    if digest["value"].startswith("end") or facts["retires"] or digest["value"] == "not listed":
        return
    model, offer = subject.removeprefix("offer:").split("#")
    table_of = out.catalog.offers(model).get(offer, {})
    why = next((s.get("note") for s in facts["not_before"] + facts["status"] if s.get("note")), None) or "a day before which it does not end, and no end"
    for said in out.catalog.statements(table_of, "ends"):
        out.state(subject, "ends", str(said["value"]), said["source"], doubtful=why)


OLD = "litellm-2025-08"


def unchanged(out, statements, old):
    """Of what one table alone lists: since when it has had the same row, by an older copy of the same table."""
    rows = json.loads(old.read_text(encoding="utf-8"))
    what = "LiteLLM price table of August 2025, as kept in PyPI tokencost 0.1.26"
    for said in statements:
        if said["fact"] != "witnesses" or said["value"] != 1 or "lists it: litellm" not in said["note"]:
            continue
        model, offer = said["subject"].removeprefix("offer:").split("#")
        known = out.catalog.offers(model)[offer]
        row = rows.get(out.catalog.value(known, "key"))
        now = [s["value"] for s in out.catalog.statements(known, "input_price") if s["source"] == "litellm"]
        if row and now and abs(row.get("input_cost_per_token", 0) * 1e6 - now[0]) < 1e-6:
            out.state(said["subject"], "unchanged_since", "2025-08-13", OLD)
    out.source(OLD, what, "2025-08-13", kind="table", family="litellm", licence="MIT")


# --- money -----------------------------------------------------------------------------------------------------------------------


def money(out, statements):
    euros = {s["subject"] for s in statements if s["fact"] == "listed_currency"}
    changes = defaultdict(list)
    for said in statements:
        if said["fact"] == "price_change":
            changes[said["subject"], said["source"]].append(said)
    dated = periods(out, changes)
    stated = defaultdict(list)
    for said in statements:
        if said["fact"] in PRICES:
            stated[said["subject"], said["fact"]].append(said["value"])
    unknown_tiers(out, statements)
    for said in statements:
        subject, fact, value, source = said["subject"], said["fact"], said["value"], table(said["source"])
        if fact in PRICES:
            current = dated.get((subject, source, fact))
            if current == value:
                out.leave(f"offer.{fact}", "the same table's dated price says it")
                continue
            in_euros = subject in euros and is_euro(out, subject, fact, value)
            why = "a number in EUR, taken for USD" if in_euros else doubt(said) or for_a_day(said, stated[subject, fact])
            out.state(subject, fact, value, source, **more(said, why))
        elif fact == "cache_min_tokens":
            out.state(subject, fact, value, source, **more(said, doubt(said)))
        elif fact == "cache_storage_price":
            out.state(subject, fact, value, source, **more(said, doubt(said)))
        elif fact == "price_tier" and value["service"] == "standard":
            tier(out, statements, said)
        elif fact == "price_until":
            until(out, said)
        elif fact == "region_surcharge":
            surcharge(out, said)
        elif fact == "off_peak" and isinstance(value, dict) and "factor" in value:
            state_of(out, subject, "off_peak_factor", value["factor"], source, said, json.dumps(value.get("peak_hours_utc")))
        elif fact == "service_tier":
            level = value["tier"]
            if level == "ultrafast":
                out.leave("offer.service_tier", "of one model for a few")
                continue
            state_of(out, subject, f"{level}_factor", value["factor"], source, said)
        elif fact in ("free_tier", "trial_credit"):
            if words := in_words(value):
                state_of(out, subject, fact, words, source, said)
            if fact == "free_tier" and "models" not in value:
                free(out, said)
        elif fact == "listed" and value is False:
            out.state(subject, "status", "unlisted", source, **more(said))
        elif fact == "listed_currency":
            converted(out, statements, said)
        elif fact == "default_effort":
            out.state(subject, fact, value, source, **more(said, doubt(said)))
        elif fact == "thinking_tokens":
            thinking(out, said)
        elif fact == "tokenizer_ratio":
            out.state(subject, fact, value, source, **more(said, doubt(said)))
        elif fact in ("image_tokens", "pdf_page_tokens", "video_tokens", "audio_tokens"):
            number = value if isinstance(value, (int, float)) else value.get("at_1024x1024", value.get("default"))
            if number is None:
                out.leave(f"model.{fact}", "a rule, and no number")
                continue
            rule = value.get("rule") if isinstance(value, dict) else None
            note = "; ".join(part for part in (said.get("unit"), rule, said.get("note")) if part)
            out.state(subject, fact, number, source, **more(said | {"note": note}, doubt(said)))
        elif fact != "price_change":
            out.leave(f"{subject.split(':')[0]}.{fact}", "several numbers together: for the bill to come")


EFFORTS = {effort: effort for effort in ("low", "medium", "high", "xhigh", "max")} | {"thinking on": "on", "default": "on", "always": "on"}


def thinking(out, said):
    """The share of thinking in what a model writes, by how hard it is told to think."""
    value, source = said["value"], table(said["source"])
    share, effort = value.get("share_of_output"), EFFORTS.get(value.get("effort"))
    if not share or not effort:
        out.leave("model.thinking_tokens", "no share of the output, or of an effort that is no level")
        return
    note = "; ".join(part for part in (value["benchmark"], said.get("note")) if part)
    out.state(said["subject"], f"thinking_share_{effort}", share, source, **more(said | {"note": note}, doubt(said)))


# What is free, in words: numbers first, then what is said of them.
FREE = {
    "requests_per_second": "{:,} requests a second", "requests_per_minute": "{:,} requests a minute", "requests_per_day": "{:,} requests a day",
    "requests_per_day_after_10_usd": "{:,} a day once $10 were paid", "requests_per_month": "{:,} requests a month",
    "tokens_per_minute": "{:,} tokens a minute", "tokens_per_day": "{:,} tokens a day", "tokens_per_month": "{:,} tokens a month",
    "tokens_once_per_model": "{:,} tokens of each model, once", "neurons_per_day": "{:,} neurons a day", "usd_per_month": "${:,} a month",
    "usd_once": "${:,} once", "valid_months": "for {} months", "models": "models: {}", "only_free": "free of charge, no paid tier",
}


def in_words(value):
    """The limits of a free tier or a trial."""
    told = (words.format(value[key]) for key, words in FREE.items() if key in value and value[key] != "per model")
    return ", ".join(told).replace("1 requests", "1 request")


def free(out, said):
    """How much is free on each day, as numbers. So many a minute or a second are no more than that all day long."""
    value, subject, source = said["value"], said["subject"], table(said["source"])
    if value.get("only_free"):
        state_of(out, subject, "only_free", True, source, said)
    for fact, unit in (("free_requests", "requests"), ("free_tokens", "tokens")):
        days = [value.get(f"{unit}_per_{time}", 0) * n for time, n in (("day", 1), ("month", 1 / 30), ("minute", 1440), ("second", 86400))]
        limits = [int(n) for n in days if n]
        if limits:
            state_of(out, subject, fact, min(limits), source, said)


def for_a_day(said, all_values):
    """Whether a gateway's price is that of one host, for a day: a fifth or less of what most lists have."""
    low = "gateway" in (said.get("note") or "") and said["value"] * 5 <= median(all_values)
    return "one host's price, for a day" if low else ""


def state_of(out, subject, fact, value, source, said, extra=None):
    """A statement about an offer, or about a provider and so about all its offers."""
    kind, name = subject.split(":", 1)
    subject = f"entry:providers/{name}" if kind == "provider" else subject
    note = "; ".join(part for part in (extra, said.get("note")) if part)
    out.state(subject, fact, value, source, **more(said | {"note": note}, doubt(said)))


def day(text, days=0):
    return (Day.fromisoformat(text) + timedelta(days=days)).isoformat()


def periods(out, changes):
    """Prices with their first and last days, from the changes that tables saw. Returns each table's current dated price."""
    current = {}
    for (subject, source), seen in sorted(changes.items()):
        seen.sort(key=lambda s: s["value"].get("date") or s["value"]["by"])
        for fact in PRICES:
            steps = [s for s in seen if s["value"]["new"].get(fact) is not None and s["value"]["old"].get(fact) is not None]
            steps = [s for s in steps if s["value"]["new"][fact] != s["value"]["old"][fact]]
            begins = [s["value"].get("date") or s["value"]["by"] for s in steps]
            for at, said in enumerate(steps):
                value = said["value"]
                first, last = begins[at], day(begins[at + 1], -1) if at + 1 < len(steps) else None
                if at == 0:
                    before = value.get("after") or day(first, -1)
                    out.state(subject, fact, value["old"][fact], table(source), until=before, **more(said, doubt(said)))
                elif last and last < first:
                    continue
                out.state(subject, fact, value["new"][fact], table(source), **{"from": first}, until=last, **more(said, doubt(said)))
                current[subject, table(source), fact] = value["new"][fact]
    return current


def until(out, said):
    """An introductory price, and what comes after it."""
    value, source = said["value"], table(said["source"])
    for fact, price in value["now"].items():
        if value["until"]:
            out.state(said["subject"], fact, price, source, until=value["until"], **more(said, doubt(said)))
    for fact, price in (value["after"] or {}).items():
        if value["after_from"]:
            out.state(said["subject"], fact, price, source, **{"from": value["after_from"]}, **more(said, doubt(said)))


def tier(out, statements, said):
    """The price above a length of the prompt; of several thresholds the lowest."""
    value, source = said["value"], table(said["source"])
    lower = [
        s for s in statements
        if s["fact"] == "price_tier" and s["subject"] == said["subject"] and s["source"] == said["source"]
        and s["value"]["service"] == "standard" and s["value"]["threshold_tokens"] < value["threshold_tokens"]
    ]
    if lower:
        out.leave("offer.long_prompt_tokens", "a second threshold")
        return
    out.state(said["subject"], "long_prompt_tokens", value["threshold_tokens"], source, **more(said, doubt(said)))
    for fact in ("input_price", "output_price", "cache_read_price", "cache_write_price"):
        if value.get(fact):
            out.state(said["subject"], f"long_{fact}", value[fact], source, **more(said, doubt(said)))


def unknown_tiers(out, statements):
    """Offers that show no price for long prompts in any table though the maker's own offer or most others do: unknown, not none."""
    tiered = defaultdict(set)
    for said in statements:
        if said["fact"] == "price_tier" and said["value"]["service"] == "standard":
            tiered[said["subject"].split("#")[0]].add(said["subject"])
    priced = {said["subject"] for said in statements if said["fact"] == "input_price"}
    for subject in sorted(priced):
        model, offer = subject.removeprefix("offer:").split("#")
        own = {other for other in priced if other.split("#")[0] == f"offer:{model}" and other.split("#")[1].startswith(model.split("/")[0])}
        with_tier = tiered.get(f"offer:{model}", set())
        others = {other for other in priced if other.split("#")[0] == f"offer:{model}"} - with_tier
        known = with_tier & own or len(with_tier) >= len(others)
        if with_tier and known and subject in others - own:
            out.state(subject, "long_price_unknown", True, REVIEW, note="no newer table shows a price for long prompts here")


REGIONS = {"gb": "uk"}


def surcharge(out, said):
    """What processing in a region costs beside the plain price."""
    value, source = said["value"], table(said["source"])
    known = out.catalog.declared["offer"]["residency"]["values"]
    regions = [r for r in value.get("regions", []) if r in known]
    if not regions:
        out.leave("offer.region_factor", "for no region that is told apart here")
        return
    extra = value.get("how") or value.get("models")
    if said["subject"].startswith("provider:") and not value["models"].startswith(("all", "models with")):
        out.leave("offer.region_factor", "of some models of a provider only; the offers say it")
        return
    state_of(out, said["subject"], "region_factor", value["factor"], source, said, extra)
    state_of(out, said["subject"], "region_factor_in", regions, source, said, extra)


def is_euro(out, subject, fact, value):
    """Whether a number is the one that a table has in euros: that of the catalog so far."""
    model, offer = subject.removeprefix("offer:").split("#")
    stated = out.catalog.statements(out.catalog.offers(model).get(offer, {}), fact)
    return any(abs(s["value"] - value) <= 0.015 * value for s in stated if s["source"] != REVIEW)


def converted(out, statements, said):
    """The prices of an offer that is listed in euros, in dollars at the day's rate, where no table has them in dollars."""
    rate = float(re.search(r"times ([\d.]+)", said["note"]).group(1))
    model, offer = said["subject"].removeprefix("offer:").split("#")
    known = out.catalog.offers(model).get(offer, {})
    for fact in PRICES:
        euros = [s for s in out.catalog.statements(known, fact) if s["source"] != REVIEW]
        in_dollars = [
            s for s in statements
            if s["subject"] == said["subject"] and s["fact"] == fact and s["sure"] != "low" and not is_euro(out, s["subject"], fact, s["value"])
        ]
        for stated in euros[:1]:
            out.state(said["subject"], fact, stated["value"], stated["source"], doubtful="a number in EUR, taken for USD")
            if not in_dollars:
                note = f"EUR {stated['value']:g} × {rate:g}, the rate of 2026-07-21"
                out.state(said["subject"], fact, round(stated["value"] * rate, 4), table(said["source"]), as_of=said["as_of"], note=note)


def corrected(out, text, statements):
    """The table "To correct" of money.md: the price in bold is the one that decides, with its reason."""
    part = text[text.index("### To correct") : text.index("### Open")]
    for offer, verdict in re.findall(r"^\| (\S+#\S+) \|[^|]*\|[^|]*\| (.*) \|$", part, re.M):
        found = re.search(r"\*\*([\d.]+) / ([\d.]+)\*\*", verdict)
        pair = tuple(map(float, found.groups())) if found else None
        alone = re.search(r"output \*\*([\d.]+)\*\*", verdict)
        now = {old.split("/", 1)[1]: new for old, new in MOVED.items()}
        ids = [s["subject"] for s in statements if s["fact"] == "input_price" and s["subject"].endswith(now.get(offer, f"/{offer}"))]
        if not ids or not (pair or alone):
            out.leave("money.md, to correct", f"not understood: {offer}")
            continue
        why = re.sub(r"\*\*", "", verdict)
        prices = {"input_price": pair[0], "output_price": pair[1]} if pair else {"output_price": float(alone.group(1))}
        for fact, price in prices.items():
            out.state(ids[0], fact, price, REVIEW, topic="money.md, to correct", decides=why)


def unsettled(out, text, statements):
    """The table "Open" of money.md: the price that stands goes on to stand, marked as not settled."""
    part = text[text.index("### Open") : text.index("### To keep")]
    subjects = {s["subject"] for s in statements if s["fact"] == "input_price"}
    for offer, prices, why in re.findall(r"^\| (\S+#\S+) \| ([\d. /]+) \|[^|]*\| (.*) \|$", part, re.M):
        subject = next(s for s in sorted(subjects) if s.endswith(f"/{offer}"))
        for fact, price in zip(("input_price", "output_price"), prices.split("/")):
            out.state(subject, fact, float(price), REVIEW, topic="money.md, open", decides=f"not settled: {why}")


# --- policy ----------------------------------------------------------------------------------------------------------------------

# What a fact of the collection is called here.
NAMES = {
    "hipaa_baa": "baa", "hipaa_scope": "baa_scope", "gdpr_dpa": "dpa", "region_rules": "region_note", "offer_ended": "ends",
    "zero_retention_exceptions": "retention_note", "storage_regions": None, "content_filter": None, "monitoring": None, "deployment_regions": None,
    "gateway_controls": "gateway_controls",
}
CERTIFICATES = {
    "SOC 2": "soc2", "SOC": "soc2", "ISO 27001": "iso27001", "ISO": "iso27001", "ISO/IEC 42001": "iso42001", "ISO 42001": "iso42001", "HITRUST": "hitrust",
    "FedRAMP High": "fedramp-high", "FedRAMP Moderate": "fedramp-moderate", "C5": "c5", "PCI": "pci", "CSA STAR": "csa-star",
}
# What a gateway lets its callers pin, read from its words.
CONTROLS = {"host": r"provider\.only|\bonly\b|allowlist", "zero-retention": r"[zZ]ero.?[dD]ata|zero retention|zdr", "no-training": r"[tT]raining|data_collection", "region": r"\bEU\b|[rR]egion"}


def policy(out, statements):
    catalog = out.catalog
    covered = exceptions(catalog)
    seats = ("fr", "de", "es", "nl", "se", "fi", "it")
    controls = defaultdict(lambda: [set(), None])
    passed = defaultdict(list)
    words_of = defaultdict(list)
    for said in statements:
        kind, name = said["subject"].split(":", 1)
        subject = f"entry:providers/{name}" if kind == "provider" else said["subject"]
        fact, value, source = NAMES.get(said["fact"], said["fact"]), said["value"], table(said["source"])
        topic = f"{kind}.{said['fact']}"
        if fact is None:
            out.leave(topic, "words about the service, not about an offer")
            continue
        if kind == "offer" and covered(name, fact):
            out.leave(topic, "an exception of the catalog says it")
            continue
        # Two guides that agree are one source of the collection.
        sure = said["sure"] or source == "baa-guides" or warns(fact, value)
        unsure = "" if sure else "one secondary source, an inference, or pages that disagree"
        if fact == "retains_data" and value is False and said["sure"] and kind == "provider" and said.get("note"):
            words_of[subject, "retention_note"].append((f"nothing is kept: {said['note']}", said))
        if kind == "provider" and fact in ("region_note", "retention_note"):
            models = said["fact"] == "zero_retention_exceptions" and name == "amazon-bedrock"
            if models:
                out.leave(topic, "an exception of the catalog says it")
            elif said["fact"] == "zero_retention_exceptions":
                words_of[subject, fact].append((f"keeping nothing does not cover: {value}", said))
            else:
                words_of[subject, fact].append((value, said))
            continue
        if fact in ("developer_country", "operator_country"):
            value = value.lower() if value.lower() in catalog.declared["model"]["developer_country"]["values"] else "other"
        elif fact in ("languages", "vision_languages"):
            if kind == "offer":
                out.leave(topic, "what the host states for its deployment")
                continue
            known = catalog.declared["model"][fact]["values"]
            said = said | {"note": "; ".join(filter(None, [said.get("note"), ", ".join(v for v in value if v not in known)]))}
            value = [v for v in known if v in value]
        elif fact == "residency":
            value = [REGIONS.get(v, v) for v in value]
        elif fact == "certifications":
            value = sorted({word for text in value for name, word in CERTIFICATES.items() if text.startswith(name)}, key=list(CERTIFICATES.values()).index)
        elif fact == "tunes":
            if kind == "model":
                out.leave(topic, "tuned where the catalog has no offer")
                continue
            methods = value if isinstance(value, list) else value["methods"]
            if isinstance(value, dict):
                said = said | {"note": "; ".join(filter(None, [said.get("note"), value.get("where"), f"{value['how']} training" if value.get("how") else None]))}
                if value.get("new_jobs_end"):
                    out.state(subject, "tuning_ends", value["new_jobs_end"], source, topic, **more(said, unsure))
            if kind == "provider" and methods:
                out.leave(topic, "which model is tuned stands at the offers")
                continue
            value = [m for m in ("sft", "dpo", "rft") if m in methods]
        elif fact == "data_processor":
            value = MAKERS.get(value, value)
        elif fact == "passes_on_to":
            passed[subject].append((MAKERS[value], said))
            continue
        elif fact == "gateway_controls":
            words = controls[subject, source]
            words[0] |= {word for word, pattern in CONTROLS.items() if re.search(pattern, value)}
            words[1] = said
            continue
        elif fact == "licence_eu_excluded" and kind == "offer" or fact.startswith("licence_") and kind == "offer":
            out.leave(topic, "the model says it")
            continue
        out.state(subject, fact, value, source, topic, **more(said, unsure))
    for (subject, source), (words, said) in controls.items():
        value = [w for w in ("host", "region", "zero-retention", "no-training") if w in words]
        out.state(subject, "gateway_controls", value, source, **more(said | {"note": f"{said['value']}; {said.get('note') or ''}".strip("; ")}))
    # What is said in words by several pages is one text: only one of several statements is ever shown.
    for (subject, fact), parts in words_of.items():
        parts.sort(key=lambda part: not part[1]["sure"])
        first = parts[0][1]
        others = sorted({table(said["source"]) for _, said in parts} - {table(first["source"])})
        own = first.get("note") if len(parts) == 1 and first["fact"] != "retains_data" else None
        note = f"and by {', '.join(others)}" if others else own
        unsure = "" if first["sure"] else "one secondary source, an inference, or pages that disagree"
        out.state(subject, fact, "; ".join(text for text, _ in parts), table(first["source"]), **more(first | {"note": note}, unsure))
    for subject, onward in passed.items():
        said = onward[0][1]
        hosts = sorted({host for host, _ in onward})
        out.state(subject, "passes_on_to", hosts, table(said["source"]), **more(said))
        out.state(subject, "passed_on", True, table(said["source"]), **more(said))


def warns(fact, value):
    """Whether a statement makes an offer look worse: then it decides even where it is not sure."""
    bad = {"baa": False, "dpa": False, "zero_retention": "none", "retains_data": True, "trains_on_data": True, "shared_with_developer": True, "streaming_tools": False, "tool_calling": False}
    return fact in ("passes_on_to", "availability_limits", "ends", "licence_users_cap", "licence_revenue_cap", "licence_eu_excluded") or bad.get(fact, object()) == value or fact in ("residency", "tunes") and not value


def exceptions(catalog):
    """Which facts of which offers the file of exceptions states or withholds."""
    path = Path(__file__).resolve().parents[2] / "catalog" / "exceptions.toml"
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["exception"] if path.exists() else []

    def matches(of, model, offer):
        facts = catalog.models[model]
        has = {"model.id": model, "offer.id": offer["id"]}
        for key, wanted in of.items():
            value = has.get(key)
            if value is None:
                value = catalog.value(offer if key.startswith("offer.") else facts["facts"], key.split(".")[1])
            if value not in (wanted if isinstance(wanted, list) else [wanted]):
                return False
        return True

    def covered(name, fact):
        model, offer = name.split("#")
        table_of = catalog.offers(model).get(offer)
        if table_of is None:
            return False
        for entry in entries:
            says = set(entry.get("facts", {})) | {w.split(".")[1] for w in entry.get("withheld", [])}
            unless = entry.get("unless", {})
            spared = any(matches({key: wanted}, model, table_of) for key, wanted in unless.items())
            if fact in says and matches(entry["of"], model, table_of) and not spared:
                return True
        return False

    return covered


if __name__ == "__main__":
    main()
