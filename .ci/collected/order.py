#!/usr/bin/env python3
"""Puts results of benchmarks in the order of `catalog/README.md`, where an import wrote new ones beside old ones.

    python3 .ci/collected/order.py < statements.jsonl

Only the benchmarks of which the statements speak are looked at; the lines of the files are moved, never changed.
"""

import json
import re
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import Catalog  # noqa: E402
from measured import ordered  # noqa: E402


def main():
    catalog = Catalog()
    declared = list(catalog.declared["model"])
    results = set(declared[declared.index("epoch_capabilities_index") : declared.index("capability")])
    spoken = defaultdict(set)
    for line in map(json.loads, sys.stdin):
        if line["subject"].startswith("model:") and line.get("fact") in results:
            spoken[line["subject"].removeprefix("model:")].add(line["fact"])
    moved = 0
    for id, facts in sorted(spoken.items()):
        path = Path(__file__).resolve().parents[2] / "catalog" / "models" / f"{id}.toml"
        if not path.exists():
            continue
        text = path.read_text(encoding="utf-8")
        for fact in facts:
            text = re.sub(rf"(?ms)^({fact} = \[\n)(.*?)(^\]$)", lambda m: m[1] + lines(catalog, id, fact, m[2]) + m[3], text)
        if text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8")
            moved += 1
    print(f"{moved} files have results in another order", file=sys.stderr)


def lines(catalog, id, fact, text):
    """The lines of the statements of a fact, in order."""
    statements = [tomllib.loads(f"s = {row.strip().rstrip(',')}")["s"] | {"row": row} for row in text.splitlines(keepends=True)]
    repository = str(catalog.models[id].get("join", {}).get("huggingface", ""))
    return "".join(s["row"] for s in ordered(id, fact, statements, catalog.sources, repository))


if __name__ == "__main__":
    main()
