#!/usr/bin/env python3
"""The sizing formulas in Python, and how they do on what was measured and published.

sizing_reference.py SELFHOST.JSON [--held-out] [--rows] [--published]

The formulas are those of catalog/facts.toml: plain arithmetic over facts of a model, a form and a machine. This file exists to fit their
constants and to check the Rust against another hand's work; nothing reads it when verdict is built or run. It needs no packages.
"""

import csv
import json
import math
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median

import measured_all

ROOT = Path(__file__).resolve().parents[2]

# ── Constants ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

# One user: share of the bandwidth reached, and milliseconds a layer.
ONE = {
    "nv consumer": (0.85, 0.055), "nv workstation": (0.88, 0.09), "nv before 2018": (0.50, 0.24), "server": (0.65, 0.085),
    "amd consumer": (0.92, 0.09), "intel consumer": (0.89, 0.18), "apple M1-M3": (0.72, 0.15), "apple M4-M5": (0.88, 0.085),
    "strix halo": (0.78, 0.10), "dgx spark": (0.80, 0.065), "cpu": (0.65, 0.11), "cpu server": (0.50, 0.35), "phone": (0.50, 0.40),
}  # fmt: skip
PARALLEL = (0.85, 0.11)  # several cards that work as one
CACHE, MIXTURE, HYBRID = 1.2, 1.45, 1.25

# Prompt: share of the 16-bit rate reached, dense and mixture. Those of mixtures marked * have no row: 0.6 of the dense one, as elsewhere.
PROMPT = {
    "nv consumer": (0.67, 0.40), "nv workstation": (0.27, 0.17), "nv before 2018": (0.30, 0.18), "server": (0.26, 0.16),
    "amd consumer": (0.38, 0.17), "intel consumer": (0.23, 0.04), "apple M1-M3": (0.63, 0.55), "apple M4-M5": (0.77, 0.74),
    "strix halo": (0.30, 0.155), "dgx spark": (0.34, 0.235), "cpu": (0.90, 0.40), "cpu server": (0.50, 0.30), "phone": (0.30, 0.18),
}  # fmt: skip
PROMPT_16BIT, PROMPT_CARDS = 1.15, 0.4  # 16-bit files are read faster; n cards in a row give n to this power

# Many users: bandwidth for what all share, and for the experts; arithmetic likewise; an answer's own work on the host.
MANY = {"eta": 0.97, "eta_experts": 0.80, "phi": 0.60, "phi_experts": 0.17, "amd": 0.25, "tau": 0.055, "tau_cards": 0.09, "host": 8e-6, "experts_cards": 0.70}

INTERVAL = {"decode": (0.65, 1.35), "prefill": (0.6, 1.7), "batch": (0.6, 1.6)}
OVERHEAD = {"one": 0.7, "many": 1.0}
SHARE_MANY, TIGHT = 0.90, 0.05
SERVER_CPUS = ("ampereone-a192-32x", "epyc-9334-2s", "cpu-ddr5-8ch", "cpu-ddr5-12ch", "cpu-ddr4-8ch", "xeon-6-2s")



