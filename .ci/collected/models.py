#!/usr/bin/env python3
"""New models, corrections and measurements of 2026-11-28 as statements for `verdict catalog import`.

    python3 .ci/collected/models.py FOLDER > statements.jsonl

FOLDER holds `models.json`. New models are taken where their facts suffice for a verdict: a name, a context window, and a priced offer or
open weights of a known size. Models of another kind are taken with what is known.
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import corrections  # noqa: E402
import measured  # noqa: E402
import odd  # noqa: E402
import tables  # noqa: E402
from common import Catalog, Statements, identifier, read  # noqa: E402
from names import tuned_from  # noqa: E402
from tables import REVIEW, family, table  # noqa: E402

MADE = "2026-11-28"
KIND_OF_MODEL = {"code-completion": "completion", "image-generation": "image", "uncensored": "chat"}
TALKS = ("chat", "code-completion", "guard", "uncensored", "translation")
LICENCES = {"deepseek": "deepseek-license"}
RENAMED = {"retires": "ends"}
OF_OFFER = """kind provider region key listed_as variant context_window input_price output_price cache_read_price cache_write_price
    batch_input_price batch_output_price price_tiers price_source retires""".split()
OTHER_PRICES = ("price_per_second", "price_per_image", "price_per_output_second", "price_per_character", "price_per_query")
# Names and seats of providers that the catalog does not have yet.
PROVIDERS = {
    "ai21": ("AI21 Labs", "other", "Tel Aviv"),
    "deepgram": ("Deepgram", "us", "San Francisco"),
    "elevenlabs": ("ElevenLabs", "us", "New York"),
    "longcat": ("Meituan LongCat", "cn", "Meituan, Beijing"),
    "meta": ("Meta", "us", "Menlo Park"),
    "stepfun": ("StepFun", "cn", "Shanghai"),
    "tencent": ("Tencent Cloud", "cn", "Tencent, Shenzhen"),
    "thinkingmachines": ("Thinking Machines Lab", "us", "San Francisco"),
    "upstage": ("Upstage", "other", "Seoul"),
    "volcengine": ("Volcano Engine", "cn", "ByteDance, Beijing"),
    "xiaomi": ("Xiaomi", "cn", "Beijing"),
}
COUNTRIES = {
    "us": """allenai amazon anthropic arcee deepgram dphn elevenlabs google huggingfacetb distil-whisper ibm inception
        liquid llava meta microsoft intfloat nomic nousresearch nvidia openai perplexity poolside prism-ml reflection snowflake thinkingmachines
        vikhyatk xai""",
    "cn": "alibaba baai baidu bytedance deepseek inclusionai meituan minimax moonshotai openbmb opengvlab stepfun tencent xiaomi zhipuai",
    "de": "aleph-alpha black-forest-labs jinaai mixedbread",
    "fr": "mistral",
    "ca": "cohere",
    "il": "ai21",
    "kr": "lgai upstage",
    "in": "sarvam",
    "ch": "swiss-ai",
    "cz": "jetbrains",
    "pl": "speakleash",
    "ae": "tiiuae",
}
COUNTRY = {developer: country for country, all in COUNTRIES.items() for developer in all.split()}
ELSEWHERE = {"jetbrains": "Prague", "speakleash": "Poland"}
# Providers as models.dev calls them, where the catalog calls them otherwise.
LISTINGS = {"alibaba": "alibaba-dashscope", "zhipuai": "zai", "moonshotai": "moonshot", "google": "google-ai-studio", "llama": "meta"}


def main():
    folder = sys.argv[1]
    data, catalog = read(folder, "models.json"), Catalog()
    out = Statements(catalog)
    tables.learn(data["sources"], catalog.sources)
    new = [model for model in data["new_models"] if suffices(out, model)]
    known = set(catalog.models) | {model["id"] for model in new}
    for id in sorted(set(catalog.models) - {model["id"] for model in data["new_models"]}):
        kind(out, id, "chat")
    names = taken_names(catalog)
    for model in sorted(new, key=lambda m: m["id"]):
        take(out, model, known, names)
    for id in sorted({o["provider"] for m in new for o in m["offers"]} - set(catalog.providers)):
        provider(out, id)
    corrections.take(out, data["checks"], known)
    measured.take(out, data["measurements"], new)
    odd.take(out)
    tables.sources(out, data["sources"])
    out.write()


def suffices(out, model):
    """Whether the facts of a model are enough for a verdict, or it is of a kind that is only named."""
    facts = model["facts"]
    priced = any(offer.get("input_price") and offer.get("output_price") for offer in model["offers"])
    open_weights = any(s["value"] is True for s in facts.get("open_weights", [])) and "params_total" in facts
    if model["kind"] in TALKS and not ("context_window" in facts and (priced or open_weights)):
        out.leave("model", f"too little is known for a verdict: {model['id']}")
        return False
    return True


def taken_names(catalog):
    """Every name that a model of the catalog can be asked for by, and whose it is."""
    names = {}
    for id, model in catalog.models.items():
        names |= {name: id for name in (id, id.split("/")[1], *model.get("aliases", []))}
    return names


def kind(out, id, word):
    """What a model is made for."""
    note = "made to refuse nothing" if word == "uncensored" else None
    kind = KIND_OF_MODEL.get(word, word)
    if kind == "completion" and "instruct" in id:
        kind, note = "chat", "tuned to follow instructions"
    out.state(f"model:{id}", "kind", kind, "curated", as_of=MADE, note=note)


def take(out, model, known, names):
    """A new model with its offers."""
    id, facts = model["id"], model["facts"]
    subject = f"model:{id}"
    about(out, model, names)
    kind(out, id, model["kind"])
    developer = id.split("/")[0]
    if developer in COUNTRY:
        out.state(subject, "developer_country", COUNTRY[developer], "company-seats", as_of=MADE, note=ELSEWHERE.get(developer))
    window = max((s["value"] for s in facts.get("context_window", [])), default=0)
    for fact, statements in facts.items():
        for said in statements:
            source, as_of = table(said)
            value, note, doubtful = said["value"], said.get("note"), None
            if fact == "reasoning" and id.endswith("-2507"):
                value, source, as_of, note = False, "curated", MADE, "by name: the snapshot for instructions does not think"
            if fact == "name":
                value = value.replace("MiniMax-M", "MiniMax M")
            if fact == "languages":
                value, note = languages(out.catalog, value, note)
                if not value:
                    out.leave("model.languages", "a tag that names no language")
                    continue
            if fact == "licence":
                value, note = LICENCES.get(value, value), f'the source says "{value}"' if value in LICENCES else note
            if fact == "predecessor" and value == tuned_from(id, known):
                out.leave(f"model.{fact}", f"it was tuned from it, see names.py: {id}")
                continue
            if fact in ("predecessor", "successor") and value not in known:
                out.leave(f"model.{fact}", f"not in the catalog: {value}")
                continue
            if fact == "status" and "retires" in facts:
                value = "ended" if facts["retires"][0]["value"] <= MADE else value
            if fact == "input" and any(set(s["value"]) > set(value) and s["source"] != said["source"] for s in statements):
                out.leave("model.input", "another source lists more: this one knows text and image only")
                continue
            if fact == "released" and "repository" in (note or ""):
                out.leave("model.released", "the day of the repository is another fact")
                continue
            if fact in ("max_output", "max_input") and window:
                doubtful = too_long(fact, value, window, said, statements)
            if fact == "released" and "hf_created" in facts:
                doubtful = far_from(value, facts["hf_created"][0]["value"])
            out.state(subject, RENAMED.get(fact, fact), value, source, as_of=as_of, note=note, doubtful=doubtful)
            if fact == "params_total" and said is statements[0]:
                weights(out, subject, value, source, as_of)
    for offer in model["offers"]:
        take_offer(out, model, offer)


def too_long(fact, value, window, said, statements):
    """Why a limit that is as long as the whole window, or longer, does not decide."""
    if fact == "max_output":
        return corrections.NO_LIMIT if value >= window * 0.95 else None
    shorter = any(s["value"] < value for s in statements) and said["source"] == "litellm"
    return "above the window" if value > window * 1.05 else "the window, and no limit of the input" if shorter and value >= window * 0.95 else None


def far_from(released, uploaded):
    """Why a release is doubtful that is months from the day on which the repository of the weights was made."""
    apart = abs(odd.days(released) - odd.days(uploaded))
    return f"far from the day on which the repository was made, {uploaded}" if apart > 45 else None


def about(out, model, names):
    """The other names of a model, and the keys under which the tables list it."""
    id = model["id"]
    names |= {id: id} | ({id.split("/")[1]: id} if id.split("/")[1] not in names else {})
    aliases = []
    for alias in model["aliases"]:
        alias = alias.lower()
        if names.setdefault(alias, id) != id:
            out.leave("model.aliases", f"{alias} is {names[alias]}, not {id}")
        elif alias not in (id, id.split("/")[1], *aliases):
            aliases.append(alias)
    repository = [s["value"] for s in model["facts"].get("weights_repo", [])][:1]
    rows = [re.match(r"row (\S+?);?(?= |;|$)", s.get("note") or "") for all in model["facts"].values() for s in all if s["source"] == "litellm"]
    join = {
        "huggingface": repository[0] if repository else None,
        "litellm": next((row[1].rstrip(";") for row in rows if row), None),
        "openrouter": sorted({offer["key"] for offer in model["offers"] if offer["provider"] == "openrouter"}) or None,
    }
    out.put({"subject": f"model:{id}", "aliases": aliases, "join": {key: value for key, value in join.items() if value}}, "model")


def weights(out, subject, params, source, as_of):
    """The size of the weights, by arithmetic."""
    for fact, bytes, words in (("weights_gb_fp16", 2, "2 bytes"), ("weights_gb_q4", 0.5625, "4.5 bits")):
        size = round(params * bytes / 1e9, 1)
        if size:
            out.state(subject, fact, size, source, as_of=as_of, note=f"computed: params x {words}, weights only")


def languages(catalog, text, note):
    """The languages that a text of codes names, and in the note those that the catalog has no word for."""
    codes = [code.strip() for code in (text if isinstance(text, list) else text.split(","))]
    known = catalog.declared["model"]["languages"]["values"]
    others = [code for code in codes if code not in known and re.fullmatch(r"[a-z]{2,3}", code)]
    note = "; ".join(filter(None, [note, f"also {', '.join(others)}" if others else None])) or None
    return [code for code in known if code in codes], note


def take_offer(out, model, offer):
    """An offer of a new model."""
    id = identifier(offer["id"])
    # An offer is not called like its model.
    id = f"{offer['provider']}/own" if id == model["id"] else id
    subject = f"offer:{model['id']}#{id}"
    source, as_of = table(offer)
    prices = [f"{offer[p]:.8f}".rstrip("0") + f" {offer[f'{p}_unit']}" for p in OTHER_PRICES if offer.get(p)]
    notes = "; ".join(filter(None, [offer.get("note"), f"priced otherwise: {', '.join(prices)}" if prices else None])) or None
    tier = re.fullmatch(r"above (\d+) tokens of prompt: ([\d.]+) in, ([\d.]+) out", offer.get("price_tiers") or "")
    for fact in OF_OFFER:
        value = offer.get(fact)
        if value is None or fact == "listed_as" and value == offer["provider"]:
            continue
        if fact == "price_tiers" and tier:
            value = corrections.tiers(out, subject, tier[1], float(tier[2]), float(tier[3]), source, as_of)
        out.state(subject, RENAMED.get(fact, fact), value, source, as_of=as_of, note=notes if fact == "key" else None)
    witnesses(out, subject, model, offer, source)


def witnesses(out, subject, model, offer, source):
    """How many independent tables list an offer, as far as what they say of the model shows it; a provider's own list needs none."""
    if offer["source"] == "openrouter-2026-11":
        out.state(subject, "status", "listed", source, as_of=offer["as_of"], note="in the provider's own list")
        return
    families = {family(source): f"lists it: {source}"}
    for said in (s for all in model["facts"].values() for s in all):
        listing = re.match(r"(?:listing|list|profile) of (\S+)", said.get("note") or "")
        if listing and LISTINGS.get(listing[1], listing[1]) == offer["provider"] and offer["id"] == offer["provider"]:
            families.setdefault(family(table(said)[0]), f"lists it: {table(said)[0]}")
    out.state(subject, "witnesses", len(families), REVIEW, as_of=MADE, note="; ".join(families.values()))


def provider(out, id):
    """A provider that the catalog does not have yet."""
    name, jurisdiction, seat = PROVIDERS[id]
    out.put({"subject": f"entry:providers/{id}", "name": name}, "provider")
    out.state(f"entry:providers/{id}", "jurisdiction", jurisdiction, "company-seats", as_of=MADE, note=seat)


if __name__ == "__main__":
    main()
