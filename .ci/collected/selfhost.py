"""Machines that models run on, as collected in `selfhost.json`; what models take is in `shapes.py`.

    python3 .ci/collected/selfhost.py FOLDER    catalog/hardware.toml and catalog/speed-classes.toml, written anew

The hourly prices of `hardware.toml` stay as they are there; what is said by hand of machines stands in this file.
"""

import json
import re
import sys
import tomllib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import sizing_reference as fitted  # noqa: E402
from measured_all import SERVERS  # noqa: E402

ROOT = Path(__file__).resolve().parents[2] / "catalog"
SOURCE = "selfhost-2026-11-28"
FIT = "sizing-fit-2026-11-28"
DATES = {id: s.get("as_of", "undated") for id, s in tomllib.loads((ROOT / "sources.toml").read_text(encoding="utf-8"))["sources"].items()}

KINDS = {
    "consumer GPU": "card", "workstation GPU": "card", "datacenter GPU": "server-card", "superchip": "server-card",
    "unified memory": "unified", "CPU only": "main-memory", "phone": "phone",
}  # fmt: skip
# Other words people use, by machine; what follows from its name is added.
NAMES = {
    "h100-80gb": ["h100", "h100 sxm", "h100 nvlink"], "a100-80gb": ["a100", "a100 sxm"], "a100-40gb": ["a100"], "h200-141gb": ["h200"],
    "b200-180gb": ["b200"], "b300-270gb": ["b300"], "gh200-96gb": ["gh200"], "h20-96gb": ["h20"], "rtx-a6000": ["a6000"],
    "rtx-6000-ada": ["6000 ada"], "rtx-pro-6000": ["pro 6000", "rtx pro 6000 blackwell"],
    "apple-m4-max": ["m4 max", "macbook pro m4 max", "mac studio m4 max"], "apple-m4-pro": ["m4 pro", "macbook pro m4 pro", "mac mini m4 pro"],
    "apple-m4": ["m4", "mac mini m4", "macbook air m4"], "apple-m3-ultra": ["m3 ultra", "mac studio m3 ultra", "mac studio"],
    "apple-m3-max": ["m3 max", "macbook pro m3 max"], "apple-m2-ultra": ["m2 ultra", "mac studio m2 ultra"],
    "apple-m1-max": ["m1 max", "macbook pro m1 max"], "apple-m5": ["m5", "macbook air m5", "macbook pro m5"],
    "apple-m5-max": ["m5 max", "macbook pro m5 max"], "apple-m5-pro": ["m5 pro", "macbook pro m5 pro"],
    "strix-halo-128gb": ["strix halo", "ryzen ai max 395", "ryzen ai max+ 395", "framework desktop"],
    "dgx-spark": ["gb10", "spark"], "cpu-ddr5-2ch": ["desktop cpu", "desktop without a gpu", "pc without a gpu", "pc without a graphics card"],
    "raspberry-pi-5-16gb": ["raspberry pi", "raspberry pi 5"], "iphone-16-pro": ["iphone", "iphone 16"], "iphone-17-pro": ["iphone 17"],
    "android-flagship-12gb": ["android phone", "android", "pixel", "pixel phone", "pixel 9", "pixel 9 pro", "pixel 10", "galaxy", "galaxy phone", "samsung galaxy", "galaxy s24", "galaxy s25", "samsung phone", "snapdragon phone"],
    "t4": ["tesla t4"], "v100-32gb-pcie": ["v100", "tesla v100"], "p100-16gb": ["p100", "tesla p100"], "radeon-ai-pro-r9700": ["r9700", "ai pro r9700"],
    "radeon-pro-w7900": ["w7900"], "mi300x": ["instinct mi300x"], "mi325x": ["instinct mi325x"], "rtx-a4000": ["a4000"], "rtx-4000-ada": ["4000 ada"],
    "rtx-5000-ada": ["5000 ada"], "arc-a770-16gb": ["a770"], "arc-b580": ["b580"], "rtx-3080": ["rtx 3080", "3080"],
    "cpu-ddr4-2ch": ["desktop with ddr4", "desktop pc with ddr4", "pc with ddr4"], "cpu-ddr4-8ch": ["server with ddr4", "epyc rome", "epyc milan", "old epyc server"],
    "cpu-ddr5-8ch": ["xeon", "xeon server", "xeon sapphire rapids"], "cpu-ddr5-12ch": ["epyc", "epyc server", "epyc genoa", "epyc turin"],
    "xeon-6-2s": ["xeon 6", "dual xeon 6"], "epyc-9334-2s": ["epyc 9334"], "ampereone-a192-32x": ["ampereone", "arm server"],
}  # fmt: skip
# Computers that Apple sells with a chip, by the rest of its name.
APPLE = {"": ["macbook air", "macbook pro", "macbook", "mac mini", "imac"], "pro": ["macbook pro", "macbook", "mac mini"], "max": ["macbook pro", "macbook", "mac studio"], "ultra": ["mac studio"]}
# Prices of the market as a whole, where a survey gives one; a range is none.
MARKETS = {"aimultiple GPU index": "aimultiple", "Spheron": "spheron", "Spheron (superchip)": "spheron"}
# Machines of which several are meant, and what is taken then.
GENERIC = [
    ("phone", "Phone of 8 GB", ["phone", "tablet"], "iphone-16-pro", 8, "8 GB of memory, as good phones have; speeds of an iPhone 16 Pro"),
    ("laptop", "Laptop without a graphics card", ["laptop", "notebook"], "cpu-ddr5-2ch", 16, "16 GB of memory for everything, two channels of DDR5, no graphics card"),
    ("mac", "Mac with its base chip", ["mac", "macbook", "mac mini", "macbook pro", "macbook air", "imac"], "apple-m4", 16, "the base chip of 2024, with 16 GB"),
    ("workstation", "Desktop with one large card", ["desktop", "gaming pc", "workstation"], "rtx-3090", 24, "24 GB, the most that cards for desktops had for years; speeds of an RTX 3090"),
    ("cpu-server", "Server without a GPU", ["server without a gpu", "server without gpu", "server", "cpu server", "cpu only", "no gpu", "without a gpu"], "cpu-ddr5-8ch", 64, "eight channels of DDR5, 64 GB"),
]  # fmt: skip
# What each is taken for: the parts that its speed hangs on.
ASSUMED = {
    "phone": "an iPhone 16 Pro", "laptop": "two channels of DDR5-5600", "mac": "an M4", "workstation": "an RTX 3090",
    "cpu-server": "eight channels of DDR5-4800 and 20 TFLOPS",
}  # fmt: skip
# Notes that are about the catalog as it was.
NOTES = {
    "h100-80gb": "SXM; the PCIe card is `h100-pcie`. Rows that name neither are here, though those of Azure (NC40ads) and jarvislabs may be of another kind",
    "b300-270gb": "sold as 288 GB, of which 288.4e9 bytes are visible; INT8 is slow on it",
}
# What is left of a machine's memory for a model, of these; the rest is as collected.
USABLE = {"laptop": 70}
OPTIONS = {
    "rtx-3080": [10, 12], "rtx-4060-ti-16gb": [8, 16], "rtx-5060-ti-16gb": [8, 16], "arc-a770-16gb": [8, 16],
    "raspberry-pi-5-16gb": [4, 8, 16], "v100-32gb-pcie": [16, 32],
    "mac": [8, 16, 24, 32, 36, 48, 64, 96, 128, 192, 256, 512], "laptop": [8, 16, 32, 64, 96, 128], "phone": [4, 6, 8, 12, 16, 24],
    "cpu-server": [32, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048], "workstation": [6, 8, 10, 11, 12, 16, 20, 24, 32, 48],
}  # fmt: skip
MAIN_MEMORY = [8, 16, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 4096]


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def value(number):
    return f"{number:g}" if isinstance(number, float) and number < 1e6 else str(number)