class Model:
    """Facts of a model, named as in the contract; billions and GB."""

    def __init__(self, id, raw, bits):
        value = lambda key, of=raw: of[key]["value"] if isinstance(of.get(key), dict) else of.get(key)
        attention, experts, cache = raw["attention"], raw.get("experts") or {}, raw["kv_cache_16bit"]
        self.id, self.native = id, bits
        self.total, self.read = value("parameters_total_b"), value("parameters_read_per_token_b")
        self.active = value("parameters_active_b") or self.total
        self.routed, self.experts, self.chosen = experts.get("routed_parameters_b", 0), experts.get("experts", 0), experts.get("per_token", 0)
        self.layers, self.growing, self.heads = attention["layers"], attention["layers_with_growing_cache"], attention["attention_heads"]
        self.head = attention.get("head_dim") or (192 if attention.get("latent_values_per_token_and_layer") == 576 else 128)
        self.hybrid = attention["kind"].startswith("hybrid")
        self.blocks = self.layers / 2 if id.startswith("nvidia/nemotron-3") else self.layers
        self.cache, self.state = cache["bytes_per_token"] / 1e9, cache["fixed_bytes_per_sequence"] / 1e9
        files = {file["quantisation"]: file["gb"] for file in raw.get("released_files", [])}
        computed = raw.get("estimated_weights_gb", {})
        first = lambda *names: next((files[name] for name in names if name in files), None)
        self.weights = {
            # Of a native 4-bit release the common file, which keeps less at 16 bits (gpt-oss: 12.1 GB of 13.7, 63.4 of 65.3).
            "native": min(value("native_weights_gb"), files.get("MXFP4 GGUF", math.inf)),
            "8-bit": first("Q8_0", "FP8", "Ollama Q8_0") or computed.get("Q8_0"),
            "4-bit": first("Q4_K_M", "UD-Q4_K_M", "UD-Q4_K_XL", "Q4_K_M+vision", "Ollama Q4_K_M") or computed.get("Q4_K_M"),
        }

    def helper(id, raw):
        """A model of which only the geometry was collected."""
        mixture, hybrid = id.endswith(("a10b", "a35b")), "qwen3.5" in id or "qwen3.6" in id
        total, read = raw["parameters_total_b"], raw["parameters_read_per_token_b"]
        it = {
            "parameters_total_b": total, "parameters_read_per_token_b": read, "native_weights_gb": total * 2,
            "parameters_active_b": read if mixture else None,
            "attention": {
                "layers": raw["layers"], "layers_with_growing_cache": raw["layers"] // 4 if hybrid else raw["layers"],
                "attention_heads": raw["kv_heads"] * 4, "head_dim": raw["head_dim"], "kind": "hybrid" if hybrid else "full",
            },
            "kv_cache_16bit": {"bytes_per_token": raw["kv_bytes_per_token_16bit"], "fixed_bytes_per_sequence": 0},
            "estimated_weights_gb": {"Q8_0": total * 8.5 / 8, "Q4_K_M": total * 4.9 / 8},
        }  # fmt: skip
        if mixture:
            it["experts"] = {"routed_parameters_b": total * 0.96, "experts": 256 if id.endswith("a10b") else 160, "per_token": 8}
        return Model(id, it, 16)


class Machine:
    def __init__(self, id, raw):
        value = lambda key: raw[key]["value"] if isinstance(raw.get(key), dict) else raw.get(key)
        self.id, self.bandwidth, self.kind = id, raw["bandwidth_gb_s"], raw["kind"]
        self.flops = {16: raw.get("tflops_fp16_dense"), 8: raw.get("tflops_fp8_dense"), 4: raw.get("tflops_fp4_dense")}
        self.label, self.seen, self.usable = raw["memory_gb"], value("memory_seen_by_software_gb"), value("usable_share")
        self.amd_server = raw["speed_class"] == "amd_hbm"
        self.server = raw["speed_class"] in measured_all.SERVERS
        self.group = "server" if self.server else "cpu server" if id in SERVER_CPUS else raw["speed_class"]


def facts(path):
    data = json.loads(Path(path).read_text(encoding="utf-8"))
    moved = measured_all.MOVED
    models = {id: Model(id, raw, measured_all.native_bits(raw)) for id, raw in data["models"].items()}
    models |= {moved[id]: Model.helper(moved[id], raw) for id, raw in data["about"]["helper_models"].items()}
    return models, {id: Machine(id, raw) for id, raw in data["hardware"].items()}


# ── Formulas ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

def needed(model, form, cards, tokens, sequences=1):
    """GB of memory. The fixed state counts whole: an engine allocates its windows at the start."""
    overhead = OVERHEAD["one"] if sequences == 1 else OVERHEAD["many"]
    return model.weights[form] + sequences * (model.cache * tokens + model.state) + overhead * cards


def room(machine, cards, sequences=1, label=None):
    label = label or machine.label
    # Metal hands out two thirds of the memory of a Mac with up to 32 GB, three quarters above.
    usable = 2 / 3 if machine.kind == "unified memory" and machine.usable == 0.75 and label <= 32 else machine.usable
    return machine.seen * label / machine.label * cards * (usable if sequences == 1 else min(usable, SHARE_MANY))


def read(model, form):
    """GB read for a token: the file's bytes in proportion to the parameters that are read."""
    return model.weights[form] * model.read / model.total


def one_parts(model, form, machine, cards, context, parallel):
    n = cards if parallel else 1
    return (
        (read(model, form) + CACHE * model.cache * context) / (machine.bandwidth * n),
        model.blocks / 1000 * (MIXTURE if model.experts else 1) * (HYBRID if model.hybrid else 1),
    )


