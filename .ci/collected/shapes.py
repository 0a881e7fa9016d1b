#!/usr/bin/env python3
"""What running open models takes, as statements for `verdict catalog import`: layers, caches, precisions, sizes of files.

    python3 .ci/collected/shapes.py FOLDER > statements.jsonl

FOLDER holds `selfhost.json`, which speaks of 67 models. Of the others `geometry.json` beside this file has the fields of their
configurations; `attention.py` says which layers keep a cache, and `ALIKE` which models are one of the 67 by layers and heads.
"""

import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import attention  # noqa: E402
from common import Catalog, Statements, read  # noqa: E402
from tables import MADE, REVIEW  # noqa: E402

# The sources of `selfhost.json`, by the words it names them with; the first that occurs counts.
SOURCES = (
    ("architecture of c4ai-command-r", "command-r-architecture", "Layers and heads of Command R 08-2024: the architecture of c4ai-command-r with "
     "grouped queries, and what follows from its 32,296,476,672 parameters", MADE, "review", {}),
    ("config.json of a model tuned from it", "command-a-translate-config", "Configuration of a model tuned from Command A; the number of layers follows from "
     "its 111,057,580,032 parameters", "undated", "table", {"url": "https://huggingface.co/hammh0a/command-a-translate-FP8-Dynamic"}),
    ("llmfit 1.1.17", "llmfit", None, None, None, {}),
    ("ai-dynamo/aiconfigurator", "aiconfigurator", "ai-dynamo/aiconfigurator, commit 095f58a: configurations of models (copies of their config.json) and "
     "data of accelerators", "2026-08-21", "table", {"url": "https://github.com/ai-dynamo/aiconfigurator", "licence": "Apache-2.0"}),
    ("docs.sglang.io", "sglang-cookbook", "SGLang cookbook: Devstral 2 is offered in FP8 only", "undated", "article", {"url": "https://docs.sglang.io"}),
    ("vllm-project/recipes", "vllm-recipes", "vllm-project/recipes, commit 8959cf6: precisions and sizes of releases, memory that they need", "2026-08-21",
     "table", {"url": "https://github.com/vllm-project/recipes"}),
    ("OpenAI gpt-oss model card", "gpt-oss-card", "gpt-oss-120b and gpt-oss-20b model card", "2025-08-08", "maker", {"url": "https://arxiv.org/abs/2508.10925"}),
    ("XiongjieDai", "gpu-benchmarks-on-llm", "XiongjieDai/GPU-Benchmarks-on-LLM-Inference: sizes of files and speeds", "2024-05-12", "table",
     {"url": "https://github.com/XiongjieDai/GPU-Benchmarks-on-LLM-Inference"}),
    ("ggml-org/llama.cpp tools/quantize", "llamacpp-quantize", "ggml-org/llama.cpp, tools/quantize/README.md: sizes of files", "2026", "maker",
     {"url": "https://github.com/ggml-org/llama.cpp/blob/master/tools/quantize/README.md"}),
    ("llama.cpp quantize README of 2023", "llamacpp-quantize-2023", "ggml-org/llama.cpp, README of quantize of 2023: sizes of files", "2023", "maker",
     {"url": "https://github.com/ggml-org/llama.cpp"}),
    ("AlexsJones/llmfit issue 302", "llmfit-302", "AlexsJones/llmfit#302: size of a file of Qwen3 32B", "undated", "article",
     {"url": "https://github.com/AlexsJones/llmfit/issues/302"}),
    ("janhq/model-catalog", "jan-model-catalog", "janhq/model-catalog, model_catalog_v2.json, commit 5410b10: sizes of files", "2026-05-05", "table",
     {"url": "https://github.com/janhq/model-catalog"}),
    ("kyuz0/amd-strix-halo", "strix-halo-toolboxes", "kyuz0/amd-strix-halo-toolboxes, docs/results.json, commit d1a34be: sizes of files and speeds", "2026-08-19",
     "table", {"url": "https://github.com/kyuz0/amd-strix-halo-toolboxes"}),
    ("lemonade-sdk", "lemonade", "lemonade-sdk/lemonade, server_models.json, commit e385039: sizes of files", "2026-08-22", "table",
     {"url": "https://github.com/lemonade-sdk/lemonade"}),
    ("ollama.com/library", "ollama-gallery", "ollama.com/library as copied in D3rhami/ollama_gallery, data/tags.json: sizes in two digits, with the part for "
     "pictures where there is one", "2026-07-15", "table", {"url": "https://github.com/D3rhami/ollama_gallery"}),
)
CLASSES = ("transformers", "transformers 5.24.0 (PyPI): configuration classes of models, with their defaults", "2026-11")
# By layers and heads one of the 67, or of the helpers there: the rest of what is known of that one holds for it.
ALIKE = {
    "alibaba/qwen2.5-72b-instruct": "",
    "alibaba/qwen2.5-7b-instruct": "alibaba/qwen2.5-coder-7b-instruct deepseek/deepseek-r1-distill-qwen-7b",
    "alibaba/qwen2.5-coder-32b-instruct": "alibaba/qwen2.5-32b-instruct alibaba/qwq-32b-preview deepseek/deepseek-r1-distill-qwen-32b",
    "alibaba/qwen3-235b-a22b": "alibaba/qwen3-235b-a22b-2507 alibaba/qwen3-235b-a22b-thinking-2507 alibaba/qwen3-vl-235b-a22b-instruct",
    "alibaba/qwen3-30b-a3b": "alibaba/qwen3-30b-a3b-2507 alibaba/qwen3-30b-a3b-thinking-2507 alibaba/qwen3-coder-30b-a3b alibaba/qwen3-vl-30b-a3b-instruct",
    "alibaba/qwen3-8b": "deepseek/deepseek-r1-0528-qwen3-8b",
    "alibaba/qwen3.5-9b": "ornith/ornith-1.5-9b",
    "alibaba/qwen3.6-35b-a3b": "alibaba/qwen3.5-35b-a3b ornith/ornith-1.5-35b-a3b",
    "allenai/olmo-3-32b-think": "allenai/olmo-3.1-32b-instruct",
    "cohere/command-a-03-2025": "cohere/command-a-reasoning-08-2025 cohere/command-a-translate-08-2025 cohere/command-a-vision-07-2025",
    "cohere/command-r-08-2024": "cohere/aya-expanse-32b",
    "deepseek/deepseek-v3": "deepseek/deepseek-v3.1 deepseek/deepseek-r1-0528",
    "deepseek/deepseek-v3.2": "deepseek/deepseek-v3.2-exp",
    "google/gemma-3-4b-it": "google/medgemma-1.5-4b-it google/translategemma-4b-it",
    "google/gemma-3-27b-it": "google/translategemma-27b-it",
    "meta/llama-2-7b": "meta/codellama-7b",
    "meta/llama-3.1-8b": "deepseek/deepseek-r1-distill-llama-8b nousresearch/hermes-3-llama-3.1-8b meta/llama-guard-3-8b",
    "meta/llama-3.1-70b": "nousresearch/hermes-4-70b deepseek/deepseek-r1-distill-llama-70b",
    "microsoft/phi-4": "microsoft/phi-4-reasoning",
    "microsoft/phi-4-mini-instruct": "microsoft/phi-4-mini-reasoning",
    "minimax/minimax-m2.5": "minimax/minimax-m2 minimax/minimax-m2.1 minimax/minimax-m2.7",
    "mistral/mistral-small-2506": "mistral/mistral-small-2501 mistral/mistral-small-2503 mistral/devstral-small-2512 mistral/magistral-small-2509 "
    "dphn/dolphin-mistral-24b-venice",
    "moonshotai/kimi-k2-thinking": "moonshotai/kimi-k2-0905",
    "moonshotai/kimi-k2.6": "moonshotai/kimi-k2.5 moonshotai/kimi-k2.7-code",
    "nvidia/nemotron-3-nano-30b-a3b": "nvidia/nemotron-3.5-lightning-30b-a3b",
    "nvidia/nemotron-3-super-120b-a12b": "nvidia/nemotron-3.5-super-vl-120b-a12b",
    "openai/gpt-oss-120b": "openai/gpt-oss-safeguard-120b",
    "openai/gpt-oss-20b": "openai/gpt-oss-safeguard-20b",
    "zhipuai/glm-4.6": "zhipuai/glm-4.5",
    "zhipuai/glm-5": "zhipuai/glm-5.1",
    "other/qwen3-0.6b": "alibaba/qwen3-0.6b alibaba/qwen3guard-gen-0.6b",
    "other/qwen3-1.7b": "alibaba/qwen3-1.7b",
    "other/qwen3-4b": "alibaba/qwen3-4b alibaba/qwen3-4b-2507",
    "other/qwen3-14b": "alibaba/qwen3-14b",
    "other/qwen3.6-27b": "alibaba/qwen3.5-27b alibaba/qwen3.6-27b alibaba/qwen3.8-27b huihui-ai/qwen3.8-27b-abliterated "
    "obliteratus/qwen3.8-27b-obliterated prism-ml/ternary-bonsai-2-27b",
    "other/qwen3.5-122b-a10b": "alibaba/qwen3.5-122b-a10b",
    "other/qwen3-coder-480b-a35b": "alibaba/qwen3-coder-480b-a35b",
    "other/deepseek-r1-distill-qwen-14b": "deepseek/deepseek-r1-distill-qwen-14b alibaba/qwen2.5-14b-instruct alibaba/qwen2.5-coder-14b-instruct",
    "other/gemma-3-12b-it": "google/gemma-3-12b-it google/translategemma-12b-it",
}
BASE = {id: base for base, ids in ALIKE.items() for id in ids.split()}
# Fields that no table gives; layers and heads follow from the number of parameters, which they make up to the last digits.
FOLLOWS = "no table has it; layers and heads follow from the number of parameters"
HAND = {
    "cohere/command-r7b-12-2024": ("curated", FOLLOWS, "cohere2", 32, 32, 8, 128, 4096, 14336, 256000),
    "cohere/command-r-plus-08-2024": ("curated", FOLLOWS, "cohere", 64, 96, 8, 128, 12288, 33792, 256000),
    "google/codegemma-7b-it": ("curated", FOLLOWS, "gemma", 28, 16, 16, 256, 3072, 24576, 256000),
    "lgai/exaone-3.5-7.8b-instruct": ("curated", FOLLOWS, "exaone", 32, 32, 8, 128, 4096, 14336, 102400),
    "vikhyatk/moondream2": ("curated", "no table has it; layers and heads of Phi-1.5, which it was made from", "moondream1", 24, 32, 32, 64, 2048, None, None),
    "mistral/mistral-large-4": ("transformers", "defaults of its configuration class, which make up its number of parameters", "mistral_large4", 72, 64, 64, 64,
                                6144, 6144, 204800),
}
FIELDS = ("architecture", "layers", "heads", "kv_heads", "head_dim", "hidden", "inner", "vocabulary")
# Layers before the first that has experts, by the configurations and classes of these architectures.
DENSE_FIRST = {"deepseek_v2": 1, "deepseek_vl_v2": 1, "deepseek_v41": 0, "glm4_moe_lite": 1, "glm4v_moe": 1, "glm5_next": 3, "hy_v3": 1, "hy_v4": 1, "laguna": 1,
               "step3p7": 3, "afmoe": 2, "mimo_v2": 1, "lfm2_moe": 2, "sarvam_moe": 1, "sarvam_mla": 1, "inkling_mm_model": 2, "cohere2_moe": 1, "mistral_large4": 1}
