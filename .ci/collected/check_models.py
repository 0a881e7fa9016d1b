#!/usr/bin/env python3
"""Whether the corrections of `models.md` decide in the catalog: python3 .ci/collected/check_models.py [PROGRAM]

PROGRAM is `verdict` by default; the catalog is that of this repository. Prints what does not hold, and exits 1 then.
"""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

CATALOG = Path(__file__).resolve().parents[2] / "catalog"
WITH_IMAGES = {"text", "image", "video"}
# Model, fact and the value that decides.
MODELS = (
    ("minimax/minimax-m3", "context_window", 1000000),
    ("minimax/minimax-m3", "max_output", 512000),
    ("google/gemini-4-argon", "max_output", 65536),
    ("alibaba/qwen3.5-9b", "input", WITH_IMAGES),
    ("alibaba/qwen3.5-9b", "vision", True),
    ("alibaba/qwen3.5-397b-a17b", "input", WITH_IMAGES),
    ("alibaba/qwen3.6-35b-a3b", "input", WITH_IMAGES),
    ("cohere/command-a-plus-05-2026", "context_window", 192000),
    ("cohere/command-a-plus-05-2026", "params_total", 218000000000),
    ("cohere/command-a-plus-05-2026", "params_active", 25000000000),
    ("cohere/command-a-plus-05-2026", "licence", "apache-2.0"),
    ("cohere/command-a-plus-05-2026", "languages_count", 48),
    ("meta/llama-4-scout", "context_window", 10000000),
    ("meta/llama-3.2-1b", "context_window", 131072),
    ("meta/llama-3.2-1b", "tool_calling", True),
    ("meta/llama-3.2-3b", "tool_calling", True),
    ("alibaba/qwq-32b", "context_window", 131072),
    ("alibaba/qwen3-8b", "context_window", 40960),
    ("alibaba/qwen3-32b", "context_window", 40960),
    ("alibaba/qwen3-235b-a22b", "context_window", 40960),
    ("alibaba/qwen3-235b-a22b-2507", "context_window", 262144),
    ("alibaba/qwen2.5-72b-instruct", "context_window", 32768),
    ("deepseek/deepseek-v3.2", "context_window", 163840),
    ("deepseek/deepseek-v3.2", "released", "2025-12-01"),
    ("deepseek/deepseek-v3.2-exp", "released", "2025-09-29"),
    ("mistral/mistral-large-2512", "released", "2025-12-02"),
    ("anthropic/claude-3-haiku", "max_output", 4096),
    ("anthropic/claude-sonnet-4-6", "max_output", 128000),
    ("amazon/nova-lite", "max_output", 10000),
    ("amazon/nova-micro", "max_output", 10000),
    ("amazon/nova-pro", "input", {"text", "image", "video", "pdf"}),
    ("deepseek/deepseek-v3", "max_output", 8192),
    ("google/gemini-3.8-flash", "context_window", 1048576),
    ("mistral/mistral-small-2603", "context_window", 262144),
    ("minimax/minimax-m2.5", "max_input", 204800),
    ("mistral/mistral-small-2506", "ends", "2026-07-31"),
    ("mistral/devstral-2512", "licence", "modified-mit"),
    ("mistral/mistral-medium-2604", "licence", "modified-mit"),
    ("mistral/mistral-large-4", "open_weights", True),
    ("mistral/mistral-large-4", "max_output", 262144),
    ("moonshotai/kimi-k3", "params_active", 104000000000),
    ("openai/gpt-3.5-turbo", "tool_calling", True),
    ("openai/o3-mini", "released", "2025-01-31"),
    ("zhipuai/glm-4.5-air", "structured_output", True),
    ("alibaba/qwen3-max", "structured_output", True),
    ("anthropic/claude-haiku-5-5", "released", "2026-10-07"),
    ("openai/gpt-6.1-terra", "knowledge_cutoff", "2026-06-01"),
    ("google/gemini-4-argon", "lmarena_text", 1523.9),
    ("anthropic/claude-opus-5-5", "lmarena_text", 1508.8),
)  # fmt: skip
# Offer, fact and the value that decides.
OFFERS = (
    ("anthropic/claude-haiku-5-5#anthropic", "long_prompt_tokens", 100000),
    ("anthropic/claude-haiku-5-5#anthropic", "long_input_price", 0.5),
    ("openai/gpt-6-sol#openai", "long_output_price", 15.0),
    ("google/gemini-4-argon#google-ai-studio", "input_price", 2.0),
    ("google/gemini-4-argon#google-ai-studio", "output_price", 10.0),
)  # fmt: skip
# No limit of its own is known: nothing decides.
UNKNOWN = (
    ("meta/llama-3.1-70b", "max_output"),
    ("moonshotai/kimi-k2.6", "max_output"),
    ("xai/grok-4.5", "max_output"),
)  # fmt: skip
# Names that name another model now.
NAMES = {
    "deepseek-v3.2-exp": "deepseek/deepseek-v3.2-exp",
    "qwq-32b-preview": "alibaba/qwq-32b-preview",
    "qwen3-235b-a22b-instruct-2507": "alibaba/qwen3-235b-a22b-2507",
    "qwen3-30b-a3b-instruct-2507": "alibaba/qwen3-30b-a3b-2507",
    "glm-5-turbo": "zhipuai/glm-5-turbo",
    "minimax-m2": "minimax/minimax-m2",
    "deepseek-flash": "deepseek/deepseek-v4.1-flash",
}


@cache
def shown(name):
    """What the program shows of a model."""
    program = sys.argv[1] if len(sys.argv) > 1 else "verdict"
    out = subprocess.run([program, "catalog", "show", name, "--format", "json", "--catalog", CATALOG], capture_output=True, text=True, check=True)
    return json.loads(out.stdout)


def decides(facts, root, fact):
    """The value that decides of a fact, or nothing."""
    said = next((f["statements"] for f in facts if f["fact"] == f"{root}.{fact}"), [])
    first = said[0] if said else {}
    held = not first or first.get("unable") or first.get("doubtful")
    return None if held else first["value"]


def same(found, wanted):
    return set(found or ()) == wanted if isinstance(wanted, set) else found == wanted


def main():
    wrong = []
    for id, fact, wanted in MODELS + tuple((*one, None) for one in UNKNOWN):
        found = decides(shown(id)["facts"], "model", fact)
        if not same(found, wanted):
            wrong.append(f"{id} {fact}: {found}, and not {wanted}")
    for name, fact, wanted in OFFERS:
        id, offer = name.split("#")
        facts = next((o["facts"] for o in shown(id)["offers"] if o["id"] == offer), [])
        found = decides(facts, "offer", fact)
        if not same(found, wanted):
            wrong.append(f"{name} {fact}: {found}, and not {wanted}")
    for name, id in NAMES.items():
        if shown(name)["id"] != id:
            wrong.append(f"{name}: {shown(name)['id']}, and not {id}")
    print("\n".join(wrong) or f"models: {len(MODELS) + len(UNKNOWN) + len(OFFERS) + len(NAMES)} corrections hold")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