def one_user(model, form, machine, cards, context, parallel=False, constants=None):
    """Tokens a second of an answer. Only servers' cards share the work of one token; elsewhere more cards add memory, not speed."""
    share, layer = constants or (PARALLEL if parallel else ONE[machine.group])
    memory, layers = one_parts(model, form, machine, cards, context, parallel)
    return 1 / (memory / share + layers * layer)


def prompt_base(model, form, machine, cards, position):
    work = 2 * model.active + 4 * position * model.heads * model.head * model.growing / 1e9
    speed = machine.flops[16] * 1000 / work * cards**PROMPT_CARDS
    return speed * (PROMPT_16BIT if form == "native" and model.native == 16 else 1)


def prompt(model, form, machine, cards, position, share=None):
    """Tokens a second of a prompt, on the average position in it."""
    return prompt_base(model, form, machine, cards, position) * (share or PROMPT[machine.group][1 if model.experts else 0])


def arithmetic(model, form, machine):
    """TFLOPS of the form's own precision where the machine has it, else of 16 bits. On GeForce cards 4-bit files are the usual ones, with
    16-bit arithmetic."""
    bits = model.native if form == "native" else int(form[0])
    return machine.flops[bits if bits > 4 or machine.group != "nv consumer" else 16] or machine.flops[16]


def many_terms(model, form, machine, cards, prompt_tokens, answer, k=MANY):
    tokens = prompt_tokens + answer / 2
    # A window holds no more than the text so far.
    grown = model.cache / model.growing * (model.layers - model.growing) * tokens
    state = model.state if model.hybrid or model.growing == model.layers else min(model.state, grown)
    weights, chosen = model.weights[form], model.routed * model.chosen / model.experts if model.experts else 0
    routed = weights * model.routed / model.total
    shared = max(weights * model.read / model.total - (routed * model.chosen / model.experts if model.experts else 0), 0)
    band, speed = cards * machine.bandwidth, cards * arithmetic(model, form, machine) * 1000 * (k["amd"] if machine.amd_server else 1)
    chosen = min(chosen, model.active)
    work = 2 * ((model.active - chosen) / k["phi"] + chosen / k["phi_experts"]) / speed
    attention = 4 * prompt_tokens / 2 * model.heads * model.head * model.growing / 1e9 / k["phi"] / speed
    return {
        "sequence": model.cache * tokens + state,  # GB
        "fixed": shared / (band * k["eta"]) + model.blocks / 1000 * (k["tau_cards"] if cards > 1 else k["tau"]),
        "experts": routed / (band * k["eta_experts"] * (k["experts_cards"] if cards > 1 else 1)),  # all of them
        "share": model.chosen / model.experts if model.experts else 0,
        "each": (model.cache * tokens + state) / (band * k["eta"]) + work + k["host"],  # seconds a token for each request in flight
        "reading": prompt_tokens * (work + attention),  # seconds for a prompt
    }


def in_memory(model, form, machine, cards, terms):
    return max(1, (SHARE_MANY * machine.seen * cards - model.weights[form] - 0.7 * cards) / terms["sequence"])


def at_speed(terms, answer, wish):
    """Requests in flight at which each still gets `wish` tokens a second. Experts touched are at most all, and at most B times the
    chosen: both bounds make a linear equation, and the larger answer of the two is the better one. Never above the true one."""
    each = terms["each"] + terms["reading"] / answer
    most = (1 / wish - terms["fixed"] - terms["experts"]) / each
    few = (1 / wish - terms["fixed"]) / (each + terms["experts"] * terms["share"])
    return max(most, few)


def user_seconds(terms, flight, answer):
    touched = terms["experts"] * (1 - (1 - terms["share"]) ** flight)
    return terms["fixed"] + touched + flight * terms["each"] + flight * terms["reading"] / answer


def many(model, form, machine, cards, prompt_tokens, answer, flight=None, k=MANY):
    """Answer tokens a second of the whole machine."""
    terms = many_terms(model, form, machine, cards, prompt_tokens, answer, k)
    flight = flight or in_memory(model, form, machine, cards, terms)
    return flight / user_seconds(terms, flight, answer)


def fits(model, form, machine, cards, tokens, sequences=1, label=None):
    need, have = needed(model, form, cards, tokens, sequences), room(machine, cards, sequences, label)
    return "tight" if abs(need - have) <= TIGHT * have else "fits" if need < have else "does-not", need, have


# ── How they do ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

