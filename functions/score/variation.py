"""How much the files of a stream differ anyway: by the baseline's blocks and by earlier files."""

from functions.score import batch
from functions.score.baseline.profile import Profile
from functions.score.history import Past
from functions.score.history.past import ENOUGH
from functions.score.policy import Policy, Variation
from functions.score.texts.embedder import Embedder


def variation(
    baseline: Profile, drift: batch.Batch, past: Past, policy: Policy, embedder: Embedder
) -> Variation:
    """Return what is usual: by the last files, and by the baseline's blocks until there are ENOUGH files.

    It is asked for only if a change would be drift, because comparing the blocks takes time.
    """
    from functions.score.comparison.blocks import Blocks, compare_blocks
    from functions.score.statistics.usual import for_rows, usual

    blocks = Blocks((), "")
    if len(past.files) < ENOUGH:
        with embedder.stopwatch.measuring("compare"):
            blocks = compare_blocks(baseline, drift, policy.plan, embedder)
    batches = (*blocks.effects, *past.files)
    found = usual(batches, policy.decides_by, past.factor, past.frequent)
    calm = found
    if past.standing and past.calm is not past.files:
        calm = usual((*blocks.effects, *past.calm), policy.decides_by, frequent=past.frequent)
    source = " and ".join(part for part in (blocks.source, past.source) if part)
    found, calm = (for_rows(each, drift.rows, past.rows) for each in (found, calm))
    return Variation(found, source, past.standing, past.accepted, past.alarms, past.factor, past.runs, calm)
