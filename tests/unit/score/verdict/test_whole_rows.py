"""The verdict's part about whole rows."""

import numpy as np

from functions.score.policy import CalibratedPolicy, FileEvidence
from functions.score.statistics.columns import duplicates
from functions.score.statistics.rows import dependence, segments
from functions.score.statistics.rows.columns import CategoryColumn, NumberColumn
from functions.score.verdict import whole_rows


def verdicts(*evidence):
    decision = CalibratedPolicy().decide(FileEvidence((), whole_rows=evidence, rows=(200, 200)))
    return whole_rows.verdicts(evidence, decision.whole_rows)


def test_duplicate_rows_and_the_pair_that_changed_have_fields_of_their_own():
    rng = np.random.default_rng(0)
    hashes = np.arange(200, dtype=np.uint64)
    rising = np.arange(200.0)
    rows = duplicates.compare(hashes, np.repeat(hashes[:100], 2), rng)
    pair = dependence.compare([NumberColumn("a", rising, rising), NumberColumn("b", rising, -rising)])
    fields = verdicts(rows, pair)
    assert (fields["rows"].duplicated_after, fields["rows"].drifted) == (0.5, True)
    changed = fields["dependence"]
    assert (changed.columns, changed.levels) == (("a", "b"), (None, None))
    assert (changed.before.correlation, changed.after.correlation) == (1.0, -1.0)
    assert changed.before.rows == 200
    assert len(changed.after.shares) == 6
    assert changed.drifted
    assert changed.p_adjusted <= 0.001
    assert changed.effect > 1.9
    assert changed.threshold == 0.1


def test_the_segment_that_moved_has_a_field():
    codes, rising = np.repeat([0, 1], [50, 150]), np.arange(200.0)
    moved = NumberColumn("x", rising % 7, rising % 7 + 3 * (codes == 0))
    segment = verdicts(segments.compare([CategoryColumn("g", codes, codes, "ab"), moved]))["segment"]
    assert (segment.segment, segment.category, segment.column) == ("g", "a", "x")
    assert (segment.share_before, segment.share_after, segment.drifted) == (0.25, 0.25, True)
    assert (segment.mean_before, segment.mean_after) == (2.94, 5.94)


def test_what_is_not_tested_has_no_field():
    rows = duplicates.compare(
        np.arange(9, dtype=np.uint64), np.arange(5, dtype=np.uint64), np.random.default_rng(0)
    )
    assert set(verdicts(rows, dependence.compare([]))) == {"rows"}
