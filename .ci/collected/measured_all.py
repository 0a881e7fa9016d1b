#!/usr/bin/env python3
"""Measured speeds as a table: measured_all.py SELFHOST.JSON > tests/sizing/measured-all.tsv

Reads the rows of `selfhost.json`, names models as the catalog does, and says of each row in which of the catalog's forms it can be asked
or why it cannot. What the columns mean is in tests/sizing/README.md. The same input gives the same bytes.
"""

import csv
import json
import sys
from collections import Counter
from pathlib import Path

COLUMNS = (
    "kind", "model", "precision", "form", "machine", "gpus", "split", "engine", "context", "prompt", "answer", "concurrency", "tokens_s", "per",
    "used_for_fit", "left_out", "as_of", "source",
)  # fmt: skip

# Models that were collected outside the 67 of the catalog of that day; the catalog has them by now.
MOVED = {
    "other/deepseek-r1-distill-qwen-14b": "deepseek/deepseek-r1-distill-qwen-14b",
    "other/gemma-3-12b-it": "google/gemma-3-12b-it",
    "other/qwen3-0.6b": "alibaba/qwen3-0.6b",
    "other/qwen3-1.7b": "alibaba/qwen3-1.7b",
    "other/qwen3-4b": "alibaba/qwen3-4b",
    "other/qwen3-14b": "alibaba/qwen3-14b",
    "other/qwen3-coder-480b-a35b": "alibaba/qwen3-coder-480b-a35b",
    "other/qwen3.5-27b": "alibaba/qwen3.5-27b",
    "other/qwen3.5-122b-a10b": "alibaba/qwen3.5-122b-a10b",
    "other/qwen3.6-27b": "alibaba/qwen3.6-27b",
}

BITS = {
    16: ("F16", "FP16", "BF16"),
    8: ("Q8_0", "UD-Q8_K_XL", "FP8", "INT8", "MLX 8-bit"),
    4: ("Q4_K_M", "Q4_K_S", "Q4_0", "IQ4_XS", "UD-Q4_K_XL", "AWQ 4-bit", "GPTQ 4-bit", "NVFP4", "MXFP4 GGUF", "MXFP4 (native)", "MLX 4-bit"),
}
# Classes of machines whose cards work as one: a server splits every layer over them, never whole layers.
SERVERS = ("nv datacenter, llama.cpp", "amd_hbm")
OF = {name: bits for bits, names in BITS.items() for name in names}


def native_bits(model):
    """The bits of the release: of its experts where those are stored in fewer."""
    native = model.get("native_precision", {}).get("value", "bf16")
    return 4 if "4" in native else 8 if native == "fp8" else 16


def form(precision, native):
    """The form of the catalog that a precision is: native, 8-bit, 4-bit, or none."""
    bits = OF.get(precision)
    if bits is None or bits > native:
        return ""
    return "native" if bits == native else f"{bits}-bit"


def left_out(row, machine, form):
    """Why a need cannot ask for what this row measured; empty where it can."""
    note, server = row.get("note", ""), machine["speed_class"] in SERVERS
    if not form:
        return "no form of the catalog"
    if row["engine"] == "tuned submission" or "peak of a sweep" in note:
        return "a ceiling, lengths not stated"
    if row["engine"].startswith("KTransformers"):
        return "a mixed machine"
    if row["hardware"] == "h20-96gb":
        return "H20: a third of its quoted bandwidth"
    if row["hardware"] == "epyc-9334-2s":
        return "channels filled are not stated"
    if "larger than the memory" in note:
        return "spills to main memory"
    if row["kind"] == "batch" and row["engine"].startswith("llama.cpp"):
        return "llama.cpp with several requests"
    if row["kind"] == "batch" and (row.get("split") or "").endswith("pp"):
        return "split by layers or replicas on a server"
    if "slow F16 path" in note:
        return "a fault of that build"
    if server and row.get("split") == "layer":
        return "split by layers on server cards"
    return ""


def main():
    data = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    out = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, escapechar="\\")
    out.writerow(COLUMNS)
    told = Counter()
    for row in data["measured"]:
        native = native_bits(data["models"].get(row["model"], {}))
        shape = form(row["precision"], native)
        why = left_out(row, data["hardware"][row["hardware"]], shape)
        told[row["kind"], why or "can be asked"] += 1
        out.writerow([
            row["kind"], MOVED.get(row["model"], row["model"]), row["precision"], shape, row["hardware"], row["gpus"],
            (row.get("split") or "").replace(" ", "-"), row["engine"], row["context"], row.get("prompt", ""), row.get("answer", ""),
            # "Maximum load" is stored without a number, or with 1 that means the same.
            "" if row["kind"] == "batch" and (row.get("concurrency") is None or why.startswith("a ceiling")) else row.get("concurrency", 1),
            row["tokens_s"], row["tokens_s_per"], "yes" if row["used_for_fit"] else "no", why, row["as_of"], row["source"],
        ])  # fmt: skip
    for (kind, why), number in sorted(told.items()):
        print(f"{kind}\t{number}\t{why}", file=sys.stderr)


if __name__ == "__main__":
    main()
