"""How much the files of a stream differ anyway: by the baseline's blocks and by earlier files."""

from typing import TYPE_CHECKING

from functions.score import batch
from functions.score.baseline.profile import Profile
from functions.score.history import Past
from functions.score.history.past import ENOUGH
from functions.score.policy import Policy, Variation
from functions.score.statistics.effects import FACTOR, FEWEST, Effects
from functions.score.texts.embedder import Embedder

if TYPE_CHECKING:
    from functions.score.comparison.blocks import Blocks


def variation(
    baseline: Profile, drift: batch.Batch, past: Past, policy: Policy, embedder: Embedder
) -> Variation:
    """Return what is usual: by the last files, and by the baseline's blocks until there are ENOUGH files.

    It is asked for only if a change would be drift, because comparing the blocks takes time.
    """
    from functions.score.comparison.blocks import Blocks, compare_blocks
    from functions.score.statistics.usual import Usual, for_rows, usual

    blocks = Blocks((), "")
    if len(past.files) < ENOUGH:
        with embedder.stopwatch.measuring("compare"):
            blocks = compare_blocks(baseline, drift, policy.plan, embedder)

    def learned(files: "tuple[Effects, ...]", factor: float) -> Usual:
        largest = usual((*blocks.effects, *files), policy.decides_by, factor, past.frequent)
        return for_rows(largest, drift.total_rows, past.rows)

    known = learned(past.files, past.factor)
    # Without more alarms than the budget, both are the same.
    calm = learned(past.calm, FACTOR) if past.standing and past.factor > FACTOR else known
    source = _source(blocks, past, measured=known.batches > 0)
    return Variation(known, source, past.standing, past.accepted, past.alarms, past.factor, past.runs, calm)


def _source(blocks: "Blocks", past: Past, *, measured: bool) -> str:
    """Return what was measured; why there are no blocks matters only if there are too few files, too."""
    if blocks.effects or not past.files:
        return " and ".join(part for part in (blocks.source, past.source) if part)
    if measured:
        return past.source
    return f"{blocks.source}, and there are fewer than {FEWEST} earlier files"
