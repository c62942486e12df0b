"""The calibration card: every table with its plot, and the raw numbers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from calibration import (
    detectable,
    false_alarms,
    machine,
    ordinary,
    plots,
    power,
    prose,
    sections,
    sizes,
    table_alarms,
)
from calibration.corpora import load
from calibration.draws import SEED
from calibration.environments import PACKAGES, requirements

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from calibration.cells import Runner
    from calibration.plan import Plan

TABLES = ("false_alarms", "power", "sizes", "detectable", "mixed_table", "ordinary")


@dataclass(slots=True)
class Card:
    """Measures and renders the tables of one plan."""

    chosen: Plan
    runner: Runner
    plots_folder: Path

    def section(self, table: str) -> tuple[str, Any]:
        """Measure one table and draw its plot, if it has one; return its text and its raw numbers."""
        tables: dict[str, Callable[[], tuple[str, Any]]] = {
            "false_alarms": self._false_alarms,
            "power": self._power,
            "sizes": self._sizes,
            "detectable": self._detectable,
            "mixed_table": self._mixed_table,
            "ordinary": self._ordinary,
        }
        return tables[table]()

    def _false_alarms(self) -> tuple[str, Any]:
        results = false_alarms.measure(self.chosen, self.runner)
        plots.alarms(results, self.plots_folder / "false-alarms.svg")
        return sections.alarms(results), results

    def _power(self) -> tuple[str, Any]:
        methods = power.measure(self.chosen, self.runner)
        plots.power(methods, self.plots_folder / "power.svg")
        raw = {
            change: {method: one._asdict() for method, one in by_method.items()}
            for change, by_method in methods.items()
        }
        return sections.power(self.chosen.power_changes, methods), raw

    def _sizes(self) -> tuple[str, Any]:
        planted = power.measure_sizes(self.chosen, self.runner)
        simulated = sizes.measure(self.chosen, self.runner)
        plots.sizes(planted | simulated, self.plots_folder / "changed-share.svg")
        raw = {name: [one._asdict() for one in rows] for name, rows in (planted | simulated).items()}
        return sections.shares_stated(planted, simulated), raw

    def _detectable(self) -> tuple[str, Any]:
        results = detectable.measure(self.chosen, self.runner)
        plots.detectable(results, self.plots_folder / "detectable-share.svg")
        return sections.detectable(results), results

    def _mixed_table(self) -> tuple[str, Any]:
        methods, columns = table_alarms.measure(self.chosen, self.runner)
        plots.mixed(methods, self.plots_folder / "mixed-table.svg")
        return sections.mixed(methods, columns), {
            name: one._asdict() for name, one in methods.items()
        } | columns

    def _ordinary(self) -> tuple[str, Any]:
        results = ordinary.measure(self.chosen, self.runner)
        calls = {name: {kind: one[kind] for kind in ("before", "calls")} for name, one in results.items()}
        return ordinary.section(self.chosen, results), calls


def write(chosen: Plan, runner: Runner, folder: Path) -> Path:
    """Measure everything, write calibration.md, calibration.json and the plots; return the card's path."""
    card = Card(chosen, runner, folder / "calibration")
    texts, raw = [], {}
    for table in TABLES:
        text, raw[table] = card.section(table)
        texts.append(text)
    measured = _measured(chosen, runner)
    raw = measured | {"seed": SEED} | raw
    path = folder / "calibration.md"
    path.write_text(_introduction(measured) + "".join(texts).rstrip() + "\n", encoding="utf-8")
    compact = json.dumps(raw, separators=(",", ":"), allow_nan=False)
    path.with_suffix(".json").write_text(compact + "\n", encoding="utf-8")
    return path


def _measured(chosen: Plan, runner: Runner) -> dict[str, Any]:
    names = sorted({*chosen.null_corpora, *(change.corpus for change in chosen.power_changes)})
    corpora = {name: load(name, runner.cache) for name in names}
    return {
        "date": datetime.now(tz=UTC).date().isoformat(),
        "machine": machine.in_words(),
        "core_minutes": round(sum(runner.spent.values()) / 60, 1),
        "commit": machine.commit(),
        "versions": machine.versions(),
        "rivals": {rival: requirements(rival).split() for rival in PACKAGES} if chosen.rivals else {},
        "corpora": {name: [len(corpus.texts), corpus.fingerprint] for name, corpus in corpora.items()},
    }


def _introduction(measured: dict[str, Any]) -> str:
    return prose.INTRODUCTION.format(
        date=measured["date"],
        machine=measured["machine"],
        minutes=measured["core_minutes"],
        commit=measured["commit"],
        versions=", ".join(f"{name} {version}" for name, version in measured["versions"].items()),
        rivals="; ".join(" ".join(pins) for pins in measured["rivals"].values()) or "not run",
        seed=SEED,
        corpora=", ".join(
            f"{name} ({rows} texts, {fingerprint})"
            for name, (rows, fingerprint) in measured["corpora"].items()
        ),
    )
