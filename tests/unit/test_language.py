"""No text that a user or an engineer reads has a phrase for which there is a plainer one."""

import re
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
READ = ("README.md", "docs", "functions", "common", "infra")
NOT_READ = ("functions/samples/",)  # other people's sentences
SUFFIXES = {".md", ".py", ".j2", ".sh", ".conf", ".toml", ".Dockerfile"}

# Each phrase as a regular expression, and what to write instead.
PLAINER = {
    # terms: one word each
    r"\bdoors?\b": "trigger",
    r"\bfates?\b": "outcome",
    r"(?<![.\w])park(?:s|ed|ing)?\b": "dead-letter, move to the dead-letter queue",
    r"\bportions?\b": "chunk",
    r"\bjudg(?:e|es|ed|ing|e?ments?)\b": "score, compare; the verdict is assembled",
    r"\b(?:first|second|another) looks?\b": "stage",
    r"\b(?:rows|cells) that stand\b": "duplicate rows",
    r"\brepeated rows\b": "duplicate rows",
    r"\bcolumns that (?:came|went|moved)\b": "added, removed, retyped or reordered columns",
    r"\bcounts from\b|\bfrom which on\b": "threshold",
    # sentences of verdicts, reports, help and logs
    r"(?:(?<![\"'\d])\d[\d.,]*|\}) %(?=[\s.,;:)\"'<]|$)": "a percentage without a space: 22%",
    r"\bhold other values than before\b": "distribution changed; at least 22% of rows affected",
    r"\blie beyond the baseline\b|\bbeyond the baseline's\b": "outside the baseline range [1, 8]",
    r"\bthan chance would bring\b": "than expected by chance",
    r"\bwould have been seen\b": "would probably have been detected; smallest detectable change",
    r"\bchanged by \S+ % of the rows\b": "rose from 0% to 22%",
    r"\bHow this came about\b": "Run details",
    r"\bChanges of the columns themselves\b": "Schema changes",
    r"\bWorth a look\b": "Note",
    r"\bis advised\b": "consider retraining the model",
    r"\b(?:Grew|Shrank|Within chance)\b": "More frequent, Less frequent, No significant change",
    r"\bfirst of these that suits\b": "any of these paths (checked in this order)",
    r"\bunforeseen\b|\bforesaw\b": "internal error, unexpected",
    r"\bhas its trace\b": "see traceback",
    r"\bname it after what it is\b": "rename it to match its format",
    r"\bfile at hand\b|\bat hand\b": "the current file",
    r"\bno event (?:ever )?told\b": "missed events",
    r"\bthis brings it\b|\bwhat brings it\b": "install it with",
    # idioms
    r"\banew\b": "again, rebuild",
    r"\bso-manieth\b": "every n-th",
    r"\bstands? (?:for|in|at|beside|there|alone|now|under|where|once|more)\b": "is, is stored in, represents",
    r"\bbears?\b": "has",
    r"\b(?:is|are|was|were|be|been) (?:said|told)\b": "log, print, report",
    r"\bto who(?:ever)? (?:waits|asks)\b|\bof who\b|\bis who\b": "name the subject",
    r"\bcounts for nothing\b": "is ignored",
    r"\bwhat it (?:was|is) made (?:from|of)\b": "its source, its version",
    r"\bspeaks? (?:for|of)\b": "describes, is about",
}
BREAK = r"\s+(?:#\s*)?"  # a phrase may go on in the next line, of a comment too


def texts():
    listed = subprocess.run(
        ["git", "ls-files", *READ], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        if Path(name).suffix in SUFFIXES and not name.startswith(NOT_READ):
            yield name, (CHECKOUT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("phrase", PLAINER)
def test_the_plainer_words_are_used(phrase):
    wanted = re.compile(phrase.replace(" ", BREAK), re.MULTILINE)
    places = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for name, text in texts()
        for match in wanted.finditer(text)
    ]
    assert not places, "\n".join([f"write {PLAINER[phrase]!r}:", *places])