def statement(key, number, note, source=SOURCE):
    shown = quoted(number) if isinstance(number, str) else value(number)
    return f"{key} = {{ value = {shown}, source = {quoted(source)}" + (f", note = {quoted(note)}" if note else "") + " }"


def class_id(name):
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def machine(id, h, old, generic=None):
    """The table of one machine."""
    lines = [f"[hardware.{id}]"]
    short = re.sub(r"^(NVIDIA |GeForce |AMD (?=Ryzen|MI|Instinct)|Intel )", "", h["name"])
    name = generic[1] if generic else old.get("name", short)
    lines.append(f"name = {quoted(name)}")
    names = list(generic[2]) if generic else NAMES.get(id, []) + ([short.lower()] if short != name else [])
    chip = re.fullmatch(r"apple-(m\d)(?:-(\w+))?", id)
    if chip and not generic:
        names += [f"{computer} {id.removeprefix('apple-').replace('-', ' ')}" for computer in APPLE[chip[2] or ""]]
    bare = re.sub(r"^(rtx|gtx|rx|arc)[ -]", "", id.replace("-", " "))
    if not generic and bare != id.replace("-", " ") and re.match(r"^\d{4}", bare):
        names.append(re.sub(r" (\d+gb)$", r" \1", bare))
    names = [n for n in dict.fromkeys(names) if n not in (id, name.lower())]
    if names:
        lines.append(f"names = [{', '.join(map(quoted, names))}]")
    options = OPTIONS.get(id, h.get("memory_options_gb") or (MAIN_MEMORY if h["kind"] == "CPU only" and "pi" not in id else None))
    label = generic[4] if generic else h["memory_gb"]
    if not generic and h["kind"] == "CPU only" and label > 1024:
        label = 64
    if options and len(options) > 1:
        lines.append(f"memory_options = {options}")
    note = generic[5] if generic else NOTES.get(id, h.get("note"))
    if note:
        lines.append(f"note = {quoted(note)}")
    kind, src = KINDS[h["kind"]], h["source"]
    origin = "curated" if generic else SOURCE
    say = lambda key, number, note, source=origin: lines.append(statement(key, number, note, source))
    say("machine_kind", kind, None)
    if generic:
        say("machine_assumed", ASSUMED[id], None)
    say("machine_label", label, "assumed" if generic else "")
    fits = not generic and label == h["memory_gb"]
    seen = h["memory_seen_by_software_gb"] if fits else {"value": round(label * 1.073741824, 1), "source": "label read as GiB"}
    say("machine_memory", seen["value"], seen["source"])
    share = USABLE.get(id, round(h["usable_share"]["value"] * 100))
    say("machine_usable", share, "the system and other programs need the rest" if id in USABLE else h["usable_share"].get("note"))
    if "apple" in h["speed_class"]:
        say("machine_usable_of_32", 66.7, "Metal hands out 10,922 MiB of 16 GB and 21,845 of 32, and 49,152 of 64 (llama.cpp, pull request 2011, issues 434 and 1870)")
    for key, of in (("machine_bandwidth", "bandwidth_gb_s"), ("machine_tflops", "tflops_fp16_dense"), ("machine_tflops_8bit", "tflops_fp8_dense"), ("machine_tflops_4bit", "tflops_fp4_dense"), ("machine_watts", "power_w")):  # fmt: skip
        if of in h:
            say(key, h[of], f"as the {h['name']}: assumed" if generic else src)
    if "launched" in h and not generic:
        say("machine_launched", h["launched"], src)
    if "purchase_usd" in h and not generic:
        p = h["purchase_usd"]
        say("machine_purchase", round((p["low"] + p["high"]) / 2), f"{p['low']} to {p['high']}; {p['source']}, {p['as_of']}")
    lines.append(f"machine_class = {{ value = {quoted(class_of(generic[3] if generic else id, h))}, source = {quoted(origin)} }}")
    rows = old.get("hourly", []) if not generic else []
    market = h.get("rental_market_usd_per_gpu_hour", {})
    price = market.get("median", market.get("value"))
    if price and market["source"] in MARKETS and not generic:
        which = f"median of {market['providers']} providers" if "providers" in market else "1 GPU"
        rows = [row for row in rows if row["source"] != MARKETS[market["source"]]]
        rows.append({"provider": MARKETS[market["source"]], "value": price, "basis": which, "source": MARKETS[market["source"]], "as_of": market["as_of"]})
    if rows:
        lines.append("hourly = [")
        for row in rows:
            if row.get("as_of", "undated") == DATES.get(row["source"], "undated"):
                row = {key: value for key, value in row.items() if key != "as_of"}
            lines.append("  { " + ", ".join(f"{k} = {quoted(v) if isinstance(v, str) else value(v)}" for k, v in row.items()) + " },")
        lines.append("]")
    return "\n".join(lines)