# Repositories with one more layer of experts, for predicting several tokens, and with how many embeddings of its own.
AHEAD = {"glm4_moe_lite": 2, "hy_v3": 0}
UNGATED = ("starcoder2", "apertus", "apertus1p5")  # two matrices instead of three
# Dense models whose layers are not what the formula of `dense` takes them to be.
OTHERWISE = ("qwen3_5", "prism_hadamard_qwen35", "lfm2", "granitemoehybrid", "falcon_h1", "nemotron_h", "minicpmv4_6", "gemma3n", "gemma4", "muse_glimmer", "mllama",
             "ernie4_5_moe", "llama4", "smolvlm")
# Those whose experts are those of another, of which the maker says how many parameters a token uses.
SAME_EXPERTS = {"xiaomi/mimo-v2.6-flash": ("mimo-v2.5", 15e9), "alibaba/qwen3-next-80b-a3b-instruct": ("qwen3-coder-next", 3e9)}
# What the maker says a token uses, where embeddings of every layer are looked up and not read.
EFFECTIVE = {"google/gemma-3n-e2b-it": 2e9, "google/gemma-3n-e4b-it": 4e9, "google/gemma-4-e2b-it": 2.3e9, "google/gemma-4-e4b-it": 4.5e9}
# How releases are made that no source here speaks of and that are not at 16 bit.
PRECISIONS = {
    "alibaba/qwen3-coder-480b-a35b": ("16-bit", "bf16", "as Qwen3 235B; FP8 has a repository of its own"),
    "nvidia/nemotron-3-ultra-550b-a55b": ("16-bit", "bf16", "as the name of its repository says"),
    "stepfun/step-3.7-flash": ("16-bit", "bf16", "as its configuration in ai-dynamo/aiconfigurator; FP8 has one of its own"),
    "moonshotai/kimi-k2-0905": ("8-bit", "fp8", "as Kimi K2 before its releases in 4 bits"),
    "mistral/devstral-small-2512": ("8-bit", "fp8", "as Devstral 2 of the same day"),
    "mistral/ministral-3-3b-2512": ("8-bit", "fp8", "as Devstral 2 of the same month"),
    "mistral/ministral-3-8b-2512": ("8-bit", "fp8", "as Devstral 2 of the same month"),
    "mistral/ministral-3-14b-2512": ("8-bit", "fp8", "as Devstral 2 of the same month"),
    "deepseek/deepseek-v4.1-flash": ("4-bit", "fp4 experts + fp8", "as DeepSeek V4 Flash"),
    "xiaomi/mimo-v2.5": ("8-bit", "fp8", "as MiMo V2 Flash"),
    "xiaomi/mimo-v2.5-pro": ("8-bit", "fp8", "as MiMo V2 Flash"),
    "xiaomi/mimo-v2.6-flash": ("8-bit", "fp8", "as MiMo V2 Flash"),
    "xiaomi/mimo-v2.6-pro": ("8-bit", "fp8", "as MiMo V2 Flash"),
}
LIKE_MOST = "assumed: of the 49 models below 150 billion parameters for which it was read, all but gpt-oss and Mistral's since December 2025 are at 16 bit"
UNKNOWN_ABOVE = 150e9
NOT_AT_16 = ("prism-ml/ternary-bonsai-2-27b",)
# Sizes of files: of one form the first kind of file that is there.
FOUR = ("Q4_K_M", "UD-Q4_K_M", "MXFP4 GGUF", "INT4 (native)", "UD-Q4_K_XL", "Q4_K_M+vision", "Q4_1", "Q4_K_S", "Q4_0")
EIGHT = ("Q8_0", "UD-Q8_K_XL", "FP8")
OLLAMA = "Ollama "
MULTI_TOKEN = "without the layers for predicting several tokens, which the repository holds and serving does not need"
ROUNDED = "counted in the weights or a copy of them; the number of its name is rounded"
TWICE = "the head is the input embedding, which the repository holds twice"
REASONS = (("-vl-", None), ("-vision-", None), ("translategemma", TWICE), ("0.6b", TWICE), ("1.7b", TWICE), ("safeguard", "the same experts; the repository was counted as stored"))


