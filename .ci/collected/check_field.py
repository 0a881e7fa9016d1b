#!/usr/bin/env python3
"""Holds the program with its catalog against what was collected of life, money and policy.

    python3 .ci/collected/check_field.py FOLDER [VERDICT]

Every offer that has ended is out, with its day; every offer that is listed is not out for its life; the corrections of `money.md` decide.
"""

import json
import re
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import MOVED, read  # noqa: E402

FOLDER = sys.argv[1]
VERDICT = sys.argv[2:] or ["target/release/verdict"]
ENDED = {"gone-by-then", "gone-without-a-day"}


def run(*args):
    done = subprocess.run([*VERDICT, *args], capture_output=True, text=True)
    return json.loads(done.stdout)


def entry_is_passed_on(table, offer):
    """Whether requests go on to somebody else, so that the maker's end counts, whatever a table lists."""
    facts = next(o["facts"] for o in table["offers"] if o["id"] == offer)
    return any(f["fact"] in ("offer.passed_on", "offer.gateway") and f["statements"][0]["value"] for f in facts)


def main():
    problems = []
    digests = defaultdict(dict)
    statements = read(FOLDER, "life.json")["statements"]
    for said in statements:
        if said["fact"] == "available" and said["subject"].startswith("offer:"):
            model, offer = said["subject"].removeprefix("offer:").split("#")
            digests[model][offer] = said["value"]
    with ThreadPoolExecutor(2) as pool:
        told = dict(zip(digests, pool.map(lambda model: run("explain", model, "--as-of", "2026-11-22", "--format", "json"), digests)))
        shown = dict(zip(digests, pool.map(lambda model: run("catalog", "show", model, "--format", "json"), digests)))
    for model, offers in digests.items():
        found = {offer["offer"]: offer for offer in told[model]["offers"]}
        for offer, value in offers.items():
            entry = found.get(offer)
            if entry is None:
                problems.append(f"{model}#{offer}: not there")
                continue
            out = [by for by in entry.get("by", []) if by["rule"] in ENDED and not by.get("unknown")]
            if value.startswith("ended") and not out:
                problems.append(f"{model}#{offer}: {value}, and the program has it: {'eligible' if entry['eligible'] else [b['rule'] for b in entry.get('by', [])]}")
            if not value.startswith("ended") and out and value not in ("deprecated", "not listed", "doubtful") and not entry_is_passed_on(shown[model], offer):
                problems.append(f"{model}#{offer}: {value}, and the program says: {out[0]['because']}")
            day = value.split()[1] if value.startswith("ended ") else None
            if day and out and day not in out[0]["because"]:
                problems.append(f"{model}#{offer}: {value}, and the program says: {out[0]['because']}")
    text = (Path(FOLDER) / "money.md").read_text(encoding="utf-8")
    part = text[text.index("### To correct") : text.index("### Open")]
    now = {old.split("/", 1)[1]: new for old, new in MOVED.items()}
    for name, verdict in re.findall(r"^\| (\S+#\S+) \|[^|]*\|[^|]*\| (.*) \|$", part, re.M):
        pair = re.search(r"\*\*([\d.]+) / ([\d.]+)\*\*", verdict)
        if not pair:
            continue
        full = now.get(name) or next(f"{m}#{name.split('#')[1]}" for m in list(digests) if m.split("/")[1] == name.split("#")[0])
        model, offer = full.split("#")
        table = shown.get(model) or run("catalog", "show", model, "--format", "json")
        facts = {f["fact"]: f for o in table["offers"] if o["id"] == offer for f in o["facts"]}
        for fact, wanted in zip(("offer.input_price", "offer.output_price"), map(float, pair.groups())):
            stands = facts[fact]["statements"][0]["value"] if fact in facts else None
            if stands is None or abs(stands - wanted) > 1e-6:
                problems.append(f"{full}: {fact} is {stands}, and {wanted} is right")
    named = {}
    for said in statements:
        if said["fact"] == "successor" and said["sure"] != "low":
            named.setdefault(said["subject"].removeprefix("model:"), set()).add(said["value"].split("/")[-1])
    for model, names in named.items():
        stands = [f["statements"][0]["value"] for f in shown.get(model, run("catalog", "show", model, "--format", "json"))["facts"] if f["fact"] == "model.successor"]
        called = {stands[0].split("/")[-1], *run("catalog", "show", stands[0], "--format", "json")["aliases"]} if stands else set()
        if not called & names:
            problems.append(f"{model}: its successor is {stands[0] if stands else 'unknown'}, and its maker names {' or '.join(sorted(names))}")
    print("\n".join(problems))
    print(f"{sum(map(len, digests.values()))} offers of {len(digests)} models: {len(problems)} differences")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