def rows(models, machines):
    with open(ROOT / "tests/sizing/measured-all.tsv", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            number = lambda key: int(row[key]) if row[key] else None
            row |= {key: number(key) for key in ("gpus", "context", "prompt", "answer", "concurrency")}
            row["tokens_s"], row["fit"] = float(row["tokens_s"]), row["used_for_fit"] == "yes"
            row["m"], row["h"] = models[row["model"]], machines[row["machine"]]
            row["tp"] = row["split"] == "tp"
            row["class"] = "several cards as one" if row["tp"] and row["kind"] == "decode" else row["h"].group
            yield row


def expected(row):
    it = row["m"], row["form"], row["h"], row["gpus"]
    if row["kind"] == "decode":
        return one_user(*it, row["context"], row["tp"])
    if row["kind"] == "prefill":
        return prompt(*it, row["context"])
    return many(*it, row["prompt"] or 0, row["answer"] or 1000, row["concurrency"]) / row["gpus"]


def line(name, ratios, kind):
    low, high = INTERVAL[kind]
    n, of = len(ratios), lambda a, b: sum(a <= x <= b for x in ratios) / len(ratios)
    ordered = sorted(ratios)
    ends = f"{ordered[int(n * 0.05)]:.2f}-{ordered[min(n - 1, int(n * 0.95))]:.2f}"
    print(f"{name:44} {n:5} {median(ratios):7.2f} {ends:>11} {of(0.65, 1.35):9.1%} {of(low, high):9.1%}")


def report(table, told):
    print(f"{'':44} {'rows':>5} {'median':>7} {'5-95%':>11} {'+-35%':>9} {'interval':>9}")
    for kind, name in (("decode", "ONE USER"), ("prefill", "PROMPT"), ("batch", "MANY USERS")):
        print(f"{name}, interval {INTERVAL[kind][0]} to {INTERVAL[kind][1]}")
        asked = [(row, row["tokens_s"] / expected(row)) for row in table if row["kind"] == kind and not row["left_out"]]
        groups = defaultdict(list)
        for row, ratio in asked:
            groups[row["class"] + (", in a row" if row["split"] == "layer" and kind == "prefill" else "")].append(ratio)
        for group in sorted(groups):
            line("  " + group, groups[group], kind)
        for name, wanted in (("fitted in 2026-11-28", True), ("not fitted in 2026-11-28", False)):
            some = [ratio for row, ratio in asked if row["fit"] == wanted]
            if some:
                line("  " + name, some, kind)
        line("  all that can be asked", [ratio for _, ratio in asked], kind)
        out = defaultdict(list)
        for row in table:
            if row["kind"] == kind and row["left_out"] and row["form"] and row["m"].weights[row["form"]]:
                if kind != "prefill" or row["h"].flops[16]:
                    out[row["left_out"]].append(row["tokens_s"] / expected(row))
        for why in sorted(out):
            line("  left out: " + why, out[why], kind)
        if told:
            for row, ratio in asked:
                if not INTERVAL[kind][0] <= ratio <= INTERVAL[kind][1]:
                    print(f"    {ratio:.2f} {row['model']} {row['precision']} {row['gpus']} x {row['machine']} {row['engine']} {row['context']} {row['tokens_s']}")


# Held out: the constants are fitted again without the rows they are judged by.

def grid():
    return [round(0.3 + 0.02 * i, 2) for i in range(36)], [round(0.01 * i, 3) for i in range(1, 20)] + [0.2 + 0.03 * i for i in range(12)]


def weights(some):
    """Rows of one model, machine and engine are not independent: together they count as the root of their number."""
    key = lambda row: (row["model"], row["machine"], row["engine"], row["source"])
    number = Counter(map(key, some))
    return [1 / math.sqrt(number[key(row)]) for row in some]


def loss(error):
    error = abs(error)
    return error * error if error < 0.3 else 0.6 * error - 0.09


def fit_one(some, prior=(0.8, 0.09), strength=0.045):
    parts = [one_parts(row["m"], row["form"], row["h"], row["gpus"], row["context"], row["tp"]) + (row["tokens_s"], w) for row, w in zip(some, weights(some))]
    best = None
    for share in grid()[0]:
        for layer in grid()[1]:
            bent = strength * ((math.log(share / prior[0]) / 0.25) ** 2 + (math.log((layer + 0.01) / (prior[1] + 0.01)) / 0.5) ** 2)
            total = bent + sum(w * loss(math.log(speed * (memory / share + layers * layer))) for memory, layers, speed, w in parts)
            if best is None or total < best[0]:
                best = total, (share, layer)
    return best[1]


NEXT = {
    "several cards as one": "server", "nv before 2018": "nv workstation", "intel consumer": "amd consumer", "amd consumer": "nv consumer",
    "strix halo": "amd consumer", "dgx spark": "nv workstation", "cpu server": "cpu", "cpu": "cpu server", "apple M1-M3": "apple M4-M5",
    "apple M4-M5": "apple M1-M3", "phone": "cpu", "nv workstation": "nv consumer", "nv consumer": "nv workstation", "server": "nv workstation",
}  # fmt: skip


def one_held_out(train, test):
    groups = defaultdict(list)
    for row in train:
        groups[row["class"]].append(row)
    fitted = {group: fit_one(some) for group, some in groups.items() if len(some) >= 4}
    for row in test:
        group, seen = row["class"], set()
        while group not in fitted and group not in seen:
            seen.add(group)
            group = NEXT[group]
        constants = fitted.get(group, (0.7, 0.1))
        yield row["tokens_s"] / one_user(row["m"], row["form"], row["h"], row["gpus"], row["context"], row["tp"], constants)


def prompt_held_out(train, test):
    key = lambda row: (row["class"], bool(row["m"].experts))
    shares = defaultdict(list)
    for row in train:
        shares[key(row)].append(row["tokens_s"] / prompt_base(row["m"], row["form"], row["h"], row["gpus"], row["context"]))
    for row in test:
        group, mixture = key(row)
        tried = [((group, mixture), 1), ((group, not mixture), 0.6 if mixture else 1 / 0.6), ((NEXT[group], mixture), 1)]
        share = next((median(shares[it]) * by for it, by in tried if it in shares), 0.2 if mixture else 0.3)
        yield row["tokens_s"] / prompt(row["m"], row["form"], row["h"], row["gpus"], row["context"], share)


def fit_many(some, start):
    sure = weights(some)
    # What a fit without these rows would fall back on.
    before = {"eta": 0.88, "eta_experts": 0.73, "phi": 0.52, "phi_experts": 0.29, "amd": 0.34, "tau": 0.077, "tau_cards": 0.10, "host": 12e-6, "experts_cards": 0.73}

    def total(k):
        out = sum(0.4 * math.log(k[key] / before[key]) ** 2 for key in k)
        for row, w in zip(some, sure):
            speed = many(row["m"], row["form"], row["h"], row["gpus"], row["prompt"] or 0, row["answer"] or 1000, row["concurrency"], k)
            out += w * loss(math.log(row["tokens_s"] * row["gpus"] / speed))
        return out

    k, step = dict(start), 0.2
    best = total(k)
    while step > 0.03:
        better = False
        for key in k:
            for by in (1 + step, 1 / (1 + step)):
                tried = k | {key: k[key] * by}
                if (key.startswith("eta") or key == "experts_cards") and tried[key] > 1:
                    continue
                found = total(tried)
                if found < best - 1e-9:
                    k, best, better = tried, found, True
        step = step if better else step / 2
    return k


def many_held_out(train, test):
    k = fit_many(train, {"eta": 0.88, "eta_experts": 0.73, "phi": 0.52, "phi_experts": 0.29, "amd": 0.34, "tau": 0.077, "tau_cards": 0.10, "host": 12e-6, "experts_cards": 0.73})
    for row in test:
        yield row["tokens_s"] * row["gpus"] / many(row["m"], row["form"], row["h"], row["gpus"], row["prompt"] or 0, row["answer"] or 1000, row["concurrency"], k)


def held_out(table):
    """Prints the table and writes it into docs/sizing.md."""
    print("HELD OUT: constants fitted anew without the rows they are judged by")
    lines = ["| left out of the fit | " + " | ".join(f"{name}, {what}" for name in WORDS.values() for what in ("±35%", "in the interval")) + " |",
             "| --- |" + " ---: |" * 6]  # fmt: skip
    ways = {way: [] for way in ("half of the rows, twenty times", "one source at a time", "one machine at a time")}
    for kind, by in (("decode", one_held_out), ("prefill", prompt_held_out), ("batch", many_held_out)):
        asked = [row for row in table if row["kind"] == kind and not row["left_out"]]
        for name in ("source", "machine"):
            ratios = []
            for one in sorted({row[name] for row in asked}):
                train, test = [row for row in asked if row[name] != one], [row for row in asked if row[name] == one]
                ratios += by(train, test)
            line(f"  {kind}: one {name} at a time", ratios, kind)
            ways[f"one {name} at a time"] += covered(ratios, kind)
        random.seed(11)
        of = lambda row: (row["model"], row["machine"], row["engine"])
        groups, ratios = sorted({of(row) for row in asked}), []
        for _ in range(20):
            random.shuffle(groups)
            half = set(groups[: len(groups) // 2])
            ratios += by([row for row in asked if of(row) in half], [row for row in asked if of(row) not in half])
        line(f"  {kind}: twenty random halves", ratios, kind)
        ways["half of the rows, twenty times"] += covered(ratios, kind)
    lines += [f"| {way} | " + " | ".join(cells) + " |" for way, cells in ways.items()]
    page = ROOT / "docs/sizing.md"
    before, rest = page.read_text(encoding="utf-8").split("<!-- held out -->\n")
    page.write_text(before + "<!-- held out -->\n" + "\n".join(lines) + "\n<!-- end -->" + rest.split("<!-- end -->", 1)[1], encoding="utf-8")


WORDS = {"decode": "one user", "prefill": "prompt", "batch": "many users"}


def covered(ratios, kind):
    low, high = INTERVAL[kind]
    return [f"{sum(a <= x <= b for x in ratios) / len(ratios):.0%}" for a, b in ((0.65, 1.35), (low, high))]


def explicit(table):
    """What the explicit number of requests in flight costs against the exact one."""
    parts = []
    for row in table:
        if row["kind"] != "batch" or row["left_out"]:
            continue
        answer = row["answer"] or 1000
        terms = many_terms(row["m"], row["form"], row["h"], row["gpus"], row["prompt"] or 0, answer)
        for wish in (10, 15, 20, 30, 50, 80):
            low, high = 0.0, 1e6
            if user_seconds(terms, 1, answer) > 1 / wish:
                continue
            for _ in range(80):
                middle = (low + high) / 2
                low, high = (middle, high) if user_seconds(terms, middle, answer) < 1 / wish else (low, middle)
            flight = max(1, at_speed(terms, answer, wish))
            parts.append((flight / low, flight / user_seconds(terms, flight, answer) / (low / user_seconds(terms, low, answer)), bool(row["m"].experts)))
    for name, some in (("dense", [it for it in parts if not it[2]]), ("mixtures", [it for it in parts if it[2]])):
        for what, at in (("requests in flight", 0), ("answers a second", 1)):
            ordered = sorted(it[at] for it in some)
            n = len(ordered)
            print(f"explicit/exact {what}, {name}: {n} cases, median {median(ordered):.3f}, 5% {ordered[n // 20]:.3f}, least {ordered[0]:.3f}, most {ordered[-1]:.3f}")


def published(models, machines):
    with open(ROOT / "tests/sizing/published.tsv", encoding="utf-8") as file:
        facts = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    seen, wrong = {True: Counter(), False: Counter()}, []
    for fact in facts:
        label = float(fact["label"]) if fact["label"] else None
        sequences, cards = int(fact["users"] or 1), int(fact["cards"])
        model, machine = models[fact["model"]], machines[fact["machine"]]
        said, need, have = fits(model, fact["form"], machine, cards, int(fact["context"]), sequences, label)
        seen[bool(fact["disputed"])][fact["outcome"], said] += 1
        if said != fact["outcome"]:
            wrong.append((fact["outcome"], said, need, have, fact))
    for disputed, counts in seen.items():
        print(f"{'disputed' if disputed else 'undisputed'}: {sum(counts.values())} facts, {sum(counts[it, it] for it in ('fits', 'tight', 'does-not'))} the same word, "
              f"{counts['does-not', 'fits']} fits that do not, {counts['fits', 'does-not']} refused that fit")
        for (was, said), number in sorted(counts.items()):
            print(f"  published {was:9} computed {said:9} {number}")
    for was, said, need, have, fact in wrong:
        print(f"  {was} -> {said}: {need:.1f} of {have:.1f} GB, {fact['model']} {fact['form']} on {fact['cards']} x {fact['machine']} "
              f"{fact['label']}, {fact['context']} tokens: {fact['quote']} [{fact['disputed']}]")


def main():
    models, machines = facts(sys.argv[1])
    table = list(rows(models, machines))
    if "--published" in sys.argv:
        return published(models, machines)
    report(table, "--rows" in sys.argv)
    explicit(table)
    if "--held-out" in sys.argv:
        held_out(table)


if __name__ == "__main__":
    main()
