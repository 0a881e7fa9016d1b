"""What each benchmark of the collected measurements is, and under which fact its results stand.

Run without arguments it prints the generated section of `catalog/facts.toml`; with a name it prints that fact alone.
"""

import json
import re
import sys

# Benchmarks that the catalog has under another name.
SAME = {
    "arena_overall": "lmarena_text",
    "livebench_2026_01_overall": "livebench_2026_01",
    "livebench_2026_06_overall": "livebench_2026_06",
    "swe_atlas_codebase_qna": "swe_atlas_qna",
    "frontiercode_1_1_main": "frontiercode_main_1_1",
    "humanity_s_last_exam_with_tools": "humanitys_last_exam_with_tools",
}
# Figures of an offer rather than of a model: the fact of the offer.
OF_OFFER = {
    "output_speed": "output_speed",
    "openrouter_throughput_p50": "output_speed",
    "openrouter_latency_p50": "first_token_latency",
}
BOARDS = {
    "agent": None,
    "business": ("business", "on business and finance"),
    "chinese": ("Chinese", "in Chinese"),
    "coding": ("coding", "on code"),
    "creative_writing": ("creative writing", "on stories, poems and other invented text"),
    "document": ("documents", "on questions about documents"),
    "expert": ("expert questions", "on questions that need an expert"),
    "french": ("French", "in French"),
    "german": ("German", "in German"),
    "hard_prompts": ("hard prompts", "on hard requests"),
    "instruction_following": ("instructions", "on requests with detailed instructions"),
    "japanese": ("Japanese", "in Japanese"),
    "korean": ("Korean", "in Korean"),
    "legal": ("law", "on law and government"),
    "longer_query": ("long prompts", "with long prompts"),
    "math": ("mathematics", "on mathematics"),
    "media": ("media", "on entertainment, sports and media"),
    "medicine": ("medicine", "on medicine and health"),
    "multi_turn": ("long conversations", "of many turns"),
    "russian": ("Russian", "in Russian"),
    "science": ("science", "on science"),
    "software": ("software", "on software and IT"),
    "spanish": ("Spanish", "in Spanish"),
    "vision": ("vision", "on questions about images"),
    "webdev": ("web development", "on websites and apps that the models build"),
    "writing": ("writing", "on writing and literature"),
}
CATEGORIES = {
    "agentic_coding": "issues of repositories resolved by acting in a terminal",
    "coding": "programming tasks",
    "data_analysis": "tasks with tables",
    "instruction_following": "texts written to instructions",
    "language": "word puzzles, typos and plots",
    "mathematics": "competition and other mathematics",
    "reasoning": "logic puzzles",
}
LANGUAGES = {
    "ar": "Arabic", "bn": "Bengali", "bho": "Bhojpuri", "cs": "Czech", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "et": "Estonian", "fa": "Persian", "fr": "French", "hi": "Hindi", "id": "Indonesian", "is": "Icelandic", "it": "Italian",
    "ja": "Japanese", "kn": "Kannada", "ko": "Korean", "lt": "Lithuanian", "mas": "Maasai", "mr": "Marathi", "pt-BR": "Portuguese (Brazil)",
    "ro": "Romanian", "ru": "Russian", "sr_Cyrl": "Serbian (Cyrillic)", "sr_Latn": "Serbian (Latin)", "sv": "Swedish", "sw": "Swahili",
    "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "yo": "Yoruba", "zh": "Chinese",
}  # fmt: skip
# Label, unit and what the number says. `%` is percent, `-` no unit.
FACTS = {
    "agents_last_exam": ("Agents' Last Exam", "%", "Hard tasks for agents done at the first try"),
    "aime_2025": ("AIME 2025", "%", "Problems of the American mathematics competition of 2025 answered correctly"),
    "aime_2026": ("AIME 2026", "%", "Problems of the American mathematics competition of 2026 answered correctly"),
    "arc_agi_1": ("ARC-AGI-1", "%", "Abstract visual puzzles of the first set solved"),
    "arc_agi_3": ("ARC-AGI-3", "%", "Unknown small games learned by playing, with few actions compared to people"),
    "arena_agent": ("Arena, agents", "-", "Net improvement that people saw in the work of agents with this model, October 2026; below zero is worse than the average"),
    "automationbench": ("AutomationBench", "%", "Office workflows over several applications done"),
    "bfcl_v3": ("BFCL V3", "%", "Function calls right by version 3 of the Berkeley leaderboard; versions are not comparable"),
    "bfcl_v4": ("BFCL V4", "%", "Function calls right by version 4 of the Berkeley leaderboard, all categories; versions are not comparable"),
    "bfcl_v4_irrelevance": ("BFCL V4, irrelevance", "%", "Requests that no offered function fits, in which the model calls none"),
    "bfcl_v4_latency_mean": ("BFCL V4, latency", "seconds", "Mean time of a call in the runs of the Berkeley leaderboard, over an API or on GPUs of its own; the two are not comparable; lower is better"),
    "bfcl_v4_live": ("BFCL V4, live", "%", "Function calls that users contributed made right"),
    "bfcl_v4_multi_turn": ("BFCL V4, multi-turn", "%", "Function calls right over conversations of several turns"),
    "bfcl_v4_single_turn": ("BFCL V4, single turn", "%", "Function calls right in one turn"),
    "browsecomp": ("BrowseComp", "%", "Facts that are hard to find on the web found"),
    "chartqa": ("ChartQA", "%", "Questions about charts answered correctly"),
    "charxiv": ("CharXiv", "%", "Questions about charts of scientific papers answered correctly, part not stated"),
    "charxiv_reasoning": ("CharXiv, reasoning", "%", "Questions about charts of scientific papers that need reasoning answered correctly"),
    "collie": ("COLLIE", "%", "Texts written under constraints on words and sentences"),
    "creative_writing_v3": ("Creative Writing v3", "%", "Short fiction as a model judges it"),
    "critpt": ("CritPt", "%", "Unpublished research problems of physics solved"),
    "cursorbench_4_0": ("CursorBench 4.0", "%", "Tasks from the editor Cursor done"),
    "deepsearchqa": ("DeepSearchQA", "%", "Questions answered by long searches on the web, F1 score"),
    "deepswe": ("DeepSWE", "%", "Long tasks in real repositories done"),
    "deepswe_1_1": ("DeepSWE 1.1", "%", "Long tasks in real repositories done, version 1.1; versions are not comparable"),
    "docvqa": ("DocVQA", "%", "Questions about scanned documents answered correctly"),
    "eclektic": ("ECLeKTic", "%", "Knowledge that stands in one language recalled in another"),
    "eebench": ("EEBench", "%", "Tasks of electrical engineering done"),
    "facts_grounding": ("FACTS Grounding", "%", "Long answers that keep to the document they were given"),
    "fleurs": ("FLEURS", "%", "Words that were transcribed wrong; lower is better"),
    "frontier_bench": ("Frontier-Bench", "%", "Hard tasks of software engineering, mean reward"),
    "frontiercode_main_1_1": ("FrontierCode 1.1, main", "%", "Hard programming tasks solved, main set of version 1.1"),
    "frontiermath": ("FrontierMath", "%", "Problems of research mathematics solved"),
    "frontierswe": ("FrontierSWE", "%", "Large tasks of software engineering, share of comparisons won"),
    "gdp_pdf": ("GDP.pdf", "%", "Questions about long business documents answered correctly"),
    "global_mmlu": ("Global-MMLU", "%", "MMLU questions in many languages answered correctly"),
    "global_mmlu_lite": ("Global-MMLU-Lite", "%", "MMLU questions in many languages answered correctly, the smaller set"),
    "graphwalks_bfs_256k": ("Graphwalks, 256K", "%", "Walks through a graph that fills 256K tokens of prompt"),
    "graphwalks_bfs_under_128k": ("Graphwalks, below 128K", "%", "Walks through a graph in a prompt below 128K tokens"),
    "harvey_legal_agent_benchmark": ("Harvey legal agents", "%", "Tasks of lawyers done by an agent"),
    "healthbench_professional": ("HealthBench Professional", "%", "Answers to physicians' questions by the criteria of physicians"),
    "hle_verified": ("Humanity's Last Exam, verified", "%", "Expert questions answered correctly, the part that was checked again"),
    "humaneval_infilling_single_line": ("HumanEval infilling", "%", "Single lines of programs filled in so that the tests pass"),
    "humanitys_last_exam_with_tools": ("Humanity's Last Exam, with tools", "%", "Expert questions answered correctly with search and code"),
    "imoanswerbench": ("IMO-AnswerBench", "%", "Problems of the mathematical olympiad with a short answer solved"),
    "include": ("INCLUDE", "%", "Exam questions from many countries in their own languages answered correctly"),
    "infovqa": ("InfoVQA", "%", "Questions about infographics answered correctly"),
    "math_level_5": ("MATH level 5", "%", "Competition mathematics of the hardest level solved"),
    "mathvista": ("MathVista", "%", "Mathematics in pictures solved"),
    "mcp_atlas": ("MCP Atlas", "%", "Tasks done with tools of real servers"),
    "mmlu_prox": ("MMLU-ProX", "%", "MMLU-Pro questions in many languages answered correctly"),
    "mmmlu": ("MMMLU", "%", "MMLU questions in 14 languages other than English answered correctly"),
    "mmmu_pro": ("MMMU-Pro", "%", "Harder questions with images answered correctly"),
    "mrcr": ("MRCR", "%", "Repeated requests in a long conversation told apart"),
    "mteb_english_v2": ("MTEB, English", "-", "Embedding tasks in English, mean of at most 100 points"),
    "mteb_multilingual": ("MTEB, multilingual", "-", "Embedding tasks in many languages, mean of at most 100 points"),
    "multi_if": ("Multi-IF", "%", "Instructions followed over several turns and languages"),
    "multichallenge": ("MultiChallenge", "%", "Conversations of many turns answered as they ask"),
    "nl2repo": ("NL2Repo", "%", "Whole repositories written from a description"),
    "ocrbench": ("OCRBench", "%", "Text in images read"),
    "officeqa_pro_v2": ("OfficeQA Pro v2", "%", "Questions about office documents answered correctly"),
    "openai_mrcr_2_needle_128k": ("OpenAI MRCR, 2 needles, 128K", "%", "One of 2 equal requests found in a conversation of 128K tokens"),
    "openai_mrcr_2_needle_1m": ("OpenAI MRCR, 2 needles, 1M", "%", "One of 2 equal requests found in a conversation of a million tokens"),
    "openai_mrcr_v2_8_needle_512k_1m": ("OpenAI MRCR v2, 8 needles, 512K to 1M", "%", "One of 8 equal requests found in a conversation of 512K to a million tokens"),
    "osworld": ("OSWorld", "%", "Tasks done by mouse and keyboard on a desktop"),
    "osworld_2_0": ("OSWorld 2.0", "%", "Tasks done by mouse and keyboard on a desktop, version 2.0; versions are not comparable"),
    "otis_mock_aime_2024_2025": ("OTIS Mock AIME", "%", "Problems of mock mathematics competitions of 2024 and 2025 answered correctly"),
    "polymath": ("PolyMath", "%", "Mathematics in 18 languages solved"),
    "repobench_1_1_java": ("RepoBench 1.1, Java", "%", "Next lines of Java completed with the repository in view"),
    "repobench_1_1_python": ("RepoBench 1.1, Python", "%", "Next lines of Python completed with the repository in view"),
    "ruler_128k": ("RULER, 128K", "%", "Tasks of finding and following in prompts of 128K tokens"),
    "ruler_32k": ("RULER, 32K", "%", "Tasks of finding and following in prompts of 32K tokens"),
    "ruler_effective_length": ("RULER, effective length", "tokens", "Longest prompt at which it still does 85.6 percent of the tasks of RULER"),
    "safim_average": ("SAFIM", "%", "Gaps in programs filled in so that the tests pass"),
    "simplebench": ("SimpleBench", "%", "Trick questions of common sense answered correctly"),
    "swe_atlas": ("SWE-Atlas", "%", "Tasks around a codebase done, part not stated"),
    "swe_bench_multilingual": ("SWE-Bench Multilingual", "%", "Issues of real repositories in nine programming languages resolved"),
    "swe_bench_multimodal": ("SWE-Bench Multimodal", "%", "Issues with screenshots resolved"),
    "tau2_airline": ("Tau2-Bench, airline", "%", "Conversations of an airline's service with tools done right"),
    "tau2_retail": ("Tau2-Bench, retail", "%", "Conversations of a shop's service with tools done right"),
    "tau2_telecom": ("Tau2-Bench, telecom", "%", "Conversations of a telephone company's service with tools done right"),
    "tau_bench_airline": ("Tau-Bench, airline", "%", "Conversations of an airline's service with tools done right, first version"),
    "tau_bench_retail": ("Tau-Bench, retail", "%", "Conversations of a shop's service with tools done right, first version"),
    "terminal_bench": ("Terminal-Bench", "%", "Tasks done in a terminal, first version; versions are not comparable"),
    "terminal_bench_4_0": ("Terminal-Bench 4.0", "%", "Tasks done in a terminal, version 4.0; versions are not comparable"),
    "tool_decathlon": ("Tool Decathlon", "%", "Long tasks done with many tools"),
    "video_mme": ("Video-MME", "%", "Questions about videos answered correctly"),
    "wmt24_plus_plus": ("WMT24++", "%", "Translations into 55 languages by an automatic score"),
    "wmt25_gemba_esa_mean": ("WMT25, mean", "-", "Translations of the task of 2025 as two models judge them, mean over 31 language pairs, of at most 100 points"),
    "wmt25_metricx24_mean": ("WMT25, MetricX", "-", "Translations of the task of 2025 by MetricX-24, mean over 31 language pairs; zero is perfect, errors are below zero"),
    "writingbench": ("WritingBench", "%", "Texts of many kinds as a model judges them"),
}  # fmt: skip