def main():
    data, catalog = read(sys.argv[1], "selfhost.json"), Catalog()
    out = Statements(catalog)
    rows = json.loads((Path(__file__).parent / "geometry.json").read_text(encoding="utf-8"))
    for id, (_, _, *fields) in HAND.items():
        rows[id] = dict(zip(FIELDS, fields))
    rows["mistral/mistral-large-4"] |= {"experts": 128, "per_token": 4}
    models = data["models"] | helpers(data)
    for id in sorted(catalog.models):
        if id in data["models"]:
            known(out, id, models[id])
        elif id in rows or id in BASE:
            other(out, id, rows.get(id), models.get(BASE.get(id)))
    sources(out)
    out.write()


def helpers(data):
    """The models that only helped to fit, in the form of the others, as far as they go."""
    return {
        id: {
            "helper": True,
            "hugging_face": said["hugging_face"],
            "parameters_total_b": {"value": said["parameters_total_b"], "source": said["source"], "as_of": said["as_of"]},
            "parameters_read_per_token_b": {"value": said["parameters_read_per_token_b"]},
            "attention": {"source": said["source"], "as_of": said["as_of"]},
        }
        for id, said in data["about"]["helper_models"].items()
    }


def source(said):
    """The id of a source and what else its words say."""
    text = said["source"]
    id = next(id for words, id, *_ in SOURCES if words in text)
    bits = [re.search(pattern, text) for pattern in (r"\(((?:unsloth|NousResearch|mlx-community) copy)\)", r"\((Kimi-K2\.5)\)", r"\((StableBeluga2), same", r"(Llama 3 70B), same",
                                                     r"\(same geometry as (GLM-5\.2)\)")]
    words = [f"fields of the {bits[0][1]}" if bits[0] else ""] + [f"fields of {bit[1]}, which has the same layers and heads" for bit in bits[1:] if bit]
    classes = "transformers 5.24.0" in text and id != "transformers"
    return id, "; ".join(filter(None, words + (["with its class in transformers 5.24.0"] if classes else [])))


