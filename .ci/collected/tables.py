"""The sources of the collected models: what each is called in the catalog, what kind it is, and who copies whom."""

REVIEW = "review-2026-11-28"
MADE = "2026-11-28"
# One source for each table, whatever the collection calls it, so that the next import renews it.
TABLES = {
    "models.dev-2026-09": "models.dev",
    "models.dev-toml-2026-07": "models.dev",
    "epoch-2026-08": "epoch",
    "livebench-2026-08": "livebench",
    "llmstats-2025-10": "llmstats",
    "arena-2026-10": "arena",
    "aws-docs": "aws-docs-2026-11",
    "mistral-docs": "mistral-release-notes",
    "groq-docs": "groq-models",
}
# Kind of a source; everything else is a page, card or licence of the maker or of the provider itself.
KINDS = {
    "table": """litellm genai-prices llmfit models.dev models.dev-2026-11 models.dev-toml-2026-10 pi-ai openrouter-2026-11 openrouter-compare
        ollama-registry whatmodel arena epoch livebench llmstats bfcl-v4 ruler wmt25 hf-leaderboards ggml-llamavim""",
    "reseller": """vercel-models venice-docs runware-docs laozhang-docs apiyi-docs muapi-docs bifrost-docs inference-sh baidu-docs aws-docs-2026-11
        aliyun-docs""",
    "article": "apidog-blog release-notes-dive issues-zoo press-2026",
    "review": "curated company-seats",
}
KIND = {source: kind for kind, sources in KINDS.items() for source in sources.split()}
FAMILIES = {source: "models.dev" for source in ("pi-ai", "models.dev-2026-11", "models.dev-toml-2026-10")} | {
    "openrouter-2026-11": "openrouter",
    "openrouter-compare": "openrouter",
}
# Lists that can only leave a flag out: their no is a blank.
AFFIRMS = {
    "models.dev": ["model.structured_output"],
    "models.dev-2026-11": ["model.structured_output"],
    "models.dev-toml-2026-10": ["model.structured_output"],
    "pi-ai": ["model.structured_output"],
    "openrouter-2026-05": ["model.tool_calling", "model.structured_output"],
    "openrouter-2026-11": ["model.tool_calling", "model.structured_output"],
    "litellm": ["model.tool_calling", "model.structured_output", "model.reasoning"],
}
CREDITS = {
    "arena": "Arena, formerly LMArena (CC BY 4.0)",
    "epoch": "Epoch AI (CC BY 4.0)",
    "llmstats": "LLMStats (CC BY 4.0)",
}
# What a source is now that two copies of it were read; the same upload has one day in all collections.
WHAT = {
    "epoch": "Epoch AI Benchmarking Hub: CSVs of 2026-04-19, copy in github.com/madhu24raj/bayes-llm-saturation, and the archive of 2026-08-09 in "
    '"The Price of Intelligence" (Zenodo 10.5281/zenodo.22177190), in PyPI benchprobe 0.1.1',
    "curated": "this catalog's own reading of the other sources: names of models and developers",
}
DATES = {"litellm": "2026-11-20"}
# The day of each source, once the collection and the catalog were read.
AS_OF = {}
VERSIONS = {
    "litellm": "1.110.2",
    "models.dev": "opencode-linux-x64 1.18.34",
    "epoch": "archive of 2026-08-09",
    "llmstats": "commit 24a9ccf",
}


def table(said):
    """The id of a source in the catalog, and the date of what it says."""
    source = TABLES.get(said["source"], said["source"])
    date = said.get("as_of")
    return source, DATES.get(source, date) if date else None


def learn(collected, known):
    """Takes note of the newest day of every source."""
    AS_OF.update({id: said.get("as_of", "") for id, said in known.items()})
    for id, said in collected.items():
        source = TABLES.get(id, id)
        AS_OF[source] = max(AS_OF.get(source, ""), DATES.get(source, said["as_of"]))


def family(source):
    """The tables that copy one another are one witness."""
    return FAMILIES.get(source) or ("openrouter" if source.startswith("openrouter-2") else source)


def kind(source):
    """What kind of source it is: a page of the maker or the provider itself where nothing else is said."""
    return "review" if source == REVIEW else KIND.get(source, "table" if source.startswith("openrouter-2") else "maker")


def sources(out, collected):
    """Every source that is used, once, with its newest date."""
    found = {}
    for id, said in collected.items():
        source = TABLES.get(id, id)
        if source not in found or said["as_of"] > found[source]["as_of"]:
            found[source] = said
    found[REVIEW] = {"what": "Compiled here on 2026-11-28 from the statements of the named sources", "as_of": MADE, "terms": ""}
    found["company-seats"] = out.catalog.sources["company-seats"] | {"as_of": MADE, "terms": ""}
    for id, known in out.catalog.sources.items():
        if id in AFFIRMS and id not in found:
            found[id] = known | {"terms": ""}
            out.used.add(id)
    for id in sorted(found):
        said = found[id]
        if id not in out.used:
            out.leave("source", f"nothing is taken from it: {id}")
            continue
        known = out.catalog.sources.get(id, {})
        if known.get("as_of") == said["as_of"]:
            said = {"what": known["what"], "as_of": known["as_of"], "terms": known.get("licence", "")}
        terms = {"CC BY 4.0": "CC-BY-4.0", "own wording": ""}.get(said["terms"], said["terms"])
        more = {"licence": terms, "credit": CREDITS.get(id), "family": None if family(id) == id else family(id)}
        out.source(id, WHAT.get(id, said["what"]), DATES.get(id, said["as_of"]), kind=kind(id), affirms=AFFIRMS.get(id), version=VERSIONS.get(id), **more)