def fact(benchmark):
    """The fact under which results of a benchmark stand."""
    name = SAME.get(benchmark, benchmark)
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def words(benchmark):
    """Label, unit and meaning of a benchmark, or nothing where the catalog declares it by hand."""
    name = SAME.get(benchmark, benchmark)
    if name in FACTS:
        return FACTS[name]
    board = BOARDS.get(name.removeprefix("arena_")) if name.startswith("arena_") else None
    if board:
        return f"Arena, {board[0]}", "Elo", f"Rating from blind pairwise votes of people on conversations {board[1]}, board of 2026-10-20"
    release = re.fullmatch(r"livebench_(\d{4})_(\d{2})_(\w+)", name)
    if release and release[3] in CATEGORIES:
        label = release[3].replace("_", " ")
        return (
            f"LiveBench {release[1]}-{release[2]}, {label}",
            "%",
            f"LiveBench, {CATEGORIES[release[3]]}; releases are not comparable",
        )
    kind, _, pair = name.partition(":")
    if kind == "wmt25_gemba_esa":
        source, _, target = pair.partition("-")
        language = LANGUAGES[re.sub(r"_[A-Z]{2}$", "", target)] + (" (Egypt)" if target == "ar_EG" else "")
        return (
            f"WMT25, {LANGUAGES[source]} to {language}",
            "-",
            f"Translations from {LANGUAGES[source]} to {language} as two models judge them, of at most 100 points",
        )
    if kind == "global_mmlu_relative":
        return (
            f"Global-MMLU, {LANGUAGES[pair]}",
            "%",
            f"Questions in {LANGUAGES[pair]} answered correctly, as a share of what the same model does in English",
        )
    if kind == "mmlu_translated_relative":
        return (
            f"MMLU translated, {LANGUAGES[pair]}",
            "%",
            f"MMLU in {LANGUAGES[pair]}, translated by people, answered correctly, as a share of what the same model does in English",
        )
    return None


def declaration(benchmark):
    """The table of a benchmark's fact in `facts.toml`."""
    label, unit, meaning = words(benchmark)
    meaning += "" if "better" in meaning or "perfect" in meaning or "zero" in meaning else "; higher is better"
    lines = [f"[model.{fact(benchmark)}]", f'type = "{"integer" if unit == "tokens" else "number"}"']
    if unit != "-":
        lines.append(f'unit = "{"percent" if unit == "%" else unit}"')
    lines += [f"label = {json.dumps(label, ensure_ascii=False)}", f"meaning = {json.dumps(meaning + '.', ensure_ascii=False)}"]
    return "\n".join(lines) + "\n"


def section(benchmarks):
    """The declarations of all benchmarks that are not declared by hand, in alphabetical order, each once."""
    found = {fact(one): declaration(one) for one in benchmarks if words(one)}
    return "\n".join(found[name] for name in sorted(found))


if __name__ == "__main__":
    from common import read

    rows = read(sys.argv[1], "models.json")["measurements"]
    sys.stdout.write(section({row["benchmark"] for row in rows} - set(OF_OFFER)))
