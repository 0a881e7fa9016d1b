#!/usr/bin/env python3
"""How fast hosted models write, as statements for `verdict catalog import`.

    python3 .ci/collected/speeds.py > statements.jsonl     statements of speeds.tsv
    python3 .ci/collected/speeds.py --fit                  the figures of the estimate: `answer_speed` in catalog/facts.toml

An endpoint that was timed is an offer's; of a model that was timed at several, the geometric mean is the model's.
"""

import csv
import math
import statistics
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import Catalog, Statements  # noqa: E402

TRAFFIC, TESTS = "openrouter-stats", "artificial-analysis-2026-10"
# Chips made for it write many times faster, so they tell nothing of others: `chips_of_its_own` in catalog/providers.
APART = ("cerebras", "groq", "sambanova")


def rows():
    with (Path(__file__).parent / "speeds.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))


def mean(values):
    return math.exp(statistics.fmean(math.log(value) for value in values))


def offer(catalog, model, provider):
    """The offer that an endpoint is: the one that has the provider's name, or its only one."""
    offers = catalog.offers(model)
    if provider in offers:
        return provider
    own = [id for id, said in offers.items() if said["provider"] == provider]
    return own[0] if len(own) == 1 else None


def statements():
    out = Statements(Catalog())
    out.source(TRAFFIC, "OpenRouter, medians of a week of its traffic by endpoint, as copied in pacell/openrouter-stats, commit 1bb3004", "2026-09-01",
               kind="table", family="openrouter", url="https://github.com/pacell/openrouter-stats")
    out.source(TESTS, "Artificial Analysis, medians of its own tests, as copied in PyPI llmval 1.0.2", "2026-10-03",
               kind="table", credit="Artificial Analysis (https://artificialanalysis.ai/)", url="https://pypi.org/project/llmval/1.0.2/")
    served, tested = defaultdict(list), defaultdict(list)
    for row in rows():
        model, provider, speed = row["model"], row["provider"], float(row["speed"])
        if model not in out.catalog.models:
            out.leave(row["list"], f"of a model that is not here: {model}")
        elif row["list"] == "aa":
            tested[model].append(speed)
        else:
            if provider not in APART:
                served[model].append((speed, row["name"]))
            at = offer(out.catalog, model, provider)
            if at is None:
                out.leave(row["list"], "no offer of that provider here, or several")
                continue
            note = f'endpoint "{row["name"]}", median of {row["days"]} daily medians, efforts mixed'
            out.state(f"offer:{model}#{at}", "output_speed", speed, TRAFFIC, note=note)
            out.state(f"offer:{model}#{at}", "first_token_latency", float(row["latency"]) / 1000, TRAFFIC, note=note + "; hidden thinking counts")
    for model, said in sorted(served.items()):
        note = "geometric mean of " + ", ".join(f"{name} {speed:g}" for speed, name in sorted(said, reverse=True))
        out.state(f"model:{model}", "output_speed", round(mean([speed for speed, _ in said]), 1), TRAFFIC, note=note)
    for model, said in sorted(tested.items()):
        efforts = f", median of {len(said)} efforts" if len(said) > 1 else ""
        out.state(f"model:{model}", "tested_speed", round(statistics.median(said), 1), TESTS, note=f"median of the services that it tests{efforts}")
    out.write()


def priced():
    """The price of an endpoint's answer, where its offer is here."""
    catalog = Catalog()
    at = lambda row: catalog.offers(row["model"]).get(offer(catalog, row["model"], row["provider"]), {})
    return lambda row: catalog.value(at(row), "output_price")


def sized():
    """The parameters that work on a token, else all."""
    catalog = Catalog()
    facts = lambda row: catalog.models.get(row["model"], {"facts": {}})["facts"]
    return lambda row: catalog.value(facts(row), "params_active") or catalog.value(facts(row), "params_total")


def fit():
    """What is to be expected of a service that nobody timed."""
    served, tested = defaultdict(list), defaultdict(list)
    for row in rows():
        if row["list"] == "aa":
            tested[row["model"]].append(float(row["speed"]))
        elif row["provider"] not in APART:
            served[row["model"]].append(float(row["speed"]))
    nineteen = 1.645
    spread = lambda errors: math.exp(nineteen * math.sqrt(statistics.fmean(e * e for e in errors)))
    all = sorted(speed for speeds in served.values() for speed in speeds)
    print(f"anything: {len(all)} endpoints, 5% {all[len(all) // 20]:g}, middle {statistics.median(all):g}, 95% {all[-len(all) // 20]:g}")
    others = [math.log(speed / mean(speeds[:i] + speeds[i + 1:])) for speeds in served.values() if len(speeds) > 1 for i, speed in enumerate(speeds)]
    print(f"the same model elsewhere: {len(others)} endpoints, nine in ten within a factor of {spread(others):.2f}")
    for what, known in (("price of the answer", priced()), ("parameters that work", sized())):
        pairs = [(math.log(known(row)), math.log(float(row["speed"]))) for row in rows() if row["list"] != "aa" and row["provider"] not in APART and known(row)]
        print(f"speed by {what}: {len(pairs)} endpoints, R² {statistics.correlation(*zip(*pairs)) ** 2:.2f} of the logarithms")
    catalog = Catalog()
    plain = lambda row: catalog.value(catalog.models.get(row["model"], {"facts": {}})["facts"], "reasoning") is False
    waits = sorted(float(row["latency"]) / 1000 for row in rows() if row["latency"] and row["provider"] not in APART and plain(row))
    print(f"first word of what never thinks: {len(waits)} endpoints, 5% {waits[len(waits) // 20]:.2f}, middle {statistics.median(waits):.2f}, 95% {waits[-len(waits) // 20]:.2f}")
    both = [math.log(statistics.median(tested[model]) / mean(served[model])) for model in tested if model in served]
    middle = statistics.median(both)
    print(f"tests over traffic: {len(both)} models, {math.exp(middle):.2f}, nine in ten within a factor of {spread([b - middle for b in both]):.2f}")


if __name__ == "__main__":
    fit() if sys.argv[1:] == ["--fit"] else statements()
