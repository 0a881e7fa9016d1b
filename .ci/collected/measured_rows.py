"""Measured speeds as a table for the tests: python3 .ci/collected/measured_rows.py FOLDER > tests/sizing/measured.tsv

Of what `selfhost.json` has these columns, for models of the catalog and of forms that can be asked for; `why` says why a row is not held
against the formulas. The same input gives the same bytes.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "catalog" / "models"
FORMS = {
    "int4": ("Q4_K_M", "Q4_K_S", "Q4_0", "UD-Q4_K_XL", "IQ4_XS", "MLX 4-bit", "AWQ 4-bit", "GPTQ 4-bit", "EXL2 4.0", "NVFP4"),
    "int8": ("Q8_0", "FP8", "INT8", "MLX 8-bit"),
    "native": ("F16", "BF16", "FP16", "MXFP4 GGUF", "MXFP4 (native)"),
}
# What runs on cards for servers in a verdict: engines that serve many.
SERVING = ("vLLM", "SGLang", "TensorRT", "LMDeploy", "TGI", "NVIDIA")
RENAMED = {"other/qwen3-0.6b": "alibaba/qwen3-0.6b", "other/qwen3-1.7b": "alibaba/qwen3-1.7b", "other/qwen3-4b": "alibaba/qwen3-4b", "other/qwen3-14b": "alibaba/qwen3-14b", "other/qwen3.6-27b": "alibaba/qwen3.6-27b", "other/qwen3.5-27b": "alibaba/qwen3.5-27b", "other/qwen3.5-122b-a10b": "alibaba/qwen3.5-122b-a10b", "other/gemma-3-12b-it": "google/gemma-3-12b-it"}  # fmt: skip


def main(folder):
    data = json.loads((Path(folder) / "selfhost.json").read_text(encoding="utf-8"))
    known = {f"{path.parent.name}/{path.stem}" for path in ROOT.glob("*/*.toml")}
    print("kind\tmodel\tform\tmachine\tcards\tcontext\tanswer\ttokens_s\tfitted\tengine\tprecision\tsource\tas_of\twhy")
    for row in data["measured"]:
        if row["kind"] != "decode":
            continue
        model = RENAMED.get(row["model"], row["model"])
        form = next((form for form, names in FORMS.items() if row["precision"] in names), None)
        if model not in known or form is None:
            continue
        machine = data["hardware"].get(row["hardware"], {})
        server = machine.get("kind") == "datacenter GPU" and machine.get("speed_class", "").startswith(("nv datacenter", "amd"))
        serving = row["engine"].startswith(SERVING)
        note = f"{row.get('note', '')} {row.get('split', '')}".lower()
        why = ""
        if server and not serving:
            why = "a card for servers under an engine for one user"
        elif not row["used_for_fit"]:
            why = "not used for the fit: " + (row.get("note") or "spilled, or a ceiling of the vendor")
        elif row["gpus"] > 1 and "layer" in note and server:
            why = "cards for servers that share layers"
        fields = (row["kind"], model, form, row["hardware"], row["gpus"], row["context"], row.get("answer", ""), row["tokens_s"], "yes" if row["used_for_fit"] else "no", row["engine"], row["precision"], row["source"], row["as_of"], why)  # fmt: skip
        print("\t".join(str(field).replace("\t", " ").replace("\n", " ") for field in fields))


if __name__ == "__main__":
    main(sys.argv[1])