def join(*notes):
    return "; ".join(filter(None, notes)) or None


def billions(value):
    return round(value * 1e9)


def known(out, id, said):
    """One of the 67 models."""
    heads = said["attention"]
    origin, note = source(heads)
    state = lambda fact, value, *notes: value is not None and out.state(f"model:{id}", fact, value, origin, note=join(*notes, note))
    numbers(out, id, said, origin, note)
    layers(out, id, origin, note, heads["layers"], heads["attention_heads"], heads.get("head_dim"), heads.get("latent_values_per_token_and_layer"))
    state("attention_layers", heads["layers_with_growing_cache"], heads["kind"])
    state("state_layers", "fixed state" in heads["kind"])
    cache = said["kv_cache_16bit"]
    state("kv_cache_bytes_per_token", cache["bytes_per_token"], f"computed: {cache['formula']}")
    state("kv_state_bytes", cache["fixed_bytes_per_sequence"], held(heads, cache["fixed_bytes_per_sequence"]))
    precision(out, id, said, "")
    files(out, id, said, "")


def held(heads, bytes):
    window = heads.get("sliding_window")
    if window:
        return f"computed: {window['layers']} layers x {window['kv_heads']} heads x {window['head_dim']} x {window['window']} tokens, at 16 bit"
    return "computed: the states of the other layers" if bytes else "every layer grows"


