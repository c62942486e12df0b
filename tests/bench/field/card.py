"""The field card: every section measured and rendered, and the raw numbers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from calibration import machine
from calibration.draws import SEED
from calibration.environments import requirements

from field import alarms, kinds, power, power_section, prose, readings, sections, tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from calibration.cells import Runner

    from field.plan import Plan

    Section = Callable[[Plan, Runner], tuple[str, Any]]


def _halves(chosen: Plan, runner: Runner) -> tuple[str, Any]:
    results = alarms.random(chosen, runner)
    return sections.random_halves(results), results


def _order(chosen: Plan, runner: Runner) -> tuple[str, Any]:
    results = alarms.in_order(chosen, runner)
    return sections.halves_in_order(results, readings.load()), results


def _power(chosen: Plan, runner: Runner) -> tuple[str, Any]:
    flagged = power.measure(chosen, runner)
    return power_section.power(flagged), flagged


def _kinds(_chosen: Plan, runner: Runner) -> tuple[str, Any]:
    decided = kinds.measure(runner.cache)
    return sections.kinds(decided, kinds.labels()), decided


SECTIONS: dict[str, Section] = {"halves": _halves, "order": _order, "power": _power, "kinds": _kinds}


def section(name: str, chosen: Plan, runner: Runner) -> tuple[str, Any]:
    """Measure one section; return its text and its raw numbers."""
    return SECTIONS[name](chosen, runner)


def write(chosen: Plan, runner: Runner, folder: Path) -> Path:
    """Measure everything, write field.md and field.json; return the card's path."""
    texts, raw = [], {}
    for name in SECTIONS:
        text, raw[name] = section(name, chosen, runner)
        texts.append(text)
    measured = {
        "date": datetime.now(tz=UTC).date().isoformat(),
        "machine": machine.in_words(),
        "commit": machine.commit(),
        "versions": machine.versions(),
        "tables": tables.REQUIRED.read_text(encoding="utf-8").split(),
        "rivals": {rival: requirements(rival).split() for rival in power.RIVAL_NAMES}
        if chosen.rivals
        else {},
        "seed": SEED,
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "field.md"
    path.write_text(_introduction(measured) + "".join(texts).rstrip() + "\n", encoding="utf-8")
    compact = json.dumps(measured | raw, separators=(",", ":"), allow_nan=False)
    path.with_suffix(".json").write_text(compact + "\n", encoding="utf-8")
    return path


def _introduction(measured: dict[str, Any]) -> str:
    return prose.INTRODUCTION.format(
        **{name: measured[name] for name in ("date", "machine", "commit", "seed")},
        versions=", ".join(f"{name} {version}" for name, version in measured["versions"].items()),
        tables=" ".join(measured["tables"]),
        rivals="; ".join(" ".join(pins) for pins in measured["rivals"].values()) or "not run",
    )
