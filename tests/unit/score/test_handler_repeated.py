"""A running handler: what it keeps of a baseline changes no later verdict."""

import io

import pytest

from common import keys
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from common.verdict.document import Verdict
from functions.score.handler import score_object

WORDS = ["late", "parcel", "broken", "screen", "kind", "staff", "refund", "today", "again", "café", "ЖУК"]
FILES = 4


def table(part, rows):
    """Return a CSV file with an identifier, a category, a number and a text."""
    lines = ["code,kind,price,text"]
    for row in range(rows):
        words = [WORDS[(row * step + part) % len(WORDS)] for step in (1, 3, 5, 7)]
        lines.append(f"AB-{part}-{row:05d},{'xyz'[row % 3]},{row * 1.5 + part},{' '.join(words)}")
    return "\n".join(lines).encode()


def scored(make_tools, parts):
    """Return the verdicts of one handler on these files, in this order."""
    store = MemoryStore()
    tools = make_tools(store, history_lines=0)
    store.put("baselines/a.csv", io.BytesIO(baseline := table(0, 200)), len(baseline))
    verdicts = {}
    for part in parts:
        key = f"drifts/a/{part}.csv"
        store.put(key, io.BytesIO(data := table(part, 20 + part)), len(data))
        score_object(ObjectCreated(store.bucket, key), tools)
        with store.open(keys.verdict(key)) as opened:
            verdict = Verdict.from_json(opened.stream.read())
        verdicts[part] = verdict.model_dump(exclude={"scored_at", "timing_ms"})
        verdicts[part]["drift"].pop("modified")
    return verdicts


@pytest.mark.parametrize("part", range(1, FILES + 1))
def test_a_verdict_does_not_depend_on_the_files_before(make_tools, part):
    order = [other for other in range(1, FILES + 1) if other != part] + [part]
    assert scored(make_tools, order)[part] == scored(make_tools, [part])[part]
