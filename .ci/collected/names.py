#!/usr/bin/env python3
"""What the name of a model says where no source does, as statements for `verdict catalog import`.

    python3 .ci/collected/names.py > statements.jsonl

A mixture that is called `21B-A3B` uses 3 of its 21 billion parameters for a token; without that it would be computed as a dense model. What is
called Thinking, Think, Reasoning, QwQ or R1 is the snapshot of its line that always thinks first: its makers give such names to what has no
other mode, and say so with a switch where it has one. What is called like a model of the same maker, with Reasoning behind it, was tuned from
that one, so that it is no next model of the line.
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import Catalog, Statements  # noqa: E402

ACTIVE = re.compile(r"-A(\d+(?:\.\d+)?)B\b")
THINKS = re.compile(r"\b(Thinking|Think|reasoning|QwQ|R1)\b", re.I)


def tuned_from(id, known):
    """The model that another was tuned from, by its name, or nothing."""
    base = id.removesuffix("-reasoning")
    return None if base == id else next((it for it in (base, f"{base}-instruct") if it in known), None)


def main():
    out = Statements(Catalog())
    for id, model in out.catalog.models.items():
        facts = model["facts"]
        value = lambda fact: out.catalog.value(facts, fact)

        def state(fact, said, note):
            """Where no source says it, or this program did."""
            stated = out.catalog.statements(facts, fact)
            if all(one["source"] == "curated" and one.get("note") == note for one in stated):
                out.state(f"model:{id}", fact, said, "curated", note=note)

        name = value("name") or ""
        active = ACTIVE.search(name)
        if active:
            state("params_active", round(float(active[1]) * 1e9), "from its name")
        thinks = THINKS.search(name)
        if thinks and value("reasoning") is not False and value("kind") == "chat":
            state("reasoning", True, "by name")
            state("thinking", "always", f'by name: what is called "{thinks[1]}" has no other mode')
        base = tuned_from(id, out.catalog.models)
        if base:
            state("base_model", base, "by name")
    out.write()


if __name__ == "__main__":
    main()
