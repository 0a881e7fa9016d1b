"""What a running text takes in memory, from the fields of a configuration: which layers keep a cache that grows, and what the others keep.

The rules are those of the configuration classes of transformers 5.24.0 and of the configurations in ai-dynamo/aiconfigurator; the note says
so. What is in neither is marked as assumed. They give what `selfhost.json` has for 41 of the 46 models that both know; the other five have
states, latent vectors or an index that the fields do not tell.
"""

CLASS = "layers by the configuration class in transformers 5.24.0"
CONFIG = "layers by the configuration in ai-dynamo/aiconfigurator"
ASSUMED = "assumed"


class Cache:
    """Of one sequence: bytes a token at 16 bit, fixed bytes, the layers that grow, and in words how it was computed."""

    def __init__(self, growing, per_token, fixed, words, why="", hybrid=False):
        self.growing, self.per_token, self.fixed = growing, round(per_token), round(fixed)
        self.words, self.why, self.hybrid = words, why, hybrid


def full(row, why="", layers=None):
    """Keys and values of every layer."""
    layers = layers or row["layers"]
    return Cache(layers, layers * pair(row), 0, f"2 x {layers} layers x {row['kv_heads']} heads x {row['head_dim']} x 2 bytes", why)


def pair(row, heads=None, size=None):
    """Bytes of key and value of a token in one layer at 16 bit."""
    return 4 * (heads or row["kv_heads"]) * (size or row["head_dim"])


def sliding(row, growing, window, why, heads=None, own=None):
    """Some layers grow, the others stop at a window; `own` layers have a cache of their own."""
    stop = (own or row["layers"]) - growing
    found = full(row, why, growing)
    found.fixed = stop * pair(row, heads) * window
    found.words += f"; {stop} more layers stop growing at {window} tokens"
    return found


def latent(row, values=576, index=0, layers=None, why=""):
    """One latent vector a token and layer, and the bytes of an index."""
    layers = layers or row["layers"]
    words = f"{layers} layers x {values} values x 2 bytes" + (f" + index {index} bytes" if index else "")
    return Cache(layers, layers * values * 2 + index, 0, words, why)


def states(row, growing, each, why, layers=None):
    """Some layers grow, `layers` others hold a fixed state of `each` bytes."""
    found = full(row, why, growing)
    found.fixed = (row["layers"] - growing if layers is None else layers) * each
    found.hybrid = True
    return found


DELTA = 32 * 128 * 128 * 4  # 32 heads of 128 x 128 at 32 bit


