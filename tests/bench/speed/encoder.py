"""Texts a second: Driftline's encoder, sentence-transformers, and what the machine's arithmetic allows."""

from __future__ import annotations

import json
import statistics
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import numpy as np

from functions.score.encoder.model_files import find_model
from speed.arithmetic import operations, product_rate
from speed.contestants import JOBS, MODEL, documented_python, our_environment
from speed.docstrings import short_texts
from speed.turns import TurnTaker

if TYPE_CHECKING:
    from pathlib import Path

    from speed.plan import Plan

OURS, THEIRS = "Driftline", "sentence-transformers"
PAUSE_SECONDS = 0.3  # threads wait awake for a while after their work, on the next one's cores


def measure(folder: Path, cache: Path, plan: Plan) -> dict[str, Any]:
    """Let both embed the same texts in turns, the machine's matrix product between them.

    sentence-transformers is measured where an environment that has it is there.
    """
    texts = short_texts(plan.texts)
    given = folder / "texts.json"
    given.write_text(json.dumps(texts), encoding="utf-8")
    commands = {OURS: [sys.executable, JOBS / "driftline_encoder.py", given, folder / f"{OURS}.npy", MODEL]}
    if python := documented_python(cache):
        model = find_model(MODEL).directory
        commands[THEIRS] = [python, JOBS / "documented_encoder.py", given, folder / f"{THEIRS}.npy", model]
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    products = []
    with ExitStack() as running:
        takers = {
            name: running.enter_context(TurnTaker(command, our_environment(cache)))
            for name, command in commands.items()
        }
        for _ in range(plan.text_rounds):
            products.append(product_rate())
            for name, taker in takers.items():
                time.sleep(PAUSE_SECONDS)
                seconds[name].append(taker.turn())
            time.sleep(PAUSE_SECONDS)
    found: dict[str, Any] = {
        "texts": len(texts),
        "operations_per_text": operations(texts, MODEL) / len(texts),
        "product_rate": statistics.median(products),
        "engines": {
            name: {"texts_per_second": len(texts) / statistics.median(taken), "seconds": taken}
            for name, taken in seconds.items()
        },
    }
    if python:
        found["smallest_cosine"] = smallest_cosine(*(np.load(folder / f"{name}.npy") for name in commands))
    return found


def smallest_cosine(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Return the smallest cosine between the two vectors of a text."""
    pairs = ours.astype(np.float64), theirs.astype(np.float64)
    lengths = np.linalg.norm(pairs[0], axis=1) * np.linalg.norm(pairs[1], axis=1)
    return float(((pairs[0] * pairs[1]).sum(axis=1) / lengths).min())