HEAD = """\
# Machines: cards, computers whose memory serves for everything, servers without a card, phones. Written by `.ci/collected/selfhost.py`,
# but for the hourly prices: of one card, at several providers. What is not `name`, `names`, `memory_options`, `hourly` and `note` are facts
# of one of them, which an offer on it inherits. To add a machine, add a table.
"""
CLASSES = """\
# How fast machines of one class are beside what their bandwidth and arithmetic promise: constants fitted to measured rows, see
# docs/sizing.md. Written by `.ci/collected/selfhost.py` from those of `sizing_reference.py` beside it.
"""


def class_of(id, h):
    """The speed class of a machine: servers whatever the engine, since nobody names one; processors with many cores apart."""
    if h["speed_class"] == "amd_hbm":
        return "server-amd"
    if h["speed_class"] in SERVERS:
        return "server"
    return "cpu-server" if id in fitted.SERVER_CPUS else class_id(h["speed_class"])


def classes():
    """The constants that `sizing_reference.py` was fitted with, by class."""
    many, out = fitted.MANY, {}
    for name in list(fitted.ONE) + ["server amd"]:
        of = "server" if name == "server amd" else name
        efficiency, layer = fitted.ONE[of]
        dense, mixture = fitted.PROMPT[of]
        facts = {"class_efficiency": efficiency, "class_layer_ms": layer}
        if of == "server":
            facts |= {"class_efficiency_parallel": fitted.PARALLEL[0], "class_layer_ms_parallel": fitted.PARALLEL[1]}
        facts |= {"class_prompt_efficiency": dense, "class_prompt_efficiency_mixture": mixture}
        if of in ("nv consumer", "nv workstation", "server"):
            slower = many["amd"] if name == "server amd" else 1
            facts |= {
                "class_batch_efficiency": many["eta"], "class_batch_efficiency_experts": many["eta_experts"],
                "class_batch_arithmetic": round(many["phi"] * slower, 4), "class_batch_arithmetic_experts": round(many["phi_experts"] * slower, 4),
                "class_batch_4bit": of != "nv consumer",
            }  # fmt: skip
        facts["class_cards_add_speed"] = of == "server"
        out[class_id(name)] = facts
    return out


