"""What running a model oneself takes, as collected in `selfhost.json` and `models.json`.

    python3 .ci/collected/selfhost.py FOLDER models    statements of models for `verdict catalog import`
    python3 .ci/collected/selfhost.py FOLDER machines  catalog/hardware.toml and catalog/speed-classes.toml, written anew

The hourly prices of `hardware.toml` stay as they are there; what is said by hand of machines stands in this file.
"""

import json
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "catalog"
SOURCE = "selfhost-2026-11-28"
DATES = {id: s.get("as_of", "undated") for id, s in tomllib.loads((ROOT / "sources.toml").read_text(encoding="utf-8"))["sources"].items()}
# Layers whose keys and values are kept in a latent form, or that keep a state: the plain formula does not hold for them.
MOST_HEADS = 16
NATIVE = (("fp4", "4-bit"), ("int4", "4-bit"), ("fp8", "8-bit"), ("bf16", "16-bit"))
FILES = {
    "weights_4bit_gb": ("Q4_K_M", "Q4_K_M+vision", "UD-Q4_K_M", "Ollama Q4_K_M", "UD-Q4_K_XL", "Q4_0"),
    "weights_8bit_gb": ("Q8_0", "Ollama Q8_0"),
}
ESTIMATES = {"weights_4bit_gb": "Q4_K_M", "weights_8bit_gb": "Q8_0"}


def said(model, fact, value, note):
    return {"subject": f"model:{model}", "fact": fact, "value": value, "source": SOURCE, "note": note}


def native(words):
    return next(kind for part, kind in NATIVE if part in words)


def of_model(id, m):
    """The statements of one model of `selfhost.json`."""
    billions = lambda entry: round(entry["value"] * 1e9)
    yield said(id, "params_total", billions(m["parameters_total_b"]), m["parameters_total_b"]["source"])
    if "parameters_active_b" in m:
        entry = m["parameters_active_b"]
        yield said(id, "params_active", billions(entry), "; ".join(filter(None, (entry.get("note"), entry["source"]))))
    yield said(id, "params_read", billions(m["parameters_read_per_token_b"]), m["parameters_read_per_token_b"]["source"])
    if "experts" in m:
        e = m["experts"]
        yield said(id, "params_routed", round(e["routed_parameters_b"] * 1e9), e["source"])
        yield said(id, "experts", e["experts"], e["source"])
        yield said(id, "experts_per_token", e["per_token"], e["source"])
    a = m["attention"]
    yield said(id, "layers", a["layers"], a["source"])
    if "layers_with_growing_cache" in a:
        yield said(id, "attention_layers", a["layers_with_growing_cache"], f"{a['kind']}; {a['source']}")
    if "attention_heads" in a:
        yield said(id, "attention_heads", a["attention_heads"], a["source"])
    if "head_dim" in a:
        yield said(id, "head_dim", a["head_dim"], a["source"])
    yield said(id, "state_layers", hybrid(a), f"{a['kind']}; {a['source']}")
    kv = m["kv_cache_16bit"]
    yield said(id, "kv_cache_bytes_per_token", kv["bytes_per_token"], kv["formula"])
    yield said(id, "kv_state_bytes", kv["fixed_bytes_per_sequence"], kv["formula"])
    words = m["native_precision"]["value"]
    yield said(id, "native_precision", native(words), f"{words}; {m['native_precision']['source']}")
    yield said(id, "native_format", words, m["native_precision"]["source"])
    yield said(id, "weights_native_gb", m["native_weights_gb"]["value"], m["native_weights_gb"]["source"])
    files = {file["quantisation"]: file for file in m.get("released_files", [])}
    for fact, names in FILES.items():
        file = next((files[name] for name in names if name in files), None)
        estimate = m.get("estimated_weights_gb", {}).get(ESTIMATES[fact])
        if file:
            yield said(id, fact, file["gb"], f"{file['quantisation']}; {file['source']}")
        elif estimate:
            yield said(id, fact, estimate, f"{ESTIMATES[fact]}, {m['estimated_weights_gb']['source']}")


def hybrid(attention):
    kind = attention["kind"].lower()
    return any(word in kind for word in ("state", "mamba", "delta", "linear", "hybrid"))


def of_architecture(model):
    """The statements of a model of `models.json` of which a list has the shape."""
    a, id = model["architecture"], model["id"]
    note = f"{a['source']} {a['as_of']}, from the configuration"
    yield said(id, "layers", a["layers"], note)
    yield said(id, "head_dim", a["head_dim"], note)
    if a["kv_heads"] <= MOST_HEADS:
        bytes = 2 * a["layers"] * a["kv_heads"] * a["head_dim"] * 2
        how = f"2 × {a['layers']} layers × {a['kv_heads']} heads × {a['head_dim']} × 2 bytes; less where layers slide or keep a state"
        yield said(id, "kv_cache_bytes_per_token", bytes, f"{how}; {note}")


