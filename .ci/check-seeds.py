"""Every sentence that a scenario quotes stands in its article, and every "Use X if" bullet is quoted by a scenario.

python3 .ci/check-seeds.py ../shared/seeds
"""
import pathlib
import re
import sys
import tomllib


def plain(text):
    """Without mark-up, line breaks and typographic quotes."""
    for mark, to in {"\u2019": "'", "\u201c": '"', "\u201d": '"', "**": "", "\u2013": "-", "\u2014": "-"}.items():
        text = text.replace(mark, to)
    return re.sub(r"\s+", " ", text)


articles = {}
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.txt")):
    text = file.read_text()
    articles["gpt-4o-mini-vs-llama-2" if "vs Llama 2" in text else "gpt-4o-mini-vs-stable-beluga-2"] = text
wrong = []
quoted = {}
for name, text in articles.items():
    says = []
    for scenario in sorted(pathlib.Path("tests/scenarios", name).glob("*.scenario.toml")):
        sentence = tomllib.loads(scenario.read_text()).get("says", "")
        if sentence and plain(sentence).strip() not in plain(text):
            wrong.append(f"{scenario}: not in the article: {sentence}")
        says.append(plain(sentence))
    part = text[text.index("Use Case Recommendations"):]
    part, verdict = part[:part.index("Verdict")], part[part.index("Verdict"):]
    bullets = [line.strip()[1:].strip() for line in part.splitlines() if line.strip().startswith("\u2022")]
    sentences = re.split(r"(?<=[.!?])\s+", plain(" ".join(verdict.split("Explore More")[0].splitlines()[1:])).strip())
    for claim in bullets + [s for s in sentences if s]:
        if not any(plain(claim).strip() in s or s and s in plain(claim) for s in says):
            wrong.append(f"{name}: no scenario for: {claim}")
    quoted[name] = len(bullets), len(sentences)
print(f"seeds: {quoted} (bullets, sentences of the verdict): all are scenarios" if not wrong else "\n".join(wrong))
sys.exit(bool(wrong))
