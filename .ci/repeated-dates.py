#!/usr/bin/env python3
"""Takes dates out of the catalog that `sources.toml` has already: python3 .ci/repeated-dates.py

Where a statement, an offer or a file names a source and then the date of that source, the date goes. All else stays as it is
written. Running it again changes nothing.
"""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "catalog"
# In a statement `source = "x", as_of = "y"`; at the head of an offer or a file, one line each.
PAIR = re.compile(
    r'(?P<source>source\s*=\s*"(?P<id>[^"]+)")(?:,\s*|(?P<line>\n))'
    r'as_of\s*=\s*"?(?P<date>\d{4}(?:-\d\d){0,2}|undated)"?(?(line)(?=\n))'
)


def main():
    sources = tomllib.loads((ROOT / "sources.toml").read_text(encoding="utf-8"))["sources"]
    dates = {i: s.get("as_of", "undated") for i, s in sources.items()}
    taken = 0
    for path in sorted([*ROOT.glob("models/*/*.toml"), *ROOT.glob("providers/*.toml"), ROOT / "licences.toml"]):
        text = path.read_text(encoding="utf-8")

        def shorter(pair):
            nonlocal taken
            if dates.get(pair["id"]) != pair["date"]:
                return pair[0]
            taken += 1
            return pair["source"]

        new = PAIR.sub(shorter, text)
        if new != text:
            path.write_text(new, encoding="utf-8")
    print(f"{taken} dates were taken out")


if __name__ == "__main__":
    main()