def gated(row):
    """Qwen3-Next and after: every fourth layer is attention, the others hold a state."""
    return states(row, row["layers"] // 4, DELTA, CLASS + ": every fourth layer attends, the state has its default of 32 heads")


def every(n, window, why=CLASS):
    return lambda row: sliding(row, row["layers"] // n, window, f"{why}: full attention on every {n}th layer")


def deepseek_v4(row):
    """Compressed keys: one of four tokens with an index on half of the layers, one of 128 on the others; two layers have the window only."""
    four = (row["layers"] - 1) // 2
    rest = row["layers"] - 2 - four if row["layers"] < 61 else row["layers"] - four
    per_token = 2 * (four * (512 + 128) / 4 + rest * 512 / 128)
    words = f"512 values x 2 bytes on {four} layers for one of 4 tokens with an index of 128 values, on {rest} for one of 128"
    return Cache(row["layers"], per_token, row["layers"] * 512 * 2 * 128, words, f"{ASSUMED}: compressed as DeepSeek V4 is")


def mimo(row):
    """Keys of 192 and values of 128; the first and every sixth layer are full, the others have a window of 128 and eight heads."""
    growing = 1 + row["layers"] // 6
    one = 2 * (192 + 128)
    words = f"{growing} layers x {row['kv_heads']} heads x (192 + 128) x 2 bytes; {row['layers'] - growing} more layers stop growing at 128 tokens"
    return Cache(growing, growing * row["kv_heads"] * one, (row["layers"] - growing) * 8 * one * 128, words, CLASS)


def gemma3n(row):
    own = 20  # the layers after these use the cache of earlier ones
    return sliding(row, own // 5, 512, CLASS + ": full attention on every 5th layer, 20 layers have a cache of their own", own=own)


def gemma4_edge(row):
    own, n = (15, 5) if row["layers"] == 35 else (24, 6)
    growing = own // n
    found = sliding(row, growing, 512, f"{ASSUMED}: full attention on every {n}th layer with heads of 512, {own} layers have a cache of their own", own=own)
    found.per_token = growing * pair(row, size=512)
    found.words = found.words.replace(f"x {row['head_dim']} x", "x 512 x", 1)
    return found


def gemma4(row):
    """Every sixth layer is full, with fewer heads of 512."""
    heads = {60: 4}.get(row["layers"], 2)
    found = sliding(row, row["layers"] // 6, 1024, f"{CLASS}: every 6th layer is full, taken to have {heads} heads of 512", row["kv_heads"])
    found.per_token = found.growing * pair(row, heads, 512)
    found.words = f"2 x {found.growing} layers x {heads} heads x 512 x 2 bytes; {row['layers'] - found.growing} more layers stop growing at 1024 tokens"
    return found


def nemotron_h(row):
    """Mamba-2, attention and the rest, as the makers' cards count them."""
    attention, mamba, each = {42: (4, 21, 96 * 80 * 128 * 4), 56: (4, 27, 128 * 80 * 128 * 4), 52: (6, 23, 64 * 64 * 128 * 4),
                              88: (8, 40, 128 * 64 * 128 * 4), 108: (12, 48, 256 * 64 * 128 * 4)}[row["layers"]]
    why = f"{ASSUMED}: {attention} attention and {mamba} Mamba-2 layers" + (", the shares of Nemotron 3 Super" if row["layers"] == 108 else ", as the card counts them")
    return states(row, attention, each, why, mamba)


def lfm2(row):
    attention = {16: 6, 24: 6, 30: 8, 40: 10}[row["layers"]]
    why = f"{ASSUMED}: {attention} of {row['layers']} layers attend, as the card counts them; the others are short convolutions"
    return states(row, attention, 3 * row["hidden"] * 2, why)


def granite_hybrid(row):
    if row["layers"] != 40:
        return full(row, CLASS)
    return states(row, 4, 64 * 64 * 128 * 4, f"{ASSUMED}: 4 of 40 layers attend, as the card counts them")


def falcon_h1(row):
    return states(row, row["layers"], 3072 * 256 * 4, f"{ASSUMED}: attention and Mamba-2 side by side in every layer", row["layers"])


def inkling(row):
    growing = -(-row["layers"] // 6)
    return sliding(row, growing, 512, f"{CLASS}: full attention on every 6th layer, 16 heads in the others", 16)


def glm5_next(row):
    growing = row["layers"] // 4
    found = latent(row, 512, growing * 16, growing, CLASS + ": every 4th layer attends, with an index of one of 16 tokens")
    found.fixed, found.hybrid = (row["layers"] - growing) * 64 * 128 * 128 * 4, True
    return found


def shared_index(row):
    """A latent vector on every layer, and an index on every fourth."""
    return latent(row, 576, (1 + -(-(row["layers"] - 1) // 4)) * 256, why=CLASS + ": an index of 128 values on every 4th layer")


def mllama(row):
    return full(row, CLASS + ": every 5th layer looks at the picture, whose cache is fixed", row["layers"] - row["layers"] // 5)


RULES = {
    "afmoe": every(4, 2048, "assumed, with a window of 2,048, by the configuration class in transformers 5.24.0"),
    "cohere2": every(4, 4096),
    "cohere2_moe": every(4, 4096),
    "cohere2_vision": every(4, 4096),
    "deepseek_v2": latent,
    "deepseek_v3": latent,
    "deepseek_v32": lambda row: latent(row, index=row["layers"] * 256),
    "deepseek_v4": deepseek_v4,
    "deepseek_v41": deepseek_v4,
    "exaone4": lambda row: full(row) if row["layers"] == 30 else every(4, 4096)(row),
    "exaone4_5": every(4, 4096),
    "falcon_h1": falcon_h1,
    "gemma2": every(2, 4096),
    "gemma3": every(6, 1024),
    "gemma3_text": every(6, 512),
    "gemma3n": gemma3n,
    "gemma4": lambda row: gemma4_edge(row) if row["layers"] in (35, 42) else gemma4(row),
    "gemma4_unified": gemma4,
    "glm4_moe_lite": lambda row: latent(row, why=CONFIG),
    "glm5_next": glm5_next,
    "glm_moe_dsa": lambda row: latent(row, index=row["layers"] * 256) if row["head_dim"] == 64 else shared_index(row),
    "gpt_oss": every(2, 128),
    "granitemoehybrid": granite_hybrid,
    "hy_v4": shared_index,
    "inkling_mm_model": inkling,
    "kimi_k2": latent,
    "kimi_k25": latent,
    "kolibri1": every(5, 513),
    "laguna": every(4, 512, CONFIG),
    "lfm2": lfm2,
    "lfm2_moe": lfm2,
    "llama4": every(4, 8192),
    "mellum": lambda row: full(row, "an upper bound: some layers may stop at a window of 1,024"),
    "mimo_v2": mimo,
    "minicpmv4_6": gated,
    "mistral_large4": lambda row: latent(row, index=row["layers"] * 256, why="an upper bound: layers may share a cache"),
    "mllama": mllama,
    "muse_glimmer": every(4, 2048),
    "nemotron_h": nemotron_h,
    "olmo3": every(4, 4096),
    "phi3": full,
    "prism_hadamard_qwen35": gated,
    "qwen3_5": gated,
    "qwen3_5_moe": gated,
    "qwen3_5_moe_text": gated,
    "qwen3_next": gated,
    "qwen4_exp": gated,
    "sarvam_mla": latent,
    "starcoder2": lambda row: full(row, "an upper bound: the configuration limits attention to 4,096 tokens, which not every engine does"),
    "step3p7": lambda row: sliding(row | {"kv_heads": 8}, 12, 512, CONFIG + ": 8 heads, full attention on every 4th layer"),
}
# Every layer keeps keys and values of every token.
PLAIN = """apertus apertus1p5 cohere deepseek_vl_v2 ernie4_5_moe exaone gemma glm4_moe glm4v glm4v_moe glm_ocr granite hy_v3 llama llava minicpmv
    minimax_m2 mistral mistral3 mixtral molmo2 moondream1 phi3_v phi4mm qwen2 qwen2_5_vl qwen3 qwen3_moe qwen3_vl qwen3_vl_moe sarvam_moe seed_oss
    smollm3 smolvlm""".split()


def cache(row):
    """The cache of a model, or nothing where its architecture is not known here or its row gives attention heads for those of keys."""
    if row["architecture"] in PLAIN:
        return full(row)
    rule = RULES.get(row["architecture"])
    return rule(row) if rule else None