def near(id, statement):
    """Whether the catalog had the same from another source, but for rounding."""
    facts = tomllib.loads((ROOT / f"models/{id}.toml").read_text(encoding="utf-8"))["facts"]
    stated = facts.get(statement["fact"], [])
    values = [s["value"] for s in (stated if isinstance(stated, list) else [stated]) if s["source"] != SOURCE and "doubtful" not in s]
    return any(abs(value - statement["value"]) <= 0.005 * statement["value"] for value in values)


def models(folder):
    selfhost = json.loads((folder / "selfhost.json").read_text(encoding="utf-8"))
    new = json.loads((folder / "models.json").read_text(encoding="utf-8"))["new_models"]
    known = {f"{path.parent.name}/{path.stem}" for path in (ROOT / "models").glob("*/*.toml")}
    out = {
        "subject": f"source:{SOURCE}",
        "what": "Compiled here on 2026-11-28 from configurations of repositories, released files and makers' pages; which one is in the note",
        "as_of": "2026-11-28",
        "kind": "review",
    }
    print(json.dumps(out, ensure_ascii=False))
    # Where the catalog counts what serving does not read, this decides, and says why.
    wrong = {id: " ".join(m.get("differs_from_catalog", [])) for id, m in selfhost["models"].items()}
    for id, model in selfhost["models"].items():
        if id not in known:
            print(f"not in the catalog: {id}", file=sys.stderr)
            continue
        for statement in of_model(id, model):
            if statement["fact"] in ("params_total", "params_active") and near(id, statement):
                continue
            if statement["fact"] in ("params_total", "params_active", "kv_cache_bytes_per_token"):
                statement["decides"] = f"as it is served{': ' + wrong[id] if 'counts' in wrong[id] or 'active' in wrong[id] else ''}"
            print(json.dumps(statement, ensure_ascii=False))
    for model in new:
        if "architecture" in model and model["id"] in known and model["id"] not in selfhost["models"]:
            for statement in of_architecture(model):
                print(json.dumps(statement, ensure_ascii=False))


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
    "raspberry-pi-5-16gb": ["raspberry pi", "raspberry pi 5"], "iphone-16-pro": ["iphone"], "android-flagship-12gb": ["android phone", "android"],
}  # fmt: skip
# Machines of which several are meant, and what is taken then.
GENERIC = [
    ("phone", "Phone of 8 GB", ["phone", "tablet"], "iphone-16-pro", 8, "8 GB of memory, as good phones have; speeds of an iPhone 16 Pro"),
    ("laptop", "Laptop without a graphics card", ["laptop", "notebook"], "cpu-ddr5-2ch", 16, "16 GB of memory for everything, two channels of DDR5, no graphics card"),
    ("mac", "Mac with its base chip", ["mac", "macbook", "mac mini", "macbook pro", "macbook air", "imac"], "apple-m4", 16, "the base chip of 2024, with 16 GB"),
    ("workstation", "Desktop with one large card", ["desktop", "gaming pc", "workstation"], "rtx-3090", 24, "24 GB, the most that cards for desktops had for years; speeds of an RTX 3090"),
    ("cpu-server", "Server without a GPU", ["server without a gpu", "server without gpu", "cpu server", "cpu only", "no gpu", "without a gpu"], "cpu-ddr5-8ch", 64, "eight channels of DDR5, 64 GB"),
]  # fmt: skip
# What is left of a machine's memory for a model, of these; the rest is as collected.
USABLE = {"laptop": 70}
OPTIONS = {
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


def machine(id, h, old, speed, generic=None):
    """The table of one machine."""
    lines = [f"[hardware.{id}]"]
    short = re.sub(r"^(NVIDIA |GeForce |AMD (?=Ryzen|MI|Instinct)|Intel )", "", h["name"])
    name = generic[1] if generic else old.get("name", short)
    lines.append(f"name = {quoted(name)}")
    names = list(generic[2]) if generic else NAMES.get(id, []) + ([short.lower()] if short != name else [])
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
    note = generic[5] if generic else h.get("note")
    if note:
        lines.append(f"note = {quoted(note)}")
    kind, src = KINDS[h["kind"]], h["source"]
    origin = "curated" if generic else SOURCE
    say = lambda key, number, note, source=origin: lines.append(statement(key, number, note, source))
    say("machine_kind", kind, None)
    say("machine_label", label, "assumed" if generic else "")
    fits = not generic and label == h["memory_gb"]
    seen = h["memory_seen_by_software_gb"] if fits else {"value": round(label * 1.073741824, 1), "source": "label read as GiB"}
    say("machine_memory", seen["value"], seen["source"])
    share = USABLE.get(id, 90 if kind == "server-card" else round(h["usable_share"]["value"] * 100))
    reason = "servers reserve a tenth" if kind == "server-card" else h["usable_share"].get("note")
    say("machine_usable", share, "the system and other programs need the rest" if id in USABLE else reason)
    for key, of in (("machine_bandwidth", "bandwidth_gb_s"), ("machine_tflops", "tflops_fp16_dense"), ("machine_tflops_8bit", "tflops_fp8_dense"), ("machine_tflops_4bit", "tflops_fp4_dense"), ("machine_watts", "power_w")):  # fmt: skip
        if of in h:
            say(key, h[of], f"as the {h['name']}: assumed" if generic else src)
    if "launched" in h and not generic:
        say("machine_launched", h["launched"], src)
    if "purchase_usd" in h and not generic:
        p = h["purchase_usd"]
        say("machine_purchase", round((p["low"] + p["high"]) / 2), f"{p['low']} to {p['high']}; {p['source']}, {p['as_of']}")
    klass = class_id(h["speed_class"])
    if klass in speed:
        lines.append(f"machine_class = {{ value = {quoted(klass)}, source = {quoted(origin)} }}")
    rows = old.get("hourly", []) if not generic else []
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
# docs/sizing.md. Written by `.ci/collected/selfhost.py`.
"""


def classes(constants):
    decode, prefill, batch = (constants[part] for part in ("decode", "prefill", "batch"))
    server = decode["per_class"]["server"], decode["per_class"]["server tp"]
    prompt = {"nv-consumer": "nv consumer", "amd-consumer": "amd consumer", "apple-m1-m3": "apple", "apple-m4-m5": "apple", "strix-halo": "strix halo", "dgx-spark": "dgx spark", "intel-consumer": "intel consumer"}  # fmt: skip
    out = {}
    for name, c in decode["per_class"].items():
        id = class_id(name)
        if name.startswith("server"):
            continue
        served = name == "nv datacenter, llama.cpp"
        one = server[0] if served else c
        facts = {"class_efficiency": one["eta"], "class_layer_ms": one["tau_ms_per_layer"]}
        if served:
            facts |= {"class_efficiency_parallel": server[1]["eta"], "class_layer_ms_parallel": server[1]["tau_ms_per_layer"]}
        phi = prefill["phi"]["servers"] if served else prefill["phi"].get(prompt.get(id, "")) or (prefill["phi"]["nv workstation and datacenter, llama.cpp"] if name == "nv workstation" else None)
        if phi:
            dense, mixture = (phi["dense"], phi["moe"]) if isinstance(phi, dict) else (phi, phi)
            facts |= {"class_prompt_efficiency": dense, "class_prompt_efficiency_mixture": mixture}
        if served or name in ("nv workstation", "nv consumer"):
            facts |= {"class_batch_efficiency": batch["eta"]["dense"], "class_batch_efficiency_mixture": batch["eta"]["moe"], "class_batch_arithmetic": batch["phi"]["dense"], "class_batch_arithmetic_mixture": batch["phi"]["moe"], "class_batch_layer_ms": batch["tau_ms_per_layer"]["one_gpu"]}
        facts["class_cards_add_speed"] = served
        out[id] = facts
    hbm = dict(out[class_id("nv datacenter, llama.cpp")])
    for key in ("class_batch_arithmetic", "class_batch_arithmetic_mixture"):
        hbm[key] = round(hbm[key] * batch["amd_phi_factor"], 4)
    out["amd-hbm"] = hbm
    return out


def machines(folder):
    data = json.loads((folder / "selfhost.json").read_text(encoding="utf-8"))
    speed = classes(data["about"]["sizing_constants"])
    text = [CLASSES]
    for id, facts in speed.items():
        text.append(f"[speed-classes.{id}]")
        for key, number in facts.items():
            shown = str(number).lower() if isinstance(number, bool) else value(number)
            text.append(f"{key} = {{ value = {shown}, source = {quoted(SOURCE)} }}")
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
        out.append(machine(id, h, before, speed) + "\n")
    for generic in GENERIC:
        out.append(machine(generic[0], data["hardware"][generic[3]], {}, speed, generic) + "\n")
    out.append('[hardware.card]\nname = "Graphics card"\nnames = ["graphics card", "gpu", "nvidia card"]\nnote = "of which only the memory is known"\n'
               'machine_kind = { value = "card", source = "curated" }\nmachine_usable = { value = 95, source = "curated", note = "as of any card for one user" }\n')
    path.write_text("\n".join(out), encoding="utf-8")


if __name__ == "__main__":
    {"models": models, "machines": machines}[sys.argv[2]](Path(sys.argv[1]))
