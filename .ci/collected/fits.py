#!/usr/bin/env python3
"""Estimates for open models whose layers or files nobody wrote down, from those of the catalog that have them.

    python3 .ci/collected/fits.py FOLDER [--json]

FOLDER holds `selfhost.json`, whose 214 released files give the bits a parameter. Lines are fitted to logarithms by ordinary least squares;
`low` and `high` are the 5th and 95th percentile of actual over fitted. Makers' variants of one model count once: of models with the same
layers, cache and parameters the first by id.
"""

import json
import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import Catalog, read  # noqa: E402

FOUR = ("Q4_K_M", "UD-Q4_K_M", "UD-Q4_K_XL", "Ollama Q4_K_M", "AWQ", "GPTQ")
EIGHT = ("Q8_0", "Ollama Q8_0")
FORMS = (("4 bit, Q4_K_M", FOUR), ("8 bit, Q8_0", EIGHT))
SIZES = (("dense, up to 5B", lambda m: not m["mixture"] and m["total"] <= 5), ("dense, above 5B", lambda m: not m["mixture"] and m["total"] > 5),
         ("mixture", lambda m: m["mixture"]))


def main():
    catalog, data = Catalog(), read(sys.argv[1], "selfhost.json")
    models = shapes(catalog)
    found = {"lines": {}, "shares": {}, "bits": {}}
    for name, kind in (("dense", False), ("mixture", True)):
        some = [m for m in models if m["mixture"] is kind]
        for fact in ("kv_cache_bytes_per_token", "layers", "kv_state_bytes"):
            points = [(m["total"], m[fact]) for m in some if m.get(fact)]
            found["lines"][f"{fact}, {name}"] = line(points)
        full = [(m["total"], m["kv_cache_bytes_per_token"]) for m in some if m["growing"] == m["layers"] and not m["latent"]]
        found["lines"][f"kv_cache_bytes_per_token, {name}, every layer grows"] = line(full)
    for name, fits in SIZES[:2]:
        found["shares"][f"params_read / params_total, {name}"] = share([m["read"] / m["total"] for m in models if m["read"] and fits(m)])
    mixtures = [m["read"] / m["active"] for m in models if m["read"] and m["mixture"] and m["active"]]
    found["shares"]["params_read / params_active, mixture"] = share(mixtures)
    found["shares"]["attention_layers / layers, all"] = share([m["growing"] / m["layers"] for m in models if m["growing"]])
    for form, names in FORMS:
        for size, fits in SIZES:
            found["bits"][f"{form}, {size}"] = share(bits(catalog, data, names, fits))
    print(json.dumps(found, indent=1) if "--json" in sys.argv else table(found))


def decides(catalog, facts, fact):
    """The value that decides of a fact, or nothing."""
    said = [s for s in catalog.statements(facts, fact) if "doubtful" not in s]
    return next((s["value"] for s in said if "decides" in s), said[0]["value"] if said else None)


def shapes(catalog):
    """Models whose layers are known, each kind once."""
    seen, found = set(), []
    for id in sorted(catalog.models):
        facts = catalog.models[id]["facts"]
        of = lambda fact: decides(catalog, facts, fact)
        total, active, layers, cache = of("params_total"), of("params_active"), of("layers"), of("kv_cache_bytes_per_token")
        if not total or not layers or cache is None or (layers, cache, round(math.log(total), 1)) in seen:
            continue
        seen.add((layers, cache, round(math.log(total), 1)))
        found.append({
            "id": id, "total": total / 1e9, "active": active and active / 1e9, "read": (of("params_read") or 0) / 1e9, "layers": layers,
            "growing": of("attention_layers"), "kv_cache_bytes_per_token": cache, "kv_state_bytes": of("kv_state_bytes"),
            "mixture": bool(of("experts")), "latent": of("head_dim") is None,
        })  # fmt: skip
    return found


def bits(catalog, data, names, fits):
    """Bits a parameter of one file a model: the first of these forms."""
    found, seen = [], set()
    for id, model in data["models"].items():
        size = {"mixture": "experts" in model, "total": model["parameters_total_b"]["value"]}
        files = {file["quantisation"]: file["bits_per_parameter"] for file in model.get("released_files", [])}
        first = next((files[name] for name in names if name in files), None)
        if first and fits(size) and (size["total"], first) not in seen:
            seen.add((size["total"], first))
            found.append(first)
    return found


def line(points):
    """log10 of a fact against log10 of billions of parameters."""
    if len(points) < 6:
        return {"n": len(points)}
    xs, ys = [math.log10(x) for x, _ in points], [math.log10(y) for _, y in points]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys)) / sum((x - mean_x) ** 2 for x in xs)
    factor = 10 ** (mean_y - slope * mean_x)
    left = sum((y - mean_y - slope * (x - mean_x)) ** 2 for x, y in zip(xs, ys))
    ratios = [y / (factor * x**slope) for x, y in points]
    r2 = 1 - left / sum((y - mean_y) ** 2 for y in ys)
    return {"factor": digits(factor), "exponent": digits(slope), "r2": round(r2, 2), **share(ratios, median=False)}


def share(values, median=True):
    """Median and the 5th and 95th percentile."""
    values = sorted(values)
    if not values:
        return {"n": 0}
    at = lambda p: values[0] if len(values) == 1 else interpolated(values, p * (len(values) - 1))
    return ({"median": digits(at(0.5))} if median else {}) | {"low": digits(at(0.05)), "high": digits(at(0.95)), "n": len(values)}


def interpolated(values, place):
    below = min(int(place), len(values) - 2)
    return values[below] + (values[below + 1] - values[below]) * (place - below)


def digits(number):
    """Three digits."""
    return float(f"{number:.3g}")


def table(found):
    rows = ["# Fits for models without layers or files", "", "Made by `.ci/collected/fits.py`. P is billions of parameters.", ""]
    rows += ["| of | fitted | actual / fitted, 5-95% | R² | n |", "| --- | --- | --- | --- | --- |"]
    for name, one in found["lines"].items():
        fitted = f"{one['factor']:g} x P^{one['exponent']:g}" if "factor" in one else "too few"
        rows.append(f"| {name} | {fitted} | {one.get('low', '')} to {one.get('high', '')} | {one.get('r2', '')} | {one['n']} |")
    rows += ["", "| of | median | 5-95% | n |", "| --- | --- | --- | --- |"]
    for name, one in (found["shares"] | found["bits"]).items():
        rows.append(f"| {name} | {one.get('median', '')} | {one.get('low', '')} to {one.get('high', '')} | {one['n']} |")
    return "\n".join(rows)


if __name__ == "__main__":
    main()
