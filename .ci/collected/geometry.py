#!/usr/bin/env python3
"""Layers and heads of open models, out of the table that llmfit carries in its program.

    pip download --no-deps llmfit==1.1.17 && unzip llmfit-1.1.17-*.whl
    python3 .ci/collected/geometry.py llmfit-1.1.17.data/scripts/llmfit > .ci/collected/geometry.json

One row a model of the catalog with open weights. Where the table has no fields for the maker's own
repository (they are locked), the row is that of a copy, and `copy` says so. `shapes.py` reads the result.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import Catalog  # noqa: E402

# Rows of copies or of other forms of the same weights, for models whose own row has no fields or is not there.
COPIES = {
    "alibaba/qwen3-235b-a22b-thinking-2507": "Qwen/Qwen3-235B-A22B-Thinking-2507",
    "alibaba/qwen3-30b-a3b-thinking-2507": "Qwen/Qwen3-30B-A3B-Thinking-2507",
    "alibaba/qwq-32b-preview": "Qwen/QwQ-32B-Preview",
    "cohere/aya-expanse-32b": "Orion-zhen/aya-expanse-32b-AWQ",
    "cohere/aya-expanse-8b": "Aya168/aya-expanse-8b-tofu-13lang-v3",
    "google/functiongemma-270m-it": "unsloth/functiongemma-270m-it",
    "google/gemma-2-27b-it": "unsloth/gemma-2-27b-it",
    "google/gemma-2-2b-it": "unsloth/gemma-2-2b-it",
    "google/gemma-2-9b-it": "m8than/gemma-2-9b-it",
    "google/gemma-3-12b-it": "ISTA-DASLab/gemma-3-12b-it-GPTQ-4b-128g",
    "google/gemma-3-1b-it": "unsloth/gemma-3-1b-it",
    "google/gemma-3-270m-it": "unsloth/gemma-3-270m-it",
    "google/gemma-3n-e2b-it": "unsloth/gemma-3n-E2B-it",
    "google/gemma-3n-e4b-it": "lmstudio-community/gemma-3n-E4B-it-MLX-bf16",
    "google/medgemma-1.5-4b-it": "unsloth/medgemma-1.5-4b-it",
    "google/translategemma-12b-it": "Infomaniak-AI/vllm-translategemma-12b-it",
    "google/translategemma-4b-it": "Infomaniak-AI/vllm-translategemma-4b-it",
    "huggingfacetb/smolvlm2-2.2b-instruct": "mlx-community/SmolVLM2-2.2B-Instruct-mlx",
    "llava/llava-1.6-7b": "unsloth/llava-1.5-7b-hf-bnb-4bit",
    "meta/llama-3.2-90b-vision": "RedHatAI/Llama-3.2-90B-Vision-Instruct-FP8-dynamic",
    "meta/llama-guard-3-1b": "alpindale/Llama-Guard-3-1B",
    "meta/llama-guard-4-12b": "tengsnake/Llama-Guard-4-12B-NVFP4",
    "mistral/codestral-22b-2405": "failspy/Codestral-22B-v0.1-abliterated-v3",
    "mistral/ministral-3-14b-2512": "RedHatAI/Ministral-3-14B-Instruct-2512-FP8-dynamic",
    "mistral/ministral-3-3b-2512": "Indexnusrefather/Ministral-3-3B-Instruct-2512-roleplay-tuned-ERP-tolerant",
    "mistral/ministral-3-8b-2512": "0xA50C1A1/Ministral-3-8B-Nymphaea-RP",
    "nvidia/nemotron-3-ultra-550b-a55b": "mlx-community/Nemotron-3-Ultra-550B-A55B-4bit",
    "speakleash/bielik-11b-v3.0-instruct": "speakleash/Bielik-11B-v3.0-Instruct-FP8-Dynamic",
    "swiss-ai/apertus-v1.5-70b": "onprem-ai/Apertus-v1.5-70B-FP8",
    "zhipuai/glm-4.6v": "zai-org/GLM-4.6V-FP8",
}
FIELDS = {
    "architecture": "architecture",
    "parameters": "parameters_raw",
    "layers": "num_hidden_layers",
    "heads": "num_attention_heads",
    "kv_heads": "num_key_value_heads",
    "head_dim": "head_dim",
    "hidden": "hidden_size",
    "vocabulary": "vocab_size",
    "inner": "moe_intermediate_size",
    "experts": "num_experts",
    "per_token": "active_experts",
}
# These read a text or a picture once and keep no cache.
NO_CACHE = ("embedding", "reranker", "image", "text-to-speech", "speech-to-text")


def main():
    data = Path(sys.argv[1]).read_bytes()
    at = data.index(b'"parameters_raw"')
    text = data[data.rindex(b"[\n  {", 0, at) :][:20_000_000].decode("utf-8", "replace")
    table = {row["name"].lower(): row for row in json.JSONDecoder().raw_decode(text)[0]}
    catalog, found = Catalog(), {}
    for id, model in catalog.models.items():
        facts, keys = model["facts"], model.get("join", {}).get("huggingface", [])
        if catalog.value(facts, "kind") in NO_CACHE or catalog.value(facts, "open_weights") is not True:
            continue
        keys = [keys] if isinstance(keys, str) else keys
        names = [COPIES.get(id), catalog.value(facts, "weights_repo"), *keys]
        row = next((table[name.lower()] for name in names if name and name.lower() in table), None)
        if row and row["num_hidden_layers"]:
            found[id] = {"row": row["name"]} | ({"copy": True} if id in COPIES else {})
            found[id] |= {ours: row[theirs] for ours, theirs in FIELDS.items() if row.get(theirs) is not None}
    lines = [f"{json.dumps(id)}: {json.dumps(found[id])}" for id in sorted(found)]
    print("{\n" + ",\n".join(lines) + "\n}")


if __name__ == "__main__":
    main()
