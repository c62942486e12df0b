"""How much the baseline's own blocks of rows differ from one another: what is usual without any history.

A day of flights is no random draw from a month of them, so that a test against chance alone finds every day
changed. Rows in the order of time show how much days differ: each of up to 20 blocks is compared with all
rows before it, or with all after it if these are more. A drift file is not in the midst of the baseline
either: where values grow, or follow the season, it has some that the baseline never had.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from functions.score import batch
from functions.score.baseline.profile import Profile
from functions.score.comparison.cuts import Cut, equal_cut, file_cut
from functions.score.comparison.files import compare
from functions.score.comparison.row_order import IN_FILE, RowOrder, row_order
from functions.score.policy import Plan
from functions.score.statistics.effects import Effects, effects_of
from functions.score.statistics.evidence import OUTSIDE_DATES
from functions.score.texts.embedder import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Rows of a block and of the rest that are compared, evenly spaced, and cells of the rest. More would show
# the same differences between blocks.
MOST_IN_BLOCK, MOST_IN_REST, MOST_CELLS = 5_000, 20_000, 1_000_000
MOST_TEXTS = 2_000  # rows of the rest with texts


@dataclass(frozen=True, slots=True)
class Blocks:
    """The effects of each block of a baseline, and how it was cut; none, and why, if it could not be."""

    effects: tuple[Effects, ...]
    source: str


def compare_blocks(baseline: Profile, drift: batch.Batch, plan: Plan, embedder: Embedder) -> Blocks:
    """Compare each of the baseline's blocks of about as many rows as a drift file with one side of the rest.

    If the baseline is a folder of batches, its files are these blocks. That is done once for each order and
    size, and stored with the profile.
    """
    rows, of_files = baseline.batch.rows, file_cut(baseline.batch.files, drift.rows)
    order = row_order(baseline, drift, of_files=of_files is not None)
    if order.rows is None:
        return Blocks((), f"no blocks of the baseline, because {order.name}")
    cut = of_files if order.name == IN_FILE else None
    cut = cut or equal_cut(rows, drift.rows, order.name)
    if cut is None:
        return Blocks((), f"no blocks of the baseline, because {rows} rows are too few")
    in_order = order.rows
    effects = baseline.block_effects(
        _built_from(baseline, order, cut, plan, embedder),
        lambda: _effects(baseline, in_order, cut, plan, embedder),
    )
    return Blocks(effects, cut.source)


def _built_from(baseline: Profile, order: RowOrder, cut: Cut, plan: Plan, embedder: Embedder) -> str:
    """Return all that the effects of blocks depend on, as text."""
    read = (baseline.batch.digest().hex(), dict(baseline.kinds))
    model = (embedder.encoder.model, embedder.sampling) if baseline.texts else None
    return repr((read, order.name, cut.blocks, plan, model))


def _effects(
    baseline: Profile, order: "NDArray[np.intp]", cut: Cut, plan: Plan, embedder: Embedder
) -> tuple[Effects, ...]:
    import numpy as np

    embedder = replace(embedder, known=tuple(column.read for column in baseline.texts.values()))
    measured: list[Effects] = []
    for begin, end in cut.blocks:
        block = _thinned(order[begin:end], MOST_IN_BLOCK)
        before, after = order[:begin], order[end:]
        rest = _thinned(before if len(before) >= len(after) else after, _most_in_rest(baseline))
        others = baseline.part(np.sort(rest), lambda: embedder.encoder)
        compared = compare(_block(baseline, np.sort(block)), others, plan, embedder, show_values=False)
        effects = effects_of(compared.evidence.adjusted_together)
        # The first blocks are earlier than all others, which says nothing about a file that is.
        measured.append({key: size for key, size in effects.items() if key.name != OUTSIDE_DATES})
    return tuple(measured)


def _block(baseline: Profile, places: "NDArray[np.intp]") -> batch.Batch:
    """Return a block as a batch, without the texts that the baseline's sample does not have."""
    block = baseline.batch.part(places)
    numbers = baseline.batch.row_numbers(places.tolist())
    hidden = {
        name: block.frame[name].where([number in embedded for number in numbers])
        for name, column in baseline.texts.items()
        if column.total > len(column.rows)
        for embedded in [set(column.rows)]
    }
    return replace(block, frame=block.frame.assign(**hidden)) if hidden else block


def _most_in_rest(baseline: Profile) -> int:
    rows = min(MOST_IN_REST, max(1_000, MOST_CELLS // len(baseline.batch.columns)))
    return min(rows, MOST_TEXTS) if baseline.embedded else rows


def _thinned(places: "NDArray[np.intp]", most: int) -> "NDArray[np.intp]":
    """Return up to `most` of these places, evenly spaced."""
    import numpy as np

    if len(places) <= most:
        return places
    return places[np.linspace(0, len(places) - 1, most).round().astype(np.intp)]