def layers(out, id, origin, note, count, heads, size, latent=None):
    """Layers and heads."""
    state = lambda fact, value, *notes: value and out.state(f"model:{id}", fact, value, origin, note=join(*notes, note))
    halves = id.startswith("nvidia/nemotron-3")
    state("layers", count // 2 if halves else count, f"{count} blocks of one mixer each, which are half a layer" if halves else None)
    state("attention_heads", heads)
    if latent == 576:
        state("head_dim", 192, "of a query, over one latent vector: 128 and 64 for positions")
    elif latent:
        out.leave("model.head_dim", "attention over one latent vector")
    else:
        state("head_dim", size)


def before(facts, fact, out, origin, value):
    """What the catalog says without these statements."""
    ours = lambda s: s["source"] == REVIEW or (s["source"], s["value"]) == (origin, value) and "note" in s
    return next((s["value"] for s in out.catalog.statements(facts, fact) if not ours(s)), None)


def stated_by(now):
    """Why the maker's number of active parameters decides."""
    return "as the maker states it; " + ("the other is the rounded one of its name" if now % 1e9 == 0 else "llmfit's figure is its own estimate")


def numbers(out, id, said, origin, note, alike=""):
    """Parameters: those read for a token and those in experts; totals and active ones where the catalog lacks them or is wrong."""
    model = out.catalog.models[id]["facts"]
    subject = f"model:{id}"
    total = billions(said["parameters_total_b"]["value"])
    now = before(model, "params_total", out, origin, total)
    if now is None:
        out.state(subject, "params_total", total, origin, note=join(alike, note))
    elif abs(now - total) > 0.004 * total and not any(s.get("decides") and s["value"] != total for s in out.catalog.statements(model, "params_total")):
        if total < now or said.get("helper"):
            why = next((why for words, why in REASONS if words in id), MULTI_TOKEN)
            if why:
                out.state(subject, "params_total", total, REVIEW, "correction", as_of=MADE, decides=join(why, alike))
            else:
                out.leave("model.params_total", f"the rest is the part for pictures: {id}")
        elif now % 1e9 == 0:
            out.state(subject, "params_total", total, REVIEW, "correction", as_of=MADE, decides=join(ROUNDED, alike))
        else:
            out.leave("model.params_total", f"the catalog has less: {id}, {now} against {total}")
    active = said.get("parameters_active_b", {}).get("value")
    if active:
        now = before(model, "params_active", out, origin, billions(active))
        if now is None:
            out.state(subject, "params_active", billions(active), origin, note=join(alike, "as the maker states it", note))
        elif abs(now - active * 1e9) > 0.02 * now:
            out.state(subject, "params_active", billions(active), REVIEW, "correction", as_of=MADE, decides=join(stated_by(now), alike))
    value = said["parameters_read_per_token_b"].get("value")
    if value:
        words = "computed: without idle experts and without an input embedding that is not shared with the head"
        least = min(total, decided(out, id) or total)
        out.state(subject, "params_read", min(billions(value), least), origin, note=join(words, alike, note))
    experts = said.get("experts")
    if experts:
        out.state(subject, "params_routed", billions(experts["routed_parameters_b"]), origin, note=join(alike, note))
        out.state(subject, "experts", experts["experts"], origin, note=join(alike, note))
        out.state(subject, "experts_per_token", experts["per_token"], origin, note=join(alike, note))


def decided(out, id):
    """The parameters that decide in the end: a correction made here, else what the catalog has."""
    made = next((line["value"] for line in reversed(out.lines) if line["subject"] == f"model:{id}" and line.get("fact") == "params_total"), None)
    said = out.catalog.statements(out.catalog.models[id]["facts"], "params_total")
    return made or next((s["value"] for s in said if s.get("decides")), None) or next((s["value"] for s in said), None)


def precision(out, id, said, alike):
    """How the release is stored, and how large it is."""
    native, size = said.get("native_precision"), said.get("native_weights_gb")
    if not native:
        return
    words = native["value"]
    kind = "4-bit" if re.search("fp4|int4", words) else "8-bit" if "fp8" in words else "16-bit"
    origin, note = source(native)
    out.state(f"model:{id}", "native_precision", kind, origin, note=join(alike, note))
    out.state(f"model:{id}", "native_format", words, origin, note=join(alike, note))
    released = size["source"].startswith("released files")
    # Of a release at 4 bits people run the common file, which keeps less of it at 16 bits.
    common = next((file for file in said.get("released_files", []) if file["quantisation"] == "MXFP4 GGUF" and file["gb"] < size["value"]), None)
    if common:
        why = join("MXFP4 GGUF, the common file, which is what people run", alike)
        out.state(f"model:{id}", "weights_native_gb", common["gb"], REVIEW, "correction", as_of=MADE, decides=why)
    origin, note = source(size if released else native)
    out.state(f"model:{id}", "weights_native_gb", size["value"], origin, note=join("" if released else size["source"], alike, note))


def files(out, id, said, alike):
    """Sizes of common files: what a list of files gives in full digits first, then Ollama's."""
    found, estimates = said.get("released_files", []), said.get("estimated_weights_gb") or {}
    for fact, forms in (("weights_8bit_gb", EIGHT), ("weights_4bit_gb", FOUR)):
        exact, rough = first(found, forms), first(found, [OLLAMA + form for form in forms])
        both = [file for file in (exact, rough) if file]
        both.sort(key=lambda file: forms.index(file["quantisation"].removeprefix(OLLAMA)))
        for file in both:
            origin, note = source(file)
            form = file["quantisation"].removeprefix(OLLAMA)
            words = f"{form}, {file['bits_per_parameter']} bits a parameter" + (", in two digits" if file is rough else "")
            out.state(f"model:{id}", fact, file["gb"], origin, note=join(words, alike, note))
        # Ollama's size is rounded, and includes the part for pictures.
        if rough and not exact and forms[0] in estimates and sees(out, id):
            words = f"{forms[0]}, computed from bits a parameter of released files: Ollama's size includes the part for pictures"
            out.state(f"model:{id}", fact, estimates[forms[0]], REVIEW, "correction", as_of=MADE, decides=join(words, alike))
        if not both and forms[0] in estimates:
            words = f"{forms[0]}, computed from bits a parameter of released files"
            out.state(f"model:{id}", fact, estimates[forms[0]], REVIEW, as_of=MADE, note=join(words, alike))


def sees(out, id):
    """Whether a model takes pictures."""
    return "image" in (out.catalog.value(out.catalog.models[id]["facts"], "input") or [])


def first(found, forms):
    return next((file for form in forms for file in found if file["quantisation"] == form), None)


def other(out, id, row, base):
    """A model that `selfhost.json` does not have: by its fields, or as the one that it is alike."""
    origin, note = HAND[id][:2] if id in HAND else ("llmfit", f"fields of {row['row']}" if row and row.get("copy") else "")
    alike = f"as {BASE[id].split('/')[1]}, which has the same layers and heads" if base else ""
    cache = attention.cache(row) if row else None
    subject = f"model:{id}"
    if row:
        layers(out, id, origin, note, row["layers"], row.get("heads"), row["head_dim"], row["architecture"] in MLA)
        if cache:
            state = lambda fact, value, *notes: out.state(subject, fact, value, origin, note=join(*notes, note))
            state("attention_layers", cache.growing, cache.why)
            state("state_layers", cache.hybrid, cache.why if cache.hybrid else "")
            state("kv_cache_bytes_per_token", cache.per_token, f"computed: {cache.words}", cache.why)
            state("kv_state_bytes", cache.fixed, "computed: what the other layers keep" if cache.fixed else "every layer grows", cache.why if cache.fixed else "")
        else:
            out.leave("model.kv_cache_bytes_per_token", f"what grows is not known here: {id}, {row['architecture']}")
    elif not base.get("helper"):
        cloned(out, id, base, alike)
    if base:
        numbers(out, id, base, *((origin, note) if row and not id in HAND else source(base["attention"])), alike)
    if row and not (base and "experts" in base):
        computed(out, id, row, origin, note, base)
    native(out, id, row, base, alike)
    if base and close(out, id, base):
        files(out, id, base, alike)


MLA = ("deepseek_v2", "deepseek_v3", "deepseek_v32", "glm4_moe_lite", "glm5_next", "glm_moe_dsa", "hy_v4", "kimi_k2", "kimi_k25", "sarvam_mla", "mistral_large4")


def cloned(out, id, base, alike):
    """Layers and cache of the model that it is alike, where no table has its own."""
    heads, cache = base["attention"], base["kv_cache_16bit"]
    origin, note = source(heads)
    layers(out, id, origin, alike, heads["layers"], heads["attention_heads"], heads.get("head_dim"), heads.get("latent_values_per_token_and_layer"))
    state = lambda fact, value, *notes: out.state(f"model:{id}", fact, value, origin, note=join(*notes, alike))
    state("attention_layers", heads["layers_with_growing_cache"])
    state("state_layers", "fixed state" in heads["kind"])
    state("kv_cache_bytes_per_token", cache["bytes_per_token"], f"computed: {cache['formula']}")
    state("kv_state_bytes", cache["fixed_bytes_per_sequence"])


def total_of(out, id, base=None):
    """The parameters of a model, else those of the one that it is alike."""
    return decided(out, id) or (base and billions(base["parameters_total_b"]["value"]))


def close(out, id, base):
    """Whether two models have the same number of parameters, but for a hundredth."""
    total, there = total_of(out, id, base), billions(base["parameters_total_b"]["value"])
    return abs(total - there) <= 0.025 * there


def computed(out, id, row, origin, note, base):
    """Parameters in experts and those read for a token, from the fields."""
    subject, total = f"model:{id}", decided(out, id)
    if id == "mistral/mistral-large-4" or row.get("experts"):
        routed = experts_of(row)
        if id == "meta/llama-guard-4-12b" or routed is None or not (total or row.get("parameters")) or routed > (total or row["parameters"]):
            out.leave("model.params_routed", f"the fields do not make up its parameters: {id}")
            return
        if total is None or before(out.catalog.models[id]["facts"], "params_total", out, origin, row.get("parameters")) is None:
            total = row["parameters"]
            out.state(subject, "params_total", total, origin, note=note or "as stored")
        out.state(subject, "params_routed", routed, origin, note=join("computed: experts x 3 matrices x hidden size x size of an expert x layers that have them", note))
        out.state(subject, "experts", row["experts"], origin, note=note or None)
        out.state(subject, "experts_per_token", row["per_token"], origin, note=note or None)
        embedding = row["vocabulary"] * row["hidden"]
        ahead = row["experts"] * 3 * row["hidden"] * row["inner"] + AHEAD[row["architecture"]] * embedding if row["architecture"] in AHEAD else 0
        fields = total - ahead - routed - embedding + routed * row["per_token"] / row["experts"]
        stated = next((s["value"] for s in out.catalog.statements(out.catalog.models[id]["facts"], "params_active") if s.get("source") != REVIEW), None)
        plain = stated if stated and stated % 1e8 == 0 else None
        if id in SAME_EXPERTS:
            alike, plain = SAME_EXPERTS[id]
            why = f"as {alike}, which has the same layers and experts; llmfit's figure is its own estimate"
            out.state(subject, "params_active", plain, REVIEW, "correction", as_of=MADE, decides=why)
        if plain and plain < fields:
            words = "the active parameters that the maker states: the rest of the repository is not only what every token reads"
        else:
            words = "computed: all but the input embedding and idle experts" + (" and the layer for predicting several tokens" if ahead else "")
        read = round(min(fields, plain or fields), -6)
        if not base:
            out.state(subject, "params_read", read, origin, note=join(words, note))
        if stated is None:
            out.leave("model.params_active", f"no source states it: {id}")
        elif plain is None and stated > 1.15 * (fields + embedding):
            why = "the shared part and the chosen experts of the configuration; llmfit's figure is its own estimate"
            out.state(subject, "params_active", round(fields + embedding, -8), REVIEW, "correction", as_of=MADE, decides=why)
        return
    if base or row["architecture"] in OTHERWISE or not row.get("inner") or not row.get("heads"):
        if id in EFFECTIVE:
            words = "what the maker calls effective parameters: the embeddings of the layers are looked up and not read"
            out.state(subject, "params_read", EFFECTIVE[id], "google-gemma-docs" if "google-gemma-docs" in out.catalog.sources else "curated", note=words)
        return
    if total is None:
        out.state(subject, "params_total", row["parameters"], origin, note=note or None)
    elif row.get("copy") and row["parameters"] > 1.05 * total or id == "mistral/ministral-3-14b-2512":
        out.leave("model.params_total", f"the copy has more: {id}, {row['parameters']} against {total}")
    read = dense(row)
    if total and read > 1.005 * total and not id.startswith("mistral/ministral-3"):
        out.leave("model.params_read", f"the fields make up more than its parameters: {id}, {read} against {total}")
        return
    if id.startswith("mistral/ministral-3"):
        out.state(subject, "params_total", row["parameters"], REVIEW, "correction", as_of=MADE, decides=ROUNDED)
    elif total:
        read = min(read, total)
    out.state(subject, "params_read", read, origin, note=join("computed from the fields: the layers and the head", note))


def experts_of(row):
    """Parameters in experts."""
    if row["architecture"] == "nemotron_h":
        return None
    inner = row["inner"]
    return (row["layers"] - DENSE_FIRST.get(row["architecture"], 0)) * row["experts"] * 3 * row["hidden"] * inner


def dense(row):
    """What a token reads of a dense model: projections of attention, the matrices between, and the head."""
    head = row["head_dim"]
    one = 2 * row["hidden"] * head * (row["heads"] + row["kv_heads"]) + (2 if row["architecture"] in UNGATED else 3) * row["hidden"] * row["inner"]
    return row["layers"] * one + row["vocabulary"] * row["hidden"]


def native(out, id, row, base, alike):
    """How a release is stored: by hand, as the one that it is alike, or as most are."""
    subject = f"model:{id}"
    if id in PRECISIONS:
        kind, words, why = PRECISIONS[id]
        out.state(subject, "native_precision", kind, "curated", as_of=MADE, note=f"assumed: {why}")
        out.state(subject, "native_format", words, "curated", as_of=MADE, note=f"assumed: {why}")
    elif id in NOT_AT_16:
        out.leave("model.native_precision", f"below 4 bits: {id}")
    elif base and "native_precision" in base:
        if close(out, id, base):
            precision(out, id, base, alike)
    elif row and (total_of(out, id, base) or row.get("parameters") or 0) < UNKNOWN_ABOVE:
        out.state(subject, "native_precision", "16-bit", "curated", as_of=MADE, note=LIKE_MOST)
    else:
        out.leave("model.native_precision", f"not known: {id}")


def sources(out):
    """Every source that is used and that is this collection's to describe."""
    for _, id, what, as_of, kind, more in SOURCES:
        if what and id in out.used:
            out.source(id, what, as_of, kind=kind, **more)
    if CLASSES[0] in out.used:
        out.source(*CLASSES, kind="maker", url="https://pypi.org/project/transformers/5.24.0/", licence="Apache-2.0")


if __name__ == "__main__":
    main()