def machines(folder):
    data = json.loads((folder / "selfhost.json").read_text(encoding="utf-8"))
    speed = classes()
    text = [CLASSES]
    for id, facts in speed.items():
        text.append(f"[speed-classes.{id}]")
        for key, number in facts.items():
            shown = str(number).lower() if isinstance(number, bool) else value(number)
            text.append(f"{key} = {{ value = {shown}, source = {quoted(FIT)} }}")
        text.append("")
    (ROOT / "speed-classes.toml").write_text("\n".join(text), encoding="utf-8")
    path = ROOT / "hardware.toml"
    old = tomllib.loads(path.read_text(encoding="utf-8"))["hardware"]
    pcie = re.compile("pcie", re.I)
    rows = old["h100-80gb"].get("hourly", [])
    split = {"h100-pcie": [r for r in rows if pcie.search(json.dumps(r))], "h100-80gb": [r for r in rows if not pcie.search(json.dumps(r))]}
    out = [HEAD]
    for id, h in data["hardware"].items():
        before = dict(old.get(id, {}))
        if id in split and (split[id] or id == "h100-80gb"):
            before["hourly"] = split[id] if id == "h100-80gb" or split[id] else before.get("hourly", [])
        if id == "h100-pcie":
            before["name"] = "H100 PCIe"
            before["hourly"] = split[id] or old.get(id, {}).get("hourly", [])
        out.append(machine(id, h, before) + "\n")
    for generic in GENERIC:
        out.append(machine(generic[0], data["hardware"][generic[3]], {}, generic) + "\n")
    out.append('[hardware.card]\nname = "Graphics card"\nnames = ["graphics card", "gpu", "nvidia card"]\nnote = "of which only the memory is known"\n'
               'machine_kind = { value = "card", source = "curated" }\nmachine_usable = { value = 95, source = "curated", note = "as of any card for one user" }\n')
    path.write_text("\n".join(out), encoding="utf-8")


if __name__ == "__main__":
    machines(Path(sys.argv[1]))
