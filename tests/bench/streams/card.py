"""The streams page: every section measured and rendered, and the raw numbers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from calibration import machine
from calibration.draws import SEED

from streams import evidently, measured, overhead_section, prose, relation_section, relations, sections

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from calibration.cells import Runner

    from streams.plan import Plan

# For each section: what measures it, and what renders it.
SECTIONS: dict[
    str, tuple[Callable[[Plan, Runner], dict[str, Any]], Callable[[Plan, dict[str, Any]], str]]
] = {
    "first": (measured.first, sections.first_files),
    "history": (measured.with_history, sections.history),
    "planted": (measured.faults, sections.faults),
    "year": (measured.years, sections.years),
    "relations": (measured.relations, relation_section.relations),
    "overhead": (measured.overhead, overhead_section.overhead),
    "fresh": (measured.fresh, sections.fresh),
}


def rivals(chosen: Plan, names: Sequence[str]) -> list[str]:
    """Return the rivals that these sections need, each with an environment."""
    needed = {evidently.RIVAL: "planted" in names and chosen.evidently > 0}
    needed[relations.RIVAL] = "relations" in names and chosen.rivals
    return [rival for rival, is_needed in needed.items() if is_needed]


def section(name: str, chosen: Plan, runner: Runner) -> tuple[str, dict[str, Any]]:
    """Measure one section; return its text and its raw numbers."""
    measure, render = SECTIONS[name]
    results = measure(chosen, runner)
    return render(chosen, results), results


def write(chosen: Plan, runner: Runner, folder: Path, names: Sequence[str] = tuple(SECTIONS)) -> Path:
    """Measure these sections, write streams.md and streams.json; return the page's path.

    Other sections stay as the raw numbers in the folder have them. Each says when it was measured.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "streams.md"
    numbers = path.with_suffix(".json")
    earlier = json.loads(numbers.read_text(encoding="utf-8")) if numbers.exists() else {}
    raw: dict[str, Any] = {"seed": SEED, "measured": {}}
    texts = [prose.INTRODUCTION.format(seed=SEED), sections.sources(chosen)]
    for name, (_, render) in SECTIONS.items():
        if name in names:
            text, raw[name] = section(name, chosen, runner)
            raw["measured"][name] = _now()
        elif name in earlier:
            text, raw[name] = render(chosen, earlier[name]), earlier[name]
            raw["measured"][name] = earlier["measured"][name]
        else:
            continue
        heading, _, rest = text.partition("\n")
        texts.append(f"{heading}\n\n{prose.MEASURED.format(**raw['measured'][name])}{rest}")
    path.write_text("".join(texts).rstrip() + "\n", encoding="utf-8")
    compact = json.dumps(raw, separators=(",", ":"), allow_nan=False)
    numbers.write_text(compact + "\n", encoding="utf-8")
    return path


def _now() -> dict[str, str]:
    """Return when, where and with what a section is measured."""
    return {
        "date": datetime.now(tz=UTC).date().isoformat(),
        "machine": machine.in_words(),
        "commit": machine.commit(),
        "versions": ", ".join(f"{name} {version}" for name, version in machine.versions().items()),
    }
