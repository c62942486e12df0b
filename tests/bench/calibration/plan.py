"""How much is measured: the whole card, or enough to check that it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from streams import plan as streams_plan

from calibration import changes

if TYPE_CHECKING:
    from calibration.changes import Change


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes, shares and repetitions of every table.

    Attributes
    ----------
    null_* : for the false alarms; every baseline size with every drift file size.
    power_changes, shares : for the power; `repetitions` for methods that take less than .2 s per file,
        `slow_repetitions` for the others; without changed rows `calm_repetitions` and
        `slow_calm_repetitions`.
    rivals : whether the rivals run; each needs an environment.
    slowest : whether the methods that take seconds per file run at all, with `slowest_repetitions`.
    size_shares : the shares at which the changed share is shown; `simulations` repetitions where the truth is
        known.
    detectable_repetitions, table_repetitions : for these two tables; rivals run `slow_calm_repetitions`.
    ordinary : the streams whose ordinary batches are measured, with the cells of the streams page.
    """

    null_corpora: tuple[str, ...] = ("bbc_paragraphs", "brown", "fortunes")
    null_baselines: tuple[int, ...] = (100, 500, 1000, 5000)
    null_drifts: tuple[int, ...] = (10, 30, 100, 500, 2000)
    null_repetitions: int = 300
    power_changes: tuple[Change, ...] = (
        changes.TOPIC_ARTICLES,
        changes.STYLE,
        changes.TOPIC_PARAGRAPHS,
        changes.STYLE_EVEN,
        changes.CONDITION,
        changes.SMALL_FILE,
    )
    shares: tuple[float, ...] = (0.0, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
    repetitions: int = 80
    slow_repetitions: int = 20
    calm_repetitions: int = 200
    slow_calm_repetitions: int = 40
    rivals: bool = True
    slowest: bool = True
    slowest_repetitions: int = 8
    size_shares: tuple[float, ...] = (0.0, 0.1, 0.3, 0.5, 1.0)
    simulations: int = 80
    detectable_repetitions: int = 60
    table_repetitions: int = 300
    ordinary: streams_plan.Plan = streams_plan.FULL


FULL = Plan()
QUICK = Plan(
    null_corpora=("brown", "reviews"),
    null_baselines=(100, 1000),
    null_drifts=(10, 100),
    null_repetitions=40,
    power_changes=(changes.TOPIC_ARTICLES, changes.STYLE),
    shares=(0.0, 0.1, 1.0),
    repetitions=10,
    slow_repetitions=2,
    calm_repetitions=10,
    slow_calm_repetitions=2,
    slowest=False,
    size_shares=(0.0, 0.1, 1.0),
    simulations=8,
    detectable_repetitions=4,
    table_repetitions=10,
    ordinary=streams_plan.QUICK,
)
