"""What the converters of collected data share: reading, the catalog as it is, and statements as JSON Lines.

A converter reads a folder of collected data and writes statements for `verdict catalog import` to standard output. What it took, what
it left out and why goes to standard error as a table. The same input gives the same bytes.
"""

import json
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path

DATE = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?$")
ID = re.compile(r"^[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*$")
KEYS = ("value", "source", "as_of", "from", "until", "doubtful", "decides", "odd")


def read(folder, name):
    """A file of collected data, say `models.json`."""
    return json.loads((Path(folder) / name).read_text(encoding="utf-8"))


def identifier(text):
    """A name as an id: lower case, all but letters, digits, `-`, `_` and `.` a `-`."""
    return re.sub(r"-+", "-", re.sub(r"[^a-z0-9._/-]+", "-", text.lower())).strip("-")


def date(text):
    """A day, month or year as a statement may have it; `undated` where the text is none."""
    text = str(text or "").strip()
    return text if DATE.match(text) else "undated"


class Catalog:
    """The catalog of this repository, as the files say it."""

    def __init__(self, root=None):
        root = Path(root) if root else Path(__file__).resolve().parents[2] / "catalog"
        load = lambda path: tomllib.loads(path.read_text(encoding="utf-8"))
        self.declared = load(root / "facts.toml")
        self.sources = load(root / "sources.toml")["sources"]
        self.details = load(root / "catalog.toml")["details"]
        self.licences = load(root / "licences.toml")["licences"]
        self.providers = {path.stem: load(path) for path in sorted((root / "providers").glob("*.toml"))}
        self.models = {
            f"{path.parent.name}/{path.stem}": load(path) for path in sorted((root / "models").glob("*/*.toml"))
        }

    def offers(self, model):
        """The offers of a model by id."""
        return {offer["id"]: offer for offer in self.models.get(model, {}).get("offer", [])}

    def statements(self, table, fact):
        """The statements that a `[facts]` table or an offer makes of a fact, each as a table."""
        found = table.get(fact)
        if found is None:
            return []
        if isinstance(found, dict):
            return [found]
        if isinstance(found, list) and found and all(isinstance(one, dict) for one in found):
            return found
        return [{key: table[key] for key in ("source", "as_of") if key in table} | {"value": found}]

    def fault(self, root, fact, value):
        """Why a value does not fit the fact's declaration, or nothing."""
        declared = self.declared.get(root, {}).get(fact)
        if declared is None:
            return "not declared"
        if "formula" in declared:
            return "computed"
        kind, values = declared["type"], declared.get("values", [])
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        fits = {
            "bool": isinstance(value, bool),
            "integer": number and value == int(value),
            "number": number,
            "text": isinstance(value, str) and value != "",
            "date": isinstance(value, str) and DATE.match(value) is not None,
            "enum": value in values if isinstance(value, str) else False,
            "set": isinstance(value, list) and all(one in values for one in value),
        }[kind]
        if not fits:
            return f"no {kind}" if kind not in ("enum", "set") else "not among its values"
        if number and value < declared.get("min", 0 if "unit" in declared else value):
            return "below the least"
        if number and value == 0 and "price" in fact:
            return "a price of zero is none"
        return None


class Statements:
    """Statements in the making, with an account of what was taken and what was left out."""

    def __init__(self, catalog):
        self.catalog = catalog
        self.lines = []
        self.seen = set()
        self.taken = Counter()
        self.left = Counter()
        self.used = set()

    def source(self, id, what, as_of, **more):
        """A source: `kind`, `family`, `licence`, `credit`, `url`, `version`, `affirms` where they are known."""
        line = {"subject": f"source:{id}", "what": what, "as_of": date(as_of)}
        self.put(line | {key: more[key] for key in sorted(more) if more[key]}, "source")

    def state(self, subject, fact, value, source, topic="", **more):
        """A statement, where the fact is declared and the value fits; else an entry in the account."""
        root = "offer" if subject.startswith(("offer:", "entry:providers/")) else "model"
        topic = topic or f"{root}.{fact}"
        fault = self.catalog.fault(root, fact, value)
        if fault:
            self.leave(topic, fault)
            return False
        if self.catalog.declared[root][fact]["type"] == "integer":
            value = int(value)
        self.used.add(source)
        line = {"subject": subject, "fact": fact, "value": value, "source": source}
        ordered = [key for key in KEYS if key in more] + sorted(key for key in more if key not in KEYS)
        return self.put(line | {key: more[key] for key in ordered if more[key] not in (None, "")}, topic)

    def put(self, line, topic):
        """A line as it is, once."""
        text = json.dumps(line, ensure_ascii=False)
        if text in self.seen:
            self.leave(topic, "said twice")
            return False
        self.seen.add(text)
        self.lines.append(line)
        self.taken[topic] += 1
        return True

    def leave(self, topic, why):
        """Count what is left out."""
        self.left[topic, why] += 1

    def write(self, out=sys.stdout, err=sys.stderr):
        """Sources, entries, models and offers by id, each subject's statements in the order in which they came."""
        rank = ("source", "entry", "model", "offer")
        key = lambda line: (rank.index(line["subject"].split(":")[0]), line["subject"])
        for line in sorted(self.lines, key=key):
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
        for topic in sorted(self.taken | {topic: 0 for topic, _ in self.left}):
            err.write(f"{self.taken[topic]:7} {topic}\n")
            for (_, why), count in sorted(item for item in self.left.items() if item[0][0] == topic):
                err.write(f"{'':7} {count:7} left out: {why}\n")
        err.write(f"{sum(self.taken.values()):7} lines, {sum(self.left.values())} left out\n")
