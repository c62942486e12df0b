"""Folders of part files through a real MinIO, RabbitMQ and worker: one verdict each, on all of the folder."""

from functools import partial
from time import sleep

import pytest

from common import keys
from functions.score.triggers.settling import settle_event
from functions.score.triggers.sweep import Ending, Options, Tally, reconcile

pytestmark = pytest.mark.real

HEADER = "id,text\n"
CALM = [f"{row},the cat number {row} sat on the mat\n" for row in range(40)]
QUIET_SECONDS = 6.0  # twice as long as an event waits in the store's spool


def csv(rows):
    return (HEADER + "".join(rows)).encode()


@pytest.fixture
def verdicts(bucket, folder):
    """Return a function that returns the keys of all verdicts on this test's files."""
    return lambda: [
        info.key for info in bucket.store.list(f"{keys.RESULTS}{folder}/") if info.key.endswith(".json")
    ]


def test_a_folder_gets_one_verdict_when_its_marker_comes_and_another_when_it_comes_again(
    bucket, folder, start_worker, verdicts
):
    start_worker()
    bucket.put(f"baselines/{folder}.csv", csv(CALM))
    for part in range(4):
        bucket.put(f"drifts/{folder}/day={part % 2}/part-0000{part}.csv", csv(CALM[part::4]))
    sleep(QUIET_SECONDS)
    assert verdicts() == []
    marker = f"drifts/{folder}/_SUCCESS"
    bucket.put(marker, b"")
    first = bucket.verdict(marker)
    assert (first.status, first.drift.rows) == ("ok", 40)
    assert [(change.kind, change.column) for change in first.schema_changes] == [("added", "day")]
    bucket.put(marker, b"")
    bucket.verdict(marker, accept=lambda verdict: verdict.drift.modified > first.drift.modified)
    assert verdicts() == [keys.verdict(marker)]


def test_a_folder_that_is_copied_with_its_marker_first_ends_with_the_verdict_on_all_of_it(
    bucket, folder, start_worker, verdicts
):
    """`mc cp --recursive` uploads in the order of names, in which `_SUCCESS` comes before `part-…`."""
    start_worker()
    bucket.put(f"baselines/{folder}.csv", csv(CALM))
    bucket.put(f"drifts/{folder}/_SUCCESS", b"")
    assert bucket.verdict(f"drifts/{folder}/_SUCCESS").error.type == "no_rows"
    for part in range(20):
        bucket.put(f"drifts/{folder}/part-{part:05d}.csv", csv(CALM[part::20]))
    whole = bucket.verdict(f"drifts/{folder}/_SUCCESS", accept=lambda verdict: verdict.drift.rows == 40)
    assert whole.status == "ok"
    assert verdicts() == [f"results/{folder}/_SUCCESS.json"]


def test_the_sweep_rescues_a_folder_and_leaves_parts_alone(bucket, folder, make_tools, verdicts):
    """No worker runs: no event is read."""
    bucket.put(f"baselines/{folder}/part-0.csv", csv(CALM))
    bucket.put(f"baselines/{folder}/_SUCCESS", b"")
    bucket.put(f"drifts/{folder}/done/part-0.csv", csv(CALM))
    bucket.put(f"drifts/{folder}/done/_SUCCESS", b"")
    bucket.put(f"drifts/{folder}/open/part-0.csv", csv(CALM))
    settle = partial(settle_event, tools=make_tools(bucket.store), last_attempt=False)

    def swept(**options):
        tally = Tally()
        reconcile(bucket.store, settle, Options(prefix=f"drifts/{folder}/", **options), tally)
        return tally.endings

    assert swept() == {Ending.SCORED: 1}
    assert verdicts() == [f"results/{folder}/done/_SUCCESS.json"]
    assert bucket.standing(f"drifts/{folder}/done/_SUCCESS").baseline.key == f"baselines/{folder}/_SUCCESS"
    assert swept() == swept(verify=True) == {}
    sleep(1.1)
    bucket.put(
        f"drifts/{folder}/done/other.csv", csv(CALM)
    )  # an ordinary name: it does not announce its folder
    assert swept() == {Ending.SCORED: 2}
    assert bucket.standing(f"drifts/{folder}/done/_SUCCESS").drift.rows == 80
