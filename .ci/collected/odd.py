"""What looks odd in the statements taken together and is right, or is a slip: said at the statement.

Used by `models.py` once all statements are there. It reads the catalog as it will be: its own statements, renewed by the new ones.
"""

import re
from collections import defaultdict
from datetime import date
from statistics import median

import tables
from tables import MADE

DAYS = 60
ROUNDED = "written with 1,000 in one place and 1,024 in the other"
# A window at an offer that is a slip of its list, by model and provider.
SLIPS = {
    ("alibaba/qwen3-235b-a22b", "nebius"): "the window of the snapshot 2507, another model",
    ("meta/llama-3-70b", "google-vertex"): "a slip of the list: the window is 8,192 by Meta",
    ("meta/llama-3-70b", "hyperbolic"): "a slip of the list: the window of Llama 3.1",
    ("meta/llama-3-8b", "google-vertex"): "a slip of the list: the window is 8,192 by Meta",
    ("minimax/minimax-m2", "amazon-bedrock"): "a slip of the list: 196,608 or 204,800 everywhere else",
    ("minimax/minimax-m2.1", "minimax"): "a slip of the list: 196,608 or 204,800 everywhere else",
    ("minimax/minimax-m2.5", "minimax"): "a slip of the list: 196,608 or 204,800 everywhere else",
    ("mistral/mistral-7b-instruct", "ovhcloud"): "a slip of the list: the window is 32,768 by Mistral",
}
# Why offers give more than the model's own window, by the beginning of the model's id.
WIDER = {
    "alibaba/qwen2.5": "with YaRN, beyond the native window",
    "alibaba/qwen3-": "with YaRN, beyond the native window",
    "alibaba/qwen3.8-2.4t": "with YaRN, beyond the native window",
    "anthropic/claude-sonnet-4": "1,000,000 was a beta of the maker, at a higher price above 200,000",
    "deepseek/deepseek-r1": "hosts of the weights serve the whole window of the configuration",
    "deepseek/deepseek-v3-0324": "hosts of the weights serve the whole window of the configuration",
    "deepseek/deepseek-v4-flash": "OpenRouter shows more for the snapshot of 0731",
    "nvidia/nemotron-3": "hosts sell it with 1,000,000; 262,144 stands in the configuration",
    "xai/grok-4.20": "1,000,000 by the maker; some sell it with 2,000,000",
    "zhipuai/glm-5.3": "OpenRouter shows more than the hosts",
}


def days(text):
    """A date as a number; what has none is long ago."""
    parts = [int(part) for part in re.findall(r"\d+", text or "")] + [1, 1]
    return date(*parts[:3]).toordinal() if text and text[0].isdigit() else 0


def blank(fact, source, value):
    """Whether a no is only the absence of a flag."""
    return value is False and f"model.{fact}" in tables.AFFIRMS.get(source, ())


def decides(fact, statements):
    """The statement that decides today: by hand, the maker's own, the most families, the newest, the first."""
    held = [s for s in statements if s.get("until", "9") >= MADE >= s.get("from", "0") and not s.get("doubtful")]
    held = [s for s in held if not blank(fact, s["source"], s["value"])]
    by_hand = [s for s in held if s.get("decides")]
    if by_hand or len(held) < 2:
        return (by_hand or held or [None])[0]
    when = lambda s: days(str(s.get("as_of") or tables.AS_OF.get(s["source"], "")))
    own = [s for s in held if tables.kind(s["source"]) == "maker"]
    if own:
        return max(own, key=when)
    newest = max(map(when, held))
    votes = defaultdict(set)
    for s in held:
        if newest - when(s) <= DAYS:
            votes[repr(s["value"])].add(tables.family(s["source"]))
    most = max(map(len, votes.values()))
    return max((s for s in held if len(votes[repr(s["value"])]) == most), key=when)


class World:
    """The statements of the catalog as they will be."""

    def __init__(self, out):
        self.out = out
        self.lines = defaultdict(list)
        self.offers = {id: {o["id"]: o["provider"] for o in model.get("offer", [])} for id, model in out.catalog.models.items()}
        for line in out.lines:
            self.lines[line["subject"], line.get("fact")].append(line)
            if line["subject"].startswith("offer:") and line.get("fact") == "provider":
                id, offer = line["subject"][6:].split("#")
                self.offers.setdefault(id, {})[offer] = line["value"]

    def statements(self, subject, fact):
        """All statements of a fact: those of the catalog that no new one of the same source replaces, then the new ones."""
        new = self.lines[subject, fact]
        spoken = {line["source"] for line in new}
        id, _, offer = subject.split(":", 1)[1].partition("#")
        model = self.out.catalog.models.get(id)
        facts = {} if model is None else self.out.catalog.offers(id).get(offer, {}) if offer else model["facts"]
        return [s for s in self.out.catalog.statements(facts, fact) if s["source"] not in spoken] + new

    def decided(self, subject, fact):
        return decides(fact, self.statements(subject, fact))

    def say(self, subject, fact, statement, **more):
        """Something more of a statement."""
        if any(statement is line for line in self.lines[subject, fact]):
            for key, text in more.items():
                statement.setdefault(key, text)
        else:
            kept = {key: value for key, value in statement.items() if key not in ("value", "source", "odd", "doubtful")}
            self.out.state(subject, fact, statement["value"], statement["source"], "odd, and said so", **(kept | more))


def take(out):
    """Says at windows and prices what looks odd."""
    world = World(out)
    for id, offers in sorted(world.offers.items()):
        windows(world, id, offers)
        for fact in ("input_price", "output_price"):
            prices(world, id, offers, fact)


def windows(world, id, offers):
    """Windows of offers above that of their model: slips are doubtful, the others have their reason; limits above it are none."""
    own = world.decided(f"model:{id}", "context_window")
    for fact in ("max_input", "max_output"):
        limit = world.decided(f"model:{id}", fact)
        if own and limit and limit["value"] > own["value"] and "decides" not in limit:
            world.say(f"model:{id}", fact, limit, doubtful="above the window")
    for offer, provider in offers.items():
        subject = f"offer:{id}#{offer}"
        statement = world.decided(subject, "context_window")
        if not (own and statement) or statement["value"] <= own["value"]:
            continue
        if (id, provider) in SLIPS:
            world.say(subject, "context_window", statement, doubtful=SLIPS[id, provider])
        elif statement["value"] <= own["value"] * 1.05:
            world.say(subject, "context_window", statement, odd=ROUNDED)
        else:
            why = next((reason for start, reason in WIDER.items() if id.startswith(start)), None)
            world.say(subject, "context_window", statement, odd=why or "as the host lists it: more than the model's own figure")


def prices(world, id, offers, fact):
    """Prices of new offers that are five times those of the model's other offers, or a fifth."""
    found = {offer: s for offer in offers if (s := world.decided(f"offer:{id}#{offer}", fact))}
    for offer, statement in found.items():
        others = [s["value"] for other, s in found.items() if other != offer]
        subject = f"offer:{id}#{offer}"
        new = any(statement is line for line in world.lines[subject, fact])
        if new and len(others) >= 3 and not median(others) / 5 < statement["value"] < median(others) * 5:
            own = tables.family(statement["source"]) == offers[offer]
            world.say(subject, fact, statement, odd="its own list has it so" if own else "so in the one table that lists it")
